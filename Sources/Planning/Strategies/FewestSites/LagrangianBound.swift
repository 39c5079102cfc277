internal import FibreNetwork

/// The linear relaxation over whole chains on large maps: its bound, by prices that are adjusted step by step.
///
/// A demand pays a price c for each of its chains at each site and, where chains may share no span, s at each span. At any
/// prices >= 0 the fewest repeaters are at least Σ K × cheapest chain − Σ s − Σ over sites of what they earn beyond their
/// cost of 1, where a site earns most by those flows of demands, within its capacity and each demand's passages, that pay
/// the most: what relaxing all rows that link chains to open sites leaves (``AllocationMaster`` has the same rows). Prices
/// follow the volume algorithm (Barahona and Anbil, "The volume algorithm: producing primal solutions with a subgradient
/// method", Mathematical Programming 87, 2000); its means of flows and sites tell how far each site is open.
struct LagrangianBound {
  /// Of each demand: one number for each site of its network, and one for each span of the map.
  private struct Vector {
    var sites: [[Double]]
    var spans: [[Double]]

    /// Combines two vectors number by number.
    static func merge(_ a: Vector, _ b: Vector, _ join: (Double, Double) -> Double) -> Vector {
      Vector(
        sites: zip(a.sites, b.sites).map { zip($0, $1).map(join) },
        spans: zip(a.spans, b.spans).map { zip($0, $1).map(join) })
    }

    static func product(_ a: Vector, _ b: Vector) -> Double {
      func sum(_ a: [[Double]], _ b: [[Double]]) -> Double {
        zip(a, b).reduce(0) { zip($1.0, $1.1).reduce($0) { $0 + $1.0 * $1.1 } }
      }
      return sum(a.sites, b.sites) + sum(a.spans, b.spans)
    }
  }

  private let context: AllocationContext
  /// Prices of the best bound.
  private var center: Vector
  /// Mean of what the chains lack of what is paid for: the way uphill.
  private var slope: Vector
  /// How far each site of the map is open, in the mean.
  private(set) var openness: [Double]
  private(set) var best: AllocationMaster.Prices
  private(set) var rounds = 0
  private var step = 0.1
  private var weight = 0.04
  private var misses = 0

  init(_ context: AllocationContext) {
    self.context = context
    let spans = context.routes == nil ? 0 : context.problem.network.spans.count
    // As if all who may pass a site shared its cost.
    let most = min(context.capacity ?? .max, context.networks.reduce(0) { $0 + $1.chains })
    center = Vector(
      sites: context.networks.map { Array(repeating: 1 / Double(max(1, most)), count: $0.siteCount) },
      spans: context.networks.map { _ in Array(repeating: 0, count: spans) })
    (best, slope, openness) = Self.look(context, center)
  }

  /// Raises the bound for so many rounds.
  ///
  /// - Parameter goal: what the bound could reach at most.
  mutating func improve(rounds most: Int, goal: Double, _ limits: SolveLimits) {
    for _ in 0..<most where !limits.isOver {
      rounds += 1
      // A price of 0 does not fall.
      let free = Vector.merge(slope, center) { $1 <= 0 ? max(0, $0) : $0 }
      let square = Vector.product(free, free)
      guard square > 1e-9 else { return }
      let length = step * (min(goal, 1.05 * best.bound + 1) - best.bound) / square
      let point = Vector.merge(center, slope) { max(0, $0 + length * $1) }
      let (prices, own, open) = Self.look(context, point)
      let isStraight = Vector.product(slope, own) > 0
      let weight = weight
      slope = Vector.merge(slope, own) { $0 + weight * ($1 - $0) }
      for site in openness.indices { openness[site] += weight * (open[site] - openness[site]) }
      if prices.bound > best.bound {
        best = prices
        center = point
        misses = 0
        if isStraight { step = min(2, 1.1 * step) }
      } else {
        misses += 1
        if misses % 20 == 0 { step *= 0.85 }
      }
      if rounds % 400 == 0 { self.weight = max(0.01, weight / 2) }
    }
  }

  /// The bound at prices, the flows that it takes less those that sites carry, and the sites that are open.
  private static func look(
    _ context: AllocationContext, _ point: Vector
  ) -> (prices: AllocationMaster.Prices, slope: Vector, open: [Double]) {
    var slope = Vector.merge(point, point) { _, _ in 0 }
    var open = Array(repeating: 0.0, count: context.siteCount)
    var prices = AllocationMaster.Prices(
      bound: 0, siteCosts: point.sites, spanCosts: point.spans,
      directCosts: Array(repeating: 0, count: context.networks.count), perKm: 0,
      cheapest: Array(repeating: 0, count: context.networks.count), siteSlack: open)
    for (demand, network) in context.networks.enumerated() {
      guard network.chains > 0,
        let found = context.cheapestChain(
          of: demand, siteCosts: point.sites[demand], spanCosts: point.spans[demand])
      else { continue }
      let chains = Double(network.chains)
      prices.cheapest[demand] = found.cost
      prices.bound += chains * found.cost - point.spans[demand].reduce(0, +)
      for span in point.spans[demand].indices { slope.spans[demand][span] = -1 }
      for site in found.chain.repeaters { slope.sites[demand][Int(network.numbers[site])] = chains }
      for span in found.chain.spans { slope.spans[demand][Int(span)] += chains }
    }
    var payers: [(price: Double, demand: Int, number: Int)] = []
    for site in open.indices {
      payers.removeAll(keepingCapacity: true)
      for (demand, network) in context.networks.enumerated() where network.chains > 0 {
        let number = Int(network.numbers[site])
        if number > 1, point.sites[demand][number] > 0 {
          payers.append((point.sites[demand][number], demand, number))
        }
      }
      var left = context.capacity ?? .max
      if payers.count * context.passages[site] > left {
        payers.sort { ($1.price, $0.demand) < ($0.price, $1.demand) }
      }
      var slack = 1.0
      var paid = 0
      for payer in payers where left > 0 {
        let passages = min(left, context.passages[site], context.networks[payer.demand].chains)
        left -= passages
        slack -= payer.price * Double(passages)
        payers[paid] = (Double(passages), payer.demand, payer.number)
        paid += 1
      }
      prices.siteSlack[site] = max(0, slack)
      guard slack < 0 else { continue }
      prices.bound += slack
      open[site] = 1
      for (passages, demand, number) in payers[..<paid] { slope.sites[demand][number] -= passages }
    }
    return (prices, slope, open)
  }
}
