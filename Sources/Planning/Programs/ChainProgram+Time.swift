internal import Foundation
internal import Optimization

/// Mean time: what a limit or a plan that is known leaves, in units of the longest time.
///
/// For a plan with E[T] ≤ T* the additive cost C(t) of its hops lies between the least cost to go m(t) and the largest M(t) that
/// T* still allows. There the concave 1 − e^(−C) lies above its chord, so E[T] ≥ Σ_j w_j chord_j(C(t_j)), which is linear in x;
/// the closer the bounds, the tighter the row.
extension ChainProgram {
  /// Chains of a demand take no longer than a ceiling.
  mutating func addTimeLimit(ofDemand d: Int, _ space: ChainSpace, _ toGo: CostToGo, ceilingS: Double) {
    guard ceilingS.isFinite else { return }
    for (k, uses) in uses[d].enumerated() {
      for (name, moments) in space.grid.families {
        let row = space.meanTimeRow(toGo: toGo, ceilingS: ceilingS, moments: moments)
        program.addCovering(
          "mean_time_\(name)\(suffix(d, k))", upper: 1 - row.constant / ceilingS,
          uses.all.map { ($0.variable, row.weights[arc($0, ofDemand: d).choice] / ceilingS) })
      }
    }
  }

  /// The mean time of the only chain as a variable, in units of the ceiling.
  ///
  /// - Parameters:
  ///   - isLimited: whether the ceiling holds; otherwise it is a scale only.
  ///   - cost: of the variable.
  mutating func addTime(
    _ space: ChainSpace, _ toGo: CostToGo, ceilingS: Double, isLimited: Bool, cost: Double
  ) -> Variable {
    let time = program.addVariable("mean_time", lower: 0, upper: isLimited ? 1 : .infinity, cost: cost)
    for (name, moments) in space.grid.families {
      let row = space.meanTimeRow(toGo: toGo, ceilingS: ceilingS, moments: moments)
      program.addRow(
        "mean_time_\(name)", lower: row.constant / ceilingS,
        [(time, 1)]
          + uses[0][0].all.map { ($0.variable, -row.weights[arc($0, ofDemand: 0).choice] / ceilingS) })
    }
    return time
  }

  /// Adds Σ ρ x ≤ T*, violated by a path whose mean-time bound exceeds the ceiling T*.
  ///
  /// f(S) = E[max over S] is submodular (the maximum is, sample by sample), so the increments ρ of f along any order satisfy
  /// ρ(S) ≤ f(S) for every S (Edmonds 1970); the order starts with the path, slowest hop first, where ρ(path) = f(path).
  mutating func addPolymatroidCut(_ path: [Int], ofDemand d: Int, _ space: ChainSpace, ceilingS: Double) {
    let g = space.grid.count
    let inPath = Set(path)
    let used = Set(space.steps.flatMap { $0.map(\.choice) })
    let order =
      path.sorted { space.choices[$0].law.meanS > space.choices[$1].law.meanS }
      + used.subtracting(inPath).sorted {
        (space.choices[$0].law.meanS, $0) > (space.choices[$1].law.meanS, $1)
      }
    var sum = Array(repeating: 0.0, count: g)
    var before = 0.0
    var increments: [Int: Double] = [:]
    for choice in order {
      for j in 0..<g { sum[j] += space.costs[choice * g + j] }
      let now = space.grid.smoothMeanTime { sum[$0] }
      increments[choice] = max(0, now - before) + space.delay(choice)
      before = max(before, now)
    }
    for uses in uses[d] {
      program.addCovering(
        "rate\(program.rowCount)", upper: 1,
        uses.all.map { ($0.variable, increments[arc($0, ofDemand: d).choice]! / ceilingS) })
    }
  }
}

extension TimeGrid {
  /// Moments of each lower bound of the mean time, which are rows of their own.
  var families: [(name: String, moments: Range<Int>)] {
    let smooth = smoothTimes.count
    return latticeTimes.isEmpty
      ? [("smooth", 0..<smooth)] : [("smooth", 0..<smooth), ("lattice", smooth..<count)]
  }
}

extension ChainSpace {
  /// E[T] ≥ constant + Σ weights over the path, for every path with E[T] ≤ ceiling.
  func meanTimeRow(toGo: CostToGo, ceilingS ceiling: Double, moments: Range<Int>) -> (
    constant: Double, weights: [Double]
  ) {
    let g = grid.count
    let weight = moments.map { j in
      j < grid.smoothTimes.count
        ? grid.smoothWeights[j] : grid.latticeWeights[j - grid.smoothTimes.count]
    }
    // Least cost to go from the source over all numbers of hops.
    var least = Array(repeating: Double.infinity, count: moments.count)
    for hops in 1...max(1, maximumHops) where toGo.isReachable(from: source, hops: hops) {
      for (i, j) in moments.enumerated() {
        least[i] = min(least[i], toGo.time[hops][toGo.rows[source] * g + j])
      }
    }
    var after = Array(repeating: 0.0, count: moments.count + 1)
    for i in stride(from: moments.count - 1, through: 0, by: -1) {
      after[i] = after[i + 1] + weight[i] * (1 - exp(-least[i]))
    }
    // C(t) falls with t, so a cost c at moment i is at least c at all moments before.
    func time(withCost c: Double, at i: Int) -> Double {
      var sum = after[i + 1]
      for k in 0...i { sum += weight[k] * (1 - exp(-max(c, least[k]))) }
      return sum
    }
    var constant = 0.0
    var slopes = Array(repeating: 0.0, count: moments.count)
    for i in moments.indices.map({ $0 - moments.lowerBound }) {
      var low = least[i]
      var high = 60.0 * Double(maximumHops)
      if time(withCost: high, at: i) > ceiling {
        for _ in 0..<60 where high - low > 1e-9 {
          let middle = (low + high) / 2
          if time(withCost: middle, at: i) > ceiling { high = middle } else { low = middle }
        }
      }
      let gap = high - least[i]
      slopes[i] = gap < 1e-7 ? exp(-high) : (exp(-least[i]) - exp(-high)) / gap
      constant += weight[i] * ((1 - exp(-least[i])) - slopes[i] * least[i])
    }
    let weights = choices.indices.map { choice in
      var sum = delay(choice)
      for (i, j) in moments.enumerated() { sum += weight[i] * slopes[i] * costs[choice * g + j] }
      return sum
    }
    return (constant, weights)
  }
}
