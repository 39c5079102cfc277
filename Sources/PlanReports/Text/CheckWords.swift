public import PlanFiles
internal import Planning

extension PlanCheck.Verified {
  /// What was worked out again, in words.
  public var words: String {
    switch self {
    case .map: "the map: sites, coordinates, lengths and their sources are those of the map given"
    case .routes: "routes, stations, limits and what chains share"
    case .links: "links: lengths, losses, probabilities, states and budgets, from the platform"
    case .figures: "rates, times, fidelities, keys and readiness, by the exact estimator"
    case .physics: "bounds of physics"
    case .simulation: "simulations, run again by their seeds"
    case .sites: "repeaters, memories and stations in use"
    case .value: "the value of the objective and the gap"
    case .words: "labels, assumptions and what binds"
    case .analysis: "delivery times, knob, sensitivities and what failures stop"
    case .alternatives: "alternatives: their chains and values"
    case .optimality: "optimality, by planning again"
    }
  }
}

extension PlanCheck.Trust {
  /// What is taken as it stands, in words.
  public var words: String {
    switch self {
    case .names: "the name of the map and the command"
    case .question: "what was asked: objective, limits and settings, where no figure follows from them"
    case .optimality: "optimality: the bound and how it was proved (--reprove plans again)"
    case .statistics: "what the search did: its counts and method"
    case .alternatives: "that no better alternative is missing"
    case .curves: "curves that take planning again: best plan by repeaters, rate against fidelity"
    case .rerouting: "rates after failures, with chains set up anew"
    case .additions: "what one more repeater, hut, memory or fibre brings"
    case .simulation:
      "simulations of more than a million samples; they agree with the exact figures within their errors"
    case .map: "the map inside the plan"
    }
  }
}

extension Reproof {
  /// What planning again found, in words; a number is one of the objective.
  public var words: String {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "nothing" }
    return switch verdict {
    case .confirmed:
      bound == value
        ? "proved again: no plan is better than \(number(bound))"
        : "the bound holds: planning again finds \(number(value)) and proves that no plan is better than \(number(bound))"
    case .open(let stop):
      "not proved again\(stop == .finished ? "" : " (\(stop.rawValue))"): planning again found \(number(value)), bound \(number(bound))"
    case .betterPlan: "planning again found a better plan: \(number(value))"
    case .tooGood: "planning again proved that no plan is better than \(number(bound))"
    case .noPlan: "planning again proved that no plan exists"
    }
  }
}
