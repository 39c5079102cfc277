/// Cheap sets of disjoint hop-limited paths for one demand: what the heuristic builds plans from.
///
/// One path is cheapest exactly. Several paths that may share no repeater are cheapest by minimum-cost flow (Suurballe
/// 1974) with a rising price on hops until each keeps the hop limit; paths that may share no span are found one after the
/// other, beginning again with prices on what stood in the way. So a set may be missed where one exists; the exact model
/// does not rely on it.
struct DisjointPaths {
  let network: DemandNetwork
  /// Spans of each hop of the map, where they matter.
  let spansOfHop: [[Int32]]?
  let shareSites: Bool

  /// Paths as arcs; `nil` where none were found.
  func cheapest(siteCosts: [Double]) -> [[Int]]? {
    if network.chains == 1 {
      return network.cheapestPath(siteCosts: siteCosts).map { [$0.arcs] }
    }
    if spansOfHop != nil { return oneByOne(siteCosts) }
    var price = 1e-4
    for _ in 0..<8 {
      guard let paths = flow(siteCosts, hopPrice: price) else { return nil }
      if paths.allSatisfy({ $0.count <= network.mostHops }) { return paths }
      price *= 6
    }
    return nil
  }

  /// Least hops of as many paths as asked that share no repeater, all paths together; `nil` where there are not so many.
  func fewestHops(siteCosts: [Double]) -> Int? {
    flow(siteCosts, hopPrice: 1).map { $0.reduce(0) { $0 + $1.count } }
  }

  // MARK: - One after the other

  private func oneByOne(_ siteCosts: [Double]) -> [[Int]]? {
    var penalties = [Double](repeating: 0, count: network.arcCount)
    for attempt in 0..<12 {
      var costs = siteCosts
      var hopCosts = penalties
      var paths: [[Int]] = []
      while paths.count < network.chains {
        guard let path = network.cheapestPath(siteCosts: costs, hopCosts: hopCosts)?.arcs else { break }
        paths.append(path)
        if usesSpanTwice(path) {
          // Other routes to the same sites may do without; only the hops concerned become dearer.
          let spans = path.map { spansOfHop![Int(network.hops[$0])] }
          for (index, arc) in path.enumerated()
          where spans.enumerated().contains(where: {
            $0.offset != index && !Set($0.element).isDisjoint(with: spans[index])
          }) {
            penalties[arc] += 0.3
          }
          break
        }
        block(path, &costs, &hopCosts)
      }
      if paths.isEmpty { return nil }
      if usesSpanTwice(paths.last!) { continue }
      if paths.count == network.chains { return paths }
      // What the found paths occupy is dearer next time.
      let used = marked(paths.joined())
      for arc in 0..<network.arcCount {
        let shared = spansOfHop![Int(network.hops[arc])].count { Int($0) < used.count && used[Int($0)] }
        penalties[arc] += Double(shared) * 0.05 * Double(attempt + 1)
      }
    }
    return nil
  }

  /// Whether hops of some arcs use each span.
  private func marked(_ arcs: some Sequence<Int>) -> [Bool] {
    var used: [Bool] = []
    for arc in arcs {
      for span in spansOfHop![Int(network.hops[arc])] {
        while used.count <= Int(span) { used.append(false) }
        used[Int(span)] = true
      }
    }
    return used
  }

  private func usesSpanTwice(_ path: [Int]) -> Bool {
    let spans = path.flatMap { spansOfHop![Int(network.hops[$0])] }
    return Set(spans).count < spans.count
  }

  private func block(_ path: [Int], _ siteCosts: inout [Double], _ hopCosts: inout [Double]) {
    let used = marked(path)
    for arc in 0..<network.arcCount
    where spansOfHop![Int(network.hops[arc])].contains(where: { Int($0) < used.count && used[Int($0)] }) {
      hopCosts[arc] = .infinity
    }
    for arc in path {
      let site = Int(network.heads[arc])
      // A repeater that may be shared costs nothing the second time.
      if site != 1 { siteCosts[site] = shareSites ? 0 : .infinity }
    }
  }

  // MARK: - Minimum-cost flow

  /// Successive shortest paths in the residual network with every repeater site split in two (entry and exit).
  private func flow(_ siteCosts: [Double], hopPrice: Double) -> [[Int]]? {
    let count = network.siteCount
    var used = [Bool](repeating: false, count: network.arcCount)
    // The arc by which the flow enters each site.
    var entry = [Int32](repeating: -1, count: count)
    for _ in 0..<network.chains {
      var cost = [Double](repeating: .infinity, count: 2 * count)
      // How a state was reached: an arc forward (arc), an arc backward (-2 - arc), within the site (-1).
      var how = [Int32](repeating: -1, count: 2 * count)
      var queued = [Bool](repeating: false, count: 2 * count)
      // State 2v: entry of v; 2v + 1: exit.
      var queue: [Int] = [1]
      var done = 0
      cost[1] = 0
      func reach(_ state: Int, _ sum: Double, _ by: Int32) {
        guard sum < cost[state] - 1e-12 else { return }
        cost[state] = sum
        how[state] = by
        if !queued[state] && state != 2 {
          queued[state] = true
          queue.append(state)
        }
      }
      while done < queue.count {
        let state = queue[done]
        done += 1
        queued[state] = false
        let (site, sum) = (state / 2, cost[state])
        if state % 2 == 1 {
          for arc in network.arcs(from: site) where !used[arc] {
            let to = Int(network.heads[arc])
            if to != 1 && siteCosts[to] == .infinity { continue }
            reach(2 * to, sum + hopPrice, Int32(arc))
          }
          if entry[site] >= 0 { reach(2 * site, sum - siteCosts[site], -1) }
        } else if entry[site] < 0 {
          reach(2 * site + 1, sum + siteCosts[site], -1)
        } else {
          let arc = Int(entry[site])
          reach(2 * Int(network.tails[arc]) + 1, sum - hopPrice, Int32(-2 - arc))
        }
      }
      guard cost[2].isFinite else { return nil }
      var forward: [Int] = []
      var back: [Int] = []
      var state = 2
      while state != 1 {
        let by = how[state]
        if by == -1 {
          state ^= 1
        } else if by >= 0 {
          forward.append(Int(by))
          state = 2 * Int(network.tails[Int(by)]) + 1
        } else {
          back.append(Int(-2 - by))
          state = 2 * Int(network.heads[Int(-2 - by)])
        }
      }
      for arc in back {
        used[arc] = false
        entry[Int(network.heads[arc])] = -1
      }
      for arc in forward {
        used[arc] = true
        if network.heads[arc] != 1 { entry[Int(network.heads[arc])] = Int32(arc) }
      }
    }
    return Self.paths(along: used, in: network)
  }

  /// Takes a flow of whole paths apart; cycles are left out.
  static func paths(along used: [Bool], in network: DemandNetwork) -> [[Int]] {
    var used = used
    return network.arcs(from: 0).filter { used[$0] }.map { first in
      var path = [first]
      while network.heads[path.last!] != 1 {
        let at = Int(network.heads[path.last!])
        guard let next = network.arcs(from: at).first(where: { used[$0] }) else { break }
        used[next] = false
        // Back at a site of the path: what lies between is a cycle.
        if let seen = path.firstIndex(where: { network.heads[$0] == network.heads[next] }) {
          path.removeLast(path.count - 1 - seen)
        } else {
          path.append(next)
        }
      }
      return path
    }
  }
}
