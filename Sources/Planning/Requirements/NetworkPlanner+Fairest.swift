internal import FibreNetwork
internal import Foundation
internal import Optimization

extension NetworkPlanner {
  /// The largest least rate (key rate, fidelity) that every chain can have within the limits.
  ///
  /// Bisection over the least value asked of `cheapest`; once the interval is narrow, the next larger value is asked for
  /// until there is none, which is the proof.
  func fairest(_ clock: SearchClock) throws -> Answer {
    let goal = SearchGoal(objective: request.objective, limits: request.limits)
    var statistics = SolveStatistics()
    var scope = Scope()
    func attempt(_ least: Double) throws -> Answer {
      var limits = request.limits
      switch request.objective {
      case .keyRate: limits.minimumKeyRateHz = least
      case .fidelity: limits.minimumFidelity = least
      default: limits.minimumRateHz = least
      }
      let answer = try cheapest(limits, clock, anyPlan: true)
      switch answer {
      case .plan(let draft): statistics.add(draft.certificate.statistics)
      case .none(let spent, let among):
        statistics.add(spent)
        scope.routes = scope.routes + among.routes
      }
      return answer
    }
    func least(_ draft: Draft) -> Double {
      draft.chains.joined().map { goal.score($0.figures) ?? 0 }.min() ?? 0
    }

    // No demand can have more than it has alone.
    var high = Double.infinity
    for demand in demands {
      var alone = planner(demand, request.limits)
      alone.request.objective = self.request.objective
      alone.request.samples = 0
      alone.request.timeLimitS = clock.remainingS
      do { high = min(high, try alone.plan().certificate.bound) } catch var none as NoPlan {
        none.reason = "\(network.sites[demand.from].name) - \(network.sites[demand.to].name): \(none.reason)"
        throw none
      }
    }
    let floor: Double =
      switch request.objective {
      case .keyRate: request.limits.minimumKeyRateHz ?? high * 1e-9
      case .fidelity: request.limits.minimumFidelity ?? 0.25
      default: request.limits.minimumRateHz ?? high * 1e-9
      }
    // What the demands can have alone is asked for first: often it is the answer, and few hops serve it.
    var asked = max(high * (1 - 1e-12), floor)
    var found: Draft?
    while found == nil {
      switch try attempt(asked) {
      case .plan(let draft): found = draft
      case .none:
        if asked <= floor { return .none(statistics, scope) }
        // Then somewhat less, then anything at all.
        let isFirst = asked > high * (1 - 1e-9)
        high = asked
        asked = isFirst && request.objective != .fidelity ? max(floor, asked / 8) : floor
      }
    }
    guard var best = found else { return .none(statistics, scope) }
    var low = least(best)
    func report() {
      progress(
        PlanProgress(
          value: low, bound: high, ilpSolves: statistics.ilpSolves, exactEstimates: statistics.exactEstimates)
      )
    }
    report()
    let next = 1 + 1e-9
    var isProved = high <= low * next
    do {
      while !isProved, clock.stop == nil {
        // Far apart: the middle; near: the next larger value, which ends the search where there is none.
        let isNear = high <= low * (1 + 1e-3)
        let ask =
          isNear
          ? low * next : request.objective == .fidelity ? (low + high) / 2 : (low * high).squareRoot()
        switch try attempt(ask) {
        case .plan(let better):
          best = better
          low = max(ask, least(better))
        case .none:
          high = ask
          if isNear { isProved = true }
        }
        isProved = isProved || high <= low * next
        report()
      }
    } catch let none as NoPlan where !none.isProved {
      // The clock ended an attempt; what was found before it stands.
    }
    let stop = clock.stop
    best.certificate = Certificate(
      value: low, bound: isProved ? low : max(low, high), provedOptimal: isProved,
      stop: isProved ? .finished : stop ?? .timeLimit,
      method:
        "bisection over the least value of every chain, closed by asking for the next larger one; integer "
        + "program of \(statistics.ilpColumns) columns and \(statistics.ilpRows) rows, solved \(statistics.ilpSolves) "
        + "times by \(GLPKSolver.version); every chain judged by the exact estimator (\(statistics.exactEstimates) estimates)",
      statistics: statistics, scope: scope)
    return .plan(best)
  }
}
