internal import Foundation
internal import GraphAlgorithms

/// Bounds of plans whose swaps fail now and then.
///
/// Let r_e = p_M/τ be the pairs/s of a hop that keeps at most one pair a period. No protocol with any memory delivers more
/// than (Σ r_e^(−s))^(−1/s), s = 1/log2(1/q): a swapping tree uses q^(−d) pairs of a hop at depth d for each delivery, Kraft's
/// equality makes Σ u^(−s) = 1 of these uses u, and {Σ u^(−s) ≤ 1} is convex, so mixtures of trees stay inside. A nested
/// plan of two hops or more delivers only if its last swap succeeds, and makes both halves anew if not, each time
/// for at least the time until every hop has a pair: E[T] ≥ E[max]/q.
struct ProbabilisticBounds {
  let space: ChainSpace
  let toGo: CostToGo
  let swapSuccess: Double
  let exponent: Double
  /// r_e^(−s) of each choice.
  let weights: [Double]
  /// Least sum of weights to go, [hops][site].
  let weightToGo: [[Double]]

  init(space: ChainSpace, toGo: CostToGo, swapSuccess: Double) {
    self.space = space
    self.toGo = toGo
    self.swapSuccess = swapSuccess
    let exponent = 1 / log2(1 / swapSuccess)
    self.exponent = exponent
    // In units of the grid's time, for the power not to overflow.
    let unit = space.grid.smoothTimes.last ?? 1
    let weights = space.choices.map {
      pow($0.law.wholeMeanS / $0.presence / unit, exponent)
    }
    self.weights = weights
    let arriving = space.arriving
    weightToGo =
      LayeredWalks(
        nodeCount: space.steps.count, from: space.target, atMost: max(1, space.maximumHops)
      ) { arriving[$0].lazy.map { (head: $0.from, label: weights[$0.step.choice]) } }.labels
  }

  /// Time that a sum of weights bounds from below, in s.
  func time(weight: Double) -> Double {
    pow(weight, 1 / exponent) * (space.grid.smoothTimes.last ?? 1)
  }

  /// The best score that any plan can have, and which bound says so.
  func bound(goal: SearchGoal) -> (score: Double, kind: Method.NestedBound) {
    let g = space.grid.count
    var best: (score: Double, kind: Method.NestedBound) = (-.infinity, .lastSwap)
    for hops in 1...max(1, space.maximumHops) where toGo.isReachable(from: space.source, hops: hops) {
      let throughput = time(weight: weightToGo[hops][space.source])
      let waiting =
        space.grid.meanTime { toGo.time[hops][toGo.rows[space.source] * g + $0] }
        / (hops > 1 ? swapSuccess : 1)
      let figures = goal.figures(
        meanTimeS: max(throughput, waiting) + toGo.delay[hops][space.source],
        state: NoiseBudget.state(toGo.noise[hops][space.source]), hops: hops,
        cost: toGo.cost[hops][space.source])
      guard let score = goal.score(figures), score > best.score else { continue }
      best = (score, throughput > waiting ? .throughput : .lastSwap)
    }
    return best
  }

  /// Paths worth an exact estimate, by an approximate nested time, best first.
  func candidates(goal: SearchGoal) -> [[Int]] {
    var paths: [[Int]] = []
    func add(_ shortest: MajoriseMinimise) {
      for path in shortest.shortestPaths(weights: weights) + shortest.paths() where !paths.contains(path) {
        if space.fits(path) { paths.append(path) }
      }
    }
    for setting in Set(space.choices.map(\.setting)).sorted() {
      let steps = space.steps.map { $0.filter { space.choices[$0.choice].setting == setting } }
      add(MajoriseMinimise(space: ChainSpace(space, steps: steps)))
    }
    if space.hasOptions { add(MajoriseMinimise(space: space)) }
    let scored = paths.map { path -> (path: [Int], score: Double) in
      let time = SwapTrees(means: path.map { space.choices[$0].law.meanS }, swapSuccess: swapSuccess).fastest
      let noise = space.noise.swap * Double(path.count - 1) + space.ownNoise(of: path)
      let figures = goal.figures(
        meanTimeS: time.meanS, state: NoiseBudget.state(noise), hops: path.count,
        cost: space.cost(of: path))
      return (path, goal.score(figures) ?? -.infinity)
    }
    return scored.sorted { $0.score > $1.score }.map(\.path)
  }
}
