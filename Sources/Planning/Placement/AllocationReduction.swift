internal import GraphAlgorithms

extension AllocationContext {
  /// Drops every arc that no allocation with an objective of at most `ceiling` can use, by the prices of a bound.
  ///
  /// A chain over an arc costs at least the cheapest path over it instead of the cheapest path at all, on top of the bound;
  /// what is left of the cost of its sites comes on top as well.
  mutating func reduce(_ prices: AllocationMaster.Prices, ceiling: Double) {
    let allowance = ceiling - prices.bound + 1e-6 * max(1, abs(ceiling))
    guard allowance >= 0 else { return }
    for demand in networks.indices where networks[demand].chains > 0 {
      let network = networks[demand]
      var siteCosts = prices.siteCosts[demand]
      for number in 2..<max(2, network.siteCount) {
        siteCosts[number] += prices.siteSlack[network.sites[number]]
      }
      let hopCosts = prices.hopCosts?[demand]
      let limit = prices.cheapest[demand] + allowance
      let there = network.hopLimitedPaths(siteCosts: siteCosts, hopCosts: hopCosts, ceiling: limit)
      let back = network.hopLimitedPaths(
        siteCosts: siteCosts, hopCosts: hopCosts, backward: true, ceiling: limit)
      let keep = (0..<network.arcCount).map { arc in
        let (tail, head) = (Int(network.tails[arc]), Int(network.heads[arc]))
        let cost = hopCosts?[arc] ?? 0
        let most = network.mostHops
        // Where the labels end long before the hop limit, the limit does not bind.
        let first = most >= there.labels.count + back.labels.count ? most / 2 : 0
        let last = min(most - 1, max(first, there.labels.count))
        return (first...last).contains { hops in
          there.label(of: tail, arcs: hops) + cost + back.label(of: head, arcs: most - 1 - hops) <= limit
        }
      }
      networks[demand].keepArcs { keep[$0] }
    }
  }
}
