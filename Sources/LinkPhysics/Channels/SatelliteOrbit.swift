internal import Foundation

/// A circular orbit around the Earth, which turns in space as its flattening (J2) makes it.
public struct SatelliteOrbit: Hashable, Sendable {
  /// Height over the equatorial radius of the Earth (6,378.137 km), in km, over 0.
  public var altitudeKm: Double
  /// Inclination in rad, 0 to π; above π/2 the satellite moves westward.
  public var inclinationRad: Double

  /// Creates an orbit from its height in km and its inclination in rad.
  public init(altitudeKm: Double, inclinationRad: Double) {
    self.altitudeKm = altitudeKm
    self.inclinationRad = inclinationRad
  }

  /// Equatorial radius of the Earth in km and flattening (WGS84).
  static let equatorialRadiusKm = 6378.137
  static let flattening = 1 / 298.257223563
  /// GM of the Earth in km³/s² (WGS84).
  static let gravitation = 398_600.4418
  /// Second zonal harmonic of the Earth's gravity (EGM96).
  static let j2 = 1.08262668e-3
  /// Turning of the Earth in rad/s.
  static let earthRotationRadPerS = 7.2921159e-5

  /// Distance from the centre of the Earth, km.
  public var radiusKm: Double { Self.equatorialRadiusKm + altitudeKm }

  /// Revolutions in rad/s without J2: √(GM/a³).
  private var meanMotion: Double { (Self.gravitation / (radiusKm * radiusKm * radiusKm)).squareRoot() }

  /// 3/2 J2 (R/a)², what flattening does to the angles of the orbit.
  private var flatteningShare: Double {
    let ratio = Self.equatorialRadiusKm / radiusKm
    return 1.5 * Self.j2 * ratio * ratio
  }

  /// Change of the argument of latitude in rad/s: n (1 + 3/2 J2 (R/a)² (4 cos² i − 1)), secular J2.
  public var argumentRateRadPerS: Double {
    let c = cos(inclinationRad)
    return meanMotion * (1 + flatteningShare * (4 * c * c - 1))
  }

  /// Change of the longitude of the ascending node in space, in rad/s: −3/2 J2 (R/a)² n cos i. A
  /// sun-synchronous orbit has one turn a year.
  public var nodeRateRadPerS: Double { -flatteningShare * meanMotion * cos(inclinationRad) }

  /// Time from node to node in s.
  public var periodS: Double { 2 * .pi / argumentRateRadPerS }

  /// Inclination in rad of a sun-synchronous orbit of this height; `nil` where there is none.
  public static func sunSynchronousInclinationRad(altitudeKm: Double) -> Double? {
    let polar = SatelliteOrbit(altitudeKm: altitudeKm, inclinationRad: 0)
    let cosine = 2 * Double.pi / (365.2422 * 86_400) / polar.nodeRateRadPerS
    return abs(cosine) <= 1 ? acos(cosine) : nil
  }
}

/// A telescope on the ground, on the WGS84 ellipsoid.
public struct GroundStation: Hashable, Sendable {
  /// Geodetic latitude in degrees, −90 to 90.
  public var latitude: Double
  /// Longitude in degrees.
  public var longitude: Double
  /// Height over the ellipsoid in km.
  public var heightKm: Double

  /// Creates a station from degrees and km.
  public init(latitude: Double, longitude: Double, heightKm: Double = 0) {
    self.latitude = latitude
    self.longitude = longitude
    self.heightKm = heightKm
  }

  /// Distances from the axis and from the plane of the equator in km.
  var meridian: (axisKm: Double, planeKm: Double) {
    let (sine, cosine) = (sin(latitude * .pi / 180), cos(latitude * .pi / 180))
    let e2 = SatelliteOrbit.flattening * (2 - SatelliteOrbit.flattening)
    let normal = SatelliteOrbit.equatorialRadiusKm / (1 - e2 * sine * sine).squareRoot()
    return ((normal + heightKm) * cosine, (normal * (1 - e2) + heightKm) * sine)
  }
}

/// Where a satellite of one distance from the centre stands above the lowest elevation of a station: an
/// interval of longitudes on each latitude, the station's meridian in its middle.
struct StationSky {
  private let (axis, plane, sinLatitude, cosLatitude): (Double, Double, Double, Double)
  private let (radius, sinLowest): (Double, Double)

  init(_ station: GroundStation, radiusKm: Double, minimumElevationRad: Double) {
    // A pole has no meridian; a kilometre beside it nothing else changes.
    var station = station
    station.latitude = max(-89.99, min(89.99, station.latitude))
    (axis, plane) = station.meridian
    (sinLatitude, cosLatitude) = (sin(station.latitude * .pi / 180), cos(station.latitude * .pi / 180))
    radius = radiusKm
    sinLowest = sin(minimumElevationRad)
  }

  /// Slant range in km and elevation in rad, from the sine and cosine of the satellite's geocentric latitude
  /// and its longitude beside the station's.
  func view(_ sine: Double, _ cosine: Double, longitude: Double) -> SkyView.Side {
    let c = cosine * cos(longitude)
    let up = radius * (sinLatitude * sine + cosLatitude * c) - (cosLatitude * axis + sinLatitude * plane)
    let square = radius * radius + axis * axis + plane * plane - 2 * radius * (axis * c + plane * sine)
    let range = square.squareRoot()
    return SkyView.Side(slantRangeKm: range, elevationRad: asin(max(-1, min(1, up / range))))
  }

  /// Half the width of the interval in rad, 0 to π; below 0 where the latitude is out of sight, the more the
  /// farther.
  ///
  /// Elevation at its lowest is N = s R, with N = k₀ + k₁c the height over the horizon plane, R² = m₀ − m₁c
  /// the square of the range, c the cosine sought and s the sine of the elevation: of the two roots of N² =
  /// s²R² the larger has N > 0.
  func halfWidth(_ sine: Double, _ cosine: Double) -> Double {
    let k0 = radius * sinLatitude * sine - cosLatitude * axis - sinLatitude * plane
    let k1 = radius * cosLatitude * cosine
    let m0 = radius * radius + axis * axis + plane * plane - 2 * radius * plane * sine
    let m1 = 2 * radius * axis * cosine
    let s2 = sinLowest * sinLowest
    // Below a satellite over a pole longitude is nothing.
    guard k1 > 1e-9 * radius else { return k0 * abs(k0) >= s2 * m0 ? .pi : -1 }
    let half = k0 * k1 + s2 * m1 / 2
    let c = (-half + max(0, half * half - k1 * k1 * (k0 * k0 - s2 * m0)).squareRoot()) / (k1 * k1)
    return c >= 1 ? -(2 * (c - 1)).squareRoot() : c <= -1 ? .pi : acos(c)
  }
}
