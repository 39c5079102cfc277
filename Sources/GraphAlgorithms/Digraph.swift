/// A directed graph in compressed form: arcs lie in the order of their tails, and a list tells those of each head.
///
/// Nodes and arcs go by their indices. Parallel arcs and loops are allowed.
public struct Digraph: Sendable {
  /// Number of nodes; they are 0 up to this, those without arcs included.
  public let nodeCount: Int
  /// The node that each arc leaves, in rising order.
  public private(set) var tails: [Int32]
  /// The node that each arc enters; as many as `tails`.
  public private(set) var heads: [Int32]
  /// Arcs from node v are those from `starts[v]` up to `starts[v + 1]`.
  public private(set) var starts: [Int32]
  @usableFromInline private(set) var arcsByHead: [Int32]
  @usableFromInline private(set) var headStarts: [Int32]

  /// Creates a graph from the ends of its arcs; arc a leads from `tails[a]` to `heads[a]`.
  ///
  /// - Precondition: `tails` rise; tails and heads are nodes.
  /// - Complexity: O(nodes + arcs).
  public init(nodeCount: Int, tails: [Int32] = [], heads: [Int32] = []) {
    precondition(tails.count == heads.count, "each arc has a tail and a head")
    precondition(zip(tails, tails.dropFirst()).allSatisfy(<=), "arcs must lie in the order of their tails")
    self.nodeCount = nodeCount
    self.tails = tails
    self.heads = heads
    (starts, arcsByHead, headStarts) = ([], [], [])
    index()
  }

  /// Number of arcs; they are 0 up to this.
  public var arcCount: Int { heads.count }

  /// Arcs that leave a node: neighbours in the order of arcs, so a range.
  @inlinable @inline(__always) public func arcs(from node: Int) -> Range<Int> {
    Int(starts[node])..<Int(starts[node + 1])
  }

  /// Arcs that enter a node, in rising order.
  @inlinable @inline(__always) public func arcs(into node: Int) -> ArraySlice<Int32> {
    arcsByHead[Int(headStarts[node])..<Int(headStarts[node + 1])]
  }

  /// Drops the arcs that fail a test; the others move up, in their order.
  ///
  /// - Complexity: O(nodes + arcs).
  public mutating func keepArcs(where keep: (Int) -> Bool) {
    var kept = 0
    for arc in heads.indices where keep(arc) {
      tails[kept] = tails[arc]
      heads[kept] = heads[arc]
      kept += 1
    }
    tails.removeLast(tails.count - kept)
    heads.removeLast(heads.count - kept)
    index()
  }

  private mutating func index() {
    starts = Self.starts(tails, nodeCount)
    headStarts = Self.starts(heads, nodeCount)
    var next = headStarts
    arcsByHead = [Int32](repeating: 0, count: heads.count)
    for (arc, head) in heads.enumerated() {
      arcsByHead[Int(next[Int(head)])] = Int32(arc)
      next[Int(head)] += 1
    }
  }

  /// Counting sort: where each node's keys begin.
  private static func starts(_ keys: [Int32], _ count: Int) -> [Int32] {
    var starts = [Int32](repeating: 0, count: count + 1)
    for key in keys { starts[Int(key) + 1] += 1 }
    for node in 0..<count { starts[node + 1] += starts[node] }
    return starts
  }
}
