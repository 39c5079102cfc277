internal import ChainSimulator
internal import Foundation
internal import LinkPhysics

extension Planner {
  /// A good path where swaps fail now and then, with a bound that holds for every policy.
  ///
  /// For swaps of success probability q no protocol with any memory delivers more than (Σ r_e^(−s))^(−1/s) pairs/s over
  /// hops of raw rates r_e, s = 1/log2(1/q): a swapping tree uses q^(−d) pairs of a hop at depth d for each delivery, Kraft's
  /// equality makes Σ u^(−s) = 1 of these uses u, and {Σ u^(−s) ≤ 1} is convex, so mixtures of trees stay inside. Repeating
  /// a delivery on demand is such a protocol, so the bound is additive over the hops and one shortest path maximises it.
  /// It is loose for on-demand delivery (about four times at q = ½): the gap says so.
  ///
  /// Candidates are, for each number of hops, the shortest paths by that weight and by mean times; each is judged by the exact
  /// estimator of the nested policy on the balanced tree.
  func solveProbabilistic(
    on graph: HopGraph, goal: SearchGoal, clock: SearchClock, progress: (PlanProgress) -> Void
  ) -> PairSolution? {
    let exponent = 1 / log2(1 / hardware.swap.successProbability)
    var best: PairSolution?
    var statistics = SolveStatistics()
    var bound = -Double.infinity
    var stop: Certificate.Stop?
    for setting in settings(of: graph) {
      guard let problem = problem(on: graph, limits: goal.limits, setting: setting) else { continue }
      let evaluator = ChainEvaluator(problem: problem, graph: graph, hardware: hardware, request: request)
      let shortest = MajoriseMinimise(problem: problem)
      let weights = problem.choices.map { choice in
        pow(
          choice.periodS
            / (Double(choice.modes) * graph.hops[choice.hop].options[choice.option].link.successProbability),
          exponent)
      }
      var paths = shortest.shortestPaths(weights: weights)
      for path in paths {
        let time = pow(path.reduce(0) { $0 + weights[$1] }, 1 / exponent)
        // The bound says nothing of the state or of costs.
        let figures = SearchGoal.Figures(meanTimeS: time, state: .perfect, hops: path.count, cost: 0)
        bound = max(bound, goal.score(figures) ?? -.infinity)
      }
      for path in shortest.paths() where !paths.contains(path) { paths.append(path) }
      for path in paths {
        stop = stop ?? clock.stop
        guard stop == nil else { break }
        statistics.exactEstimates += 1
        let figures = evaluator.figures(path)
        guard let score = goal.score(figures), score > best?.outcome.best?.score ?? -.infinity else {
          continue
        }
        let candidate = PrefixSearch.Candidate(path: path, figures: figures, score: score)
        best = PairSolution(
          outcome: SinglePairSolver.Outcome(
            best: candidate, bound: bound, stop: .finished, statistics: statistics, model: nil),
          evaluator: evaluator)
        progress(
          PlanProgress(
            value: goal.value(fromScore: score), bound: goal.value(fromScore: bound), ilpSolves: 0,
            exactEstimates: statistics.exactEstimates))
      }
    }
    best?.outcome.bound = bound
    best?.outcome.statistics = statistics
    best?.outcome.isHeuristic = true
    if let stop { best?.outcome.stop = stop }
    return best
  }
}
