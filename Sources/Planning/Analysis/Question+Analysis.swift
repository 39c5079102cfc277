extension Question {
  /// Curves and tables beside a plan: what a report shows of the question around the answer.
  ///
  /// - Parameters:
  ///   - withAdditions: also plan anew with one more of each resource that binds.
  ///   - budget: its cancellation; each curve and new plan has a time of its own.
  public func analysis(
    of plan: Plan, withAdditions: Bool = false, budget: Budget = Budget(),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> PlanAnalysis {
    var analysis =
      isSinglePair && !asksForReachAlone ? try BestChain(self).analysis(of: plan, budget) : PlanAnalysis()
    analysis.failures = try failures(of: plan, budget)
    if withAdditions { analysis.additions = try additions(to: plan, budget: budget, progress: progress) }
    return analysis
  }
}
