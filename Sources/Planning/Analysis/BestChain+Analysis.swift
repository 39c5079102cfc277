internal import ChainSimulator
internal import LinkPhysics

extension BestChain {
  /// The free knob's curve over the hop that waits longest.
  func knobCurve(of chain: ChainPlan) -> PlanAnalysis.KnobCurve? {
    guard let knob = hardware.knob,
      let slowest = chain.segments.indices.max(by: {
        chain.segments[$0].meanTimeS < chain.segments[$1].meanTimeS
      })
    else { return nil }
    let hop = chain.segments[slowest].geometry(usesStation: hardware.usesStation, in: network)
    return PlanAnalysis.KnobCurve(
      name: knob.name, segment: slowest, points: knob.curve(hop, question.limits.key))
  }

  /// The fastest plan for each of a row of least fidelities, as far as there are any; none beats another in both.
  ///
  /// - Parameter pointS: seconds of each point at most.
  func tradeOff(_ budget: Budget, pointS: Double = 1) throws -> [PlanAnalysis.SweepPoint] {
    let graph = hopGraph(slowestS: .infinity, budget)
    var limits = question.limits
    limits.minimumRateHz = nil
    limits.minimumKeyRateHz = nil
    var points: [PlanAnalysis.SweepPoint] = []
    for least in [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95] where budget.stop == nil {
      limits.minimumFidelity = least
      // A point that is better than asked covers the next ones too.
      if let last = points.last, last.fidelity >= least { continue }
      let outcome = try solve(
        on: graph, goal: SearchGoal(objective: .rate, limits: limits), budget: budget.share(ofS: pointS))
      guard let found = outcome.found else { break }
      let chain = found.chain
      points.append(
        PlanAnalysis.SweepPoint(
          setting: chain.path.first.map { chain.model.option($0).link.option },
          repeaters: chain.figures.hops - 1, rateHz: chain.figures.rateHz,
          fidelity: chain.figures.fidelity, keyRateHz: chain.figures.keyRateHz,
          provedOptimal: found.proof.isProof && found.proof.scope.hasEveryRoute))
    }
    return points
  }

  /// The best plan for each number of repeaters up to the limit (16 where there is none), as far as there are any.
  ///
  /// - Parameter pointS: seconds of each number at most.
  func sweep(_ budget: Budget, pointS: Double = 1) throws -> [PlanAnalysis.SweepPoint] {
    guard hardware.swap.successProbability == 1 else { return [] }
    let graph = hopGraph(slowestS: .infinity, budget)
    var limits = question.limits
    limits.minimumRateHz = nil
    let objective: Objective =
      switch question.objective {
      case .rate, .keyRate, .fidelity: question.objective
      case .utility: .keyRate
      case .repeaters, .cost: .rate
      }
    let goal = SearchGoal(objective: objective, limits: limits)
    let most = min(Self.mostHops, (limits.maximumRepeaters ?? limits.maximumRepeatersPerChain ?? 16) + 1)
    var best: [Int: PrefixSearch.Candidate] = [:]
    /// Numbers of hops of which some setting was not searched to its end.
    var open: Set<Int> = []
    for setting in settings(of: graph) {
      guard budget.stop == nil, let space = space(on: graph, limits: limits, setting: setting, budget) else {
        if budget.stop != nil { open.formUnion(1...most) }
        continue
      }
      let model = ChainModel(space: space, graph: graph, question: question)
      let most = min(space.maximumHops, most)
      let toGo = CostToGo(ChainSpace(space, steps: space.steps, maximumHops: most))
      for hops in 1...most {
        guard budget.stop == nil else {
          open.insert(hops)
          continue
        }
        let search = PrefixSearch(
          space: ChainSpace(space, steps: space.steps, maximumHops: hops), toGo: toGo, goal: goal,
          estimate: model.figures)
        let own = budget.share(ofS: pointS)
        let outcome = search.run(
          incumbents: best[hops].map { [$0] } ?? [], hops: hops...hops, mayGoOn: { own.stop })
        if !outcome.finished { open.insert(hops) }
        if let candidate = outcome.best { best[hops] = candidate }
      }
    }
    let hasEveryRoute = graph.routes == .every
    return best.sorted { $0.key < $1.key }.map { hops, candidate in
      PlanAnalysis.SweepPoint(
        repeaters: hops - 1, rateHz: candidate.figures.rateHz, fidelity: candidate.figures.fidelity,
        keyRateHz: candidate.figures.keyRateHz, provedOptimal: hasEveryRoute && !open.contains(hops))
    }
  }
}
