public import Optimization

/// The answer to a question: the chains written out, the proof, and the last integer program, without what only
/// the caller knows (map name, command).
public struct Solution: Sendable {
  /// The chains of each demand, in the order of the question.
  public var demands: [DemandPlan]
  /// Value, bound and proof.
  public var certificate: Certificate
  /// What the plan rests on beyond the map and the platform.
  public var assumptions: [PlanAssumption] = []
  /// The last integer program.
  public var model: MixedIntegerProgram?
  /// The next best plans of other sets of repeaters, best first.
  public var alternatives: [PlanAlternative] = []
  /// Whether no better plan of other repeaters is missing among the alternatives.
  public var areAlternativesProved = true

  /// Every chain, backups after the chain they stand for.
  var chains: [ChainPlan] { demands.flatMap(\.chains) }
}

extension Question {
  /// Plans: the one way in, whatever is asked.
  ///
  /// - Throws: `NoPlan` where no plan keeps to the limits; `SolverError`; `AllocationProblem.Fault`.
  public func plan(budget: Budget = Budget()) throws -> Solution {
    if asksForReachAlone { return try planByReach(budget) }
    if isSinglePair { return try BestChain(self).plan(budget) }
    return try ManyChains(self).plan(budget)
  }
}
