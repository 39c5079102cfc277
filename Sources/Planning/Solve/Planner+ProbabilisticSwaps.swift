internal import ChainSimulator
internal import Foundation
internal import LinkPhysics

extension Planner {
  /// A good path and swap tree where swaps fail now and then, with the best bound known.
  ///
  /// Candidates are, for each number of hops, shortest paths by raw rates and by mean times. The most promising by
  /// an approximate nested time are judged by the exact estimator of the nested policy, each on its best tree
  /// (`SwapTrees`). Short chains are then searched through: see `ShortChainSearch`.
  func solveProbabilistic(
    on graph: HopGraph, goal: SearchGoal, clock: SearchClock, progress: (PlanProgress) -> Void
  ) -> PairSolution? {
    var best: PairSolution?
    var statistics = SolveStatistics()
    var bound = (score: -Double.infinity, words: "")
    var stop: Certificate.Stop?
    // Beside a slow neighbour a slower option may wait less, and here beaten options are not brought back.
    let memory = hardware.memory
    let losesOptions = goal.needsState && max(memory.rateX, memory.rateY, memory.rateZ) > 0
    var isProved = true
    for setting in settings(of: graph) {
      guard let problem = problem(on: graph, limits: goal.limits, setting: setting) else { continue }
      let evaluator = ChainEvaluator(problem: problem, graph: graph, hardware: hardware, request: request)
      let bounds = ProbabilisticBounds(
        problem: problem, toGo: CostToGo(problem), swapSuccess: hardware.swap.successProbability)
      func judge(_ path: [Int]) {
        statistics.exactEstimates += 1
        let figures = evaluator.figures(path)
        guard let score = goal.score(figures), score > best?.outcome.best?.score ?? -.infinity else { return }
        best = PairSolution(
          outcome: SinglePairSolver.Outcome(
            best: PrefixSearch.Candidate(path: path, figures: figures, score: score), bound: bound.score,
            stop: .finished, statistics: statistics, model: nil), evaluator: evaluator)
        progress(
          PlanProgress(
            value: goal.value(fromScore: score),
            bound: bound.score.isFinite ? goal.value(fromScore: bound.score) : nil,
            ilpSolves: 0, exactEstimates: statistics.exactEstimates))
      }
      for path in bounds.candidates(goal: goal).prefix(Self.mostNestedEstimates) {
        stop = stop ?? clock.stop
        if stop == nil || best == nil { judge(path) }
      }
      var search = ShortChainSearch(bounds: bounds, goal: goal)
      let isClosed = search.run(
        best: { best?.outcome.best?.score }, mayGoOn: { clock.stop == nil }, judge: judge)
      stop = stop ?? clock.stop
      // Bounds hold for what an option beats, too; an estimate of a chain that waits is of its own options alone.
      isProved = isProved && isClosed && !(losesOptions && search.hasJudgedWaiting)
      let whole = bounds.bound(goal: goal)
      if whole.score > bound.score { bound = whole }
    }
    guard var solution = best, let score = solution.outcome.best?.score else { return best }
    if stop != nil { isProved = false }
    solution.outcome.bound = isProved ? score : max(bound.score, score)
    solution.outcome.statistics = statistics
    solution.outcome.isHeuristic = !isProved
    if let stop { solution.outcome.stop = stop }
    let trees =
      "nested policy, every swap tree up to \(SwapTrees.mostHopsForAll) hops, the balanced, the fastest and that of most throughput beyond (\(statistics.exactEstimates) chains judged exactly)"
    solution.outcome.method =
      isProved
      ? "search through all chains that a bound does not rule out; \(trees); proved among nested plans that keep one pair a hop"
      : "best of the shortest paths by raw rate and by mean time for each number of hops; \(trees). Bound: \(bound.words)"
    return solution
  }

  /// Candidates judged for each setting of the knob.
  static let mostNestedEstimates = 8
}

/// Bounds of plans whose swaps fail now and then.
///
/// Let r_e = p_M/τ be the pairs/s of a hop that keeps at most one pair a period. No protocol with any memory delivers more
/// than (Σ r_e^(−s))^(−1/s), s = 1/log2(1/q): a swapping tree uses q^(−d) pairs of a hop at depth d for each delivery, Kraft's
/// equality makes Σ u^(−s) = 1 of these uses u, and {Σ u^(−s) ≤ 1} is convex, so mixtures of trees stay inside. A nested
/// plan of two hops or more delivers only if its last swap succeeds, and makes both halves anew if not, each time
/// for at least the time until every hop has a pair: E[T] ≥ E[max]/q.
struct ProbabilisticBounds {
  let problem: DemandProblem
  let toGo: CostToGo
  let swapSuccess: Double
  let exponent: Double
  /// r_e^(−s) of each choice.
  let weights: [Double]
  /// Least sum of weights to go, [hops][site].
  let weightToGo: [[Double]]

  init(problem: DemandProblem, toGo: CostToGo, swapSuccess: Double) {
    self.problem = problem
    self.toGo = toGo
    self.swapSuccess = swapSuccess
    let exponent = 1 / log2(1 / swapSuccess)
    self.exponent = exponent
    // In units of the grid's time, for the power not to overflow.
    let unit = problem.grid.smoothTimes.last ?? 1
    let weights = problem.choices.map {
      pow($0.periodS / (-expm1(-$0.hazard) * $0.presence) / unit, exponent)
    }
    self.weights = weights
    var least = [Array(repeating: Double.infinity, count: problem.steps.count)]
    least[0][problem.target] = 0
    for k in 1...max(1, problem.maximumHops) {
      least.append(
        problem.steps.map { steps in
          steps.reduce(.infinity) { min($0, weights[$1.choice] + least[k - 1][$1.to]) }
        })
    }
    weightToGo = least
  }

  /// Time that a sum of weights bounds from below, in s.
  func time(weight: Double) -> Double {
    pow(weight, 1 / exponent) * (problem.grid.smoothTimes.last ?? 1)
  }

  /// The best score that any plan can have, and which bound says so.
  func bound(goal: SearchGoal) -> (score: Double, words: String) {
    let g = problem.grid.count
    var best = (score: -Double.infinity, words: "")
    for hops in 1...max(1, problem.maximumHops) where toGo.isReachable(from: problem.source, hops: hops) {
      let throughput = time(weight: weightToGo[hops][problem.source])
      let waiting =
        problem.grid.meanTime { toGo.time[hops][problem.source * g + $0] } / (hops > 1 ? swapSuccess : 1)
      let figures = SearchGoal.Figures(
        meanTimeS: max(throughput, waiting) + toGo.delay[hops][problem.source],
        state: NoiseBudget.state(toGo.noise[hops][problem.source]), hops: hops,
        cost: toGo.cost[hops][problem.source])
      guard let score = goal.score(figures), score > best.score else { continue }
      best = (
        score,
        throughput > waiting
          ? "throughput of any policy and any memory with swaps that fail, which on-demand delivery does not reach"
          : "mean time until every hop has a pair, over the probability of the last swap"
      )
    }
    return best
  }

  /// Paths worth an exact estimate, by an approximate nested time, best first.
  func candidates(goal: SearchGoal) -> [[Int]] {
    var paths: [[Int]] = []
    func add(_ shortest: MajoriseMinimise) {
      for path in shortest.shortestPaths(weights: weights) + shortest.paths() where !paths.contains(path) {
        if problem.fits(path) { paths.append(path) }
      }
    }
    for setting in Set(problem.choices.map(\.setting)).sorted() {
      let steps = problem.steps.map { $0.filter { problem.choices[$0.choice].setting == setting } }
      add(MajoriseMinimise(problem: DemandProblem(problem, steps: steps)))
    }
    if problem.hasOptions { add(MajoriseMinimise(problem: problem)) }
    let scored = paths.map { path -> (path: [Int], score: Double) in
      let time = SwapTrees(means: path.map { problem.choices[$0].meanS }, swapSuccess: swapSuccess).fastest
      var noise = problem.noise.swap * Double(path.count - 1)
      for choice in path { noise += problem.choices[choice].noise }
      let figures = SearchGoal.Figures(
        meanTimeS: time.meanS, state: NoiseBudget.state(noise), hops: path.count,
        cost: problem.cost(of: path))
      return (path, goal.score(figures) ?? -.infinity)
    }
    return scored.sorted { $0.score > $1.score }.map(\.path)
  }
}

/// Search through the chains that bounds do not rule out: a proof where all of them are short enough to try every tree.
struct ShortChainSearch {
  let bounds: ProbabilisticBounds
  let goal: SearchGoal
  /// Chains judged, and beginnings looked at, after which the search gives up.
  static let mostEstimates = 200
  static let mostBeginnings = 50_000

  private var estimates = 0
  private var beginnings = 0
  /// Whether chains with a repeater were judged, not ruled out by bounds.
  private(set) var hasJudgedWaiting = false

  init(bounds: ProbabilisticBounds, goal: SearchGoal) {
    self.bounds = bounds
    self.goal = goal
  }

  /// - Returns: whether no chain that is not judged can be better than the best.
  mutating func run(best: () -> Double?, mayGoOn: () -> Bool, judge: ([Int]) -> Void) -> Bool {
    let problem = bounds.problem
    for hops in 1...max(1, problem.maximumHops)
    where bounds.toGo.isReachable(from: problem.source, hops: hops) {
      let start = Beginning(
        path: [], sites: [problem.source], weight: 0,
        time: Array(repeating: 0, count: problem.grid.count), noise: .zero, delay: 0, cost: 0)
      guard canBeat(best(), start, left: hops) else { continue }
      guard hops <= SwapTrees.mostHopsForAll,
        extend(start, left: hops, best: best, mayGoOn: mayGoOn, judge: judge)
      else { return false }
    }
    return true
  }

  private struct Beginning {
    var path: [Int]
    var sites: [Int]
    var weight: Double
    var time: [Double]
    var noise: SIMD3<Double>
    var delay: Double
    var cost: Double
  }

  private func canBeat(_ best: Double?, _ part: Beginning, left: Int) -> Bool {
    let problem = bounds.problem
    let site = part.sites.last ?? problem.source
    guard bounds.toGo.isReachable(from: site, hops: left) else { return false }
    let g = problem.grid.count
    let waiting = problem.grid.meanTime { part.time[$0] + bounds.toGo.time[left][site * g + $0] }
    let hops = part.path.count + left
    let figures = SearchGoal.Figures(
      meanTimeS: max(
        bounds.time(weight: part.weight + bounds.weightToGo[left][site]),
        waiting / (hops > 1 ? bounds.swapSuccess : 1)) + part.delay + bounds.toGo.delay[left][site],
      state: NoiseBudget.state(part.noise + bounds.toGo.noise[left][site]), hops: hops,
      cost: part.cost + bounds.toGo.cost[left][site])
    guard let score = goal.score(figures) else { return false }
    guard let best else { return true }
    return score > best + abs(best) * PrefixSearch.tolerance
  }

  private mutating func extend(
    _ part: Beginning, left: Int, best: () -> Double?, mayGoOn: () -> Bool, judge: ([Int]) -> Void
  ) -> Bool {
    let problem = bounds.problem
    guard left > 0 else {
      estimates += 1
      guard estimates <= Self.mostEstimates, mayGoOn() else { return false }
      if part.path.count > 1 { hasJudgedWaiting = true }
      if problem.fits(part.path) { judge(part.path) }
      return true
    }
    let site = part.sites.last ?? problem.source
    let g = problem.grid.count
    for step in problem.steps[site]
    where (step.to == problem.target) == (left == 1) && !part.sites.contains(step.to) {
      beginnings += 1
      guard beginnings <= Self.mostBeginnings else { return false }
      var next = part
      next.path.append(step.choice)
      next.sites.append(step.to)
      next.weight += bounds.weights[step.choice]
      for j in 0..<g { next.time[j] += problem.costs[step.choice * g + j] }
      next.noise += problem.noise(of: step, from: site, side: .zero)
      next.delay += problem.delay(step.choice)
      next.cost += problem.cost(of: step)
      guard canBeat(best(), next, left: left - 1) else { continue }
      guard extend(next, left: left - 1, best: best, mayGoOn: mayGoOn, judge: judge) else { return false }
    }
    return true
  }
}
