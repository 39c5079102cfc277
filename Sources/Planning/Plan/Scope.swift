/// Among which plans a proof holds.
public struct Scope: Sendable, Hashable {
  public enum Routes: Sendable, Hashable {
    /// Every simple fibre route between the ends of a hop.
    case every
    /// The first so many routes of each pair of sites; so many pairs have more.
    case some(perPair: Int, dropped: Int)

    public static func + (a: Self, b: Self) -> Self {
      switch (a, b) {
      case (.every, let other), (let other, .every): other
      case (.some(let p, let d), .some(let q, let e)): .some(perPair: min(p, q), dropped: max(d, e))
      }
    }
  }

  public var routes: Routes

  public init(routes: Routes = .every) { self.routes = routes }

  public var isWhole: Bool { routes == .every }
}
