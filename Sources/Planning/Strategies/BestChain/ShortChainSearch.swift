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
    let space = bounds.space
    for hops in 1...max(1, space.maximumHops)
    where bounds.toGo.isReachable(from: space.source, hops: hops) {
      let start = Beginning(
        path: [], sites: [space.source], weight: 0,
        time: Array(repeating: 0, count: space.grid.count), noise: .zero, delay: 0, cost: 0)
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
    let space = bounds.space
    let site = part.sites.last ?? space.source
    guard bounds.toGo.isReachable(from: site, hops: left) else { return false }
    let g = space.grid.count
    let waiting = space.grid.meanTime {
      part.time[$0] + bounds.toGo.time[left][bounds.toGo.rows[site] * g + $0]
    }
    let hops = part.path.count + left
    let figures = goal.figures(
      meanTimeS: max(
        bounds.time(weight: part.weight + bounds.weightToGo[left][site]),
        waiting / (hops > 1 ? bounds.swapSuccess : 1)) + part.delay + bounds.toGo.delay[left][site],
      state: NoiseBudget.state(part.noise + bounds.toGo.noise[left][site]), hops: hops,
      cost: part.cost + bounds.toGo.cost[left][site])
    guard let score = goal.score(figures) else { return false }
    guard let best else { return true }
    return score > best + abs(best) * Tolerance.value
  }

  private mutating func extend(
    _ part: Beginning, left: Int, best: () -> Double?, mayGoOn: () -> Bool, judge: ([Int]) -> Void
  ) -> Bool {
    let space = bounds.space
    guard left > 0 else {
      estimates += 1
      guard estimates <= Self.mostEstimates, mayGoOn() else { return false }
      if part.path.count > 1 { hasJudgedWaiting = true }
      if space.fits(part.path) { judge(part.path) }
      return true
    }
    let site = part.sites.last ?? space.source
    let g = space.grid.count
    for step in space.steps[site]
    where (step.to == space.target) == (left == 1) && !part.sites.contains(step.to) {
      beginnings += 1
      guard beginnings <= Self.mostBeginnings else { return false }
      var next = part
      next.path.append(step.choice)
      next.sites.append(step.to)
      next.weight += bounds.weights[step.choice]
      for j in 0..<g { next.time[j] += space.costs[step.choice * g + j] }
      next.noise += space.noise(of: step, from: site, side: .zero)
      next.delay += space.delay(step.choice)
      next.cost += space.cost(of: step)
      guard canBeat(best(), next, left: left - 1) else { continue }
      guard extend(next, left: left - 1, best: best, mayGoOn: mayGoOn, judge: judge) else { return false }
    }
    return true
  }
}
