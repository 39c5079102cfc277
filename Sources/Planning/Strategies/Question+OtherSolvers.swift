internal import FibreNetwork
public import Optimization

extension Question {
  /// The question as an integer program for other solvers. Its rows are conditions that every plan meets, so its optimum
  /// bounds every plan; the same question gives the same program.
  ///
  /// Of several demands and an objective that is a least value of all chains, it is the cheapest plan within the limits.
  ///
  /// - Throws: `NoPlan` where no chain of hops joins the ends of a demand, or no linear program is known.
  public func externalProgram(budget: Budget = Budget()) throws -> MixedIntegerProgram {
    if asksForReachAlone {
      guard let program = reachProgram(budget) else { return try unreachable(budget) }
      return program
    }
    if isSinglePair { return try BestChain(self).externalModel(budget).program.program }
    guard let found = Requirements(ManyChains(self), limits, budget) else { return try unreachable(budget) }
    return found.program.program
  }

  /// The plan of a solution that another solver found for `externalProgram`, every chain judged by the exact estimator.
  ///
  /// - Throws: `NoPlan` where the solution holds no plan, or one that breaks a limit.
  public func plan(from solution: ExternalSolution, file: String, budget: Budget = Budget()) throws
    -> Solution
  {
    guard !asksForReachAlone else {
      throw NoPlan(.solution(file: file, .reachAlone), isProved: false)
    }
    guard isSinglePair else { return try ManyChains(self).plan(from: solution, file: file, budget) }
    let strategy = BestChain(self)
    return try strategy.plan(from: solution, of: try strategy.externalModel(budget), file: file, budget)
  }

  /// Fails as planning does.
  private func unreachable(_ budget: Budget) throws -> MixedIntegerProgram {
    _ = try plan(budget: budget)
    throw NoPlan(.solution(file: "", .noProgram), isProved: false)
  }
}

extension ManyChains {
  /// The plan of a solution that another solver found for the requirements.
  func plan(from solution: ExternalSolution, file: String, _ budget: Budget) throws -> Solution {
    func none(_ fault: Obstacle.SolutionFault) -> NoPlan {
      NoPlan(.solution(file: file, fault), isProved: false)
    }
    guard let found = Requirements(self, question.limits, budget), let values = solution.values,
      let paths = found.program.paths(of: values)
    else { throw none(.noPath) }
    let chains = try zip(found.parts.enumerated(), paths).map { pair, paths in
      try paths.map { path in
        let verdict = try pair.element.judge.verdict(on: path.map(\.choice))
        guard let own = verdict.chain else {
          throw none(
            .breaksLimit(
              demand: pair.offset, rateHz: verdict.figures.rateHz, fidelity: verdict.figures.fidelity,
              keyRateHz: verdict.figures.keyRateHz))
        }
        return own
      }
    }
    if let over = overloads(chains, question.limits).first {
      throw none(
        .overload(memories: over.resource == .memories, site: over.site, byFailure: over.failure != nil))
    }
    let isCost = question.objective.isMinimised
    let goal = SearchGoal(objective: question.objective, limits: question.limits)
    let value = isCost ? cost(of: chains) : chains.joined().map { goal.score($0.figures) ?? 0 }.min() ?? 0
    // Only a cost is what the program minimises.
    let claim = isCost && solution.claim == .optimal ? solution.objective : nil
    var statistics = SolveStatistics()
    statistics.ilpColumns = found.program.program.variableCount
    statistics.ilpRows = found.program.program.rowCount
    statistics.exactEstimates = found.exactEstimates
    statistics.solver = solution.source.rawValue
    return try self.solution(
      PlannedChains(
        chains: chains, value: value, bound: claim.map { min($0, value) } ?? (isCost ? 0 : .infinity),
        proof: .gap(.finished, Scope()), statistics: statistics,
        method: .otherSolver(name: solution.source.rawValue, claimsBound: claim != nil),
        model: found.program.program), budget)
  }
}
