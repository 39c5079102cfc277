/// A source of photon pairs in the middle: parametric down-conversion into two polarisations, one photon to each side.
///
/// The source emits ∏ over H and V of √(1−λ) Σ λ^(n/2) |n⟩|n⟩ with λ = μ/(2+μ), μ the mean number of pairs per pulse
/// (Kok and Braunstein, Phys. Rev. A 61, 042304 (2000)). A pulse counts when, on each side, exactly one of two threshold
/// detectors (or heralded memories) clicks. With G(a,b) = (1−λ)/(1−λ(1−a)(1−b)), the chance of no detection at efficiencies a and b,
/// everything is a sum of products of G: all photon numbers are kept. The source state is the same in every common
/// basis, so the pair is a Werner state.
public struct CentralPairSource: Hashable, Sendable, HeraldingScheme {
  /// μ, mean pairs per pulse over both polarisations, over 0.
  public var meanPairs: Double
  /// Chance that a photon of the source makes a click on its side, channel included, 0 to 1.
  public var efficiency: Arms
  /// Chance that one detector clicks without light in one pulse, 0 to below 1.
  public var darkProbability: Double
  /// Visibility of the source and analysers at vanishing μ, 0 to 1: a depolarising factor.
  public var sourceVisibility: Double

  /// Creates an attempt from its parts; ideal where they are left out.
  public init(
    meanPairs: Double, efficiency: Arms, darkProbability: Double = 0, sourceVisibility: Double = 1
  ) {
    self.meanPairs = meanPairs
    self.efficiency = efficiency
    self.darkProbability = darkProbability
    self.sourceVisibility = sourceVisibility
  }

  /// Probability and state of a coincidence in one pulse.
  public var pair: HeraldedPair {
    let lambda = meanPairs / (2 + meanPairs)
    let quiet = 1 - darkProbability
    // 1 − (no click) written without cancellation: for one mode, left silent misses λa/(1−λ(1−a)) of the time.
    let miss = { (a: Double, b: Double) in
      let seen = a + b - a * b
      return lambda * seen / (1 - lambda * (1 - seen))
    }
    let (a, b) = (efficiency.left, efficiency.right)
    let neither = quiet * quiet * (1 - miss(a, b))
    let leftOnly = quiet * (1 - miss(0, b)) - neither
    let rightOnly = quiet * (1 - miss(a, 0)) - neither
    // 1 − (left silent) − (right silent) + (both silent), grouped so that small numbers survive.
    let joint = miss(a, 0) + miss(0, b) - miss(a, b)
    let both =
      quiet * quiet * joint + quiet * darkProbability * (miss(a, 0) + miss(0, b)) + darkProbability
      * darkProbability
    let same = 2 * both * neither
    let different = 2 * leftOnly * rightOnly
    let sum = same + different
    guard sum > 0 else { return HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)) }
    return HeraldedPair(
      successProbability: sum, state: BellDiagonalState(werner: sourceVisibility * (same - different) / sum))
  }

  /// What each effect alone takes from the fidelity.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    let ideal = CentralPairSource(meanPairs: meanPairs, efficiency: efficiency)
    return ideal.infidelity(
      own: "multiple pairs", effects: [("dark counts", { $0.darkProbability = darkProbability })])
      + [.init("source and analysers", 3 * (1 - sourceVisibility) / 4)]
  }
}
