internal import FibreNetwork
internal import Foundation

extension ManyChains {
  /// Why no plan serves all demands: a demand that cannot be served alone, else the limits that, lifted one at a time,
  /// make a plan possible.
  func explain(_ budget: Budget) throws -> NoPlan {
    let limits = question.limits
    for demand in demands {
      if let none = try obstacle(of: demand, budget) { return none }
    }
    func best(
      _ change: (inout Limits) -> Void, on map: FibreNetwork? = nil, _ objective: Objective
    ) throws -> Double? {
      var question = self.question
      question.objective = objective
      if let map { question.network = map }
      change(&question.limits)
      let changed = ManyChains(question)
      let own = budget.another(ofS: 5)
      let outcome =
        objective.isMinimised
        ? try CheapestChains(together: changed).solve(question.limits, own)
        : try FairestChains(together: changed).solve(own)
      return outcome.found?.value
    }
    var remedies: [String] = []
    if let most = limits.maximumRepeaters, let value = try best({ $0.maximumRepeaters = nil }, .repeaters) {
      let needed = Int(value)
      if needed > most {
        remedies.append("\(needed) repeaters instead of \(most): the fewest that the other limits allow")
      }
    }
    if let most = limits.maximumCost, let value = try best({ $0.maximumCost = nil }, .cost) {
      remedies.append(
        "a cost of \(significant(value)) instead of \(significant(most)): the least that the other limits allow"
      )
    }
    if let least = limits.minimumRateHz, let value = try best({ $0.minimumRateHz = nil }, .rate) {
      remedies.append(
        "a minimum rate of \(significant(value)) instead of \(significant(least)) pairs/s for every chain: the best that the other limits allow"
      )
    }
    if let least = limits.minimumFidelity, least > 0.5,
      let value = try best({ $0.minimumFidelity = 0.5 }, .fidelity)
    {
      remedies.append(
        "a minimum fidelity of \(significant(value)) instead of \(significant(least)): the best that the other limits allow"
      )
    }
    if let most = limits.maximumChainsPerSite,
      try best({ $0.maximumChainsPerSite = nil }, .repeaters) != nil
    {
      remedies.append("more than \(most) chains through a site (--site-capacity)")
    }
    func oneChain(_ limits: inout Limits) {
      limits.disjointChains = 1
      limits.protection = .dedicated
    }
    if limits.disjointChains > 1, try best(oneChain, .repeaters) != nil {
      remedies.append("one chain for each demand instead of \(limits.disjointChains)")
    }
    if network.sites.contains(where: { $0.memories != nil }) {
      let roomy = network.replacingSites(
        network.sites.map {
          var site = $0
          site.memories = nil
          return site
        })
      if try best({ _ in }, on: roomy, .repeaters) != nil {
        remedies.append("more memories at the sites: \(crowded()) is the least equipped on the map")
      }
    }
    return NoPlan(
      reason: "each demand could be served alone, but no plan serves "
        + (demands.count == 1 ? "all its chains" : "all \(demands.count) demands")
        + " within the limits"
        + (remedies.isEmpty
          ? ", and no single limit lifted makes one possible" : "; any one of these would do"),
      remedies: remedies, isProved: true)
  }

  private func crowded() -> String {
    let site = network.sites.filter(\.mayHostRepeater).min {
      ($0.memories ?? .max, $0.id) < ($1.memories ?? .max, $1.id)
    }
    return site.map { "\($0.name) with \($0.memories ?? 0)" } ?? "no site"
  }

  /// Why one demand cannot be served even alone; `nil` where it can.
  private func obstacle(of demand: Demand, _ budget: Budget) throws -> NoPlan? {
    let names = "\(network.sites[demand.from].name) - \(network.sites[demand.to].name)"
    var question = question.about(demand)
    question.samples = 0
    question.limits.maximumChainsPerSite = nil
    let wanted = question.limits.disjointChains
    question.limits.disjointChains = 1
    let protection = question.limits.protection
    question.limits.protection = .dedicated
    do {
      _ = try BestChain(question).plan(budget.another(ofS: 5))
    } catch let none as NoPlan {
      guard none.isProved else { return nil }
      return NoPlan(reason: "\(names): \(none.reason)", remedies: none.remedies, isProved: true)
    }
    guard wanted > 1 else { return nil }
    if question.limits.disjointBy != .sites {
      let cut = network.fewestSpansBetween(demand.from, demand.to)
      if cut.count < wanted {
        let spans = cut.map { index in
          let span = network.spans[index]
          return "\(network.sites[span.from].name) - \(network.sites[span.to].name)"
        }
        return NoPlan(
          reason: "\(names) cannot have \(wanted) chains without a common span: "
            + (cut.count == 1
              ? "all fibre between them runs through \(spans[0])"
              : "all fibre between them runs through the \(cut.count) spans \(spans.joined(separator: ", "))"),
          remedies: ["a second fibre along \(spans.joined(separator: " or "))", "--disjoint \(cut.count)"],
          isProved: true)
      }
    }
    question.limits.disjointChains = wanted
    question.limits.protection = protection
    let outcome = try CheapestChains(together: ManyChains(question)).solve(
      question.limits, budget.another(ofS: 5))
    if case .none(.infeasible(_, let scope), _, _) = outcome, scope.hasEveryRoute {
      return NoPlan(
        reason: "\(names) can have one chain within the limits, but not \(wanted) that share no "
          + (question.limits.disjointBy == .both
            ? "site and no span" : question.limits.disjointBy == .sites ? "site" : "span"),
        remedies: ["--disjoint \(wanted - 1)", "looser limits of rate, fidelity or hop length"],
        isProved: true)
    }
    return nil
  }
}
