internal import FibreNetwork
internal import SourceDocument

/// A named fact about a site or a span, as any format may state it.
struct Attribute {
  enum Value {
    case null
    case number(Double)
    case text(String)
    case flag(Bool)
    case numbers([Double])
    case points([Coordinate])
  }

  var key: String
  var value: Value
  var position: SourcePosition?
}

extension Attribute.Value {
  /// `null` and the words that files write for it.
  var isAbsent: Bool {
    switch self {
    case .null: true
    case .text(let text):
      ["", "none", "null", "na", "n/a", "unknown", "-"].contains(text.trimmed.lowercased())
    default: false
    }
  }

  /// As the id or name of something.
  var asText: String? {
    switch self {
    case .text(let text): text
    case .number(let number): JSON.text(number)
    case .flag(let flag): flag ? "true" : "false"
    default: nil
    }
  }

  var asFlag: Bool? {
    switch self {
    case .flag(let flag): flag
    case .number(let number): number != 0
    case .text(let text):
      switch text.trimmed.lowercased() {
      case "true", "yes", "1": true
      case "false", "no", "0": false
      default: nil
      }
    default: nil
    }
  }

  /// As a place: longitude first, as GeoJSON, WKT, SNDlib and TopoHub write it.
  var asPair: (longitude: Double, latitude: Double)? {
    switch self {
    case .numbers(let pair) where pair.count == 2 || pair.count == 3: (pair[0], pair[1])
    case .points(let points) where points.count == 1: (points[0].longitude, points[0].latitude)
    case .text(let text):
      {
        let pair = allNumbers(in: text)
        return pair.count == 2 || pair.count == 3 ? (pair[0], pair[1]) : nil
      }()
    default: nil
    }
  }

  /// As a route: points, or a WKT `LINESTRING`.
  var asRoute: [Coordinate]? {
    switch self {
    case .points(let points): return points
    case .text(let text) where text.trimmed.uppercased().hasPrefix("LINESTRING"):
      let flat = allNumbers(in: text)
      guard flat.count >= 4, flat.count % 2 == 0 else { return nil }
      return stride(from: 0, to: flat.count, by: 2).map {
        Coordinate(latitude: flat[$0 + 1], longitude: flat[$0])
      }
    default: return nil
    }
  }
}

extension Attribute.Value {
  /// A JSON value: arrays of numbers and of points are kept, other structures are `nil`.
  init?(_ json: LocatedJSON) {
    switch json.value {
    case .null: self = .null
    case .bool(let flag): self = .flag(flag)
    case .number(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .object(let members):
      // A GeoJSON geometry counts as its coordinates, a reference such as OFDS's `start` as its id.
      if let inner = members.first(where: { $0.key == "coordinates" }) {
        guard let value = Attribute.Value(inner.value) else { return nil }
        self = value
      } else if let id = members.first(where: { $0.key == "id" }), let value = Attribute.Value(id.value) {
        self = value
      } else {
        return nil
      }
    case .array(let items):
      if let points = coordinates(items) {
        self = .points(points)
      } else {
        var numbers: [Double] = []
        for item in items {
          guard case .number(let number) = item.value else { return nil }
          numbers.append(number)
        }
        self = .numbers(numbers)
      }
    }
  }
}

/// The points of a GeoJSON coordinate list, `nil` where it is none.
func coordinates(_ items: [LocatedJSON]) -> [Coordinate]? {
  guard !items.isEmpty else { return nil }
  var points: [Coordinate] = []
  points.reserveCapacity(items.count)
  for item in items {
    guard case .array(let pair) = item.value, pair.count >= 2, case .number(let longitude) = pair[0].value,
      case .number(let latitude) = pair[1].value
    else { return nil }
    points.append(Coordinate(latitude: latitude, longitude: longitude))
  }
  return points
}
