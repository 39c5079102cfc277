internal import LinkPhysics

/// Judges the chains that the integer program proposes for one demand, by the exact estimator.
///
/// A proposal that fails as it stands may pass with other settings of its hops (station, free knob), which the program's
/// linear rows do not tell apart well. So the settings are searched before a sequence of hops is turned down; then it is
/// turned down whole, with every setting that needs no more modes.
final class ChainJudge {
  struct Verdict {
    /// Choices that keep to the limits on the proposed hops; `nil` where there are none.
    var path: [Int]?
    var figures: SearchGoal.Figures
    /// Whether a failure is proved for every setting of the hops that needs no more modes.
    var coversSettings = false
  }

  let evaluator: ChainEvaluator
  private(set) var estimates = 0
  private let planner: Planner
  private let graph: HopGraph
  private let problem: DemandProblem
  private let goal: SearchGoal
  private var known: [[Int]: Verdict] = [:]

  init(planner: Planner, graph: HopGraph, problem: DemandProblem, goal: SearchGoal) {
    self.planner = planner
    self.graph = graph
    self.problem = problem
    self.goal = goal
    evaluator = ChainEvaluator(
      problem: problem, graph: graph, hardware: planner.hardware, request: planner.request)
  }

  func verdict(on path: [Int]) -> Verdict {
    if let verdict = known[path] { return verdict }
    estimates += 1
    let figures = evaluator.figures(path)
    var verdict = Verdict(path: path, figures: figures)
    if goal.score(figures) == nil || !keepsKnob(path) {
      verdict = bestSettings(on: path, failed: figures)
    }
    known[path] = verdict
    return verdict
  }

  /// Whether hops run with one setting of the knob where that is asked.
  private func keepsKnob(_ path: [Int]) -> Bool {
    planner.request.knob != .uniform || Set(path.map { evaluator.option($0).link.option }).count <= 1
  }

  /// The fastest settings of the same hops that keep to the limits, with no more modes at any hop.
  private func bestSettings(on path: [Int], failed: SearchGoal.Figures) -> Verdict {
    // One hop after the other is all there is, so the search decides settings alone.
    var hops: [Hop] = []
    var origin: [[Int]] = []
    for choice in path.map({ problem.choices[$0] }) {
      var hop = graph.hops[choice.hop]
      let kept = hop.options.indices.filter { hop.options[$0].link.modes <= choice.modes }
      hop.options = kept.map { hop.options[$0] }
      hops.append(hop)
      origin.append(kept)
    }
    var limits = goal.limits
    limits.maximumRepeatersPerChain = path.count - 1
    let found = try? planner.solve(
      on: HopGraph(network: graph.network, hops: hops), goal: SearchGoal(objective: .rate, limits: limits),
      clock: SearchClock(limitS: 5, cancellation: planner.cancellation))
    guard let found else { return Verdict(path: nil, figures: failed, coversSettings: true) }
    estimates += found.outcome.statistics.exactEstimates
    guard let best = found.outcome.best else {
      return Verdict(path: nil, figures: failed, coversSettings: found.outcome.isProved)
    }
    var choices: [Int] = []
    for choice in best.path.map({ found.evaluator.problem.choices[$0] }) {
      let hop = problem.choices[path[choice.hop]].hop
      let option = origin[choice.hop][choice.option]
      guard let same = problem.choices.firstIndex(where: { $0.hop == hop && $0.option == option }) else {
        return Verdict(path: nil, figures: failed)
      }
      choices.append(same)
    }
    return Verdict(path: choices, figures: best.figures)
  }
}
