/// One quantity for the left and one for the right arm (or node) of a hop.
public struct Arms: Hashable, Sendable {
  public var left: Double
  public var right: Double

  public init(_ left: Double, _ right: Double) {
    self.left = left
    self.right = right
  }

  /// The same on both sides.
  public init(_ both: Double) { self.init(both, both) }

  public var mean: Double { (left + right) / 2 }

  static func * (a: Self, b: Self) -> Self { Self(a.left * b.left, a.right * b.right) }
}
