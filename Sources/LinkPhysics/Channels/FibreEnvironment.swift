internal import Foundation

/// What a city does to an interferometer: drift of phase and of arrival time between stabilisations, and time lost to
/// stabilising and to weather.
public struct FibreEnvironment: Hashable, Sendable {
  /// Root mean square rate of the free-running phase of 1 km of fibre, rad/s; grows with the square root of the length
  /// (each kilometre drifts on its own). Aerial fibre in wind is one or two orders above buried fibre.
  public var phaseDriftRadPerS: Double
  /// Time from one stabilisation of the phase to the next, s.
  public var stabilisationIntervalS: Double
  /// Root mean square jitter of arrival at the station that clocks and detectors cause, s.
  public var arrivalJitterS: Double
  /// Root mean square change of fibre temperature between two alignments of arrival, K: small where buried, large where
  /// aerial.
  public var temperatureSwingK: Double
  /// Root mean square width of the photons in time, s; infinite where timing does not matter.
  public var photonDurationS: Double
  /// Share of the time in which attempts are made: duty cycle of stabilisation times share of usable weather, over 0 to 1.
  public var uptime: Double

  public init(
    phaseDriftRadPerS: Double = 0, stabilisationIntervalS: Double = 0, arrivalJitterS: Double = 0,
    temperatureSwingK: Double = 0, photonDurationS: Double = .infinity, uptime: Double = 1
  ) {
    self.phaseDriftRadPerS = phaseDriftRadPerS
    self.stabilisationIntervalS = stabilisationIntervalS
    self.arrivalJitterS = arrivalJitterS
    self.temperatureSwingK = temperatureSwingK
    self.photonDurationS = photonDurationS
    self.uptime = uptime
  }

  /// Change of delay with temperature of standard fibre, s/(km K): 37 ps.
  ///
  /// Slavík et al., Sci. Rep. 5, 15447 (2015): 37 ps/km/K in SMF-28 at 1,550 nm (and 2 in hollow core).
  public static let thermalDelaySPerKmK = 37e-12

  /// Phase noise over a hop, rad: drift that starts from zero at each stabilisation, averaged over the interval,
  /// σ² = rate² · length · interval²/3.
  public func phaseNoiseRad(over hop: HopGeometry) -> Double {
    phaseDriftRadPerS * stabilisationIntervalS * (hop.lengthKm / 3).squareRoot()
  }

  /// Mean overlap of the two photons in time, 0 to 1: 1/√(1 + δ²/2τ²) for Gaussian photons of width τ and Gaussian
  /// mismatch δ, both arms' thermal delays and the jitter added in squares.
  public func timingVisibility(over hop: HopGeometry) -> Double {
    let thermal = Self.thermalDelaySPerKmK * temperatureSwingK
    let squares = hop.leftLengthKm * hop.leftLengthKm + hop.rightLengthKm * hop.rightLengthKm
    let mismatch = arrivalJitterS * arrivalJitterS + thermal * thermal * squares
    return 1 / (1 + mismatch / (2 * photonDurationS * photonDurationS)).squareRoot()
  }
}

extension FibreEnvironment {
  static let parameters: [ParameterSpecification] = [
    .init(
      name: "phase_drift_rad_per_s", meaning: "rms phase drift of 1 km of free-running fibre", range: 0...1e9,
      fallback: [0]),
    .init(
      name: "stabilisation_interval_s", meaning: "time between stabilisations of the phase", range: 0...1e6,
      fallback: [0]),
    .init(
      name: "arrival_jitter_s", meaning: "rms jitter of arrival at the station", range: 0...1, fallback: [0]),
    .init(
      name: "temperature_swing_k", meaning: "rms change of fibre temperature between alignments",
      range: 0...200,
      fallback: [0]),
    .init(
      name: "photon_duration_s", meaning: "rms width of the photons in time", range: 0...1,
      includesLower: false,
      fallback: [1]),
    .init(
      name: "uptime", meaning: "share of the time in which attempts are made", range: 0...1,
      includesLower: false,
      fallback: [1]),
    .init(
      name: "excess_attenuation_db_per_km",
      meaning: "loss at the platform's wavelength beyond what the map states", range: 0...10, fallback: [0]),
  ]

  init(_ values: ParameterValues) {
    self.init(
      phaseDriftRadPerS: values.one("phase_drift_rad_per_s"),
      stabilisationIntervalS: values.one("stabilisation_interval_s"),
      arrivalJitterS: values.one("arrival_jitter_s"), temperatureSwingK: values.one("temperature_swing_k"),
      photonDurationS: values.one("photon_duration_s"), uptime: values.one("uptime"))
  }
}
