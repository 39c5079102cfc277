internal import FibreNetwork
internal import GraphAlgorithms

/// A problem with everything derived from its map: hops, one network for each demand, the fibre where chains may share none
/// of it.
struct AllocationContext {
  let problem: AllocationProblem
  let reach: Reach
  var networks: [DemandNetwork]
  /// Where chains may share no span: hops follow any route then, else the shortest alone.
  let routes: ChainSearch?
  /// For each site, the chains of one demand that may have a repeater there.
  let passages: [Int]
  /// For each demand, the chains without repeaters that it has at most, among those still to be found.
  let directChains: [Int]
  /// Capacity of a site; `nil` where it cannot bind.
  let capacity: Int?
  /// Where not every route that can matter was drawn: how many of each pair were, and how many at least were not.
  var undrawn: (perPair: Int, dropped: Int)?

  init(_ given: AllocationProblem) {
    var problem = given
    // A single chain has nothing to share.
    if problem.disjointChains == 1 { problem.disjointBy = .sites }
    let network = problem.network
    if problem.disjointBy == .sites {
      routes = nil
      passages = problem.mayHostRepeater.map { _ in 1 }
    } else {
      let search = ChainSearch(network, longestHopKm: problem.longestHopKm)
      routes = search
      // Each chain through a repeater has spans of its own there: two, or one at the end of a stub.
      passages = network.sites.indices.map { site in
        problem.disjointBy == .both
          ? min(1, search.fibre.arcs(from: site).count)
          : min(problem.disjointChains, search.passages(at: site))
      }
      for site in passages.indices where passages[site] == 0 { problem.mayHostRepeater[site] = false }
    }
    self.problem = problem
    let reach = Reach(problem)
    self.reach = reach
    let networks = problem.demands.map { DemandNetwork($0, problem, reach) }
    self.networks = networks
    directChains = networks.map { demand in
      guard demand.arcs(from: 0).contains(where: { demand.heads[$0] == 1 }) else { return 0 }
      return problem.disjointBy == .spans
        ? min(demand.chains, network.fewestSpansBetween(demand.source, demand.sink).count) : 1
    }
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

  /// Whether site cuts, with hop limits checked for each demand, tell all that matters.
  var sitesTellAll: Bool { capacity == nil && routes == nil && networks.allSatisfy { $0.chains <= 2 } }

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

  func disjointChains(_ demand: Int) -> DisjointChains { DisjointChains(context: self, demand: demand) }

  /// The cheapest chain of a demand within the hop limit; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - siteCosts: of each site of the demand's network, for a repeater there. Infinite: none may stand there.
  ///   - spanCosts: of each span of the map, paid once however often it is used; empty where spans count nothing.
  ///   - perKm: of each km of its hops.
  ///   - direct: for a chain without repeaters, on top.
  func cheapestChain(
    of demand: Int, siteCosts: [Double], spanCosts: [Double] = [], perKm: Double = 0, direct: Double = 0
  ) -> (cost: Double, chain: PlacedChain)? {
    let network = networks[demand]
    guard let routes else {
      let hopCosts = perKm == 0 ? nil : network.lengths.map { perKm * $0 }
      return network.cheapestPath(siteCosts: siteCosts, hopCosts: hopCosts).map { cost, arcs in
        (cost, PlacedChain(sites: sites(of: arcs, demand: demand)))
      }
    }
    return routes.cheapest(
      from: network.source, to: network.sink, prices(demand, siteCosts, spanCosts, perKm, direct),
      mostHops: network.mostHops)
  }

  /// Prices by sites and spans of the map.
  func prices(
    _ demand: Int, _ siteCosts: [Double], _ spanCosts: [Double], _ perKm: Double, _ direct: Double
  ) -> ChainSearch.Prices {
    let network = networks[demand]
    var sites = [Double](repeating: .infinity, count: siteCount)
    for number in 2..<max(2, network.siteCount) where network.isUsable(number) {
      sites[network.sites[number]] = siteCosts[number]
    }
    let spans =
      spanCosts.isEmpty ? [Double](repeating: 0, count: problem.network.spans.count) : spanCosts
    return ChainSearch.Prices(sites: sites, spans: spans, perKm: perKm, direct: direct)
  }

  /// Length of a chain in km of fibre.
  func lengthKm(of chain: PlacedChain) -> Double {
    if routes != nil {
      return chain.routes.joined().reduce(0) { $0 + problem.network.spans[Int($1)].lengthKm }
    }
    return zip(chain.sites, chain.sites.dropFirst()).reduce(0) { sum, ends in
      sum + reach.neighbours[ends.0].first { $0.site == ends.1 }!.lengthKm
    }
  }

  /// Total length of a routing in km of fibre, direct hops that were taken beforehand left out.
  func lengthKm(of routing: Routing) -> Double {
    routing.chains.joined().reduce(0) { $0 + lengthKm(of: $1) }
  }

  /// A path of a demand as the sites of the map that it visits, ends included.
  func sites(of path: [Int], demand: Int) -> [Int] {
    let network = networks[demand]
    return [network.source] + path.map { network.sites[Int(network.heads[$0])] }
  }

  /// Whether chains of one demand keep apart as they must; what single chains must keep is not looked at.
  func areDisjoint(_ chains: [PlacedChain]) -> Bool {
    guard routes != nil else { return true }
    var spans: Set<Int32> = []
    for chain in chains {
      let own = chain.spans
      if !spans.isDisjoint(with: own) { return false }
      spans.formUnion(own)
    }
    return problem.disjointBy == .spans || chains.count { $0.repeaters.isEmpty } <= 1
  }
}

/// Sites from end to end, and along which spans it goes.
struct PlacedChain: Hashable {
  var sites: [Int]
  /// For each hop the spans of its route, in order from the chain's start; none where hops follow shortest routes alone.
  var routes: [[Int32]] = []

  var repeaters: ArraySlice<Int> { sites.dropFirst().dropLast() }
  var spans: Set<Int32> { Set(routes.joined()) }

  /// An order for reproducible results.
  static func precedes(_ a: PlacedChain, _ b: PlacedChain) -> Bool {
    if a.sites != b.sites { return a.sites.lexicographicallyPrecedes(b.sites) }
    return a.routes.joined().lexicographicallyPrecedes(b.routes.joined())
  }
}

/// Chains for every demand, direct hops that were taken beforehand left out.
struct Routing {
  /// For each demand, its chains.
  var chains: [[PlacedChain]]

  /// Repeaters in the order of their indices.
  var repeaters: [Int] { Set(chains.joined().flatMap(\.repeaters)).sorted() }
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
