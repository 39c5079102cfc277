public import FibreNetwork
internal import Foundation
internal import LinkPhysics
public import Optimization

/// Plans several demands, or several disjoint chains for a demand, on shared sites.
///
/// The integer program of `RequirementsModel` proposes chains for all demands at once; the exact estimator judges each; a
/// rejected chain comes back as a row. The first proposal that passes is optimal, because every row is a necessary
/// condition. The largest least rate (key rate, fidelity) that all chains can have within a budget comes from bisection
/// over the same program, and is proved by asking for the next larger one.
public struct NetworkPlanner {
  public let network: FibreNetwork
  public let hardware: HardwareModel
  /// Objective, limits, model of time, seed and samples; its ends are ignored.
  public let request: PlanRequest
  public let demands: [(from: Int, to: Int)]
  public var cancellation: Cancellation?
  public var progress: (PlanProgress) -> Void

  public init(
    network: FibreNetwork, hardware: HardwareModel, request: PlanRequest, demands: [(from: Int, to: Int)],
    cancellation: Cancellation? = nil, progress: @escaping (PlanProgress) -> Void = { _ in }
  ) {
    self.network = network
    self.hardware = hardware
    self.request = request
    self.demands = demands
    self.cancellation = cancellation
    self.progress = progress
    candidates = Candidates(Self.space(network, hardware, request, demands))
  }

  private let candidates: Candidates

  /// - Throws: `NoPlan` where no plan keeps to the limits; `SolverError`.
  public func plan() throws -> PlanOutcome {
    let clock = SearchClock(limitS: request.timeLimitS, cancellation: cancellation)
    if request.limits.protection == .shared {
      guard request.limits.disjointChains == 2, request.equipment == EquipmentCost() else {
        throw NoPlan(
          reason:
            "shared protection is for two chains of each demand, and memories that backups share have no cost of their own",
          remedies: [
            "--disjoint 2 and neither --memory-cost nor --station-cost", "--protection dedicated",
          ], isProved: true)
      }
    }
    let answer: Answer
    switch request.objective {
    case .repeaters, .cost: answer = try cheapest(request.limits, clock)
    case .rate, .keyRate, .fidelity: answer = try fairest(clock)
    case .utility:
      guard request.limits.disjointChains == 1 else {
        throw NoPlan(
          reason:
            "the objective utility plans one chain for each demand, not \(request.limits.disjointChains)",
          remedies: ["--disjoint 1", "--objective key-rate: the least of all chains"], isProved: true)
      }
      guard request.equipment == EquipmentCost() else {
        throw NoPlan(
          reason: "the objective utility counts the cost of sites, not of memories and stations",
          remedies: [
            "--memory-cost 0 and --station-cost 0", "--objective key-rate: the least of all chains",
          ],
          isProved: true)
      }
      answer = try mostUseful(on: graph(for: request.limits, clock), clock)
    }
    switch answer {
    case .plan(var draft):
      draft.certificate.provedOptimal =
        draft.certificate.provedOptimal && draft.certificate.scope.hasEveryRoute
      return try outcome(draft)
    case .none(_, let scope):
      if let stop = clock.stop { throw NoPlan.endedEarly(stop) }
      throw try explain().among(scope)
    }
  }

  // MARK: - Parts of a run

  /// Chains that passed, not yet written out.
  struct Draft {
    /// [demand][chain]
    var chains: [[DraftChain]]
    var certificate: Certificate
    var model: MixedIntegerProgram?

    var repeaters: Set<Int> {
      Set(chains.joined().flatMap { $0.sites.dropFirst().dropLast() })
    }
  }

  struct DraftChain {
    var evaluator: ChainEvaluator
    var path: [Int]
    var figures: SearchGoal.Figures

    var sites: [Int] { evaluator.problem.sites(of: path)! }
    var spans: [Int] {
      path.flatMap { evaluator.graph.hops[evaluator.problem.choices[$0].hop].spans }
    }
    var modes: [Int] { path.map { evaluator.problem.choices[$0].modes } }
    var use: SiteLoads.Chain { SiteLoads.Chain(sites: sites, modes: modes, spans: Set(spans)) }
  }

  enum Answer {
    case plan(Draft)
    /// Proved: no plan keeps to the limits; what the proof took.
    case none(SolveStatistics, Scope)
  }

  /// Whether another route of a hop is only another setting: no chain keeps a span from another one.
  var sharesSpans: Bool { request.limits.letChainsShareSpans }

  /// Everything that hops can be, laid once for all that is asked of it.
  final class Candidates {
    let space: CandidateSpace
    /// By whether chains may share spans.
    private var laid: [Bool: (slowestS: Double, graph: HopGraph)] = [:]

    init(_ space: CandidateSpace) { self.space = space }

    /// Hops for plans whose hops take no longer on average.
    func graph(slowestS: Double, sharesSpans: Bool, mayGoOn: () -> Bool) -> HopGraph {
      if let known = laid[sharesSpans], known.slowestS >= slowestS, sharesSpans || known.slowestS == slowestS
      {
        return known.graph
      }
      // Somewhat more than is asked for, since slower plans are asked for next; but routes that share no span are many.
      let wide = sharesSpans ? slowestS * 4 : slowestS
      let most = slowestS.isFinite ? CandidateSpace.mostRoutesOfAPair : Self.mostRoutesWithoutLimit
      let graph = space.graph(
        slowestS: wide, sharesSpans: sharesSpans,
        mostRoutes: sharesSpans ? CandidateSpace.mostRoutesOfAPair : most, mayGoOn: mayGoOn)
      laid[sharesSpans] = (wide, graph)
      return graph
    }

    private static let mostRoutesWithoutLimit = 24
  }

  /// Hops of all demands that plans within limits could use.
  func graph(for limits: Limits, _ clock: SearchClock) -> HopGraph {
    let slowest = limits.leastRateHz.map { (1 / $0) * (1 + 1e-9) } ?? .infinity
    return candidates.graph(slowestS: slowest, sharesSpans: limits.letChainsShareSpans) { clock.stop == nil }
  }

  private static func space(
    _ network: FibreNetwork, _ hardware: HardwareModel, _ request: PlanRequest,
    _ demands: [(from: Int, to: Int)]
  ) -> CandidateSpace {
    CandidateSpace(
      network: network, hardware: hardware, ends: Set(demands.flatMap { [$0.from, $0.to] }),
      stations: request.stationPlacement, maximumKm: request.limits.maximumHopKm ?? .infinity,
      dominance: Dominance(request, on: network))
  }

  func planner(_ demand: (from: Int, to: Int), _ limits: Limits, on map: FibreNetwork? = nil) -> Planner {
    var request = request.between(demand)
    request.limits = limits
    var planner = Planner(
      network: map ?? network, hardware: hardware, request: request, cancellation: cancellation)
    planner.sharedSpace = candidates.space
    return planner
  }

  /// The integer program with what judges its proposals; `nil` where a demand has no chain even by bounds.
  struct Requirements {
    var model: RequirementsModel
    var parts: [RequirementsModel.Demand]
    var judges: [ChainJudge]
    var graph: HopGraph
  }

  func requirements(_ limits: Limits, _ clock: SearchClock) throws -> Requirements? {
    // Where few spans part the ends, no program is needed to see that chains cannot be kept apart.
    if limits.disjointBy != .sites,
      demands.contains(where: {
        network.fewestSpansBetween($0.from, $0.to).count < limits.disjointChains
      })
    {
      return nil
    }
    let graph = graph(for: limits, clock)
    var own = limits
    own.maximumRepeaters = nil
    own.maximumCost = nil
    let goal = SearchGoal(objective: .rate, limits: own)
    var parts: [RequirementsModel.Demand] = []
    var judges: [ChainJudge] = []
    for demand in demands {
      let planner = planner(demand, own)
      guard let problem = planner.problem(on: graph, limits: own) else { return nil }
      let toGo = CostToGo(problem)
      let ceiling = own.leastRateHz.map { (1 / $0) * (1 + 1e-9) } ?? .infinity
      let reduced = ceiling.isFinite ? problem.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo) : problem
      guard !reduced.steps[problem.source].isEmpty else { return nil }
      parts.append(
        RequirementsModel.Demand(
          problem: reduced, toGo: toGo, goal: goal, timeCeilingS: ceiling, chains: limits.disjointChains))
      judges.append(
        ChainJudge(
          planner: planner, graph: graph, problem: problem, goal: goal, sharesSpans: sharesSpans,
          clock: clock))
    }
    var model = RequirementsModel(
      demands: parts, siteCost: network.sites.map(\.cost), countsSites: request.objective == .repeaters,
      memories: network.sites.map(\.memories), chainsPerSite: limits.maximumChainsPerSite,
      disjointness: limits.disjointBy, protection: limits.protection,
      spansOfHop: { graph.hops[$0].spans })
    model.limit(limits)
    return Requirements(model: model, parts: parts, judges: judges, graph: graph)
  }

  /// Least cost (or fewest repeaters) under the limits.
  ///
  /// - Parameter anyPlan: whether every plan within the limits is as good as the cheapest.
  func cheapest(
    _ limits: Limits, _ clock: SearchClock, anyPlan: Bool = false
  ) throws -> Answer {
    guard let requirements = try requirements(limits, clock) else {
      return .none(SolveStatistics(), Scope(routes: graph(for: limits, clock).routes))
    }
    let (parts, judges, graph) = (requirements.parts, requirements.judges, requirements.graph)
    let scope = Scope(routes: graph.routes)
    var model = requirements.model
    var statistics = SolveStatistics()
    statistics.hops = graph.hops.count
    statistics.hopsKept =
      Set(
        parts.flatMap { part in part.problem.steps.flatMap { $0.map { part.problem.choices[$0.choice].hop } }
        }
      ).count
    statistics.solver = GLPKSolver.version

    let first = try firstPlan(limits, on: graph, clock)
    if anyPlan, let first { return .plan(first) }
    // What a demand costs alone, it costs beside others: a row, and a proof where no plan needs more than one demand.
    var bound = -Double.infinity
    for demand in demands.indices where !anyPlan {
      guard let least = try leastAlone(demands[demand], limits, on: graph, clock) else { continue }
      guard least < .infinity else { return .none(statistics, scope) }
      model.require(least, ofDemand: demand)
      bound = max(bound, least)
    }
    if var plan = first, bound >= plan.certificate.value * (1 - 1e-9) {
      plan.certificate = Certificate(
        value: plan.certificate.value, bound: plan.certificate.value, provedOptimal: true, stop: .finished,
        method:
          "one chain after the other on sites that stand already; one demand alone needs as much (best-first search)",
        statistics: statistics, scope: scope)
      plan.model = model.program
      return .plan(plan)
    }
    // Only better plans are of use; where there is none, the first plan is proved.
    if let value = first?.certificate.value {
      model.limitObjective(request.objective == .repeaters ? value - 1 : value - 1e-9 * max(1, value))
    }
    func report() {
      progress(
        PlanProgress(
          value: first?.certificate.value, bound: bound.isFinite ? bound : nil,
          ilpSolves: statistics.ilpSolves,
          exactEstimates: statistics.exactEstimates))
    }
    /// The first plan with the bound so far, where the clock ends the loop.
    func stopped() throws -> Answer {
      guard var plan = first else {
        throw NoPlan.endedEarly(
          clock.stop ?? .timeLimit, bound: bound > 0 ? "no plan costs less than \(significant(bound))" : nil)
      }
      // Whole repeaters, so a bound between two numbers is the larger.
      let least = request.objective == .repeaters ? (bound - 1e-6).rounded(.up) : bound
      plan.certificate.bound = bound.isFinite ? min(plan.certificate.value, max(0, least)) : 0
      plan.certificate.provedOptimal = plan.certificate.bound >= plan.certificate.value * (1 - 1e-9)
      plan.certificate.stop = plan.certificate.provedOptimal ? .finished : clock.stop ?? .timeLimit
      plan.certificate.method =
        "first plan, one chain after the other; bound from " + Self.method(statistics)
      plan.certificate.statistics = statistics
      plan.certificate.scope = scope
      plan.model = model.program
      return .plan(plan)
    }
    /// Whether a chain was turned down without a proof that no setting of it will do.
    var isOpen = false
    report()
    while true {
      let solution = try GLPKSolver().solve(
        model.program, SolveOptions(timeLimitS: clock.remainingS, cancellation: clock.cancellation))
      statistics.ilpSolves += 1
      statistics.ilpColumns = model.program.variableCount
      statistics.ilpRows = model.program.rowCount
      // Once a chain was turned down without proof, the program bounds no more.
      if solution.bound.isFinite, !isOpen { bound = max(bound, solution.bound) }
      if case .infeasible = solution.status {
        if isOpen { return try stopped() }
        guard var plan = first else { return .none(statistics, scope) }
        plan.certificate = Certificate(
          value: plan.certificate.value, bound: plan.certificate.value, provedOptimal: true, stop: .finished,
          method: "one chain after the other on sites that stand already; no better plan: "
            + Self.method(statistics), statistics: statistics, scope: scope)
        plan.model = model.program
        return .plan(plan)
      }
      guard let paths = model.paths(of: solution) else { return try stopped() }
      var allPass = true
      var verdicts: [[ChainJudge.Verdict]] = []
      for (d, chains) in paths.enumerated() {
        verdicts.append(
          try chains.map { path in
            let verdict = try judges[d].verdict(on: path)
            if verdict.chain == nil {
              allPass = false
              isOpen = isOpen || !verdict.isProved
              if parts[d].timeCeilingS.isFinite, parts[d].problem.meanTimeBound(path) > parts[d].timeCeilingS
              {
                model.addPolymatroidCut(path, ofDemand: d)
              }
              model.exclude(
                path, ofDemand: d, withSettings: verdict.coversSettings, withRoutes: verdict.coversRoutes)
            }
            return verdict
          })
      }
      statistics.exactEstimates = judges.reduce(0) { $0 + $1.estimates }
      report()
      let isOptimal: Bool = if case .optimal = solution.status { !isOpen } else { false }
      if allPass {
        let chains = verdicts.map { $0.map { $0.chain! } }
        let value = cost(of: chains)
        // The rows of the program hold all else that chains ask of sites.
        let failures = overloads(chains, limits).compactMap { over in
          over.failure.map { (over.resource, over.site, $0) }
        }
        for (resource, site, failure) in failures { model.limit(resource, at: site, after: failure) }
        guard failures.isEmpty else { continue }
        if isOptimal || value < first?.certificate.value ?? .infinity {
          return .plan(
            Draft(
              chains: chains,
              certificate: Certificate(
                value: value, bound: isOptimal ? value : bound, provedOptimal: isOptimal,
                stop: isOptimal ? .finished : clock.stop ?? .timeLimit, method: Self.method(statistics),
                statistics: statistics, scope: scope), model: model.program))
        }
      }
      if !isOptimal || clock.stop != nil { return try stopped() }
    }
  }

  /// A lower bound of what one chain of a demand needs without the others, as the objective counts; infinite where there is
  /// none within the limits, `nil` where a short search does not tell.
  private func leastAlone(
    _ demand: (from: Int, to: Int), _ limits: Limits, on graph: HopGraph, _ clock: SearchClock
  ) throws -> Double? {
    let goal = SearchGoal(objective: request.objective, limits: limits)
    let shortly = SearchClock(limitS: min(clock.remainingS ?? 10, 10), cancellation: cancellation)
    guard
      let outcome = try planner(demand, limits).solve(
        on: graph, goal: goal, clock: shortly)?.outcome
    else { return nil }
    if outcome.best == nil && outcome.isProved { return .infinity }
    let least = goal.value(fromScore: outcome.bound)
    guard least.isFinite, least > 0 else { return nil }
    // Whole repeaters, so a bound between two numbers is the larger.
    return request.objective == .repeaters ? (least - 1e-6).rounded(.up) : least * (1 - 1e-9)
  }

  /// A site that chains ask too much of, and the failure that makes them, where backups are shared.
  typealias Overload = (resource: RequirementsModel.Resource, site: Int, failure: SiteLoads.Failure?)

  func overloads(_ chains: [[DraftChain]], _ limits: Limits) -> [Overload] {
    let loads = SiteLoads(chains.map { $0.map(\.use) }, limits).sites.sorted { $0.key < $1.key }
    return loads.flatMap { site, load in
      var over: [Overload] = []
      if let most = network.sites[site].memories, load.memories > most {
        over.append((.memories, site, load.failureOfMemories))
      }
      if let most = limits.maximumChainsPerSite, load.chains > most {
        over.append((.chains, site, load.failureOfChains))
      }
      return over
    }
  }

  private static func method(_ statistics: SolveStatistics) -> String {
    "integer program of \(statistics.ilpColumns) columns and \(statistics.ilpRows) rows, solved "
      + "\(statistics.ilpSolves) times by \(statistics.solver); every chain judged by the exact estimator "
      + "(\(statistics.exactEstimates) estimates)"
  }

  /// Repeaters, or their cost, of all chains together.
  func cost(of chains: [[DraftChain]]) -> Double {
    request.objective == .repeaters
      ? Double(Set(chains.joined().flatMap { $0.sites.dropFirst().dropLast() }).count)
      : siteAndHopCost(of: chains)
  }

  func siteAndHopCost(of chains: [[DraftChain]]) -> Double {
    let used = Set(chains.joined().flatMap { $0.sites.dropFirst().dropLast() })
    let equipment = chains.joined().reduce(0.0) { sum, chain in
      sum + chain.path.reduce(0.0) { $0 + chain.evaluator.problem.choices[$1].cost }
    }
    return used.sorted().reduce(0.0) { $0 + network.sites[$1].cost } + equipment
  }

  /// The plan with every chain written out: routes, stations, simulation.
  func outcome(_ draft: Draft) throws -> PlanOutcome {
    let plans = try zip(demands, fastestFirst(draft.chains)).map { demand, chains in
      let plans = try chains.map { try $0.evaluator.chainPlan($0.path) }
      return DemandPlan(from: demand.from, to: demand.to, chain: plans[0], backups: Array(plans.dropFirst()))
    }
    return PlanOutcome(
      demands: plans, certificate: draft.certificate, binding: binding(plans), model: draft.model)
  }

  /// Chains of each demand, the fastest first as far as sites suffice: where backups are shared, that depends on which is first.
  private func fastestFirst(_ chains: [[DraftChain]]) -> [[DraftChain]] {
    var ordered = chains
    for demand in chains.indices {
      var trial = ordered
      trial[demand].sort { $0.figures.rateHz > $1.figures.rateHz }
      if overloads(trial, request.limits).isEmpty { ordered = trial }
    }
    return ordered
  }

  private func binding(_ plans: [DemandPlan]) -> String {
    let slowest = plans.flatMap(\.chains).min { $0.estimate.rateHz < $1.estimate.rateHz }!
    let ends = [slowest.sites.first!, slowest.sites.last!].map { network.sites[$0].name }
    var text =
      "the chain \(ends[0]) - \(ends[1]) is the slowest, \(significant(slowest.estimate.rateHz)) pairs/s"
    if let least = request.limits.minimumRateHz { text += " of the \(significant(least)) asked for" }
    return text
  }
}

extension Limits {
  /// Whether no chain keeps a span from another one.
  var letChainsShareSpans: Bool { disjointChains == 1 || disjointBy == .sites }

  /// A key rate needs at least as many pairs, each of at most one secret bit.
  var leastRateHz: Double? { [minimumRateHz, minimumKeyRateHz].compactMap { $0 }.max() }
}

extension RequirementsModel {
  /// Leaves only plans whose repeaters (or cost, as the objective counts) are at most so many.
  mutating func limitObjective(_ most: Double) {
    let sites = siteVariables.sorted { $0.key < $1.key }.map {
      ($0.value, countsSites ? 1 : siteCost[$0.key])
    }
    let terms = (sites + (countsSites ? [] : hopCosts)).filter { $0.1 != 0 }
    // Where every plan costs nothing, none costs less: a row that no plan meets.
    add(
      "better", upper: terms.isEmpty ? -1 : most, terms.isEmpty ? anyVariable.map { [($0, 1)] } ?? [] : terms)
  }

  /// Rows for the most repeaters and the most cost of the whole plan.
  mutating func limit(_ limits: Limits) {
    let sites = siteVariables.sorted { $0.key < $1.key }
    guard !sites.isEmpty else { return }
    if let most = limits.maximumRepeaters {
      add("repeaters", upper: Double(most), sites.map { ($0.value, 1) })
    }
    if let most = limits.maximumCost {
      let terms = sites.map { ($0.value, siteCost[$0.key]) } + hopCosts
      add("cost", upper: most, terms.filter { $0.1 != 0 })
    }
  }
}
