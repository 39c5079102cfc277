internal import Foundation

/// A convex set that the noise (N_x, N_y, N_z) of all completions of a part lies in: what lies beyond a few lines.
///
/// Noise is additive over hops, so for any normal u the least u · N over all ways to the target is one shortest path (a
/// negative weight does no harm where hops are counted). With two groups of axes that move together the lines u_k · N ≥ m_k,
/// sorted by angle, leave a polygon with its vertices where neighbours meet, and two rays. The outer normals (1, −β) and
/// (−α, 1), β and α the least ratios N_a/N_b and N_b/N_a of one hop, make the rays (β, 1) and (1, α): hops of less noise in z
/// have less in x, too. One group leaves a point and a ray, three a point and the axes.
struct NoiseHull {
  typealias Supports = SIMD16<Double>

  /// Axes that move together: 1 at each axis of the group.
  let groups: [SIMD3<Double>]
  /// The first and the last vertex's rays; of three groups, all of the one vertex.
  let rays: [SIMD3<Double>]
  private let count: Int
  private let normals: (x: Supports, y: Supports, z: Supports)
  /// The vertex where lines k and k+1 meet: m_k times the first and m_(k+1) times the second.
  private let meeting: [(SIMD3<Double>, SIMD3<Double>)]

  /// Angles of the normals between the outer two, in degrees.
  private static let angles = [0.0, 6, 12, 18, 24, 30, 38, 46, 54, 62, 71, 80, 90]

  init(_ space: ChainSpace) {
    groups = Self.groups(space)
    let axes = groups.map { $0.x > 0 ? 0 : $0.y > 0 ? 1 : 2 }
    var all = groups.indices.map { g in
      var normal = SIMD3<Double>.zero
      normal[axes[g]] = 1
      return normal
    }
    guard groups.count == 2 else {
      rays = groups
      count = groups.count
      meeting = []
      normals = Self.transposed(all)
      return
    }
    let ratios = Self.leastRatios(space, axes[0], axes[1])
    rays = [groups[1] + ratios.beta * groups[0], groups[0] + ratios.alpha * groups[1]]
    let (a, b) = (all[0], all[1])
    // Outer lines along the axes are among the others.
    all = ratios.beta > 0 ? [a - ratios.beta * b] : []
    for angle in Self.angles {
      all.append(cos(angle * .pi / 180) * a + sin(angle * .pi / 180) * b)
    }
    if ratios.alpha > 0 { all.append(b - ratios.alpha * a) }
    let plane = groups
    meeting = zip(all, all.dropFirst()).map { u, v in
      let determinant = u[axes[0]] * v[axes[1]] - u[axes[1]] * v[axes[0]]
      return (
        (v[axes[1]] * plane[0] - v[axes[0]] * plane[1]) / determinant,
        (u[axes[0]] * plane[1] - u[axes[1]] * plane[0]) / determinant
      )
    }
    count = all.count
    normals = Self.transposed(all)
  }

  /// u_k · N of every line.
  func supports(_ noise: SIMD3<Double>) -> Supports {
    noise.x * normals.x + noise.y * normals.y + noise.z * normals.z
  }

  /// The vertices of the set beyond lines, from the first ray to the last.
  func vertices(_ supports: Supports) -> [SIMD3<Double>] {
    switch groups.count {
    case 1: [supports[0] * groups[0]]
    case 2: meeting.indices.map { supports[$0] * meeting[$0].0 + supports[$0 + 1] * meeting[$0].1 }
    default: [SIMD3(supports[0], supports[1], supports[2])]
    }
  }

  /// The edges that run to infinity.
  func rays(of vertices: [SIMD3<Double>]) -> [(from: SIMD3<Double>, along: SIMD3<Double>)] {
    rays.enumerated().map { (from: groups.count == 2 && $0 == 1 ? vertices.last! : vertices[0], along: $1) }
  }

  private static func transposed(_ normals: [SIMD3<Double>]) -> (x: Supports, y: Supports, z: Supports) {
    var out = (x: Supports.zero, y: Supports.zero, z: Supports.zero)
    for (k, normal) in normals.enumerated() {
      (out.x[k], out.y[k], out.z[k]) = (normal.x, normal.y, normal.z)
    }
    return out
  }

  private static func leastRatios(_ space: ChainSpace, _ a: Int, _ b: Int) -> (
    alpha: Double, beta: Double
  ) {
    var least = (alpha: 1e3, beta: 1e3)
    for site in space.steps.indices {
      for step in space.steps[site] {
        let own = space.noise(of: step, from: site, side: space.sides[step.choice])
        least.alpha = min(least.alpha, max(0, own[b]) / max(own[a], 1e-12))
        least.beta = min(least.beta, max(0, own[a]) / max(own[b], 1e-12))
      }
    }
    // Outer lines that nearly face each other would meet the others far away.
    let shrink = min(1, (0.9 / max(least.alpha * least.beta, 1e-12)).squareRoot())
    func ratio(_ least: Double) -> Double { least < 1e-3 ? 0 : least * shrink }
    return (ratio(least.alpha), ratio(least.beta))
  }

  private static func groups(_ space: ChainSpace) -> [SIMD3<Double>] {
    func areAlike(_ a: Int, _ b: Int) -> Bool {
      space.noise.swap[a] == space.noise.swap[b] && space.noise.rate[a] == space.noise.rate[b]
        && (space.noise.perAttempt.map { $0[a] == $0[b] } ?? true)
        && space.choices.allSatisfy { choice in
          [
            choice.noise, choice.waitNoise.left, choice.waitNoise.right, choice.endWaitNoise.left,
            choice.endWaitNoise.right,
          ].allSatisfy { $0[a] == $0[b] }
        }
    }
    let (xy, xz, yz) = (areAlike(0, 1), areAlike(0, 2), areAlike(1, 2))
    if xy, xz { return [SIMD3(1, 1, 1)] }
    if xy { return [SIMD3(1, 1, 0), SIMD3(0, 0, 1)] }
    if xz { return [SIMD3(1, 0, 1), SIMD3(0, 1, 0)] }
    if yz { return [SIMD3(1, 0, 0), SIMD3(0, 1, 1)] }
    return [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
  }
}
