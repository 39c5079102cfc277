internal import Foundation

/// What one setting of a platform's free knob gives over one hop.
public struct TradeOffPoint: Hashable, Sendable {
  /// Setting of the free knob, in the unit of the platform file; 1 where the scheme has none.
  public var knob: Double
  /// Heralds per second of one mode.
  public var rateHz: Double
  /// Fidelity of a heralded pair (of those that are there).
  public var fidelity: Double
  /// Probability that a heralded pair is there.
  public var presence: Double
  /// Key of this hop alone by the rule asked for, bit/s, each pair measured at once.
  public var keyRateHz: Double

  /// Creates a point from its parts: rates in 1/s and bit/s, fidelity and presence 0 to 1.
  public init(knob: Double, rateHz: Double, fidelity: Double, presence: Double, keyRateHz: Double) {
    self.knob = knob
    self.rateHz = rateHz
    self.fidelity = fidelity
    self.presence = presence
    self.keyRateHz = keyRateHz
  }
}

extension Platform {
  /// The free knob in words, e.g. `bright-state population`; `nil` where the scheme has none.
  public var knobName: String? {
    switch scheme {
    case .singleClick: "bright-state population"
    case .doubleClick: nil
    case .ensembleInterference: "excitation probability"
    case .serialReflection: "mean photon number"
    case .absorptiveMemories: "mean pairs per mode"
    case .centralPairSource, .satellitePairSource: "mean pairs per pulse"
    }
  }

  /// Rate against fidelity over a hop, the free knob spaced evenly in its logarithm from its least to its largest
  /// option: the curve for a report. One point where the scheme has no knob.
  ///
  /// - Parameter key: how key is made of the pairs.
  /// - Precondition: `points` is at least 2.
  /// - Complexity: O(`points`) evaluations of the scheme's model.
  public func tradeOff(
    over hop: HopGeometry, points: Int = 40, key: KeyRule = KeyRule()
  ) -> [TradeOffPoint] {
    precondition(points >= 2, "a curve needs two points")
    guard knobName != nil, let least = hardware.knob.min(), let most = hardware.knob.max() else {
      return [point(over: hop, knob: 1, key)]
    }
    return (0..<points).map { i in
      point(over: hop, knob: least * pow(most / least, Double(i) / Double(points - 1)), key)
    }
  }

  private func point(over hop: HopGeometry, knob: Double, _ key: KeyRule) -> TradeOffPoint {
    let pair = attempt(over: hop, knob: knob)
    let rate = pair.successProbability / attemptPeriodS(over: hop)
    let presence = 1 - pair.vacuumFraction
    return TradeOffPoint(
      knob: knob, rateHz: rate, fidelity: pair.state.fidelity, presence: presence,
      keyRateHz: rate * presence * key.fraction(pair.state))
  }
}
