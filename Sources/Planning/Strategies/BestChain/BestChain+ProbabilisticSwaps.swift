internal import ChainSimulator
internal import Foundation
internal import LinkPhysics

extension BestChain {
  /// A good path and swap tree where swaps fail now and then, with the best bound known.
  ///
  /// Candidates are, for each number of hops, shortest paths by raw rates and by mean times. The most promising by
  /// an approximate nested time are judged by the exact estimator of the nested policy, each on its best tree
  /// (`SwapTrees`). Short chains are then searched through: see `ShortChainSearch`.
  func solveProbabilistic(on graph: HopGraph, goal: SearchGoal, budget: Budget) -> Outcome<PlannedChains> {
    var best: (score: Double, chain: PlannedChain)?
    var statistics = SolveStatistics()
    var bound: (score: Double, kind: Method.NestedBound) = (-.infinity, .lastSwap)
    var stop: Stop?
    // Beside a slow neighbour a slower option may wait less, and here beaten options are not brought back.
    let memory = hardware.memory
    let losesOptions = goal.needsState && max(memory.rateX, memory.rateY, memory.rateZ) > 0
    var isProved = true
    for setting in settings(of: graph) {
      guard let space = space(on: graph, limits: goal.limits, setting: setting, budget) else { continue }
      let model = ChainModel(space: space, graph: graph, question: question, budget: budget)
      let bounds = ProbabilisticBounds(
        space: space, toGo: CostToGo(space), swapSuccess: hardware.swap.successProbability)
      func judge(_ path: [Int]) {
        statistics.exactEstimates += 1
        let figures = model.figures(path)
        guard let score = goal.score(figures), score > best?.score ?? -.infinity else { return }
        best = (score, PlannedChain(model: model, path: path, figures: figures))
        budget.report(
          value: goal.value(fromScore: score),
          bound: bound.score.isFinite ? goal.value(fromScore: bound.score) : nil, statistics)
      }
      for path in bounds.candidates(goal: goal).prefix(Self.mostNestedEstimates) {
        stop = stop ?? budget.stop
        // One is judged in any case, so that there is something to show.
        if stop == nil || statistics.exactEstimates == 0 { judge(path) }
      }
      var search = ShortChainSearch(bounds: bounds, goal: goal)
      let isClosed = search.run(best: { best?.score }, mayGoOn: { budget.stop == nil }, judge: judge)
      stop = stop ?? budget.stop
      // Bounds hold for what an option beats, too; an estimate of a chain that waits is of its own options alone.
      isProved =
        isProved && isClosed && !(losesOptions && search.hasJudgedWaiting) && model.unjudged.count == 0
      let whole = bounds.bound(goal: goal)
      if whole.score > bound.score { bound = whole }
    }
    if stop != nil { isProved = false }
    let scope = question.scope(graph.routes)
    guard let (score, chain) = best else {
      return .none(
        isProved ? .infeasible(.limits, scope) : .gap(stop ?? .finished, scope), statistics,
        bound: bound.score.isFinite ? goal.value(fromScore: bound.score) : nil)
    }
    return .found(
      PlannedChains(
        chains: [[chain]], value: goal.value(fromScore: score),
        bound: goal.value(fromScore: isProved ? score : max(bound.score, score)),
        proof: isProved ? .optimal(scope) : .gap(stop ?? .finished, scope), statistics: statistics,
        method: .nested(bound: isProved ? nil : bound.kind)))
  }

  /// Candidates judged for each setting of the knob.
  static let mostNestedEstimates = 8
}
