/// Whether open sites alone serve demands within their hop limits, and what must open where they do not.
struct HopCut {
  let context: AllocationContext

  /// Sites of which one must open so that each demand alone can be served within its hop limit; `nil` where each can be,
  /// or where that could not be decided.
  ///
  /// Few sites: one after the other is opened as long as that serves nothing (length-bounded cut).
  func cut(over openSites: [Int]) -> [Int]? {
    var open = [Bool](repeating: false, count: context.siteCount)
    for site in openSites { open[site] = true }
    for demand in context.networks.indices where context.networks[demand].chains > 0 {
      if serves(demand, open) != false { continue }
      let network = context.networks[demand]
      var cut: [Int] = []
      for number in 2..<network.siteCount where network.isUsable(number) && !open[network.sites[number]] {
        open[network.sites[number]] = true
        if serves(demand, open) != false {
          open[network.sites[number]] = false
          cut.append(network.sites[number])
        }
      }
      return cut.sorted()
    }
    return nil
  }

  /// `nil` where a limited search does not tell.
  private func serves(_ demand: Int, _ open: [Bool]) -> Bool? {
    let network = context.networks[demand]
    if network.chains == 1 { return network.leastHops(over: open).map { $0 <= network.mostHops } ?? false }
    if network.leastHops(over: open) == nil { return false }
    let costs = network.sites.enumerated().map { $0.offset < 2 || open[$0.element] ? 0 : Double.infinity }
    let paths = context.disjointChains(demand)
    // The flow below lets chains share no repeater.
    if context.shareSites { return paths.cheapest(siteCosts: costs) == nil ? nil : true }
    guard let fewest = paths.fewestHops(siteCosts: costs), fewest <= network.chains * network.mostHops else {
      return false
    }
    if paths.cheapest(siteCosts: costs) != nil { return true }
    return network.chains == 2 ? pairExists(network, open) : nil
  }

  /// Every path within the hop limit, and whether a second one avoids its sites.
  private func pairExists(_ network: DemandNetwork, _ open: [Bool]) -> Bool? {
    var left = 3000
    var used = open
    func extend(_ at: Int, _ hops: Int) -> Bool? {
      for arc in network.arcs(from: at) {
        left -= 1
        if left < 0 { return nil }
        let head = Int(network.heads[arc])
        if head == 1 {
          if let second = network.leastHops(over: used), second <= network.mostHops { return true }
          continue
        }
        let site = network.sites[head]
        if !used[site] || hops + 1 + Int(network.hopsToSink[head]) > network.mostHops { continue }
        used[site] = false
        defer { used[site] = true }
        let found = extend(head, hops + 1)
        if found != false { return found }
      }
      return false
    }
    return extend(0, 0)
  }
}
