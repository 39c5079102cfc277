extension FibreNetwork {
  /// How many huts each span needs so that no piece is longer than the spacing.
  ///
  /// - Parameter spacing: km, above 0.
  /// - Returns: a count for each span, in span order.
  /// - Complexity: O(spans).
  public func hutCounts(spacingKm spacing: Double) -> [Int] {
    precondition(spacing > 0)
    return spans.map { span in
      // A length that is a multiple of the spacing but for rounding needs no hut more.
      let pieces = (span.lengthKm / spacing - 1e-9).rounded(.up)
      return pieces > 1 && pieces < 1e9 ? Int(pieces) - 1 : 0
    }
  }

  /// The map with candidate sites along its spans: as few huts as leave no piece longer than the spacing, evenly
  /// spaced by fibre length.
  ///
  /// Huts stand on the polyline of the span where there is one, else on the great circle between its ends, else they
  /// have no place. The pieces of a span take its place in order; their lengths, measured losses, connector and splice
  /// losses sum to those of the span. Huts come after the sites of the map and may host repeaters and stations.
  ///
  /// - Parameters:
  ///   - spacing: km, above 0.
  ///   - chosen: spans that may get huts; `nil` for all.
  /// - Complexity: O(sites + spans + huts + points of polylines).
  public func withHuts(spacingKm spacing: Double, onSpans chosen: Set<Int>? = nil) -> FibreNetwork {
    var counts = hutCounts(spacingKm: spacing)
    if let chosen { for span in counts.indices where !chosen.contains(span) { counts[span] = 0 } }
    return withHuts(counts: counts)
  }

  /// The same with so many huts, evenly spaced, along each span.
  ///
  /// - Parameter counts: one for each span, in span order; 0 leaves the span as it is.
  /// - Complexity: O(sites + spans + huts + points of polylines).
  public func withHuts(counts: [Int]) -> FibreNetwork {
    precondition(counts.count == spans.count)
    var sites = sites
    var taken = Set(sites.map(\.id))
    var pieces: [Span] = []
    for (index, span) in spans.enumerated() {
      guard counts[index] > 0 else {
        pieces.append(span)
        continue
      }
      let count = counts[index] + 1
      let route = drawnRoute(ofSpan: index)
      let piecesOfRoute = route.isEmpty ? [] : equalPieces(of: route, count: count)
      var previous = span.from
      for number in 1...count {
        var piece = span
        let share = 1 / Double(count)
        piece.id = span.id.map { "\($0)/\(number)" }
        piece.lengthKm = span.lengthKm * share
        piece.measuredLossDb = span.measuredLossDb.map { $0 * share }
        piece.connectorLossDb = span.connectorLossDb * share
        piece.spliceLossDb = span.spliceLossDb * share
        piece.polyline = span.polyline.count > 1 ? piecesOfRoute[number - 1] : []
        piece.from = previous
        if number < count {
          let ends = (self.sites[span.from], self.sites[span.to])
          var id = "\(ends.0.id)~\(ends.1.id)#\(number)"
          // Parallel spans have huts of their own.
          var copy = 1
          while !taken.insert(id).inserted {
            copy += 1
            id = "\(ends.0.id)~\(ends.1.id)#\(number).\(copy)"
          }
          let km = span.lengthKm * Double(number) * share
          previous = sites.count
          sites.append(
            Site(
              id: id, name: "hut \(number) of \(ends.0.name) – \(ends.1.name), \(Int(km.rounded())) km",
              coordinate: piecesOfRoute.isEmpty ? nil : piecesOfRoute[number - 1].last))
          piece.to = previous
        } else {
          piece.to = span.to
        }
        pieces.append(piece)
      }
    }
    return FibreNetwork(
      name: name, summary: summary, licence: licence, sources: sources, defaults: defaults, sites: sites,
      spans: pieces)
  }
}

/// A polyline cut into pieces of equal length; neighbours share their cut.
///
/// - Precondition: at least two points, at least one piece.
/// - Complexity: O(points + pieces).
public func equalPieces(of points: [Coordinate], count: Int) -> [[Coordinate]] {
  precondition(points.count >= 2 && count >= 1)
  let target = polylineKm(points) / Double(count)
  var pieces: [[Coordinate]] = []
  pieces.reserveCapacity(count)
  var piece = [points[0]]
  var inPiece = 0.0
  for (start, end) in zip(points, points.dropFirst()) {
    let length = start.distanceKm(to: end)
    var done = 0.0
    while pieces.count < count - 1, inPiece + (length - done) >= target {
      done += target - inPiece
      let cut = length > 0 ? start.point(toward: end, fraction: min(1, done / length)) : start
      pieces.append(piece + [cut])
      piece = [cut]
      inPiece = 0
    }
    inPiece += length - done
    piece.append(end)
  }
  pieces.append(piece)
  // Rounding may leave the last cuts at the very end.
  while pieces.count < count { pieces.append([points.last!, points.last!]) }
  return pieces
}
