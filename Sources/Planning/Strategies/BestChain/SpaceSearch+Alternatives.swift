extension SpaceSearch {
  /// The best plans of different sets of repeaters, the best of all first: one more than the alternatives asked for.
  ///
  /// - Parameter known: plans judged already.
  func nextBest(
    _ known: [PrefixSearch.Candidate], of space: ChainSpace, _ toGo: CostToGo,
    statistics: inout SolveStatistics
  ) -> (plans: [PrefixSearch.Candidate], isProved: Bool) {
    guard alternatives > 0 else { return ([], true) }
    var kept = KeptPlans(count: alternatives + 1)
    for candidate in known where !candidate.path.isEmpty {
      kept.add(
        candidate, repeaters: (space.sites(of: candidate.path) ?? []).dropFirst().dropLast().sorted())
    }
    var space = space
    var toGo = toGo
    if let last = kept.last {
      space = space.keepingHopsThatMayBeat(last, goal: goal, toGo: toGo)
      if let ceiling = timeCeiling(last, toGo) {
        space = space.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo)
        toGo = CostToGo(space)
      }
      if goal.needsState, let reduced = space.keepingStepsThatMayBeat(last, goal: goal, toGo: toGo, budget) {
        space = reduced
        toGo = CostToGo(reduced)
      }
    }
    let outcome = PrefixSearch(space: space, toGo: toGo, goal: goal, estimate: estimate).run(
      incumbents: kept.plans.map(\.candidate), keep: alternatives + 1, mayGoOn: { budget.stop })
    statistics.labels += outcome.labels
    statistics.exactEstimates += outcome.exactEstimates
    return (outcome.kept, outcome.finished)
  }
}
