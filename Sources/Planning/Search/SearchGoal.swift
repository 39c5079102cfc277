internal import Foundation
internal import LinkPhysics

/// Objective and limits as one number to maximise, over what is known of a plan or of all completions of a part of one.
struct SearchGoal {
  var objective: Objective
  var limits: Limits

  /// What is known: exact values of a plan, or bounds (time, cost from below, state from above).
  struct Figures {
    var meanTimeS: Double
    var state: BellDiagonalState
    var hops: Int
    var cost: Double

    var rateHz: Double { 1 / meanTimeS }
    var keyRateHz: Double { bbm92Fraction(state) / meanTimeS }
  }

  /// The value to maximise; `nil` where a limit is broken (by all completions, when the figures are bounds).
  func score(_ figures: Figures) -> Double? {
    // Estimates carry rounding errors; a limit met to twelve digits is met.
    let slack = 1e-12
    if let least = limits.minimumRateHz, figures.rateHz < least * (1 - slack) { return nil }
    if let least = limits.minimumFidelity, figures.state.fidelity < least - slack { return nil }
    if let least = limits.minimumKeyRateHz, figures.keyRateHz < least * (1 - slack) { return nil }
    if let most = limits.maximumCost, figures.cost > most * (1 + slack) { return nil }
    if let most = limits.maximumRepeaters, figures.hops - 1 > most { return nil }
    if let most = limits.maximumRepeatersPerChain, figures.hops - 1 > most { return nil }
    return switch objective {
    case .rate: figures.rateHz
    case .keyRate: figures.keyRateHz > 0 ? figures.keyRateHz : nil
    case .fidelity: figures.state.fidelity
    case .repeaters: -Double(figures.hops - 1)
    case .cost: -figures.cost
    }
  }

  /// Value of the objective as users know it.
  func value(fromScore score: Double) -> Double {
    objective == .repeaters || objective == .cost ? -score + 0 : score
  }

  var needsState: Bool {
    objective == .keyRate || objective == .fidelity || limits.minimumFidelity != nil
      || limits.minimumKeyRateHz != nil
  }
}

/// Asymptotic BBM92 key fraction max(0, 1 − h(e_x) − h(e_z)) of one pair.
func bbm92Fraction(_ state: BellDiagonalState) -> Double {
  func h(_ p: Double) -> Double {
    let p = min(max(p, 0), 1)
    return p == 0 || p == 1 ? 0 : -(p * log2(p) + (1 - p) * log2(1 - p))
  }
  // Beyond one half an error rate says as much as its complement; a bound stays a bound at one half.
  return max(0, 1 - h(min(state.errorRateX, 0.5)) - h(min(state.errorRateZ, 0.5)))
}
