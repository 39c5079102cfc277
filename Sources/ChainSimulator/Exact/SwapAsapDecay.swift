internal import RealModule

/// The mean decay of deterministic swap-ASAP when one memory waits at each repeater:
/// W = E[exp(−Σ_j g_j |T_j − T_{j+1}|)], T_i = τ_i G_i independent, end qubits measured at once.
///
/// One figure for each decay rate: take g as the rate of the x (or y, z) character of each repeater's memories.
/// Goodenough, Coopmans and Towsley, arXiv:2404.07146, give generating functions for equal segments; the closed form
/// below is for unequal ones.
public struct SwapAsapDecay: Sendable {
  let periods: [Double]
  let hazards: [Double]

  /// Creates the law from attempt periods and hazards, one of each for a segment, all above 0.
  public init(periods: [Double], hazards: [Double]) {
    precondition(periods.count == hazards.count && !periods.isEmpty)
    self.periods = periods
    self.hazards = hazards
  }

  /// The law of the segments of a chain, at least one.
  public init(_ segments: [Segment]) {
    self.init(periods: segments.map(\.attemptPeriod), hazards: segments.map(\.hazard))
  }

  /// W for the decay rate of each repeater, from left to right (one fewer than segments).
  ///
  /// A common period: closed form, O(n²), relative error about 1e-13 (1e-12 where exponents nearly coincide). Different
  /// periods: sums over the attempts of all segments while those are fewer than `attemptBudget` (some 50 ns each);
  /// beyond that exponential times with the mean phases as first-order shifts.
  ///
  /// - Parameters:
  ///   - rates: decay rate g of each repeater's memories, 0 or more, per unit of the periods' time.
  ///   - attemptBudget: attempts of all segments over which sums are taken.
  /// - Returns: W, 0 to 1, with its method and error.
  /// - Complexity: O(n²) for a common period and for exponential times; O(n) for each attempt summed over.
  public func mean(rates: [Double], attemptBudget: Int = 1 << 19) -> Computed {
    precondition(rates.count == periods.count - 1)
    if rates.allSatisfy({ $0 == 0 }) { return Computed(value: 1, method: .closedForm, relativeError: 0) }
    if periods.allSatisfy({ $0 == periods[0] }) {
      let value = nearDegenerateSafe(rates) { latticeForm(rates: $0) }
      return Computed(value: value, method: .closedForm, relativeError: 1e-12)
    }
    let attempts = hazards.reduce(0.0) { $0 + (Self.negligible / $1).rounded(.up) }
    if attempts <= Double(attemptBudget) {
      return Computed(value: overAttempts(rates: rates), method: .attempts, relativeError: 1e-13)
    }
    return exponential(rates: rates)
  }

  /// e^−39 < 2^−56.
  private static let negligible = 39.0

  /// A closed form divides by differences of exponents. Where one nearly vanishes, the analytic dependence on a common
  /// factor of all rates is interpolated from twelve Chebyshev points around 1 (interpolation error below 1e-13).
  private func nearDegenerateSafe(
    _ rates: [Double], _ form: ([Double]) -> (value: Double, gap: Double)
  ) -> Double {
    let plain = form(rates)
    if plain.gap > 1e-3 { return plain.value }
    var best = plain
    for radius in [0.05, 0.037, 0.061] {
      let nodes = (0..<12).map { radius * Double.cos((Double($0) + 0.5) * .pi / 12) }
      var value = 0.0
      var gap = Double.infinity
      for (i, node) in nodes.enumerated() {
        var weight = 1.0
        for (j, other) in nodes.enumerated() where j != i { weight *= other / (other - node) }
        let here = form(rates.map { $0 * (1 + node) })
        value += weight * here.value
        gap = min(gap, here.gap)
      }
      if gap > best.gap { best = (value, gap) }
      if gap > 1e-3 { break }
    }
    return best.value
  }

  /// The weighted law of T_j is Σ d (1−β)^(t−1); a repeater adds one exponent, its own decay per period. Complements β are
  /// carried, not the exponents, so that p of 1e-12 loses nothing.
  private func latticeForm(rates: [Double]) -> (value: Double, gap: Double) {
    var gap = Double.infinity
    let p0 = -Double.expMinusOne(-hazards[0])
    var terms = [(d: p0, beta: p0)]
    terms.reserveCapacity(periods.count)
    for (j, rate) in rates.enumerated() {
      let alpha = min(-Double.expMinusOne(-rate * periods[0]), 1 - 0x1p-50)
      let p = -Double.expMinusOne(-hazards[j + 1])
      var fresh = 0.0
      for k in terms.indices {
        let (d, beta) = terms[k]
        let difference = alpha - beta
        gap = min(gap, difference.magnitude / max(alpha, beta))
        let safe = difference == 0 ? 1e-12 * alpha : difference
        terms[k].d =
          d * (1 - beta) * (1 / safe + (1 - alpha) / (alpha + beta - alpha * beta)) * p
        terms[k].beta = beta + p - beta * p
        fresh -= d * (1 - alpha) / safe
      }
      terms.append((fresh * p, alpha + p - alpha * p))
    }
    return (terms.reduce(0) { $0 + $1.d / $1.beta }, gap)
  }

  // MARK: Sums over attempts

  private func overAttempts(rates: [Double]) -> Double {
    func law(_ i: Int) -> [Double] {
      let p = -Double.expMinusOne(-hazards[i])
      let count = Int((Self.negligible / hazards[i]).rounded(.up))
      return (0..<max(1, count)).map { p * Double.exp(-hazards[i] * Double($0)) }
    }
    var weighted = law(0)
    for (j, g) in rates.enumerated() {
      var next = law(j + 1)
      let left = periods[j]
      let right = periods[j + 1]
      let factor = Double.exp(-g * left)
      var kernel = [Double](repeating: 0, count: next.count)
      // From the left: what was there at or before each attempt of the right segment.
      var k = 0
      var carried = 0.0
      for m in next.indices {
        let s = Double(m + 1) * right
        while k < weighted.count, Double(k + 1) * left <= s * (1 + 1e-14) {
          carried = carried * factor + weighted[k]
          k += 1
        }
        if k > 0 { kernel[m] = carried * Double.exp(-g * (s - Double(k) * left)) }
      }
      // From the right: what is still to come.
      k = weighted.count - 1
      carried = 0
      for m in next.indices.reversed() {
        let s = Double(m + 1) * right
        while k >= 0, Double(k + 1) * left > s * (1 + 1e-14) {
          carried = carried * factor + weighted[k]
          k -= 1
        }
        if carried > 0 { kernel[m] += carried * Double.exp(-g * (Double(k + 2) * left - s)) }
      }
      for m in next.indices { next[m] *= kernel[m] }
      weighted = next
    }
    return weighted.reduce(0, +)
  }

  // MARK: Exponential times

  private func exponential(rates: [Double]) -> Computed {
    let lambdas = zip(hazards, periods).map { min($0, 700) / $1 }
    let shifts = zip(hazards, lambdas).map { $0 > 700 ? 0 : Double.log($0 / -Double.expMinusOne(-$0)) / $1 }
    let plain = nearDegenerateSafe(rates) { exponentialForm(lambdas: lambdas, rates: $0, derivativeAt: nil) }
    var slope = 0.0
    var error = 1e-12
    for (j, g) in rates.enumerated() where g > 0 {
      let delta = shifts[j + 1] - shifts[j]
      if delta != 0 {
        slope +=
          delta * g
          * nearDegenerateSafe(rates) { exponentialForm(lambdas: lambdas, rates: $0, derivativeAt: j) }
      }
      error +=
        g * g * (periods[j] * periods[j] + periods[j + 1] * periods[j + 1]) / 8
        + g * (periods[j] + periods[j + 1]) * max(min(hazards[j], 1), min(hazards[j + 1], 1)) / 4
    }
    return Computed(
      value: plain * Double.exp(slope / plain), method: .exponential, relativeError: min(1, error))
  }

  /// The same recursion for exponential times. With `derivativeAt` j, the kernel of repeater j is −sign(T_{j+1} − T_j)
  /// times its decay: the change of W as T_{j+1} and all that follows is delayed.
  private func exponentialForm(
    lambdas: [Double], rates: [Double], derivativeAt special: Int?
  ) -> (value: Double, gap: Double) {
    var gap = Double.infinity
    var terms = [(c: lambdas[0], b: lambdas[0])]
    for (j, g) in rates.enumerated() {
      let lambda = lambdas[j + 1]
      var fresh = 0.0
      let sign = special == j ? -1.0 : 1
      for k in terms.indices {
        let (c, b) = terms[k]
        let difference = g - b
        gap = min(gap, difference.magnitude / max(g, b))
        let r = 1 / (difference == 0 ? 1e-12 * g : difference)
        terms[k].c = c * (sign * r + 1 / (g + b)) * lambda
        terms[k].b = b + lambda
        fresh -= sign * c * r
      }
      terms.append((fresh * lambda, g + lambda))
    }
    return (terms.reduce(0) { $0 + $1.c / $1.b }, gap)
  }
}
