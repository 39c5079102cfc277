/// Why no plan exists, and what would change that.
public struct NoPlan: Error, Sendable, CustomStringConvertible {
  /// What stands in the way, in one sentence.
  public var reason: String
  /// What would make a plan possible, each in one sentence.
  public var remedies: [String]
  /// Whether that is proved; otherwise a limit of time or memory ended the search.
  public var isProved: Bool

  public init(reason: String, remedies: [String], isProved: Bool) {
    self.reason = reason
    self.remedies = remedies
    self.isProved = isProved
  }

  public var description: String { ([reason] + remedies.map { "  - " + $0 }).joined(separator: "\n") }

  /// The same, which is no proof where routes were left out or chains could not be judged.
  func among(_ scope: Scope, isJudged: Bool = true) -> NoPlan {
    var none = self
    if case .some(let most, let dropped) = scope.routes {
      none.isProved = false
      none.reason += " (among the first \(most) routes of each pair of sites; \(dropped) pairs have more)"
    }
    if !isJudged {
      none.isProved = false
      none.reason += " (some chains have no exact estimate and were not judged)"
    }
    return none
  }

  /// That a limit ended the search before there was any plan.
  static func endedEarly(_ stop: Stop, bound: String? = nil) -> NoPlan {
    NoPlan(
      reason: "the search ended (\(stop.rawValue)) before any plan within the limits was found"
        + (bound.map { "; \($0)" } ?? ""),
      remedies: [
        stop == .memoryLimit ? "fewer repeaters (--max-repeaters), or looser limits" : "give it more time"
      ], isProved: false)
  }
}
