extension Question {
  /// Curves and tables beside a plan: what a report shows of the question around the answer, as far as the
  /// time allows, the quickest first.
  ///
  /// - Parameters:
  ///   - withAdditions: also plan anew with one more of each resource that binds.
  ///   - each: told what there is after each part that took time.
  /// - Throws: what planning throws, but `NoPlan`, and what `each` throws.
  public func analysis(
    of plan: Plan, withAdditions: Bool = false, budget: Budget = Budget(),
    each: (PlanAnalysis) throws -> Void = { _ in }
  ) throws -> PlanAnalysis {
    var analysis = PlanAnalysis()
    let strategy = isSinglePair && !asksForReachAlone ? BestChain(self) : nil
    if let strategy, let chain = plan.demands.first?.chain {
      analysis.sensitivity = strategy.sensitivity(of: chain)
      analysis.deliveryQuantiles = strategy.quantiles(of: chain)
      analysis.knob = strategy.knobCurve(of: chain)
    }
    func add(_ part: PlanAnalysis.Part, _ work: (Budget) throws -> Void) throws {
      let began = budget.elapsedS
      budget.enter(.analysing(part))
      if budget.stop == nil { try work(budget) }
      if budget.stop != nil { analysis.leftOut.append(part) }
      if budget.elapsedS - began > Self.worthTellingS { try each(analysis) }
    }
    try add(.failures) { analysis.failures = try failures(of: plan, $0) }
    if let strategy {
      try add(.tradeOff) { analysis.tradeOff = try strategy.tradeOff($0) }
      try add(.sweep) { analysis.sweep = try strategy.sweep($0) }
    }
    if withAdditions {
      try add(.additions) { analysis.additions = try additions(to: plan, budget: $0) }
    }
    return analysis
  }

  /// A part that took longer is told of before the next.
  private static let worthTellingS = 1.0
}
