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

  /// Of the key fraction before it is cut off at 0, 1 − h((1 − e^(−N_x))/2) − h((1 − e^(−N_z))/2).
  static func keyFraction(least: SIMD3<Double>, most: SIMD3<Double>) -> NoiseChord {
    sum(least: least, most: most, axes: [0, 2], constant: -1) { 1 - binaryEntropy((1 - exp(-$0)) / 2) }
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
