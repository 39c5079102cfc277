extension FibreNetwork {
  /// Sum of the lengths of all spans in km.
  ///
  /// - Complexity: O(spans).
  public var totalKm: Double { sum(spans.lazy.map(\.lengthKm)) }

  /// Kilometres by how they are known.
  ///
  /// - Complexity: O(spans).
  public func totalKm(_ source: LengthSource) -> Double {
    sum(spans.lazy.filter { $0.lengthSource == source }.map(\.lengthKm))
  }

  /// Share of the map's kilometres that a rule made, 0 to 1 (0 for a map without kilometres).
  public var shareEstimated: Double {
    let total = totalKm
    return total > 0 ? totalKm(.estimated) / total : 0
  }

  /// Great circle between the ends of a span in km; `nil` where an end has no place.
  public func greatCircleKm(ofSpan index: Int) -> Double? {
    greatCircleKm(from: spans[index].from, to: spans[index].to)
  }

  /// The route of a span, or the straight line where both ends have a place, or nothing.
  public func drawnRoute(ofSpan index: Int) -> [Coordinate] {
    let span = spans[index]
    if span.polyline.count > 1 { return span.polyline }
    guard let a = sites[span.from].coordinate, let b = sites[span.to].coordinate else { return [] }
    return [a, b]
  }

  /// Great circle between two sites in km; `nil` where one has no place.
  public func greatCircleKm(from: Int, to: Int) -> Double? {
    guard let a = sites[from].coordinate, let b = sites[to].coordinate else { return nil }
    return a.distanceKm(to: b)
  }
}

/// Length of a polyline in km: the sum of its great circles.
///
/// - Complexity: O(points).
public func polylineKm(_ points: [Coordinate]) -> Double {
  zip(points, points.dropFirst()).reduce(0) { $0 + $1.0.distanceKm(to: $1.1) }
}

/// Neumaier's compensated sum, so that lengths with one decimal sum to one with one decimal.
private func sum(_ values: some Sequence<Double>) -> Double {
  var total = 0.0
  var lost = 0.0
  for value in values {
    let next = total + value
    lost += total >= value ? (total - next) + value : (value - next) + total
    total = next
  }
  return total + lost
}
