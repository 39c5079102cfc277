/// One quantity for the left and one for the right arm (or node) of a hop.
public struct Arms: Hashable, Sendable {
  /// Of the left arm or node.
  public var left: Double
  /// Of the right arm or node.
  public var right: Double

  /// Creates the pair of both sides.
  public init(_ left: Double, _ right: Double) {
    self.left = left
    self.right = right
  }

  /// The same on both sides.
  public init(_ both: Double) { self.init(both, both) }

  /// Arithmetic mean of both sides.
  public var mean: Double { (left + right) / 2 }

  static func * (a: Self, b: Self) -> Self { Self(a.left * b.left, a.right * b.right) }
}
