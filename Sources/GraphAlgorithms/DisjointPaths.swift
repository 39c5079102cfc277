/// Paths from a source to a sink that share no other node, the cheapest together (Suurballe, "Disjoint paths in a network",
/// Networks 4, 1974): minimum-cost flow by successive shortest paths, every node being split in two.
///
/// Costs are >= 0; nodes of infinite cost are not passed. Paths may share no arc either, so parallel arcs from source to sink
/// are paths of their own.
///
/// - Complexity: O(paths × nodes × arcs); in practice near O(paths × arcs).
public struct DisjointPaths: Sendable {
  /// Arcs of each path.
  public let paths: [[Int]]

  /// Finds so many node-disjoint paths whose costs sum to the least.
  ///
  /// - Parameters:
  ///   - nodeCosts: of each node; those of source and sink count nothing.
  ///   - arcCost: of an arc.
  /// - Returns: `nil` where there are not so many paths.
  @inlinable
  public init?(
    _ graph: Digraph, from source: Int, to sink: Int, count: Int, nodeCosts: [Double],
    arcCost: (_ arc: Int) -> Double
  ) {
    var used = [Bool](repeating: false, count: graph.arcCount)
    // The arc by which the flow enters each node.
    var entry = [Int32](repeating: -1, count: graph.nodeCount)
    let (first, last) = (SplitNodes.exit(source), SplitNodes.entry(sink))
    for _ in 0..<count {
      var cost = [Double](repeating: .infinity, count: 2 * graph.nodeCount)
      // How a state was reached: an arc forward (arc), an arc backward (-2 - arc), within the node (-1).
      var how = [Int32](repeating: -1, count: 2 * graph.nodeCount)
      var queued = [Bool](repeating: false, count: 2 * graph.nodeCount)
      var queue = [first]
      var done = 0
      cost[first] = 0
      func reach(_ state: Int, _ sum: Double, _ by: Int32) {
        // Rounding must not let a cycle of cost 0 go round for ever.
        guard sum < cost[state] - 1e-12 else { return }
        cost[state] = sum
        how[state] = by
        if !queued[state] && state != last {
          queued[state] = true
          queue.append(state)
        }
      }
      while done < queue.count {
        let state = queue[done]
        done += 1
        queued[state] = false
        let (node, sum) = (state / 2, cost[state])
        if state % 2 == 1 {
          for arc in graph.arcs(from: node) where !used[arc] {
            let to = Int(graph.heads[arc])
            if to == source || (to != sink && nodeCosts[to] == .infinity) { continue }
            reach(SplitNodes.entry(to), sum + arcCost(arc), Int32(arc))
          }
          if entry[node] >= 0 { reach(SplitNodes.entry(node), sum - nodeCosts[node], -1) }
        } else if entry[node] < 0 {
          reach(SplitNodes.exit(node), sum + nodeCosts[node], -1)
        } else {
          let arc = Int(entry[node])
          reach(SplitNodes.exit(Int(graph.tails[arc])), sum - arcCost(arc), Int32(-2 - arc))
        }
      }
      guard cost[last].isFinite else { return nil }
      var forward: [Int] = []
      var back: [Int] = []
      var state = last
      while state != first {
        let by = how[state]
        if by == -1 {
          state ^= 1
        } else if by >= 0 {
          forward.append(Int(by))
          state = SplitNodes.exit(Int(graph.tails[Int(by)]))
        } else {
          back.append(Int(-2 - by))
          state = SplitNodes.entry(Int(graph.heads[Int(-2 - by)]))
        }
      }
      for arc in back {
        used[arc] = false
        entry[Int(graph.heads[arc])] = -1
      }
      for arc in forward {
        used[arc] = true
        if graph.heads[arc] != Int32(sink) { entry[Int(graph.heads[arc])] = Int32(arc) }
      }
    }
    paths = graph.paths(along: used, from: source, to: sink)
  }
}

extension Digraph {
  /// Takes a flow of whole paths apart; cycles are left out.
  ///
  /// - Parameter used: whether the flow uses each arc, by arc.
  /// - Returns: the arcs of each path, in the order of its first arc.
  /// - Complexity: O(arcs used × arcs at a node).
  public func paths(along used: [Bool], from source: Int, to sink: Int) -> [[Int]] {
    var used = used
    return arcs(from: source).filter { used[$0] }.map { first in
      var path = [first]
      while Int(heads[path.last!]) != sink {
        let at = Int(heads[path.last!])
        guard let next = arcs(from: at).first(where: { used[$0] }) else { break }
        used[next] = false
        // Back at a node of the path: what lies between is a cycle.
        if let seen = path.firstIndex(where: { heads[$0] == heads[next] }) {
          path.removeLast(path.count - 1 - seen)
        } else {
          path.append(next)
        }
      }
      return path
    }
  }
}
