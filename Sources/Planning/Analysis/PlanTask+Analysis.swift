extension PlanTask {
  /// Curves and tables beside a plan: what a report shows of the question around the answer.
  public func analysis(of plan: Plan) -> PlanAnalysis {
    isSinglePair ? planner().analysis(of: plan) : PlanAnalysis()
  }
}
