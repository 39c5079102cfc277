internal import FibreNetwork

/// Where the sites of a map without a plan are drawn.
struct NetworkLayout: Sendable {
  /// Kilometres, x to the right, y down; `nil` for a site that cannot be placed.
  var places: [Point?]
  /// `nil` where the drawing is a scheme and not a map.
  var projection: Projection?

  /// By coordinates where any site has them, sites without amid their neighbours; otherwise by fibre distances.
  init(_ network: FibreNetwork) {
    let given = network.sites.map(\.coordinate)
    if given.contains(where: { $0 != nil }) {
      let known = inferredPlaces(given: given, links: network.spans.map { ($0.from, $0.to) })
      let projection = Projection(around: known.compactMap { $0 })
      places = known.map { $0.map(projection.point) }
      self.projection = projection
    } else {
      places = Self.scheme(network)
    }
  }

  /// Each part of the map by its distances to two far sites, which makes a line straight; the side of a site is that
  /// which fits its distance to a third. Parts stand below each other.
  private static func scheme(_ network: FibreNetwork) -> [Point?] {
    let known = network.spans.filter { $0.lengthSource != .unknown && $0.lengthKm > 0 }.map(\.lengthKm)
      .sorted()
    let usual = known.isEmpty ? 100 : known[known.count / 2]
    var places = [Point?](repeating: nil, count: network.sites.count)
    var top = 0.0
    for part in network.components() {
      let fromFirst = network.distancesKm(from: part[0], unknownKm: usual)
      var a = part.max { fromFirst[$0] < fromFirst[$1] } ?? part[0]
      let other = network.distancesKm(from: a, unknownKm: usual)
      var b = part.max { other[$0] < other[$1] } ?? a
      // The end that stands first in the file is on the left.
      if b < a { swap(&a, &b) }
      let fromA = network.distancesKm(from: a, unknownKm: usual)
      let fromB = network.distancesKm(from: b, unknownKm: usual)
      let base = fromA[b]
      var points = part.map { site -> Point in
        guard base > 0 else { return Point(x: 0, y: 0) }
        let x = (fromA[site] * fromA[site] - fromB[site] * fromB[site] + base * base) / (2 * base)
        let y = max(0, fromA[site] * fromA[site] - x * x).squareRoot()
        return Point(x: x, y: y > 1e-6 * base ? y : 0)
      }
      if let c = points.indices.max(by: { points[$0].y < points[$1].y }), points[c].y > 0 {
        let fromC = network.distancesKm(from: part[c], unknownKm: usual)
        for i in points.indices {
          let mirrored = Point(x: points[i].x, y: -points[i].y)
          let errors = [points[i], mirrored].map { (($0 - points[c]).length - fromC[part[i]]).magnitude }
          if errors[1] < errors[0] { points[i] = mirrored }
        }
      }
      if part.count <= 300, points.contains(where: { $0.y > 1e-3 * base }) {
        relax(
          &points,
          part.map { site in
            let distance = network.distancesKm(from: site, unknownKm: usual)
            return part.map { distance[$0] }
          })
      }
      let least = points.map(\.y).min() ?? 0
      let most = points.map(\.y).max() ?? 0
      for (i, site) in part.enumerated() {
        places[site] = Point(x: points[i].x, y: points[i].y - least + top)
      }
      top += most - least + usual
    }
    return places
  }

  /// Moves points until their distances fit those of the fibre (stress majorization; Gansner, Koren and North, Graph
  /// Drawing 2004, eq. 8, with weights 1/d²).
  ///
  /// - Complexity: O(points²) for each of 60 sweeps.
  private static func relax(_ points: inout [Point], _ distance: [[Double]]) {
    // Points that coincide could never part.
    for i in points.indices { points[i].y += Double(i % 7 - 3) * 1e-3 * (distance[0].max() ?? 1) }
    for _ in 0..<60 {
      for i in points.indices {
        var sum = Point(x: 0, y: 0)
        var weights = 0.0
        for j in points.indices where j != i && distance[i][j] > 0 {
          let apart = points[i] - points[j]
          let weight = 1 / (distance[i][j] * distance[i][j])
          sum = sum + (points[j] + apart * (distance[i][j] / max(apart.length, 1e-9))) * weight
          weights += weight
        }
        if weights > 0 { points[i] = sum * (1 / weights) }
      }
    }
  }
}
