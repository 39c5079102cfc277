internal import ChainSimulator
internal import LinkPhysics
public import Optimization

extension Planner {
  /// The integer program of a request for other solvers, and what its solutions mean.
  public struct ExternalModel {
    public var program: MixedIntegerProgram
    /// What an optimum of the program says of the objective, as users know it: no plan is better.
    public let bound: @Sendable (_ objective: Double) -> Double
    let placement: PlacementModel
    let evaluator: ChainEvaluator
    let goal: SearchGoal
  }

  /// The integer program whose rows every plan within the limits satisfies that is at least as good as the plans that
  /// shortest paths find: the same input gives the same program, whatever a search has found.
  ///
  /// - Throws: `NoPlan` where no path of hops joins the ends, or swaps fail now and then (no linear program is known
  ///   that bounds them usefully).
  public func externalModel() throws -> ExternalModel {
    let graph = hopGraph()
    let goal = SearchGoal(objective: request.objective, limits: request.limits)
    guard hardware.swap.successProbability == 1 else {
      throw NoPlan(
        reason: "there is no integer program for swaps that fail now and then; they are planned by search",
        remedies: [], isProved: true)
    }
    guard let problem = problem(on: graph, limits: request.limits) else { throw try explain(on: graph) }
    let evaluator = ChainEvaluator(problem: problem, graph: graph, hardware: hardware, request: request)
    var floor: PrefixSearch.Candidate?
    for setting in settings(of: graph) {
      guard let part = self.problem(on: graph, limits: request.limits, setting: setting) else { continue }
      let judge = ChainEvaluator(problem: part, graph: graph, hardware: hardware, request: request)
      let found = try SinglePairSolver(
        problem: part, goal: goal, estimate: judge.figures,
        clock: SearchClock(limitS: nil, cancellation: cancellation), floor: floor, onlyStarts: true,
        progress: { _ in }
      ).solve().best
      if let found, found.score > floor?.score ?? -.infinity { floor = found }
    }
    let toGo = CostToGo(problem)
    let solver = SinglePairSolver(
      problem: problem, goal: goal, estimate: evaluator.figures,
      clock: SearchClock(limitS: nil, cancellation: cancellation), progress: { _ in })
    let known = floor.flatMap { solver.timeCeiling($0, toGo) }
    let ceiling =
      (known ?? goal.limits.minimumRateHz.map { 1 / $0 } ?? problem.grid.smoothTimes.last ?? 1) * (1 + 1e-6)
    let isLimited = known != nil || goal.limits.minimumRateHz != nil
    let reduced = isLimited ? problem.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo) : problem
    let placement = PlacementModel(
      problem: reduced, toGo: toGo, goal: goal, timeCeilingS: ceiling, isTimeLimited: isLimited,
      floor: floor?.figures,
      isUniform: request.knob == .uniform && settings(of: graph).count > 1)
    return ExternalModel(
      program: placement.program, bound: placement.bound, placement: placement, evaluator: evaluator,
      goal: goal)
  }

  /// The plan of a solution that another solver found for `externalModel`, judged by the exact estimator.
  ///
  /// The bound is what the file's solver claims; without a claim there is none.
  ///
  /// - Throws: `NoPlan` where the solution holds no plan, or one that breaks a limit.
  public func plan(from solution: ExternalSolution, of model: ExternalModel, file: String) throws -> Result {
    func none(_ reason: String) -> NoPlan {
      NoPlan(reason: "\(file): " + reason, remedies: [], isProved: false)
    }
    guard let values = solution.values else {
      throw none("\(solution.source.rawValue) found no solution (it says: \(solution.claim))")
    }
    guard let path = model.placement.path(of: values) else {
      throw none("the solution is no path of hops between the ends")
    }
    let figures = model.evaluator.figures(path)
    let chain = try model.evaluator.chainPlan(path)
    guard let score = model.goal.score(figures), model.evaluator.problem.fits(path) else {
      throw none(
        "the solution breaks a limit when it is judged exactly: \(significant(figures.rateHz)) pairs/s, fidelity \(significant(figures.fidelity)), \(significant(figures.keyRateHz)) secret bit/s; the program holds necessary conditions only"
      )
    }
    let isMaximised = request.objective != .repeaters && request.objective != .cost
    let value = model.goal.value(fromScore: score)
    var bound = isMaximised ? Double.infinity : 0
    var method =
      "solution of \(solution.source.rawValue), judged by the exact estimator; it claims no bound"
    if solution.claim == .optimal, let objective = solution.objective {
      let claimed = model.bound(objective)
      bound = isMaximised ? max(claimed, value) : min(claimed, value)
      method =
        "solution of \(solution.source.rawValue), judged by the exact estimator; the bound holds if it is optimal for the program, as that solver claims"
    }
    var statistics = SolveStatistics()
    statistics.ilpColumns = model.program.variableCount
    statistics.ilpRows = model.program.rowCount
    statistics.exactEstimates = 1
    statistics.solver = solution.source.rawValue
    return Result(
      demand: DemandPlan(from: request.from, to: request.to, chain: chain),
      certificate: Certificate(
        value: value, bound: bound, provedOptimal: false, stop: .finished, method: method,
        statistics: statistics), binding: binding(chain, model.evaluator.problem), model: model.program)
  }
}
