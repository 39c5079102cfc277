internal import GraphAlgorithms

/// Cheap sets of disjoint hop-limited paths for one demand: what the heuristic builds plans from.
///
/// One path is cheapest exactly. Several paths that may share no repeater are cheapest by minimum-cost flow
/// with a rising price on hops until each keeps the hop limit; paths that may share no span are found one after the
/// other, beginning again with prices on what stood in the way. So a set may be missed where one exists; the exact model
/// does not rely on it.
struct DisjointChains {
  let network: DemandNetwork
  /// Spans of each hop of the map, where they matter.
  let spansOfHop: [[Int32]]?
  let shareSites: Bool

  /// Paths as arcs; `nil` where none were found.
  func cheapest(siteCosts: [Double]) -> [[Int]]? {
    if network.chains == 1 {
      return network.cheapestPath(siteCosts: siteCosts).map { [$0.arcs] }
    }
    if spansOfHop != nil { return oneByOne(siteCosts) }
    var price = 1e-4
    for _ in 0..<8 {
      guard let paths = flow(siteCosts, hopPrice: price) else { return nil }
      if paths.allSatisfy({ $0.count <= network.mostHops }) { return paths }
      price *= 6
    }
    return nil
  }

  /// Least hops of as many paths as asked that share no repeater, all paths together; `nil` where there are not so many.
  func fewestHops(siteCosts: [Double]) -> Int? {
    flow(siteCosts, hopPrice: 1).map { $0.reduce(0) { $0 + $1.count } }
  }

  // MARK: - One after the other

  private func oneByOne(_ siteCosts: [Double]) -> [[Int]]? {
    var penalties = [Double](repeating: 0, count: network.arcCount)
    for attempt in 0..<12 {
      var costs = siteCosts
      var hopCosts = penalties
      var paths: [[Int]] = []
      while paths.count < network.chains {
        guard let path = network.cheapestPath(siteCosts: costs, hopCosts: hopCosts)?.arcs else { break }
        paths.append(path)
        if usesSpanTwice(path) {
          // Other routes to the same sites may do without; only the hops concerned become dearer.
          let spans = path.map { spansOfHop![Int(network.hops[$0])] }
          for (index, arc) in path.enumerated()
          where spans.enumerated().contains(where: {
            $0.offset != index && !Set($0.element).isDisjoint(with: spans[index])
          }) {
            penalties[arc] += 0.3
          }
          break
        }
        block(path, &costs, &hopCosts)
      }
      if paths.isEmpty { return nil }
      if usesSpanTwice(paths.last!) { continue }
      if paths.count == network.chains { return paths }
      // What the found paths occupy is dearer next time.
      let used = marked(paths.joined())
      for arc in 0..<network.arcCount {
        let shared = spansOfHop![Int(network.hops[arc])].count { Int($0) < used.count && used[Int($0)] }
        penalties[arc] += Double(shared) * 0.05 * Double(attempt + 1)
      }
    }
    return nil
  }

  /// Whether hops of some arcs use each span.
  private func marked(_ arcs: some Sequence<Int>) -> [Bool] {
    var used: [Bool] = []
    for arc in arcs {
      for span in spansOfHop![Int(network.hops[arc])] {
        while used.count <= Int(span) { used.append(false) }
        used[Int(span)] = true
      }
    }
    return used
  }

  private func usesSpanTwice(_ path: [Int]) -> Bool {
    let spans = path.flatMap { spansOfHop![Int(network.hops[$0])] }
    return Set(spans).count < spans.count
  }

  private func block(_ path: [Int], _ siteCosts: inout [Double], _ hopCosts: inout [Double]) {
    let used = marked(path)
    for arc in 0..<network.arcCount
    where spansOfHop![Int(network.hops[arc])].contains(where: { Int($0) < used.count && used[Int($0)] }) {
      hopCosts[arc] = .infinity
    }
    for arc in path {
      let site = Int(network.heads[arc])
      // A repeater that may be shared costs nothing the second time.
      if site != 1 { siteCosts[site] = shareSites ? 0 : .infinity }
    }
  }

  /// Paths that share no repeater, cheapest together whatever their hops.
  private func flow(_ siteCosts: [Double], hopPrice: Double) -> [[Int]]? {
    DisjointPaths(
      network.graph, from: 0, to: 1, count: network.chains, nodeCosts: siteCosts, arcCost: { _ in hopPrice }
    )?.paths
  }
}
