internal import GraphAlgorithms

extension AllocationContext {
  /// Drops every hop that no allocation with an objective of at most `ceiling` can use, by the prices of a bound.
  ///
  /// A chain over a hop costs at least the cheapest one over it instead of the cheapest one at all, on top of the bound; what
  /// is left of the cost of its sites comes on top as well. Where chains may share no span, the routes of the hops that are
  /// left are drawn.
  mutating func reduce(_ prices: AllocationMaster.Prices, ceiling: Double) {
    let allowance = ceiling - prices.bound + 1e-6 * max(1, abs(ceiling))
    guard allowance >= 0 else { return }
    for demand in networks.indices where networks[demand].chains > 0 {
      var siteCosts = prices.siteCosts[demand]
      for number in 2..<max(2, siteCosts.count) {
        siteCosts[number] += prices.siteSlack[networks[demand].sites[number]]
      }
      let limit = prices.cheapest[demand] + allowance
      if routes == nil {
        dropHops(of: demand, siteCosts, prices.perKm, limit)
      } else {
        draw(
          demand,
          self.prices(
            demand, siteCosts, prices.spanCosts[demand], prices.perKm, prices.directCosts[demand]), limit)
      }
    }
  }

  /// Draws every route, where chains may share no span.
  mutating func drawRoutes() {
    for demand in networks.indices where networks[demand].chains > 0 && routes != nil {
      let free = [Double](repeating: 0, count: networks[demand].siteCount)
      draw(demand, prices(demand, free, [], 0, 0), .infinity)
    }
  }

  /// Whether the networks have an arc for every hop that they stand for.
  var isDrawn: Bool { routes == nil || networks.allSatisfy { $0.chains == 0 || $0.routes != nil } }

  private mutating func draw(_ demand: Int, _ prices: ChainSearch.Prices, _ limit: Double) {
    let served = networks.count { $0.chains > 0 }
    let found = routes!.hops(
      from: networks[demand].source, to: networks[demand].sink, prices, limit: limit,
      passesEnds: problem.disjointBy == .both, most: max(1, Self.mostRoutes / served))
    networks[demand].draw(found.hops)
    if let perPair = found.routesPerPair {
      undrawn = (min(perPair, undrawn?.perPair ?? .max), found.dropped + (undrawn?.dropped ?? 0))
    }
  }

  /// Routes of all demands' hops that are drawn at most.
  private static let mostRoutes = 200_000

  private mutating func dropHops(of demand: Int, _ siteCosts: [Double], _ perKm: Double, _ limit: Double) {
    let network = networks[demand]
    let hopCosts = perKm == 0 ? nil : network.lengths.map { perKm * $0 }
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
