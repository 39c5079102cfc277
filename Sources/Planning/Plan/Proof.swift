/// What is known of an answer, and among which plans.
public enum Proof: Sendable, Hashable {
  /// No plan of the scope is better.
  case optimal(Scope)
  /// No plan of the scope keeps to the limits.
  case infeasible(Obstacle, Scope)
  /// The search ended without a proof: by itself (`finished`), where no method at hand closes the gap, or at a limit.
  case gap(Stop, Scope)

  /// Among which plans the proof, or what is known without one, holds.
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
  /// By itself: everything was looked at that the method looks at.
  case finished
  /// The time that it was given ran out.
  case timeLimit = "time-limit"
  /// The search held as many beginnings of chains as it may.
  case memoryLimit = "memory-limit"
  /// Whoever asked cancelled it.
  case interrupted
}
