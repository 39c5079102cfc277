/// `SatellitePairLink` with a platform's numbers; the free knob is the mean number of pairs per pulse.
///
/// The hop's fibre carries messages only; the satellite passes along the great circle through both ends. Pulses follow each
/// other without waiting, so between two ends that measure at once the rate is the mean over the day. In a chain this takes for
/// granted that memories hold the pulses of one message time and that hops are served independently: the day's rate
/// is then spread evenly, which is only as good as memories that wait from pass to pass.
struct SatellitePairHardware: LinkHardware {
  static let parameters: [ParameterSpecification] = [
    .knob("mean_pairs", "mean pairs per pulse", upTo: 2),
    .init(name: "pulse_rate_hz", meaning: "pulses per second", range: 0...1e12, includesLower: false),
    .init(name: "altitude_km", meaning: "height of the circular orbit", range: 100...50_000),
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
    .init(
      name: "passes_per_day", meaning: "usable passes: at night, in clear weather", range: 0...20,
      includesLower: false),
    .darkRate, .detectionWindow, .sourceVisibility,
  ]

  let knob: [Double]
  private let altitudeKm: Double
  private let minimumElevationRad: Double
  private let model: SatellitePairLink

  init(_ values: ParameterValues) {
    knob = values.options("mean_pairs")
    altitudeKm = values.one("altitude_km")
    minimumElevationRad = values.one("minimum_elevation_rad")
    let downlink = SatelliteDownlink(
      divergenceRad: values.one("divergence_rad"), receiverDiameterM: values.one("receiver_diameter_m"),
      pointingErrorRad: values.one("pointing_error_rad"),
      zenithTransmission: values.one("zenith_transmission"),
      opticsEfficiency: values.one("optics_efficiency"))
    model = SatellitePairLink(
      pass: SatellitePass(
        altitudeKm: altitudeKm, stationDistanceKm: 1, minimumElevationRad: minimumElevationRad),
      downlink: downlink, pulseRateHz: values.one("pulse_rate_hz"), meanPairs: 0,
      darkProbability: values.darkProbability, sourceVisibility: values.one("source_visibility"),
      absorption: values.arms("absorption_efficiency"), passesPerDay: values.one("passes_per_day"))
  }

  /// The model over the ground between the ends: their great circle, or the fibre where nobody knows it.
  private func link(over hop: HopGeometry) -> SatellitePairLink {
    var link = model
    link.pass.stationDistanceKm = hop.groundDistanceKm ?? hop.lengthKm
    return link
  }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let above = link(over: hop)
    return knob.map { mean in
      var above = above
      above.meanPairs = mean
      guard let link = above.link else {
        return HopAttempt(
          option: "mean pairs \(mean)",
          pair: HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)), lossBudget: [],
          infidelityBudget: [])
      }
      return HopAttempt(
        option: "mean pairs \(mean)",
        pair: HeraldedPair(successProbability: link.successProbability, state: link.state),
        lossBudget: link.lossBudget, infidelityBudget: link.infidelityBudget)
    }
  }

  /// A pulse over the share of the day in which the satellite is in sight of both ends.
  func pipelinedPeriodS(over hop: HopGeometry) -> Double? {
    let above = link(over: hop)
    return 1 / above.pulseRateHz / (above.dutyCycle > 0 ? above.dutyCycle : 1)
  }
}
