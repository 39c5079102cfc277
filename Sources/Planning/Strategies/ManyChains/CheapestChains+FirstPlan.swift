internal import FibreNetwork
internal import LinkPhysics
internal import Optimization

extension CheapestChains {
  /// A plan made of one chain after the other, each the cheapest given the sites that stand already; `nil` where that
  /// leads nowhere. It is what a stopped search falls back on.
  func firstPlan(
    _ limits: Limits, on graph: HopGraph, _ budget: Budget, _ statistics: inout SolveStatistics
  ) throws(SolverError) -> (chains: [[PlannedChain]], value: Double)? {
    let network = together.network
    let isCounted = together.question.objective == .repeaters
    var own = limits
    own.maximumRepeaters = nil
    own.maximumCost = nil
    var standing: Set<Int> = []
    var all: [[PlannedChain]] = []
    for demand in together.demands {
      var chains: [PlannedChain] = []
      for _ in 0..<limits.disjointChains {
        guard budget.stop == nil else { return nil }
        var barred: Set<Int> = []
        var lost: Set<Int> = []
        for chain in chains {
          if limits.disjointBy != .spans { barred.formUnion(chain.repeaters) }
          if limits.disjointBy != .sites { lost.formUnion(chain.spans) }
        }
        let modes = chains.first?.modes.max() ?? 1
        let loads = SiteUse((all + [chains]).map { $0.map(\.use) }, limits).sites
        for site in network.sites.indices {
          let load = loads[site] ?? SiteUse.Load()
          if let most = network.sites[site].memories, load.memories + 2 * modes > most { barred.insert(site) }
          if let most = limits.maximumChainsPerSite, load.chains >= most { barred.insert(site) }
        }
        let map = network.replacingSites(
          network.sites.enumerated().map { index, site in
            var site = site
            site.mayHostRepeater = site.mayHostRepeater && !barred.contains(index)
            site.cost = standing.contains(index) ? 0 : isCounted ? 1 : site.cost
            return site
          }
        )
        // Two direct chains are one where repeaters keep chains apart.
        let isDirectTaken = limits.disjointBy != .spans && chains.contains { $0.sites.count == 2 }
        let pair = [min(demand.from, demand.to), max(demand.from, demand.to)]
        let free = graph.hops.filter {
          lost.isDisjoint(with: $0.spans) && !(isDirectTaken && [$0.from, $0.to] == pair)
        }
        var strategy = together.alone(demand, own, on: map)
        strategy.question.objective = .cost
        let outcome = try strategy.solve(
          on: free.count == graph.hops.count
            ? graph : HopGraph(network: network, hops: free, isFixed: true),
          goal: SearchGoal(objective: .cost, limits: own), budget: budget.share(ofS: 10))
        statistics.labels += outcome.statistics.labels
        statistics.exactEstimates += outcome.statistics.exactEstimates
        guard let chain = outcome.found?.chain else { return nil }
        standing.formUnion(chain.repeaters)
        chains.append(chain)
      }
      all.append(chains)
    }
    guard together.overloads(all, limits).isEmpty else { return nil }
    if let most = limits.maximumRepeaters, standing.count > most { return nil }
    if let most = limits.maximumCost, together.siteAndHopCost(of: all) > most * (1 + Tolerance.limit) {
      return nil
    }
    return (all, together.cost(of: all))
  }
}
