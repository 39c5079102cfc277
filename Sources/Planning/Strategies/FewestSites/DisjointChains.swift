internal import FibreNetwork
internal import GraphAlgorithms

/// Cheap sets of disjoint hop-limited chains for one demand: what the heuristic builds plans from.
///
/// One chain is cheapest exactly. Several chains that may share no repeater are cheapest by minimum-cost flow with a rising
/// price on hops until each keeps the hop limit; chains that may share no span are found one after the other, beginning
/// again with prices on what stood in the way. So a set may be missed where one exists; the exact model does not rely on it.
struct DisjointChains {
  let context: AllocationContext
  let demand: Int

  private var network: DemandNetwork { context.networks[demand] }

  /// - Parameter siteCosts: of each site of the demand's network.
  /// - Returns: `nil` where none were found.
  func cheapest(siteCosts: [Double]) -> [PlacedChain]? {
    if network.chains == 1 && context.routes == nil {
      return context.cheapestChain(of: demand, siteCosts: siteCosts).map { [$0.chain] }
    }
    if context.routes != nil { return oneByOne(siteCosts) }
    var price = 1e-4
    for _ in 0..<8 {
      guard let paths = flow(siteCosts, hopPrice: price) else { return nil }
      if paths.allSatisfy({ $0.count <= network.mostHops }) {
        return paths.map { PlacedChain(sites: context.sites(of: $0, demand: demand)) }
      }
      price *= 6
    }
    return nil
  }

  /// Least hops of as many paths as asked that share no repeater, all paths together; `nil` where there are not so many.
  func fewestHops(siteCosts: [Double]) -> Int? {
    flow(siteCosts, hopPrice: 1).map { $0.reduce(0) { $0 + $1.count } }
  }

  private func oneByOne(_ siteCosts: [Double]) -> [PlacedChain]? {
    var penalties = [Double](repeating: 0, count: context.problem.network.spans.count)
    for attempt in 0..<12 {
      var (costs, spanCosts, direct) = (siteCosts, penalties, 0.0)
      var chains: [PlacedChain] = []
      while chains.count < network.chains,
        let chain = context.cheapestChain(
          of: demand, siteCosts: costs, spanCosts: spanCosts, direct: direct
        )?.chain
      {
        chains.append(chain)
        for span in chain.spans { spanCosts[Int(span)] = .infinity }
        // A repeater that may be shared costs nothing the second time.
        for site in chain.repeaters { costs[Int(network.numbers[site])] = context.shareSites ? 0 : .infinity }
        if chain.repeaters.isEmpty && !context.shareSites { direct = .infinity }
      }
      if chains.count == network.chains { return chains }
      if chains.isEmpty { return nil }
      // What the found chains occupy is dearer next time.
      for span in chains.flatMap(\.spans) { penalties[Int(span)] += 0.05 * Double(attempt + 1) }
    }
    return nil
  }

  /// Paths that share no repeater, cheapest together whatever their hops.
  private func flow(_ siteCosts: [Double], hopPrice: Double) -> [[Int]]? {
    DisjointPaths(
      network.graph, from: 0, to: 1, count: network.chains, nodeCosts: siteCosts, arcCost: { _ in hopPrice }
    )?.paths
  }
}
