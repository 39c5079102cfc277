internal import FibreNetwork

/// A problem with everything derived from its map: hops, one network for each demand, spans of hops where chains may
/// not share any.
struct AllocationContext {
  let problem: AllocationProblem
  let reach: Reach
  var networks: [DemandNetwork]
  /// Spans of each hop; `nil` where sharing spans is allowed.
  let spansOfHop: [[Int32]]?
  /// For each site, the chains of one demand that may pass it.
  let passages: [Int]
  /// Capacity of a site; `nil` where it cannot bind.
  let capacity: Int?

  init(_ given: AllocationProblem) {
    var problem = given
    // A single chain has nothing to share.
    if problem.disjointChains == 1 { problem.disjointBy = .sites }
    // Each chain through a repeater takes a span in and a span out; where chains may share none, sites of few spans carry
    // few chains.
    if problem.disjointBy == .sites {
      passages = problem.mayHostRepeater.map { _ in 1 }
    } else {
      let most = problem.disjointBy == .both ? 1 : problem.disjointChains
      let network = problem.network
      passages = network.sites.indices.map { min(most, network.neighbours[$0].count / 2) }
      for site in passages.indices where passages[site] == 0 { problem.mayHostRepeater[site] = false }
    }
    self.problem = problem
    let reach = Reach(problem)
    self.reach = reach
    networks = problem.demands.map { DemandNetwork($0, problem, reach) }
    spansOfHop =
      problem.disjointBy == .sites || problem.disjointChains == 1
      ? nil : reach.ends.indices.map { reach.spans(ofHop: $0).map(Int32.init) }
    let chainsPerSite = passages.max() ?? 1
    let most = networks.reduce(0) { $0 + min($1.chains, chainsPerSite) }
    capacity = problem.siteCapacity.flatMap { $0 < most ? $0 : nil }
  }

  /// The same without sites that the fewest repeaters never need; itself where there may be no such sites.
  func withoutDominatedSites() -> AllocationContext {
    guard problem.disjointChains == 1, capacity == nil else { return self }
    var smaller = problem
    smaller.mayHostRepeater = SiteDomination(problem, reach).candidates(among: problem.mayHostRepeater)
    return AllocationContext(smaller)
  }

  /// The same with repeaters at some of the sites alone.
  func restricted(to sites: Set<Int>) -> AllocationContext {
    var smaller = problem
    for site in smaller.mayHostRepeater.indices where !sites.contains(site) {
      smaller.mayHostRepeater[site] = false
    }
    return AllocationContext(smaller)
  }

  /// Whether the chains of one demand may pass the same repeater.
  var shareSites: Bool { problem.disjointBy == .spans && problem.disjointChains > 1 }
  /// Chains of one demand that may pass one repeater, at most.
  var chainsPerSite: Int { max(1, passages.max() ?? 1) }

  /// Sites of the map.
  var siteCount: Int { reach.neighbours.count }

  /// Sites of the map that some chain may pass, in rising order.
  var usableSites: [Int] {
    (0..<siteCount).filter { site in
      networks.contains { $0.numbers[site] >= 2 && $0.isUsable(Int($0.numbers[site])) }
    }
  }

  var chainCount: Int { networks.reduce(0) { $0 + $1.chains } }

  /// Whether site cuts, with hop limits checked for each demand, tell all that matters.
  var sitesTellAll: Bool { capacity == nil && spansOfHop == nil && networks.allSatisfy { $0.chains <= 2 } }

  /// Repeaters that it takes to carry all chains, each demand's chains having the fewest repeaters that they can.
  var repeatersByCapacity: Int {
    guard let capacity else { return 0 }
    var passages = 0
    for (demand, network) in networks.enumerated() where network.chains > 0 {
      let least = network.chains * Int(network.hopsToSink[0])
      let costs = Array(repeating: 0.0, count: network.siteCount)
      let hops =
        shareSites || network.chains == 1
        ? least : disjointChains(demand).fewestHops(siteCosts: costs) ?? least
      passages += hops - network.chains
    }
    return (passages + capacity - 1) / capacity
  }

  func disjointChains(_ demand: Int) -> DisjointChains {
    DisjointChains(network: networks[demand], spansOfHop: spansOfHop, shareSites: shareSites)
  }

  /// Length of a chain in km of fibre.
  func lengthKm(of chain: [Int]) -> Double {
    zip(chain, chain.dropFirst()).reduce(0) { sum, ends in
      sum + reach.neighbours[ends.0].first { $0.site == ends.1 }!.lengthKm
    }
  }

  /// Total length of a routing in km of fibre, direct hops that were taken beforehand left out.
  func lengthKm(of routing: Routing) -> Double {
    routing.chains.joined().reduce(0) { $0 + lengthKm(of: $1) }
  }

  /// Spans that the hops of a chain use, where chains may share none, with the number of hops that use each.
  func spans(of chain: [Int]) -> [(span: Int32, uses: Int)] {
    guard let spansOfHop else { return [] }
    var uses: [Int32: Int] = [:]
    for (a, b) in zip(chain, chain.dropFirst()) {
      for span in spansOfHop[reach.neighbours[a].first { $0.site == b }!.hop] { uses[span, default: 0] += 1 }
    }
    return uses.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A path of a demand as the sites of the map that it visits, ends included.
  func sites(of path: [Int], demand: Int) -> [Int] {
    let network = networks[demand]
    return [network.source] + path.map { network.sites[Int(network.heads[$0])] }
  }
}

/// Chains for every demand as site sequences from end to end, direct hops that were taken beforehand left out.
struct Routing {
  /// For each demand, its chains.
  var chains: [[[Int]]]

  /// Repeaters in the order of their indices.
  var repeaters: [Int] {
    Set(chains.joined().flatMap { $0.dropFirst().dropLast() }).sorted()
  }
}

/// Repeatable random numbers (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// In 0 ..< 1.
  mutating func unit() -> Double { Double(next() &>> 11) * 0x1p-53 }
}
