/// Cheapest paths of at most so many hops in a demand's network, costs on repeater sites and on hops.
///
/// Bellman and Ford's recursion over the number of hops, cut short where nothing changes any more. Costs are >= 0. Of
/// equally cheap paths the one with fewer hops is found.
struct HopLimitedPaths {
  /// `labels[h][v]`: least cost of a path with at most h hops from the start to v, the cost of v included.
  private(set) var labels: [[Double]]
  /// The arc by which that path arrives where it has exactly h hops; -1 where fewer do as well.
  private var arrivals: [[Int32]]
  private let backward: Bool

  /// - Parameters:
  ///   - siteCosts: of each site of the network; those of source and sink count nothing. Infinite: may not be used.
  ///   - hopCosts: of each arc; `nil` for none.
  ///   - backward: from the sink against the arcs, instead of from the source.
  ///   - ceiling: paths of more cost are not followed; `nil` follows no path of more cost than the cheapest from end to
  ///     end.
  init(
    _ network: DemandNetwork, siteCosts: [Double], hopCosts: [Double]? = nil, backward: Bool = false,
    ceiling: Double? = nil
  ) {
    self.backward = backward
    let count = network.siteCount
    let start = backward ? 1 : 0
    let end = 1 - start
    var label = [Double](repeating: .infinity, count: count)
    label[start] = 0
    labels = [label]
    arrivals = [[Int32](repeating: -1, count: count)]
    var active: [Int32] = [Int32(start)]
    var next: [Int32] = []
    var isNext = [Bool](repeating: false, count: count)
    for _ in 0..<network.mostHops {
      let last = label
      var arrival = [Int32](repeating: -1, count: count)
      next.removeAll(keepingCapacity: true)
      func relax(_ arc: Int, _ to: Int, _ cost: Double) {
        var sum = cost + (to == end ? 0 : siteCosts[to])
        if let hopCosts { sum += hopCosts[arc] }
        if sum < label[to] - 1e-13 {
          label[to] = sum
          arrival[to] = Int32(arc)
          if !isNext[to] {
            isNext[to] = true
            next.append(Int32(to))
          }
        }
      }
      for site in active {
        let at = Int(site)
        let cost = last[at]
        if at == end || cost > ceiling ?? label[end] { continue }
        if backward {
          for arc in network.arcs(into: at) { relax(Int(arc), Int(network.tails[Int(arc)]), cost) }
        } else {
          for arc in network.arcs(from: at) { relax(arc, Int(network.heads[arc]), cost) }
        }
      }
      if next.isEmpty { break }
      labels.append(label)
      arrivals.append(arrival)
      for site in next { isNext[Int(site)] = false }
      swap(&active, &next)
    }
  }

  /// Least cost of a path with at most `hops` hops to a site.
  func cost(to site: Int, hops: Int) -> Double { labels[min(hops, labels.count - 1)][site] }

  /// Least cost from end to end.
  var cost: Double { labels[labels.count - 1][backward ? 0 : 1] }

  /// Arcs of the cheapest path from source to sink; `nil` where there is none. Only for paths from the source.
  func path(in network: DemandNetwork) -> [Int]? {
    precondition(!backward, "paths are read from the source")
    guard cost.isFinite else { return nil }
    var arcs: [Int] = []
    var layer = labels.count - 1
    var site = 1
    while site != 0 {
      while arrivals[layer][site] < 0 { layer -= 1 }
      let arc = Int(arrivals[layer][site])
      arcs.append(arc)
      site = Int(network.tails[arc])
      layer -= 1
    }
    return arcs.reversed()
  }
}
