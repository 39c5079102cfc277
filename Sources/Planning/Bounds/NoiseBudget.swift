internal import Foundation
internal import LinkPhysics

/// The noise that a goal still allows, as one number along one direction of (x, y, z).
///
/// A plan's noise is N = −ln of its characters. Its fidelity (1 + Σ e^(−N_c))/4 is convex in N and falls, and so does its key
/// fraction by every two bases: 1 − h((1 − u)/2) = Σ_k u^(2k) / (2k(2k−1) ln 2), and u^(2k) = e^(−2kN); the best of the bases is the
/// largest of convex functions, and 1 − h(F) convex and rising in the convex F. Let f be such a function with f ≥ s asked
/// for, and N in a convex set of vertices, edges and rays (see `NoiseHull`). What is left, f ≥ s, has its extreme points at
/// vertices and where f = s on an edge or ray: at any other point of f = s a piece of the tangent, on which the convex f is at
/// least s, lies in the set. So direction · N is largest there. On an edge with both ends in or both ends out nothing more is
/// to be found, since f is convex and the direction linear; along a ray f falls.
struct NoiseBudget {
  /// Weights of N_x, N_y and N_z, at least 0.
  let direction: SIMD3<Double>
  let hull: NoiseHull
  private let key: KeyRule

  /// Weights that make the ends of what the goal allows equally far, which is the tightest line.
  ///
  /// - Parameter vertices: of the set that the noise of all plans lies in.
  init(
    hull: NoiseHull, goal: SearchGoal, vertices: [SIMD3<Double>], leastTimeS: Double,
    floor: SearchGoal.Figures?
  ) {
    self.hull = hull
    key = goal.limits.key
    let limits = Self.limits(goal: goal, leastTimeS: leastTimeS, floor: floor)
    let rays = hull.rays(of: vertices)
    func room(_ ray: (from: SIMD3<Double>, along: SIMD3<Double>)) -> Double {
      let length = limits.map { Self.length(of: ray, $0) }.min() ?? .infinity
      return min(max(length, 1e-4), 3)
    }
    guard hull.groups.count == 2 else {
      direction = rays.reduce(.zero) { sum, ray in sum + Self.firstAxis(ray.along) / room(ray) }
      return
    }
    // Where f = s on the polygon, from either end.
    func end(_ vertices: [SIMD3<Double>], _ ray: (from: SIMD3<Double>, along: SIMD3<Double>)) -> SIMD3<Double>
    {
      let first = vertices.firstIndex { vertex in limits.allSatisfy { $0(vertex) } } ?? 0
      return first == 0 ? ray.from + ray.along * room(ray) : vertices[first - 1]
    }
    let (u, v) = (end(vertices, rays[0]), end(vertices.reversed(), rays[1]))
    let axes = (Self.firstAxis(hull.groups[0]), Self.firstAxis(hull.groups[1]))
    let across = (a: max(0, (axes.0 * (v - u)).sum()), b: max(0, (axes.1 * (u - v)).sum()))
    let chord = across.a + across.b > 1e-9 ? across.b * axes.0 + across.a * axes.1 : axes.0 + axes.1
    let depth = max((chord * u).sum(), (chord * v).sum()) - (vertices.map { (chord * $0).sum() }.min() ?? 0)
    direction = chord / max(depth, 1e-4 * (chord.sum()))
  }

  /// The largest direction · N of all plans that the goal allows, of mean time ≥ leastTimeS; infinite where no limit
  /// binds, −infinite where there is no such plan.
  func most(
    goal: SearchGoal, vertices: [SIMD3<Double>], leastTimeS: Double, floor: SearchGoal.Figures?
  ) -> Double {
    Self.limits(goal: goal, leastTimeS: leastTimeS, floor: floor).reduce(.infinity) { least, isKept in
      var most = -Double.infinity
      var before: (point: SIMD3<Double>, isKept: Bool)?
      for point in vertices {
        let now = (point: point, isKept: isKept(point))
        if now.isKept { most = max(most, (direction * point).sum()) }
        if let before, before.isKept != now.isKept {
          let (kept, lost) = now.isKept ? (now.point, before.point) : (before.point, now.point)
          let share = Self.largest(upTo: 1) { isKept(kept + (lost - kept) * $0) }
          most = max(most, (direction * (kept + (lost - kept) * share)).sum())
        }
        before = now
      }
      for ray in hull.rays(of: vertices) where isKept(ray.from) {
        let along = (direction * ray.along).sum()
        if along > 0 {
          most = max(most, (direction * ray.from).sum() + along * Self.length(of: ray, isKept))
        }
      }
      return min(least, most)
    }
  }

  /// How far each of N_x, N_y and N_z may go in a plan that the goal allows; infinite where no limit binds.
  static func largest(
    goal: SearchGoal, leastNoise: SIMD3<Double>, leastTimeS: Double, floor: SearchGoal.Figures?
  ) -> SIMD3<Double> {
    let axes: [SIMD3<Double>] = [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    return limits(goal: goal, leastTimeS: leastTimeS, floor: floor).reduce(SIMD3(repeating: .infinity)) {
      most, isKept in
      pointwiseMin(
        most, axes.reduce(leastNoise) { $0 + $1 * length(of: (from: leastNoise, along: $1), isKept) })
    }
  }

  /// The best fidelity and key fraction of noise in the set with direction · N at least `amount`: both are convex, so
  /// largest at a vertex, or where an edge or ray crosses that line.
  func best(_ vertices: [SIMD3<Double>], amount: Double) -> (fidelity: Double, keyFraction: Double) {
    var best = (fidelity: 0.0, keyFraction: 0.0)
    func consider(_ noise: SIMD3<Double>) {
      let state = Self.state(noise)
      best.fidelity = max(best.fidelity, state.fidelity)
      best.keyFraction = max(best.keyFraction, noise.min() < 0 ? 1 : key.bound(state))
    }
    var before: (point: SIMD3<Double>, along: Double)?
    for point in vertices {
      let along = (direction * point).sum()
      if along >= amount { consider(point) }
      if let before, (before.along < amount) != (along < amount) {
        consider(before.point + (point - before.point) * ((amount - before.along) / (along - before.along)))
      }
      before = (point, along)
    }
    for ray in hull.rays(of: vertices) {
      let missing = amount - (direction * ray.from).sum()
      let along = (direction * ray.along).sum()
      if missing > 0, along > 0 { consider(ray.from + ray.along * (missing / along)) }
    }
    return best
  }

  static func state(_ noise: SIMD3<Double>) -> BellDiagonalState {
    BellDiagonalState(x: exp(-noise.x), y: exp(-noise.y), z: exp(-noise.z))
  }

  private static func firstAxis(_ group: SIMD3<Double>) -> SIMD3<Double> {
    group.x > 0 ? SIMD3(1, 0, 0) : group.y > 0 ? SIMD3(0, 1, 0) : SIMD3(0, 0, 1)
  }

  /// How far a ray goes before a limit is broken; infinite where it never is.
  private static func length(
    of ray: (from: SIMD3<Double>, along: SIMD3<Double>), _ isKept: (SIMD3<Double>) -> Bool
  ) -> Double {
    var high = 0.125
    while isKept(ray.from + ray.along * high) {
      high *= 4
      if high > 1e3 { return .infinity }
    }
    return largest(upTo: high) { isKept(ray.from + ray.along * $0) }
  }

  /// The length at which something stops to hold that holds at 0 and no more at `high`, or a little more.
  private static func largest(upTo high: Double, _ holds: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, high)
    for _ in 0..<18 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return high
  }

  /// For each limit on the state, whether a noise keeps to it, or to what a plan better than the floor needs.
  ///
  /// Less than no noise is no state: a limit is kept as far as that goes.
  private static func limits(
    goal: SearchGoal, leastTimeS: Double, floor: SearchGoal.Figures?
  ) -> [(SIMD3<Double>) -> Bool] {
    var limits: [(SIMD3<Double>) -> Bool] = []
    // A limit met to twelve digits is met, as in `SearchGoal.score`.
    let floorFidelity = goal.objective == .fidelity ? floor?.fidelity ?? 0 : 0
    let fidelity = max(goal.limits.minimumFidelity ?? 0, floorFidelity) - 1e-12
    if fidelity > 0.25 { limits.append { state($0).fidelity >= fidelity } }
    let floorKeyRate = goal.objective == .keyRate ? floor?.keyRateHz ?? 0 : 0
    // The key fraction falls with noise, so every plan of this time or more needs this fraction.
    let fraction = max(goal.limits.minimumKeyRateHz ?? 0, floorKeyRate) * leastTimeS * (1 - 1e-12)
    if fraction > 0 || goal.objective == .keyRate {
      let key = goal.limits.key
      limits.append { noise in
        if noise.min() < 0 { return true }
        let value = key.bound(state(noise))
        return value > 0 && value >= fraction
      }
    }
    return limits
  }
}
