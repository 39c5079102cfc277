internal import LinkPhysics
internal import Planning

/// What bounds the rate of a chain, and how much of each bound the chain reaches: the words that every report shares.
struct ChainLimits {
  struct Limit {
    var key: String
    var name: String
    /// Pairs per second.
    var rateHz: Double
    /// Capacity in ebits per use of one mode, where the limit is one.
    var bitsPerUse: Double?
    /// The chain's rate over it.
    var ratio: Double
    var meaning: String

    /// Capacities bound ebits, not noisy pairs: a share of one is not told of the other.
    var reached: String {
      guard ratio.isFinite, bitsPerUse == nil else { return "–" }
      return ratio < 1.05 ? Figure.percent(ratio) : "\(Figure.text(ratio, digits: 2)) times"
    }
  }

  let limits: [Limit]

  init(_ chain: ChainPlan) {
    let bounds = chain.bounds
    let rate = chain.estimate.rateHz
    let all: [(String, String, Double, Double?, String)] = [
      (
        "slowest_link", "slowest hop alone", bounds.slowestLinkHz, nil,
        "no protocol on these links delivers more"
      ),
      (
        "heralding", "heralding at the speed of light", bounds.heraldingHz, nil,
        "the slowest hop if attempts waited for nothing but light to the herald and back: no preparation, no pauses"
      ),
      (
        "light_speed", "first pair at the speed of light", 1 / bounds.firstPairS, nil,
        "one pair after another, each at its first attempt: none is there before \(Figure.time(bounds.firstPairS)), the herald of the longest hop and the last message"
      ),
      (
        "chain", "capacity of the fibre with perfect stations", bounds.chainHz, bounds.chain,
        "in ebits: perfect repeaters and heralding stations at their places, on as many mode uses; each arm is a channel of its own (Pirandola 2019)"
      ),
      (
        "repeaterless", "one fibre without repeaters", bounds.repeaterlessHz, bounds.repeaterless,
        "in ebits: \(Figure.km(chain.lengthKm)), \(Figure.fixed(chain.lossDb, 1)) dB, on as many mode uses (PLOB, Pirandola et al. 2017)"
      ),
    ]
    limits = all.filter { $0.2.isFinite && $0.2 > 0 }.map {
      Limit(key: $0.0, name: $0.1, rateHz: $0.2, bitsPerUse: $0.3, ratio: rate / $0.2, meaning: $0.4)
    }
  }

  /// What the pairs of a chain hold in ebits, between hashing and the relative entropy of entanglement, beside what its fibre allows.
  static func ebits(of chain: ChainPlan) -> String {
    let rate = chain.estimate.rateHz
    let content = chain.estimate.state.ebitsPerPair
    let (least, most) = (rate * content.lowerBound, rate * content.upperBound)
    let held =
      "\(Figure.rate(rate, digits: 4)) hold between \(Figure.text(least)) and \(Figure.text(most)) ebit/s"
    guard chain.bounds.chainHz.isFinite, chain.bounds.chainHz > 0 else { return held + "." }
    return held
      + "; no scheme on these fibres exceeds \(Figure.text(chain.bounds.chainHz)) ebit/s on as many mode uses; "
      + (least > 0
        ? "at least \(Figure.percent(least / chain.bounds.chainHz)) of it is reached."
        : "how much of it is reached is not known.")
  }
}
