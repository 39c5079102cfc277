internal import Foundation
internal import LinkPhysics
internal import Optimization

/// Finds the best path of one demand and proves it: the integer program proposes, the exact estimator disposes, and the
/// search over path beginnings closes what gap is left.
struct SpaceSearch {
  let space: ChainSpace
  let goal: SearchGoal
  let estimate: ([Int]) -> SearchGoal.Figures
  let budget: Budget
  /// A plan of another space that this one has to beat; its path means nothing here.
  var floor: PrefixSearch.Candidate?
  /// Whether any plan within the limits will do.
  var stopsAtFirst = false
  /// Whether the plans to start from are all that is wanted.
  var onlyStarts = false
  /// Next best plans of other sets of repeaters that are wanted too.
  var alternatives = 0

  struct Found {
    var best: PrefixSearch.Candidate?
    /// No plan scores more than this.
    var bound: Double
    var stop: Stop
    var statistics: SolveStatistics
    /// The last integer program, for users who want to solve it elsewhere.
    var program: MixedIntegerProgram?
    /// The next best plans of other sets of repeaters, best first, and whether none better is missing.
    var others: [PrefixSearch.Candidate] = []
    var areOthersProved = true
  }

  /// Times that steps are ruled out before the search.
  static let mostFilters = 4
  /// Proposals of the integer program after which the search takes over.
  static let mostProposals = 12
  /// More columns than this are not worth a simplex: the search alone is faster.
  static let mostColumns = 40_000

  func solve() throws(SolverError) -> Found {
    var statistics = SolveStatistics()
    var best = floor
    best?.path = []
    var judged: [[Int]] = []
    var candidates: [PrefixSearch.Candidate] = []
    func judge(_ path: [Int]) {
      guard budget.stop == nil || judged.isEmpty, !(stopsAtFirst && best != nil) else { return }
      judged.append(path)
      guard self.space.fits(path) else { return }
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
    if space.hasOptions || goal.needsState && best == nil { consider(quietPaths(best)) }
    while space.hasOptions, let path = best?.path, !path.isEmpty, budget.stop == nil {
      consider(Array(neighbours(of: path, better: best?.score).prefix(Self.mostNeighbours)))
      if best?.path == path { break }
    }
    report(best, bound: nil, statistics)
    if onlyStarts || stopsAtFirst && best?.path.isEmpty == false {
      return Found(best: best, bound: .infinity, stop: .finished, statistics: statistics)
    }
    let wholeToGo = CostToGo(space)
    var space = space
    var toGo = wholeToGo
    if let best, budget.stop == nil {
      space = space.keepingHopsThatMayBeat(best, goal: goal, toGo: toGo)
      if let ceiling = timeCeiling(best, toGo) {
        space = space.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo)
        toGo = CostToGo(space)
      }
      // What is left has larger costs to go, which rule out more.
      for _ in 0..<Self.mostFilters where goal.needsState && budget.stop == nil {
        let before = space.stepCount
        guard let reduced = space.keepingStepsThatMayBeat(best, goal: goal, toGo: toGo, budget) else { break }
        space = reduced
        toGo = CostToGo(reduced)
        if Double(reduced.stepCount) > 0.9 * Double(before) { break }
      }
    }

    var program: MixedIntegerProgram?
    if goal.objective == .rate || goal.objective == .repeaters || goal.objective == .cost {
      // Covers only for plans that the exact estimator has judged, so the incumbent's own stays out of its way.
      // A program that knows little of the state proposes fast plans that are too noisy: the search is better at those.
      let proposals = goal.objective == .rate && goal.needsState ? 1 : Self.mostProposals
      // Half of the time belongs to the search, which alone can prove.
      let half = budget.part(0.5)
      for _ in 0..<proposals where half.stop == nil {
        let allowed = goal.limits.minimumRateHz.map { 1 / $0 } ?? .infinity
        let ceiling =
          goal.objective == .rate
          ? min(allowed, best?.figures.meanTimeS ?? .infinity) : allowed
        let usable = ceiling.isFinite ? ceiling * (1 + Tolerance.value) : (space.grid.smoothTimes.last ?? 1)
        let reduced = ceiling.isFinite ? space.keepingStepsThatMeet(ceilingS: usable, toGo: toGo) : space
        statistics.hopsKept = Set(reduced.steps.flatMap { $0.map { space.choices[$0.choice].hop } }).count
        guard reduced.stepCount <= Self.mostColumns else { break }
        guard !reduced.steps[space.source].isEmpty, toGo.reaches(space.source) else { break }
        let (chains, _) = ChainProgram.bestChain(
          reduced, toGo: toGo, goal: goal, ceilingS: usable, isLimited: ceiling.isFinite, judged: judged)
        program = chains.program
        let solution = try GLPKSolver().solve(
          chains.program,
          SolveOptions(timeLimitS: half.remainingS, cancellation: budget.cancellation))
        statistics.ilpSolves += 1
        statistics.ilpColumns = chains.program.variableCount
        statistics.ilpRows = chains.program.rowCount
        statistics.solver = GLPKSolver.version
        guard let path = chains.paths(of: solution.values)?[0][0].map(\.choice) else { break }
        // A proposal that its own bound makes no better than the incumbent ends the loop.
        if let best, let objective = solution.objective {
          if goal.objective == .rate
            ? objective >= 1 - Tolerance.value : -objective <= best.score + Tolerance.value
          {
            break
          }
        }
        judge(path)
        report(best, bound: nil, statistics)
      }
    }

    let search = PrefixSearch(space: space, toGo: toGo, goal: goal, estimate: estimate)
    let outcome = search.run(
      incumbents: best.map { [$0] } ?? [], stopsAtFirst: stopsAtFirst, mayGoOn: { budget.stop },
      progress: { _, bound in report(best, bound: bound, statistics) })
    statistics.labels = outcome.labels
    statistics.exactEstimates += outcome.exactEstimates
    let others = nextBest(
      candidates + (outcome.best.map { [$0] } ?? []), of: self.space, wholeToGo, statistics: &statistics)
    return Found(
      best: outcome.best?.path.isEmpty == false ? outcome.best : nil, bound: outcome.bound,
      stop: outcome.stop, statistics: statistics, program: program, others: others.plans,
      areOthersProved: others.isProved)
  }

  private func report(_ best: PrefixSearch.Candidate?, bound: Double?, _ statistics: SolveStatistics) {
    budget.report(
      value: best.map { goal.value(fromScore: $0.score) }, bound: bound.map { goal.value(fromScore: $0) },
      statistics)
  }
}
