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
  /// Whether any plan within the limits will do.
  var stopsAtFirst = false
  /// Whether the plans to start from are all that is wanted.
  var onlyStarts = false
  /// Next best plans of other sets of repeaters that are wanted too.
  var alternatives = 0
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
    /// How the proof was made, where it was not by program and search.
    var method: String?

    /// The next best plans of other sets of repeaters, best first, and whether none better is missing.
    var others: [PrefixSearch.Candidate] = []
    var areOthersProved = true

    var isProved: Bool { stop == .finished && !isHeuristic }
  }

  /// Times that steps are ruled out before the search.
  static let mostFilters = 4
  /// Proposals of the integer program after which the search takes over.
  static let mostProposals = 12
  /// More columns than this are not worth a simplex: the search alone is faster.
  static let mostColumns = 40_000

  func solve() throws(SolverError) -> Outcome {
    var statistics = SolveStatistics()
    var best = floor
    best?.path = []
    var judged: [[Int]] = []
    var candidates: [PrefixSearch.Candidate] = []
    func judge(_ path: [Int]) {
      guard clock.stop == nil || judged.isEmpty, !(stopsAtFirst && best != nil) else { return }
      judged.append(path)
      guard self.problem.fits(path) else { return }
      statistics.exactEstimates += 1
      let figures = estimate(path)
      guard let score = goal.score(figures) else { return }
      let candidate = PrefixSearch.Candidate(path: path, figures: figures, score: score)
      if alternatives > 0 { candidates.append(candidate) }
      if score > best?.score ?? -.infinity { best = candidate }
    }
    func consider(_ paths: [[Int]]) {
      for path in paths where !judged.contains(path) {
        // What its own bound rules out needs no exact estimate.
        guard let optimum = goal.score(optimum(path)), optimum > best?.score ?? -.infinity else { continue }
        judge(path)
      }
    }
    consider(firstPaths())
    if problem.hasOptions || goal.needsState && best == nil { consider(quietPaths(best)) }
    while problem.hasOptions, let path = best?.path, !path.isEmpty, clock.stop == nil {
      consider(Array(neighbours(of: path, better: best?.score).prefix(Self.mostNeighbours)))
      if best?.path == path { break }
    }
    report(best, bound: nil, statistics)
    if onlyStarts || stopsAtFirst && best?.path.isEmpty == false {
      return Outcome(best: best, bound: .infinity, stop: .finished, statistics: statistics, model: nil)
    }
    let wholeToGo = CostToGo(problem)
    var problem = problem
    var toGo = wholeToGo
    if let best, clock.stop == nil {
      problem = problem.keepingHopsThatMayBeat(best, goal: goal, toGo: toGo)
      if let ceiling = timeCeiling(best, toGo) {
        problem = problem.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo)
        toGo = CostToGo(problem)
      }
      // What is left has larger costs to go, which rule out more.
      for _ in 0..<Self.mostFilters where goal.needsState && clock.stop == nil {
        let before = problem.stepCount
        guard let reduced = problem.keepingStepsThatMayBeat(best, goal: goal, toGo: toGo) else { break }
        problem = reduced
        toGo = CostToGo(reduced)
        if Double(reduced.stepCount) > 0.9 * Double(before) { break }
      }
    }

    var model: MixedIntegerProgram?
    if goal.objective == .rate || goal.objective == .repeaters || goal.objective == .cost {
      // Covers only for plans that the exact estimator has judged, so the incumbent's own stays out of its way.
      // A program that knows little of the state proposes fast plans that are too noisy: the search is better at those.
      let proposals = goal.objective == .rate && goal.needsState ? 1 : Self.mostProposals
      // Half of the time belongs to the search, which alone can prove.
      let most = clock.limitS.map { $0 / 2 } ?? .infinity
      for _ in 0..<proposals where clock.stop == nil && clock.elapsedS < most {
        let allowed = goal.limits.minimumRateHz.map { 1 / $0 } ?? .infinity
        let ceiling =
          goal.objective == .rate
          ? min(allowed, best?.figures.meanTimeS ?? .infinity) : allowed
        let usable = ceiling.isFinite ? ceiling * (1 + 1e-9) : (problem.grid.smoothTimes.last ?? 1)
        let reduced = ceiling.isFinite ? problem.keepingStepsThatMeet(ceilingS: usable, toGo: toGo) : problem
        statistics.hopsKept = Set(reduced.steps.flatMap { $0.map { problem.choices[$0.choice].hop } }).count
        guard reduced.stepCount <= Self.mostColumns else { break }
        guard !reduced.steps[problem.source].isEmpty, toGo.reaches(problem.source) else { break }
        let placement = PlacementModel(
          problem: reduced, toGo: toGo, goal: goal, timeCeilingS: usable, isTimeLimited: ceiling.isFinite,
          judged: judged)
        model = placement.program
        let solution = try GLPKSolver().solve(
          placement.program,
          SolveOptions(
            timeLimitS: most.isFinite ? max(0.001, most - clock.elapsedS) : nil,
            cancellation: clock.cancellation))
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
      incumbents: best.map { [$0] } ?? [], stopsAtFirst: stopsAtFirst, mayGoOn: { clock.stop },
      progress: { _, bound in report(best, bound: bound, statistics) })
    statistics.labels = outcome.labels
    statistics.exactEstimates += outcome.exactEstimates
    let others = nextBest(
      candidates + (outcome.best.map { [$0] } ?? []), of: self.problem, wholeToGo, statistics: &statistics)
    return Outcome(
      best: outcome.best?.path.isEmpty == false ? outcome.best : nil, bound: outcome.bound,
      stop: outcome.stop, statistics: statistics, model: model, others: others.plans,
      areOthersProved: others.isProved)
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

  /// |bound − value| / |value|, while both are known and finite.
  public var gap: Double? {
    guard let value, let bound, value != 0, bound.isFinite else { return nil }
    return abs(bound - value) / abs(value)
  }
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
