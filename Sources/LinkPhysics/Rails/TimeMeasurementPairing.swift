internal import Foundation

/// Two single clicks in different modes of one window taken as a pair: the time of each click is written
/// down, and any two clicked modes serve, no equal-mode condition.
///
/// Halder et al., Nature Phys. 3, 692 (2007), as used with absorptive memories in arXiv:2508.17940. Each of
/// the N modes is one rail and clicks with probability p by itself; n clicks give ⌊n/2⌋ pairs. Only drift of
/// the phase between the two modes harms, not the phase itself.
public struct TimeMeasurementPairing: Hashable, Sendable {
  /// Modes of a window, 0 or more.
  public var modes: Int
  /// Chance that a mode is heralded, 0 to 1.
  public var probability: Double

  /// Creates a window.
  public init(modes: Int, probability: Double) {
    self.modes = modes
    self.probability = probability
  }

  /// Mean pairs of a window, E⌊n/2⌋ = Np/2 − (1 − (1−2p)^N)/4.
  public var pairsPerWindow: Double {
    let mean = Double(modes) * probability
    // Both terms are nearly equal where there is hardly a click.
    guard mean >= 1 else { return sumOfPairs { Double($0 / 2) } }
    return mean / 2 - (1 - pow(1 - 2 * probability, Double(modes))) / 4
  }

  /// Chance that a window holds two clicks or more, of which one pair is kept: 1 − (1−p)^N − Np(1−p)^(N−1).
  public var onePairProbability: Double {
    let mean = Double(modes) * probability
    guard mean >= 1 else { return sumOfPairs { _ in 1 } }
    guard probability < 1 else { return modes > 1 ? 1 : 0 }
    let others = exp(Double(modes - 1) * log1p(-probability))
    return 1 - others * (1 - probability + mean)
  }

  /// Mean pairs of a window if clicks may be paired across its borders too: Np/2.
  public var pairsAcrossWindows: Double { Double(modes) * probability / 2 }

  /// Mean pairs of a window if the two clicks are at most `reach` modes apart, each click being paired with
  /// the next one if that is near enough; no other choice makes more pairs.
  ///
  /// - Complexity: O(N).
  public func pairsPerWindow(reach: Int) -> Double {
    guard reach > 0, modes > 1, probability > 0 else { return 0 }
    let (p, q) = (probability, 1 - probability)
    let reach = min(reach, modes)
    // The next click's gap is longer than the reach.
    let none = pow(q, Double(reach))
    // free[i]: mean pairs from mode i on while no click waits; nothing happens behind the window.
    var free = [Double](repeating: 0, count: modes + reach + 2)
    // Σ over the gaps g up to the reach of p q^(g−1) (1 + free[i+g+1]), modes behind the window left out.
    var paired = 0.0
    for i in stride(from: modes - 1, through: 0, by: -1) {
      free[i] = q * free[i + 1] + p * (paired + none * free[i + reach + 1])
      // For mode i − 1: its gap 1 is mode i.
      paired = p * (1 + free[i + 1]) + q * paired
      let dropped = i + reach
      if dropped < modes { paired -= p * none * (1 + free[dropped + 1]) }
    }
    return free[0]
  }

  /// Σ over n ≥ 2 of P(n clicks) times a value, for less than one click on average.
  private func sumOfPairs(_ value: (Int) -> Double) -> Double {
    guard modes > 1, probability > 0, probability < 1 else { return 0 }
    let odds = probability / (1 - probability)
    let count = Double(modes)
    var chance =
      count * (count - 1) / 2 * probability * probability * exp((count - 2) * log1p(-probability))
    var sum = 0.0
    for n in 2...modes {
      let term = chance * value(n)
      sum += term
      guard term > 1e-18 * sum else { break }
      chance *= (count - Double(n)) / Double(n + 1) * odds
    }
    return sum
  }
}
