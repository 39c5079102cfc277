internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Optimization

extension Question {
  /// Of reach alone: repeaters by length; see `ChainsByReach`.
  func planByReach(_ budget: Budget) throws -> Solution {
    try ChainsByReach(question: self, budget: budget).plan()
  }

  /// The question as one integer program over hops, for other solvers.
  func reachProgram(_ budget: Budget) -> MixedIntegerProgram? {
    ChainsByReach(question: self, budget: budget).program()
  }
}

/// The question of reach alone, answered by `FewestSites`: its chains become a plan that the platform is scored on.
///
/// Hops are placed by length, as RepAlloc does, whatever the platform makes of them; each hop then gets the best allowed
/// heralding station, or the middle of its route where no allowed site makes a usable link, which is listed as assumed.
struct ChainsByReach {
  let question: Question
  let budget: Budget

  var limits: Limits { question.limits }
  var network: FibreNetwork { question.network }

  var problem: AllocationProblem {
    AllocationProblem(
      network: network, demands: question.demands, longestHopKm: limits.maximumHopKm ?? .infinity,
      mostRepeaters: limits.maximumRepeatersPerChain ?? BestChain.mostHops - 1,
      siteCapacity: limits.maximumChainsPerSite, disjointChains: limits.disjointChains,
      disjointBy: limits.disjointBy)
  }

  func plan() throws -> Solution {
    guard limits.protection == .dedicated else {
      throw NoPlan(.meaningless(.sharedProtectionByReach), isProved: true)
    }
    switch try FewestSites(problem).solve(budget) {
    case .found(let allocation): return try solution(allocation)
    case .none(.infeasible(let obstacle, let scope), _, _):
      throw NoPlan(gap(obstacle), isProved: true, scope: scope)
    case .none(let proof, _, let bound):
      throw NoPlan(
        .stopped(budget.stop ?? .timeLimit, least: bound.flatMap { $0 > 0 ? $0 : nil }), isProved: false,
        scope: proof.scope)
    }
  }

  private func solution(_ allocation: Allocation) throws -> Solution {
    if let most = limits.maximumRepeaters, allocation.repeaters.count > most {
      throw NoPlan(
        .tooFewRepeaters(needed: allocation.repeaterBound), isProved: allocation.repeaterBound > most)
    }
    var assumptions: [PlanAssumption] = []
    var demands: [DemandPlan] = []
    for (demand, chains) in zip(question.demands, allocation.chains) {
      let plans = try chains.map { try chainPlan($0, &assumptions) }.sorted {
        $0.estimate.rateHz > $1.estimate.rateHz
      }
      demands.append(
        DemandPlan(from: demand.from, to: demand.to, chain: plans[0], backups: Array(plans.dropFirst())))
    }
    let found = allocation.statistics
    var statistics = SolveStatistics()
    statistics.hops = found.hops
    statistics.hopsKept = found.hops
    statistics.labels = found.nodes
    statistics.ilpColumns = found.columns
    statistics.solver = GLPKSolver.version
    return Solution(
      demands: demands,
      certificate: Certificate(
        value: Double(allocation.repeaters.count), bound: Double(allocation.repeaterBound),
        proof: allocation.provedFewest ? .optimal(Scope()) : .gap(budget.stop ?? .timeLimit, Scope()),
        method: .fewestSites(
          Method.FewestSites(
            longestHopKm: problem.longestHopKm, columns: found.columns, rounds: found.rounds,
            nodes: found.nodes, lengthKm: allocation.totalLengthKm,
            lengthBoundKm: allocation.lengthBoundKm, isShortest: allocation.provedShortest)),
        statistics: statistics),
      assumptions: assumptions, model: program())
  }

  /// A chain with the hops that were chosen, its stations and settings the best that the platform gives.
  private func chainPlan(_ chain: Allocation.Chain, _ assumptions: inout [PlanAssumption]) throws -> ChainPlan
  {
    let hops = zip(zip(chain.sites, chain.sites.dropFirst()), chain.routes).map { ends, spans in
      hop(from: ends.0, to: ends.1, along: spans, &assumptions)
    }
    for hop in hops where hop.options.isEmpty {
      let route = hop.route(in: network)
      throw NoPlan(
        .unusableHop(
          MissingHop(from: hop.from, to: hop.to, route: route, cause: .reach(km: problem.longestHopKm))),
        isProved: true)
    }
    var own = question.about(Demand(from: chain.sites[0], to: chain.sites[chain.sites.count - 1]))
    // Two hops of one chain may pass the same sites; as hops alone they still form one way only.
    own.limits = Limits(maximumRepeatersPerChain: chain.sites.count - 2)
    own.limits.key = limits.key
    let strategy = BestChain(own, candidates: candidates)
    let graph = HopGraph(network: network, hops: hops, isFixed: true)
    for (objective, least) in [(Objective.keyRate, nil), (.rate, 0.5), (.fidelity, nil)]
      as [(Objective, Double?)]
    {
      var limits = own.limits
      limits.minimumFidelity = least
      let outcome = try strategy.solve(
        on: graph, goal: SearchGoal(objective: objective, limits: limits),
        budget: budget.atLeast(0.2).share(ofS: 5))
      if let found = outcome.found { return try found.chain.writtenOut(budget.part(0.5)) }
    }
    throw NoPlan(.noEstimate(hops: hops.count), isProved: false)
  }

  private func hop(from: Int, to: Int, along spans: [Int], _ assumptions: inout [PlanAssumption]) -> Hop {
    // As all hops run, from the site that comes first on the map.
    let (first, spans) = from < to ? (from, spans) : (to, spans.reversed())
    let candidates = candidates
    var found = candidates.hop(from: first, along: spans)
    if found.options.isEmpty, question.stationPlacement == .sites {
      found = candidates.hop(from: first, along: spans, stations: .midpoint)
      if !found.options.isEmpty {
        assumptions.append(.stationAtMiddle(from: from, to: to))
      }
    }
    return found
  }

  private var candidates: CandidateSpace {
    CandidateSpace(question, ends: [question.demands[0].from, question.demands[0].to])
  }

  /// The same question with any hardware that every allowed hop can be run with.
  private var anyHardware: Question {
    var other = question
    other.hardware = HardwareModel(
      name: "reach", label: "", assumptions: [], usesStation: false,
      maximumHopLossDb: .infinity, swap: question.hardware.swap, memory: question.hardware.memory,
      links: { _ in
        [ElementaryLink(option: "", successProbability: 0.5, attemptPeriodS: 1, modes: 1, state: .perfect)]
      })
    other.hardware.isBestBalanced = true
    other.linkTimeModel = .exponential
    return other
  }

  /// The question as one integer program over hops, for other solvers.
  func program() -> MixedIntegerProgram? {
    Requirements(ManyChains(anyHardware), limits, budget.quietly)?.program.program
  }

  /// With the gap to bridge where ends are not joined.
  private func gap(_ obstacle: Obstacle) -> Obstacle {
    guard case .notConnected(let demand, _) = obstacle else { return obstacle }
    let strategy = BestChain(anyHardware.about(question.demands[demand]))
    let missing = strategy.missingHops(on: strategy.hopGraph(slowestS: .infinity, budget), budget)
    return .notConnected(demand: demand, gap: budget.stop == nil ? missing.first : nil)
  }
}
