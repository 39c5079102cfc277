internal import Foundation

/// How long a hop waits for its pair: attempts of one period, each failing with one probability, all modes together.
///
/// The search knows a hop by what follows from this and adds up along a chain: the cost of time at every moment (`TimeGrid`), the
/// noise of the memories that wait (`NoiseModel`), and a mean. A hop with another law needs these three and no more.
struct WaitingLaw: Hashable {
  /// −ln of the probability that one attempt period passes without a pair.
  let hazard: Double
  let periodS: Double
  /// Mean of the exponential time whose next attempt's end is the waiting time, period / hazard, in s: a lower bound of the
  /// mean (theory: G = ⌈X⌉).
  let meanS: Double

  init(hazard: Double, periodS: Double, meanS: Double) {
    self.hazard = hazard
    self.periodS = periodS
    self.meanS = meanS
  }

  init(hazard: Double, periodS: Double) {
    self.init(hazard: hazard, periodS: periodS, meanS: periodS / hazard)
  }

  /// Mean until the end of the attempt that succeeds, in s.
  var wholeMeanS: Double { periodS / -expm1(-hazard) }

  /// Whether P(T ≤ t) is no less at every t than under another law.
  func isNoSlower(than other: WaitingLaw) -> Bool {
    periodS <= other.periodS && hazard >= other.hazard && meanS <= other.meanS
  }
}
