/// Two modes that meet at a 50:50 beam splitter before two threshold detectors, of which one given detector
/// clicks and the other does not.
///
/// With q = 1 − dark probability, r_B and r_C the chances that an excitation of a mode would be seen, and
/// g = √(V r_B r_C), the operator of this outcome in the inputs is
///
///     M = q [ G(1 − ½ [[r_B, −g], [−g, r_C]]) − q G(diag(1 − r_B, 1 − r_C)) ]
///
/// where G(K) is what the linear map K of one excitation does to many: ⟨n,m|G(K)|n′,m′⟩ = √(n! m!/(n′! m′!))
/// × the coefficient of x^n y^m in (K₀₀x + K₁₀y)^n′ (K₀₁x + K₁₁y)^m′. Sorted by the order of coherence Δ this
/// is, with U[i,j] = √(C(i,j) C(i+Δ,j+Δ)),
///
///     G[j,c] = (g/2)^Δ Σ_i U[j,i] (1−r_B/2)^(j−i) (g/2)^2i (1−r_C/2)^(c−i) U[c,i]
///
/// of which every term is positive, and the two G of Δ = 0 differ by a sum of positive terms too: nothing
/// cancels however small efficiencies and dark counts are. The other detector's click has g < 0: a sign
/// (−1)^Δ, a known phase flip.
struct RailClick: Hashable, Sendable {
  /// Block Δ, row j, column c: ⟨j, c+Δ|M|j+Δ, c⟩.
  let blocks: RailBlocks

  /// - Parameters:
  ///   - efficiency: r_B and r_C, 0 to 1.
  ///   - darkProbability: of one detector in a window, 0 to below 1.
  ///   - visibility: Hong-Ou-Mandel visibility V, 0 to 1.
  init(efficiency: Arms, darkProbability: Double, visibility: Double) {
    let (rB, rC) = (efficiency.left, efficiency.right)
    let quiet = 1 - darkProbability
    let square = visibility * rB * rC / 4
    let half = square.squareRoot()
    let exchanges = SIMD4(1, square, square * square, square * square * square)
    let left = RailBlocks.binomial(1 - rB / 2)
    let right = RailBlocks.binomial(1 - rC / 2).transposed
    var sorted = RailBlocks(
      left.none.scaled(columns: exchanges * SIMD4(0, 1, 1, 1)) * right.none,
      half * (left.one.scaled(columns: exchanges) * right.one),
      square * (left.two.scaled(columns: exchanges) * right.two),
      half * square * (left.three.scaled(columns: exchanges) * right.three))
    sorted.none = sorted.none + Self.light(rB, rC, dark: darkProbability)
    blocks = quiet * sorted
  }

  /// α^j β^c − q γ^j δ^c with α = 1 − r_B/2, γ = 1 − r_B and so on: α^j − γ^j = (α−γ) Σ_i α^i γ^(j−1−i).
  private static func light(_ rB: Double, _ rC: Double, dark: Double) -> RailBlock {
    func powers(_ r: Double) -> (half: SIMD4<Double>, none: SIMD4<Double>, difference: SIMD4<Double>) {
      let (a, c) = (1 - r / 2, 1 - r)
      return (
        SIMD4(1, a, a * a, a * a * a), SIMD4(1, c, c * c, c * c * c),
        SIMD4(0, 1, a + c, a * a + a * c + c * c) * (r / 2)
      )
    }
    let (left, right) = (powers(rB), powers(rC))
    func row(_ j: Int) -> SIMD4<Double> {
      right.half * left.difference[j] + (right.difference + right.none * dark) * left.none[j]
    }
    return RailBlock(row(0), row(1), row(2), row(3))
  }
}
