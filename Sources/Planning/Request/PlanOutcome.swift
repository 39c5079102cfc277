public import LinkPhysics
public import Optimization

/// What planning returns: the chains, the proof, and the last integer program, without the words that only the caller
/// knows (map name, command).
public struct PlanOutcome: Sendable {
  public var demands: [DemandPlan]
  public var certificate: Certificate
  public var binding: String
  /// What the plan rests on beyond the map and the platform.
  public var assumptions: [Assumption] = []
  /// The last integer program.
  public var model: MixedIntegerProgram?
  /// The next best plans of other sets of repeaters, and whether none better is missing.
  public var alternatives: [PlanAlternative] = []
  public var areAlternativesProved = true
}

extension PlanOutcome {
  init(_ result: Planner.Result) {
    self.init(
      demands: [result.demand], certificate: result.certificate, binding: result.binding, model: result.model,
      alternatives: result.alternatives, areAlternativesProved: result.areAlternativesProved)
  }

  /// Every chain, backups after the chain they stand for.
  var chains: [ChainPlan] { demands.flatMap(\.chains) }
}
