/// Among which plans a proof holds: nothing is said of others.
public struct Scope: Sendable, Hashable {
  /// How many routes between two sites were looked at.
  public enum Routes: Sendable, Hashable {
    /// Every simple fibre route between the ends of a hop.
    case every
    /// The first so many routes, in rising loss, of each pair of sites; so many pairs have more that could matter.
    case some(perPair: Int, dropped: Int)

    /// What holds where both do: the fewer routes of each pair; pairs with more may be the same ones, so the
    /// larger count stands.
    public static func + (a: Self, b: Self) -> Self {
      switch (a, b) {
      case (.every, let other), (let other, .every): other
      case (.some(let p, let d), .some(let q, let e)): .some(perPair: min(p, q), dropped: max(d, e))
      }
    }
  }

  /// How chains are run. No distillation; an attempt keeps one pair, however many modes herald one.
  public struct Operation: Sendable, Hashable {
    /// Swap policy by its name, e.g. `asap-simultaneous`.
    public var swapPolicy: String
    /// How pairs are delivered, by its name, e.g. `on-demand`.
    public var delivery: String

    /// Creates an operation from the names of its swap policy and delivery.
    public init(swapPolicy: String = "asap-simultaneous", delivery: String = "on-demand") {
      self.swapPolicy = swapPolicy
      self.delivery = delivery
    }
  }

  /// Which routes hops could take.
  public var routes: Routes
  /// How chains are run.
  public var operation: Operation

  /// Creates a scope; without arguments, every route, and swaps as soon as possible.
  public init(routes: Routes = .every, operation: Operation = Operation()) {
    self.routes = routes
    self.operation = operation
  }

  /// Whether no route was left out that could matter.
  public var hasEveryRoute: Bool { routes == .every }
}
