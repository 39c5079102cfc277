/// The measurement of two rails at both ends of a chain, kept where each side shows exactly one click.
///
/// Z: each end looks which of its two rails is excited. X: each end lets its two rails interfere and looks
/// which detector clicks, as a tomograph does; double excitations spoil that differently from the coherence
/// of single ones, so x is this correlation. y is taken like x. Losses of the ends and what waits last may
/// differ between the rails: `RailOperator.lost`.
public struct RailEnds: Hashable, Sendable {
  private let left: RailClick
  private let right: RailClick
  private let seenLeft: SIMD4<Double>
  private let seenRight: SIMD4<Double>
  private let unseenLeft: SIMD4<Double>
  private let unseenRight: SIMD4<Double>

  /// - Parameters:
  ///   - efficiency: retrieval times detection at the two ends, 0 to 1, the same for both rails of an end.
  ///   - darkProbability: chance that one detector clicks without light, 0 to below 1.
  ///   - visibility: Hong-Ou-Mandel visibility V of an end's two rails, 0 to 1; Z does not need it.
  public init(efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1) {
    func click(_ r: Double) -> RailClick {
      RailClick(efficiency: Arms(r), darkProbability: darkProbability, visibility: visibility)
    }
    func seen(_ r: Double) -> SIMD4<Double> {
      let c = 1 - r
      let light = SIMD4(0, 1, 1 + c, 1 + c + c * c) * r
      return light * (1 - darkProbability) + SIMD4(repeating: darkProbability)
    }
    func unseen(_ r: Double) -> SIMD4<Double> {
      let c = 1 - r
      return SIMD4(1, c, c * c, c * c * c) * (1 - darkProbability)
    }
    left = click(efficiency.left)
    right = click(efficiency.right)
    (seenLeft, seenRight) = (seen(efficiency.left), seen(efficiency.right))
    (unseenLeft, unseenRight) = (unseen(efficiency.left), unseen(efficiency.right))
  }

  /// What one rail shows at the ends.
  public struct Outcomes: Hashable, Sendable {
    /// Probability that neither end shows a click.
    public var p00: Double
    /// Only the left end.
    public var p10: Double
    /// Only the right end.
    public var p01: Double
    /// Both ends.
    public var p11: Double
  }

  /// Clicks of one rail, its two modes looked at by themselves.
  public func outcomes(of rail: RailOperator) -> Outcomes {
    let block = rail.blocks.none
    func sum(_ rows: SIMD4<Double>, _ columns: SIMD4<Double>) -> Double {
      (block.scaled(rows: rows).scaled(columns: columns)).sum
    }
    return Outcomes(
      p00: sum(unseenLeft, unseenRight), p10: sum(seenLeft, unseenRight), p01: sum(unseenLeft, seenRight),
      p11: sum(seenLeft, seenRight))
  }

  /// The pair that two rails give.
  public struct Pair: Hashable, Sendable {
    /// Chance that both ends show exactly one click in the Z measurement.
    public var keptZ: Double
    /// The same in the X measurement.
    public var keptX: Double
    /// Characters of what is kept: x = y as measured in X, z in Z; F = (1 + 2x + z)/4.
    public var state: BellDiagonalState
  }

  /// Measures two rails between the same ends, which may be unlike (one of them has waited).
  ///
  /// - Complexity: O(1), a fraction of a microsecond.
  public func pair(_ upper: RailOperator, _ lower: RailOperator) -> Pair {
    let (u, d) = (outcomes(of: upper), outcomes(of: lower))
    let good = u.p10 * d.p01 + u.p01 * d.p10
    let bad = u.p11 * d.p00 + u.p00 * d.p11
    // The second rail's coherences run against the first's; orders ±Δ are equal, and odd ones change sign
    // with the detector.
    func interfered(_ order: Int) -> Double {
      let a = left.blocks[order].transposed * upper.blocks[order]
      let b = lower.blocks[order] * right.blocks[order].transposed
      return a.times(b).sum
    }
    let even = interfered(0) + 2 * interfered(2)
    let odd = 2 * (interfered(1) + interfered(3))
    let x = even > 0 ? odd / even : 0
    let z = good + bad > 0 ? (good - bad) / (good + bad) : 0
    return Pair(keptZ: good + bad, keptX: 4 * even, state: BellDiagonalState(x: x, y: x, z: z))
  }
}
