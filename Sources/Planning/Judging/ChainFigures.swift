public import LinkPhysics

/// Figures of a chain from an exact estimator.
public struct ChainFigures: Sendable, Hashable {
  /// Mean time to deliver one pair, in s.
  public var meanTimeS: Double
  /// Standard deviation of that time, in s; NaN where the method gives none.
  public var standardDeviationS: Double
  /// Mean state of delivered pairs.
  public var state: BellDiagonalState
  /// Secret bits per delivered pair by the question's `KeyRule`.
  public var keyFraction: Double
  /// Which estimator, with its numerical error.
  public var estimator: Estimator

  /// Creates figures from their parts; times in s.
  public init(
    meanTimeS: Double, standardDeviationS: Double, state: BellDiagonalState, keyFraction: Double,
    estimator: Estimator
  ) {
    self.meanTimeS = meanTimeS
    self.standardDeviationS = standardDeviationS
    self.state = state
    self.keyFraction = keyFraction
    self.estimator = estimator
  }

  /// Delivered pairs per second: one over the mean time.
  public var rateHz: Double { 1 / meanTimeS }
  /// Fidelity of the mean state with Φ+, 0 to 1.
  public var fidelity: Double { state.fidelity }
  /// Secret bits per second by the question's `KeyRule` (one-way, asymptotic).
  public var keyRateHz: Double { keyFraction / meanTimeS }
}

/// Figures of a chain from Monte Carlo, beside the exact ones.
public struct SimulatedFigures: Sendable, Hashable {
  /// Mean time to deliver one pair, in s.
  public var meanTimeS: Double
  /// Standard error of the mean time, in s.
  public var meanTimeStandardErrorS: Double
  /// Mean fidelity of delivered pairs with Φ+, 0 to 1.
  public var fidelity: Double
  /// Standard error of the fidelity.
  public var fidelityStandardError: Double
  /// Deliveries that were drawn, at least 2.
  public var samples: Int
  /// Seed that draws the same deliveries again.
  public var seed: UInt64
  /// Mean time: (simulated − exact) / standard error; 0 where the error is 0.
  public var timeZ: Double
  /// Fidelity: (simulated − exact) / standard error; 0 where the error is 0.
  public var fidelityZ: Double

  /// Creates figures from their parts; times in s.
  public init(
    meanTimeS: Double, meanTimeStandardErrorS: Double, fidelity: Double, fidelityStandardError: Double,
    samples: Int, seed: UInt64, timeZ: Double, fidelityZ: Double
  ) {
    self.meanTimeS = meanTimeS
    self.meanTimeStandardErrorS = meanTimeStandardErrorS
    self.fidelity = fidelity
    self.fidelityStandardError = fidelityStandardError
    self.samples = samples
    self.seed = seed
    self.timeZ = timeZ
    self.fidelityZ = fidelityZ
  }

  /// Delivered pairs per second: one over the mean time.
  public var rateHz: Double { 1 / meanTimeS }
  /// First-order propagation: se(1/T) = se(T)/T².
  public var rateStandardErrorHz: Double { meanTimeStandardErrorS / (meanTimeS * meanTimeS) }
}

/// What physics allows at most, beside what the chain reaches.
public struct ChainBounds: Sendable, Hashable {
  /// −log2(1 − η) of the whole fibre path without repeaters, in ebits per mode use (Pirandola et al. 2017, PLOB).
  public var repeaterless: Double
  /// Smallest capacity of a channel, in ebits per mode use (Pirandola 2019): the arms where stations stand between, which are relays
  /// too. Neither ebits nor key can be more; noisy pairs may be.
  public var chain = Double.infinity
  /// min over segments of modes × probability of a pair / attempt period: no protocol on these links delivers more pairs per s.
  public var slowestLinkHz: Double
  /// The same with attempts that wait for nothing but light: no preparation, no pauses.
  public var heraldingHz = Double.infinity
  /// No pair can be there sooner: longest segment and the last message at the speed of light, in s.
  public var firstPairS: Double
  /// `repeaterless` times the mode uses per s of the segment that is used least: pairs/s of any protocol without repeaters
  /// on as many uses.
  public var repeaterlessHz = Double.infinity
  /// Capacities of the hops' channels times their mode uses per s, the smallest.
  public var chainHz = Double.infinity

  /// Creates bounds that are known of any links; the others stay infinite, that is unknown.
  public init(repeaterless: Double, slowestLinkHz: Double, firstPairS: Double) {
    self.repeaterless = repeaterless
    self.slowestLinkHz = slowestLinkHz
    self.firstPairS = firstPairS
  }
}
