internal import Foundation

/// Free-space loss from a satellite to one ground station.
public struct SatelliteDownlink: Hashable, Sendable {
  /// Half-angle divergence of the beam at the 1/e² intensity radius, in rad, over 0.
  public var divergenceRad: Double
  /// Diameter of the ground telescope in m, over 0.
  public var receiverDiameterM: Double
  /// Root mean square pointing error per axis, in rad, from 0.
  public var pointingErrorRad: Double
  /// Transmission of the atmosphere towards the zenith, 0 to 1.
  public var zenithTransmission: Double
  /// Everything else: telescopes, filters, coupling, detector, 0 to 1.
  public var opticsEfficiency: Double

  /// Creates a downlink from its parts; without pointing error, atmosphere or optics where they are left out.
  public init(
    divergenceRad: Double, receiverDiameterM: Double, pointingErrorRad: Double = 0,
    zenithTransmission: Double = 1,
    opticsEfficiency: Double = 1
  ) {
    self.divergenceRad = divergenceRad
    self.receiverDiameterM = receiverDiameterM
    self.pointingErrorRad = pointingErrorRad
    self.zenithTransmission = zenithTransmission
    self.opticsEfficiency = opticsEfficiency
  }

  /// Mean share of the light that the telescope catches at a slant range in km, 0 to 1: beam spread and
  /// pointing.
  ///
  /// 1 − exp(−D²/(2(w² + 4s²))) with w = range × divergence (far field of a Gaussian beam) and s = range ×
  /// pointing error. It is exact for any telescope: the mean of a Gaussian spot (variance w²/4 an axis) over
  /// a Gaussian wander (s² an axis) is a Gaussian spot of radius √(w² + 4s²). A bias of the pointing is not
  /// modelled.
  public func collected(slantRangeKm: Double) -> Double {
    let w = slantRangeKm * 1000 * divergenceRad
    let s = slantRangeKm * 1000 * pointingErrorRad
    return -expm1(-receiverDiameterM * receiverDiameterM / (2 * (w * w + 4 * s * s)))
  }

  /// Transmission of the atmosphere at an elevation in rad, over 0 to π/2: t^(1/sin elevation).
  ///
  /// Layers taken as plane-parallel. At 10° the airmass is 5.76 for 5.59 (Kasten and Young, Appl. Opt. 28,
  /// 4735 (1989)); over the views of real passes that makes 1 % at most.
  public func atmosphere(elevationRad: Double) -> Double { pow(zenithTransmission, 1 / sin(elevationRad)) }

  /// Each factor of the transmission at a slant range in km and an elevation in rad, over 0 to π/2.
  public func factors(slantRangeKm: Double, elevationRad: Double) -> [ElementaryLink.Contribution] {
    [
      .init("beam spread and pointing", collected(slantRangeKm: slantRangeKm)),
      .init("atmosphere", atmosphere(elevationRad: elevationRad)),
      .init("optics and detection", opticsEfficiency),
    ]
  }

  /// Transmission to the ground, 0 to 1: the product of ``factors(slantRangeKm:elevationRad:)``.
  public func transmission(slantRangeKm: Double, elevationRad: Double) -> Double {
    factors(slantRangeKm: slantRangeKm, elevationRad: elevationRad).reduce(1) { $0 * $1.value }
  }
}
