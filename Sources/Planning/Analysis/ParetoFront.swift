internal import Foundation

/// The plans that no other beats in both what they cost and what they deliver (ε-constraint method, Haimes et al. 1971).
///
/// From the cheapest plan on: the most that its cost allows, then the least cost that delivers more than that, until none
/// does. Both questions are answered with proof, so every point is on the front and none between two is missing.
public struct ParetoFront {
  /// Its objective says what is gained: rate, key rate or fidelity.
  public var question: Question
  /// What is spent: `.repeaters` or `.cost`.
  public var spending: Objective
  /// Each single plan may take half of what is left.
  public var budget: Budget

  /// Creates a front of plans for a question; the objective of the question is what is gained.
  public init(question: Question, spending: Objective, budget: Budget = Budget()) {
    self.question = question
    self.spending = spending
    self.budget = budget
  }

  /// Finds the points, cheapest first.
  ///
  /// - Returns: `.finished` where the front is complete.
  /// - Throws: `NoPlan` where there is no plan at all; `SolverError`.
  public func run(most: Int, each point: (Solution) -> Void) throws -> Stop {
    var asked = question.limits
    var spentLast = -1.0
    for index in 0..<most {
      let cheapest: Solution
      do {
        cheapest = try plan(spending, asked)
      } catch let none as NoPlan where index > 0 {
        return none.isProved ? .finished : budget.stop ?? .timeLimit
      }
      // A stopped search may repeat a budget: nothing more to learn.
      let spent = max(cheapest.certificate.value, spentLast)
      spentLast = spent
      var limits = question.limits
      switch spending {
      case .cost: limits.maximumCost = spent * (1 + Tolerance.limit)
      default: limits.maximumRepeaters = Int(spent.rounded())
      }
      let best = try plan(question.objective, limits)
      point(best)
      if best.certificate.stop != .finished { return best.certificate.stop }
      asked.ask(best.certificate.value * (1 + Tolerance.value), of: question.objective)
      if let bound = asked.minimumFidelity, bound > 1 { return .finished }
    }
    return .finished
  }

  private func plan(_ objective: Objective, _ limits: Limits) throws -> Solution {
    var question = question
    question.objective = objective
    question.limits = limits
    if objective == spending { question.samples = 0 }
    return try question.plan(budget: budget.part(0.5))
  }
}
