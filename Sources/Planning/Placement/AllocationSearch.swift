/// Local search for allocations with few repeaters.
///
/// Demands are routed one after the other, used repeaters being almost free; then again and again a few demands lose their
/// chains, or a repeater is closed and its demands are routed anew, and what is not worse is kept.
struct AllocationSearch {
  let context: AllocationContext
  /// Best routing found so far; `nil` before one was found.
  private(set) var best: Routing?
  private(set) var bestCount = Int.max
  /// Every chain seen, by demand: columns for the exact method.
  private(set) var seen: [Set<[Int]>]
  private var random: SplitMix64
  private var chains: [[[Int]]]
  private var use: [Int]
  private var open = 0

  init(_ context: AllocationContext, seed: UInt64 = 1) {
    self.context = context
    random = SplitMix64(state: seed)
    seen = Array(repeating: [], count: context.networks.count)
    chains = Array(repeating: [], count: context.networks.count)
    use = Array(repeating: 0, count: context.siteCount)
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
    for demand in order where !route(demand, costs: costs, noise: noise) { return repair() }
    record()
    return true
  }

  /// Improves the best routing for so many rounds, or until told to stop.
  mutating func improve(rounds: Int, costs: [Double]? = nil, stop: () -> Bool) {
    guard let best else { return }
    restore(best.chains)
    let demands = chains.indices.filter { context.networks[$0].chains > 0 }
    guard !demands.isEmpty else { return }
    for round in 0..<rounds {
      if stop() { return }
      let (before, count) = (chains, open)
      let touched: [Int]
      var closed: Int?
      if round % 2 == 0 {
        // A repeater that few chains need is closed.
        let repeaters = use.indices.filter { use[$0] > 0 }
        guard !repeaters.isEmpty else { return }
        let pick = (0..<3).map { _ in repeaters[Int(random.next() % UInt64(repeaters.count))] }
          .min { use[$0] < use[$1] }!
        closed = pick
        touched = demands.filter { chains[$0].contains { $0.dropFirst().dropLast().contains(pick) } }
      } else {
        let few = 1 + Int(random.next() % 3)
        touched = (0..<few).map { _ in demands[Int(random.next() % UInt64(demands.count))] }
      }
      for demand in touched { remove(demand) }
      var complete = true
      for demand in Set(touched).sorted().shuffled(using: &random) {
        if !route(demand, costs: costs, noise: 0.3, closed: closed) {
          complete = false
          break
        }
      }
      if !complete || open > count {
        restore(before)
      } else if open < bestCount {
        record()
      }
    }
  }

  // MARK: - Moves

  /// Some demand found no way: begin again with that one first, a few times.
  private mutating func repair() -> Bool {
    for _ in 0..<20 {
      for demand in chains.indices { remove(demand) }
      var complete = true
      for demand in chains.indices.shuffled(using: &random) where !route(demand, costs: nil, noise: 0.5) {
        complete = false
        break
      }
      if complete {
        record()
        return true
      }
    }
    return false
  }

  private mutating func route(_ demand: Int, costs: [Double]?, noise: Double, closed: Int? = nil) -> Bool {
    let network = context.networks[demand]
    if network.chains == 0 { return true }
    var siteCosts = [Double](repeating: 0, count: network.siteCount)
    for (number, site) in network.sites.enumerated().dropFirst(2) {
      if let capacity = context.capacity, use[site] >= capacity {
        siteCosts[number] = .infinity
      } else if site == closed {
        siteCosts[number] = .infinity
      } else if use[site] > 0 {
        siteCosts[number] = 1e-3
      } else {
        siteCosts[number] = (costs?[site] ?? 1) + noise * random.unit()
      }
    }
    guard let paths = context.disjointPaths(demand).cheapest(siteCosts: siteCosts) else { return false }
    let found = paths.map { context.sites(of: $0, demand: demand) }
    for (index, chain) in found.enumerated() {
      seen[demand].insert(chain)
      for site in chain.dropFirst().dropLast() {
        if use[site] == 0 { open += 1 }
        use[site] += 1
        // Two chains of the demand may share a repeater, but not beyond its capacity.
        if let capacity = context.capacity, use[site] > capacity {
          chains[demand] = Array(found[...index])
          remove(demand, upTo: site)
          return false
        }
      }
    }
    chains[demand] = found
    return true
  }

  private mutating func remove(_ demand: Int, upTo last: Int? = nil) {
    for (index, chain) in chains[demand].enumerated() {
      for site in chain.dropFirst().dropLast() {
        use[site] -= 1
        if use[site] == 0 { open -= 1 }
        if index == chains[demand].count - 1 && site == last { break }
      }
    }
    chains[demand] = []
  }

  private mutating func restore(_ old: [[[Int]]]) {
    chains = old
    use = Array(repeating: 0, count: use.count)
    for chain in chains.joined() { for site in chain.dropFirst().dropLast() { use[site] += 1 } }
    open = use.count { $0 > 0 }
  }

  private mutating func record() {
    guard open < bestCount else { return }
    bestCount = open
    best = Routing(chains: chains)
  }
}
