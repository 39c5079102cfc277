internal import Foundation
internal import LinkPhysics

/// Objective and limits as one number to maximise, over what is known of a plan or of all completions of a part of one.
struct SearchGoal {
  var objective: Objective
  var limits: Limits

  /// Of one pair alone, the mean key rate of all pairs is its own.
  init(objective: Objective, limits: Limits) {
    self.objective = objective == .utility ? .keyRate : objective
    self.limits = limits
  }

  /// What is known: exact values of a plan, or bounds (time, cost from below, state from above).
  struct Figures {
    var meanTimeS: Double
    var fidelity: Double
    var keyFraction: Double
    var hops: Int
    var cost: Double

    init(meanTimeS: Double, fidelity: Double, keyFraction: Double, hops: Int, cost: Double) {
      self.meanTimeS = meanTimeS
      self.fidelity = fidelity
      self.keyFraction = keyFraction
      self.hops = hops
      self.cost = cost
    }

    var rateHz: Double { 1 / meanTimeS }
    var keyRateHz: Double { keyFraction / meanTimeS }
  }

  /// What is known of a state, or of the best state within a bound.
  func figures(meanTimeS: Double, state: BellDiagonalState, hops: Int, cost: Double) -> Figures {
    Figures(
      meanTimeS: meanTimeS, fidelity: state.fidelity, keyFraction: limits.key.bound(state), hops: hops,
      cost: cost)
  }

  /// The value to maximise; `nil` where a limit is broken (by all completions, when the figures are bounds).
  func score(_ figures: Figures) -> Double? {
    let slack = Tolerance.limit
    if let least = limits.minimumRateHz, figures.rateHz < least * (1 - slack) { return nil }
    if let least = limits.minimumFidelity, figures.fidelity < least - slack { return nil }
    if let least = limits.minimumKeyRateHz, figures.keyRateHz < least * (1 - slack) { return nil }
    if let most = limits.maximumCost, figures.cost > most * (1 + slack) { return nil }
    if let most = limits.maximumRepeaters, figures.hops - 1 > most { return nil }
    if let most = limits.maximumRepeatersPerChain, figures.hops - 1 > most { return nil }
    return switch objective {
    case .rate: figures.rateHz
    case .keyRate, .utility: figures.keyRateHz > 0 ? figures.keyRateHz : nil
    case .fidelity: figures.fidelity
    case .repeaters: -Double(figures.hops - 1)
    case .cost: -figures.cost
    }
  }

  /// Value of the objective as users know it.
  func value(fromScore score: Double) -> Double {
    objective.isMinimised ? -score + 0 : score
  }

  /// Whether the state of a pair matters: a fidelity of 1/4 is that of no pair at all.
  var needsState: Bool {
    objective == .keyRate || objective == .fidelity || limits.minimumFidelity ?? 0 > 0.25
      || limits.minimumKeyRateHz != nil
  }
}
