public import Optimization

extension PlanTask {
  /// Curves and tables beside a plan: what a report shows of the question around the answer.
  ///
  /// - Parameter withAdditions: also plan anew with one more of each resource that binds.
  public func analysis(
    of plan: Plan, withAdditions: Bool = false, cancellation: Cancellation? = nil,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) -> PlanAnalysis {
    var analysis =
      isSinglePair && !request.asksForReachAlone ? planner(cancellation).analysis(of: plan) : PlanAnalysis()
    analysis.failures = failures(of: plan)
    if withAdditions {
      analysis.additions = additions(to: plan, cancellation: cancellation, progress: progress)
    }
    return analysis
  }
}
