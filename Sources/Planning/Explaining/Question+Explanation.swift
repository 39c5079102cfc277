internal import ChainSimulator
public import FibreNetwork
internal import LinkPhysics

extension Question {
  /// Why there is no plan, with what would do: every remedy was tried by planning with it.
  ///
  /// - Parameters:
  ///   - none: what planning came to.
  ///   - huts: the map with candidate huts of a spacing in km; the sites of the map, in its order, come first. By default
  ///     huts are added to the map of the question.
  /// - Throws: `SolverError`.
  public func explain(
    _ none: NoPlan, budget: Budget = Budget(), huts: ((Double) -> FibreNetwork?)? = nil
  ) throws -> NoPlan {
    switch none.obstacle {
    case .meaningless, .solution: return none
    default: break
    }
    var question = self
    question.samples = 0
    question.alternatives = 0
    budget.enter(.explaining)
    let network = network
    return try Explanation(
      question: question, budget: budget.share(ofS: Explanation.mostS),
      huts: huts ?? { network.withHuts(spacingKm: $0) }
    ).complete(none)
  }
}

/// Looks for what stands in the way of a plan, connections first, then for what would do.
struct Explanation {
  let question: Question
  let budget: Budget
  let huts: (Double) -> FibreNetwork?

  /// Seconds of an explanation, of one trial, and of the search for the best that the other limits allow.
  static let mostS = 10.0
  static let trialS = 1.5
  static let bestS = 3.0
  static let mostRemedies = 5
  /// Pairs/s or bit/s below which hardware that makes a plan possible is no help: one in a quarter of an hour.
  static let leastUsefulHz = 1e-3

  var network: FibreNetwork { question.network }
  var limits: Limits { question.limits }

  func complete(_ none: NoPlan) throws -> NoPlan {
    var none = none
    if let obstacle = noConnection {
      var cut = NoPlan(obstacle, isProved: true)
      // Fewer chains may do; where there is no fibre, nothing does.
      if case .cut = obstacle {
        var search = Remedies(self)
        cut.remedies = try search.find().list
        cut.isEverythingTried = budget.stop == nil
      }
      return cut
    }
    // Where nothing is known of a plan, nothing is known of what would do.
    if case .stopped = none.obstacle { return none }
    if !question.asksForReachAlone, let found = try obstacle() {
      none.obstacle = found.obstacle
      none.remarks = found.remarks
      if found.isProved {
        none.isProved = true
        none.scope = nil
        none.isJudged = true
      }
    }
    var search = Remedies(self)
    let remedies = try search.find()
    none.remedies = remedies.list
    if none.obstacle == .limits, let together = remedies.together {
      none.obstacle = .conflict(together: together)
    }
    if none.remedies.isEmpty, none.remarks.isEmpty { none.remarks = try reach() }
    none.isEverythingTried = budget.stop == nil
    return none
  }

  /// How far this hardware comes, where nothing would do for one chain.
  private func reach() throws -> [NoPlan.Remark] {
    guard question.isSinglePair, !question.asksForReachAlone else { return [] }
    let strategy = BestChain(question)
    let graph = strategy.hopGraph(slowestS: .infinity, budget.share(ofS: Self.trialS))
    return try [strategy.entangledReach(on: graph, budget)].compactMap { $0 }
  }

  // MARK: - Obstacles

  /// Ends that no fibre joins, or too few separate fibres.
  private var noConnection: Obstacle? {
    let parts = network.components()
    for (index, demand) in question.demands.enumerated() {
      guard parts.contains(where: { $0.contains(demand.from) && $0.contains(demand.to) }) else {
        return .noFibre(demand: index)
      }
    }
    guard limits.disjointChains > 1, limits.disjointBy != .sites else { return nil }
    for (index, demand) in question.demands.enumerated() {
      let cut = network.fewestSpansBetween(demand.from, demand.to)
      if cut.count < limits.disjointChains { return .cut(demand: index, spans: cut) }
    }
    return nil
  }

  private typealias Found = (obstacle: Obstacle, remarks: [NoPlan.Remark], isProved: Bool)

  /// What stands in the way; `nil` where nothing more is found than that not all limits can be kept.
  private func obstacle() throws -> Found? {
    for (index, demand) in question.demands.enumerated() {
      if !question.hardware.joinsHops { return (.singleHopsOnly(demand: index), [], true) }
      var alone = question.about(demand)
      alone.limits.disjointChains = 1
      alone.limits.protection = .dedicated
      alone.limits.maximumChainsPerSite = nil
      alone.objective = question.objective == .utility ? .keyRate : question.objective
      let strategy = BestChain(alone)
      let graph = strategy.hopGraph(slowestS: alone.limits.slowestS, budget.share(ofS: Self.bestS))
      if let found = try outOfReach(strategy, graph, index) { return found }
      guard question.isSinglePair || budget.stop == nil else { return nil }
      if let found = try notGoodEnough(strategy, graph, index) { return found }
    }
    return question.isSinglePair ? nil : try notTogether()
  }

  private func outOfReach(_ strategy: BestChain, _ graph: HopGraph, _ demand: Int) throws -> Found? {
    guard graph.routes == .every else { return nil }
    let own = budget.share(ofS: Self.bestS)
    let missing = strategy.missingHops(on: graph, own)
    guard own.stop == nil, let first = missing.first else { return nil }
    guard strategy.reachKm(rateHz: limits.minimumRateHz, along: first.route) != nil else {
      return (.nothingUsable(demand: demand), [], true)
    }
    return (.outOfReach(demand: demand, missing), [], true)
  }

  /// Where pairs are not entangled, or make no key.
  private func notGoodEnough(_ strategy: BestChain, _ graph: HopGraph, _ demand: Int) throws -> Found? {
    let isExact = strategy.hardware.swap.successProbability == 1
    var own = strategy
    func best(_ limits: Limits) throws -> PlannedChains? {
      own.question.limits = limits
      return try own.solve(
        on: graph, goal: SearchGoal(objective: .fidelity, limits: limits),
        budget: budget.share(ofS: Self.bestS)
      ).found
    }
    if limits.minimumFidelity ?? 0.5 <= 0.5 {
      var relaxed = strategy.question.limits
      relaxed.minimumFidelity = nil
      if let found = try best(relaxed), found.value <= 0.5 {
        let remarks = [
          try own.whatStops(on: graph, relaxed, budget), try strategy.entangledReach(on: graph, budget),
        ].compactMap { $0 }
        return (
          .notEntangled(demand: demand, best: found.value, bound: found.bound), remarks,
          isExact && found.proof.isProof && found.proof.scope.hasEveryRoute
        )
      }
    }
    if strategy.question.objective == .keyRate, limits.minimumKeyRateHz == nil,
      let found = try best(strategy.question.limits)
    {
      let figures = found.chain.figures
      // A chain of less fidelity may make a key where one kind of error prevails, so this is no proof by itself.
      return (
        .noKey(demand: demand, fidelity: figures.fidelity, keyFraction: figures.keyFraction), [], false
      )
    }
    return nil
  }

  /// Demands that have one chain alone, but not all that are asked for; or not together.
  private func notTogether() throws -> Found? {
    for (index, demand) in question.demands.enumerated() where limits.disjointChains > 1 {
      var alone = question.about(demand)
      alone.limits.maximumChainsPerSite = nil
      if case .none(let proof, _, _) = try alone.anyPlan(budget.share(ofS: Self.trialS)), proof.isProof,
        proof.scope.hasEveryRoute
      {
        var one = alone
        one.limits.disjointChains = 1
        one.limits.protection = .dedicated
        guard try one.anyPlan(budget.share(ofS: Self.trialS)).found != nil else { return nil }
        return (.notDisjoint(demand: index), [], false)
      }
    }
    guard question.demands.count > 1 else { return nil }
    for demand in question.demands {
      var alone = question.about(demand)
      alone.limits.maximumChainsPerSite = nil
      guard try alone.anyPlan(budget.share(ofS: Self.trialS)).found != nil else { return nil }
    }
    return (.capacity, [], false)
  }
}
