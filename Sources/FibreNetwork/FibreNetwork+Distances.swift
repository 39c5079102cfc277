internal import HeapModule

extension FibreNetwork {
  /// Fibre length in km of the shortest route from a site to each site (Dijkstra 1959); infinite where there is none.
  ///
  /// - Parameter unknownKm: what a span of unknown length counts; `nil` leaves such spans out.
  /// - Complexity: O((sites + spans) log sites).
  public func distancesKm(from start: Int, unknownKm: Double? = nil) -> [Double] {
    struct Arrival: Comparable {
      var distance: Double
      var site: Int
      static func < (a: Self, b: Self) -> Bool { (a.distance, a.site) < (b.distance, b.site) }
    }
    var distance = [Double](repeating: .infinity, count: sites.count)
    distance[start] = 0
    var heap: Heap = [Arrival(distance: 0, site: start)]
    while let next = heap.popMin() {
      guard next.distance <= distance[next.site] else { continue }
      for neighbour in neighbours[next.site] {
        let span = spans[neighbour.span]
        guard let length = span.lengthSource == .unknown ? unknownKm : span.lengthKm else { continue }
        let candidate = next.distance + length
        if candidate < distance[neighbour.site] {
          distance[neighbour.site] = candidate
          heap.insert(Arrival(distance: candidate, site: neighbour.site))
        }
      }
    }
    return distance
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
