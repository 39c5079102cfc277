internal import Foundation
internal import LinkPhysics
internal import Optimization

/// State of the delivered pairs: fidelity and key rate, by chords of what is not linear in noise.
extension ChainProgram {
  /// Chains of a demand have a fidelity.
  mutating func addFidelity(ofDemand d: Int, atLeast least: Double, _ space: ChainSpace, _ toGo: CostToGo) {
    guard let row = space.fidelityRow(toGo: toGo, minimumFidelity: least) else { return }
    for (k, uses) in uses[d].enumerated() {
      program.addRow(
        "fidelity\(suffix(d, k))", upper: row.limit,
        uses.all.map { ($0.variable, (row.weight * noise(of: $0, ofDemand: d, space)).sum()) })
    }
  }

  private func noise(of use: Use, ofDemand d: Int, _ space: ChainSpace) -> SIMD3<Double> {
    let arc = arc(use, ofDemand: d)
    return space.noise(
      of: .init(choice: arc.choice, to: arc.to), from: arc.from, side: space.sides[arc.choice])
  }

  /// The key-rate row of the only chain, and the linear bound of an objective that depends on the state; returns what the
  /// optimum bounds.
  ///
  /// Fidelity: its chord (`NoiseChord`). Key rate K = r/T: ln r is at most ln r0 + (r − r0)/r0 at any r0 (a tangent of the
  /// logarithm), r at most its chord; −ln T is convex, so at most its chord between the least time and the ceiling. Their
  /// sum is linear in x and bounds ln K.
  ///
  /// - Parameters:
  ///   - time: the variable of the mean time, in units of the ceiling.
  ///   - floor: a plan already known; the program is about plans at least as good.
  mutating func addState(
    _ space: ChainSpace, _ toGo: CostToGo, _ goal: SearchGoal, floor: SearchGoal.Figures?, ceilingS: Double,
    time: Variable
  ) -> @Sendable (Double) -> Double {
    switch goal.objective {
    case .rate where goal.limits.minimumKeyRateHz == nil: return { 1 / ($0 * ceilingS) }
    case .repeaters where goal.limits.minimumKeyRateHz == nil,
      .cost where goal.limits.minimumKeyRateHz == nil:
      return { $0 }
    default: break
    }
    let g = space.grid.count
    var least = SIMD3<Double>(repeating: .infinity)
    var leastTime = Double.infinity
    for hops in 1...max(1, space.maximumHops) where toGo.isReachable(from: space.source, hops: hops) {
      least = pointwiseMin(least, toGo.noise[hops][space.source])
      leastTime = min(
        leastTime,
        space.grid.meanTime { toGo.time[hops][toGo.rows[space.source] * g + $0] }
          + toGo.delay[hops][space.source])
    }
    leastTime = min(leastTime, ceilingS)
    let most = NoiseBudget.largest(goal: goal, leastNoise: least, leastTimeS: leastTime, floor: floor)
    let all = uses[0][0].all
    let noise = all.map { self.noise(of: $0, ofDemand: 0, space) }
    let key = NoiseChord.keyFraction(goal.limits.key, least: least, most: most)
    if let asked = goal.limits.minimumKeyRateHz {
      // The key fraction has to be the key rate times the mean time at least.
      program.addRow(
        "key_rate", upper: key.constant,
        zip(all, noise).map { ($0.variable, (key.weights * $1).sum()) } + [(time, asked * ceilingS)])
    }
    switch goal.objective {
    case .rate: return { 1 / ($0 * ceilingS) }
    case .repeaters, .cost: return { $0 }
    case .fidelity:
      let chord = NoiseChord.fidelity(least: least, most: most)
      for (use, noise) in zip(all, noise) {
        program.setCost((chord.weights * noise).sum(), of: use.variable)
      }
      return { min(1, chord.constant - $0) }
    case .keyRate, .utility:
      let reference = max(floor?.keyFraction ?? goal.limits.key.bound(NoiseBudget.state(least)), 1e-6)
      let width = ceilingS - leastTime
      let slope = width > 1e-9 * ceilingS ? log(ceilingS / leastTime) / width : 1 / ceilingS
      program.setCost(slope * ceilingS, of: time)
      for (use, noise) in zip(all, noise) {
        program.setCost((key.weights * noise).sum() / reference, of: use.variable)
      }
      let offset = slope * leastTime - log(leastTime) + log(reference) - 1 + key.constant / reference
      return { exp(offset - $0) }
    }
  }
}

extension ChainSpace {
  /// Σ weight · N over the path ≤ limit, for every path with F ≥ minimum; `nil` where no row says anything.
  ///
  /// With u_c = e^(−N_c) the characters' upper bounds, F ≥ f needs Σ u_c ≥ 4f − 1. Each N_c lies between its least value lo
  /// over all paths and the largest value hi that the other two at their best allow; the convex e^(−N) lies below its
  /// chord there, which is linear in x.
  func fidelityRow(toGo: CostToGo, minimumFidelity: Double) -> (limit: Double, weight: SIMD3<Double>)? {
    var least = SIMD3<Double>(repeating: .infinity)
    for hops in 1...max(1, maximumHops) where toGo.isReachable(from: source, hops: hops) {
      least = pointwiseMin(least, toGo.noise[hops][source])
    }
    let best = SIMD3(exp(-least.x), exp(-least.y), exp(-least.z))
    let needed = 4 * minimumFidelity - 1
    var slope = SIMD3<Double>.zero
    var limit = -needed
    for c in 0..<3 {
      let worst = needed - (best.sum() - best[c])
      limit += best[c]
      if worst > 0 {
        let high = -log(worst)
        slope[c] = high - least[c] < 1e-9 ? worst : (best[c] - worst) / (high - least[c])
      }
      limit += slope[c] * least[c]
    }
    return slope == .zero ? nil : (limit, slope)
  }
}
