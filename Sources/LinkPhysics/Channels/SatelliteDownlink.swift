internal import Foundation

/// Free-space loss from a satellite to one ground station, and how much of the day a pass gives.
public struct SatelliteDownlink: Hashable, Sendable {
  /// Half-angle divergence of the beam at the 1/e² intensity radius, in rad, over 0.
  public var divergenceRad: Double
  /// Diameter of the ground telescope in m, over 0.
  public var receiverDiameterM: Double
  /// Root mean square pointing error per axis, in rad.
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

  /// Each factor of the transmission at a slant range in km and an elevation in rad, 0 to π/2.
  ///
  /// Geometric 1 − exp(−D²/2w²), w = range × divergence (far field of a Gaussian beam); pointing w²/(w² + 4σ²) with
  /// σ = range × pointing error, the mean over a Gaussian wander of a small aperture on the beam; atmosphere
  /// t^(1/sin elevation) (plane-parallel, good above 10°).
  public func factors(slantRangeKm: Double, elevationRad: Double) -> [ElementaryLink.Contribution] {
    let w = slantRangeKm * 1000 * divergenceRad
    let wander = slantRangeKm * 1000 * pointingErrorRad
    return [
      .init("beam spread", -expm1(-receiverDiameterM * receiverDiameterM / (2 * w * w))),
      .init("pointing", w * w / (w * w + 4 * wander * wander)),
      .init("atmosphere", pow(zenithTransmission, 1 / sin(elevationRad))),
      .init("optics and detection", opticsEfficiency),
    ]
  }

  /// Transmission to the ground, 0 to 1: the product of ``factors(slantRangeKm:elevationRad:)``.
  public func transmission(slantRangeKm: Double, elevationRad: Double) -> Double {
    factors(slantRangeKm: slantRangeKm, elevationRad: elevationRad).reduce(1) { $0 * $1.value }
  }
}

/// A pass of a satellite on a circular orbit over two ground stations, along the great circle through both.
public struct SatellitePass: Hashable, Sendable {
  /// Height of the orbit in km, over 0.
  public var altitudeKm: Double
  /// Distance of the two stations over ground in km, over 0.
  public var stationDistanceKm: Double
  /// Lowest elevation at which a station works, in rad.
  public var minimumElevationRad: Double

  /// Creates a pass from its parts: km and rad.
  public init(altitudeKm: Double, stationDistanceKm: Double, minimumElevationRad: Double) {
    self.altitudeKm = altitudeKm
    self.stationDistanceKm = stationDistanceKm
    self.minimumElevationRad = minimumElevationRad
  }

  static let earthRadiusKm = 6371.0
  /// GM of the Earth in km³/s².
  static let gravitation = 398_600.44

  /// Time of one revolution in s: 2π √(r³/GM).
  public var orbitalPeriodS: Double {
    let r = Self.earthRadiusKm + altitudeKm
    return 2 * .pi * (r * r * r / Self.gravitation).squareRoot()
  }

  /// Slant range in km and elevation in rad of the satellite seen across a central angle.
  public func view(centralAngleRad angle: Double) -> (slantRangeKm: Double, elevationRad: Double) {
    let (e, r) = (Self.earthRadiusKm, Self.earthRadiusKm + altitudeKm)
    let range = (e * e + r * r - 2 * e * r * cos(angle)).squareRoot()
    return (range, asin((r * cos(angle) - e) / range))
  }

  /// Largest central angle at which a station still sees the satellite above its lowest elevation.
  private var horizonRad: Double {
    let r = Self.earthRadiusKm / (Self.earthRadiusKm + altitudeKm)
    return acos(r * cos(minimumElevationRad)) - minimumElevationRad
  }

  /// Seconds of one pass in which both stations see the satellite; 0 where they never do.
  public var durationS: Double {
    max(0, 2 * horizonRad - stationDistanceKm / Self.earthRadiusKm) / (2 * .pi) * orbitalPeriodS
  }

  /// The views of both stations at moments spread evenly over the pass, the first station passed first.
  ///
  /// - Returns: slant ranges in km and elevations in rad; empty where the stations never see the satellite
  ///   together.
  /// - Complexity: O(`count`).
  public func moments(_ count: Int) -> [(
    left: (slantRangeKm: Double, elevationRad: Double), right: (slantRangeKm: Double, elevationRad: Double)
  )] {
    let separation = stationDistanceKm / Self.earthRadiusKm
    let half = horizonRad - separation / 2
    guard half > 0 else { return [] }
    return (0..<count).map { i in
      let place = (-1 + (2 * Double(i) + 1) / Double(count)) * half
      return (
        view(centralAngleRad: abs(place + separation / 2)), view(centralAngleRad: abs(place - separation / 2))
      )
    }
  }
}

/// A pair source on a satellite that serves two ground stations: `CentralPairSource` over two downlinks.
public struct SatellitePairLink: Hashable, Sendable {
  /// Orbit and stations.
  public var pass: SatellitePass
  /// The downlink to either station: both are built alike.
  public var downlink: SatelliteDownlink
  /// Pulses per second.
  public var pulseRateHz: Double
  /// Mean pairs per pulse.
  public var meanPairs: Double
  /// Chance that one detector clicks without light in one pulse, 0 to below 1.
  public var darkProbability: Double
  /// Visibility of the source and analysers at vanishing brightness, 0 to 1.
  public var sourceVisibility: Double
  /// Chance that what a telescope has caught is absorbed or detected at its end.
  public var absorption: Arms
  /// Usable passes per day: the ones at night in clear weather.
  public var passesPerDay: Double

  /// Creates a link from its parts; ideal end nodes where they are left out.
  public init(
    pass: SatellitePass, downlink: SatelliteDownlink, pulseRateHz: Double, meanPairs: Double,
    darkProbability: Double = 0, sourceVisibility: Double = 1, absorption: Arms = Arms(1),
    passesPerDay: Double
  ) {
    self.pass = pass
    self.downlink = downlink
    self.pulseRateHz = pulseRateHz
    self.meanPairs = meanPairs
    self.darkProbability = darkProbability
    self.sourceVisibility = sourceVisibility
    self.absorption = absorption
    self.passesPerDay = passesPerDay
  }

  /// Share of the day in which pairs are made.
  public var dutyCycle: Double { min(1, pass.durationS * passesPerDay / 86_400) }

  /// The link averaged over a pass (64 moments); its attempt period is that of a pulse divided by the duty cycle, so
  /// that rates are means over the day. `nil` where both stations never see the satellite together.
  ///
  /// - Complexity: 64 evaluations of the source's model.
  public var link: ElementaryLink? {
    let moments = pass.moments(64)
    guard !moments.isEmpty, dutyCycle > 0 else { return nil }
    func source(_ left: Double, _ right: Double) -> CentralPairSource {
      CentralPairSource(
        meanPairs: meanPairs, efficiency: Arms(left, right) * absorption, darkProbability: darkProbability,
        sourceVisibility: sourceVisibility)
    }
    func transmission(_ view: (slantRangeKm: Double, elevationRad: Double)) -> Double {
      downlink.transmission(slantRangeKm: view.slantRangeKm, elevationRad: view.elevationRad)
    }
    var probability = 0.0
    var weighted = 0.0
    for moment in moments {
      let pair = source(transmission(moment.left), transmission(moment.right)).pair
      probability += pair.successProbability / 64
      weighted += pair.successProbability * pair.state.x / 64
    }
    guard probability > 0 else { return nil }
    let middle = pass.view(centralAngleRad: pass.stationDistanceKm / SatellitePass.earthRadiusKm / 2)
    let factors = downlink.factors(slantRangeKm: middle.slantRangeKm, elevationRad: middle.elevationRad)
    let half = factors.reduce(1) { $0 * $1.value }
    return ElementaryLink(
      option: "mean pairs per pulse \(meanPairs)", successProbability: probability,
      attemptPeriodS: 1 / pulseRateHz / dutyCycle, modes: 1,
      state: BellDiagonalState(werner: weighted / probability),
      lossBudget: factors.map { .init("\($0.name), each downlink at mid-pass", decibels($0.value)) } + [
        .init("absorption or detection, each end", decibels(absorption.mean))
      ], infidelityBudget: source(half, half).infidelityBudget)
  }
}
