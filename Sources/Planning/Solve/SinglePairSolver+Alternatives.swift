extension SinglePairSolver {
  /// The best plans of different sets of repeaters, the best of all first: one more than the alternatives asked for.
  ///
  /// - Parameter known: plans judged already.
  func nextBest(
    _ known: [PrefixSearch.Candidate], of problem: DemandProblem, _ toGo: CostToGo,
    statistics: inout SolveStatistics
  ) -> (plans: [PrefixSearch.Candidate], isProved: Bool) {
    guard alternatives > 0 else { return ([], true) }
    var kept = KeptPlans(count: alternatives + 1)
    for candidate in known where !candidate.path.isEmpty {
      kept.add(
        candidate, repeaters: (problem.sites(of: candidate.path) ?? []).dropFirst().dropLast().sorted())
    }
    var problem = problem
    var toGo = toGo
    if let last = kept.last {
      problem = problem.keepingHopsThatMayBeat(last, goal: goal, toGo: toGo)
      if let ceiling = timeCeiling(last, toGo) {
        problem = problem.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo)
        toGo = CostToGo(problem)
      }
      if goal.needsState, let reduced = problem.keepingStepsThatMayBeat(last, goal: goal, toGo: toGo) {
        problem = reduced
        toGo = CostToGo(reduced)
      }
    }
    let outcome = PrefixSearch(problem: problem, toGo: toGo, goal: goal, estimate: estimate).run(
      incumbents: kept.plans.map(\.candidate), keep: alternatives + 1, mayGoOn: { clock.stop })
    statistics.labels += outcome.labels
    statistics.exactEstimates += outcome.exactEstimates
    return (outcome.kept, outcome.finished)
  }
}
