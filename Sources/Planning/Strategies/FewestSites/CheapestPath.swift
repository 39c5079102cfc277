internal import GraphAlgorithms

extension DemandNetwork {
  /// What a path costs, and of equally cheap ones how many hops it has.
  private struct Label: Comparable {
    var cost: Double
    var hops: Int32

    static func < (a: Self, b: Self) -> Bool { a.cost != b.cost ? a.cost < b.cost : a.hops < b.hops }
  }

  /// The cheapest path from end to end within the hop limit, as arcs; `nil` where there is none.
  ///
  /// Costs are >= 0; of equally cheap paths one of the fewest hops is found. The cheapest path of any number of hops, when it
  /// keeps the limit, is the cheapest within it too.
  ///
  /// - Parameters:
  ///   - siteCosts: of each site of the network; those of source and sink count nothing. Infinite: may not be used.
  ///   - hopCosts: of each arc; `nil` for none.
  func cheapestPath(siteCosts: [Double], hopCosts: [Double]? = nil) -> (cost: Double, arcs: [Int])? {
    let heads = heads
    let free = ShortestPaths(
      nodeCount: siteCount, from: 0, label: Label(cost: 0, hops: 0), until: 1,
      arcs: { graph.arcs(from: $0) },
      step: { label, arc in
        let head = Int(heads[arc])
        let cost = label.cost + (head == 1 ? 0 : siteCosts[head]) + (hopCosts?[arc] ?? 0)
        return cost < .infinity ? (head, Label(cost: cost, hops: label.hops + 1)) : nil
      })
    guard let label = free.label(of: 1), let arcs = free.path(to: 1) else { return nil }
    if arcs.count <= mostHops { return (label.cost, arcs) }
    let limited = hopLimitedPaths(siteCosts: siteCosts, hopCosts: hopCosts)
    return limited.path(in: graph).map { (limited.label, $0) }
  }

  /// Cheapest paths for every number of hops up to the limit, the cost of the site where they arrive included.
  ///
  /// - Parameters:
  ///   - backward: from the sink against the arcs, instead of from the source.
  ///   - ceiling: paths of more cost are not followed; `nil` follows no path of more cost than the cheapest from end to
  ///     end.
  func hopLimitedPaths(
    siteCosts: [Double], hopCosts: [Double]? = nil, backward: Bool = false, ceiling: Double? = nil
  ) -> LayeredPaths<Double> {
    let end = backward ? 0 : 1
    // What is less by rounding alone would be another path at every layer.
    return LayeredPaths(
      graph, from: 1 - end, to: end, atMost: mostHops, backward: backward, ceiling: ceiling, tolerance: 1e-13
    ) { arc, to in
      (to == end ? 0 : siteCosts[to]) + (hopCosts?[arc] ?? 0)
    }
  }
}
