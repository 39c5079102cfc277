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
      throw NoPlan(
        reason: "repeaters placed by distance alone have dedicated protection",
        remedies: ["--protection dedicated", "a least rate or fidelity: --min-rate, --min-fidelity"],
        isProved: true)
    }
    switch try FewestSites(problem).solve(budget) {
    case .found(let allocation): return try solution(allocation)
    case .none(.infeasible(let obstacle, _), _, _): throw none(obstacle)
    case .none(_, _, let bound):
      let least = Int(bound ?? 0)
      throw NoPlan(
        reason:
          "the search ended before any plan within the limits was found; no plan has fewer than \(least) "
          + (least == 1 ? "repeater" : "repeaters"), remedies: ["give it more time"], isProved: false)
    }
  }

  private func solution(_ allocation: Allocation) throws -> Solution {
    if let most = limits.maximumRepeaters, allocation.repeaters.count > most {
      guard allocation.repeaterBound > most else {
        throw NoPlan(
          reason: "the search ended before a plan of at most \(most) repeaters was found", remedies: [],
          isProved: false)
      }
      throw NoPlan(
        reason: "no plan keeps to \(most) repeaters",
        remedies: ["\(allocation.repeaterBound) repeaters: the fewest that the other limits allow"],
        isProved: true)
    }
    var assumptions: [Assumption] = []
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
        method:
          "fewest repeaters such that no hop is longer than \(rounded(problem.longestHopKm)) km: local search, "
          + "chains by column generation (\(found.columns) in \(found.rounds) rounds), branch and bound by "
          + "\(GLPKSolver.version) (\(found.nodes) nodes); all chains together \(rounded(allocation.totalLengthKm)) km long, "
          + (allocation.provedShortest
            ? "the least with so many repeaters (proved)"
            : "at least \(rounded(allocation.lengthBoundKm)) km with so many repeaters"),
        statistics: statistics),
      binding: binding(allocation), assumptions: assumptions, model: program())
  }

  /// A chain with the hops that were chosen, its stations and settings the best that the platform gives.
  private func chainPlan(_ chain: Allocation.Chain, _ assumptions: inout [Assumption]) throws -> ChainPlan {
    let hops = zip(zip(chain.sites, chain.sites.dropFirst()), chain.routes).map { ends, spans in
      hop(from: ends.0, to: ends.1, along: spans, &assumptions)
    }
    for hop in hops where hop.options.isEmpty {
      let names = [hop.from, hop.to].map { network.sites[$0].name }
      let route = hop.route(in: network)
      throw NoPlan(
        reason: "the fewest repeaters with hops of at most \(rounded(problem.longestHopKm)) km leave "
          + "\(rounded(route.lengthKm)) km (\(rounded(route.totalLossDb)) dB) between \(names[0]) and \(names[1]), "
          + "which \(question.hardware.label) cannot bridge",
        remedies: [
          "a smaller --max-hop-km", "a least rate or fidelity instead of a longest hop", "another platform",
        ], isProved: true)
    }
    var own = question.about(Demand(from: chain.sites[0], to: chain.sites[chain.sites.count - 1]))
    // Two hops of one chain may pass the same sites; as hops alone they still form one way only.
    own.limits = Limits(maximumRepeatersPerChain: chain.sites.count - 2)
    let strategy = BestChain(own, candidates: candidates)
    let graph = HopGraph(network: network, hops: hops, isFixed: true)
    for (objective, least) in [(Objective.keyRate, nil), (.rate, 0.5), (.fidelity, nil)]
      as [(Objective, Double?)]
    {
      var limits = own.limits
      limits.minimumFidelity = least
      let outcome = try strategy.solve(
        on: graph, goal: SearchGoal(objective: objective, limits: limits), budget: budget.another(ofS: 5))
      if let found = outcome.found { return try found.chain.writtenOut() }
    }
    throw NoPlan(
      reason: "a chain of \(hops.count) hops cannot be estimated with \(question.hardware.label)",
      remedies: [],
      isProved: false)
  }

  private func hop(from: Int, to: Int, along spans: [Int], _ assumptions: inout [Assumption]) -> Hop {
    // As all hops run, from the site that comes first on the map.
    let (first, spans) = from < to ? (from, spans) : (to, spans.reversed())
    let candidates = candidates
    var found = candidates.hop(from: first, along: spans)
    if found.options.isEmpty, question.stationPlacement == .sites {
      found = candidates.hop(from: first, along: spans, stations: .midpoint)
      if !found.options.isEmpty {
        assumptions.append(
          Assumption(
            name: "heralding station",
            value: "at the middle of \(network.sites[from].name) - \(network.sites[to].name)",
            why: "no site on this hop's route gives a usable link; planned by length alone"))
      }
    }
    return found
  }

  private var candidates: CandidateSpace {
    CandidateSpace(question, ends: [question.demands[0].from, question.demands[0].to])
  }

  private func binding(_ allocation: Allocation) -> String {
    let hops = allocation.chains.joined().flatMap { chain in
      zip(zip(chain.sites, chain.sites.dropFirst()), chain.hopLengthsKm).map { ($0.0, $0.1, $1) }
    }
    guard let longest = hops.max(by: { $0.2 < $1.2 }) else { return "nothing" }
    return "the longest hop, \(network.sites[longest.0].name) - \(network.sites[longest.1].name), is "
      + "\(rounded(longest.2)) km of the \(rounded(problem.longestHopKm)) km allowed"
  }

  /// The same question with any hardware that every allowed hop can be run with.
  private var anyHardware: Question {
    var other = question
    other.hardware = HardwareModel(
      name: "reach", label: "any hardware", assumptions: [], usesStation: false,
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
    Requirements(ManyChains(anyHardware), limits, budget.another(ofS: budget.limitS))?.program.program
  }

  private func none(_ obstacle: Obstacle) -> NoPlan {
    func names(_ demand: Int) -> String {
      let ends = question.demands[demand]
      return "\(network.sites[ends.from].name) - \(network.sites[ends.to].name)"
    }
    let km = rounded(problem.longestHopKm)
    switch obstacle {
    case .limits: return NoPlan(reason: "no plan keeps to all limits", remedies: [], isProved: true)
    case .notConnected(let demand):
      var remedies = ["a larger --max-hop-km, or candidate huts along the spans (--hut-spacing)"]
      let strategy = BestChain(anyHardware.about(question.demands[demand]))
      let gap = strategy.missingHops(on: strategy.hopGraph())
      if let gap = gap.first {
        remedies.insert(
          "the \(rounded(gap.route.lengthKm)) km between \(network.sites[gap.from].name) and \(network.sites[gap.to].name) are the gap to bridge",
          at: 0)
      }
      return NoPlan(
        reason: "\(names(demand)) are not joined by hops of at most \(km) km", remedies: remedies,
        isProved: true)
    case .tooManyRepeaters(let demand, let needed):
      return NoPlan(
        reason:
          "\(names(demand)) needs a chain of \(needed) repeaters with hops of at most \(km) km, more than the "
          + "\(limits.maximumRepeatersPerChain ?? 63) allowed",
        remedies: ["--max-repeaters-per-chain \(needed)", "a larger --max-hop-km"], isProved: true)
    case .notDisjoint(let demand):
      return NoPlan(
        reason:
          "\(names(demand)) does not have \(limits.disjointChains) chains within the limits that share no "
          + (limits.disjointBy == .both ? "site and no span" : limits.disjointBy == .sites ? "site" : "span"),
        remedies: [
          "--disjoint \(limits.disjointChains - 1)", "a larger --max-hop-km or --max-repeaters-per-chain",
        ], isProved: true)
    case .capacity:
      return NoPlan(
        reason: "each demand alone could be served, but not all together with at most "
          + "\(limits.maximumChainsPerSite.map(String.init) ?? "any number of") chains through a site",
        remedies: ["a larger --site-capacity", "fewer demands or disjoint chains"], isProved: true)
    }
  }
}
