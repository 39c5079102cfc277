internal import FibreNetwork

extension Question {
  /// What the loss of each single site or span of a plan does, worst first.
  ///
  /// A lost site takes its equipment and the fibre that ends there; a lost span takes the hops that lie in
  /// it. Ends of demands are not taken away from their own demand. Chains are set up anew with repeaters and
  /// stations only where the plan has them.
  ///
  /// - Parameter mostReroutings: demands planned anew, over all failures; what is beyond is left open.
  /// - Throws: `SolverError` where GLPK fails.
  /// - Complexity: one search of at most 5 s for each demand that a failure leaves without a chain.
  public func failures(
    of plan: Plan, _ budget: Budget = Budget(), mostReroutings: Int = 400
  ) throws -> [PlanAnalysis.Failure] {
    var left = mostReroutings
    var seen: Set<PlanAnalysis.Failure.Element> = []
    var elements: [PlanAnalysis.Failure.Element] = []
    for segment in plan.demands.flatMap(\.chains).flatMap(\.segments) {
      for site in segment.route.sites where seen.insert(.site(site)).inserted { elements.append(.site(site)) }
      for span in segment.route.spans where seen.insert(.span(span)).inserted { elements.append(.span(span)) }
    }
    return try elements.map { try failure(of: $0, in: plan, budget, &left) }
      .filter { $0.chains > 0 }
      .enumerated().sorted { a, b in
        let (x, y) = (a.element.severity, b.element.severity)
        return x == y ? a.offset < b.offset : x < y
      }.map(\.element)
  }

  private func failure(
    of element: PlanAnalysis.Failure.Element, in plan: Plan, _ budget: Budget, _ left: inout Int
  ) throws -> PlanAnalysis.Failure {
    var stopped = 0
    var lost: [Int] = []
    var standing = Double.infinity
    var ends: Set<Int> = []
    for (index, demand) in plan.demands.enumerated() {
      if case .site(let site) = element, site == demand.from || site == demand.to {
        ends.insert(index)
        continue
      }
      let alive = demand.chains.filter { !$0.uses(element) }
      stopped += demand.chains.count - alive.count
      let best = alive.map(\.estimate.rateHz).max()
      if best == nil { lost.append(index) }
      standing = min(standing, best ?? 0)
    }
    var failure = PlanAnalysis.Failure(
      element: element, chains: stopped, demandsLost: lost, rateHz: standing.isFinite ? standing : 0,
      rateAfterReroutingHz: nil)
    // Where every demand ends at the site there is nothing left to serve.
    if ends.count == plan.demands.count { failure.rateAfterReroutingHz = 0 }
    guard !lost.isEmpty, lost.count <= left else {
      if lost.isEmpty { failure.rateAfterReroutingHz = failure.rateHz }
      return failure
    }
    left -= lost.count
    let standingNetwork = remains(of: plan, without: element)
    var least = Double.infinity
    for (index, demand) in plan.demands.enumerated() where !ends.contains(index) {
      // What the time did not suffice for is left open.
      if budget.stop != nil { return failure }
      guard lost.contains(index) else {
        least = min(least, demand.chains.filter { !$0.uses(element) }.map(\.estimate.rateHz).max() ?? 0)
        continue
      }
      var question = about(Demand(from: demand.from, to: demand.to))
      question.network = standingNetwork
      question.objective = .rate
      question.samples = 0
      question.limits = Limits(minimumFidelity: limits.minimumFidelity)
      question.limits.key = limits.key
      let strategy = BestChain(question)
      let outcome = try strategy.solve(
        on: strategy.hopGraph(slowestS: .infinity, budget),
        goal: SearchGoal(objective: .rate, limits: question.limits), budget: budget.share(ofS: 5))
      switch outcome {
      case .found(let found): least = min(least, found.value)
      // That no chain was found in time does not say that nothing is left.
      case .none(let proof, _, _):
        guard proof.isProof else { return failure }
        failure.rateAfterReroutingHz = 0
        return failure
      }
    }
    failure.rateAfterReroutingHz = least.isFinite ? least : 0
    return failure
  }

  /// The map with equipment only where the plan put it, without what failed.
  private func remains(of plan: Plan, without element: PlanAnalysis.Failure.Element) -> FibreNetwork {
    let repeaters = Set(plan.repeaters.map(\.site))
    let stations = Set(plan.stations.map(\.site))
    let built = network.replacingSites(
      network.sites.enumerated().map { index, site in
        var site = site
        site.mayHostRepeater = site.mayHostRepeater && repeaters.contains(index)
        site.mayHostStation = site.mayHostStation && stations.contains(index)
        return site
      })
    return switch element {
    case .site(let site): built.losing(sites: [site])
    case .span(let span): built.losing(spans: [span])
    }
  }
}

extension PlanAnalysis.Failure {
  /// Orders failures: what cannot be served at all first, then by what remains, then by chains that stop.
  fileprivate var severity: (Double, Double, Int, Int) {
    (rateAfterReroutingHz ?? rateHz, rateHz, -demandsLost.count, -chains)
  }
}

extension ChainPlan {
  /// Whether the chain stops when an element is lost: its equipment or its fibre is there.
  public func uses(_ element: PlanAnalysis.Failure.Element) -> Bool {
    switch element {
    case .site(let site): segments.contains { $0.route.sites.contains(site) }
    case .span(let span): segments.contains { $0.route.spans.contains(span) }
    }
  }
}
