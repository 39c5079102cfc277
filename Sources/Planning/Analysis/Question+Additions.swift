internal import FibreNetwork
internal import LinkPhysics
internal import Optimization

extension Question {
  /// What one more repeater, hut, memory, fibre or chain through a site would bring: limits that bind are
  /// loosened by one and the plan is made anew, best first.
  ///
  /// Where many places could be changed, those with the largest price in the linear relaxation come first
  /// (for the objectives that have one), then those on the slowest hops; `planEach` of each kind are planned.
  ///
  /// - Parameter eachS: seconds of each new plan at most.
  /// - Throws: what planning throws, but `NoPlan`: an addition without a plan says so itself.
  /// - Complexity: one whole search for each change.
  public func additions(
    to plan: Plan, planEach: Int = 3, eachS: Double = 10, budget: Budget = Budget()
  ) throws -> [PlanAnalysis.Addition] {
    let candidates = try candidates(plan, planEach: planEach, budget)
    var additions: [PlanAnalysis.Addition] = []
    for (index, candidate) in candidates.enumerated() where budget.stop == nil {
      budget.enter(.adding(done: index, of: candidates.count))
      var changed = candidate.question
      changed.samples = 0
      var solution: Solution?
      do { solution = try changed.plan(budget: budget.share(ofS: eachS)) } catch is NoPlan {
        // Nothing in the time that an addition has.
      }
      additions.append(
        PlanAnalysis.Addition(
          change: candidate.change, shadowPrice: candidate.price,
          value: solution?.certificate.value, provedOptimal: solution?.certificate.provedOptimal ?? false,
          rateHz: solution?.chains.map(\.estimate.rateHz).min()))
    }
    let isCost = objective.isMinimised
    // Best first: by the objective, then by the rate that comes with it; what was not planned last.
    func merit(_ addition: PlanAnalysis.Addition) -> (Double, Double) {
      guard let value = addition.value else { return (-.infinity, 0) }
      return (isCost ? -value : value, addition.rateHz ?? 0)
    }
    return additions.enumerated().sorted { a, b in
      let (x, y) = (merit(a.element), merit(b.element))
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
  }

  private struct Candidate {
    var change: PlanAnalysis.Addition.Change
    var price: Double?
    var question: Question
  }

  private func candidates(_ plan: Plan, planEach: Int, _ budget: Budget) throws -> [Candidate] {
    var list: [Candidate] = []
    func add(
      _ change: PlanAnalysis.Addition.Change, price: Double? = nil,
      _ edit: (inout Question) -> Void
    ) {
      var changed = self
      edit(&changed)
      list.append(Candidate(change: change, price: price, question: changed))
    }
    if let most = limits.maximumRepeaters, plan.repeaters.count >= most {
      add(.repeaters(most + 1)) {
        $0.limits.maximumRepeaters = most + 1
      }
    }
    let longest = plan.demands.flatMap(\.chains).map { $0.sites.count - 2 }.max() ?? 0
    if let most = limits.maximumRepeatersPerChain, longest >= most, most < BestChain.mostHops - 1 {
      add(.repeatersOfAChain(most + 1)) {
        $0.limits.maximumRepeatersPerChain = most + 1
      }
    }
    let prices = try prices(budget)
    for (span, hop) in spansToSplit(plan).prefix(planEach) {
      let ends = network.spans[span]
      add(.hut(from: ends.from, to: ends.to, hopKm: hop.route.lengthKm)) {
        var counts = Array(repeating: 0, count: network.spans.count)
        counts[span] = 1
        $0.network = network.withHuts(counts: counts)
      }
    }
    let need = plan.demands.flatMap(\.chains).flatMap(\.segments).map { 2 * $0.link.modes }.max() ?? 2
    let tight = network.sites.indices.filter { index in
      guard let most = network.sites[index].memories, network.sites[index].mayHostRepeater else {
        return false
      }
      let used = plan.repeaters.first { $0.site == index }?.memories ?? 0
      return used + need > most
    }
    for site in tight.sorted(by: { prices.memories[$0, default: 0] > prices.memories[$1, default: 0] })
      .prefix(planEach)
    {
      let most = network.sites[site].memories ?? 0
      add(
        .memories(site: site, count: most + need, insteadOf: most),
        price: prices.isThere ? prices.memories[site, default: 0] * Double(need) : nil
      ) {
        var sites = network.sites
        sites[site].memories = most + need
        $0.network = network.replacingSites(sites)
      }
    }
    if let most = limits.maximumChainsPerSite, plan.repeaters.contains(where: { $0.chains >= most }) {
      add(.chainsThroughASite(most + 1)) {
        $0.limits.maximumChainsPerSite = most + 1
      }
    }
    if limits.disjointChains > 1, limits.disjointBy != .sites {
      for span in spansToDouble(plan, prices.spans).prefix(planEach) {
        let ends = network.spans[span]
        add(
          .secondFibre(from: ends.from, to: ends.to),
          price: prices.isThere ? prices.spans[span, default: 0] : nil
        ) { $0.network = network.doubling(span: span) }
      }
    }
    return list
  }

  /// The longest span of each hop, slowest hops first, each span once.
  private func spansToSplit(_ plan: Plan) -> [(span: Int, hop: SegmentPlan)] {
    var seen: Set<Int> = []
    return plan.demands.flatMap(\.chains).flatMap(\.segments).sorted { $0.meanTimeS > $1.meanTimeS }
      .compactMap { hop in
        let span = hop.route.spans.max { network.spans[$0].lengthKm < network.spans[$1].lengthKm }
        guard let span, network.spans[span].lengthKm >= 2, seen.insert(span).inserted else { return nil }
        return (span, hop)
      }
  }

  /// Spans of backups, dearest in the relaxation first, then longest detour first.
  private func spansToDouble(_ plan: Plan, _ prices: [Int: Double]) -> [Int] {
    let shortest = plan.demands.flatMap { $0.chains.flatMap { $0.segments.flatMap(\.route.spans) } }
    return Set(shortest).sorted {
      (-prices[$0, default: 0], -network.spans[$0].lengthKm, $0)
        < (-prices[$1, default: 0], -network.spans[$1].lengthKm, $1)
    }
  }

  /// Prices of memories and spans in the linear relaxation of the requirements: what the objective would fall by.
  private func prices(
    _ budget: Budget
  ) throws -> (isThere: Bool, memories: [Int: Double], spans: [Int: Double]) {
    guard !isSinglePair, objective.isMinimised, !asksForReachAlone,
      let found = Requirements(ManyChains(self), limits, budget)
    else { return (false, [:], [:]) }
    let program = found.program
    let solution = try LinearProgram(program.program).solve()
    guard solution.status == .optimal else { return (false, [:], [:]) }
    var memories: [Int: Double] = [:]
    var spans: [Int: Double] = [:]
    // Less is the solver's rounding.
    for row in 0..<program.program.rowCount where abs(solution.duals[row]) > 1e-9 {
      switch program.meanings[row] {
      // A memory enters its row with the site's own variable, which is at most 1.
      case .memories(let site)?: memories[site, default: 0] += abs(solution.duals[row])
      case .span(let span)?: spans[span, default: 0] += abs(solution.duals[row])
      case nil: break
      }
    }
    return (true, memories, spans)
  }
}
