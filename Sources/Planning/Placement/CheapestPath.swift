internal import HeapModule

/// The cheapest path from end to end of a demand's network, whatever its number of hops (Dijkstra 1959).
///
/// Costs are >= 0; of equally cheap paths one of the fewest hops is found. Where it keeps a hop limit, it is the cheapest one
/// within the limit too.
struct CheapestPath {
  let cost: Double
  /// Arcs from source to sink; empty where there is none.
  let arcs: [Int]

  private struct Label: Comparable {
    var cost: Double
    var hops: Int32
    var site: Int32

    static func < (a: Self, b: Self) -> Bool {
      a.cost != b.cost ? a.cost < b.cost : (a.hops, a.site) < (b.hops, b.site)
    }
  }

  /// - Parameters:
  ///   - siteCosts: of each site of the network; those of source and sink count nothing. Infinite: may not be used.
  ///   - hopCosts: of each arc; `nil` for none.
  init(_ network: DemandNetwork, siteCosts: [Double], hopCosts: [Double]? = nil) {
    var labels = Array(
      repeating: Label(cost: .infinity, hops: .max, site: -1), count: network.siteCount)
    var arrivals = [Int32](repeating: -1, count: network.siteCount)
    var isDone = [Bool](repeating: false, count: network.siteCount)
    var heap: Heap<Label> = [Label(cost: 0, hops: 0, site: 0)]
    while let label = heap.popMin() {
      let at = Int(label.site)
      if isDone[at] { continue }
      isDone[at] = true
      if at == 1 { break }
      for arc in network.arcs(from: at) {
        let head = Int(network.heads[arc])
        if isDone[head] { continue }
        let cost = label.cost + (head == 1 ? 0 : siteCosts[head]) + (hopCosts?[arc] ?? 0)
        let next = Label(cost: cost, hops: label.hops + 1, site: Int32(head))
        if cost < .infinity && next < labels[head] {
          labels[head] = next
          arrivals[head] = Int32(arc)
          heap.insert(next)
        }
      }
    }
    cost = labels[1].cost
    var path: [Int] = []
    var site = 1
    while site != 0, arrivals[site] >= 0 {
      path.append(Int(arrivals[site]))
      site = Int(network.tails[path.last!])
    }
    arcs = path.reversed()
  }
}

extension DemandNetwork {
  /// The cheapest path within the hop limit; `nil` where there is none.
  func cheapestPath(siteCosts: [Double], hopCosts: [Double]? = nil) -> (cost: Double, arcs: [Int])? {
    let free = CheapestPath(self, siteCosts: siteCosts, hopCosts: hopCosts)
    if !free.cost.isFinite { return nil }
    if free.arcs.count <= mostHops { return (free.cost, free.arcs) }
    let limited = HopLimitedPaths(self, siteCosts: siteCosts, hopCosts: hopCosts)
    return limited.path(in: self).map { (limited.cost, $0) }
  }
}
