internal import ChainSimulator
internal import Foundation
internal import LinkPhysics
internal import Optimization

/// A limit that could give way.
enum LimitKind: CaseIterable {
  case rate, fidelity, keyRate, repeaters, cost, hopLength

  /// Whether the limits have one of this kind.
  func isSet(in limits: Limits) -> Bool {
    switch self {
    case .rate: limits.minimumRateHz != nil
    case .fidelity: limits.minimumFidelity != nil
    case .keyRate: limits.minimumKeyRateHz != nil
    case .repeaters: limits.maximumRepeaters != nil || limits.maximumRepeatersPerChain != nil
    case .cost: limits.maximumCost != nil
    case .hopLength: limits.maximumHopKm != nil
    }
  }

  /// The limits without those of this kind. Pairs below fidelity ½ are of no use to anyone, so that much stays.
  func lifted(from limits: Limits) -> Limits {
    var limits = limits
    switch self {
    case .rate: limits.minimumRateHz = nil
    case .fidelity: limits.minimumFidelity = min(limits.minimumFidelity ?? 0.5, 0.5)
    case .keyRate: limits.minimumKeyRateHz = nil
    case .repeaters:
      limits.maximumRepeaters = nil
      limits.maximumRepeatersPerChain = nil
    case .cost: limits.maximumCost = nil
    case .hopLength: limits.maximumHopKm = nil
    }
    return limits
  }

  /// What makes the lifted limit as little lifted as possible; `nil` where no objective does.
  var objective: Objective? {
    switch self {
    case .rate: .rate
    case .fidelity: .fidelity
    case .keyRate: .keyRate
    case .repeaters: .repeaters
    case .cost: .cost
    case .hopLength: nil
    }
  }

  var name: String {
    switch self {
    case .rate: "the minimum rate"
    case .fidelity: "the minimum fidelity"
    case .keyRate: "the minimum key rate"
    case .repeaters: "the maximum number of repeaters"
    case .cost: "the maximum cost"
    case .hopLength: "the maximum hop length"
    }
  }
}

extension BestChain {
  /// The smallest sets of limits that, lifted, leave a plan: all of the least size, found by trying every set of each
  /// size in turn.
  ///
  /// - Returns: `nil` where the budget ran out, empty where not even lifting all of them helps.
  func smallestRelaxations(_ budget: Budget) throws(SolverError) -> [[LimitKind]]? {
    let kinds = LimitKind.allCases.filter { kind in
      kind.isSet(in: question.limits) && kind.lifted(from: question.limits) != question.limits
    }
    for size in stride(from: 1, through: kinds.count, by: 1) {
      var found: [[LimitKind]] = []
      for set in subsets(of: kinds, size: size) {
        guard budget.stop == nil else { return found.isEmpty ? nil : found }
        let limits = set.reduce(question.limits) { $1.lifted(from: $0) }
        if try hasPlan(limits: limits, budget) { found.append(set) }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  private func subsets(of kinds: [LimitKind], size: Int) -> [[LimitKind]] {
    guard size > 0 else { return [[]] }
    return kinds.indices.flatMap { i in
      subsets(of: Array(kinds[(i + 1)...]), size: size - 1).map { [kinds[i]] + $0 }
    }
  }

  /// Whether some plan keeps to other limits, perhaps on other hardware or another map.
  ///
  /// - Parameter needsKey: whether it has to make secret key.
  func hasPlan(limits: Limits, _ budget: Budget, needsKey: Bool = false) throws(SolverError) -> Bool {
    // The search comes soonest to a plan that is allowed on the side of the limit that it has to meet.
    let isAboutState = limits.minimumFidelity != nil && limits.minimumRateHz == nil
    return try best(
      needsKey ? .keyRate : isAboutState ? .fidelity : .rate, limits, budget, stopsAtFirst: true)
      != nil
  }

  /// Figures of the best plan under other limits.
  func best(
    _ objective: Objective, _ limits: Limits, _ budget: Budget, stopsAtFirst: Bool = false
  ) throws(SolverError) -> SearchGoal.Figures? {
    try search(objective, limits, budget, stopsAtFirst: stopsAtFirst).found?.chain.figures
  }

  /// The search for the best plan under other limits, as far as the clock lets it come.
  func search(
    _ objective: Objective, _ limits: Limits, _ budget: Budget, stopsAtFirst: Bool = false
  ) throws(SolverError) -> Outcome<PlannedChains> {
    var other = self
    other.question.limits = limits
    return try other.solve(
      on: other.hopGraph(), goal: SearchGoal(objective: objective, limits: limits), budget: budget.quietly,
      stopsAtFirst: stopsAtFirst)
  }

  /// A set of limits to lift, in words, with how far.
  func words(for set: [LimitKind], _ budget: Budget) throws(SolverError) -> String {
    let limits = set.reduce(question.limits) { $1.lifted(from: $0) }
    guard set.count == 1, let kind = set.first else {
      let names = set.map(\.name)
      let example = try best(.rate, limits, budget).map {
        ": e.g. \(significant($0.rateHz)) pairs/s at fidelity \(significant($0.fidelity)) over \(repeaters($0.hops - 1))"
      }
      return "\(names.dropLast().joined(separator: ", ")) and \(names.last ?? "") lifted together"
        + (example ?? "")
    }
    guard let objective = kind.objective, let figures = try best(objective, limits, budget) else {
      return "\(kind.name) lifted"
    }
    switch kind {
    case .rate:
      return
        "a minimum rate of \(below(figures.rateHz)) instead of \(significant(question.limits.minimumRateHz ?? 0)) pairs/s: the best that the other limits allow (\(repeaters(figures.hops - 1)))"
    case .fidelity:
      return
        "a minimum fidelity of \(below(figures.fidelity)) instead of \(significant(question.limits.minimumFidelity ?? 0)): the best that the other limits allow"
    case .keyRate:
      return
        "a minimum key rate of \(below(figures.keyRateHz)) instead of \(significant(question.limits.minimumKeyRateHz ?? 0)) bit/s: the best that the other limits allow"
    case .repeaters: return "\(repeaters(figures.hops - 1)): the fewest that the other limits allow"
    case .cost:
      return
        "a cost of \(above(figures.cost)) instead of \(significant(question.limits.maximumCost ?? 0)): the least that the other limits allow"
    case .hopLength: return "\(kind.name) lifted"
    }
  }

  private func repeaters(_ count: Int) -> String { count == 1 ? "1 repeater" : "\(count) repeaters" }
}

/// Three significant digits, rounded down: what is printed can be asked for.
func below(_ value: Double) -> String { toThreeDigits(value, .down) }
/// Three significant digits, rounded up.
func above(_ value: Double) -> String { toThreeDigits(value, .up) }

private func toThreeDigits(_ value: Double, _ rule: FloatingPointRoundingRule) -> String {
  guard value != 0, value.isFinite else { return significant(value) }
  let scale = pow(10, 2 - floor(log10(abs(value))))
  // A value that has three digits but for rounding keeps them.
  let nudge = rule == .down ? 1e-9 : -1e-9
  return significant((value * scale + nudge).rounded(rule) / scale)
}
