internal import FibreNetwork
internal import Foundation
internal import Planning
internal import TopologyFormats

/// Repeater allocation: time to the proof of the fewest repeaters, on random geometric maps and on maps of a folder.
enum PlacementBench {
  /// - Parameter maps: a folder with `SurfnetCore.gml` and `Kdl.gml` (Topology Zoo); `nil` for random maps alone.
  static func run(maps: String?) -> [Benchmark] {
    var results: [Benchmark] = []
    for (count, target) in [(50, 0.07), (100, 0.17), (200, 2.7), (400, 22.0)] {
      let network = randomGeometric(count)
      let problem = AllocationProblem(
        network: network, demands: pairs([0, 1, 2, 3]), longestHopKm: 150, mostRepeaters: 8, siteCapacity: 4,
        disjointChains: 2, disjointBy: .sites)
      results += measure(
        "random geometric, \(count) sites, 6 demands, K 2", problem, target: target, length: false)
    }
    guard let maps else { return results }
    if let network = read("\(maps)/SurfnetCore.gml") {
      let ends = ["Delft 1", "Groningen 1", "Maastricht", "Enschede 2"].compactMap { name in
        network.sites.firstIndex { $0.name == name }
      }
      let problem = AllocationProblem(
        network: network, demands: pairs(ends), longestHopKm: 136, mostRepeaters: 6, siteCapacity: 4,
        disjointChains: 2, disjointBy: .sites)
      results += measure(
        "SURFnet core, 6 demands, K 2, fewest and shortest", problem, target: 1, length: true)
      for (chains, target) in [(1, 45.0), (2, 1.0)] {
        var all = AllocationProblem(
          network: network, demands: pairs(Array(network.sites.indices)), longestHopKm: 136,
          disjointChains: chains, disjointBy: .sites)
        all.mayHostRepeater = network.sites.map(\.mayHostRepeater)
        results += measure("SURFnet core, all 1,431 pairs, K \(chains)", all, target: target, length: false)
      }
    }
    if let network = read("\(maps)/Kdl.gml") {
      // Sites on rings, spread over the map.
      let ends = network.sites.indices.filter { Set(network.neighbours[$0].map(\.site)).count >= 3 }
      let spread = stride(from: 0, to: ends.count, by: max(1, ends.count / 7)).map { ends[$0] }.prefix(7)
      let problem = AllocationProblem(
        network: network, demands: Array(pairs(Array(spread)).prefix(20)), longestHopKm: 300,
        disjointChains: 2,
        disjointBy: .sites)
      results += measure("Kdl, 20 demands, K 2, hops to 300 km", problem, target: 60, length: false)
    }
    return results
  }

  private static func pairs(_ ends: [Int]) -> [AllocationProblem.Demand] {
    ends.indices.flatMap { i in ends[(i + 1)...].map { AllocationProblem.Demand(from: ends[i], to: $0) } }
  }

  private static func read(_ path: String) -> FibreNetwork? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? TopologyReader.read(bytes: Array(data), file: path).network
  }

  private static func measure(
    _ name: String, _ problem: AllocationProblem, target: Double, length: Bool
  ) -> [Benchmark] {
    var found: AllocationOutcome?
    let seconds = bestOf(1) {
      found = try? AllocationPlanner().plan(problem, .init(timeLimitS: 120, minimiseLength: length))
    }
    guard case .found(let allocation) = found else {
      return [Benchmark(name: "\(name): nothing found", value: seconds, unit: "s", isRate: false)]
    }
    let count = "\(allocation.repeaters.count) repeaters"
    let gap = allocation.repeaterGap
    return [
      Benchmark(
        name: "\(name): \(count)\(gap == 0 ? "" : ", gap \(gap)")", value: seconds, unit: "s", target: target,
        isRate: false)
    ]
  }

  /// Sites at random in a square, some eight spans each, fibre 1.3 times as long as the straight line.
  private static func randomGeometric(_ count: Int) -> FibreNetwork {
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
