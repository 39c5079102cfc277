internal import FibreNetwork

/// What a plan takes and gives, as far as limits ask.
struct FoundPlan {
  /// [demand][chain]
  var uses: [[SiteUse.Chain]]
  var rateHz: Double
  var fidelity: Double
  var keyRateHz: Double
  var cost: Double
  var longestHopKm: Double
  /// The only chain, where it is one that can be judged again.
  var chain: PlannedChain?

  init(_ chains: [[PlannedChain]], of question: Question) {
    let all = chains.joined()
    uses = chains.map { $0.map(\.use) }
    rateHz = all.map(\.figures.rateHz).min() ?? 0
    fidelity = all.map(\.figures.fidelity).min() ?? 0
    keyRateHz = all.map(\.figures.keyRateHz).min() ?? 0
    let sites = Set(all.flatMap(\.repeaters))
    cost =
      sites.sorted().reduce(0.0) { $0 + question.network.sites[$1].cost }
      + all.reduce(0.0) { $0 + $1.equipmentCost }
    longestHopKm =
      all.flatMap { chain in
        chain.path.map { choice in
          chain.model.graph.hops[chain.model.space.choices[choice].hop].spans.reduce(0.0) {
            $0 + question.network.spans[$1].lengthKm
          }
        }
      }.max() ?? 0
    chain = chains.count == 1 && chains[0].count == 1 ? chains[0][0] : nil
  }

  init(_ solution: Solution, of question: Question) {
    let all = solution.chains
    uses = solution.demands.map { $0.chains.map { SiteUse.Chain($0) } }
    rateHz = all.map(\.estimate.rateHz).min() ?? 0
    fidelity = all.map(\.estimate.fidelity).min() ?? 0
    keyRateHz = all.map(\.estimate.keyRateHz).min() ?? 0
    let sites = Set(all.flatMap { $0.sites.dropFirst().dropLast() })
    cost =
      sites.sorted().reduce(0.0) { $0 + question.network.sites[$1].cost } + question.equipment.cost(of: all)
    longestHopKm = all.flatMap(\.segments).map(\.route.lengthKm).max() ?? 0
  }

  /// What a limit would have to say for this plan.
  func value(of kind: LimitKind, _ limits: Limits) -> Double {
    let repeaters = uses.joined().map { $0.sites.dropFirst().dropLast() }
    return switch kind {
    case .rate: rateHz
    case .fidelity: fidelity
    case .keyRate: keyRateHz
    case .repeaters: Double(Set(repeaters.joined()).count)
    case .repeatersPerChain: Double(repeaters.map(\.count).max() ?? 0)
    case .cost: cost
    case .hopLength: longestHopKm
    case .chainsPerSite: Double(SiteUse(uses, limits).sites.values.map(\.chains).max() ?? 0)
    }
  }
}

extension Question {
  /// Some plan within the limits, as soon as one is found.
  ///
  /// - Parameter onlyStarts: whether, of one chain, good ones alone are tried: that takes the same on every machine.
  func anyPlan(_ budget: Budget, onlyStarts: Bool = false) throws -> Outcome<FoundPlan> {
    if asksForReachAlone {
      do {
        return .found(FoundPlan(try plan(budget: budget), of: self))
      } catch let none as NoPlan {
        let proof: Proof =
          none.isProved ? .infeasible(.limits, scope(.every)) : .gap(budget.stop ?? .finished, scope(.every))
        return .none(proof, SolveStatistics())
      }
    }
    let outcome: Outcome<PlannedChains>
    if isSinglePair {
      outcome = try BestChain(self).anyPlan(budget, onlyStarts: onlyStarts)
    } else {
      var cheapest = self
      cheapest.objective = .repeaters
      outcome = try CheapestChains(together: ManyChains(cheapest)).solve(limits, budget, anyPlan: true)
    }
    switch outcome {
    case .found(let found): return .found(FoundPlan(found.chains, of: self))
    case .none(let proof, let statistics, let bound): return .none(proof, statistics, bound: bound)
    }
  }
}
