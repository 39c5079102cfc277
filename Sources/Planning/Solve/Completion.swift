internal import Foundation
internal import LinkPhysics
internal import Optimization

/// Extends the proof of a search among the options that stand for others to every route, station and setting.
///
/// Bounds are made of terms that add up along a chain, in which an option stands for all that it beats; so a step that the
/// bounds rule out is ruled out with everything that it stands for. What is left is taken apart: all options of those hops
/// come in, with a virtual hop for the routes that are not drawn yet (their ideal link, waiting for nothing). Where the
/// bounds do not rule out a virtual hop, more routes are drawn. The search over what then is left is exact.
struct Completion {
  let planner: Planner
  let graph: HopGraph
  let goal: SearchGoal
  let setting: String?
  let clock: SearchClock

  /// Options that may come in, and routes of one pair.
  static let mostOptions = 150_000
  static let mostRoutes = 256

  enum Outcome {
    /// What was known stays.
    case holds(SolveStatistics)
    /// The best plans among everything, the first one the best.
    case found([PrefixSearch.Candidate], ChainEvaluator, SolveStatistics)
    /// It could not be carried through: no plan scores more than the bound.
    case open(bound: Double, Certificate.Stop)
  }

  /// - Parameters:
  ///   - known: the best plans among the kept options, of different sets of repeaters; paths of `evaluator`, or none for plans
  ///     from elsewhere.
  ///   - keep: how many plans are wanted.
  func run(
    _ problem: DemandProblem, known: [PrefixSearch.Candidate], keep: Int, stopsAtFirst: Bool = false,
    evaluator: ChainEvaluator
  ) throws(SolverError) -> Outcome {
    let floor = known.count >= keep ? known.last : nil
    let toGo = CostToGo(problem)
    guard let bound = Self.bound(problem, toGo, goal), bound > floor?.score ?? -.infinity else {
      return .holds(SolveStatistics())
    }
    func open(_ stop: Certificate.Stop) -> Outcome { .open(bound: bound, stop) }
    let left = reduced(problem, toGo, floor)
    var pairs: [SIMD2<Int>: Int] = [:]
    for site in left.steps.indices {
      for step in left.steps[site] {
        let hop = graph.hops[left.choices[step.choice].hop]
        pairs[SIMD2(hop.from, hop.to), default: 0] += 1
      }
    }
    if pairs.isEmpty { return .holds(SolveStatistics()) }
    for candidate in known {
      for choice in candidate.path {
        let hop = graph.hops[evaluator.problem.choices[choice].hop]
        pairs[SIMD2(hop.from, hop.to), default: 0] += 1
      }
    }
    while true {
      if let stop = clock.stop { return open(stop) }
      guard let wide = everything(pairs) else { return open(.memoryLimit) }
      guard wide.hops.reduce(0, { $0 + $1.options.count }) <= Self.mostOptions else {
        return open(.memoryLimit)
      }
      guard let all = planner.problem(on: wide, limits: goal.limits, setting: setting) else {
        return .holds(SolveStatistics())
      }
      let rest = reduced(all, CostToGo(all), floor)
      let undrawn = Set(
        rest.steps.flatMap { $0.map { wide.hops[rest.choices[$0.choice].hop] } }.filter(\.isVirtual)
          .map { SIMD2($0.from, $0.to) })
      guard undrawn.isEmpty else {
        for pair in undrawn {
          pairs[pair] = 2 * max(1, pairs[pair] ?? 1)
          if pairs[pair]! > Self.mostRoutes { return open(.memoryLimit) }
        }
        continue
      }
      return try search(rest, wide, known, keep: keep, stopsAtFirst: stopsAtFirst, evaluator, bound)
    }
  }

  private func search(
    _ rest: DemandProblem, _ wide: HopGraph, _ known: [PrefixSearch.Candidate], keep: Int,
    stopsAtFirst: Bool, _ evaluator: ChainEvaluator, _ bound: Double
  ) throws(SolverError) -> Outcome {
    let judge = ChainEvaluator(
      problem: rest, graph: wide, hardware: planner.hardware, request: planner.request)
    let incumbents = known.map { candidate in
      var own = candidate
      own.repeaters = candidate.repeaters ?? repeaters(of: candidate, evaluator)
      own.path = translated(candidate.path, evaluator, judge)
      return own
    }
    var outcome = PrefixSearch(problem: rest, toGo: CostToGo(rest), goal: goal, estimate: judge.figures).run(
      incumbents: incumbents, keep: keep, stopsAtFirst: stopsAtFirst, mayGoOn: { clock.stop })
    var statistics = SolveStatistics()
    statistics.labels = outcome.labels
    statistics.exactEstimates = outcome.exactEstimates
    guard outcome.finished, judge.unjudged.count == 0 else {
      return .open(bound: min(bound, max(outcome.bound, known.first?.score ?? -.infinity)), outcome.stop)
    }
    // A plan from elsewhere, or one that has not changed, is not this problem's to return.
    outcome.kept.removeAll { $0.path.isEmpty }
    let isNew = outcome.kept.contains { found in !known.contains { $0.score == found.score } }
    return isNew ? .found(outcome.kept, judge, statistics) : .holds(statistics)
  }

  /// What the bounds leave.
  private func reduced(
    _ problem: DemandProblem, _ toGo: CostToGo, _ floor: PrefixSearch.Candidate?
  ) -> DemandProblem {
    var (problem, toGo) = (problem, toGo)
    if let floor {
      let solver = SinglePairSolver(
        problem: problem, goal: goal, estimate: { _ in floor.figures }, clock: clock, progress: { _ in })
      if let ceiling = solver.timeCeiling(floor, toGo) {
        problem = problem.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo)
        toGo = CostToGo(problem)
      }
    }
    for _ in 0..<SinglePairSolver.mostFilters where clock.stop == nil {
      let before = problem.stepCount
      guard let less = problem.keepingStepsThatMayBeat(floor, goal: goal, toGo: toGo) else { break }
      problem = less
      toGo = CostToGo(less)
      if Double(less.stepCount) > 0.9 * Double(before) { break }
    }
    return problem
  }

  /// The most that any plan scores, by bounds that hold for every option that others stand for; `nil` where none is allowed.
  static func bound(_ problem: DemandProblem, _ toGo: CostToGo, _ goal: SearchGoal) -> Double? {
    let g = problem.grid.count
    let completion = CompletionBound(problem: problem, toGo: toGo, goal: goal, floor: nil)
    var best: Double?
    for hops in 1...max(1, problem.maximumHops) where toGo.isReachable(from: problem.source, hops: hops) {
      let part = CompletionBound.Part(
        noise: toGo.noise[hops][problem.source], supports: toGo.supports[hops][problem.source],
        ownNoise: .zero, alongToGo: completion.along.isEmpty ? 0 : completion.along[hops][problem.source],
        delay: toGo.delay[hops][problem.source], hops: hops, cost: toGo.cost[hops][problem.source])
      let score = completion.score(part, floor: nil) { price, j in
        completion.time[price][hops][problem.source * g + j]
      }
      if let score { best = max(best ?? score, score) }
    }
    return best
  }

  /// All options of some pairs of sites, with as many routes each; `nil` where there are more and nothing is known of them.
  private func everything(_ pairs: [SIMD2<Int>: Int]) -> HopGraph? {
    let slowest = goal.limits.leastRateHz.map { (1 / $0) * (1 + 1e-9) } ?? .infinity
    var hops: [Hop]
    if graph.isFixed {
      hops = graph.hops.filter { pairs[SIMD2($0.from, $0.to)] != nil }.map {
        planner.space.withEverything($0, slowestS: slowest)
      }
    } else {
      hops = []
      let isKnown = planner.hardware.isBestBalanced
      for (pair, routes) in pairs.sorted(by: { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }) {
        let all = planner.space.everything(
          from: pair.x, to: pair.y, routes: isKnown ? routes : CandidateSpace.mostRoutesOfAPair,
          slowestS: slowest)
        guard isKnown || all.isWhole else { return nil }
        hops += all.hops
      }
    }
    if !graph.mostModes.isEmpty {
      for index in hops.indices {
        guard let most = graph.mostModes[SIMD2(hops[index].from, hops[index].to)] else { continue }
        hops[index].options.removeAll { $0.link.modes > most }
      }
    }
    return HopGraph(network: graph.network, hops: hops, isFixed: graph.isFixed)
  }

  private func repeaters(of candidate: PrefixSearch.Candidate, _ evaluator: ChainEvaluator) -> [Int] {
    (evaluator.problem.sites(of: candidate.path) ?? []).dropFirst().dropLast().sorted()
  }

  /// The path of the same hops, or of ones that replace them; empty where there is none.
  private func translated(_ path: [Int], _ from: ChainEvaluator, _ to: ChainEvaluator) -> [Int] {
    let dominance = planner.space.dominance
    let own = path.compactMap { choice -> Int? in
      let (hop, option) = (from.graph.hops[from.problem.choices[choice].hop], from.option(choice))
      return to.problem.choices.indices.first { index in
        let other = to.graph.hops[to.problem.choices[index].hop]
        return !other.isVirtual && other.from == hop.from && other.to == hop.to
          && dominance.replaces(to.option(index), delayS: other.delayS, option, delayS: hop.delayS)
      }
    }
    return own.count == path.count ? own : []
  }
}
