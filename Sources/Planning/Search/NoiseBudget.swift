internal import Foundation
internal import LinkPhysics

/// The noise that a goal still allows, as one number along one direction of (x, y, z).
///
/// A plan's noise is N = −ln of its characters. Its fidelity (1 + Σ e^(−N_c))/4 is convex in N and falls, and so does its key
/// fraction: 1 − h((1 − u)/2) = Σ_k u^(2k) / (2k(2k−1) ln 2), and u^(2k) = e^(−2kN). Let f be such a function with f ≥ s asked
/// for, lo a lower bound of N, and lo + r_c e_c the corners, where f falls to s along each axis alone. A point lo + v with
/// Σ v_c/r_c = θ > 1 breaks the limit: lo + v/θ is a mixture of the corners, so f ≤ s there, and f has fallen further at lo + v. Hence
/// direction · (N − lo) ≤ max_c d_c r_c for every plan that keeps to the limit, and the least of these over several limits.
///
/// Axes whose noise is the same on every hop (x and y where only dephasing acts) move together and count as one.
struct NoiseBudget {
  /// Weights of N_x, N_y and N_z, at least 0.
  let direction: SIMD3<Double>
  /// Axes that move together: 1 at each axis of the group.
  let groups: [SIMD3<Double>]

  /// Weights that make the corners above `leastNoise` equally far, which is the tightest plane through them.
  init(
    problem: DemandProblem, goal: SearchGoal, leastNoise: SIMD3<Double>, leastTimeS: Double,
    floor: SearchGoal.Figures?
  ) {
    groups = Self.groups(problem)
    let limits = Self.corners(
      goal: goal, groups: groups, leastNoise: leastNoise, leastTimeS: leastTimeS, floor: floor)
    var direction = SIMD3<Double>.zero
    for (g, group) in groups.enumerated() {
      let room = limits.map { $0[g] }.min() ?? .infinity
      direction[Self.axis(group)] = 1 / min(max(room, 1e-4), 3)
    }
    self.direction = direction
  }

  /// The largest direction · N of all plans that the goal allows, N ≥ leastNoise and mean time ≥ leastTimeS; infinite
  /// where no limit binds.
  func most(
    goal: SearchGoal, leastNoise: SIMD3<Double>, leastTimeS: Double, floor: SearchGoal.Figures?
  ) -> Double {
    let limits = Self.corners(
      goal: goal, groups: groups, leastNoise: leastNoise, leastTimeS: leastTimeS, floor: floor)
    let room = limits.map { rooms in
      zip(groups, rooms).reduce(0) { max($0, direction[Self.axis($1.0)] * $1.1) }
    }.min()
    return (direction * leastNoise).sum() + (room ?? .infinity)
  }

  /// How far each of N_x, N_y and N_z may go in a plan that the goal allows; infinite where no limit binds.
  static func largest(
    goal: SearchGoal, leastNoise: SIMD3<Double>, leastTimeS: Double, floor: SearchGoal.Figures?
  ) -> SIMD3<Double> {
    let axes: [SIMD3<Double>] = [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    let limits = corners(
      goal: goal, groups: axes, leastNoise: leastNoise, leastTimeS: leastTimeS, floor: floor)
    return limits.reduce(SIMD3(repeating: .infinity)) { most, rooms in
      pointwiseMin(most, leastNoise + SIMD3(rooms[0], rooms[1], rooms[2]))
    }
  }

  /// The best fidelity and key fraction at noise of at least `leastNoise` with direction · N at least `amount`: both are
  /// convex, so largest at a corner.
  func best(from leastNoise: SIMD3<Double>, amount: Double) -> (fidelity: Double, keyFraction: Double) {
    let more = max(0, amount - (direction * leastNoise).sum())
    var best = (fidelity: 0.0, keyFraction: 0.0)
    for group in groups {
      let state = Self.state(leastNoise + group * (more / direction[Self.axis(group)]))
      best.fidelity = max(best.fidelity, state.fidelity)
      best.keyFraction = max(best.keyFraction, bbm92Fraction(state))
    }
    return best
  }

  static func state(_ noise: SIMD3<Double>) -> BellDiagonalState {
    BellDiagonalState(x: exp(-noise.x), y: exp(-noise.y), z: exp(-noise.z))
  }

  /// The first axis of a group, which carries its weight.
  private static func axis(_ group: SIMD3<Double>) -> Int { group.x > 0 ? 0 : group.y > 0 ? 1 : 2 }

  private static func groups(_ problem: DemandProblem) -> [SIMD3<Double>] {
    func areAlike(_ a: Int, _ b: Int) -> Bool {
      problem.noise.swap[a] == problem.noise.swap[b] && problem.noise.rate[a] == problem.noise.rate[b]
        && problem.choices.allSatisfy { $0.noise[a] == $0.noise[b] }
    }
    let (xy, xz, yz) = (areAlike(0, 1), areAlike(0, 2), areAlike(1, 2))
    if xy, xz { return [SIMD3(1, 1, 1)] }
    if xy { return [SIMD3(1, 1, 0), SIMD3(0, 0, 1)] }
    if xz { return [SIMD3(1, 0, 1), SIMD3(0, 1, 0)] }
    if yz { return [SIMD3(1, 0, 0), SIMD3(0, 1, 1)] }
    return [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
  }

  /// For each limit on the state, how far the noise of each group may grow alone before the limit is broken, or
  /// before no plan is better than the floor.
  private static func corners(
    goal: SearchGoal, groups: [SIMD3<Double>], leastNoise: SIMD3<Double>, leastTimeS: Double,
    floor: SearchGoal.Figures?
  ) -> [[Double]] {
    var limits: [[Double]] = []
    func add(_ keeps: (BellDiagonalState) -> Bool) {
      limits.append(
        groups.map { group in
          var (low, high) = (0.0, 0.125)
          while keeps(state(leastNoise + group * high)) {
            low = high
            high *= 4
            if high > 1e3 { return .infinity }
          }
          for _ in 0..<20 {
            let middle = (low + high) / 2
            if keeps(state(leastNoise + group * middle)) { low = middle } else { high = middle }
          }
          return high
        })
    }
    // A limit met to twelve digits is met, as in `SearchGoal.score`.
    let floorFidelity = goal.objective == .fidelity ? floor?.fidelity ?? 0 : 0
    let fidelity = max(goal.limits.minimumFidelity ?? 0, floorFidelity) - 1e-12
    if fidelity > 0.25 { add { $0.fidelity >= fidelity } }
    let floorKeyRate = goal.objective == .keyRate ? floor?.keyRateHz ?? 0 : 0
    // The key fraction falls with noise, so every plan of this time or more needs this fraction.
    let fraction = max(goal.limits.minimumKeyRateHz ?? 0, floorKeyRate) * leastTimeS * (1 - 1e-12)
    if fraction > 0 || goal.objective == .keyRate {
      add {
        let value = bbm92Fraction($0)
        return value > 0 && value >= fraction
      }
    }
    return limits
  }
}
