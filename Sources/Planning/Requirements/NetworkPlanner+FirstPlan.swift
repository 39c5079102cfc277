internal import FibreNetwork
internal import LinkPhysics
internal import Optimization

extension NetworkPlanner {
  /// A plan made of one chain after the other, each the cheapest given the sites that stand already; `nil` where that
  /// leads nowhere. It is what a stopped search falls back on.
  func firstPlan(
    _ limits: Limits, on graph: HopGraph, _ clock: SearchClock
  ) throws(SolverError) -> Draft? {
    let isCounted = request.objective == .repeaters
    var own = limits
    own.maximumRepeaters = nil
    own.maximumCost = nil
    var standing: Set<Int> = []
    var all: [[DraftChain]] = []
    for demand in demands {
      var chains: [DraftChain] = []
      for _ in 0..<limits.disjointChains {
        guard clock.stop == nil else { return nil }
        var barred: Set<Int> = []
        var lost: Set<Int> = []
        for chain in chains {
          if limits.disjointBy != .spans { barred.formUnion(chain.sites.dropFirst().dropLast()) }
          if limits.disjointBy != .sites { lost.formUnion(chain.spans) }
        }
        let modes = chains.first?.modes.max() ?? 1
        let loads = SiteLoads((all + [chains]).map { $0.map(\.use) }, limits).sites
        for site in network.sites.indices {
          let load = loads[site] ?? SiteLoads.Load()
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
        var planner = planner(demand, own, on: map)
        planner.request.objective = .cost
        let found = try planner.solve(
          on: free.count == graph.hops.count
            ? graph : HopGraph(network: network, hops: free, isFixed: true),
          goal: SearchGoal(objective: .cost, limits: own),
          clock: SearchClock(limitS: min(clock.remainingS ?? 10, 10), cancellation: cancellation),
          progress: { _ in })
        guard let found, let best = found.outcome.best else { return nil }
        let chain = DraftChain(evaluator: found.evaluator, path: best.path, figures: best.figures)
        standing.formUnion(chain.sites.dropFirst().dropLast())
        chains.append(chain)
      }
      all.append(chains)
    }
    guard overloads(all, limits).isEmpty else { return nil }
    let value = cost(of: all)
    if let most = limits.maximumRepeaters, standing.count > most { return nil }
    if let most = limits.maximumCost, siteAndHopCost(of: all) > most * (1 + 1e-12) { return nil }
    return Draft(
      chains: all,
      certificate: Certificate(
        value: value, bound: 0, provedOptimal: false, stop: .timeLimit, method: "",
        statistics: SolveStatistics()), model: nil)
  }
}
