/// Goes over a graph in layers: layer n follows the arcs that leave the nodes which layer n − 1 reached (Bellman, "On a routing
/// problem", Quarterly of Applied Mathematics 16, 1958, over the number of arcs).
///
/// What adds up along paths, and what is kept of it, is the caller's: a number, a vector, several of them.
public enum Layers {
  /// Follows arcs from the start, one layer after the other, until none reaches anything or `count` of them
  /// are done.
  ///
  /// - Parameters:
  ///   - start: the only node that layer 0 reaches.
  ///   - arcs: those that leave a node.
  ///   - begin: told the number of each layer, from 1 on, before its arcs are followed.
  ///   - follow: follows an arc from a node; returns the node that it reaches, `nil` where it is of no use.
  ///   - reached: told of each layer which nodes it reached, in the order in which it did.
  /// - Returns: the last layer that reached anything; no layer follows it.
  /// - Complexity: O(layers × arcs); a layer looks at arcs from nodes that the layer before it reached alone.
  @inlinable
  @discardableResult
  public static func run<Arcs: Sequence>(
    nodeCount: Int, from start: Int, atMost count: Int, arcs: (_ node: Int) -> Arcs,
    begin: (_ layer: Int) -> Void = { _ in }, follow: (_ node: Int, _ arc: Arcs.Element) -> Int?,
    reached: (_ layer: Int, _ nodes: [Int]) -> Void = { _, _ in }
  ) -> Int {
    var active = [start]
    var next: [Int] = []
    var isNext = [Bool](repeating: false, count: nodeCount)
    var layer = 0
    while layer < count {
      begin(layer + 1)
      next.removeAll(keepingCapacity: true)
      for node in active {
        for arc in arcs(node) {
          guard let head = follow(node, arc), !isNext[head] else { continue }
          isNext[head] = true
          next.append(head)
        }
      }
      if next.isEmpty { break }
      layer += 1
      reached(layer, next)
      for node in next { isNext[node] = false }
      swap(&active, &next)
    }
    return layer
  }
}

/// Least labels of walks with exactly so many arcs from one node, nodes passed again or not.
public struct LayeredWalks<Label: AdditiveLabel>: Sendable {
  /// `labels[n][v]`: least label of a walk of exactly n arcs from the start to v.
  public let labels: [[Label]]
  /// The node before, and which of its arcs, on that walk: `arrivals[n][v]`; node -1 where there is none.
  public let arrivals: [[(from: Int, arc: Int)]]

  /// Finds the least labels of walks of up to so many arcs.
  ///
  /// - Parameters:
  ///   - count: most arcs.
  ///   - arcs: of each node, where they lead and their label.
  /// - Complexity: O(`count` × arcs).
  @inlinable
  public init<Arcs: Sequence>(
    nodeCount: Int, from start: Int, atMost count: Int, arcs: (_ node: Int) -> Arcs
  ) where Arcs.Element == (head: Int, label: Label) {
    let far = [Label](repeating: .unreachable, count: nodeCount)
    let nowhere = [(from: Int, arc: Int)](repeating: (-1, -1), count: nodeCount)
    var before = far
    before[start] = .zero
    var labels = [before]
    var arrivals = [nowhere]
    var now = far
    var arrival = nowhere
    Layers.run(
      nodeCount: nodeCount, from: start, atMost: count, arcs: { arcs($0).enumerated() },
      begin: { _ in
        now = far
        arrival = nowhere
      },
      follow: { node, arc in
        let head = arc.element.head
        let sum = before[node] + arc.element.label
        guard sum < now[head] else { return nil }
        now[head] = sum
        arrival[head] = (node, arc.offset)
        return head
      },
      reached: { _, _ in
        labels.append(now)
        arrivals.append(arrival)
        before = now
      })
    // Where nothing is reached any more, nothing is from there on.
    while labels.count <= count {
      labels.append(far)
      arrivals.append(nowhere)
    }
    self.labels = labels
    self.arrivals = arrivals
  }

  /// The best walk of so many arcs to a node: at each node passed, which of its arcs; `nil` where there is none.
  ///
  /// - Parameter arcs: from 0 to the `count` that was asked for.
  /// - Complexity: O(`arcs`).
  public func walk(to node: Int, arcs: Int) -> [(from: Int, arc: Int)]? {
    guard labels[arcs][node] < .unreachable else { return nil }
    var steps: [(from: Int, arc: Int)] = []
    var at = node
    for layer in stride(from: arcs, to: 0, by: -1) {
      let step = arrivals[layer][at]
      steps.append(step)
      at = step.from
    }
    return steps.reversed()
  }
}
