internal import Foundation
internal import LinkPhysics
internal import Optimization

/// Finds the best path of one demand and proves it: the integer program proposes, the exact estimator disposes, and the
/// search over path beginnings closes what gap is left.
struct SinglePairSolver {
  let problem: DemandProblem
  let goal: SearchGoal
  let estimate: ([Int]) -> SearchGoal.Figures
  let clock: SearchClock
  /// A plan of another problem that this one has to beat; its path means nothing here.
  var floor: PrefixSearch.Candidate?
  let progress: (PlanProgress) -> Void

  struct Outcome {
    var best: PrefixSearch.Candidate?
    /// No plan scores more than this.
    var bound: Double
    var stop: Certificate.Stop
    var statistics: SolveStatistics
    /// The last integer program, for users who want to solve it elsewhere.
    var model: MixedIntegerProgram?

    /// Whether candidates were judged without a search that would prove the best of them.
    var isHeuristic = false

    var isProved: Bool { stop == .finished && !isHeuristic }
  }

  /// Proposals of the integer program after which the search takes over.
  static let mostProposals = 12
  /// More columns than this are not worth a simplex: the search alone is faster.
  static let mostColumns = 40_000

  func solve() throws(SolverError) -> Outcome {
    var statistics = SolveStatistics()
    let wholeToGo = CostToGo(problem)
    var best = floor
    best?.path = []
    var judged: [[Int]] = []
    func judge(_ path: [Int]) {
      guard clock.stop == nil || judged.isEmpty else { return }
      judged.append(path)
      statistics.exactEstimates += 1
      let figures = estimate(path)
      if let score = goal.score(figures), score > best?.score ?? -.infinity {
        best = PrefixSearch.Candidate(path: path, figures: figures, score: score)
      }
    }
    func consider(_ paths: [[Int]]) {
      for path in paths where !judged.contains(path) {
        // What its own bound rules out needs no exact estimate.
        guard let optimum = goal.score(optimum(path)), optimum > best?.score ?? -.infinity else { continue }
        judge(path)
      }
    }
    consider(firstPaths())
    if goal.needsState, problem.hasOptions || best == nil { consider(quietPaths(best)) }
    report(best, bound: nil, statistics)
    var problem = problem
    var toGo = wholeToGo
    if goal.needsState, let best, clock.stop == nil,
      let reduced = problem.keepingStepsThatMayBeat(best, goal: goal, toGo: toGo)
    {
      problem = reduced
      toGo = CostToGo(reduced)
    }

    var model: MixedIntegerProgram?
    if goal.objective == .rate || goal.objective == .repeaters || goal.objective == .cost {
      // Covers only for plans that the exact estimator has judged, so the incumbent's own stays out of its way.
      for _ in 0..<Self.mostProposals where clock.stop == nil {
        let allowed = goal.limits.minimumRateHz.map { 1 / $0 } ?? .infinity
        let ceiling =
          goal.objective == .rate
          ? min(allowed, best?.figures.meanTimeS ?? .infinity) : allowed
        let usable = ceiling.isFinite ? ceiling * (1 + 1e-9) : (problem.grid.smoothTimes.last ?? 1)
        let reduced = ceiling.isFinite ? problem.keepingStepsThatMeet(ceilingS: usable, toGo: toGo) : problem
        statistics.hopsKept = Set(reduced.steps.flatMap { $0.map { problem.choices[$0.choice].hop } }).count
        guard reduced.steps.reduce(0, { $0 + $1.count }) <= Self.mostColumns else { break }
        guard !reduced.steps[problem.source].isEmpty else { break }
        let placement = PlacementModel(
          problem: reduced, toGo: toGo, goal: goal, timeCeilingS: usable, judged: judged)
        model = placement.program
        let solution = try GLPKSolver().solve(
          placement.program,
          SolveOptions(timeLimitS: clock.remainingS, cancellation: clock.cancellation))
        statistics.ilpSolves += 1
        statistics.ilpColumns = placement.program.variableCount
        statistics.ilpRows = placement.program.rowCount
        statistics.solver = GLPKSolver.version
        guard let path = placement.path(of: solution) else { break }
        // A proposal that its own bound makes no better than the incumbent ends the loop.
        if let best, let objective = solution.objective {
          if goal.objective == .rate ? objective >= 1 - 1e-9 : -objective <= best.score + 1e-9 { break }
        }
        judge(path)
        report(best, bound: nil, statistics)
      }
    }

    let search = PrefixSearch(problem: problem, toGo: toGo, goal: goal, estimate: estimate)
    let outcome = search.run(
      incumbent: best, mayGoOn: { clock.stop },
      progress: { _, bound in report(best, bound: bound, statistics) })
    statistics.labels = outcome.labels
    statistics.exactEstimates += outcome.exactEstimates
    return Outcome(
      best: outcome.best?.path.isEmpty == false ? outcome.best : nil, bound: outcome.bound,
      stop: outcome.stop, statistics: statistics, model: model)
  }

  /// Paths to start from, those first that are best if they pass.
  private func firstPaths() -> [[Int]] {
    let paths = MajoriseMinimise(problem: problem).paths()
    return goal.objective == .repeaters ? paths.sorted { $0.count < $1.count } : paths
  }

  /// Paths that trade time for less noise: shortest by tangent weights of time with noise priced in, at a row of prices.
  private func quietPaths(_ best: PrefixSearch.Candidate?) -> [[Int]] {
    let shortest = MajoriseMinimise(problem: problem)
    let reference =
      best.flatMap { $0.path.isEmpty ? nil : $0.path }
      ?? shortest.shortestPaths(weights: problem.choices.map(\.meanS)).min { a, b in
        problem.meanTimeBound(a) < problem.meanTimeBound(b)
      }
    guard let reference else { return [] }
    let weights = shortest.tangentWeights(at: reference)
    let scale = problem.meanTimeBound(reference)
    let noise = problem.choices.map { choice in
      let own = choice.noise + 2 * problem.noise.side(choice) + problem.noise.swap
      return own.sum() / 3
    }
    var paths: [[Int]] = []
    for price in [0.3, 0.6, 1, 1.5, 2, 3, 4, 6, 8, 12, 20, 40, 100] {
      let priced = zip(weights, noise).map { $0 + price * scale * $1 }
      for path in shortest.shortestPaths(weights: priced) where !paths.contains(path) { paths.append(path) }
    }
    return paths.sorted { problem.meanTimeBound($0) < problem.meanTimeBound($1) }
  }

  /// What a path has at best: its bounds.
  private func optimum(_ path: [Int]) -> SearchGoal.Figures {
    var noise = problem.noise.swap * Double(path.count - 1)
    for choice in path { noise += problem.choices[choice].noise }
    for (a, b) in zip(path, path.dropFirst()) {
      noise += problem.noise.pair(problem.choices[a], problem.choices[b])
    }
    return SearchGoal.Figures(
      meanTimeS: problem.meanTimeBound(path),
      state: BellDiagonalState(x: exp(-noise.x), y: exp(-noise.y), z: exp(-noise.z)), hops: path.count,
      cost: problem.sites(of: path)!.dropFirst().dropLast().reduce(0) { $0 + problem.siteCost[$1] })
  }

  private func report(_ best: PrefixSearch.Candidate?, bound: Double?, _ statistics: SolveStatistics) {
    progress(
      PlanProgress(
        value: best.map { goal.value(fromScore: $0.score) }, bound: bound.map { goal.value(fromScore: $0) },
        ilpSolves: statistics.ilpSolves, exactEstimates: statistics.exactEstimates))
  }
}

/// How far a planning run has come.
public struct PlanProgress: Sendable {
  /// Objective of the best plan so far, and the bound.
  public var value: Double?
  public var bound: Double?
  public var ilpSolves: Int
  public var exactEstimates: Int
}

/// Time and interruption of one planning run.
struct SearchClock {
  let start = ContinuousClock.now
  let limitS: Double?
  let cancellation: Cancellation?

  var elapsedS: Double {
    let elapsed = start.duration(to: .now).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }
  var remainingS: Double? { limitS.map { max(0.001, $0 - elapsedS) } }
  var stop: Certificate.Stop? {
    if cancellation?.isCancelled == true { return .interrupted }
    if let limitS, elapsedS >= limitS { return .timeLimit }
    return nil
  }
}
