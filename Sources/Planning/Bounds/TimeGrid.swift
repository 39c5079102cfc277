internal import Foundation

/// Moments in time at which hops are compared, and weights that turn sums over them into lower bounds of E[max T].
///
/// For independent waiting times the mean time until all hops of a path have a pair is ∫ 1 − exp(−Σ c_e(t)) dt with
/// c_e(t) = −ln P(T_e ≤ t) ≥ 0: at every moment a path enters only through an additive cost. Two families of moments
/// are kept side by side, and the larger of the two sums is the bound:
///
/// - *smooth*: c_e of a shifted exponential time S_e (see `shift`), at Gauss-Legendre points in log t. The integrand is
///   analytic there, so the sum is exact to about 1e-12; the bound misses a share of about h²/8 of the time at most, h the
///   hazard of one attempt.
/// - *lattice*: c_e of the attempts themselves, just before the right edge of each cell (a lower Riemann sum). It misses
///   about half a cell, 1.4 %, and is used only where attempts succeed so often that this is less.
struct TimeGrid {
  let smoothTimes: [Double]
  let smoothWeights: [Double]
  /// Right edges of the cells.
  let latticeTimes: [Double]
  let latticeWeights: [Double]

  var count: Int { smoothTimes.count + latticeTimes.count }

  private let isExponential: Bool

  /// - Parameters:
  ///   - reference: a mean time near those of interest, in s.
  ///   - laws: of all hops; they decide where the grid starts, and whether the lattice matters.
  ///   - isExponential: whether the waiting times are the exponential times themselves.
  init(reference: Double, laws: [WaitingLaw], isExponential: Bool) {
    self.isExponential = isExponential
    // Hops much faster than the whole hardly enter the mean time, however often their attempts succeed.
    let slow = isExponential ? [] : laws.filter { $0.meanS >= reference / Self.widestRatio }
    let shift = slow.map(Self.shift).max() ?? 0
    var times: [Double] = []
    var weights: [Double] = []
    let start = log(max(reference / 400, min(2 * shift, reference / Self.widestRatio)))
    let end = log(reference * 80)
    // From 0 to the first panel: survival at its right edge bounds survival before it.
    times.append(exp(start))
    weights.append(exp(start))
    let panels = 5
    let width = (end - start) / Double(panels)
    for panel in 0..<panels {
      let middle = start + (Double(panel) + 0.5) * width
      for (node, weight) in zip(GaussLegendre.nodes, GaussLegendre.weights) {
        let t = exp(middle + node * width / 2)
        times.append(t)
        weights.append(weight * width / 2 * t)
      }
    }
    smoothTimes = times
    smoothWeights = weights
    if (slow.map(\.hazard).max() ?? 0) < Self.leastLatticeHazard {
      latticeTimes = []
      latticeWeights = []
    } else {
      var edges: [Double] = []
      let cells = 240
      let from = reference / 60
      let to = reference * 14
      for i in 0...cells { edges.append(from * pow(to / from, Double(i) / Double(cells))) }
      latticeTimes = edges
      latticeWeights = edges.indices.map { $0 == 0 ? edges[0] : edges[$0] - edges[$0 - 1] }
    }
  }

  private static let widestRatio = 20.0
  private static let leastLatticeHazard = 0.3

  /// How much later than an exponential time X of the same tail a pair comes at least, in s; about half a period.
  ///
  /// T = τ⌈X/τ⌉ has ∫_x^∞ P(T > t) dt piecewise linear in x with value D e^(−x/m), D = τ/(1 − e^(−h)), at whole periods,
  /// so it lies above that convex function, and above its cut at slope −1: the same integral of S = δ + X, δ = m ln(D/m).
  /// S is therefore less than T in increasing convex order, as is every smaller shift, and E[max S_e] ≤ E[max T_e] for
  /// independent times (Shaked and Shanthikumar, Stochastic Orders (2007), theorem 4.A.15).
  static func shift(_ law: WaitingLaw) -> Double {
    let h = law.hazard
    guard h.isFinite else { return 0 }
    // The first terms of the series, where the logarithm would cancel.
    return h < 0.01
      ? law.periodS * (0.5 - h / 24 + h * h * h / 2880) : law.meanS * log(h / -expm1(-h))
  }

  /// c_e at every moment of the grid of one way after the other; equal ways, as of huts evenly spaced, are worked out once.
  func costs(ofAll ways: [WaitingLaw]) -> [Double] {
    var out: [Double] = []
    out.reserveCapacity(ways.count * count)
    var known: [WaitingLaw: Int] = [:]
    for way in ways {
      let start = out.count
      if let same = known.updateValue(start, forKey: way) {
        // One by one: a slice would make the whole array be copied.
        for j in same..<same + count { out.append(out[j]) }
      } else {
        out.append(contentsOf: costs(way))
      }
    }
    return out
  }

  /// c_e at every moment of the grid, capped at 60 (a cap lowers c, so bounds stay bounds).
  func costs(_ law: WaitingLaw) -> [Double] {
    var out: [Double] = []
    out.reserveCapacity(count)
    // The integrand stays analytic well before its first point.
    let shift = isExponential ? 0 : min(Self.shift(law), smoothTimes[0] / 2)
    for t in smoothTimes { out.append(Self.cost(exponent: (t - shift) / law.meanS)) }
    for t in latticeTimes {
      // Attempts finished strictly before the right edge.
      let finished = max(0, (t / law.periodS).rounded(.up) - 1)
      out.append(
        max(Self.cost(exponent: finished * law.hazard), Self.cost(exponent: t / law.meanS)))
    }
    return out
  }

  /// −ln(1 − e^(−x)), without cancellation at either end.
  static func cost(exponent x: Double) -> Double {
    if x <= 0 { return 60 }
    let c = x < 0.693 ? -log(-expm1(-x)) : -log1p(-exp(-x))
    return min(c, 60)
  }

  /// The mean time of the shifted exponential times that bound the attempts, for additive costs at every moment.
  @inline(__always)
  func smoothMeanTime(_ cost: (Int) -> Double) -> Double {
    Self.sum(smoothWeights, cost)
  }

  /// The lower Riemann sum of the mean time of the attempts themselves, for additive costs at every moment.
  @inline(__always)
  func latticeMeanTime(_ cost: (Int) -> Double) -> Double {
    let offset = smoothTimes.count
    return Self.sum(latticeWeights) { cost(offset + $0) }
  }

  /// The lower bound of the mean time for additive costs at every moment.
  @inline(__always)
  func meanTime(_ cost: (Int) -> Double) -> Double { max(smoothMeanTime(cost), latticeMeanTime(cost)) }

  /// Σ w (1 − e^(−cost)), eight at a time.
  @inline(__always)
  private static func sum(_ weights: [Double], _ cost: (Int) -> Double) -> Double {
    var total = SIMD8<Double>.zero
    var j = 0
    while j + 8 <= weights.count {
      var costs = SIMD8<Double>.zero
      var weight = SIMD8<Double>.zero
      for lane in 0..<8 {
        costs[lane] = cost(j + lane)
        weight[lane] = weights[j + lane]
      }
      total += weight * (1 - decay(costs))
      j += 8
    }
    var sum = total.sum()
    guard j < weights.count else { return sum }
    // What is left over goes the same way, with nothing in the lanes that it does not fill.
    var costs = SIMD8<Double>.zero
    var weight = SIMD8<Double>.zero
    for lane in 0..<(weights.count - j) {
      costs[lane] = cost(j + lane)
      weight[lane] = weights[j + lane]
    }
    sum += (weight * (1 - decay(costs))).sum()
    return sum
  }

  /// e^(−x) for x ≥ 0, to a relative 1e-15; that of 700 for larger x.
  ///
  /// x = −(k ln 2 + r), |r| ≤ ln 2/2; e^r by its series to r¹³/13!, whose rest is below 5e-18.
  @inline(__always)
  static func decay(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let y = -pointwiseMin(x, SIMD8(repeating: 700))
    // Adding 1.5·2^52 rounds to a whole number, which then stands in the lowest bits.
    let magic = SIMD8<Double>(repeating: 0x1.8p52)
    let shifted = y * 1.4426950408889634 + magic
    let k = shifted - magic
    let r = (y - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
    var e = SIMD8<Double>(repeating: 1 / 6_227_020_800)
    e = e * r + 1 / 479_001_600
    e = e * r + 1 / 39_916_800
    e = e * r + 1 / 3_628_800
    e = e * r + 1 / 362_880
    e = e * r + 1 / 40_320
    e = e * r + 1 / 5_040
    e = e * r + 1 / 720
    e = e * r + 1 / 120
    e = e * r + 1 / 24
    e = e * r + 1 / 6
    e = e * r + 0.5
    e = e * r + 1
    e = e * r + 1
    let power = (bits(shifted) &+ 1023) &<< 52
    return e * SIMD8<Double>(bits: power)
  }

  @inline(__always)
  private static func bits(_ x: SIMD8<Double>) -> SIMD8<UInt64> { unsafeBitCast(x, to: SIMD8<UInt64>.self) }
}

extension SIMD8<Double> {
  @inline(__always)
  fileprivate init(bits: SIMD8<UInt64>) { self = unsafeBitCast(bits, to: SIMD8<Double>.self) }
}

/// Gauss-Legendre quadrature on [−1, 1] with 12 points (Abramowitz and Stegun, table 25.4).
enum GaussLegendre {
  private static let half: [(Double, Double)] = [
    (0.125233408511468915, 0.249147045813402785), (0.367831498998180194, 0.233492536538354809),
    (0.587317954286617447, 0.203167426723065922), (0.769902674194304687, 0.160078328543346226),
    (0.904117256370474857, 0.106939325995318431), (0.981560634246719251, 0.047175336386511827),
  ]
  /// Rising, as rows of the mean time need their moments to be.
  static let nodes: [Double] = half.reversed().map { -$0.0 } + half.map(\.0)
  static let weights: [Double] = half.reversed().map(\.1) + half.map(\.1)
}
