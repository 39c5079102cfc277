internal import FibreNetwork
public import Optimization

extension PlanTask {
  /// The question as an integer program for other solvers. Its rows are conditions that every plan meets, so its optimum
  /// bounds every plan; the same question gives the same program.
  ///
  /// Of several demands and an objective that is a least value of all chains, it is the cheapest plan within the limits.
  ///
  /// - Throws: `NoPlan` where no chain of hops joins the ends of a demand, or no linear program is known.
  public func externalProgram() throws -> MixedIntegerProgram {
    if request.asksForReachAlone {
      let task = AllocationTask(task: self, cancellation: nil, progress: { _ in })
      guard let program = try task.model() else { return try unreachable() }
      return program
    }
    if isSinglePair { return try planner().externalModel().program }
    let planner = networkPlanner
    guard
      let found = try planner.requirements(
        request.limits, SearchClock(limitS: request.timeLimitS, cancellation: nil))
    else {
      return try unreachable()
    }
    return found.model.program
  }

  /// The plan of a solution that another solver found for `externalProgram`, every chain judged by the exact estimator.
  ///
  /// - Throws: `NoPlan` where the solution holds no plan, or one that breaks a limit.
  public func plan(from solution: ExternalSolution, file: String) throws -> PlanOutcome {
    if isSinglePair, !request.asksForReachAlone {
      let planner = planner()
      return PlanOutcome(try planner.plan(from: solution, of: try planner.externalModel(), file: file))
    }
    guard !request.asksForReachAlone else {
      throw NoPlan(
        reason:
          "\(file): solutions are read for plans with a least rate, fidelity or key rate, not for reach alone",
        remedies: [], isProved: false)
    }
    return try networkPlanner.plan(from: solution, file: file)
  }

  private var networkPlanner: NetworkPlanner {
    NetworkPlanner(network: network, hardware: hardware, request: request, demands: demands)
  }

  /// Fails as planning does.
  private func unreachable() throws -> MixedIntegerProgram {
    let outcome = try plan()
    throw NoPlan(
      reason: "there is no integer program for this question (\(outcome.certificate.method))", remedies: [],
      isProved: false)
  }
}

extension NetworkPlanner {
  /// The plan of a solution that another solver found for the requirements.
  func plan(from solution: ExternalSolution, file: String) throws -> PlanOutcome {
    func none(_ reason: String) -> NoPlan {
      NoPlan(reason: "\(file): " + reason, remedies: [], isProved: false)
    }
    let clock = SearchClock(limitS: request.timeLimitS, cancellation: cancellation)
    guard let found = try requirements(request.limits, clock), let values = solution.values,
      let paths = found.model.paths(of: values)
    else { throw none("the solution is not one chain of hops for each chain that is asked for") }
    let chains = try zip(zip(demands, found.judges), paths).map { pair, paths in
      try paths.map { path in
        let verdict = try pair.1.verdict(on: path)
        guard let own = verdict.chain else {
          let names = "\(network.sites[pair.0.from].name) - \(network.sites[pair.0.to].name)"
          throw none(
            "the chain \(names) breaks a limit when it is judged exactly: \(significant(verdict.figures.rateHz)) pairs/s, fidelity \(significant(verdict.figures.fidelity)), \(significant(verdict.figures.keyRateHz)) secret bit/s; the program holds necessary conditions only"
          )
        }
        return own
      }
    }
    if let over = overloads(chains, request.limits).first {
      throw none(
        "\(over.failure == nil ? "chains" : "the backups of one failure") ask for more \(over.resource) at \(network.sites[over.site].name) than it has; the program holds necessary conditions only"
      )
    }
    let isCost = request.objective.isMinimised
    let goal = SearchGoal(objective: request.objective, limits: request.limits)
    let value = isCost ? cost(of: chains) : chains.joined().map { goal.score($0.figures) ?? 0 }.min() ?? 0
    // Only a cost is what the program minimises.
    let claim = isCost && solution.claim == .optimal ? solution.objective : nil
    var statistics = SolveStatistics()
    statistics.ilpColumns = found.model.program.variableCount
    statistics.ilpRows = found.model.program.rowCount
    statistics.exactEstimates = found.judges.reduce(0) { $0 + $1.estimates }
    statistics.solver = solution.source.rawValue
    return try outcome(
      Draft(
        chains: chains,
        certificate: Certificate(
          value: value, bound: claim.map { min($0, value) } ?? (isCost ? 0 : .infinity), provedOptimal: false,
          stop: .finished,
          method: "solution of \(solution.source.rawValue), every chain judged by the exact estimator; "
            + (claim == nil
              ? "no bound" : "the bound holds if it is optimal for the program, as that solver claims"),
          statistics: statistics), model: found.model.program))
  }
}
