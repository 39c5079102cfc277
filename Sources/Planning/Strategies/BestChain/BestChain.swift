internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Optimization

/// The best chain between one pair of ends: integer program and best-first search, closed by `Completion`; where swaps fail
/// now and then, by candidates and bounds.
struct BestChain {
  /// Of one demand.
  var question: Question
  private let laid = Laid()
  /// Everything that hops can be, where somebody else has laid it already.
  var sharedCandidates: CandidateSpace?

  /// What has been laid for this hardware and map, by what it was laid for.
  private final class Laid {
    struct Key: Hashable {
      var ends: [Int]
      var maximumKm: Double
      var stations: StationPlacement
      var dominance: Dominance
    }
    var candidates: [Key: CandidateSpace] = [:]
    var graphs: [Key: [Double: HopGraph]] = [:]
  }

  /// - Precondition: the question is of one demand.
  init(_ question: Question, candidates: CandidateSpace? = nil) {
    precondition(question.demands.count == 1)
    self.question = question
    sharedCandidates = candidates
  }

  var network: FibreNetwork { question.network }
  var hardware: HardwareModel { question.hardware }
  var ends: Demand {
    get { question.demands[0] }
    set { question.demands[0] = newValue }
  }

  /// The most segments of a chain.
  static let mostHops = 64

  /// - Throws: `NoPlan` where no plan keeps to the limits; `SolverError`.
  func plan(_ budget: Budget) throws -> Solution {
    let goal = SearchGoal(objective: question.objective, limits: question.limits)
    let (graph, outcome) = try outcome(budget.leaving(question.simulationS))
    switch outcome {
    case .none(let proof, _, _):
      if proof.stop != .finished {
        throw NoPlan(.stopped(proof.stop, least: nil), isProved: false, scope: proof.scope)
      }
      throw NoPlan(
        .limits, isProved: proof.isProof, scope: proof.scope,
        // Where swaps fail, chains are looked at one by one.
        isJudged: proof.isProof || hardware.swap.successProbability < 1)
    case .found(let found):
      budget.enter(.simulating)
      let chain = try found.chain.writtenOut(budget)
      var statistics = found.statistics
      statistics.hops = graph.hops.count
      return Solution(
        demands: [DemandPlan(from: ends.from, to: ends.to, chain: chain)],
        certificate: Certificate(
          value: found.value, bound: found.bound, proof: found.proof, method: found.method,
          statistics: statistics),
        model: found.model,
        alternatives: try found.others.map { other in
          PlanAlternative(
            chain: try other.writtenOut(budget),
            value: goal.value(fromScore: goal.score(other.figures) ?? -.infinity))
        }, areAlternativesProved: found.areOthersProved)
    }
  }

  /// Some chain within the limits, as soon as one is found.
  ///
  /// - Parameter onlyStarts: whether good chains alone are tried, without a search through all; it proves nothing then.
  func anyPlan(_ budget: Budget, onlyStarts: Bool) throws(SolverError) -> Outcome<PlannedChains> {
    // The search comes soonest to a plan that is allowed on the side of the limit that it has to meet.
    let isAboutState =
      question.limits.minimumFidelity != nil
      && question.limits.minimumRateHz ?? 0 <= Explanation.leastUsefulHz
    let needsKey = question.objective == .keyRate || question.objective == .utility
    let goal = SearchGoal(
      objective: needsKey ? .keyRate : isAboutState ? .fidelity : .rate, limits: question.limits)
    if let first = try firstPlan(goal, budget) { return .found(first) }
    let graph = hopGraph(slowestS: question.limits.slowestS, budget)
    if let stop = budget.stop { return .none(.gap(stop, question.scope(graph.routes)), SolveStatistics()) }
    return try solve(
      on: graph, goal: goal, budget: budget, stopsAtFirst: true, onlyStarts: onlyStarts)
  }

  /// The best chain of the question, and the hops that it was looked for among.
  func outcome(_ budget: Budget) throws(SolverError) -> (graph: HopGraph, outcome: Outcome<PlannedChains>) {
    let goal = SearchGoal(objective: question.objective, limits: question.limits)
    let first = try firstPlan(goal, budget)
    // No chain is faster than its slowest hop, so a hop that alone brings fewer pairs than asked for, or than a plan that is
    // known, is of no use.
    var slowest = goal.limits.slowestS
    if let figures = first?.chain.figures, question.alternatives == 0, hardware.swap.successProbability == 1 {
      switch goal.objective {
      case .rate: slowest = min(slowest, figures.meanTimeS * (1 + Tolerance.value))
      // A key rate needs as many pairs at least, each of at most one secret bit.
      case .keyRate: slowest = min(slowest, 1 / figures.keyRateHz * (1 + Tolerance.value))
      default: break
      }
    }
    let graph = hopGraph(slowestS: slowest, budget)
    if let stop = budget.stop {
      // Among some of the hops there is little to find, and nothing to prove.
      let proof = Proof.gap(stop, question.scope(graph.routes))
      guard var first else { return (graph, .none(proof, SolveStatistics())) }
      first.proof = proof
      first.bound = bound(goal, atLeast: first.value)
      return (graph, .found(first))
    }
    var outcome = try solve(on: graph, goal: goal, budget: budget, alternatives: question.alternatives)
    if case .found(var found) = outcome, !found.proof.isProof {
      let simple = bound(goal, atLeast: found.value)
      found.bound = goal.objective.isMinimised ? max(found.bound, simple) : min(found.bound, simple)
      outcome = .found(found)
    }
    guard var first, !outcome.isProved else { return (graph, outcome) }
    // A search that ended early may not have come as far as what was known before.
    if let found = outcome.found,
      goal.objective.isMinimised ? found.value <= first.value : found.value >= first.value
    {
      return (graph, outcome)
    }
    let stop = budget.stop ?? .finished
    first.proof = .gap(stop, question.scope(graph.routes))
    let simple = bound(goal, atLeast: first.value)
    let known: Double? =
      switch outcome {
      case .found(let found): found.bound
      case .none(_, _, let bound): bound
      }
    first.bound =
      known.map {
        goal.objective.isMinimised ? max(simple, min($0, first.value)) : min(simple, max($0, first.value))
      } ?? simple
    first.statistics.add(outcome.statistics)
    return (graph, .found(first))
  }

  /// What no chain can beat, whatever hops there are: one of its hops has at least its share of the least loss between the
  /// ends, and a chain is no faster than its slowest hop; a key bit takes a pair.
  private func bound(_ goal: SearchGoal, atLeast value: Double) -> Double {
    switch goal.objective {
    case .repeaters, .cost: return 0
    case .fidelity: return 1
    case .rate, .keyRate, .utility:
      let hops = min(Self.mostHops, (goal.limits.mostRepeatersOfAChain ?? Self.mostHops) + 1)
      let fastest = candidates.fastestOfLeastLoss(from: ends.from, to: ends.to, hops: hops)
      return max(value, fastest > 0 ? 1 / fastest : .infinity)
    }
  }

  /// What a search over the settings of the knob has found so far.
  private struct Known {
    var best: (candidate: PrefixSearch.Candidate, model: ChainModel)?
    var others: [(candidate: PrefixSearch.Candidate, model: ChainModel)] = []
    var areOthersProved = true
    /// Score that no plan exceeds.
    var bound = -Double.infinity
    var stop = Stop.finished
    /// Whether everything was looked at that could be better.
    var isWhole = true
    var statistics = SolveStatistics()
    var program: MixedIntegerProgram?
  }

  /// The best chain under a goal, over the settings of the knob.
  ///
  /// - Parameters:
  ///   - stopsAtFirst: whether any chain within the limits will do.
  ///   - onlyStarts: whether good chains are enough, without a search for the best.
  func solve(
    on graph: HopGraph, goal: SearchGoal, budget: Budget, stopsAtFirst: Bool = false,
    onlyStarts: Bool = false, alternatives: Int = 0
  ) throws(SolverError) -> Outcome<PlannedChains> {
    if hardware.swap.successProbability < 1 {
      return solveProbabilistic(on: graph, goal: goal, budget: budget)
    }
    var known = Known()
    for setting in settings(of: graph) {
      guard let whole = space(on: graph, limits: goal.limits, setting: setting, budget) else { continue }
      try search(
        goal.needsState ? whole : whole.keepingFastestWays(), setting, on: graph, goal, budget, stopsAtFirst,
        onlyStarts, stopsAtFirst ? 0 : alternatives, &known)
      if stopsAtFirst, known.best != nil { break }
    }
    let scope = question.scope(graph.routes)
    let isEnded = known.stop != .finished || !known.isWhole || onlyStarts
    guard let best = known.best else {
      return .none(
        isEnded ? .gap(known.stop, scope) : .infeasible(.limits, scope), known.statistics,
        bound: known.bound.isFinite ? goal.value(fromScore: known.bound) : nil)
    }
    let proof: Proof = isEnded || stopsAtFirst ? .gap(known.stop, scope) : .optimal(scope)
    return .found(
      PlannedChains(
        chains: [[best.model.chain(best.candidate)]], value: goal.value(fromScore: best.candidate.score),
        bound: goal.value(fromScore: known.bound), proof: proof, statistics: known.statistics,
        method: .bestFirst, model: known.program,
        others: Self.different(known.others, from: best, count: alternatives).map {
          $0.model.chain($0.candidate)
        },
        areOthersProved: known.areOthersProved && known.stop == .finished))
  }

  /// Searches the chains of one setting.
  private func search(
    _ space: ChainSpace, _ setting: String?, on graph: HopGraph, _ goal: SearchGoal, _ budget: Budget,
    _ stopsAtFirst: Bool, _ onlyStarts: Bool, _ alternatives: Int, _ known: inout Known
  ) throws(SolverError) {
    let model = ChainModel(space: space, graph: graph, question: question)
    let floor = known.best?.candidate
    let found = try SpaceSearch(
      space: space, goal: goal, estimate: model.figures, budget: budget, floor: floor,
      stopsAtFirst: stopsAtFirst, onlyStarts: onlyStarts, alternatives: alternatives
    ).solve()
    known.statistics.add(found.statistics)
    known.program = found.program ?? known.program
    var best = found.best.map { (candidate: $0, model: model) }
    var others = found.others.map { (candidate: $0, model: model) }
    var (bound, stop, areOthersProved) = (found.bound, found.stop, found.areOthersProved)
    // Where nothing decays while it waits, or nothing waits, an option replaces all that it beats.
    let decays = space.noise.rate != .zero || (space.noise.perAttempt ?? .zero) != .zero
    let needsMore = decays && space.maximumHops > 1 && goal.needsState
    if needsMore, !onlyStarts, !(stopsAtFirst && best != nil) {
      var plans = found.others
      if plans.isEmpty, let best = found.best { plans = [best] }
      if let floor, plans.first.map({ $0.score < floor.score }) ?? true {
        plans.insert(PrefixSearch.Candidate(path: [], figures: floor.figures, score: floor.score), at: 0)
      }
      let verdict = try Completion(
        strategy: self, graph: graph, goal: goal, setting: setting, budget: budget
      ).run(space, known: plans, keep: alternatives + 1, stopsAtFirst: stopsAtFirst, model: model)
      switch verdict {
      case .holds(let spent): known.statistics.add(spent)
      case .found(let plans, let wide, let spent):
        known.statistics.add(spent)
        best = plans.first.map { ($0, wide) }
        bound = plans.first?.score ?? bound
        others = alternatives > 0 ? plans.map { ($0, wide) } : []
        if wide.unjudged.count > 0 { known.isWhole = false }
      case .open(let most, let ended):
        bound = max(most, bound)
        if stop == .finished { stop = ended == .finished ? .memoryLimit : ended }
        areOthersProved = false
      }
    }
    known.bound = max(known.bound, bound)
    if stop != .finished { known.stop = stop }
    if model.unjudged.count > 0 { known.isWhole = false }
    known.others += others
    known.areOthersProved = known.areOthersProved && areOthersProved
    if let best, best.candidate.score > floor?.score ?? -.infinity { known.best = best }
  }

  /// The best of some plans with other repeaters than the best plan and than each other.
  private static func different(
    _ plans: [(candidate: PrefixSearch.Candidate, model: ChainModel)],
    from best: (candidate: PrefixSearch.Candidate, model: ChainModel), count: Int
  ) -> [(candidate: PrefixSearch.Candidate, model: ChainModel)] {
    guard count > 0 else { return [] }
    func repeaters(_ path: [Int], _ model: ChainModel) -> [Int] {
      (model.space.sites(of: path) ?? []).dropFirst().dropLast().sorted()
    }
    var seen: Set = [repeaters(best.candidate.path, best.model)]
    let ordered = plans.enumerated().sorted {
      ($0.element.candidate.score, $1.offset) > ($1.element.candidate.score, $0.offset)
    }.map(\.element)
    return Array(
      ordered.filter { seen.insert(repeaters($0.candidate.path, $0.model)).inserted }.prefix(count))
  }

  /// The settings to plan with, each on its own; `nil` stands for all together.
  func settings(of graph: HopGraph) -> [String?] {
    guard question.knob == .uniform else { return [nil] }
    var names: [String] = []
    for hop in graph.hops {
      for option in hop.options where !names.contains(option.link.option) { names.append(option.link.option) }
    }
    return names
  }

  private var key: Laid.Key {
    Laid.Key(
      ends: [ends.from, ends.to].sorted(), maximumKm: question.limits.maximumHopKm ?? .infinity,
      stations: question.stationPlacement,
      dominance: Dominance(question))
  }

  /// Everything that hops can be.
  var candidates: CandidateSpace {
    if let sharedCandidates { return sharedCandidates }
    let key = key
    if let known = laid.candidates[key] { return known }
    let candidates = CandidateSpace(question, ends: Set(key.ends))
    laid.candidates[key] = candidates
    return candidates
  }

  /// The hops that stand for all; those slower than asked for left out.
  func hopGraph(slowestS: Double = .infinity, _ budget: Budget = Budget()) -> HopGraph {
    let key = key
    if let known = laid.graphs[key]?[slowestS] { return known }
    budget.enter(.layingHops)
    defer { budget.enter(.searching) }
    let graph = candidates.graph(slowestS: slowestS, budget)
    // What the clock cut short is nobody else's.
    if budget.stop == nil { laid.graphs[key, default: [:]][slowestS] = graph }
    return graph
  }

  /// A good plan over some sites of a large map, evenly spread: what a search starts from, and what is left where it has no
  /// time. `nil` on maps that are laid whole at once, and where there is none.
  private func firstPlan(_ goal: SearchGoal, _ budget: Budget) throws(SolverError) -> PlannedChains? {
    guard network.sites.count > Self.fewSites else { return nil }
    let whole = candidates.leastKm(from: ends.from, to: ends.to)
    guard whole.isFinite else { return nil }
    var best: PlannedChains?
    for count in Self.spreads where budget.stop == nil {
      let sites = candidates.spread(from: ends.from, to: ends.to, apartKm: whole / count)
      // All sites are for the search itself.
      if Double(sites.count) > 0.7 * Double(network.sites.count) { break }
      let slowest = best.map(\.chain.figures.meanTimeS) ?? .infinity
      let graph = candidates.graph(
        slowestS: min(goal.limits.slowestS, goal.objective == .rate ? slowest : .infinity),
        mostRoutes: Self.routesOfAFirstPlan, among: sites,
        budget)
      let outcome = try solve(on: graph, goal: goal, budget: budget.quietly, onlyStarts: true)
      guard let found = outcome.found else { continue }
      let isBetter = best.map { goal.objective.isMinimised ? found.value < $0.value : found.value > $0.value }
      if isBetter ?? true { best = found }
      budget.report(value: best?.value, bound: nil, found.statistics)
    }
    return best
  }

  /// Sites that a plan is first looked for among, over the length of the shortest fibre.
  private static let spreads = [40.0, 100.0]

  private static let routesOfAFirstPlan = 4

  /// Maps of fewer sites are laid whole at once.
  private static let fewSites = 40
}
