internal import ChainSimulator
internal import Foundation
internal import LinkPhysics

/// One hop with one of its options, as the search sees it: additive costs only.
struct Choice {
  var hop: Int
  var option: Int
  /// Choices of equal number run with the same setting of the knob and number of modes.
  var setting = 0
  var from: Int
  var to: Int
  /// −ln of the probability that one attempt period passes without a pair.
  var hazard: Double
  var periodS: Double
  /// Mean of the exponential lower bound of the waiting time, in s.
  var meanS: Double
  /// One-way message delay in s.
  var delayS: Double
  /// −ln of each character of the fresh pair.
  var noise: SIMD3<Double>
  var modes: Int
  /// Cost of the hop's memories and station.
  var cost = 0.0
  /// Probability that a heralded pair is there.
  var presence = 1.0
}

/// Decay and swap noise of a chain as additive terms on −ln of the characters x, y, z.
struct NoiseModel {
  /// −ln of the swap's characters.
  var swap: SIMD3<Double>
  /// Decay rates in 1/s of one stored qubit.
  var rate: SIMD3<Double>
  /// Whether waiting times are exponential (then the pair bound needs no lattice correction).
  var isExponential: Bool

  /// A lower bound of the noise from the memory at a repeater between two hops: −½ ln E[exp(−2g|Ti−Tj|)].
  ///
  /// Cauchy-Schwarz over odd and even repeaters (any independent times): E[∏ e^(−g|ΔT|)] ≤ ∏ √E[e^(−2g|ΔT|)]. For
  /// exponential X with T = τ⌈X/τ⌉ the lattice moves a difference by less than the longer period τ, so that
  /// E[e^(−a|ΔT|)] ≤ e^(aτ) E[e^(−a|ΔX|)], and E[e^(−a|ΔX|)] = λμ/(λ+μ) (1/(λ+a) + 1/(μ+a)).
  func pair(_ a: Choice, _ b: Choice) -> SIMD3<Double> {
    let correction = isExponential ? 0 : max(a.periodS, b.periodS)
    var out = SIMD3<Double>.zero
    for i in 0..<3 where rate[i] > 0 {
      let g = 2 * rate[i]
      // In means m = 1/λ: E = (1/(ma+mb)) (ma/(1+g ma) + mb/(1+g mb)).
      let decay = (a.meanS / (1 + g * a.meanS) + b.meanS / (1 + g * b.meanS)) / (a.meanS + b.meanS)
      out[i] = max(0, -0.5 * log(decay) - rate[i] * correction)
    }
    return out
  }

  /// The part of that bound that one hop contributes, whatever its neighbour is: ¼ ln(1+2gm) for each side.
  ///
  /// (1+a)(1+b) φ² ≤ 1 for exponential times, a = 2g·ma, b = 2g·mb, since
  /// (a+b)²(1+a)(1+b) − (a+b+2ab)² = (a+b+ab)(a−b)² ≥ 0.
  func side(_ a: Choice) -> SIMD3<Double> {
    var out = SIMD3<Double>.zero
    for i in 0..<3 where rate[i] > 0 {
      out[i] = 0.25 * log1p(2 * rate[i] * a.meanS) - (isExponential ? 0 : rate[i] * a.periodS)
    }
    return out
  }
}
