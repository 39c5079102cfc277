public import Optimization

extension PlanTask {
  /// Curves and tables beside a plan: what a report shows of the question around the answer.
  ///
  /// - Parameter withAdditions: also plan anew with one more of each resource that binds.
  public func analysis(
    of plan: Plan, withAdditions: Bool = false, cancellation: Cancellation? = nil,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> PlanAnalysis {
    var analysis =
      isSinglePair && !request.asksForReachAlone
      ? try planner(cancellation).analysis(of: plan) : PlanAnalysis()
    analysis.failures = try failures(of: plan)
    if withAdditions {
      analysis.additions = try additions(to: plan, cancellation: cancellation, progress: progress)
    }
    return analysis
  }
}
