internal import Foundation
internal import LinkPhysics

/// A linear upper bound of a convex, falling function of noise, between the least noise and the most that a goal allows:
/// `constant` − weights · N, its chord along each axis.
struct NoiseChord {
  var constant: Double
  var weights: SIMD3<Double>

  /// Of the fidelity, (1 + Σ e^(−N_c))/4.
  static func fidelity(least: SIMD3<Double>, most: SIMD3<Double>) -> NoiseChord {
    sum(least: least, most: most, axes: [0, 1, 2], constant: 0.25) { exp(-$0) / 4 }
  }

  /// Of the key fraction of plans that have a key, before it is cut off at 0.
  ///
  /// Two given bases: 1 − h((1 − e^(−N_x))/2) − h((1 − e^(−N_z))/2), error correction at Shannon's price. The best two of three:
  /// all three terms less the least that any of them can be. Six-state: 1 − h(F), below its chord in F between ½ and the best.
  static func keyFraction(_ rule: KeyRule, least: SIMD3<Double>, most: SIMD3<Double>) -> NoiseChord {
    func part(_ noise: Double) -> Double { 1 - binaryEntropy((1 - exp(-max(0, noise))) / 2) }
    var chord: NoiseChord
    switch (rule.keyProtocol, rule.basis) {
    case (.bbm92, .zx): chord = sum(least: least, most: most, axes: [0, 2], constant: -1, part)
    case (.bbm92, .best):
      let worst = (0..<3).map { most[$0].isFinite ? part(most[$0]) : 0 }.min() ?? 0
      chord = sum(least: least, most: most, axes: [0, 1, 2], constant: -1 - worst, part)
    case (.sixState, _), (.deviceIndependent, _):
      let best = BellDiagonalState(x: exp(-least.x), y: exp(-least.y), z: exp(-least.z)).fidelity
      let slope = best > 0.5 ? (1 - binaryEntropy(min(1, best))) / (best - 0.5) : 0
      chord = fidelity(least: least, most: most)
      chord.weights *= slope
      chord.constant = slope * (chord.constant - 0.5)
    }
    chord.weights *= rule.sifting
    chord.constant *= rule.sifting
    return chord
  }

  private static func sum(
    least: SIMD3<Double>, most: SIMD3<Double>, axes: [Int], constant: Double, _ part: (Double) -> Double
  ) -> NoiseChord {
    var chord = NoiseChord(constant: constant, weights: .zero)
    for c in axes {
      let (low, high) = (part(least[c]), most[c].isFinite ? part(most[c]) : part(least[c]))
      let width = most[c] - least[c]
      if width.isFinite, width > 1e-9 { chord.weights[c] = (low - high) / width }
      chord.constant += low + chord.weights[c] * least[c]
    }
    return chord
  }
}
