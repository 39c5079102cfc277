/// What is known of an answer, and among which plans.
public enum Proof: Sendable, Hashable {
  /// No plan of the scope is better.
  case optimal(Scope)
  /// No plan of the scope keeps to the limits.
  case infeasible(Obstacle, Scope)
  /// The search ended without a proof: by itself (`finished`), where no method at hand closes the gap, or at a limit.
  case gap(Stop, Scope)

  public var scope: Scope {
    switch self {
    case .optimal(let scope), .infeasible(_, let scope), .gap(_, let scope): scope
    }
  }

  /// Why the search ended.
  public var stop: Stop { if case .gap(let stop, _) = self { stop } else { .finished } }

  /// Whether it is one, among the plans of its scope.
  public var isProof: Bool { if case .gap = self { false } else { true } }
}

/// Why a search ended.
public enum Stop: String, Sendable, CaseIterable {
  case finished
  case timeLimit = "time-limit"
  /// The search held as many beginnings of chains as it may.
  case memoryLimit = "memory-limit"
  case interrupted
}

/// Why there is no plan.
public enum Obstacle: Sendable, Hashable {
  /// Not all limits can be kept together.
  case limits
  /// The ends of a demand are not joined by hops of the longest length.
  case notConnected(demand: Int)
  /// A demand needs more repeaters in a chain than allowed: at least so many.
  case tooManyRepeaters(demand: Int, needed: Int)
  /// A demand has fewer disjoint chains than asked, each within the limits.
  case notDisjoint(demand: Int)
  /// Each demand alone could be served, but not all together within the capacity of sites.
  case capacity
}
