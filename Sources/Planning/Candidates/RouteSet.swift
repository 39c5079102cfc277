internal import FibreNetwork
internal import GraphAlgorithms
internal import HeapModule

/// Every simple route (no site twice) between any two sites of a map, one after the other in rising loss.
///
/// Sites of two spans are no choice: the map is contracted to its junctions and the chains of spans between them, so a
/// corridor with a hut every two kilometres costs no more than one without. Routes come out of a best-first search over
/// their beginnings with the exact loss to go (A*), so the next route is known to have at least the loss that the search
/// has reached, before it is found.
struct RouteSet {
  /// Loss in dB, length in km and delay in s, which add up along fibre.
  struct Amount {
    var lossDb = 0.0
    var km = 0.0
    var delayS = 0.0

    static func + (a: Self, b: Self) -> Self {
      Self(lossDb: a.lossDb + b.lossDb, km: a.km + b.km, delayS: a.delayS + b.delayS)
    }
    static func - (a: Self, b: Self) -> Self {
      Self(lossDb: a.lossDb - b.lossDb, km: a.km - b.km, delayS: a.delayS - b.delayS)
    }

    /// The least of each on its own.
    static func least(_ a: Self, _ b: Self) -> Self {
      Self(lossDb: min(a.lossDb, b.lossDb), km: min(a.km, b.km), delayS: min(a.delayS, b.delayS))
    }

    static let infinite = Self(lossDb: .infinity, km: .infinity, delayS: .infinity)
  }

  struct Found {
    var spans: [Int]
    var amount: Amount
  }

  /// A chain of spans between two junctions.
  private struct Edge {
    var from: Int
    var to: Int
    var spans: [Int] = []
    /// Along the chain up to each site on it, both junctions included.
    var upTo: [Amount] = [Amount()]

    var whole: Amount { upTo.last! }
  }

  /// Where a site lies: at a junction, or inside a chain.
  private enum Place {
    case junction(Int)
    case inside(edge: Int, position: Int)
    case nowhere
  }

  let network: FibreNetwork
  let maximumLossDb: Double
  let maximumKm: Double
  private var edges: [Edge] = []
  private var places: [Place]
  /// Edges at each junction; a chain that leads back to its junction stands twice.
  private var incident: [[(edge: Int, isForward: Bool)]] = []
  /// Least loss, length and delay between junctions, each on its own.
  private var between: [[Amount]] = []
  /// No span has less delay for its loss, in s/dB; so a route of so much loss has so much delay.
  private let leastDelayPerDb: Double

  /// - Complexity: O(junctions × spans log spans).
  init(_ network: FibreNetwork, maximumLossDb: Double = .infinity, maximumKm: Double = .infinity) {
    self.network = network
    self.maximumLossDb = maximumLossDb
    // Rounding must not decide whether a hop of exactly the limit is allowed.
    self.maximumKm = maximumKm * (1 + 1e-12)
    let usable = network.spans.indices.filter {
      network.spans[$0].lengthSource != .unknown && network.spans[$0].from != network.spans[$0].to
    }
    let amounts = network.spans.indices.map { Self.amount(ofSpan: $0, in: network) }
    leastDelayPerDb = usable.reduce(Double.infinity) { least, span in
      amounts[span].lossDb > 0 ? min(least, amounts[span].delayS / amounts[span].lossDb) : least
    }
    places = Array(repeating: .nowhere, count: network.sites.count)
    var spansAt = Array(repeating: [Int](), count: network.sites.count)
    for span in usable {
      spansAt[network.spans[span].from].append(span)
      spansAt[network.spans[span].to].append(span)
    }
    var junctions: [Int] = []
    func makeJunction(_ site: Int) {
      places[site] = .junction(junctions.count)
      junctions.append(site)
      incident.append([])
    }
    for site in network.sites.indices where !spansAt[site].isEmpty && spansAt[site].count != 2 {
      makeJunction(site)
    }
    var isUsed = Array(repeating: false, count: network.spans.count)
    func follow(from site: Int, _ first: Int) {
      guard case .junction(let start) = places[site], !isUsed[first] else { return }
      var edge = Edge(from: start, to: start)
      var (at, span) = (site, first)
      while true {
        isUsed[span] = true
        at = network.spans[span].otherEnd(from: at)
        edge.spans.append(span)
        edge.upTo.append(edge.whole + amounts[span])
        if case .junction(let end) = places[at] {
          edge.to = end
          break
        }
        places[at] = .inside(edge: edges.count, position: edge.spans.count)
        span = spansAt[at][0] == span ? spansAt[at][1] : spansAt[at][0]
      }
      incident[edge.from].append((edges.count, true))
      incident[edge.to].append((edges.count, false))
      edges.append(edge)
    }
    for site in junctions { for span in spansAt[site] { follow(from: site, span) } }
    // What is left are rings without a junction.
    for site in network.sites.indices where !spansAt[site].isEmpty {
      if case .nowhere = places[site] {
        makeJunction(site)
        for span in spansAt[site] { follow(from: site, span) }
      }
    }
    between = junctions.indices.map { distances(from: $0) }
  }

  private static func amount(ofSpan span: Int, in network: FibreNetwork) -> Amount {
    Amount(
      lossDb: network.lossDb(ofSpan: span), km: network.spans[span].lengthKm,
      delayS: network.spans[span].lengthKm * network.groupIndex(ofSpan: span) / speedOfLightKmPerS)
  }

  private func distances(from start: Int) -> [Amount] {
    var all = Array(repeating: Amount.infinite, count: incident.count)
    for part in [\Amount.lossDb, \Amount.km, \Amount.delayS] {
      let paths = ShortestPaths(nodeCount: incident.count, from: start, label: 0.0) {
        incident[$0]
      } step: {
        sum, arc in
        let edge = edges[arc.edge]
        return (arc.isForward ? edge.to : edge.from, sum + edge.whole[keyPath: part])
      }
      for junction in paths.settled { all[junction][keyPath: part] = paths.label(of: junction)! }
    }
    return all
  }

  // MARK: - Two sites

  /// The ways from a site to the junctions next to it.
  private func exits(_ site: Int) -> [(junction: Int, amount: Amount)] {
    switch places[site] {
    case .nowhere: []
    case .junction(let junction): [(junction, Amount())]
    case .inside(let edge, let position):
      [
        (edges[edge].from, edges[edge].upTo[position]),
        (edges[edge].to, edges[edge].whole - edges[edge].upTo[position]),
      ]
    }
  }

  /// Least loss, length and delay of all routes between two sites, each on its own; infinite where there is none.
  func least(from: Int, to: Int) -> Amount {
    var least = Amount.infinite
    for a in exits(from) {
      for b in exits(to) {
        least = .least(least, a.amount + between[a.junction][b.junction] + b.amount)
      }
    }
    if case .inside(let edge, let i) = places[from], case .inside(edge, let j) = places[to] {
      let direct = edges[edge].upTo[max(i, j)] - edges[edge].upTo[min(i, j)]
      least = .least(least, direct)
    }
    return least
  }

  /// The least delay of a route of so much loss or more.
  func leastDelayS(from: Int, to: Int, lossDb: Double) -> Double {
    let least = least(from: from, to: to).delayS
    return leastDelayPerDb.isFinite ? max(least, leastDelayPerDb * lossDb * (1 - 1e-12)) : least
  }

  /// The routes between two different sites in rising loss, shorter ones first among equals.
  func routes(from: Int, to: Int) -> Routes { Routes(self, from: from, to: to) }

  struct Routes: IteratorProtocol {
    private struct Entry: Comparable {
      /// Loss with the least loss to go.
      var lossDb: Double
      var km: Double
      var serial: Int

      static func < (a: Self, b: Self) -> Bool {
        (a.lossDb, a.km, a.serial) < (b.lossDb, b.km, b.serial)
      }
    }

    private struct Beginning {
      var parent: Int
      /// -1 for a whole route.
      var junction: Int
      var amount: Amount
      var edge: Int
      var steps: Range<Int>
      var isForward: Bool
    }

    private let set: RouteSet
    private let from: Int
    private let to: Int
    private var beginnings: [Beginning] = []
    private var heap = Heap<Entry>()
    private let goals: [(junction: Int, amount: Amount)]

    fileprivate init(_ set: RouteSet, from: Int, to: Int) {
      self.set = set
      self.from = from
      self.to = to
      goals = set.exits(to)
      switch set.places[from] {
      case .nowhere: break
      case .junction(let junction):
        add(parent: -1, junction: junction, amount: Amount(), edge: -1, steps: 0..<0, isForward: true)
      case .inside(let edge, let position):
        let chain = set.edges[edge]
        var (mayGoBack, mayGoOn) = (true, true)
        if case .inside(edge, let goal) = set.places[to] {
          // Past the goal no simple route leads back to it.
          (mayGoBack, mayGoOn) = (goal > position, goal < position)
          let steps = min(goal, position)..<max(goal, position)
          add(
            parent: -1, junction: -1, amount: chain.upTo[steps.upperBound] - chain.upTo[steps.lowerBound],
            edge: edge, steps: steps, isForward: goal > position)
        }
        if mayGoBack {
          arrive(
            parent: -1, junction: chain.from, amount: chain.upTo[position], edge: edge, steps: 0..<position,
            isForward: false)
        }
        if mayGoOn {
          arrive(
            parent: -1, junction: chain.to, amount: chain.whole - chain.upTo[position], edge: edge,
            steps: position..<chain.spans.count, isForward: true)
        }
      }
    }

    /// At least so much loss has every route that is yet to come; `nil` where there is none.
    var boundDb: Double? { heap.min?.lossDb }

    mutating func next() -> Found? {
      while let entry = heap.popMin() {
        if beginnings[entry.serial].junction < 0 { return found(entry.serial) }
        expand(entry.serial)
      }
      return nil
    }

    /// Goes on until the next route is known or cannot have less loss than this.
    mutating func advance(whileBelow lossDb: Double) {
      while let entry = heap.min, entry.lossDb < lossDb, beginnings[entry.serial].junction >= 0 {
        _ = heap.popMin()
        expand(entry.serial)
      }
    }

    private mutating func expand(_ index: Int) {
      let beginning = beginnings[index]
      for (edge, isForward) in set.incident[beginning.junction] {
        let chain = set.edges[edge]
        if case .inside(edge, let goal) = set.places[to] {
          if case .inside(edge, let start) = set.places[from], isForward == (start < goal) { continue }
          let steps = isForward ? 0..<goal : goal..<chain.spans.count
          let amount = chain.upTo[steps.upperBound] - chain.upTo[steps.lowerBound]
          add(
            parent: index, junction: -1, amount: beginning.amount + amount, edge: edge, steps: steps,
            isForward: isForward)
          continue
        }
        if case .inside(edge, _) = set.places[from] { continue }
        let next = isForward ? chain.to : chain.from
        guard next != beginning.junction, !visits(index, next) else { continue }
        arrive(
          parent: index, junction: next, amount: beginning.amount + chain.whole, edge: edge,
          steps: 0..<chain.spans.count, isForward: isForward)
      }
    }

    /// A beginning that ends at a junction, which may be the goal.
    private mutating func arrive(
      parent: Int, junction: Int, amount: Amount, edge: Int, steps: Range<Int>, isForward: Bool
    ) {
      var junction = junction
      if case .junction(junction) = set.places[to] { junction = -1 }
      add(parent: parent, junction: junction, amount: amount, edge: edge, steps: steps, isForward: isForward)
    }

    private func visits(_ index: Int, _ junction: Int) -> Bool {
      var at = index
      while at >= 0 {
        if beginnings[at].junction == junction { return true }
        at = beginnings[at].parent
      }
      return false
    }

    private mutating func add(
      parent: Int, junction: Int, amount: Amount, edge: Int, steps: Range<Int>, isForward: Bool
    ) {
      var least = amount
      if junction >= 0 {
        least = .infinite
        for goal in goals {
          least = .least(least, amount + set.between[junction][goal.junction] + goal.amount)
        }
      }
      guard least.lossDb <= set.maximumLossDb, least.km <= set.maximumKm else { return }
      beginnings.append(
        Beginning(
          parent: parent, junction: junction, amount: amount, edge: edge, steps: steps, isForward: isForward))
      heap.insert(Entry(lossDb: least.lossDb, km: least.km, serial: beginnings.count - 1))
    }

    private func found(_ index: Int) -> Found {
      var parts: [[Int]] = []
      var at = index
      while at >= 0, beginnings[at].edge >= 0 {
        let part = beginnings[at]
        let spans = set.edges[part.edge].spans[part.steps]
        parts.append(part.isForward ? Array(spans) : spans.reversed())
        at = part.parent
      }
      return Found(spans: parts.reversed().flatMap { $0 }, amount: beginnings[index].amount)
    }
  }
}
