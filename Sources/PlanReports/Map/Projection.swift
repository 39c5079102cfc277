internal import FibreNetwork
internal import Foundation

/// A point of a drawing: x to the right, y down.
struct Point: Hashable, Sendable {
  var x: Double
  var y: Double

  static func + (a: Self, b: Self) -> Self { Self(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Self, b: Self) -> Self { Self(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Self, k: Double) -> Self { Self(x: a.x * k, y: a.y * k) }
  var length: Double { (x * x + y * y).squareRoot() }
}

/// From places on Earth to kilometres on a plane.
///
/// Lambert's azimuthal equal-area projection around the middle of the places (Snyder, Map Projections - A Working Manual,
/// USGS 1395, 1987, eqs. 24-2 to 24-4): true to scale in the middle, 1 % off at 1,300 km, areas true everywhere. Where places
/// spread more than 60 degrees from the middle: plate carrée, true along the middle parallel.
struct Projection: Sendable {
  /// Degrees.
  let centre: Coordinate
  let isAzimuthal: Bool
  private let sine: Double
  private let cosine: Double

  init(around places: [Coordinate]) {
    // The mean direction on the sphere: right across the date line and at the poles.
    var (x, y, z) = (0.0, 0.0, 0.0)
    for place in places {
      let (latitude, longitude) = (place.latitude * .pi / 180, place.longitude * .pi / 180)
      x += cos(latitude) * cos(longitude)
      y += cos(latitude) * sin(longitude)
      z += sin(latitude)
    }
    let flat = (x * x + y * y).squareRoot()
    let middle =
      flat < 1e-9 && abs(z) < 1e-9
      ? Coordinate(latitude: 0, longitude: 0)
      : Coordinate(latitude: atan2(z, flat) * 180 / .pi, longitude: atan2(y, x) * 180 / .pi)
    let far = places.map { $0.distanceKm(to: middle) }.max() ?? 0
    isAzimuthal = far < earthRadiusKm * .pi / 3
    centre = isAzimuthal ? middle : Coordinate(latitude: middle.latitude, longitude: middle.longitude)
    sine = sin(centre.latitude * .pi / 180)
    cosine = cos(centre.latitude * .pi / 180)
  }

  /// Kilometres east (x) and south (y) of the middle.
  func point(_ place: Coordinate) -> Point {
    let latitude = place.latitude * .pi / 180
    var turn = place.longitude - centre.longitude
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    let longitude = turn * .pi / 180
    guard isAzimuthal else {
      return Point(
        x: earthRadiusKm * longitude * max(0.3, cosine),
        y: earthRadiusKm * (centre.latitude * .pi / 180 - latitude))
    }
    let c = sine * sin(latitude) + cosine * cos(latitude) * cos(longitude)
    let k = earthRadiusKm * (2 / max(1e-9, 1 + c)).squareRoot()
    return Point(
      x: k * cos(latitude) * sin(longitude),
      y: -k * (cosine * sin(latitude) - sine * cos(latitude) * cos(longitude)))
  }
}
