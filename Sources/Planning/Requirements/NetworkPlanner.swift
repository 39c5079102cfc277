public import FibreNetwork
internal import Foundation
internal import LinkPhysics
public import Optimization

/// Plans several demands, or several disjoint chains for a demand, on shared sites.
///
/// The integer program of `RequirementsModel` proposes chains for all demands at once; the exact estimator judges each; a
/// rejected chain comes back as a row. The first proposal that passes is optimal, because every row is a necessary
/// condition.
public struct NetworkPlanner {
  public let network: FibreNetwork
  public let hardware: HardwareModel
  /// Objective, limits, model of time, seed and samples; its ends are ignored.
  public let request: PlanRequest
  public let demands: [(from: Int, to: Int)]
  /// Disjoint chains for each demand.
  public var chains = 1
  public var disjointness = Disjointness.spans
  /// Most chains that may swap at one site; `nil` for no limit.
  public var chainsPerSite: Int?
  public var cancellation: Cancellation?
  public var progress: (PlanProgress) -> Void = { _ in }

  public init(
    network: FibreNetwork, hardware: HardwareModel, request: PlanRequest, demands: [(from: Int, to: Int)]
  ) {
    self.network = network
    self.hardware = hardware
    self.request = request
    self.demands = demands
  }

  public struct Result: Sendable {
    public var demands: [DemandPlan]
    public var certificate: Certificate
    public var binding: String
    public var model: MixedIntegerProgram?
  }

  /// - Throws: `NoPlan` where no plan keeps to the limits; `SolverError`.
  public func plan() throws -> Result {
    let clock = SearchClock(limitS: request.timeLimitS, cancellation: cancellation)
    let graph = HopGraph(
      network: network, ends: Set(demands.flatMap { [$0.from, $0.to] }),
      maximumLossDb: hardware.maximumHopLossDb,
      maximumKm: request.limits.maximumHopKm ?? .infinity, usesStation: hardware.usesStation,
      stations: request.stationPlacement, links: hardware.links)
    switch request.objective {
    case .repeaters, .cost:
      return try cheapest(request.limits, on: graph, clock)
    case .rate:
      return try fastestWithinBudget(on: graph, clock)
    case .keyRate, .fidelity:
      throw NoPlan(
        reason: "several demands or chains are planned for the objectives repeaters, cost and rate; "
          + "a least key rate or fidelity can be set as a limit", remedies: [], isProved: true)
    }
  }

  private func planner(_ demand: (from: Int, to: Int), _ limits: Limits) -> Planner {
    var request = request
    request.from = demand.from
    request.to = demand.to
    request.limits = limits
    return Planner(network: network, hardware: hardware, request: request, cancellation: cancellation)
  }

  /// Least cost (or fewest repeaters) under the limits.
  private func cheapest(_ limits: Limits, on graph: HopGraph, _ clock: SearchClock) throws -> Result {
    var statistics = SolveStatistics()
    statistics.hops = graph.hops.count
    statistics.solver = GLPKSolver.version
    var own = limits
    own.maximumRepeaters = nil
    own.maximumCost = nil
    var parts: [RequirementsModel.Demand] = []
    var evaluators: [ChainEvaluator] = []
    for demand in demands {
      let planner = planner(demand, own)
      guard let problem = planner.problem(on: graph, limits: own) else {
        throw own.minimumRateHz == nil || planner.problem(on: graph, limits: Limits()) == nil
          ? planner.outOfReach(graph) : planner.explainRate(on: graph)
      }
      let toGo = CostToGo(problem)
      let ceiling = own.minimumRateHz.map { (1 / $0) * (1 + 1e-9) } ?? .infinity
      let reduced = ceiling.isFinite ? problem.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo) : problem
      guard !reduced.steps[problem.source].isEmpty else { throw planner.explainRate(on: graph) }
      parts.append(
        RequirementsModel.Demand(
          problem: reduced, toGo: toGo, goal: SearchGoal(objective: request.objective, limits: own),
          timeCeilingS: ceiling, chains: chains))
      evaluators.append(
        ChainEvaluator(problem: problem, graph: graph, hardware: hardware, request: planner.request))
    }
    var model = RequirementsModel(
      demands: parts, siteCost: network.sites.map(\.cost), countsSites: request.objective == .repeaters,
      memories: network.sites.map(\.memories), chainsPerSite: chainsPerSite, disjointness: disjointness,
      spansOfHop: { graph.hops[$0].route.spans })
    model.limit(limits, siteCost: network.sites.map(\.cost))

    var bound = -Double.infinity
    var passed: [[Int]: Bool] = [:]
    while true {
      let solution = try GLPKSolver().solve(
        model.program, SolveOptions(timeLimitS: clock.remainingS, cancellation: clock.cancellation))
      statistics.ilpSolves += 1
      statistics.ilpColumns = model.program.variableCount
      statistics.ilpRows = model.program.rowCount
      if solution.bound.isFinite { bound = max(bound, solution.bound) }
      if case .infeasible = solution.status {
        throw NoPlan(
          reason: "no plan serves all \(demands.count) demands within the limits", remedies: [],
          isProved: true)
      }
      guard let paths = model.paths(of: solution) else {
        throw NoPlan(
          reason:
            "the search ended (\(clock.stop?.rawValue ?? "solver")) before any plan within the limits was found",
          remedies: ["give it more time"], isProved: false)
      }
      var allPass = true
      for (d, chains) in paths.enumerated() {
        for path in chains {
          let key = [d] + path
          if passed[key] == nil {
            statistics.exactEstimates += 1
            passed[key] = parts[d].goal.score(evaluators[d].figures(path)) != nil
          }
          guard passed[key] == false else { continue }
          allPass = false
          if parts[d].timeCeilingS.isFinite, parts[d].problem.meanTimeBound(path) > parts[d].timeCeilingS {
            model.addPolymatroidCut(path, ofDemand: d)
          }
          model.exclude(path, ofDemand: d)
        }
      }
      progress(
        PlanProgress(
          value: nil, bound: bound, ilpSolves: statistics.ilpSolves, exactEstimates: statistics.exactEstimates
        ))
      if allPass {
        let isOptimal: Bool = if case .optimal = solution.status { true } else { false }
        let used = Set(
          paths.enumerated().flatMap { d, chains in
            chains.flatMap { parts[d].problem.sites(of: $0)!.dropFirst().dropLast() }
          })
        let value =
          request.objective == .repeaters
          ? Double(used.count) : used.sorted().reduce(0.0) { $0 + network.sites[$1].cost }
        let plans = zip(demands, paths).enumerated().map { d, pair in
          let plans = pair.1.map { evaluators[d].chainPlan($0) }.sorted {
            $0.estimate.rateHz > $1.estimate.rateHz
          }
          return DemandPlan(
            from: pair.0.from, to: pair.0.to, chain: plans[0], backups: Array(plans.dropFirst()))
        }
        return Result(
          demands: plans,
          certificate: Certificate(
            value: value, bound: isOptimal ? value : bound, provedOptimal: isOptimal,
            stop: isOptimal ? .finished : clock.stop ?? .timeLimit,
            method:
              "integer program of \(statistics.ilpColumns) columns and \(statistics.ilpRows) rows, solved "
              + "\(statistics.ilpSolves) times by \(statistics.solver); every chain judged by the exact estimator "
              + "(\(statistics.exactEstimates) estimates)", statistics: statistics),
          binding: binding(plans, limits), model: model.program)
      }
      if let stop = clock.stop {
        throw NoPlan(
          reason: "the search ended (\(stop.rawValue)) before any plan within the limits was found; "
            + "no plan costs less than \(significant(bound))", remedies: ["give it more time"],
          isProved: false)
      }
    }
  }

  /// Largest rate that every demand can have within the budget of repeaters or cost, by bisection over `cheapest`.
  private func fastestWithinBudget(on graph: HopGraph, _ clock: SearchClock) throws -> Result {
    func attempt(_ rate: Double) throws -> Result? {
      var limits = request.limits
      limits.minimumRateHz = rate
      do { return try cheapest(limits, on: graph, clock) } catch let none as NoPlan where none.isProved {
        return nil
      }
    }
    func least(_ result: Result) -> Double {
      result.demands.flatMap { [$0.chain] + $0.backups }.map(\.estimate.rateHz).min()!
    }
    // No demand can have more than it has alone.
    var high = Double.infinity
    for demand in demands {
      var limits = request.limits
      limits.minimumRateHz = nil
      var alone = planner(demand, limits)
      alone = Planner(
        network: network, hardware: hardware,
        request: {
          var request = alone.request
          request.objective = .rate
          request.samples = 0
          return request
        }(), cancellation: cancellation)
      high = min(high, try alone.plan().certificate.bound)
    }
    var best: Result?
    if let result = try attempt(request.limits.minimumRateHz ?? high * 1e-6) { best = result }
    guard var result = best else { return try cheapest(request.limits, on: graph, clock) }
    var low = least(result)
    while high > low * (1 + 1e-4), clock.stop == nil {
      let middle = (low * high).squareRoot()
      if let better = try attempt(middle) {
        result = better
        low = max(middle, least(better))
      } else {
        high = middle
      }
    }
    let isClosed = high <= low * (1 + 1e-9)
    result.certificate.value = low
    result.certificate.bound = max(low, high)
    result.certificate.provedOptimal = isClosed
    result.certificate.stop = clock.stop ?? .finished
    result.certificate.method = "bisection over the least rate (to 1e-4) of: " + result.certificate.method
    return result
  }

  private func binding(_ plans: [DemandPlan], _ limits: Limits) -> String {
    let slowest = plans.flatMap { [$0.chain] + $0.backups }.min { $0.estimate.rateHz < $1.estimate.rateHz }!
    let ends = [slowest.sites.first!, slowest.sites.last!].map { network.sites[$0].name }
    var text =
      "the chain \(ends[0]) - \(ends[1]) is the slowest, \(significant(slowest.estimate.rateHz)) pairs/s"
    if let least = limits.minimumRateHz { text += " of the \(significant(least)) asked for" }
    return text
  }
}

extension RequirementsModel {
  /// Rows for the most repeaters and the most cost of the whole plan.
  mutating func limit(_ limits: Limits, siteCost: [Double]) {
    let sites = siteVariables.sorted { $0.key < $1.key }
    guard !sites.isEmpty else { return }
    if let most = limits.maximumRepeaters {
      add("repeaters", upper: Double(most), sites.map { ($0.value, 1) })
    }
    if let most = limits.maximumCost { add("cost", upper: most, sites.map { ($0.value, siteCost[$0.key]) }) }
  }
}

extension Planner {
  /// Why a minimum rate cannot be met, with the best rate that can.
  func explainRate(on graph: HopGraph) -> NoPlan {
    explain(on: graph, SearchClock(limitS: nil, cancellation: cancellation))
  }
}
