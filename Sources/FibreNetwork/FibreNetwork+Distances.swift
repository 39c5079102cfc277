internal import GraphAlgorithms

extension FibreNetwork {
  /// Fibre length in km of the shortest route from a site to each site (Dijkstra 1959); infinite where there is none.
  ///
  /// - Parameter unknownKm: what a span of unknown length counts; `nil` leaves such spans out.
  /// - Complexity: O((sites + spans) log sites).
  public func distancesKm(from start: Int, unknownKm: Double? = nil) -> [Double] {
    let paths = ShortestPaths(
      nodeCount: sites.count, from: start, label: 0.0, arcs: { neighbours[$0] },
      step: { distance, arc in
        let span = spans[arc.span]
        guard let length = span.lengthSource == .unknown ? unknownKm : span.lengthKm else { return nil }
        return (arc.site, distance + length)
      })
    return sites.indices.map { paths.label(of: $0) ?? .infinity }
  }

  /// Pairs of sites with equipment whose shortest route is within a range of km, by how near it is to the middle of the
  /// range, then in map order.
  ///
  /// - Complexity: O(sites × (sites + spans) log sites).
  public func pairs(atKm range: ClosedRange<Double>) -> [(from: Int, to: Int, lengthKm: Double)] {
    let middle = (range.lowerBound + range.upperBound) / 2
    var found: [(from: Int, to: Int, lengthKm: Double)] = []
    for from in sites.indices where !sites[from].isJunction {
      let distance = distancesKm(from: from)
      for to in sites.indices.dropFirst(from + 1)
      where range.contains(distance[to]) && !sites[to].isJunction {
        found.append((from, to, distance[to]))
      }
    }
    return found.sorted {
      (($0.lengthKm - middle).magnitude, $0.from, $0.to) < (($1.lengthKm - middle).magnitude, $1.from, $1.to)
    }
  }
}
