/// Least labels of paths with at most so many arcs (Lawler, "Combinatorial optimization: networks and matroids", 1976): see
/// ``Layers``.
///
/// Labels of arcs are >= zero. Layers end where nothing changes any more. Of equally good paths one with the fewest arcs is
/// found.
///
/// - Complexity: O(most arcs × arcs of the graph); a layer looks at arcs from nodes that the layer before it changed alone.
public struct LayeredPaths<Label: AdditiveLabel>: Sendable {
  /// `labels[n][v]`: least label of a path with at most n arcs between the start and v.
  public let labels: [[Label]]
  /// The arc by which that path arrives where it has exactly n arcs; -1 where fewer do as well.
  private let arrivals: [[Int32]]
  private let isBackward: Bool
  private let start: Int
  private let end: Int

  /// Finds the least labels layer by layer, at most `mostArcs` of them.
  ///
  /// - Parameters:
  ///   - start: where paths begin; with `backward`, where they end, arcs being followed against their direction.
  ///   - end: paths are not followed beyond this node.
  ///   - ceiling: paths of more than this are not followed; `nil` follows none of more than the least to the end.
  ///   - tolerance: a label must be less by more than this to count.
  ///   - label: of an arc followed to a node.
  @inlinable
  public init(
    _ graph: Digraph, from start: Int, to end: Int, atMost mostArcs: Int, backward: Bool = false,
    ceiling: Label? = nil, tolerance: Label = .zero, label: (_ arc: Int, _ node: Int) -> Label
  ) {
    let count = graph.nodeCount
    var current = [Label](repeating: .unreachable, count: count)
    current[start] = .zero
    var labels = [current]
    var arrivals = [[Int32](repeating: -1, count: count)]
    var last = current
    var arrival = arrivals[0]
    Layers.run(
      nodeCount: count, from: start, atMost: mostArcs,
      arcs: { node -> ArcsOfNode in
        // Nothing is followed beyond the end, or from where too much has come together.
        if node == end || last[node] > ceiling ?? current[end] { return ArcsOfNode(from: 0..<0) }
        return backward ? ArcsOfNode(into: graph.arcs(into: node)) : ArcsOfNode(from: graph.arcs(from: node))
      },
      begin: { _ in
        last = current
        arrival = [Int32](repeating: -1, count: count)
      },
      follow: { node, arc in
        let to = Int(backward ? graph.tails[arc] : graph.heads[arc])
        let sum = last[node] + label(arc, to)
        guard sum + tolerance < current[to] else { return nil }
        current[to] = sum
        arrival[to] = Int32(arc)
        return to
      },
      reached: { _, _ in
        labels.append(current)
        arrivals.append(arrival)
      })
    self.init(labels: labels, arrivals: arrivals, isBackward: backward, start: start, end: end)
  }

  @usableFromInline
  init(labels: [[Label]], arrivals: [[Int32]], isBackward: Bool, start: Int, end: Int) {
    self.labels = labels
    self.arrivals = arrivals
    self.isBackward = isBackward
    self.start = start
    self.end = end
  }

  /// Least label of a path with at most so many arcs between the start and a node.
  public func label(of node: Int, arcs: Int) -> Label { labels[min(arcs, labels.count - 1)][node] }

  /// Least label from end to end.
  public var label: Label { labels[labels.count - 1][end] }

  /// Arcs of the best path between start and end, in their order along it; `nil` where there is none.
  ///
  /// - Parameter graph: the one that the labels were found on.
  /// - Complexity: O(layers).
  public func path(in graph: Digraph) -> [Int]? {
    guard label < .unreachable else { return nil }
    var arcs: [Int] = []
    var layer = labels.count - 1
    var node = end
    while node != start {
      while arrivals[layer][node] < 0 { layer -= 1 }
      let arc = Int(arrivals[layer][node])
      arcs.append(arc)
      node = Int(isBackward ? graph.heads[arc] : graph.tails[arc])
      layer -= 1
    }
    return isBackward ? arcs : arcs.reversed()
  }
}

/// Arcs that leave a node, or those that enter it.
@usableFromInline
struct ArcsOfNode: Sequence, IteratorProtocol {
  @usableFromInline var out: Range<Int>
  @usableFromInline var into: ArraySlice<Int32>

  @inlinable init(from arcs: Range<Int>) { (out, into) = (arcs, []) }
  @inlinable init(into arcs: ArraySlice<Int32>) { (out, into) = (0..<0, arcs) }

  @inlinable mutating func next() -> Int? { out.popFirst() ?? into.popFirst().map { Int($0) } }
}
