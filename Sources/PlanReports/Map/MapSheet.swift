internal import FibreNetwork
internal import Foundation

/// The sheet that a map is drawn on: where places on the ground come to lie, and what every map shows alike.
struct MapSheet: Sendable {
  /// How much of a sheet a map may take.
  struct Format {
    /// Of a map; a scheme may be lower.
    var heights: ClosedRange<Double>
    /// Least height of what is drawn against its width, so that a line of sites is not blown up; `nil` for any.
    var leastSlope: Double?
    /// Share of the sheet inside the margins.
    var inside: Double
  }

  let projection: Projection?
  let width: Double
  let height: Double
  /// Pixels per km.
  let scale: Double
  private let origin: Point

  /// - Parameter width: in pixels; the height follows from the shape of the map.
  init(_ places: [Point], projection: Projection?, width: Double, format: Format) {
    self.projection = projection
    self.width = width
    let xs = places.map(\.x)
    let ys = places.map(\.y)
    let (x0, x1) = (xs.min() ?? 0, xs.max() ?? 1)
    let (y0, y1) = (ys.min() ?? 0, ys.max() ?? 1)
    let across = max(x1 - x0, 1)
    let down = max(y1 - y0, projection.flatMap { _ in format.leastSlope }.map { across * $0 } ?? 1)
    let wanted = min(format.heights.upperBound, width * down / across * 1.1)
    height = max(projection == nil ? 190 : format.heights.lowerBound, wanted).rounded()
    scale = min(width * format.inside / across, height * format.inside / down)
    origin = Point(x: width / 2 - scale * (x0 + x1) / 2, y: height / 2 - scale * (y0 + y1) / 2)
  }

  func pixel(_ place: Point) -> Point { place * scale + origin }

  /// Sea, and land where the drawing is a map.
  var ground: Markup {
    var land: Markup = ""
    if let projection {
      let data = BaseMap.path(
        in: Frame(x: -12, y: -12, width: width + 24, height: height + 24),
        reachKm: Point(x: width, y: height).length / scale / 2, projection: projection, place: pixel)
      land = "<path class=\"land\" d=\"\(Markup(trusted: data))\"/>"
    }
    return "<rect class=\"sea\" width=\"\(width)\" height=\"\(height)\"/>\(land)"
  }

  /// A span along its route, or straight between its ends; empty where an end has no place.
  ///
  /// - Parameter apart: points closer than so many pixels to the one before are left out.
  func line(_ span: Span, from a: Point?, to b: Point?, apart: Double = 0) -> [Point] {
    if let projection, span.polyline.count > 2 {
      var points: [Point] = []
      for place in span.polyline {
        let next = pixel(projection.point(place))
        if points.last.map({ ($0 - next).length >= apart }) ?? true { points.append(next) }
      }
      return points
    }
    guard let a, let b else { return [] }
    return [a, b]
  }

  static func data(_ points: [Point]) -> Markup {
    guard let first = points.first else { return "" }
    return "M\(first.x) \(first.y)" + points.dropFirst().map { "L\($0.x) \($0.y)" as Markup }.joined()
  }

  /// Spans by how their length is known.
  func fibre(_ spans: [Span], line: (Int) -> [Point]) -> Markup {
    func path(_ kind: Markup, _ isMeant: (LengthSource) -> Bool) -> Markup {
      let lines = spans.indices.filter { isMeant(spans[$0].lengthSource) }.map(line).filter { $0.count > 1 }
      return lines.isEmpty ? "" : "<path class=\"\(kind)\" d=\"\(lines.map(Self.data).joined())\"/>"
    }
    return path("known") { $0 != .estimated && $0 != .unknown } + path("estimated") { $0 == .estimated }
      + path("unknown") { $0 == .unknown }
  }

  /// A site without equipment.
  func dot(_ site: Site, at p: Point) -> Markup {
    let kind: Markup = site.mayHostRepeater ? "may" : "pass"
    return
      "<circle class=\"\(kind)\" cx=\"\(p.x)\" cy=\"\(p.y)\" r=\"2.2\"><title>\(site.name)</title></circle>"
  }

  /// Names beside their points, above the scale bar; required ones as those of ends.
  func names(_ labels: [LabelPlacement.Label], obstacles: [Point]) -> Markup {
    let placed = LabelPlacement.place(
      labels, obstacles: obstacles, within: Frame(x: 4, y: 4, width: width - 8, height: height - 34))
    return placed.map { placed in
      let kind: Markup = placed.label.isRequired ? "name end" : "name"
      let a = placed.label.anchor
      return
        "<g class=\"mark\" transform=\"translate(\(a.x) \(a.y))\"><text class=\"k \(kind)\" x=\"\(placed.offset.x)\" y=\"\(placed.offset.y)\" text-anchor=\"\(Markup(trusted: placed.textAnchor))\">\(placed.label.text)</text></g>"
    }.joined()
  }

  /// - Parameter figure: how the kilometres are written.
  func scaleBar(_ figure: (Double) -> String) -> Markup {
    let km = Scale.niceStep(130 / scale)
    let length = km * scale
    let y = height - 16
    let text = figure(km) + (projection == nil ? " km of fibre" : " km")
    return """
      <g class="scale"><path d="M16 \(y - 5)V\(y)H\(16 + length)V\(y - 5)"/><text x="\(16 + length + 8)" y="\(y)">\(text)</text></g>
      """
  }
}
