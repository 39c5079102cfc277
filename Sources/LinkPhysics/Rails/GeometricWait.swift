internal import Foundation

/// The wait of whichever of two rails is heralded first: the difference of two independent geometric times,
/// in attempts.
///
/// With p₁, p₂ the chances of an attempt and s the decay of one period: both come together with
/// p₁p₂/(p₁+p₂−p₁p₂), and E[s^D; the left one waits] = p₁q₂/(p₁+p₂−p₁p₂) · p₂s/(1−q₂s). For equal p the sum
/// is E[s^D] = p/(2−p) (1 + 2(1−p)s/(1−(1−p)s)).
public struct GeometricWait: Hashable, Sendable {
  /// Chance that an attempt succeeds, over 0 to 1.
  public var probability: Arms

  /// Creates the wait between two rails of these chances.
  public init(probability: Arms) { self.probability = probability }

  /// Chance that both come in the same period.
  public var together: Double { probability.left * probability.right / either }

  /// E[e^(−xD); the left rail came first and waits], the chance of that at x = 0.
  public func leftWaits(_ x: Double) -> Double { waits(probability.left, probability.right, x) }

  /// E[e^(−xD); the right rail came first and waits], the chance of that at x = 0.
  public func rightWaits(_ x: Double) -> Double { waits(probability.right, probability.left, x) }

  /// E[e^(−xD)], whichever waits.
  public func mean(_ x: Double) -> Double { together + leftWaits(x) + rightWaits(x) }

  /// Chance that one or the other is heralded in a period.
  private var either: Double { probability.left + probability.right * (1 - probability.left) }

  private func waits(_ first: Double, _ second: Double, _ x: Double) -> Double {
    let later = 1 - second
    // 1 − q s = p + q(1 − s), which keeps its digits where both are small.
    return first * later / either * second * exp(-x) / (second - later * expm1(-x))
  }
}
