/// Among which plans a proof holds: nothing is said of others.
public struct Scope: Sendable, Hashable {
  public enum Routes: Sendable, Hashable {
    /// Every simple fibre route between the ends of a hop.
    case every
    /// The first so many routes, in rising loss, of each pair of sites; so many pairs have more that could matter.
    case some(perPair: Int, dropped: Int)

    public static func + (a: Self, b: Self) -> Self {
      switch (a, b) {
      case (.every, let other), (let other, .every): other
      case (.some(let p, let d), .some(let q, let e)): .some(perPair: min(p, q), dropped: max(d, e))
      }
    }
  }

  /// How chains are run. No distillation; an attempt keeps one pair, however many modes herald one.
  public struct Operation: Sendable, Hashable {
    /// Swap policy and delivery by their names, e.g. `asap-simultaneous`, `on-demand`.
    public var swapPolicy: String
    public var delivery: String

    public init(swapPolicy: String = "asap-simultaneous", delivery: String = "on-demand") {
      self.swapPolicy = swapPolicy
      self.delivery = delivery
    }
  }

  public var routes: Routes
  public var operation: Operation

  public init(routes: Routes = .every, operation: Operation = Operation()) {
    self.routes = routes
    self.operation = operation
  }

  /// Whether no route was left out that could matter.
  public var hasEveryRoute: Bool { routes == .every }
}
