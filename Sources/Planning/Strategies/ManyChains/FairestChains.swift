internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import Optimization

/// The largest least rate (key rate, fidelity) that every chain can have within the limits.
///
/// Bisection over the least value asked of `CheapestChains`; once the interval is narrow, the next larger value is asked for
/// until there is none, which is the proof.
struct FairestChains {
  let together: ManyChains

  private var question: Question { together.question }

  /// Of what the demands can have alone, the least that is looked for where nothing is asked.
  private static let leastShare = 1e-9

  func solve(_ budget: Budget) throws(SolverError) -> Outcome<PlannedChains> {
    let goal = SearchGoal(objective: question.objective, limits: question.limits)
    var statistics = SolveStatistics()
    var scope = question.scope(.every)
    func attempt(_ least: Double) throws(SolverError) -> Outcome<PlannedChains> {
      var limits = question.limits
      limits.ask(least, of: question.objective)
      let outcome = try CheapestChains(together: together).solve(limits, budget, anyPlan: true)
      statistics.add(outcome.statistics)
      if case .none(let proof, _, _) = outcome { scope.routes = scope.routes + proof.scope.routes }
      return outcome
    }
    func least(_ found: PlannedChains) -> Double {
      found.chains.joined().map { goal.score($0.figures) ?? 0 }.min() ?? 0
    }

    // No demand can have more than it has alone.
    var high = Double.infinity
    var chains: [Demand: PlannedChain] = [:]
    // Those farthest apart are likely to have least; how much more another one could have does not matter.
    for demand in together.farthestFirst {
      if let found = try atOnce(high, demand, budget) {
        chains[demand] = found.chain
        statistics.add(found.statistics)
        continue
      }
      switch try together.alone(demand, question.limits).outcome(budget.part(0.5).quietly).outcome {
      case .found(let found):
        high = min(high, found.bound)
        scope.routes = scope.routes + found.proof.scope.routes
        chains[demand] = found.chain
        statistics.add(found.statistics)
      case .none(let proof, let spent, _): return .none(proof, spent)
      }
    }
    let alone = sideBySide(chains, goal, scope)
    let floor: Double =
      switch question.objective {
      case .keyRate: question.limits.minimumKeyRateHz ?? high * Self.leastShare
      case .fidelity: question.limits.minimumFidelity ?? 0.25
      default: question.limits.minimumRateHz ?? high * Self.leastShare
      }
    // What the demands can have alone is asked for first: often it is the answer, and few hops serve it.
    var asked = max(high * (1 - Tolerance.limit), floor)
    var first: PlannedChains? = alone.flatMap { $0.value >= asked ? $0 : nil }
    while first == nil {
      switch try attempt(asked) {
      case .found(let found): first = found
      case .none(let proof, _, _):
        guard proof.isProof else {
          guard var alone else { return .none(.gap(proof.stop, scope), statistics) }
          alone.bound = max(alone.value, high)
          alone.proof = .gap(budget.stop ?? .timeLimit, scope)
          alone.statistics = statistics
          return .found(alone)
        }
        if asked <= floor { return .none(.infeasible(.limits, scope), statistics) }
        // Then somewhat less, then anything at all.
        let isFirst = asked > high * (1 - Tolerance.value)
        high = asked
        asked = isFirst && question.objective != .fidelity ? max(floor, asked / 8) : floor
      }
    }
    guard var best = first else { return .none(.infeasible(.limits, scope), statistics) }
    var low = least(best)
    func report() {
      budget.report(value: low, bound: high, statistics)
    }
    report()
    let next = 1 + Tolerance.value
    var isProved = high <= low * next
    let isAlone = isProved
    search: while !isProved, budget.stop == nil {
      // Far apart: the middle; near: the next larger value, which ends the search where there is none.
      let isNear = high <= low * (1 + 1e-3)
      let ask =
        isNear ? low * next : question.objective == .fidelity ? (low + high) / 2 : (low * high).squareRoot()
      switch try attempt(ask) {
      case .found(let better):
        best = better
        low = max(ask, least(better))
      case .none(let proof, _, _):
        // Where the clock ended an attempt, what was found before it stands.
        guard proof.isProof else { break search }
        high = ask
        if isNear { isProved = true }
      }
      isProved = isProved || high <= low * next
      report()
    }
    best.value = low
    best.bound = isProved ? low : max(low, high)
    best.proof = isProved ? .optimal(scope) : .gap(budget.stop ?? .timeLimit, scope)
    best.method = isAlone ? .fairestAsAlone : .fairest
    best.statistics = statistics
    return .found(best)
  }

  /// One chain of each demand as each has it alone, where sites suffice for all together.
  private func sideBySide(
    _ chains: [Demand: PlannedChain], _ goal: SearchGoal, _ scope: Scope
  ) -> PlannedChains? {
    let limits = question.limits
    let all = together.demands.compactMap { chains[$0].map { [$0] } }
    guard limits.disjointChains == 1, all.count == together.demands.count,
      together.overloads(all, limits).isEmpty,
      Set(all.joined().flatMap(\.repeaters)).count <= limits.maximumRepeaters ?? .max,
      together.siteAndHopCost(of: all) <= (limits.maximumCost ?? .infinity) * (1 + Tolerance.limit)
    else { return nil }
    return PlannedChains(
      chains: all, value: all.joined().map { goal.score($0.figures) ?? 0 }.min() ?? 0, bound: .infinity,
      proof: .gap(.finished, scope), statistics: SolveStatistics(),
      method: .sideBySide)
  }

  /// A chain that has so much alone, by the plans that its search would start from.
  private func atOnce(
    _ least: Double, _ demand: Demand, _ budget: Budget
  ) throws(SolverError) -> PlannedChains? {
    guard least.isFinite, least > 0, together.hardware.swap.successProbability == 1 else { return nil }
    var limits = question.limits
    switch question.objective {
    case .keyRate: limits.minimumKeyRateHz = max(limits.minimumKeyRateHz ?? 0, least)
    case .fidelity: limits.minimumFidelity = max(limits.minimumFidelity ?? 0, least)
    default: limits.minimumRateHz = max(limits.minimumRateHz ?? 0, least)
    }
    let alone = together.alone(demand, limits)
    let graph =
      limits.letChainsShareSpans
      ? together.graph(for: limits, budget) : alone.hopGraph(slowestS: limits.slowestS, budget)
    let found = try alone.solve(
      on: graph, goal: SearchGoal(objective: question.objective, limits: limits), budget: budget.quietly,
      onlyStarts: true
    ).found
    return found.flatMap { $0.value >= least ? $0 : nil }
  }
}
