internal import LinkPhysics
internal import Optimization

/// Judges the chains that the integer program proposes for one demand, by the exact estimator.
///
/// A proposal that fails as it stands may pass with other settings of its hops (station, free knob, and route where chains may
/// share spans), which the program's linear rows do not tell apart well. So the settings are searched before a sequence of
/// hops is turned down; then it is turned down whole, with every setting that needs no more modes.
final class ChainJudge {
  struct Verdict {
    /// The chain that keeps to the limits on the proposed hops; `nil` where there is none.
    var chain: PlannedChain?
    var figures: SearchGoal.Figures
    /// Whether a failure is proved for every setting of the hops that needs no more modes.
    var coversSettings = false
    /// Whether it is proved for every other route between the same sites, too.
    var coversRoutes = false
    /// Whether it is proved at all: a search that ended early tells nothing.
    var isProved = true
  }

  let model: ChainModel
  private(set) var estimates = 0
  private let strategy: BestChain
  private let graph: HopGraph
  private let space: ChainSpace
  private let goal: SearchGoal
  /// Whether another route of a hop is only another setting.
  private let sharesSpans: Bool
  private let budget: Budget
  private var known: [[Int]: Verdict] = [:]

  init(
    strategy: BestChain, graph: HopGraph, space: ChainSpace, goal: SearchGoal, sharesSpans: Bool,
    budget: Budget
  ) {
    self.strategy = strategy
    self.graph = graph
    self.space = space
    self.goal = goal
    self.sharesSpans = sharesSpans
    self.budget = budget
    model = ChainModel(
      space: space, graph: graph, question: strategy.question)
  }

  func verdict(on path: [Int]) throws(SolverError) -> Verdict {
    if let verdict = known[path] { return verdict }
    estimates += 1
    let figures = model.figures(path)
    let verdict =
      goal.score(figures) != nil && keepsKnob(path)
      ? Verdict(chain: PlannedChain(model: model, path: path, figures: figures), figures: figures)
      : try bestSettings(on: path, failed: figures)
    known[path] = verdict
    return verdict
  }

  private func bestSettings(
    on path: [Int], failed: SearchGoal.Figures
  ) throws(SolverError) -> Verdict {
    // Where no route of these hops will do, they are turned down with all of them.
    let any = try bestSettings(on: path, failed: failed, withRoutes: true)
    if sharesSpans || any.chain == nil && any.coversSettings { return any }
    return try bestSettings(on: path, failed: failed, withRoutes: false)
  }

  /// Whether hops run with one setting of the knob where that is asked.
  private func keepsKnob(_ path: [Int]) -> Bool {
    strategy.question.knob != .uniform || Set(path.map { model.option($0).link.option }).count <= 1
  }

  /// The fastest settings of the same hops that keep to the limits, with no more modes at any hop.
  private func bestSettings(
    on path: [Int], failed: SearchGoal.Figures, withRoutes: Bool
  ) throws(SolverError) -> Verdict {
    // One hop after the other is all there is, so the search decides settings alone.
    var modes: [SIMD2<Int>: Int] = [:]
    for choice in path.map({ space.choices[$0] }) { modes[SIMD2(choice.from, choice.to)] = choice.modes }
    let own = Set(path.map { space.choices[$0].hop })
    let hops = graph.hops.indices.filter {
      withRoutes ? modes[SIMD2(graph.hops[$0].from, graph.hops[$0].to)] != nil : own.contains($0)
    }.map { index in
      var hop = graph.hops[index]
      let most = modes[SIMD2(hop.from, hop.to)]!
      hop.options.removeAll { $0.link.modes > most }
      return hop
    }
    var limits = goal.limits
    limits.maximumRepeatersPerChain = path.count - 1
    var narrow = HopGraph(network: graph.network, hops: hops, isFixed: !withRoutes)
    narrow.mostModes = modes
    let outcome = try strategy.solve(
      on: narrow, goal: SearchGoal(objective: .rate, limits: limits), budget: budget.share(ofS: 5))
    estimates += outcome.statistics.exactEstimates
    guard let chain = outcome.found?.chain else {
      return Verdict(
        chain: nil, figures: failed, coversSettings: outcome.isProved, coversRoutes: withRoutes,
        isProved: outcome.isProved)
    }
    return Verdict(chain: chain, figures: chain.figures)
  }
}
