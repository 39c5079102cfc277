internal import Foundation

/// A place on Earth in degrees (WGS 84).
public struct Coordinate: Sendable, Hashable {
  /// -90 to 90.
  public var latitude: Double
  /// -180 to 180.
  public var longitude: Double

  /// Creates a place from degrees, which are not checked; map readers refuse those out of range.
  public init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }

  /// Great-circle distance in km on the sphere of mean Earth radius 6,371.0088 km (haversine formula).
  ///
  /// The sphere is within 0.56 % of the ellipsoid everywhere.
  public func distanceKm(to other: Coordinate) -> Double {
    let toRadians = Double.pi / 180
    let halfLatitude = sin((other.latitude - latitude) * toRadians / 2)
    let halfLongitude = sin((other.longitude - longitude) * toRadians / 2)
    let a =
      halfLatitude * halfLatitude
      + cos(latitude * toRadians) * cos(other.latitude * toRadians) * halfLongitude * halfLongitude
    return 2 * earthRadiusKm * asin(min(1, a.squareRoot()))
  }
}

extension Coordinate {
  /// The point at a fraction (0 to 1) of the great circle to another place.
  public func point(toward other: Coordinate, fraction: Double) -> Coordinate {
    let a = vector
    let b = other.vector
    let angle = distanceKm(to: other) / earthRadiusKm
    guard angle > 1e-12 else { return self }
    let point = (a * sin((1 - fraction) * angle) + b * sin(fraction * angle)) / sin(angle)
    guard point.x.isFinite, point.y.isFinite, point.z.isFinite else { return fraction < 0.5 ? self : other }
    return Coordinate(vector: point)
  }

  /// The place as a vector of length 1 from the centre of the Earth.
  var vector: SIMD3<Double> {
    let latitude = latitude * .pi / 180
    let longitude = longitude * .pi / 180
    return SIMD3(cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))
  }

  /// The place in the direction of a vector of any length but 0.
  init(vector v: SIMD3<Double>) {
    self.init(
      latitude: atan2(v.z, (v.x * v.x + v.y * v.y).squareRoot()) * 180 / .pi,
      longitude: atan2(v.y, v.x) * 180 / .pi)
  }
}
