internal import Foundation

/// A place on Earth in degrees (WGS 84).
public struct Coordinate: Sendable, Hashable {
  /// -90 to 90.
  public var latitude: Double
  /// -180 to 180.
  public var longitude: Double

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
    return 2 * 6371.0088 * asin(min(1, a.squareRoot()))
  }
}
