internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Optimization

/// The question of reach alone, asked of `AllocationPlanner`: its chains become a plan that the platform is scored on.
///
/// Hops are placed by length, as RepAlloc does, whatever the platform makes of them; each hop then gets the best allowed
/// heralding station, or the middle of its route where no allowed site makes a usable link, which is listed as assumed.
struct AllocationTask {
  let task: PlanTask
  let cancellation: Cancellation?
  let progress: (PlanProgress) -> Void

  var limits: Limits { task.request.limits }
  var network: FibreNetwork { task.network }

  var problem: AllocationProblem {
    AllocationProblem(
      network: network, demands: task.demands.map { .init(from: $0.from, to: $0.to) },
      longestHopKm: limits.maximumHopKm ?? .infinity, mostRepeaters: limits.maximumRepeatersPerChain ?? 63,
      siteCapacity: limits.maximumChainsPerSite, disjointChains: limits.disjointChains,
      disjointBy: limits.disjointBy)
  }

  func plan() throws -> PlanOutcome {
    guard limits.protection == .dedicated else {
      throw NoPlan(
        reason: "repeaters placed by distance alone have dedicated protection",
        remedies: ["--protection dedicated", "a least rate or fidelity: --min-rate, --min-fidelity"],
        isProved: true)
    }
    let problem = problem
    let options = AllocationPlanner.Options(
      timeLimitS: task.request.timeLimitS, cancellation: cancellation,
      progress: { repeaters, bound in
        progress(
          PlanProgress(
            value: repeaters.map(Double.init), bound: Double(bound), ilpSolves: 0, exactEstimates: 0))
      })
    switch try AllocationPlanner().plan(problem, options) {
    case .found(let allocation): return try outcome(allocation)
    case .impossible(let obstacle): throw none(obstacle)
    case .nothingFound(let bound):
      throw NoPlan(
        reason:
          "the search ended before any plan within the limits was found; no plan has fewer than \(bound) "
          + (bound == 1 ? "repeater" : "repeaters"), remedies: ["give it more time"], isProved: false)
    }
  }

  private func outcome(_ allocation: Allocation) throws -> PlanOutcome {
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
    for (demand, chains) in zip(task.demands, allocation.chains) {
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
    let isCancelled = cancellation?.isCancelled == true
    return PlanOutcome(
      demands: demands,
      certificate: Certificate(
        value: Double(allocation.repeaters.count), bound: Double(allocation.repeaterBound),
        provedOptimal: allocation.provedFewest,
        stop: allocation.provedFewest ? .finished : isCancelled ? .interrupted : .timeLimit,
        method:
          "fewest repeaters such that no hop is longer than \(rounded(problem.longestHopKm)) km: local search, "
          + "chains by column generation (\(found.columns) in \(found.rounds) rounds), branch and bound by "
          + "\(GLPKSolver.version) (\(found.nodes) nodes); all chains together \(rounded(allocation.totalLengthKm)) km long, "
          + (allocation.provedShortest
            ? "the least with so many repeaters (proved)"
            : "at least \(rounded(allocation.lengthBoundKm)) km with so many repeaters"),
        statistics: statistics),
      binding: binding(allocation), assumptions: assumptions, model: try model())
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
          + "which \(task.hardware.label) cannot bridge",
        remedies: [
          "a smaller --max-hop-km", "a least rate or fidelity instead of a longest hop", "another platform",
        ], isProved: true)
    }
    var request = task.request.between((chain.sites[0], chain.sites[chain.sites.count - 1]))
    // Two hops of one chain may pass the same sites; as hops alone they still form one way only.
    request.limits = Limits(maximumRepeatersPerChain: chain.sites.count - 2)
    var planner = Planner(network: network, hardware: task.hardware, request: request)
    planner.sharedSpace = space
    let graph = HopGraph(network: network, hops: hops, isFixed: true)
    let clock = SearchClock(limitS: 5, cancellation: nil)
    for (objective, least) in [(Objective.keyRate, nil), (.rate, 0.5), (.fidelity, nil)]
      as [(Objective, Double?)]
    {
      var limits = request.limits
      limits.minimumFidelity = least
      let found = try planner.solve(
        on: graph, goal: SearchGoal(objective: objective, limits: limits), clock: clock, progress: { _ in })
      if let found, let best = found.outcome.best { return try found.evaluator.chainPlan(best.path) }
    }
    throw NoPlan(
      reason: "a chain of \(hops.count) hops cannot be estimated with \(task.hardware.label)", remedies: [],
      isProved: false)
  }

  private func hop(from: Int, to: Int, along spans: [Int], _ assumptions: inout [Assumption]) -> Hop {
    // As all hops run, from the site that comes first on the map.
    let (first, spans) = from < to ? (from, spans) : (to, spans.reversed())
    let space = space
    var found = space.hop(from: first, along: spans)
    if found.options.isEmpty, task.request.stationPlacement == .sites {
      found = space.hop(from: first, along: spans, stations: .midpoint)
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

  private var space: CandidateSpace {
    task.planner(for: 0).space
  }

  private func binding(_ allocation: Allocation) -> String {
    let hops = allocation.chains.joined().flatMap { chain in
      zip(zip(chain.sites, chain.sites.dropFirst()), chain.hopLengthsKm).map { ($0.0, $0.1, $1) }
    }
    guard let longest = hops.max(by: { $0.2 < $1.2 }) else { return "nothing" }
    return "the longest hop, \(network.sites[longest.0].name) - \(network.sites[longest.1].name), is "
      + "\(rounded(longest.2)) km of the \(rounded(problem.longestHopKm)) km allowed"
  }

  /// The same question for the planner of requirements: any hardware that every allowed hop can be run with.
  private var byReach: NetworkPlanner {
    var reach = HardwareModel(
      name: "reach", label: "any hardware", assumptions: [], usesStation: false,
      maximumHopLossDb: .infinity, swap: task.hardware.swap, memory: task.hardware.memory,
      links: { _ in
        [ElementaryLink(option: "", successProbability: 0.5, attemptPeriodS: 1, modes: 1, state: .perfect)]
      })
    reach.isBestBalanced = true
    var request = task.request
    request.linkTimeModel = .exponential
    return NetworkPlanner(network: network, hardware: reach, request: request, demands: task.demands)
  }

  /// The question as one integer program over hops, for other solvers.
  func model() throws -> MixedIntegerProgram? {
    let planner = byReach
    return try planner.requirements(
      task.request.limits, SearchClock(limitS: task.request.timeLimitS, cancellation: cancellation))?.model
      .program
  }

  private func none(_ obstacle: AllocationObstacle) -> NoPlan {
    func names(_ demand: Int) -> String {
      let ends = task.demands[demand]
      return "\(network.sites[ends.from].name) - \(network.sites[ends.to].name)"
    }
    let km = rounded(problem.longestHopKm)
    switch obstacle {
    case .notConnected(let demand):
      var remedies = ["a larger --max-hop-km, or candidate huts along the spans (--hut-spacing)"]
      let planner = byReach.planner(task.demands[demand], task.request.limits)
      let gap = planner.missingHops(on: planner.hopGraph())
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
