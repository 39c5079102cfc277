internal import GraphAlgorithms

extension FibreNetwork {
  /// A smallest set of spans without which no fibre joins two sites, nearest to the first; empty where none does.
  ///
  /// As many span-disjoint ways lead from one to the other as the set has spans (Menger 1927), found by maximum
  /// flow.
  ///
  /// - Complexity: O(size of the set × spans).
  public func fewestSpansBetween(_ from: Int, _ to: Int) -> [Int] {
    guard from != to else { return [] }
    let known = spans.indices.filter { spans[$0].lengthSource != .unknown }
    // Light goes either way along a span.
    let (ends, others) = (known.map { Int32(spans[$0].from) }, known.map { Int32(spans[$0].to) })
    var flow = MaximumFlow(nodeCount: sites.count, tails: ends + others, heads: others + ends)
    flow.load(Array(repeating: 1, count: 2 * known.count))
    _ = flow.augment(from: from, to: to, limit: .infinity)
    let reached = flow.sourceSide(from)
    return known.filter { reached[spans[$0].from] != reached[spans[$0].to] }
  }
}
