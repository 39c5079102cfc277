internal import FibreNetwork

/// Countries of the world at 1:50 million, Natural Earth (public domain), simplified to 0.03 degrees.
///
/// The resource holds rings of points on a grid of 0.02 degrees: a count, then the steps from point to point, each number
/// in groups of five bits (`pack-natural-earth.py` beside it wrote it). Neighbours share their borders' points exactly.
enum BaseMap {
  static let attribution = "Base map: Natural Earth (public domain)"

  /// Closed rings of the land, drawn with one path; the first point is not repeated.
  static let rings: [[Coordinate]] = {
    var reader = Reader(bytes: PackageResources.natural_earth_txt)
    var rings: [[Coordinate]] = []
    while let count = reader.number(isSigned: true) {
      var (x, y) = (0, 0)
      rings.append(
        (0..<count).compactMap { _ in
          guard let dx = reader.number(isSigned: true), let dy = reader.number(isSigned: true) else {
            return nil
          }
          x += dx
          y += dy
          return Coordinate(latitude: Double(y) * 0.02, longitude: Double(x) * 0.02)
        })
    }
    return rings
  }()

  private struct Reader {
    let bytes: [UInt8]
    var index = 0

    /// Digits: the printable characters from `#`, without `\`; the upper 32 say that more follow.
    mutating func number(isSigned: Bool) -> Int? {
      var (value, shift) = (0, 0)
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        guard byte >= 35 else { continue }
        let digit = Int(byte) - 35 - (byte > 92 ? 1 : 0)
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32 { return isSigned ? value >> 1 ^ -(value & 1) : value }
      }
      return nil
    }
  }

  /// The land inside a window as the data of an SVG path.
  ///
  /// - Parameters:
  ///   - window: in pixels, as `place` returns them.
  ///   - reachKm: how far from the middle of the projection the window reaches.
  static func path(
    in window: Frame, reachKm: Double, projection: Projection, place: (Point) -> Point
  ) -> String {
    var out = ""
    // Rings beyond a hemisphere would turn inside out around the antipode.
    let limit = min(max(2 * reachKm, 3000) + 6000, earthRadiusKm * 1.6)
    for ring in rings {
      if projection.isAzimuthal, !ring.contains(where: { $0.distanceKm(to: projection.centre) < limit }) {
        continue
      }
      var points: [Point] = []
      for corner in ring {
        let p = place(projection.point(corner))
        let q = Point(x: p.x.rounded(), y: p.y.rounded())
        if points.last != q { points.append(q) }
      }
      if !projection.isAzimuthal, wraps(points, window) { continue }
      let clipped = clip(points, to: window)
      guard clipped.count > 2, area(clipped) >= 2 else { continue }
      var here = clipped[0]
      out += "M\(Int(here.x)) \(Int(here.y))l"
      var pieces: [String] = []
      for next in clipped.dropFirst() where next != here {
        pieces.append("\(Int(next.x - here.x)) \(Int(next.y - here.y))")
        here = next
      }
      out += pieces.joined(separator: " ").replacing(" -", with: "-") + "z"
    }
    return out
  }

  /// Whether a ring runs around the back of a plate carrée.
  private static func wraps(_ points: [Point], _ window: Frame) -> Bool {
    zip(points, points.dropFirst()).contains { abs($0.x - $1.x) > window.width * 0.6 }
  }

  private static func area(_ points: [Point]) -> Double {
    var twice = 0.0
    var last = points[points.count - 1]
    for p in points {
      twice += last.x * p.y - p.x * last.y
      last = p
    }
    return abs(twice) / 2
  }

  /// Sutherland and Hodgman, Commun. ACM 17, 32 (1974): clips a polygon by one edge of the window after another.
  private static func clip(_ points: [Point], to window: Frame) -> [Point] {
    var polygon = points
    let edges: [(isInside: (Point) -> Bool, cut: (Point, Point) -> Point)] = [
      ({ $0.x >= window.x }, { crossing($0, $1, x: window.x) }),
      ({ $0.x <= window.maxX }, { crossing($0, $1, x: window.maxX) }),
      ({ $0.y >= window.y }, { crossing($0, $1, y: window.y) }),
      ({ $0.y <= window.maxY }, { crossing($0, $1, y: window.maxY) }),
    ]
    for edge in edges {
      guard var last = polygon.last else { return [] }
      var next: [Point] = []
      for p in polygon {
        let inside = edge.isInside(p)
        if inside != edge.isInside(last) { next.append(edge.cut(last, p)) }
        if inside { next.append(p) }
        last = p
      }
      polygon = next
    }
    return polygon
  }

  private static func crossing(_ a: Point, _ b: Point, x: Double) -> Point {
    Point(x: x, y: (a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)).rounded())
  }
  private static func crossing(_ a: Point, _ b: Point, y: Double) -> Point {
    Point(x: (a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y)).rounded(), y: y)
  }
}

/// A rectangle of a drawing.
struct Frame: Hashable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var maxX: Double { x + width }
  var maxY: Double { y + height }

  func contains(_ p: Point) -> Bool { p.x >= x && p.x <= maxX && p.y >= y && p.y <= maxY }
  func overlaps(_ other: Frame) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }
}
