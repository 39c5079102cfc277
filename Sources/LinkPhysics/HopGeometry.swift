/// The fibre under one hop, as a link model sees it: two arms that meet at the heralding station.
///
/// A scheme without a station (serial) takes both arms together, from the left end to the right end.
public struct HopGeometry: Hashable, Sendable {
  /// Fibre length of each arm in km.
  public var leftLengthKm: Double
  public var rightLengthKm: Double
  /// Loss of each arm in dB (fibre, connectors, splices; no equipment).
  public var leftLossDb: Double
  public var rightLossDb: Double
  /// One-way travel time of light along each arm in s.
  public var leftDelayS: Double
  public var rightDelayS: Double

  public init(
    leftLengthKm: Double, rightLengthKm: Double, leftLossDb: Double, rightLossDb: Double, leftDelayS: Double,
    rightDelayS: Double
  ) {
    self.leftLengthKm = leftLengthKm
    self.rightLengthKm = rightLengthKm
    self.leftLossDb = leftLossDb
    self.rightLossDb = rightLossDb
    self.leftDelayS = leftDelayS
    self.rightDelayS = rightDelayS
  }

  public var lengthKm: Double { leftLengthKm + rightLengthKm }
  public var lossDb: Double { leftLossDb + rightLossDb }
  public var delayS: Double { leftDelayS + rightDelayS }
}
