internal import Foundation

/// Local search for allocations with few repeaters.
///
/// Demands are routed one after the other, used repeaters being almost free; then again and again a repeater is closed or
/// some demands lose their chains, and what was lost is routed anew (Shaw, "Using constraint programming and local search
/// methods to solve vehicle routing problems", CP 1998). Worse allocations are kept now and then, ever more seldom
/// (Kirkpatrick, Gelatt, Vecchi, "Optimization by simulated annealing", Science 220, 1983). Among as many repeaters, those of
/// uneven load are better: one that few chains need is closed next. Chains beyond a site's capacity are dear on the way, and
/// no part of a result.
struct AllocationSearch {
  let context: AllocationContext
  /// Best routing found so far; `nil` before one was found.
  private(set) var best: Routing?
  private(set) var bestCount = Int.max
  /// Chains of every routing that was the best of its time: columns for the exact method.
  private(set) var seen: [Set<PlacedChain>]
  private var random: SplitMix64
  private var chains: [[PlacedChain]]
  private var use: [Int]
  private var open = 0
  /// Σ of the squares of `use`.
  private var unevenness = 0
  /// Chains beyond the capacity of their sites.
  private var overload = 0
  /// Demands routed so far.
  private var routed = 0
  /// In repeaters.
  private static let costOfOverload = 2.5

  init(_ context: AllocationContext, seed: UInt64 = 1) {
    self.context = context
    random = SplitMix64(state: seed)
    seen = Array(repeating: [], count: context.networks.count)
    chains = Array(repeating: [], count: context.networks.count)
    use = Array(repeating: 0, count: context.siteCount)
  }

  /// Takes a routing that was found elsewhere.
  mutating func adopt(_ routing: Routing) {
    restore(routing.chains.enumerated().map { ($0.offset, $0.element) })
    record()
  }

  /// Routes all demands anew and keeps the result if it is the best; true where all were routed.
  ///
  /// - Parameter costs: of opening each site of the map; 1 for all at first, less for promising sites.
  @discardableResult
  mutating func construct(costs: [Double]? = nil, noise: Double = 0) -> Bool {
    for demand in chains.indices { remove(demand) }
    // Demands with long ways first: they have the least choice.
    let order = chains.indices.sorted {
      (context.networks[$0].hopsToSink[0], $1) > (context.networks[$1].hopsToSink[0], $0)
    }
    for demand in order where !route(demand, costs: costs, noise: noise) { return false }
    if overload > 0 { anneal(routes: 60 * order.count, costs: costs, untilItFits: true) { false } }
    record()
    return overload == 0
  }

  /// Improves the best routing until so many demands were routed anew, or until told to stop.
  ///
  /// - Parameter costs: as in ``construct(costs:noise:)``.
  mutating func improve(routes: Int, costs: [Double]? = nil, stop: () -> Bool) {
    guard let best else { return }
    restore(best.chains.enumerated().map { ($0.offset, $0.element) })
    anneal(routes: routes, costs: costs, stop: stop)
  }

  private mutating func anneal(
    routes: Int, costs: [Double]?, untilItFits: Bool = false, stop: () -> Bool
  ) {
    let demands = chains.indices.filter { context.networks[$0].chains > 0 }
    guard !demands.isEmpty else { return }
    let first = routed
    while routed - first < routes, !stop() {
      if untilItFits && overload == 0 { return }
      let done = Double(routed - first) / Double(routes)
      let temperature = 0.4 * (1 - done) * (1 - done) + 0.005
      let before = value
      guard let (touched, closed) = ruin(demands) else { return }
      let lost = touched.map { ($0, chains[$0]) }
      for demand in touched { remove(demand) }
      var complete = true
      for demand in touched.shuffled(using: &random) where complete {
        complete = route(demand, costs: costs, noise: 0.3, closed: closed)
      }
      if !complete || value > before - temperature * log(1 - random.unit()) {
        restore(lost)
      } else {
        record()
      }
    }
  }

  /// Demands that lose their chains, and the repeater that is closed if there is one; `nil` where there is no repeater.
  private mutating func ruin(_ demands: [Int]) -> (touched: [Int], closed: Int?)? {
    func pick(_ from: [Int]) -> Int { from[Int(random.next() % UInt64(from.count))] }
    let repeaters = use.indices.filter { use[$0] > 0 }
    guard !repeaters.isEmpty else { return nil }
    var touched: [Int] = []
    var closed: Int?
    if random.next() % 2 == 0 {
      // A repeater that few chains need is closed.
      closed = (0..<3).map { _ in pick(repeaters) }.min { use[$0] < use[$1] }!
      touched = through(closed!, demands)
    } else {
      touched = [pick(demands)]
    }
    // Others that share repeaters with these make room.
    for _ in 0..<random.next() % 4 {
      let near = touched.flatMap { chains[$0].flatMap(\.sites) }.filter { use[$0] > 0 }
      if near.isEmpty { break }
      let others = through(pick(near), demands)
      if others.isEmpty { continue }
      let other = pick(others)
      if !touched.contains(other) { touched.append(other) }
    }
    return (touched, closed)
  }

  private func through(_ site: Int, _ demands: [Int]) -> [Int] {
    demands.filter { chains[$0].contains { $0.repeaters.contains(site) } }
  }

  /// Repeaters, and a little less where their load is uneven.
  private var value: Double {
    let passages = Double(max(1, use.reduce(0, +)))
    let most = Double(context.capacity ?? use.max() ?? 1)
    return Double(open) + Self.costOfOverload * Double(overload) - Double(unevenness)
      / (passages * max(1, most))
  }

  /// Routes all demands over open sites alone and keeps the result if it is the best; true where all were routed.
  @discardableResult
  mutating func route(over openSites: [Int]) -> Bool {
    var costs = Array(repeating: Double.infinity, count: use.count)
    for site in openSites { costs[site] = 1 }
    return construct(costs: costs)
  }

  // MARK: - Moves

  private mutating func route(_ demand: Int, costs: [Double]?, noise: Double, closed: Int? = nil) -> Bool {
    let network = context.networks[demand]
    if network.chains == 0 { return true }
    routed += 1
    var siteCosts = [Double](repeating: 0, count: network.siteCount)
    for (number, site) in network.sites.enumerated().dropFirst(2) {
      if site == closed {
        siteCosts[number] = .infinity
      } else if let capacity = context.capacity, use[site] >= capacity {
        siteCosts[number] = Self.costOfOverload + noise * random.unit()
      } else if use[site] > 0 {
        siteCosts[number] = 1e-3
      } else {
        siteCosts[number] = (costs?[site] ?? 1) + noise * random.unit()
      }
    }
    guard let found = context.disjointChains(demand).cheapest(siteCosts: siteCosts) else { return false }
    chains[demand] = found
    count(chains[demand], 1)
    return true
  }

  private mutating func count(_ chains: [PlacedChain], _ change: Int) {
    for chain in chains {
      for site in chain.repeaters {
        let (before, after) = (use[site], use[site] + change)
        use[site] = after
        open += min(1, after) - min(1, before)
        unevenness += after * after - before * before
        if let capacity = context.capacity {
          overload += max(0, after - capacity) - max(0, before - capacity)
        }
      }
    }
  }

  private mutating func remove(_ demand: Int) {
    count(chains[demand], -1)
    chains[demand] = []
  }

  private mutating func restore(_ old: [(demand: Int, chains: [PlacedChain])]) {
    for (demand, chains) in old {
      remove(demand)
      self.chains[demand] = chains
      count(chains, 1)
    }
  }

  private mutating func record() {
    guard overload == 0, open < bestCount else { return }
    for (demand, chains) in chains.enumerated() { seen[demand].formUnion(chains) }
    bestCount = open
    best = Routing(chains: chains)
  }
}
