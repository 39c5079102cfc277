internal import Foundation
internal import LinkPhysics

/// Decay and swap noise of a chain as additive terms on −ln of the characters x, y, z.
///
/// Memories multiply a character by D = E[∏_j e^(−g |T_j − T_j+1|)] over the repeaters, for independent waiting times with
/// laws p_j. With A_ab(s, t) = √p_a(s) e^(−g|s−t|) √p_b(t) this is ⟨√p_1, A_12 A_23 ⋯ √p_n⟩, so
///
///     D ≤ |A_12ᵀ √p_1| · ∏ ‖A_j,j+1‖ · |A_n−1,n √p_n|
///
/// and −ln of each factor adds up: the norm of each inner repeater, the length of a vector at the first and at the last one, D
/// itself where there is one repeater. A norm is bounded in two ways, `side` and `pair`.
struct NoiseModel {
  /// −ln of the swap's characters.
  var swap: SIMD3<Double>
  /// Decay rates in 1/s of one stored qubit.
  var rate: SIMD3<Double>
  /// Whether waiting times are exponential; else they are whole attempts.
  var isExponential: Bool
  /// What an attempt takes from what its node stores where the hops of a repeater take turns, as −ln of x, y and z; `nil` where
  /// both run at once.
  var perAttempt: SIMD3<Double>?

  /// A lower bound of the noise from the memories at a repeater between two hops: of −ln ‖A_ab‖, −ln |A_abᵀ √p_a|, −ln D.
  ///
  /// - ‖A‖ is at most its fourth Schatten norm, Tr((AAᵀ)²)^¼ = E[e^(−g(|a−b| + |b−a′| + |a′−b′| + |b′−a|))]^¼ over two copies of
  ///   both times (it is at most the Hilbert-Schmidt norm E[e^(−2g|a−b|)]^½).
  /// - At an end of the chain the vector has the length E[e^(−g(|a−b| + |a′−b|))]^½ over two copies of the end's time.
  /// - Of a chain with one repeater D = E[e^(−g|a−b|)].
  ///
  /// Whole attempts: the rest r of the period at X, T = X + r, is independent of T; let η be the difference of both rests less
  /// their means, so that X_a + δ_a − X_b − δ_b = T_a − T_b − η with δ the mean rest. By Jensen's inequality
  /// E[e^(−g Σ|d−η|)] ≥ e^(−g Σ E|d−η|), where E|d−η| is |d| for |d| ≥ W, out of reach of η, and at most |d| + E|η| else. Hence
  /// E[e^(−g Σ|T_a−T_b|)] ≤ E[e^(−g Σ|X_a+δ_a−X_b−δ_b|)] + g E|η| Σ P(|T_a−T_b| < W).
  ///
  /// - Parameters:
  ///   - aIsEnd, bIsEnd: whether the hop is the first or the last of its chain.
  func pair(
    _ a: WaitingLaw, _ b: WaitingLaw, aIsEnd: Bool = false, bIsEnd: Bool = false
  ) -> SIMD3<Double> {
    if let perAttempt { return pointwiseMin(whileSecond(a, perAttempt), whileSecond(b, perAttempt)) }
    var (later, earlier, delay, rest, chance) = (a.meanS, b.meanS, 0.0, 0.0, 0.0)
    // An end's own time comes twice.
    var copies = aIsEnd && bIsEnd ? (1, 1) : aIsEnd ? (2, 1) : bIsEnd ? (1, 2) : (2, 2)
    if !isExponential {
      let (ra, rb) = (Self.meanRest(a), Self.meanRest(b))
      delay = ra - rb
      if delay < 0 { (later, earlier, delay, copies) = (earlier, later, -delay, (copies.1, copies.0)) }
      let reach = max(a.periodS - ra + rb, b.periodS - rb + ra)
      chance = min(
        1,
        min((2 * reach / a.periodS + 1) * -expm1(-a.hazard), (2 * reach / b.periodS + 1) * -expm1(-b.hazard)))
      rest = ((a.periodS * a.periodS + b.periodS * b.periodS) / 12).squareRoot()
    }
    /// −ln of the mean decay of so many copies, for each pair of them.
    func noise(_ rate: Double, _ copies: (Int, Int)) -> Double {
      let pairs = Double(copies.0 * copies.1)
      let decay =
        Self.meanDecay(rate: rate, later: (later, copies.0), earlier: (earlier, copies.1), delay: delay)
        + rate * pairs * rest * chance
      return decay < 1 ? -log(decay) / pairs : 0
    }
    var out = SIMD3<Double>.zero
    for i in 0..<3 where rate[i] > 0 {
      if i > 0, rate[i] == rate[i - 1] {
        out[i] = out[i - 1]
        continue
      }
      out[i] = noise(rate[i], copies)
      // What whole attempts add weighs less here.
      if copies == (2, 2) { out[i] = max(out[i], noise(2 * rate[i], (1, 1)) / 2) }
    }
    return out
  }

  /// What a hop that goes second at a repeater takes from the qubit stored there: half of −ln E[a^(2G)] over its attempts G,
  /// a = e^(−gτ) times what an attempt leaves.
  ///
  /// A hop with two stored neighbours takes E[a^(2G)] from both together, one with a single neighbour E[a^G], which is less than
  /// the root of that (Jensen). Which hops go second is not known here, so a repeater has the lesser of both; waits of first hops for
  /// each other come on top.
  private func whileSecond(_ law: WaitingLaw, _ perAttempt: SIMD3<Double>) -> SIMD3<Double> {
    let p = -expm1(-law.hazard)
    var out = SIMD3<Double>.zero
    for i in 0..<3 {
      let beta = 2 * (rate[i] * law.periodS + perAttempt[i])
      // −ln of p e^(−β)/(1 − (1−p) e^(−β)).
      out[i] = beta > 0 ? (beta + log(-expm1(-law.hazard - beta)) - log(p)) / 2 : 0
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
    // Of hops in turn, one that goes first costs nothing by itself.
    if perAttempt != nil { return .zero }
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

  /// E[e^(−g Σ|X_a + δ − X_b|)] over all pairs of some copies of two exponential times, δ ≥ 0, all independent.
  ///
  /// While i of the later and j of the earlier times are past, i (n − j) + j (m − i) pairs wait, and the next of what is to come is
  /// an exponential time away: a product over the states (i, j). The earlier ones that come before δ wait for all later ones until
  /// then.
  ///
  /// - Parameters:
  ///   - rate: g, in 1/s.
  ///   - later, earlier: mean in s, and how many copies, at most 2.
  ///   - delay: δ in s.
  static func meanDecay(
    rate g: Double, later: (meanS: Double, count: Int), earlier: (meanS: Double, count: Int), delay: Double
  ) -> Double {
    let (a, b, m, n) = (later.meanS, earlier.meanS, later.count, earlier.count)
    // value[j] of the present i, from the last state back.
    var value = (0.0, 0.0, 0.0)
    func at(_ values: (Double, Double, Double), _ j: Int) -> Double {
      j == 0 ? values.0 : j == 1 ? values.1 : values.2
    }
    for i in stride(from: m, through: 0, by: -1) {
      var next = (0.0, 0.0, 0.0)
      for j in stride(from: n, through: 0, by: -1) {
        let (left, right) = (Double(m - i) / a, Double(n - j) / b)
        let waiting = g * Double(i * (n - j) + j * (m - i))
        var sum = i == m && j == n ? 1.0 : 0
        if i < m { sum += left * at(value, j) }
        if j < n { sum += right * at(next, j + 1) }
        if i < m || j < n { sum /= left + right + waiting }
        if j == 0 { next.0 = sum } else if j == 1 { next.1 = sum } else { next.2 = sum }
      }
      value = next
    }
    if delay == 0 { return value.0 }
    // Of one earlier time: that it comes after δ, and its decay until then where it comes before.
    let after = exp(-delay / b)
    let c = Double(m) * g
    let z = 1 / b - c
    let apart = abs(z) * delay
    let before = exp(-min(c, 1 / b) * delay) * (apart < 1e-12 ? delay : -expm1(-apart) / abs(z)) / b
    guard n == 2 else { return after * value.0 + before * value.1 }
    return after * after * value.0 + 2 * after * before * value.1 + before * before * value.2
  }

  /// Mean of what is left of a period when its pair would come without waiting for the end, in s.
  private static func meanRest(_ a: WaitingLaw) -> Double {
    let h = a.hazard
    guard h.isFinite else { return a.periodS }
    return a.periodS * (h < 0.01 ? 0.5 + h / 12 - h * h * h / 720 : 1 / -expm1(-h) - 1 / h)
  }
}
