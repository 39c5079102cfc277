import Foundation
import TestSupport
import Testing

@testable import Planning

/// Bounds of what memories lose while hops wait for each other.
@Suite struct NoiseModelTests {
  static func law(_ mean: Double, hazard: Double = 1, period: Double = 0) -> WaitingLaw {
    WaitingLaw(hazard: hazard, periodS: period, meanS: mean)
  }

  /// Sums over the repeaters of a chain: of what single hops bring, of pairs of them, and with the ends as ends.
  static func bounds(
    _ hops: [WaitingLaw], _ rate: Double, isExponential: Bool
  ) -> (sides: Double, pairs: Double, ends: Double) {
    let model = NoiseModel(swap: .zero, rate: SIMD3(rate, rate, 0), isExponential: isExponential)
    var (sides, pairs, ends) = (0.0, 0.0, 0.0)
    for (j, (a, b)) in zip(hops, hops.dropFirst()).enumerated() {
      let apart = model.side(a).x + model.side(b).x
      sides += apart
      pairs += max(model.pair(a, b).x, apart)
      ends += max(model.pair(a, b, aIsEnd: j == 0, bIsEnd: j == hops.count - 2).x, apart)
      #expect(model.pair(a, b).y == model.pair(a, b).x && model.pair(a, b).z == 0)
    }
    return (sides, pairs, ends)
  }

  /// Products over states against integrals by the trapezoidal rule, in every order of the times.
  @Test(arguments: 0..<12)
  func meanDecayOfCopies(seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    func power(_ range: ClosedRange<Double>) -> Double { pow(10, Double.random(in: range, using: &random)) }
    let (a, b, g, delay) = (
      power(-0.5...0.5), power(-0.5...0.5), power(-1...0.5), seed % 3 == 0 ? 0 : power(-1...0)
    )
    let cells = 1200
    func times(_ mean: Double) -> [(time: Double, chance: Double)] {
      // Middles of cells of equal chance but for the last, which reach far.
      (0..<cells).map { i in (-mean * log1p(-(Double(i) + 0.5) / Double(cells)), 1 / Double(cells)) }
    }
    let (later, earlier) = (times(a), times(b))
    // E over the single one of the mean over the other, to the power of its copies.
    func of(
      _ one: [(time: Double, chance: Double)], _ other: [(time: Double, chance: Double)], _ shift: Double,
      _ copies: Double
    ) -> Double {
      one.reduce(0) { sum, s in
        let inner = other.reduce(0) { $0 + $1.chance * exp(-g * abs(s.time + shift - $1.time)) }
        return sum + s.chance * pow(inner, copies)
      }
    }
    func decay(_ m: Int, _ n: Int) -> Double {
      NoiseModel.meanDecay(rate: g, later: (a, m), earlier: (b, n), delay: delay)
    }
    #expect(abs(decay(1, 1) - of(later, earlier, delay, 1)) < 2e-3)
    #expect(abs(decay(1, 2) - of(later, earlier, delay, 2)) < 2e-3)
    #expect(abs(decay(2, 1) - of(earlier, later, -delay, 2)) < 2e-3)
    // Two copies of both: the square of the kernel A Aᵀ, summed.
    let few = stride(from: 3, to: cells, by: 6)
    let (x, y) = (few.map { later[$0].time + delay }, few.map { earlier[$0].time })
    var sum = 0.0
    for s in x {
      for t in x {
        let inner = y.reduce(0) { $0 + exp(-g * (abs(s - $1) + abs(t - $1))) } / Double(y.count)
        sum += inner * inner
      }
    }
    #expect(abs(decay(2, 2) - sum / Double(x.count * x.count)) < 5e-3)
  }

  /// The reference's chain; its own separable bound, ∏ ((1 + 2gm)(1 + 2gm′))^(−1/4), is weaker than both.
  @Test func decayBoundOfTheReference() {
    let means = [0.5, 1.2, 0.8, 2.0, 1.1, 0.9, 1.6, 0.7, 1.3, 1.0, 0.6]
    let rates = [0.05, 0.02, 0.1, 0.03, 0.05, 0.08, 0.02, 0.04, 0.06, 0.05]
    var bounds = (sides: 0.0, pairs: 0.0)
    var separable = 0.0
    for (j, rate) in rates.enumerated() {
      let one = Self.bounds([Self.law(means[j]), Self.law(means[j + 1])], rate, isExponential: true)
      bounds.sides += one.sides
      bounds.pairs += one.pairs
      separable += (log1p(2 * rate * means[j]) + log1p(2 * rate * means[j + 1])) / 4
    }
    #expect(abs(exp(-separable) - 0.5899915491894592) < 1e-12)
    let exact = ExponentialChain.meanDecay(means: means, rates: rates)
    #expect(abs(exact - 0.5569587278123898) < 1e-12)
    // The ends as ends are nearer still.
    let first = NoiseModel(swap: .zero, rate: SIMD3(repeating: rates[0]), isExponential: true)
    let last = NoiseModel(swap: .zero, rate: SIMD3(repeating: rates[9]), isExponential: true)
    let gain =
      first.pair(Self.law(means[0]), Self.law(means[1]), aIsEnd: true).x
      - first.pair(Self.law(means[0]), Self.law(means[1])).x
      + last.pair(Self.law(means[9]), Self.law(means[10]), bIsEnd: true).x
      - last.pair(Self.law(means[9]), Self.law(means[10])).x
    #expect(gain > 0 && exact <= exp(-bounds.pairs - gain))
    #expect(exact <= exp(-bounds.pairs) && bounds.pairs >= bounds.sides && bounds.sides > separable)
    #expect(abs(ExponentialChain.maximum(means: means).mean / 3.608661868362583 - 1) < 1e-10)
  }

  /// The norm from a zero of a Bessel function against the matrix itself, on a fine grid.
  @Test(arguments: [0.003, 0.05, 0.4, 1.5, 4.9, 5.1, 30])
  func normOfTheOperator(gamma: Double) {
    let count = 1200
    let cell = 24.0 / Double(count)
    let root = (0..<count).map { (exp(-(Double($0) + 0.5) * cell) * cell).squareRoot() }
    // The kernel is a sum of decays from either side, so one product costs two passes.
    let decay = exp(-gamma * cell)
    var vector = root
    var norm = 0.0
    for _ in 0..<200 {
      let input = zip(root, vector).map { $0 * $1 }
      var output = input
      var carried = 0.0
      for i in input.indices {
        output[i] += carried
        carried = (carried + input[i]) * decay
      }
      carried = 0
      for i in input.indices.reversed() {
        output[i] += carried
        carried = (carried + input[i]) * decay
      }
      let product = zip(root, output).map { $0 * $1 }
      norm = product.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vector = product.map { $0 / norm }
    }
    // Above γ = 5 it is a bound within 8 % of the norm. Cells overrate the kernel's tip by (γ cell)²/12.
    let claimed = NoiseModel.norm(gamma)
    #expect(claimed >= norm * (1 - 1e-3 - gamma * cell * gamma * cell / 12))
    #expect(claimed <= norm * (gamma > 5 ? 1.1 : 1 + 2e-3 + gamma * cell))
  }

  /// One repeater: the mean itself; exponential times of any means.
  @Test(arguments: 0..<20)
  func oneRepeaterIsExact(seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    let means = (0..<2).map { _ in exp(Double.random(in: -2...2, using: &random)) }
    let rate = exp(Double.random(in: -3...1, using: &random))
    let bounds = Self.bounds(means.map { Self.law($0) }, rate, isExponential: true)
    let exact = ExponentialChain.meanDecay(means: means, rates: [rate])
    #expect(abs(exp(-bounds.ends) / exact - 1) < 1e-9)
    #expect(bounds.pairs <= bounds.ends + 1e-12)
  }

  /// Whole attempts of any periods and hazards, against the sum over all of them.
  @Test(arguments: 0..<40)
  func boundsOfWholeAttempts(seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    let hops = (0..<(2 + seed % 7)).map { _ in
      let period = Double.random(in: 0.3...3, using: &random)
      let hazard = exp(Double.random(in: log(0.03)...log(3), using: &random))
      return Self.law(period / hazard, hazard: hazard, period: period)
    }
    let rate = exp(Double.random(in: log(1e-3)...log(0.3), using: &random))
    let bounds = Self.bounds(hops, rate, isExponential: false)
    let noise = -log(Self.decay(hops, rate))
    #expect(bounds.pairs <= noise + 1e-12 && bounds.ends <= noise + 1e-12)
    #expect(bounds.sides <= bounds.pairs)
  }

  /// Equal hops: what the bound misses is of second order in the hazard, and of the ends of the chain.
  @Test(arguments: [0.02, 0.05])
  func boundsOfEqualHopsAreTight(hazard: Double) {
    let hops = Array(repeating: Self.law(1 / hazard, hazard: hazard, period: 1), count: 10)
    let rate = 0.05 * hazard
    let noise = -log(Self.decay(hops, rate))
    let bounds = Self.bounds(hops, rate, isExponential: false)
    #expect(bounds.sides <= noise && bounds.sides >= 0.98 * noise)
  }

  /// E[∏ e^(−g|T_j − T_j+1|)] over all numbers of attempts, one hop after another.
  static func decay(_ hops: [WaitingLaw], _ rate: Double) -> Double {
    func chances(_ hop: WaitingLaw) -> [(time: Double, chance: Double)] {
      (1...Int(40 / hop.hazard) + 1).map {
        (hop.periodS * Double($0), -expm1(-hop.hazard) * exp(-hop.hazard * Double($0 - 1)))
      }
    }
    var before = chances(hops[0])
    for hop in hops.dropFirst() {
      before = chances(hop).map { point in
        (
          point.time,
          point.chance
            * before.reduce(0) { $0 + $1.chance * exp(-rate * abs($1.time - point.time)) }
        )
      }
    }
    return before.reduce(0) { $0 + $1.chance }
  }
}
