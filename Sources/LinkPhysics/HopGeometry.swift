public import FibreNetwork
internal import Foundation

/// The fibre under one hop, as a link model sees it: two arms that meet at the heralding station.
///
/// A scheme without a station (serial) takes both arms together, from the left end to the right end.
public struct HopGeometry: Hashable, Sendable {
  /// Fibre length of each arm in km.
  public var leftLengthKm: Double
  /// Fibre length of the right arm in km.
  public var rightLengthKm: Double
  /// Loss of each arm in dB (fibre, connectors, splices; no equipment).
  public var leftLossDb: Double
  /// Loss of the right arm in dB.
  public var rightLossDb: Double
  /// One-way travel time of light along each arm in s.
  public var leftDelayS: Double
  /// One-way travel time of light along the right arm in s.
  public var rightDelayS: Double
  /// What of the left arm weather reaches and whose loss was measured.
  public var leftSurroundings: FibreSurroundings
  /// What of the right arm weather reaches and whose loss was measured.
  public var rightSurroundings: FibreSurroundings
  /// Distance of the ends over ground in km, which a source in orbit sees; `nil` where no one knows.
  public var groundDistanceKm: Double?
  /// Places of the ends, which a source in orbit sees; `nil` where no one knows.
  public var stations: GroundPair?

  /// Creates a hop from the lengths (km), losses (dB) and one-way delays (s) of its arms.
  ///
  /// - Parameters:
  ///   - leftSurroundings, rightSurroundings: `nil` for buried standard fibre of nominal loss.
  ///   - groundDistanceKm: that of `stations` where it is left out.
  public init(
    leftLengthKm: Double, rightLengthKm: Double, leftLossDb: Double, rightLossDb: Double, leftDelayS: Double,
    rightDelayS: Double, leftSurroundings: FibreSurroundings? = nil,
    rightSurroundings: FibreSurroundings? = nil, groundDistanceKm: Double? = nil, stations: GroundPair? = nil
  ) {
    self.leftLengthKm = leftLengthKm
    self.rightLengthKm = rightLengthKm
    self.leftLossDb = leftLossDb
    self.rightLossDb = rightLossDb
    self.leftDelayS = leftDelayS
    self.rightDelayS = rightDelayS
    self.leftSurroundings = leftSurroundings ?? FibreSurroundings(buriedKm: leftLengthKm)
    self.rightSurroundings = rightSurroundings ?? FibreSurroundings(buriedKm: rightLengthKm)
    self.groundDistanceKm = groundDistanceKm ?? stations?.distanceKm
    self.stations = stations
  }

  /// Fibre length of both arms together, km.
  public var lengthKm: Double { leftLengthKm + rightLengthKm }
  /// Loss of both arms together, dB.
  public var lossDb: Double { leftLossDb + rightLossDb }
  /// One-way travel time of light from end to end, s.
  public var delayS: Double { leftDelayS + rightDelayS }

  /// The same fibre with its station in the middle.
  public var withEqualArms: HopGeometry {
    let both = FibreSurroundings(
      aerialKm: (leftSurroundings.aerialKm + rightSurroundings.aerialKm) / 2,
      measuredKm: (leftSurroundings.measuredKm + rightSurroundings.measuredKm) / 2,
      thermalDelaySPerK: (leftSurroundings.thermalDelaySPerK + rightSurroundings.thermalDelaySPerK) / 2)
    return HopGeometry(
      leftLengthKm: lengthKm / 2, rightLengthKm: lengthKm / 2, leftLossDb: lossDb / 2,
      rightLossDb: lossDb / 2,
      leftDelayS: delayS / 2, rightDelayS: delayS / 2, leftSurroundings: both, rightSurroundings: both,
      groundDistanceKm: groundDistanceKm, stations: stations)
  }
}

/// Places of the two ends of a hop.
public struct GroundPair: Hashable, Sendable {
  /// Where the left end is.
  public var left: Coordinate
  /// Where the right end is.
  public var right: Coordinate

  /// Creates the pair of both ends.
  public init(_ left: Coordinate, _ right: Coordinate) {
    self.left = left
    self.right = right
  }

  /// Two places at a distance in km, from 0, on the parallel of 45 degrees north, on both sides of one meridian;
  /// on the equator where no two places of the parallel are so far apart.
  public init(apartKm: Double) {
    let half = min(.pi / 2, apartKm / earthRadiusKm / 2)
    let isNear = half <= .pi / 4
    let longitude = (isNear ? asin(sin(half) / cos(.pi / 4)) : half) * 180 / .pi
    let latitude = isNear ? 45.0 : 0
    self.init(
      Coordinate(latitude: latitude, longitude: -longitude),
      Coordinate(latitude: latitude, longitude: longitude))
  }

  /// Great circle between both in km.
  public var distanceKm: Double { left.distanceKm(to: right) }
}

extension FibreNetwork {
  /// Places of two sites; `nil` where one has none.
  public func groundPair(from: Int, to: Int) -> GroundPair? {
    guard let a = sites[from].coordinate, let b = sites[to].coordinate else { return nil }
    return GroundPair(a, b)
  }
}

/// What of one arm's fibre weather reaches, and whose loss was measured.
public struct FibreSurroundings: Hashable, Sendable {
  /// Part of the arm that hangs in the air, km.
  public var aerialKm: Double
  /// Part of the arm whose loss was measured as it is used, km: no excess is added to it.
  public var measuredKm: Double
  /// Change of the arm's delay with temperature, s/K.
  public var thermalDelaySPerK: Double

  /// Creates the surroundings of an arm from their parts.
  public init(aerialKm: Double, measuredKm: Double, thermalDelaySPerK: Double) {
    self.aerialKm = aerialKm
    self.measuredKm = measuredKm
    self.thermalDelaySPerK = thermalDelaySPerK
  }

  /// Buried standard fibre of nominal loss.
  public init(buriedKm: Double) {
    self.init(
      aerialKm: 0, measuredKm: 0, thermalDelaySPerK: buriedKm * FibreClass.ordinary.thermalDelaySPerKmK)
  }
}
