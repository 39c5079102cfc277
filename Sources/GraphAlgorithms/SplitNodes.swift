/// A directed graph in which each node is split in two, so that what passes a node has an arc of its own.
///
/// Node v is entered at node 2v and left at node 2v + 1; arc v leads from the one to the other, and arc a of the graph is arc
/// `nodeCount` + a. Menger's theorem for nodes becomes that for arcs (Ford and Fulkerson, "Flows in networks", 1962).
public struct SplitNodes: Sendable {
  /// Of the graph.
  public let nodeCount: Int
  /// Nodes of the split graph, further ones included.
  public let splitCount: Int
  /// The node of the split graph that each arc leaves: first the arcs within nodes, then those of the graph,
  /// then added ones.
  public private(set) var tails: [Int32]
  /// The node of the split graph that each arc enters, in the order of `tails`.
  public private(set) var heads: [Int32]

  /// Splits the nodes of a graph, given by the ends of its arcs.
  ///
  /// - Parameter more: nodes of the split graph beyond those of the graph, which follow them.
  /// - Complexity: O(nodes + arcs).
  public init(nodeCount: Int, tails: some Sequence<Int32>, heads: some Sequence<Int32>, more: Int = 0) {
    self.nodeCount = nodeCount
    splitCount = 2 * nodeCount + more
    self.tails = (0..<nodeCount).map { Int32(Self.entry($0)) } + tails.map { 2 * $0 + 1 }
    self.heads = (0..<nodeCount).map { Int32(Self.exit($0)) } + heads.map { 2 * $0 }
  }

  /// The half of node v by which it is entered: 2v.
  @inlinable public static func entry(_ node: Int) -> Int { 2 * node }
  /// The half of node v by which it is left: 2v + 1.
  @inlinable public static func exit(_ node: Int) -> Int { 2 * node + 1 }

  /// Adds an arc between nodes of the split graph; returns its number.
  @discardableResult
  public mutating func addArc(from tail: Int, to head: Int) -> Int {
    tails.append(Int32(tail))
    heads.append(Int32(head))
    return tails.count - 1
  }

  /// A flow network over the split graph, without capacities as yet.
  ///
  /// - Complexity: O(nodes + arcs).
  public var flow: MaximumFlow { MaximumFlow(nodeCount: splitCount, tails: tails, heads: heads) }

  /// The nodes of the minimum cuts nearest to the source and to the sink, in rising order, once where they are the same.
  ///
  /// - Parameters:
  ///   - flow: of the split graph, as large as can be.
  ///   - nodes: those of which a cut may consist.
  /// - Complexity: O(nodes + arcs).
  public static func cuts(_ flow: MaximumFlow, among nodes: Range<Int>, from source: Int, to sink: Int)
    -> [[Int]]
  {
    let after = flow.sourceSide(source)
    let before = flow.sinkSide(sink)
    let near = nodes.filter { after[entry($0)] && !after[exit($0)] }
    let far = nodes.filter { !before[entry($0)] && before[exit($0)] }
    return near == far ? [near] : [near, far]
  }
}
