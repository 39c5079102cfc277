internal import ChainSimulator
public import FibreNetwork
internal import Foundation
internal import LinkPhysics
public import Optimization

/// Plans one pair of ends on a map.
///
/// ```swift
/// let planner = Planner(network: map, hardware: HardwareModel(platform), request: request)
/// let result = try planner.plan()
/// ```
public struct Planner {
  public let network: FibreNetwork
  public let hardware: HardwareModel
  public var request: PlanRequest
  public var cancellation: Cancellation?
  public var progress: (PlanProgress) -> Void

  public init(
    network: FibreNetwork, hardware: HardwareModel, request: PlanRequest, cancellation: Cancellation? = nil,
    progress: @escaping (PlanProgress) -> Void = { _ in }
  ) {
    self.network = network
    self.hardware = hardware
    self.request = request
    self.cancellation = cancellation
    self.progress = progress
  }

  /// A plan without the words that only the caller knows (map name, command), and the last integer program.
  public struct Result: Sendable {
    public var demand: DemandPlan
    public var certificate: Certificate
    public var binding: String
    public var model: MixedIntegerProgram?
    /// The next best plans of other sets of repeaters, and whether none better is missing.
    public var alternatives: [PlanAlternative] = []
    public var areAlternativesProved = true
  }

  /// The most segments of a chain.
  public static let mostHops = 64

  /// - Throws: `NoPlan` where no plan keeps to the limits; `SolverError`.
  public func plan() throws -> Result {
    let clock = SearchClock(limitS: request.timeLimitS, cancellation: cancellation)
    let graph = hopGraph()
    let goal = SearchGoal(objective: request.objective, limits: request.limits)
    let solution = try solve(
      on: graph, goal: goal, clock: clock, alternatives: request.alternatives, progress: progress)
    guard let solution, let best = solution.outcome.best else {
      if let stop = solution?.outcome.stop, stop != .finished { throw NoPlan.endedEarly(stop) }
      throw explain(on: graph)
    }
    let (outcome, evaluator) = (solution.outcome, solution.evaluator)
    let chain = evaluator.chainPlan(best.path)
    var statistics = outcome.statistics
    statistics.hops = graph.hops.count
    let certificate = Certificate(
      value: goal.value(fromScore: best.score), bound: goal.value(fromScore: outcome.bound),
      provedOptimal: outcome.isProved, stop: outcome.stop,
      method: outcome.method ?? method(statistics), statistics: statistics)
    return Result(
      demand: DemandPlan(from: request.from, to: request.to, chain: chain), certificate: certificate,
      binding: binding(chain, evaluator.problem), model: outcome.model,
      alternatives: solution.others.map {
        PlanAlternative(
          chain: $0.evaluator.chainPlan($0.candidate.path), value: goal.value(fromScore: $0.candidate.score))
      }, areAlternativesProved: solution.areOthersProved)
  }

  /// The best path under a goal, over the settings of the knob; `nil` where there is no path of hops at all.
  ///
  /// - Parameters:
  ///   - stopsAtFirst: whether any path within the limits will do.
  ///   - onlyStarts: whether good paths are enough, without a search for the best.
  func solve(
    on graph: HopGraph, goal: SearchGoal, clock: SearchClock, stopsAtFirst: Bool = false,
    onlyStarts: Bool = false, alternatives: Int = 0, progress: @escaping (PlanProgress) -> Void = { _ in }
  ) throws(SolverError) -> PairSolution? {
    if hardware.swap.successProbability < 1 {
      return solveProbabilistic(on: graph, goal: goal, clock: clock, progress: progress)
    }
    var best: PairSolution?
    var others: [(candidate: PrefixSearch.Candidate, evaluator: ChainEvaluator)] = []
    var areOthersProved = true
    var bound = -Double.infinity
    var stop = Certificate.Stop.finished
    var statistics = SolveStatistics()
    for setting in settings(of: graph) {
      guard let whole = problem(on: graph, limits: goal.limits, setting: setting) else { continue }
      let problem = goal.needsState ? whole : whole.keepingFastestWays()
      let evaluator = ChainEvaluator(problem: problem, graph: graph, hardware: hardware, request: request)
      let outcome = try SinglePairSolver(
        problem: problem, goal: goal, estimate: evaluator.figures, clock: clock,
        floor: best?.outcome.best, stopsAtFirst: stopsAtFirst,
        onlyStarts: onlyStarts, alternatives: stopsAtFirst ? 0 : alternatives, progress: progress
      ).solve()
      statistics.add(outcome.statistics)
      bound = max(bound, outcome.bound)
      if outcome.stop != .finished { stop = outcome.stop }
      others += outcome.others.map { ($0, evaluator) }
      areOthersProved = areOthersProved && outcome.areOthersProved
      if best == nil || outcome.best != nil { best = PairSolution(outcome: outcome, evaluator: evaluator) }
      if stopsAtFirst, best?.outcome.best != nil { break }
    }
    best?.outcome.bound = bound
    best?.outcome.stop = stop
    best?.outcome.statistics = statistics
    let different = Self.different(others, from: best, count: alternatives)
    best?.others = different
    best?.areOthersProved = areOthersProved && stop == .finished
    return best
  }

  /// The best of some plans with other repeaters than the best plan and than each other.
  private static func different(
    _ plans: [(candidate: PrefixSearch.Candidate, evaluator: ChainEvaluator)], from best: PairSolution?,
    count: Int
  ) -> [(candidate: PrefixSearch.Candidate, evaluator: ChainEvaluator)] {
    guard count > 0, let best, let first = best.outcome.best else { return [] }
    func repeaters(_ path: [Int], _ evaluator: ChainEvaluator) -> [Int] {
      (evaluator.problem.sites(of: path) ?? []).dropFirst().dropLast().sorted()
    }
    var seen: Set = [repeaters(first.path, best.evaluator)]
    let ordered = plans.enumerated().sorted {
      ($0.element.candidate.score, $1.offset) > ($1.element.candidate.score, $0.offset)
    }.map(\.element)
    return Array(
      ordered.filter { seen.insert(repeaters($0.candidate.path, $0.evaluator)).inserted }.prefix(count))
  }

  /// The settings to plan with, each on its own; `nil` stands for all together.
  func settings(of graph: HopGraph) -> [String?] {
    guard request.knob == .uniform else { return [nil] }
    var names: [String] = []
    for hop in graph.hops {
      for option in hop.options where !names.contains(option.link.option) { names.append(option.link.option) }
    }
    return names
  }

  func hopGraph() -> HopGraph {
    HopGraph(
      network: network, ends: [request.from, request.to], maximumLossDb: hardware.maximumHopLossDb,
      maximumKm: request.limits.maximumHopKm ?? .infinity, usesStation: hardware.usesStation,
      stations: request.stationPlacement, modesCost: request.equipment.perMemory > 0, links: hardware.links)
  }

  /// The demand on the graph; `nil` where no path of hops joins the ends.
  func problem(on graph: HopGraph, limits: Limits, setting: String? = nil) -> DemandProblem? {
    let isExponential = request.linkTimeModel == .exponential
    func noise(_ state: BellDiagonalState) -> SIMD3<Double> {
      // A character that is not positive is as bad as none: e^(−50).
      SIMD3(-log(max(state.x, 1e-22)), -log(max(state.y, 1e-22)), -log(max(state.z, 1e-22)))
    }
    let slowest = limits.minimumRateHz.map { 1 / $0 } ?? .infinity
    var choices: [Choice] = []
    var settings: [String: Int] = [:]
    for (index, hop) in graph.hops.enumerated() {
      for (option, value) in hop.options.enumerated()
      where value.exponentialMeanS <= slowest && (setting == nil || value.link.option == setting) {
        let name = value.link.option
        let number = settings[name, default: settings.count]
        settings[name] = number
        choices.append(
          Choice(
            hop: index, option: option, setting: number, from: hop.from, to: hop.to,
            hazard: value.attemptHazard,
            periodS: value.link.attemptPeriodS, meanS: value.exponentialMeanS, delayS: hop.route.totalDelayS,
            noise: noise(value.link.state), modes: value.link.modes,
            cost: request.equipment.cost(of: value.link, hasStation: value.stationIndex != nil),
            presence: 1 - value.link.vacuumFraction))
      }
    }
    let memory = hardware.memory
    let mostRepeaters = [limits.maximumRepeaters, limits.maximumRepeatersPerChain].compactMap { $0 }.min()
    let maximumHops = min(
      Self.mostHops, (mostRepeaters ?? Self.mostHops) + 1, max(1, network.sites.count - 1))
    func make(reference: Double) -> DemandProblem {
      DemandProblem(
        source: request.from, target: request.to, siteCount: network.sites.count, maximumHops: maximumHops,
        choices: choices,
        noise: NoiseModel(
          swap: noise(hardware.swap.noise),
          // Where swaps fail, a memory waits otherwise than the pair bound knows.
          rate: hardware.swap.successProbability < 1
            ? .zero : SIMD3(memory.rateX, memory.rateY, memory.rateZ),
          isExponential: isExponential),
        siteCost: network.sites.map(\.cost), mayHostRepeater: network.sites.map(\.mayHostRepeater),
        memories: network.sites.map(\.memories),
        referenceTimeS: reference, countsMessages: request.countsMessages)
    }
    // The grid of moments is laid around the time of a plausible plan.
    let draft = make(reference: 1)
    let paths = MajoriseMinimise(problem: draft).shortestPaths(weights: choices.map(\.meanS))
    let times = paths.map { path in ExponentialChain.maximum(means: path.map { choices[$0].meanS }).mean }
    guard let reference = times.min() else { return nil }
    return make(reference: reference)
  }

  private func method(_ statistics: SolveStatistics) -> String {
    let program =
      statistics.ilpSolves > 0
      ? "integer program of \(statistics.ilpColumns) columns and \(statistics.ilpRows) rows, "
        + "solved \(statistics.ilpSolves) times by \(statistics.solver), then "
      : ""
    return program + "best-first search with a bound on every completion (\(statistics.labels) labels, "
      + "\(statistics.exactEstimates) exact estimates)"
  }

  func binding(_ chain: ChainPlan, _ problem: DemandProblem) -> String {
    let slowest = chain.segments.max { $0.meanTimeS < $1.meanTimeS }!
    let names = [slowest.from, slowest.to].map { network.sites[$0].name }
    var text =
      "the hop \(names[0]) - \(names[1]) (\(rounded(slowest.route.lengthKm)) km, "
      + "\(rounded(slowest.route.totalLossDb)) dB) waits longest for its pair, \(significant(slowest.meanTimeS)) s on average"
    if chain.segments.count == problem.maximumHops,
      request.limits.maximumRepeaters != nil || request.limits.maximumRepeatersPerChain != nil
    {
      text += "; all \(chain.segments.count - 1) repeaters allowed are used"
    }
    return text
  }
}

/// The best plan of one pair, with what turns its path into a chain, and those next to it.
struct PairSolution {
  var outcome: SinglePairSolver.Outcome
  var evaluator: ChainEvaluator
  var others: [(candidate: PrefixSearch.Candidate, evaluator: ChainEvaluator)] = []
  var areOthersProved = true
}

/// One decimal.
func rounded(_ value: Double) -> String { String(format: "%.1f", value) }
/// Three significant digits.
func significant(_ value: Double) -> String { String(format: "%.3g", value) }
