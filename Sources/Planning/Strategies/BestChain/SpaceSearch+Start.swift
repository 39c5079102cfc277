internal import Foundation
internal import LinkPhysics

/// Where the solver starts: good paths by shortest paths alone, and the ways to run their hops.
extension SpaceSearch {
  /// Neighbours of one path that are judged before it is looked at again.
  static let mostNeighbours = 24

  /// Paths to start from, those of one setting for all hops first.
  func firstPaths() -> [[Int]] {
    var paths: [[Int]] = []
    for setting in Set(space.choices.map(\.setting)).sorted() {
      let steps = space.steps.map { $0.filter { space.choices[$0.choice].setting == setting } }
      paths += MajoriseMinimise(space: ChainSpace(space, steps: steps)).paths()
    }
    if space.hasOptions { paths += MajoriseMinimise(space: space).paths() }
    return goal.objective == .repeaters ? paths.sorted { $0.count < $1.count } : paths
  }

  /// Paths that trade time for less noise: shortest by tangent weights of time with noise priced in, at a row of prices.
  func quietPaths(_ best: PrefixSearch.Candidate?) -> [[Int]] {
    let shortest = MajoriseMinimise(space: space)
    let reference =
      best.flatMap { $0.path.isEmpty ? nil : $0.path }
      ?? shortest.shortestPaths(weights: space.choices.map(\.law.meanS)).min { a, b in
        space.meanTimeBound(a) < space.meanTimeBound(b)
      }
    guard let reference else { return [] }
    let weights = shortest.tangentWeights(at: reference)
    let scale = space.meanTimeBound(reference)
    let noise = zip(space.choices, space.sides).map { choice, side in
      let own = choice.noise + choice.waitNoise.left + choice.waitNoise.right + 2 * side + space.noise.swap
      return own.sum() / 3
    }
    var paths: [[Int]] = []
    for price in [0.3, 0.6, 1, 1.5, 2, 3, 4, 6, 8, 12, 20, 40, 100] {
      let priced = zip(weights, noise).map { $0 + price * scale * $1 }
      for path in shortest.shortestPaths(weights: priced) where !paths.contains(path) { paths.append(path) }
    }
    return paths.sorted { space.meanTimeBound($0) < space.meanTimeBound($1) }
  }

  /// What a path has at best: its bounds.
  func optimum(_ path: [Int]) -> SearchGoal.Figures { optimum(path, meanTimeS: space.meanTimeBound(path)) }

  private func optimum(_ path: [Int], meanTimeS: Double) -> SearchGoal.Figures {
    var noise = space.noise.swap * Double(path.count - 1)
    noise += space.ownNoise(of: path)
    for (i, (a, b)) in zip(path, path.dropFirst()).enumerated() {
      noise += space.pairNoise(a, b, isFirst: i == 0, isLast: i == path.count - 2)
    }
    return goal.figures(
      meanTimeS: meanTimeS, state: NoiseBudget.state(noise), hops: path.count, cost: space.cost(of: path))
  }

  /// The same hops with one or two of them run in another way, those first that are best if their bounds are met.
  ///
  /// - Parameter better: only what may score more than this.
  func neighbours(of path: [Int], better: Double?) -> [[Int]] {
    let (grid, g) = (space.grid, space.grid.count)
    var ways: [Int: [Int]] = [:]
    // Choices that no step takes (their ends lack the memories) are no way to run a hop.
    for index in Set(space.steps.flatMap { $0.map(\.choice) }).sorted() {
      ways[space.choices[index].hop, default: []].append(index)
    }
    var found: [(path: [Int], score: Double)] = []
    func consider(_ path: [Int], _ cost: (Int) -> Double) {
      let delay = path.reduce(0) { $0 + space.delay($1) }
      var time = grid.smoothMeanTime(cost) + delay
      let figures = optimum(path, meanTimeS: time)
      func isBetter(_ score: Double?) -> Bool { score.map { $0 > better ?? -.infinity } ?? false }
      guard isBetter(goal.score(figures)) else { return }
      time = max(time, grid.latticeMeanTime(cost) + delay)
      var all = figures
      all.meanTimeS = time
      if let score = goal.score(all), isBetter(score) { found.append((path, score)) }
    }
    let whole = (0..<g).map { j in path.reduce(0) { $0 + space.costs[$1 * g + j] } }
    for i in path.indices {
      for other in ways[space.choices[path[i]].hop] ?? [] where other != path[i] {
        var changed = path
        changed[i] = other
        let once = (0..<g).map { whole[$0] + space.costs[other * g + $0] - space.costs[path[i] * g + $0] }
        consider(changed) { once[$0] }
        for j in path.indices where j > i {
          for second in ways[space.choices[path[j]].hop] ?? [] where second != path[j] {
            var twice = changed
            twice[j] = second
            consider(twice) { once[$0] + space.costs[second * g + $0] - space.costs[path[j] * g + $0] }
          }
        }
      }
    }
    return found.sorted { $0.score > $1.score }.map(\.path)
  }

  /// The longest mean time of a plan that beats a known one, as far as the objective alone tells; `nil` for no limit.
  func timeCeiling(_ known: PrefixSearch.Candidate, _ toGo: CostToGo) -> Double? {
    var ceiling = goal.limits.minimumRateHz.map { 1 / $0 } ?? .infinity
    var keyRate = goal.limits.minimumKeyRateHz ?? 0
    if goal.objective == .rate { ceiling = min(ceiling, known.figures.meanTimeS) }
    if goal.objective == .keyRate { keyRate = max(keyRate, known.figures.keyRateHz) }
    if keyRate > 0 {
      var least = SIMD3<Double>(repeating: .infinity)
      for hops in 1...max(1, space.maximumHops) where toGo.isReachable(from: space.source, hops: hops) {
        least = pointwiseMin(least, toGo.noise[hops][space.source])
      }
      ceiling = min(ceiling, goal.limits.key.bound(NoiseBudget.state(least)) / keyRate)
    }
    return ceiling.isFinite ? ceiling * (1 + Tolerance.value) : nil
  }
}
