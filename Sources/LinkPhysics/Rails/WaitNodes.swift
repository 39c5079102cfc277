internal import Foundation

/// A random S in 0…1 replaced by a few values with weights that give the exact mean of every polynomial in S
/// up to a degree: Chebyshev nodes, weights from the moments.
///
/// After a wait D both modes of a rail have the transmission S = e^(−D/τ), and everything linear in that rail
/// is a polynomial in S of degree 6 (twice the excitations kept of a mode). Where two rails hang on the same
/// wait it is 12. Weights may be negative.
public struct WaitNodes: Hashable, Sendable {
  /// Values of S, falling, inside 0…1.
  public let values: [Double]
  /// Weights, of the sum E[S⁰] (1, or the chance of a case).
  public let weights: [Double]

  /// Degree of what is linear in one rail of which both modes wait.
  public static let degreeOfRail = 2 * RailOperator.mostExcitations

  /// - Parameters:
  ///   - degree: of the polynomials, 0 to about 12 (digits are lost beyond).
  ///   - moment: E[S^k] for k of 0 to the degree.
  public init(degree: Int = WaitNodes.degreeOfRail, moment: (Int) -> Double) {
    let count = degree + 1
    let moments = (0...degree).map(moment)
    // Coefficients of the shifted polynomials T*_k, T*_(k+1) = 2(2x−1) T*_k − T*_(k−1).
    var previous: [Double] = []
    var current: [Double] = [1]
    var means: [Double] = []
    for k in 0...degree {
      means.append(zip(current, moments).reduce(0) { $0 + $1.0 * $1.1 })
      var next = [Double](repeating: 0, count: k + 2)
      let factor: Double = k == 0 ? 1 : 2
      for (i, c) in current.enumerated() {
        next[i] -= factor * c
        next[i + 1] += 2 * factor * c
      }
      for (i, c) in previous.enumerated() { next[i] -= c }
      (previous, current) = (current, next)
    }
    let angles = (0..<count).map { (Double($0) + 0.5) * .pi / Double(count) }
    values = angles.map { (1 + cos($0)) / 2 }
    weights = angles.map { angle in
      let sum = (1..<count).reduce(means[0]) { $0 + 2 * means[$1] * cos(Double($1) * angle) }
      return sum / Double(count)
    }
  }

  /// The mean of a polynomial in S.
  public func mean(_ value: (Double) -> Double) -> Double {
    zip(values, weights).reduce(0) { $0 + $1.1 * value($1.0) }
  }

  /// The mean of what a swap (or anything else with a chance of success) makes of S.
  ///
  /// - Returns: the mean chance, and the state given success.
  public func meanOutcome(
    _ outcome: (Double) -> (success: Double, rail: RailOperator)
  ) -> (success: Double, rail: RailOperator) {
    let (weight, rail) = RailOperator.mixed(
      zip(values, weights).map { value, weight in
        let (success, rail) = outcome(value)
        return (weight * success, rail)
      })
    return (weight, rail)
  }
}
