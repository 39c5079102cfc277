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
  let strategy: BestChain
  let graph: HopGraph
  let goal: SearchGoal
  let setting: String?
  let budget: Budget

  /// Options that may come in, and routes of one pair.
  static let mostOptions = 150_000
  static let mostRoutes = 256

  enum Verdict {
    /// What was known stays.
    case holds(SolveStatistics)
    /// The best plans among everything, the first one the best.
    case found([PrefixSearch.Candidate], ChainModel, SolveStatistics)
    /// It could not be carried through: no plan scores more than the bound.
    case open(bound: Double, Stop)
  }

  /// - Parameters:
  ///   - known: the best plans among the kept options, of different sets of repeaters; paths of `model`, or none for plans
  ///     from elsewhere.
  ///   - keep: how many plans are wanted.
  func run(
    _ space: ChainSpace, known: [PrefixSearch.Candidate], keep: Int, stopsAtFirst: Bool = false,
    model: ChainModel
  ) throws(SolverError) -> Verdict {
    let floor = known.count >= keep ? known.last : nil
    let toGo = CostToGo(space)
    lazy var bound = Self.bound(space, toGo, goal)
    var mayBeat: Bool { bound.map { $0 > floor?.score ?? -.infinity } ?? false }
    func open(_ stop: Stop, most: Double = .infinity) -> Verdict {
      mayBeat ? .open(bound: min(bound ?? -.infinity, most), stop) : .holds(SolveStatistics())
    }
    // Beside a plan of the largest rate, key rate or fidelity the bound of all plans together seldom says more than what
    // follows, and takes as long.
    let isLikelyToTell = goal.objective.isMinimised || floor?.path.isEmpty ?? true
    if isLikelyToTell, !mayBeat { return .holds(SolveStatistics()) }
    let left = reduced(space, toGo, floor)
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
        let hop = graph.hops[model.space.choices[choice].hop]
        pairs[SIMD2(hop.from, hop.to), default: 0] += 1
      }
    }
    while true {
      if let stop = budget.stop { return open(stop) }
      guard let wide = everything(pairs) else { return open(.memoryLimit) }
      guard wide.hops.reduce(0, { $0 + $1.options.count }) <= Self.mostOptions else {
        return open(.memoryLimit)
      }
      guard let all = strategy.space(on: wide, limits: goal.limits, setting: setting, budget) else {
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
      return try search(rest, wide, known, keep: keep, stopsAtFirst: stopsAtFirst, model, open)
    }
  }

  private func search(
    _ rest: ChainSpace, _ wide: HopGraph, _ known: [PrefixSearch.Candidate], keep: Int,
    stopsAtFirst: Bool, _ model: ChainModel, _ open: (_ stop: Stop, _ most: Double) -> Verdict
  ) throws(SolverError) -> Verdict {
    let judge = ChainModel(
      space: rest, graph: wide, question: strategy.question)
    let incumbents = known.map { candidate in
      var own = candidate
      own.repeaters = candidate.repeaters ?? repeaters(of: candidate, model)
      own.path = translated(candidate.path, model, judge)
      return own
    }
    var outcome = PrefixSearch(space: rest, toGo: CostToGo(rest), goal: goal, estimate: judge.figures).run(
      incumbents: incumbents, keep: keep, stopsAtFirst: stopsAtFirst, mayGoOn: { budget.stop })
    var statistics = SolveStatistics()
    statistics.labels = outcome.labels
    statistics.exactEstimates = outcome.exactEstimates
    guard outcome.finished, judge.unjudged.count == 0 else {
      return open(outcome.stop, max(outcome.bound, known.first?.score ?? -.infinity))
    }
    // A plan from elsewhere, or one that has not changed, is not this space's to return.
    outcome.kept.removeAll { $0.path.isEmpty }
    let isNew = outcome.kept.contains { found in !known.contains { $0.score == found.score } }
    return isNew ? .found(outcome.kept, judge, statistics) : .holds(statistics)
  }

  /// What the bounds leave.
  private func reduced(
    _ space: ChainSpace, _ toGo: CostToGo, _ floor: PrefixSearch.Candidate?
  ) -> ChainSpace {
    var (space, toGo) = (space, toGo)
    if let floor {
      let solver = SpaceSearch(
        space: space, goal: goal, estimate: { _ in floor.figures }, budget: budget)
      if let ceiling = solver.timeCeiling(floor, toGo) {
        space = space.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo)
        toGo = CostToGo(space)
      }
    }
    for _ in 0..<SpaceSearch.mostFilters where budget.stop == nil {
      let before = space.stepCount
      guard let less = space.keepingStepsThatMayBeat(floor, goal: goal, toGo: toGo, budget) else { break }
      space = less
      toGo = CostToGo(less)
      if Double(less.stepCount) > 0.9 * Double(before) { break }
    }
    return space
  }

  /// The most that any plan scores, by bounds that hold for every option that others stand for; `nil` where none is allowed.
  static func bound(_ space: ChainSpace, _ toGo: CostToGo, _ goal: SearchGoal) -> Double? {
    let g = space.grid.count
    let completion = CompletionBound(space: space, toGo: toGo, goal: goal, floor: nil)
    var best: Double?
    for hops in 1...max(1, space.maximumHops) where toGo.isReachable(from: space.source, hops: hops) {
      let part = CompletionBound.Part(
        noise: toGo.noise[hops][space.source], supports: toGo.supports[hops][space.source],
        ownNoise: .zero, alongToGo: completion.along.isEmpty ? 0 : completion.along[hops][space.source],
        delay: toGo.delay[hops][space.source], hops: hops, cost: toGo.cost[hops][space.source])
      let score = completion.score(part, floor: nil) { price, j in
        completion.time[price][hops][toGo.rows[space.source] * g + j]
      }
      if let score { best = max(best ?? score, score) }
    }
    return best
  }

  /// All options of some pairs of sites, with as many routes each; `nil` where there are more and nothing is known of them.
  private func everything(_ pairs: [SIMD2<Int>: Int]) -> HopGraph? {
    let slowest = goal.limits.slowestS
    var hops: [Hop]
    if graph.isFixed {
      hops = graph.hops.filter { pairs[SIMD2($0.from, $0.to)] != nil }.map {
        strategy.candidates.withEverything($0, slowestS: slowest)
      }
    } else {
      hops = []
      let isKnown = strategy.hardware.isBestBalanced
      for (pair, routes) in pairs.sorted(by: { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }) {
        let all = strategy.candidates.everything(
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

  private func repeaters(of candidate: PrefixSearch.Candidate, _ model: ChainModel) -> [Int] {
    (model.space.sites(of: candidate.path) ?? []).dropFirst().dropLast().sorted()
  }

  /// The path of the same hops, or of ones that replace them; empty where there is none.
  private func translated(_ path: [Int], _ from: ChainModel, _ to: ChainModel) -> [Int] {
    let own = path.compactMap { choice -> Int? in
      let (hop, option) = (from.graph.hops[from.space.choices[choice].hop], from.option(choice))
      let dominance = strategy.candidates.dominance(from: hop.from, to: hop.to)
      return to.space.choices.indices.first { index in
        let other = to.graph.hops[to.space.choices[index].hop]
        return !other.isVirtual && other.from == hop.from && other.to == hop.to
          && dominance.replaces(to.option(index), delayS: other.delayS, option, delayS: hop.delayS)
      }
    }
    return own.count == path.count ? own : []
  }
}
