internal import FibreNetwork
internal import Foundation
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// Repeater allocation: time to the proof of the fewest repeaters, on random geometric maps and on maps of a folder.
struct PlacementBench {
  let sink: BenchmarkSink

  /// - Parameter maps: a folder with `SurfnetCore.gml` and maps of the Topology Zoo (`Colt.gml`, `UsCarrier.gml`,
  ///   `Kdl.gml`); missing ones are left out. `nil` for random maps alone.
  func run(maps: String?) {
    for (count, target) in [(50, 0.07), (100, 0.17), (200, 2.7), (400, 22.0)] {
      let network = randomGeometric(count)
      let problem = AllocationProblem(
        network: network, demands: pairs([0, 1, 2, 3]), longestHopKm: 150, mostRepeaters: 8, siteCapacity: 4,
        disjointChains: 2, disjointBy: .sites)
      measure(
        "random geometric, \(count) sites, 6 demands, K 2", withoutEnds(problem), target: target,
        length: false)
    }
    guard let maps else { return }
    if let network = read("\(maps)/SurfnetCore.gml") { surfnet(network) }
    if let network = read("\(maps)/Colt.gml")?.withHuts(spacingKm: 100) {
      // No site parts these from each other.
      let ends = sites(
        [
          "Leipzig", "Dresden", "Vienna", "Prague", "Munich", "TheHague", "Dusseldorf", "Karlsruhe",
          "Hamburg",
        ],
        of: network)
      for (chains, target) in [(1, 5.3), (2, 1.7)] {
        var problem = AllocationProblem(
          network: network, demands: pairs(ends),
          longestHopKm: 140,
          disjointChains: chains, disjointBy: .sites)
        problem.mayHostRepeater = network.sites.map(\.mayHostRepeater)
        measure("Colt with huts, 36 demands, K \(chains)", problem, target: target, length: false)
      }
    }
    if let network = read("\(maps)/UsCarrier.gml")?.withHuts(spacingKm: 100) {
      let problem = AllocationProblem(
        network: network, demands: pairs(spread(4, over: network)), longestHopKm: 140, siteCapacity: 4,
        disjointChains: 2)
      measure(
        "UsCarrier with huts, 6 demands, K 2, D 4, spans", withoutEnds(problem), target: 19, length: false)
    }
    if let network = read("\(maps)/TataNld.gml") { tata(network) }
    if let network = read("\(maps)/Kdl.gml") { kdl(network) }
  }

  private func surfnet(_ network: FibreNetwork) {
    let ends = sites(["Delft 1", "Groningen 1", "Maastricht", "Enschede 2"], of: network)
    for disjointBy in [Disjointness.sites, .spans, .both] {
      let problem = AllocationProblem(
        network: network, demands: pairs(ends), longestHopKm: 136, mostRepeaters: 6, siteCapacity: 4,
        disjointChains: 2, disjointBy: disjointBy)
      measure(
        "SURFnet core, 6 demands, K 2, D 4, N 6, \(disjointBy.rawValue)", withoutEnds(problem), target: 1,
        length: disjointBy == .sites)
    }
    for (chains, target) in [(1, 45.0), (2, 1.0)] {
      var all = AllocationProblem(
        network: network, demands: pairs(Array(network.sites.indices)), longestHopKm: 136,
        disjointChains: chains, disjointBy: .sites)
      all.mayHostRepeater = network.sites.map(\.mayHostRepeater)
      measure("SURFnet core, all 1,431 pairs, K \(chains)", all, target: target, length: false)
    }
  }

  private func kdl(_ network: FibreNetwork) {
    let few = Array(pairs(spread(7, over: network)).prefix(20))
    let ends = spread(40, over: network)
    let random = (0..<20).map { Demand(from: ends[$0], to: ends[($0 * 7 + 3) % 20 + 20]) }
    let kinds: [(String, [Demand], chains: Int, hops: Int?, capacity: Int?, by: Disjointness)] = [
      ("among 7 sites, K 1", few, 1, nil, nil, .sites), ("among 7 sites, K 2", few, 2, nil, nil, .sites),
      ("among 7 sites, K 1, N 18", few, 1, 18, nil, .sites),
      ("among 7 sites, K 2, N 18", few, 2, 18, nil, .sites),
      ("among 7 sites, K 1, D 4", few, 1, nil, 4, .sites),
      ("among 7 sites, K 2, D 4", few, 2, nil, 4, .sites),
      ("among 7 sites, K 2, spans", few, 2, nil, nil, .spans),
      ("among 40 sites, K 1", random, 1, nil, nil, .sites),
      ("among 40 sites, K 2", random, 2, nil, nil, .sites),
      ("among 40 sites, K 1, D 4", random, 1, nil, 4, .sites),
      ("among 40 sites, K 2, N 18", random, 2, 18, nil, .sites),
      ("among 40 sites, K 2, spans", random, 2, nil, nil, .spans),
    ]
    for (name, demands, chains, hops, capacity, disjointBy) in kinds {
      measure(
        "Kdl, hops to 300 km, 20 demands \(name)",
        withoutEnds(
          AllocationProblem(
            network: network, demands: demands, longestHopKm: 300, mostRepeaters: hops,
            siteCapacity: capacity,
            disjointChains: chains, disjointBy: disjointBy)), target: 60, length: false)
    }
  }

  /// A sparse map where capacity binds.
  private func tata(_ network: FibreNetwork) {
    for chains in [1, 2] {
      measure(
        "TataNld, hops to 500 km, 15 demands, K \(chains), D 4",
        withoutEnds(
          AllocationProblem(
            network: network, demands: pairs(spread(6, over: network)), longestHopKm: 500, siteCapacity: 4,
            disjointChains: chains, disjointBy: .sites)), target: 60, length: false)
    }
  }

  /// Sites on rings of the largest connected part, spread over the map's order.
  private func spread(_ count: Int, over network: FibreNetwork) -> [Int] {
    let part = network.components().max { $0.count < $1.count } ?? []
    let ends = part.sorted().filter { Set(network.neighbours[$0].map(\.site)).count >= 3 }
    return (0..<count).map { ends[$0 * ends.count / count] }
  }

  /// No repeater at an end of any demand, as in the published instances.
  private func withoutEnds(_ problem: AllocationProblem) -> AllocationProblem {
    var problem = problem
    for end in problem.demands.flatMap({ [$0.from, $0.to] }) { problem.mayHostRepeater[end] = false }
    return problem
  }

  private func sites(_ names: [String], of network: FibreNetwork) -> [Int] {
    names.compactMap { name in network.sites.firstIndex { $0.name == name } }
  }

  private func pairs(_ ends: [Int]) -> [Demand] {
    ends.indices.flatMap { i in ends[(i + 1)...].map { Demand(from: ends[i], to: $0) } }
  }

  private func read(_ path: String) -> FibreNetwork? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? TopologyReader.read(bytes: Array(data), file: path).network
  }

  private func measure(_ name: String, _ problem: AllocationProblem, target: Double, length: Bool) {
    sink.add(name) {
      var found: Outcome<Allocation>?
      let seconds = bestOf(1) {
        found = try? FewestSites(problem, minimisesLength: length).solve(Budget(limitS: 120))
      }
      let words: String
      switch found {
      case .found(let allocation): words = self.words(allocation)
      case .some(.none(.infeasible(let obstacle, _), _, _)): words = "impossible, \(obstacle)"
      case .some(.none(_, _, let bound)): words = "nothing found, bound \(bound ?? 0)"
      case nil: words = "failed"
      }
      let isProved = if case .found(let allocation) = found { allocation.provedFewest } else { false }
      return Benchmark(
        name: "\(name): \(words)", value: seconds, unit: "s", target: target, isRate: false, isDone: isProved)
    }
  }

  private func words(_ allocation: Allocation) -> String {
    let statistics = allocation.statistics
    var usage = rusage()
    // 0 is RUSAGE_SELF, whose type differs from platform to platform.
    getrusage(0, &usage)
    let gap = Numeral.fixed(100 * allocation.repeaterGap, 1)
    let first = Numeral.fixed(statistics.firstPlanS, 2)
    return """
      \(allocation.repeaters.count) repeaters, gap \(gap) %, first plan \(statistics.firstPlan) after \(first) s, \
      \(statistics.rounds) linear programs, \(statistics.columns) columns, \(statistics.nodes) nodes, \
      \(usage.ru_maxrss >> 10) MiB at most so far
      """
  }

  /// Sites at random in a square, some eight spans each, fibre 1.3 times as long as the straight line.
  private func randomGeometric(_ count: Int) -> FibreNetwork {
    var state = UInt64(count)
    func unit() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    let side = count <= 100 ? 400 : 40 * Double(count).squareRoot()
    let places = (0..<count).map { _ in (side * unit(), side * unit()) }
    let radius = side * (8 / (Double.pi * Double(count))).squareRoot()
    var spans: [Span] = []
    for i in 0..<count {
      for j in 0..<i {
        let distance = hypot(places[i].0 - places[j].0, places[i].1 - places[j].1)
        if distance < radius { spans.append(Span(from: i, to: j, lengthKm: 1.3 * distance)) }
      }
    }
    return FibreNetwork(
      name: "random geometric", sites: (0..<count).map { Site(id: "v\($0)") }, spans: spans)
  }
}
