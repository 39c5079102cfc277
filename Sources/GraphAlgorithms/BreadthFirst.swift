/// Nodes in the order of their least number of arcs from a start (Moore, "The shortest path through a maze", 1959).
///
/// - Complexity: O(nodes + arcs looked at).
public struct BreadthFirst: Sendable {
  /// Nodes reached, nearest first.
  public let reached: [Int]
  /// Least arcs to each node; -1 where it was not reached.
  public let distances: [Int32]

  /// Searches from a start until everything within reach, or the node `last`, is reached.
  ///
  /// - Parameters:
  ///   - last: the search ends once this node is reached.
  ///   - heads: nodes at the other ends of a node's arcs.
  @inlinable
  public init<Heads: Sequence>(
    nodeCount: Int, from start: Int, until last: Int? = nil, heads: (_ node: Int) -> Heads
  ) where Heads.Element: BinaryInteger {
    var distances = [Int32](repeating: -1, count: nodeCount)
    distances[start] = 0
    var reached = [start]
    var done = 0
    search: while done < reached.count, start != last {
      let node = reached[done]
      done += 1
      for head in heads(node) where distances[Int(head)] < 0 {
        distances[Int(head)] = distances[node] + 1
        reached.append(Int(head))
        if Int(head) == last { break search }
      }
    }
    self.reached = reached
    self.distances = distances
  }
}
