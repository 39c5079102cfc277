internal import Foundation

/// What a city does to an interferometer: drift of phase and of arrival time between stabilisations, and time lost to
/// stabilising and to weather.
public struct FibreEnvironment: Hashable, Sendable {
  /// Root mean square rate of the free-running phase of 1 km of buried fibre, rad/s; grows with the square root of the
  /// length (each kilometre drifts on its own).
  public var phaseDriftRadPerS = 0.0
  /// The same of aerial fibre, which wind moves; never below that of buried fibre.
  public var aerialPhaseDriftRadPerS = 0.0
  /// Time from one stabilisation of the phase to the next, s.
  public var stabilisationIntervalS = 0.0
  /// Root mean square jitter of arrival at the station that clocks and detectors cause, s.
  public var arrivalJitterS = 0.0
  /// Root mean square change of the temperature of buried fibre between two alignments of arrival, K.
  public var temperatureSwingK = 0.0
  /// The same of aerial fibre, which the sun heats; never below that of buried fibre.
  public var aerialTemperatureSwingK = 0.0
  /// Root mean square width of the photons in time, s; infinite where timing does not matter.
  public var photonDurationS = Double.infinity
  /// Share of the time in which attempts are made: duty cycle of stabilisation times share of usable weather, over 0 to 1.
  public var uptime = 1.0
  /// Share of the time in which wind lets a hop with aerial fibre work, over 0 to 1.
  public var aerialUptime = 1.0

  /// An environment that does nothing: no drift, no jitter, all of the time in use.
  public init() {}

  /// Phase noise over a hop, rad: drift that starts from zero at each stabilisation, averaged over the interval,
  /// σ² = Σ rate² · length · interval²/3 over buried and aerial fibre.
  public func phaseNoiseRad(over hop: HopGeometry) -> Double {
    let aerialKm = hop.leftSurroundings.aerialKm + hop.rightSurroundings.aerialKm
    let aerial = max(phaseDriftRadPerS, aerialPhaseDriftRadPerS)
    let squares =
      phaseDriftRadPerS * phaseDriftRadPerS * max(0, hop.lengthKm - aerialKm) + aerial * aerial * aerialKm
    return stabilisationIntervalS * (squares / 3).squareRoot()
  }

  /// Mean overlap of the two photons in time, 0 to 1: 1/√(1 + δ²/2τ²) for Gaussian photons of width τ and Gaussian
  /// mismatch δ, both arms' thermal delays and the jitter added in squares.
  public func timingVisibility(over hop: HopGeometry) -> Double {
    let left = thermalDelayS(of: hop.leftSurroundings, lengthKm: hop.leftLengthKm)
    let right = thermalDelayS(of: hop.rightSurroundings, lengthKm: hop.rightLengthKm)
    let mismatch = arrivalJitterS * arrivalJitterS + left * left + right * right
    return 1 / (1 + mismatch / (2 * photonDurationS * photonDurationS)).squareRoot()
  }

  /// Share of the time in which a hop is tried, over 0 to 1.
  public func uptime(over hop: HopGeometry) -> Double {
    hop.leftSurroundings.aerialKm + hop.rightSurroundings.aerialKm > 0 ? uptime * aerialUptime : uptime
  }

  /// Root mean square change of one arm's delay, s.
  private func thermalDelayS(of arm: FibreSurroundings, lengthKm: Double) -> Double {
    guard lengthKm > 0 else { return 0 }
    let aerial = max(temperatureSwingK, aerialTemperatureSwingK)
    let swing = temperatureSwingK + (aerial - temperatureSwingK) * min(1, arm.aerialKm / lengthKm)
    return arm.thermalDelaySPerK * swing
  }
}

extension FibreEnvironment {
  static let parameters: [ParameterSpecification] = [
    .init(
      name: "phase_drift_rad_per_s", meaning: "rms phase drift of 1 km of free-running buried fibre",
      range: 0...1e9, fallback: .init([0], "no drift of phase between stabilisations assumed")),
    .init(
      name: "aerial_phase_drift_rad_per_s",
      meaning: "the same of aerial fibre in wind; counts where it is larger", range: 0...1e9,
      fallback: .init([0], "no drift in wind beyond that of buried fibre assumed")),
    .init(
      name: "stabilisation_interval_s", meaning: "time between stabilisations of the phase", range: 0...1e6,
      fallback: .init([0], "stabilisation without pause assumed")),
    .init(
      name: "arrival_jitter_s", meaning: "rms jitter of arrival at the station", range: 0...1,
      fallback: .init([0], "no jitter of arrival assumed")),
    .init(
      name: "temperature_swing_k", meaning: "rms change of temperature of buried fibre between alignments",
      range: 0...200, fallback: .init([0], "no change of fibre temperature between alignments assumed")),
    .init(
      name: "aerial_temperature_swing_k",
      meaning: "the same of aerial fibre in the sun; counts where it is larger", range: 0...200,
      fallback: .init([0], "no change of temperature beyond that of buried fibre assumed")),
    .init(
      name: "photon_duration_s", meaning: "rms width of the photons in time", range: 0...1,
      includesLower: false, fallback: .init([1], "no limit to the mismatch of arrival assumed")),
    .init(
      name: "uptime", meaning: "share of the time in which attempts are made", range: 0...1,
      includesLower: false, fallback: .init([1], "no time lost to stabilisation or weather assumed")),
    .init(
      name: "aerial_uptime", meaning: "share of the time in which wind lets a hop with aerial fibre work",
      range: 0...1, includesLower: false, fallback: .init([1], "no time lost to wind assumed")),
    .init(
      name: "excess_attenuation_db_per_km",
      meaning:
        "loss at the platform's wavelength beyond the map's dB/km; not added where a span's loss was measured",
      range: 0...10, fallback: .init([0], "no loss beyond that of the map assumed")),
  ]

  /// What a platform says; what its scheme does not feel has no effect.
  init(_ values: ParameterValues) {
    phaseDriftRadPerS = values.optional("phase_drift_rad_per_s") ?? 0
    aerialPhaseDriftRadPerS = values.optional("aerial_phase_drift_rad_per_s") ?? 0
    stabilisationIntervalS = values.optional("stabilisation_interval_s") ?? 0
    arrivalJitterS = values.optional("arrival_jitter_s") ?? 0
    temperatureSwingK = values.optional("temperature_swing_k") ?? 0
    aerialTemperatureSwingK = values.optional("aerial_temperature_swing_k") ?? 0
    photonDurationS = values.optional("photon_duration_s") ?? .infinity
    uptime = values.one("uptime")
    aerialUptime = values.optional("aerial_uptime") ?? 1
  }
}
