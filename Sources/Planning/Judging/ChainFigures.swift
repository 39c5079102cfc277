public import LinkPhysics

/// Figures of a chain from an exact estimator.
public struct ChainFigures: Sendable, Hashable {
  /// Mean and standard deviation of the time to deliver one pair, in s.
  public var meanTimeS: Double
  public var standardDeviationS: Double
  /// Mean state of delivered pairs.
  public var state: BellDiagonalState
  /// BBM92 secret bits per delivered pair.
  public var keyFraction: Double
  /// Which estimator, with its numerical error.
  public var estimator: Estimator

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

  public var rateHz: Double { 1 / meanTimeS }
  public var fidelity: Double { state.fidelity }
  public var keyRateHz: Double { keyFraction / meanTimeS }
}

/// Figures of a chain from Monte Carlo, beside the exact ones.
public struct SimulatedFigures: Sendable, Hashable {
  public var meanTimeS: Double
  public var meanTimeStandardErrorS: Double
  public var fidelity: Double
  public var fidelityStandardError: Double
  public var samples: Int
  public var seed: UInt64
  /// (simulated − exact) / standard error.
  public var timeZ: Double
  public var fidelityZ: Double

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

  public var rateHz: Double { 1 / meanTimeS }
  /// First-order propagation: se(1/T) = se(T)/T².
  public var rateStandardErrorHz: Double { meanTimeStandardErrorS / (meanTimeS * meanTimeS) }
}

/// What physics allows at most, beside what the chain reaches.
public struct ChainBounds: Sendable, Hashable {
  /// −log2(1 − η) of the whole fibre path without repeaters, in ebits per mode use (Pirandola et al. 2017, PLOB).
  public var repeaterless: Double
  /// Smallest segment capacity, in ebits per mode use (Pirandola 2019): perfect repeaters, heralding stations not counted
  /// as such, so that interference at a station can beat it.
  public var chain: Double
  /// Smallest capacity of an arm, in ebits per mode use: stations counted as relays too. No more
  /// ebits can be made; noisy pairs may be more.
  public var relayChain = Double.infinity
  /// min over segments of modes × probability of a pair / attempt period: no protocol on these links delivers more pairs per s.
  public var slowestLinkHz: Double
  /// The same with attempts that wait for nothing but light: no preparation, no pauses.
  public var heraldingHz = Double.infinity
  /// No pair can be there sooner: longest segment and the last message at the speed of light, in s.
  public var firstPairS: Double
  /// `repeaterless` times the mode uses per s of the segment that is used least: pairs/s of any protocol without repeaters
  /// on as many uses.
  public var repeaterlessHz = Double.infinity
  /// Capacities of the segments times their mode uses per s, the smallest.
  public var chainHz = Double.infinity
  /// The same of the arms.
  public var relayChainHz = Double.infinity

  public init(repeaterless: Double, chain: Double, slowestLinkHz: Double, firstPairS: Double) {
    self.repeaterless = repeaterless
    self.chain = chain
    self.slowestLinkHz = slowestLinkHz
    self.firstPairS = firstPairS
  }
}
