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
  private let spaces = Spaces()
  /// Everything that hops can be, where somebody else has laid it already.
  var sharedSpace: CandidateSpace?

  /// What has been laid for this hardware and map, by what it was laid for.
  private final class Spaces {
    struct Key: Hashable {
      var ends: [Int]
      var maximumKm: Double
      var stations: StationPlacement
      var dominance: Dominance
    }
    var known: [Key: CandidateSpace] = [:]
    var graphs: [Key: [Double: HopGraph]] = [:]
  }

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
    let goal = SearchGoal(objective: request.objective, limits: request.limits)
    let graph = try promisingHops(goal, clock)
    let solution = try solve(
      on: graph, goal: goal, clock: clock, alternatives: request.alternatives, progress: progress)
    let swapPolicy: SwapPolicy = hardware.swap.successProbability < 1 ? .nested : .asapSimultaneous
    let scope = Scope(routes: graph.routes, operation: .init(swapPolicy: swapPolicy.rawValue))
    guard let solution, let best = solution.outcome.best else {
      if let stop = solution?.outcome.stop, stop != .finished { throw NoPlan.endedEarly(stop) }
      throw try explain(on: graph).among(
        scope, isJudged: solution?.evaluator.unjudged.count ?? 0 == 0)
    }
    let (outcome, evaluator) = (solution.outcome, solution.evaluator)
    let chain = try evaluator.chainPlan(best.path)
    var statistics = outcome.statistics
    statistics.hops = graph.hops.count
    let certificate = Certificate(
      value: goal.value(fromScore: best.score), bound: goal.value(fromScore: outcome.bound),
      provedOptimal: outcome.isProved && scope.hasEveryRoute, stop: outcome.stop,
      method: outcome.method ?? method(statistics), statistics: statistics,
      scope: scope)
    return Result(
      demand: DemandPlan(from: request.from, to: request.to, chain: chain), certificate: certificate,
      binding: binding(chain, evaluator.problem), model: outcome.model,
      alternatives: try solution.others.map {
        PlanAlternative(
          chain: try $0.evaluator.chainPlan($0.candidate.path),
          value: goal.value(fromScore: $0.candidate.score))
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
    var isHeuristic = false
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
      var solution = PairSolution(outcome: outcome, evaluator: evaluator)
      solution.others = outcome.others.map { ($0, evaluator) }
      if !onlyStarts, !(stopsAtFirst && outcome.best != nil), goal.needsState {
        try complete(
          &solution, problem, on: graph, goal, setting, clock, floor: best?.outcome.best,
          stopsAtFirst: stopsAtFirst, alternatives: stopsAtFirst ? 0 : alternatives, &statistics)
      }
      bound = max(bound, solution.outcome.bound)
      if solution.outcome.stop != .finished { stop = solution.outcome.stop }
      isHeuristic = isHeuristic || evaluator.unjudged.count > 0
      others += solution.others
      areOthersProved = areOthersProved && solution.outcome.areOthersProved
      if best == nil || solution.outcome.best != nil { best = solution }
      if stopsAtFirst, best?.outcome.best != nil { break }
    }
    best?.outcome.bound = bound
    best?.outcome.stop = stop
    if isHeuristic { best?.outcome.isHeuristic = true }
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

  /// What a search among kept options found, extended to all options: see `Completion`.
  private func complete(
    _ solution: inout PairSolution, _ problem: DemandProblem, on graph: HopGraph, _ goal: SearchGoal,
    _ setting: String?, _ clock: SearchClock, floor: PrefixSearch.Candidate?, stopsAtFirst: Bool,
    alternatives: Int, _ statistics: inout SolveStatistics
  ) throws(SolverError) {
    // Where nothing decays while it waits, or nothing waits, an option replaces all that it beats.
    guard problem.noise.rate != .zero, problem.maximumHops > 1 else { return }
    var known = solution.outcome.others
    if known.isEmpty, let best = solution.outcome.best { known = [best] }
    if let floor, known.first.map({ $0.score < floor.score }) ?? true {
      known.insert(PrefixSearch.Candidate(path: [], figures: floor.figures, score: floor.score), at: 0)
    }
    let outcome = try Completion(planner: self, graph: graph, goal: goal, setting: setting, clock: clock).run(
      problem, known: known, keep: alternatives + 1, stopsAtFirst: stopsAtFirst,
      evaluator: solution.evaluator)
    switch outcome {
    case .holds(let spent): statistics.add(spent)
    case .found(let plans, let evaluator, let spent):
      statistics.add(spent)
      let (before, statistics) = (solution.outcome, solution.outcome.statistics)
      solution.outcome = SinglePairSolver.Outcome(
        best: plans.first, bound: plans.first?.score ?? before.bound, stop: before.stop,
        statistics: statistics, model: before.model)
      solution.outcome.areOthersProved = before.areOthersProved
      solution.evaluator = evaluator
      solution.others = alternatives > 0 ? plans.map { ($0, evaluator) } : []
    case .open(let bound, let stop):
      solution.outcome.bound = max(bound, solution.outcome.bound)
      if solution.outcome.stop == .finished {
        solution.outcome.stop = stop == .finished ? .memoryLimit : stop
      }
      solution.outcome.areOthersProved = false
    }
  }

  private var key: Spaces.Key {
    Spaces.Key(
      ends: [request.from, request.to].sorted(), maximumKm: request.limits.maximumHopKm ?? .infinity,
      stations: request.stationPlacement,
      dominance: Dominance(request, on: network))
  }

  /// Everything that hops can be.
  var space: CandidateSpace {
    if let sharedSpace { return sharedSpace }
    let key = key
    if let known = spaces.known[key] { return known }
    let space = CandidateSpace(
      network: network, hardware: hardware, ends: Set(key.ends), stations: key.stations,
      maximumKm: key.maximumKm, dominance: key.dominance)
    spaces.known[key] = space
    return space
  }

  /// The hops that stand for all; those slower than asked for left out.
  func hopGraph(slowestS: Double = .infinity) -> HopGraph {
    let key = key
    if let known = spaces.graphs[key]?[slowestS] { return known }
    let graph = space.graph(slowestS: slowestS)
    spaces.graphs[key, default: [:]][slowestS] = graph
    return graph
  }

  /// The hops that a plan worth having could use.
  ///
  /// No chain is faster than its slowest hop, so a hop that alone brings fewer pairs than asked for, or than a plan that is
  /// known, is of no use. Where rate is what counts, a plan over short hops is looked for first.
  private func promisingHops(_ goal: SearchGoal, _ clock: SearchClock) throws(SolverError) -> HopGraph {
    let asked = goal.limits.leastRateHz.map { (1 / $0) * (1 + 1e-9) } ?? .infinity
    guard goal.objective == .rate || goal.objective == .keyRate, network.sites.count > Self.fewSites,
      request.alternatives == 0, hardware.swap.successProbability == 1
    else { return hopGraph(slowestS: asked) }
    let most = [goal.limits.maximumRepeaters, goal.limits.maximumRepeatersPerChain].compactMap { $0 }.min()
    let whole = space.leastKm(from: request.from, to: request.to)
    var km = max(1.3 * whole / Double(min(Self.mostHops, (most ?? 15) + 1)), whole / 32)
    while km < min(whole, request.limits.maximumHopKm ?? .infinity), clock.stop == nil {
      var near = self
      near.request.limits.maximumHopKm = km
      let graph = near.hopGraph(slowestS: asked)
      let found = try near.solve(on: graph, goal: goal, clock: clock, onlyStarts: true)
      if let best = found?.outcome.best {
        // A key rate needs as many pairs at least, each of at most one secret bit.
        let slowest = goal.objective == .keyRate ? 1 / best.figures.keyRateHz : best.figures.meanTimeS
        return hopGraph(slowestS: min(asked, slowest * (1 + 1e-9)))
      }
      km *= 1.6
    }
    return hopGraph(slowestS: asked)
  }

  /// Maps of fewer sites are laid whole at once.
  private static let fewSites = 40

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
            periodS: value.link.attemptPeriodS, meanS: value.exponentialMeanS, delayS: hop.delayS,
            noise: noise(value.link.state), modes: value.link.modes,
            cost: request.equipment.cost(of: value.link, hasStation: value.stationIndex != nil),
            presence: 1 - value.link.vacuumFraction, isVirtual: hop.isVirtual))
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
