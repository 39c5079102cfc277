internal import Foundation
internal import LinkPhysics

/// Decay and swap noise of a chain as additive terms on −ln of the characters x, y, z.
///
/// Memories multiply a character by D = E[∏_j e^(−g |T_j − T_j+1|)] over the repeaters, for independent waiting times with
/// laws p_j. With A_ab(s, t) = √p_a(s) e^(−g|s−t|) √p_b(t) this is ⟨√p_1, A_12 A_23 ⋯ √p_n⟩, so D ≤ ∏ ‖A‖: the norm of each
/// repeater is a bound of its own, and −ln of it adds up. It is bounded in two ways, `side` and `pair`.
struct NoiseModel {
  /// −ln of the swap's characters.
  var swap: SIMD3<Double>
  /// Decay rates in 1/s of one stored qubit.
  var rate: SIMD3<Double>
  /// Whether waiting times are exponential; else they are whole attempts.
  var isExponential: Bool

  /// A lower bound of the noise from the memory at a repeater between two hops: −½ ln E[e^(−2g|T_a−T_b|)], since the norm of
  /// A is at most the root of its summed squares.
  ///
  /// The rest r of the period at X, T = X + r, is independent of T; let η be the difference of both rests less their means, so
  /// that X_a + δ_a − X_b − δ_b = T_a − T_b − η with δ the mean rest. By Jensen's inequality E[e^(−c|d−η|)] ≥ e^(−c E|d−η|), where
  /// E|d−η| is |d| for |d| ≥ W, out of reach of η, and at most |d| + E|η| else. Hence
  /// E[e^(−c|T_a−T_b|)] ≤ E[e^(−c|X_a+δ_a−X_b−δ_b|)] + c E|η| P(|T_a−T_b| < W).
  func pair(_ a: WaitingLaw, _ b: WaitingLaw) -> SIMD3<Double> {
    var (later, earlier, delay, rest, chance) = (a, b, 0.0, 0.0, 0.0)
    if !isExponential {
      let (ra, rb) = (Self.meanRest(a), Self.meanRest(b))
      delay = ra - rb
      if delay < 0 { (later, earlier, delay) = (b, a, -delay) }
      let reach = max(a.periodS - ra + rb, b.periodS - rb + ra)
      chance = min(
        1,
        min((2 * reach / a.periodS + 1) * -expm1(-a.hazard), (2 * reach / b.periodS + 1) * -expm1(-b.hazard)))
      rest = ((a.periodS * a.periodS + b.periodS * b.periodS) / 12).squareRoot()
    }
    var out = SIMD3<Double>.zero
    for i in 0..<3 where rate[i] > 0 {
      if i > 0, rate[i] == rate[i - 1] {
        out[i] = out[i - 1]
        continue
      }
      let g = 2 * rate[i]
      let decay =
        Self.meanDecay(rate: g, later: later.meanS, earlier: earlier.meanS, delay: delay) + g * rest * chance
      out[i] = decay < 1 ? -0.5 * log(decay) : 0
    }
    return out
  }

  /// The part of that noise that one hop contributes, whatever its neighbour is: −½ ln ‖A_aa‖.
  ///
  /// e^(−g|s−t|) is a positive kernel, so ‖A_ab‖² ≤ ‖A_aa‖ ‖A_bb‖. For whole attempts the kernel between two of them is at most
  /// its mean over the two periods (Jensen, as in `pair`) but for the same one, where that mean is e^(−g E|r − r′|) ≥ e^(−gτ/√6)
  /// at least; the means are a compression of the exponential times' A_aa, so ‖A_aa‖ grows by (1 − e^(−h))(1 − e^(−gτ/√6)) at most.
  ///
  /// What is returned holds for every slower hop too, of longer mean and less hazard, since an option stands for those that
  /// it beats: the norm of exponential times falls with their mean, and so does the sum while attempts seldom succeed (a
  /// test looks at h ≤ 0.3); beyond, the largest that the second term can become is taken.
  func side(_ a: WaitingLaw) -> SIMD3<Double> {
    var out = SIMD3<Double>.zero
    for i in 0..<3 where rate[i] > 0 {
      if i > 0, rate[i] == rate[i - 1] {
        out[i] = out[i - 1]
        continue
      }
      let most = isExponential ? 0 : -expm1(-a.hazard)
      let same = a.hazard <= 0.3 ? most * -expm1(-rate[i] * a.periodS / 6.0.squareRoot()) : most
      let norm = Self.norm(rate[i] * a.meanS) + same
      out[i] = norm < 1 ? -0.5 * log(norm) : 0
    }
    return out
  }

  /// ‖A_aa‖ of an exponential time of mean m, for γ = g m ≥ 0, or a little more: 8γ/c² with c the first zero of J_{2γ−1}.
  ///
  /// (∂² − γ²) e^(−γ|x|) = −2γ δ turns A f = λ f into u″ = (γ² − (2γ/λ) e^(−x)) u with u′(0) = γ u(0), solved by
  /// u = J_2γ(c e^(−x/2)), c² = 8γ/λ, and c J′_2γ(c) + 2γ J_2γ(c) = c J_{2γ−1}(c) = 0 (Abramowitz and Stegun 9.1.27, 9.1.51).
  static func norm(_ gamma: Double) -> Double {
    if gamma < 1e-9 { return 1 }
    guard gamma <= 5 else {
      // j_{ν,1} > ν + 1.855757 ν^(1/3) (Qu and Wong, Trans. Am. Math. Soc. 351 (1999) 2833).
      let order = 2 * gamma - 1
      let zero = order + 1.855757 * cbrt(order)
      return 8 * gamma / (zero * zero)
    }
    // J is a factor times ₀F₁(; 2γ; −w), w = c²/4, which has positive zeros only: Newton's steps from before the first stay
    // before it, and 2γ is before it, as Σ 1/w_k = 1/(2γ).
    let order = 2 * gamma
    var w = order
    for _ in 0..<40 {
      let step = order * confluent(order, w) / confluent(order + 1, w)
      if step <= 1e-15 * w { break }
      w += step
    }
    return order / w
  }

  /// ₀F₁(; b; −w).
  private static func confluent(_ b: Double, _ w: Double) -> Double {
    var (term, sum, k) = (1.0, 1.0, 0.0)
    while abs(term) > 1e-18 * abs(sum) || k * (b + k) < w {
      term *= -w / ((k + 1) * (b + k))
      sum += term
      k += 1
    }
    return sum
  }

  /// E[e^(−c|X_a + δ − X_b|)] of exponential times with the given means, δ ≥ 0.
  static func meanDecay(rate c: Double, later a: Double, earlier b: Double, delay: Double) -> Double {
    let (decayed, kept) = (exp(-c * delay), exp(-delay / b))
    let z = 1 / b - c
    let between = abs(z * delay) < 1e-12 ? delay : -expm1(-z * delay) / z
    return (decayed * (a / (1 + c * a) + between) + kept * b / (1 + c * b)) / (a + b)
  }

  /// Mean of what is left of a period when its pair would come without waiting for the end, in s.
  private static func meanRest(_ a: WaitingLaw) -> Double {
    let h = a.hazard
    guard h.isFinite else { return a.periodS }
    return a.periodS * (h < 0.01 ? 0.5 + h / 12 - h * h * h / 720 : 1 / -expm1(-h) - 1 / h)
  }
}
