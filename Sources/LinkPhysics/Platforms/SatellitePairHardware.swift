internal import FibreNetwork
internal import Synchronization

/// `SatellitePairLink` with a platform's numbers; the free knob is the mean number of pairs per pulse.
///
/// The hop's fibre carries messages only; the satellite is where its orbit takes it in the long run. Pulses
/// follow each other without waiting, so between two ends that measure at once the rate is the mean over the
/// day. In a chain this takes for granted that memories hold the pulses of one message time and that hops are
/// served independently: the day's rate is then spread evenly, which is only as good as memories that wait
/// from window to window.
///
/// A file names an orbit (`orbit_inclination_rad`, `night_share`, `clear_sky_share`), or, as files did before
/// there were orbits, usable passes (`passes_per_day`), each taken along the great circle through both ends.
struct SatellitePairHardware: LinkHardware {
  /// What stands in place of an orbit.
  static let passes = "passes_per_day"
  /// What says which orbit it is, and how much of it is of use.
  static let orbit = ["orbit_inclination_rad", "night_share", "clear_sky_share"]

  static let parameters: [ParameterSpecification] = [
    .knob("mean_pairs", "mean pairs per pulse", upTo: 2),
    .init(name: "pulse_rate_hz", meaning: "pulses per second", range: 0...1e12, includesLower: false),
    .init(
      name: "altitude_km", meaning: "height of the circular orbit over the equatorial radius",
      range: 100...50_000),
    .init(
      name: orbit[0], meaning: "inclination of the orbit; above π/2 it runs westward", range: 0...3.1416,
      alternative: passes),
    .init(
      name: orbit[1],
      meaning: "share of the windows that are at night: half for a sun-synchronous orbit over midnight",
      range: 0...1, includesLower: false, alternative: passes),
    .init(
      name: orbit[2], meaning: "chance that the sky is clear at both ends together", range: 0...1,
      includesLower: false, alternative: passes),
    .init(
      name: passes,
      meaning: "in place of an orbit: usable passes, each along the great circle through both ends",
      range: 0...20, includesLower: false, alternative: orbit[0]),
    .init(
      name: "divergence_rad", meaning: "half angle of the beam at 1/e² of its intensity", range: 0...0.1,
      includesLower: false),
    .init(
      name: "receiver_diameter_m", meaning: "diameter of each ground telescope", range: 0...50,
      includesLower: false),
    .init(name: "pointing_error_rad", meaning: "rms pointing error of each axis", range: 0...0.1),
    .init(
      name: "zenith_transmission", meaning: "transmission of the atmosphere towards the zenith", range: 0...1,
      includesLower: false),
    .init(
      name: "optics_efficiency", meaning: "telescopes, filters and coupling of one downlink", range: 0...1,
      includesLower: false),
    .init(
      name: "absorption_efficiency",
      meaning: "chance that a memory absorbs a photon and heralds it, or that a detector clicks",
      count: .arms,
      range: 0...1, includesLower: false),
    .init(
      name: "minimum_elevation_rad", meaning: "lowest elevation at which a station works", range: 0.05...1.5),
    .darkRate, .detectionWindow, .sourceVisibility,
  ]

  let knob: [Double]
  private let altitudeKm: Double
  private let minimumElevationRad: Double
  private let downlink: SatelliteDownlink
  private let pulseRateHz: Double
  private let darkProbability: Double
  private let sourceVisibility: Double
  private let absorption: Arms
  private let service: Service
  private let known = KnownSkies()

  private enum Service {
    case orbit(SatelliteOrbit, nightShare: Double, clearSkyShare: Double)
    case greatCircle(passesPerDay: Double)
  }

  init(_ values: ParameterValues) {
    knob = values.options("mean_pairs")
    altitudeKm = values.one("altitude_km")
    minimumElevationRad = values.one("minimum_elevation_rad")
    downlink = SatelliteDownlink(
      divergenceRad: values.one("divergence_rad"), receiverDiameterM: values.one("receiver_diameter_m"),
      pointingErrorRad: values.one("pointing_error_rad"),
      zenithTransmission: values.one("zenith_transmission"),
      opticsEfficiency: values.one("optics_efficiency"))
    pulseRateHz = values.one("pulse_rate_hz")
    darkProbability = values.darkProbability
    sourceVisibility = values.one("source_visibility")
    absorption = values.arms("absorption_efficiency")
    if let passes = values.optional(Self.passes) {
      service = .greatCircle(passesPerDay: passes)
    } else {
      service = .orbit(
        SatelliteOrbit(altitudeKm: altitudeKm, inclinationRad: values.one(Self.orbit[0])),
        nightShare: values.one(Self.orbit[1]), clearSkyShare: values.one(Self.orbit[2]))
    }
  }

  /// Where the ends are: on the map, or as far apart as their great circle or, where nobody knows it, their
  /// fibre is long.
  private enum Ends: Hashable {
    case places(GroundPair)
    case apart(km: Double)

    init(of hop: HopGeometry) {
      self = hop.stations.map { .places($0) } ?? .apart(km: hop.groundDistanceKm ?? hop.lengthKm)
    }
  }

  /// Skies worked out before: a pair of ends comes back with every route and setting. Values do not depend on
  /// it.
  private final class KnownSkies: Sendable {
    /// Some 5 MB.
    static let most = 256
    private let lights = Mutex<[Ends: JointLight?]>([:])

    func light(_ ends: Ends, _ make: () -> JointLight?) -> JointLight? {
      if let known = lights.withLock({ $0[ends] }) { return known }
      let made = make()
      lights.withLock {
        if $0.count >= Self.most { $0.removeAll(keepingCapacity: true) }
        $0[ends] = .some(made)
      }
      return made
    }
  }

  private func light(over hop: HopGeometry) -> JointLight? {
    let ends = Ends(of: hop)
    return known.light(ends) { light(between: ends) }
  }

  private func light(between ends: Ends) -> JointLight? {
    switch service {
    case .orbit(let orbit, let night, let clear):
      let (pair, isAssumed) =
        switch ends {
        case .places(let pair): (pair, false)
        case .apart(let km): (GroundPair(apartKm: km), true)
        }
      let stations = [pair.left, pair.right].map {
        GroundStation(latitude: $0.latitude, longitude: $0.longitude)
      }
      return JointSky(
        orbit: orbit, left: stations[0], right: stations[1], minimumElevationRad: minimumElevationRad
      ).map {
        JointLight(
          $0, through: downlink, nightShare: night, clearSkyShare: clear, assumesPlaces: isAssumed)
      }
    case .greatCircle(let passes):
      let km =
        switch ends {
        case .places(let pair): pair.distanceKm
        case .apart(let km): km
        }
      return JointSky(
        greatCirclePassesPerDay: passes, altitudeKm: altitudeKm, stationDistanceKm: km,
        minimumElevationRad: minimumElevationRad
      ).map { JointLight($0, through: downlink, isLongRunMean: false) }
    }
  }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let light = light(over: hop)
    return knob.map { mean in
      guard let light else {
        return HopAttempt(
          option: "mean pairs \(mean)",
          pair: HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)), lossBudget: [],
          infidelityBudget: [])
      }
      let link = SatellitePairLink(
        light: light, pulseRateHz: pulseRateHz, meanPairs: mean, darkProbability: darkProbability,
        sourceVisibility: sourceVisibility, absorption: absorption)
      return HopAttempt(
        option: "mean pairs \(mean)", pair: link.pair, lossBudget: link.lossBudget,
        infidelityBudget: link.infidelityBudget)
    }
  }

  /// A pulse over the share of the day in which the satellite serves both ends.
  func pipelinedPeriodS(over hop: HopGeometry) -> Double? {
    1 / pulseRateHz / (light(over: hop)?.time.dutyCycle ?? 1)
  }

  func sky(over hop: HopGeometry) -> SkyTime? { light(over: hop)?.time }
}
