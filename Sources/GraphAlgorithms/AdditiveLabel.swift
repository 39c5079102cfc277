/// What adds up along a path: a number, or several of which the first that differs decides.
public protocol AdditiveLabel: Comparable, AdditiveArithmetic, Sendable {
  /// Above every label of a path, and with anything added to it too.
  static var unreachable: Self { get }
}

extension Double: AdditiveLabel {
  /// Infinity: above every finite sum, and unchanged by adding to it.
  @inlinable public static var unreachable: Double { .infinity }
}
