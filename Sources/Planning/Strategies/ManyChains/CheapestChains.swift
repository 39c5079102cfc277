internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Optimization

/// Least cost, or fewest repeaters, of several chains within limits: the integer program proposes, the exact estimator
/// judges, rows come back until a proposal passes.
struct CheapestChains {
  let together: ManyChains

  var question: Question { together.question }

  /// - Parameter anyPlan: whether every plan within the limits is as good as the cheapest.
  func solve(_ limits: Limits, _ budget: Budget, anyPlan: Bool = false) throws(SolverError) -> Outcome<
    PlannedChains
  > {
    guard var requirements = Requirements(together, limits, budget) else {
      // Hops that the clock left out may be those that are missing.
      if let stop = budget.stop { return .none(.gap(stop, question.scope(.every)), SolveStatistics()) }
      return .none(
        .infeasible(.limits, question.scope(together.graph(for: limits, budget).routes)), SolveStatistics())
    }
    let graph = requirements.graph
    let scope = question.scope(graph.routes)
    var statistics = SolveStatistics()
    statistics.hops = graph.hops.count
    statistics.hopsKept =
      Set(
        requirements.parts.map(\.space).flatMap { space in
          space.steps.flatMap { $0.map { space.choices[$0.choice].hop } }
        }
      ).count
    statistics.solver = GLPKSolver.version

    let first = try firstPlan(limits, on: graph, budget, &statistics)
    if anyPlan, let first {
      return .found(
        PlannedChains(
          chains: first.chains, value: first.value, bound: 0, proof: .gap(.finished, scope),
          statistics: statistics, method: .oneByOne))
    }
    // What a demand costs alone, it costs beside others: a row, and a proof where no plan needs more than one demand.
    var bound = -Double.infinity
    for (d, demand) in together.demands.enumerated() where !anyPlan {
      guard let least = try leastAlone(demand, limits, on: graph, budget) else { continue }
      guard least < .infinity else { return .none(.infeasible(.limits, scope), statistics) }
      requirements.require(least, ofDemand: d)
      bound = max(bound, least)
    }
    func found(
      _ chains: [[PlannedChain]], _ value: Double, bound: Double, _ proof: Proof, _ method: Method
    ) -> Outcome<PlannedChains> {
      .found(
        PlannedChains(
          chains: chains, value: value, bound: bound, proof: proof, statistics: statistics, method: method,
          model: requirements.program.program))
    }
    if let first, bound >= first.value * (1 - Tolerance.value) {
      return found(
        first.chains, first.value, bound: first.value, .optimal(scope),
        .oneByOneAsAlone)
    }
    // Only better plans are of use; where there is none, the first plan is proved.
    if let value = first?.value {
      requirements.limitObjective(
        question.objective == .repeaters ? value - 1 : value - Tolerance.value * max(1, value))
    }
    func report() {
      budget.report(value: first?.value, bound: bound.isFinite ? bound : nil, statistics)
    }
    /// The first plan with the bound so far, where the clock ends the loop.
    func stopped() -> Outcome<PlannedChains> {
      let stop = budget.stop ?? .timeLimit
      guard let first else { return .none(.gap(stop, scope), statistics, bound: bound) }
      // Whole repeaters, so a bound between two numbers is the larger.
      let least = question.objective == .repeaters ? (bound - Tolerance.program).rounded(.up) : bound
      let safe = bound.isFinite ? min(first.value, max(0, least)) : 0
      return found(
        first.chains, first.value, bound: safe,
        safe >= first.value * (1 - Tolerance.value) ? .optimal(scope) : .gap(stop, scope),
        .oneByOneStopped)
    }
    let estimatesBefore = statistics.exactEstimates
    /// Whether a chain was turned down without a proof that no setting of it will do.
    var isOpen = false
    report()
    while true {
      // The solver's own clock is not looked at before it has made the program smaller.
      if budget.stop != nil { return stopped() }
      let program = requirements.program.program
      let solution = try GLPKSolver().solve(
        program, SolveOptions(timeLimitS: budget.remainingS, cancellation: budget.cancellation))
      statistics.ilpSolves += 1
      statistics.ilpColumns = program.variableCount
      statistics.ilpRows = program.rowCount
      // Once a chain was turned down without proof, the program bounds no more.
      if solution.bound.isFinite, !isOpen { bound = max(bound, solution.bound) }
      if case .infeasible = solution.status {
        if isOpen { return stopped() }
        guard let first else { return .none(.infeasible(.limits, scope), statistics) }
        return found(
          first.chains, first.value, bound: first.value, .optimal(scope),
          .oneByOneProved)
      }
      guard let verdicts = try requirements.judged(solution.values) else { return stopped() }
      isOpen = isOpen || verdicts.joined().contains { $0.chain == nil && !$0.isProved }
      statistics.exactEstimates = estimatesBefore + requirements.exactEstimates
      report()
      let isOptimal: Bool = if case .optimal = solution.status { !isOpen } else { false }
      let chains = verdicts.map { $0.compactMap(\.chain) }
      if zip(chains, verdicts).allSatisfy({ $0.count == $1.count }) {
        let value = together.cost(of: chains)
        // The rows of the program hold all else that chains ask of sites.
        let failures = together.overloads(chains, limits).compactMap { over in
          over.failure.map { (over.resource, over.site, $0) }
        }
        for (resource, site, failure) in failures {
          requirements.program.addFailure(failure, of: resource, at: site, requirements.room)
        }
        guard failures.isEmpty else { continue }
        if isOptimal || value < first?.value ?? .infinity {
          return found(
            chains, value, bound: isOptimal ? value : bound,
            isOptimal ? .optimal(scope) : .gap(budget.stop ?? .timeLimit, scope), .program)
        }
      }
      if !isOptimal || budget.stop != nil { return stopped() }
    }
  }

  /// A lower bound of what one chain of a demand needs without the others, as the objective counts; infinite where there is
  /// none within the limits, `nil` where a short search does not tell.
  private func leastAlone(
    _ demand: Demand, _ limits: Limits, on graph: HopGraph, _ budget: Budget
  ) throws(SolverError) -> Double? {
    let goal = SearchGoal(objective: question.objective, limits: limits)
    let outcome = try together.alone(demand, limits).solve(
      on: graph, goal: goal, budget: budget.share(ofS: 10))
    switch outcome {
    case .none(let proof, _, _): return proof.isProof ? .infinity : nil
    case .found(let found):
      guard found.bound.isFinite, found.bound > 0 else { return nil }
      // Whole repeaters, so a bound between two numbers is the larger.
      return question.objective == .repeaters
        ? (found.bound - Tolerance.program).rounded(.up) : found.bound * (1 - Tolerance.value)
    }
  }
}
