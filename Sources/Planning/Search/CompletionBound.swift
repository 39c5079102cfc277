internal import Foundation
internal import LinkPhysics

/// What all completions of a part of a plan can score at most, time and noise taken together.
///
/// The least time and the least noise of a completion belong to different plans: fast settings of a hop are noisy. For every
/// plan whose noise stays within a budget, direction · N ≤ B (see `NoiseBudget`), and every price π(t) ≥ 0, the cost at the
/// moment t is
///
///     C(t) ≥ C(t) + π(t) (direction · N − B) ≥ own(t) + π(t) direction · n + h_π(t) − π(t) B
///
/// with h_π the least priced cost to go, again one shortest path at every moment (Lagrange). The mean time is
/// ∫ 1 − e^(−C(t)) dt, so the largest of these bounds at each moment bounds it. Prices are chosen where they bind at the
/// root, and some around them. Where the objective itself grows with less noise, the budget is cut into slices: a plan
/// has the state of the lower end of its slice at best, and the time of the upper end.
struct CompletionBound {
  let problem: DemandProblem
  let toGo: CostToGo
  let goal: SearchGoal
  let budget: NoiseBudget?
  /// [price][moment]; the first is 0.
  let prices: [[Double]]
  /// Priced costs to go, [price][hops][site × moment].
  let time: [[[Double]]]
  /// Least noise to go along the budget's direction, [hops][site]; empty without a budget.
  let along: [[Double]]

  /// A part of a plan with the least that its completion adds.
  struct Part {
    /// −ln of characters of the part and the least to go.
    var noise: SIMD3<Double>
    /// The noise of every completed plan lies beyond these lines.
    var supports: NoiseHull.Supports
    /// −ln of characters of the part alone.
    var ownNoise: SIMD3<Double>
    /// The least noise to go along the budget's direction.
    var alongToGo: Double
    var delay: Double
    var hops: Int
    var cost: Double
  }

  static let slices = 8
  /// Noise beyond this along the direction is one slice without an end.
  static let widestSlices = 4.0
  /// Memory of priced costs to go above which they are left out, in bytes.
  static let mostBytes = 300_000_000

  /// - Parameter floor: a plan already known.
  init(problem: DemandProblem, toGo: CostToGo, goal: SearchGoal, floor: SearchGoal.Figures?) {
    self.problem = problem
    self.toGo = toGo
    self.goal = goal
    let zero = Array(repeating: 0.0, count: problem.grid.count)
    let root = Self.root(problem: problem, toGo: toGo, goal: goal, floor: floor)
    let bytes = problem.steps.count * problem.grid.count * (problem.maximumHops + 1) * 8 * 4
    guard let root, bytes <= Self.mostBytes else {
      budget = nil
      along = []
      prices = [zero]
      time = [toGo.time]
      return
    }
    let vertices = toGo.hull.vertices(toGo.supports[root.hops][problem.source])
    let budget = NoiseBudget(
      hull: toGo.hull, goal: goal, vertices: vertices, leastTimeS: root.timeS, floor: floor)
    let most = budget.most(goal: goal, vertices: vertices, leastTimeS: root.timeS, floor: floor)
    let along = CostToGo.along(budget.direction, problem)
    let least = along[root.hops][problem.source]
    let share = goal.needsSlices ? 0.5 : 1
    let binding = Self.bindingPrice(
      problem: problem, toGo: toGo, hops: root.hops, direction: budget.direction,
      amount: least + share * max(0, min(most - least, Self.widestSlices)))
    self.budget = budget
    self.along = along
    var prices = [zero]
    var time = [toGo.time]
    if binding.contains(where: { $0 > 0 }) {
      for factor in [0.5, 1, 2] {
        let price = binding.map { $0 * factor }
        prices.append(price)
        time.append(CostToGo.priced(problem, price: price, direction: budget.direction))
      }
    }
    self.prices = prices
    self.time = time
  }

  /// The most that a plan through a part can score; `nil` where it breaks a limit.
  ///
  /// - Parameters:
  ///   - worthless: a score that is of no use; where the bound is no more than it, it need not be the best one.
  ///   - own: cost of the part and its completion at a moment, under a price.
  @inline(__always)
  func score(
    _ part: Part, floor: SearchGoal.Figures?, worthless: Double? = nil,
    _ own: (_ price: Int, _ moment: Int) -> Double
  ) -> Double? {
    let worthless = worthless ?? -.infinity
    func isWorthless(_ value: Double?) -> Bool { value.map { $0 <= worthless } ?? true }
    let grid = problem.grid
    let state = NoiseBudget.state(part.noise)
    func loose(_ timeS: Double) -> Double? {
      goal.score(SearchGoal.Figures(meanTimeS: timeS, state: state, hops: part.hops, cost: part.cost))
    }
    var plain = grid.smoothMeanTime { own(0, $0) } + part.delay
    var most = loose(plain)
    if isWorthless(most) { return most }
    if !grid.latticeTimes.isEmpty {
      plain = max(plain, grid.latticeMeanTime { own(0, $0) } + part.delay)
      most = loose(plain)
      if isWorthless(most) { return most }
    }
    guard let budget else { return most }
    let along = (budget.direction * part.ownNoise).sum()
    let least = along + part.alongToGo
    let vertices = budget.hull.vertices(part.supports)
    let mostNoise = budget.most(goal: goal, vertices: vertices, leastTimeS: plain, floor: floor)
    if mostNoise < least - 1e-9 { return nil }
    func cost(_ amount: Double, _ j: Int) -> Double {
      var most = own(0, j)
      for p in 1..<prices.count { most = max(most, own(p, j) + prices[p][j] * (along - amount)) }
      return most
    }
    /// Of plans whose noise along the direction is between two amounts.
    func score(_ noise: Double, _ amount: Double) -> Double? {
      let state = budget.best(vertices, amount: noise)
      func score(_ timeS: Double) -> Double? {
        goal.score(
          SearchGoal.Figures(
            meanTimeS: timeS, fidelity: state.fidelity, keyFraction: state.keyFraction, hops: part.hops,
            cost: part.cost))
      }
      let atBest = score(plain)
      if isWorthless(atBest) || !amount.isFinite { return atBest }
      let time = max(plain, grid.smoothMeanTime { cost(amount, $0) } + part.delay)
      let smooth = score(time)
      if isWorthless(smooth) || grid.latticeTimes.isEmpty { return smooth }
      return score(max(time, grid.latticeMeanTime { cost(amount, $0) } + part.delay))
    }
    guard goal.needsSlices else { return score(least, mostNoise) }
    let width = max(0, min(mostNoise - least, Self.widestSlices) / Double(Self.slices))
    var best: Double?
    func consider(_ value: Double?) { if let value { best = max(best ?? value, value) } }
    for i in 0..<Self.slices {
      consider(score(least + width * Double(i), least + width * Double(i + 1)))
    }
    let end = least + width * Double(Self.slices)
    if mostNoise > end { consider(score(end, .infinity)) }
    return best
  }

  /// The number of hops from the source that promises most, with its least noise and time.
  private static func root(
    problem: DemandProblem, toGo: CostToGo, goal: SearchGoal, floor: SearchGoal.Figures?
  ) -> (hops: Int, noise: SIMD3<Double>, timeS: Double)? {
    guard goal.needsState else { return nil }
    let g = problem.grid.count
    var best: (hops: Int, noise: SIMD3<Double>, timeS: Double, score: Double)?
    for hops in 1...max(1, problem.maximumHops) where toGo.isReachable(from: problem.source, hops: hops) {
      let noise = toGo.noise[hops][problem.source]
      let time =
        problem.grid.meanTime { toGo.time[hops][problem.source * g + $0] } + toGo.delay[hops][problem.source]
      let figures = SearchGoal.Figures(
        meanTimeS: time, state: NoiseBudget.state(noise), hops: hops, cost: toGo.cost[hops][problem.source])
      guard let score = goal.score(figures) else { continue }
      if floor?.hops == hops { return (hops, noise, time) }
      if score > best?.score ?? -.infinity { best = (hops, noise, time, score) }
    }
    return best.map { ($0.hops, $0.noise, $0.timeS) }
  }

  /// For each moment the price at which the budget binds for paths from the source.
  private static func bindingPrice(
    problem: DemandProblem, toGo: CostToGo, hops: Int, direction: SIMD3<Double>, amount: Double
  ) -> [Double] {
    let g = problem.grid.count
    let plain = (0..<g).map { toGo.time[hops][problem.source * g + $0] }
    var best = plain
    var price = Array(repeating: 0.0, count: g)
    // Costs of plans worth a look are of the order of 1 where it matters, and so is noise along the direction.
    for value in [0.05, 0.2, 0.8, 3.2, 12.8, 51.2] {
      let trial = Array(repeating: value, count: g)
      let time = CostToGo.priced(
        problem, price: trial, direction: direction, keepsAll: false, hops: hops)
      for j in 0..<g {
        let value = time[0][problem.source * g + j] - trial[j] * amount
        if value > best[j] * (1 + 1e-9) { (best[j], price[j]) = (value, trial[j]) }
      }
    }
    return price
  }
}

extension SearchGoal {
  /// Whether the objective grows with less noise, so that one budget does not bound it well.
  var needsSlices: Bool { objective == .keyRate || objective == .fidelity }
}

extension CostToGo {
  /// Least noise to go along a direction, exactly as `time` counts hops.
  static func along(_ direction: SIMD3<Double>, _ problem: DemandProblem) -> [[Double]] {
    let n = problem.steps.count
    let weights = problem.steps.indices.map { site in
      problem.steps[site].map { step in
        (direction
          * problem.noise(of: step, from: site, side: problem.sides[step.choice])).sum()
      }
    }
    var all = [Array(repeating: Double.infinity, count: n)]
    all[0][problem.target] = 0
    for k in 1...max(1, problem.maximumHops) {
      all.append(
        problem.steps.indices.map { site in
          zip(problem.steps[site], weights[site]).reduce(.infinity) { min($0, all[k - 1][$1.0.to] + $1.1) }
        })
    }
    return all
  }

  /// Least cost to go at every moment with noise along a direction priced in, exactly as `time` counts hops.
  ///
  /// - Parameters:
  ///   - price: at each moment of the grid.
  ///   - keepsAll: whether all numbers of hops are returned, or only the last.
  static func priced(
    _ problem: DemandProblem, price: [Double], direction: SIMD3<Double>, keepsAll: Bool = true,
    hops: Int? = nil
  ) -> [[Double]] {
    let g = problem.grid.count
    let n = problem.steps.count
    var before = Array(repeating: Double.infinity, count: n * g)
    for j in 0..<g { before[problem.target * g + j] = 0 }
    var all = [before]
    for _ in 1...max(1, hops ?? problem.maximumHops) {
      var now = Array(repeating: Double.infinity, count: n * g)
      for site in 0..<n {
        for step in problem.steps[site] where before[step.to * g].isFinite {
          let own = problem.noise(of: step, from: site, side: problem.sides[step.choice])
          let noise = (direction * own).sum()
          problem.costs.withUnsafeBufferPointer { costs in
            before.withUnsafeBufferPointer { from in
              price.withUnsafeBufferPointer { price in
                now.withUnsafeMutableBufferPointer { into in
                  let (c, f, t) = (step.choice * g, step.to * g, site * g)
                  for j in 0..<g {
                    let value = from[f + j] + costs[c + j] + price[j] * noise
                    if value < into[t + j] { into[t + j] = value }
                  }
                }
              }
            }
          }
        }
      }
      before = now
      if keepsAll { all.append(now) }
    }
    return keepsAll ? all : [before]
  }
}
