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
///
/// A class, so that what is asked of it a million times is not copied each time.
final class CompletionBound {
  let goal: SearchGoal
  let grid: TimeGrid
  let budget: NoiseBudget?
  /// [price][moment]; the first is 0.
  let prices: [[Double]]
  /// Priced costs to go, [price][hops][row of site × moment].
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
  init(space: ChainSpace, toGo: CostToGo, goal: SearchGoal, floor: SearchGoal.Figures?) {
    self.goal = goal
    grid = space.grid
    let zero = Array(repeating: 0.0, count: space.grid.count)
    let root = Self.root(space: space, toGo: toGo, goal: goal, floor: floor)
    let bytes = toGo.rows.count * space.grid.count * (space.maximumHops + 1) * 8 * 4
    guard let root, bytes <= Self.mostBytes else {
      budget = nil
      along = []
      prices = [zero]
      time = [toGo.time]
      return
    }
    let vertices = toGo.hull.vertices(toGo.supports[root.hops][space.source])
    let budget = NoiseBudget(
      hull: toGo.hull, goal: goal, vertices: vertices, leastTimeS: root.timeS, floor: floor)
    let most = budget.most(goal: goal, vertices: vertices, leastTimeS: root.timeS, floor: floor)
    let along = CostToGo.along(budget.direction, space)
    let least = along[root.hops][space.source]
    let share = goal.needsSlices ? 0.5 : 1
    let binding = Self.bindingPrice(
      space: space, toGo: toGo, hops: root.hops, direction: budget.direction,
      amount: least + share * max(0, min(most - least, Self.widestSlices)))
    self.budget = budget
    self.along = along
    var prices = [zero]
    var time = [toGo.time]
    if binding.contains(where: { $0 > 0 }) {
      for factor in [0.5, 1, 2] {
        let price = binding.map { $0 * factor }
        prices.append(price)
        time.append(CostToGo.priced(space, toGo.rows, price: price, direction: budget.direction))
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
    var figures = goal.figures(
      meanTimeS: part.delay, state: NoiseBudget.state(part.noise), hops: part.hops, cost: part.cost)
    // State, cost and repeaters alone rule out much before any sum over moments.
    var most = goal.score(figures)
    if isWorthless(most) { return most }
    var plain = grid.smoothMeanTime { own(0, $0) } + part.delay
    figures.meanTimeS = plain
    most = goal.score(figures)
    if isWorthless(most) { return most }
    if !grid.latticeTimes.isEmpty {
      plain = max(plain, grid.latticeMeanTime { own(0, $0) } + part.delay)
      figures.meanTimeS = plain
      most = goal.score(figures)
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
    space: ChainSpace, toGo: CostToGo, goal: SearchGoal, floor: SearchGoal.Figures?
  ) -> (hops: Int, noise: SIMD3<Double>, timeS: Double)? {
    guard goal.needsState else { return nil }
    let g = space.grid.count
    var best: (hops: Int, noise: SIMD3<Double>, timeS: Double, score: Double)?
    for hops in 1...max(1, space.maximumHops) where toGo.isReachable(from: space.source, hops: hops) {
      let noise = toGo.noise[hops][space.source]
      let time =
        space.grid.meanTime { toGo.time[hops][toGo.rows[space.source] * g + $0] }
        + toGo.delay[hops][space.source]
      let figures = goal.figures(
        meanTimeS: time, state: NoiseBudget.state(noise), hops: hops, cost: toGo.cost[hops][space.source])
      guard let score = goal.score(figures) else { continue }
      if floor?.hops == hops { return (hops, noise, time) }
      if score > best?.score ?? -.infinity { best = (hops, noise, time, score) }
    }
    return best.map { ($0.hops, $0.noise, $0.timeS) }
  }

  /// For each moment the price at which the budget binds for paths from the source.
  private static func bindingPrice(
    space: ChainSpace, toGo: CostToGo, hops: Int, direction: SIMD3<Double>, amount: Double
  ) -> [Double] {
    let g = space.grid.count
    let plain = (0..<g).map { toGo.time[hops][toGo.rows[space.source] * g + $0] }
    var best = plain
    var price = Array(repeating: 0.0, count: g)
    // Costs of plans worth a look are of the order of 1 where it matters, and so is noise along the direction.
    for value in [0.05, 0.2, 0.8, 3.2, 12.8, 51.2] {
      let trial = Array(repeating: value, count: g)
      let time = CostToGo.priced(
        space, toGo.rows, price: trial, direction: direction, keepsAll: false, hops: hops)
      for j in 0..<g {
        let value = time[0][toGo.rows[space.source] * g + j] - trial[j] * amount
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
