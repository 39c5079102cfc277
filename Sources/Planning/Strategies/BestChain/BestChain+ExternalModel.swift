internal import ChainSimulator
internal import LinkPhysics
internal import Optimization

extension BestChain {
  /// The integer program of a question for other solvers, and what its solutions mean.
  struct ExternalModel {
    let program: ChainProgram
    /// What an optimum of the program says of the objective, as users know it: no plan is better.
    let bound: @Sendable (_ objective: Double) -> Double
    let model: ChainModel
    let goal: SearchGoal
  }

  /// The integer program whose rows every plan within the limits satisfies that is at least as good as the plans that
  /// shortest paths find: the same input gives the same program, whatever a search has found.
  ///
  /// - Throws: `NoPlan` where no path of hops joins the ends, or swaps fail now and then (no linear program is known
  ///   that bounds them usefully).
  func externalModel(_ budget: Budget = Budget()) throws -> ExternalModel {
    let graph = hopGraph(slowestS: .infinity, budget)
    // A program of some of the hops would be another program each time.
    if let stop = budget.stop { throw NoPlan(.stopped(stop, least: nil), isProved: false) }
    let goal = SearchGoal(objective: question.objective, limits: question.limits)
    guard hardware.swap.successProbability == 1 else {
      throw NoPlan(.solution(file: "", .noProgram), isProved: true)
    }
    guard let space = space(on: graph, limits: question.limits, budget) else {
      throw NoPlan(.limits, isProved: true, scope: question.scope(graph.routes))
    }
    let model = ChainModel(space: space, graph: graph, question: question)
    var floor: PrefixSearch.Candidate?
    for setting in settings(of: graph) {
      guard let part = self.space(on: graph, limits: question.limits, setting: setting, budget) else {
        continue
      }
      let judge = ChainModel(space: part, graph: graph, question: question)
      let found = try SpaceSearch(
        space: part, goal: goal, estimate: judge.figures,
        budget: budget, floor: floor, onlyStarts: true
      ).solve().best
      if let found, found.score > floor?.score ?? -.infinity { floor = found }
    }
    let toGo = CostToGo(space)
    if let stop = budget.stop { throw NoPlan(.stopped(stop, least: nil), isProved: false) }
    let solver = SpaceSearch(
      space: space, goal: goal, estimate: model.figures, budget: Budget())
    let known = floor.flatMap { solver.timeCeiling($0, toGo) }
    let ceiling =
      (known ?? goal.limits.minimumRateHz.map { 1 / $0 } ?? space.grid.smoothTimes.last ?? 1) * (1 + 1e-6)
    let isLimited = known != nil || goal.limits.minimumRateHz != nil
    let reduced = isLimited ? space.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo) : space
    let (program, bound) = ChainProgram.bestChain(
      reduced, toGo: toGo, goal: goal, ceilingS: ceiling, isLimited: isLimited, floor: floor?.figures,
      isUniform: question.knob == .uniform && settings(of: graph).count > 1)
    return ExternalModel(program: program, bound: bound, model: model, goal: goal)
  }

  /// The plan of a solution that another solver found for `externalModel`, judged by the exact estimator.
  ///
  /// The bound is what the file's solver claims; without a claim there is none.
  ///
  /// - Throws: `NoPlan` where the solution holds no plan, or one that breaks a limit.
  func plan(
    from solution: ExternalSolution, of model: ExternalModel, file: String, _ budget: Budget
  ) throws -> Solution {
    func none(_ fault: Obstacle.SolutionFault) -> NoPlan {
      NoPlan(.solution(file: file, fault), isProved: false)
    }
    guard let values = solution.values else {
      throw none(.none(source: solution.source.rawValue, claim: "\(solution.claim)"))
    }
    guard let path = model.program.paths(of: values)?[0][0].map(\.choice) else { throw none(.noPath) }
    let figures = model.model.figures(path)
    let chain = try model.model.chainPlan(path, budget)
    guard let score = model.goal.score(figures), model.model.space.fits(path) else {
      throw none(
        .breaksLimit(
          demand: 0, rateHz: figures.rateHz, fidelity: figures.fidelity, keyRateHz: figures.keyRateHz))
    }
    let isMaximised = question.objective != .repeaters && question.objective != .cost
    let value = model.goal.value(fromScore: score)
    var bound = isMaximised ? Double.infinity : 0
    var claimsBound = false
    if solution.claim == .optimal, let objective = solution.objective {
      let claimed = model.bound(objective)
      bound = isMaximised ? max(claimed, value) : min(claimed, value)
      claimsBound = true
    }
    var statistics = SolveStatistics()
    statistics.ilpColumns = model.program.program.variableCount
    statistics.ilpRows = model.program.program.rowCount
    statistics.exactEstimates = 1
    statistics.solver = solution.source.rawValue
    return Solution(
      demands: [DemandPlan(from: ends.from, to: ends.to, chain: chain)],
      certificate: Certificate(
        value: value, bound: bound, proof: .gap(.finished, Scope()),
        method: .otherSolver(name: solution.source.rawValue, claimsBound: claimsBound), statistics: statistics
      ),
      model: model.program.program)
  }
}
