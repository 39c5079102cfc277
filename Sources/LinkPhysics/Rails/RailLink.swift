/// A heralded link of one rail: each side holds √(1−χ) Σ χ^(n/2) |n stored⟩|n sent⟩, the sent light meets at
/// a station and one detector clicks alone.
///
/// Duan, Lukin, Cirac and Zoller, Nature 414, 413 (2001). ⟨n,m|ρ|n′,m′⟩ ∝ √(χ_A^(n+n′) χ_B^(m+m′))
/// ⟨n′,m′|M|n,m⟩ with M of `RailClick`. The herald probability sums all orders of χ: Σ tr G(XK) = 1/det(1 −
/// XK) (MacMahon), X = diag(χ_A, χ_B). Ensembles: χ of a write pulse. Absorptive pairs: the rails are the
/// polarisations, χ = μ/(2+μ) with μ pairs over both.
public struct RailLink: Hashable, Sendable {
  /// Probability that an attempt is heralded, by either detector, all orders of χ.
  public let heraldProbability: Double
  /// Share of the heralds that come from no more excitations than a `RailOperator` keeps, 0 to 1.
  public let keptShare: Double
  /// The state of both modes, given a herald, the phase flip of the other detector corrected; of trace 1.
  /// Vacuum where there are no heralds.
  public let rail: RailOperator

  /// - Parameters:
  ///   - excitation: χ, the ratio of successive terms, 0 to below 1.
  ///   - efficiency: chance that a photon sent makes a click, fibre included, 0 to 1.
  ///   - darkProbability: chance that one detector clicks without light in a window, 0 to below 1.
  ///   - visibility: Hong-Ou-Mandel visibility V at the station, 0 to 1.
  ///   - phaseNoiseRad: root mean square phase between the arms, rad.
  ///
  /// - Complexity: O(1), less than a microsecond.
  public init(
    excitation: Arms, efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1,
    phaseNoiseRad: Double = 0
  ) {
    let click = RailClick(
      efficiency: efficiency, darkProbability: darkProbability, visibility: visibility)
    let (a, b) = (excitation.left, excitation.right)
    let weightA = SIMD4(1, a, a * a, a * a * a)
    let weightB = SIMD4(1, b, b * b, b * b * b)
    let square = a * b
    let one = square.squareRoot()
    let orders = SIMD4(1, one, square, one * square)
    let vacuum = (1 - a) * (1 - b)
    var blocks = click.blocks.scaled(orders: orders)
    for order in 0...3 { blocks[order] = blocks[order].scaled(rows: weightA).scaled(columns: weightB) }
    let (sum, rail) = RailOperator(blocks: blocks).normalised
    self.rail = rail.dephased(phaseRad: phaseNoiseRad)
    let all = Self.allOrders(excitation, efficiency, dark: darkProbability, visibility: visibility)
    heraldProbability = 2 * vacuum * all
    keptShare = all > 0 ? min(1, sum / all) : 1
  }

  /// Σ χ_A^n χ_B^m ⟨n,m|M|n,m⟩ = q [1/D₁ − q/D₀], the difference D₀ − D₁ of the determinants written out.
  private static func allOrders(
    _ excitation: Arms, _ efficiency: Arms, dark: Double, visibility: Double
  ) -> Double {
    let (a, b) = (excitation.left, excitation.right)
    let (left, right) = (a * efficiency.left / 2, b * efficiency.right / 2)
    let exchange = a * b * visibility * efficiency.left * efficiency.right / 4
    let (halfLeft, halfRight) = (1 - a + left, 1 - b + right)
    let seen = halfLeft * halfRight - exchange
    let none = (halfLeft + left) * (halfRight + right)
    let difference = halfLeft * right + left * halfRight + left * right + exchange
    return (1 - dark) * (difference / seen + dark) / none
  }
}
