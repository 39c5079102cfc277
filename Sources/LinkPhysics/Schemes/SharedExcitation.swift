internal import Foundation

/// One shared excitation, heralded by one click of two photons' interference: what both ensembles and absorptive
/// memories rest on.
///
/// Each side holds √(1−χ) Σ χ^(n/2) |n stored⟩|n sent⟩; the sent light meets at a 50:50 beam splitter and one given
/// threshold detector clicks alone. In the inputs a, b the chance that the other detector sees nothing is the
/// normally ordered exp(−½(η_A a†a + η_B b†b − g(a†b + b†a))), g = √(V η_A η_B), so that (q = 1 − dark probability)
///
///     ⟨n,m|click|n,m⟩ = q [ Σ_k C(n,k) C(m,k) (g/2)^2k (1−η_A/2)^(n−k) (1−η_B/2)^(m−k) − q (1−η_A)^n (1−η_B)^m ]
///     ⟨j,k+1|click|j+1,k⟩ = q Σ_i (g/2)^(2i+1) C(j,i) C(k,i) √((j+1)(k+1))/(i+1) (1−η_A/2)^(j−i) (1−η_B/2)^(k−i)
///
/// Stored excitations are then lost one by one with probability 1 − r. All orders are summed.
struct SharedExcitation {
  var excitation: Arms
  var efficiency: Arms
  var darkProbability: Double
  var visibility: Double
  var retrieval: Arms
  /// Factor on the coherence, e.g. exp(−σ²/2) of a phase.
  var coherenceFactor: Double

  /// The heralded state of one rail in the occupation basis of the two sides.
  struct Rail {
    /// Probability of the herald, both detectors together.
    var heraldProbability: Double
    /// Probabilities, given a herald, that nothing, only the left, only the right, both sides show excitations.
    var p00: Double
    var p10: Double
    var p01: Double
    var p11: Double
    /// Magnitude of the coherence between one excitation left and one right.
    var coherence: Double

    static let none = Rail(heraldProbability: 0, p00: 1, p10: 0, p01: 0, p11: 0, coherence: 0)
  }

  var rail: Rail {
    let (eA, eB) = (efficiency.left, efficiency.right)
    let quiet = 1 - darkProbability
    let most = termsNeeded
    let halfLeft = powers(1 - eA / 2, most)
    let halfRight = powers(1 - eB / 2, most)
    let noneLeft = powers(1 - eA, most)
    let noneRight = powers(1 - eB, most)
    let lostLeft = powers(1 - retrieval.left, most)
    let lostRight = powers(1 - retrieval.right, most)
    let weightLeft = powers(excitation.left, most)
    let weightRight = powers(excitation.right, most)
    let exchange = powers(visibility * eA * eB / 4, most)
    let choose = pascal(most)
    var (p00, p10, p01, p11, coherence) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for n in 0...most {
      for m in 0...(most - n) {
        var otherSilent = 0.0
        var swapped = 0.0
        for k in 0...min(n, m) {
          let term =
            choose[n][k] * choose[m][k] * exchange[k] * halfLeft[n - k] * halfRight[m - k]
          otherSilent += term
          swapped += term / Double(k + 1)
        }
        let weight = weightLeft[n] * weightRight[m] * quiet
        let click = weight * (otherSilent - quiet * noneLeft[n] * noneRight[m])
        let (left, right) = (1 - lostLeft[n], 1 - lostRight[m])
        p00 += click * (1 - left) * (1 - right)
        p10 += click * left * (1 - right)
        p01 += click * (1 - left) * right
        p11 += click * left * right
        // n and m are here what is lost beside the one shared excitation.
        coherence += weight * swapped * Double((n + 1) * (m + 1)) * lostLeft[n] * lostRight[m]
      }
    }
    let sum = p00 + p10 + p01 + p11
    guard sum > 0 else { return .none }
    coherence *=
      (visibility * eA * eB * excitation.left * excitation.right * retrieval.left * retrieval.right)
      .squareRoot() / 2
      * coherenceFactor
    let vacuum = (1 - excitation.left) * (1 - excitation.right)
    return Rail(
      heraldProbability: 2 * sum * vacuum, p00: p00 / sum, p10: p10 / sum, p01: p01 / sum, p11: p11 / sum,
      coherence: coherence / sum)
  }

  /// Total excitations to sum so that what is left out is below 1e-13 of the herald (at most 40).
  private var termsNeeded: Int {
    let chi = max(excitation.left, excitation.right, 1e-9)
    return min(40, max(3, Int((log(1e-14) / log(chi)).rounded(.up)) + 1))
  }
}

private func powers(_ base: Double, _ most: Int) -> [Double] {
  var result = [1.0]
  for _ in 0..<most { result.append(result.last! * base) }
  return result
}

private func pascal(_ most: Int) -> [[Double]] {
  var rows: [[Double]] = [[1]]
  for n in 1...most {
    rows.append((0...n).map { k in (k > 0 ? rows[n - 1][k - 1] : 0) + (k < n ? rows[n - 1][k] : 0) })
  }
  return rows
}
