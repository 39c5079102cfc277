extension FibreNetwork {
  /// A smallest set of spans without which no fibre joins two sites, nearest to the first; empty where none does.
  ///
  /// As many span-disjoint ways lead from one to the other as the set has spans (Menger 1927), found by augmenting
  /// paths (Ford and Fulkerson 1956).
  ///
  /// - Complexity: O(size of the set × spans).
  public func fewestSpansBetween(_ from: Int, _ to: Int) -> [Int] {
    guard from != to else { return [] }
    // Direction in which each span is in use: 1 from `from` to `to` of the span, -1 the other way, 0 not at all.
    var use = Array(repeating: 0, count: spans.count)
    func direction(_ span: Int, leaving site: Int) -> Int { spans[span].from == site ? 1 : -1 }
    func reachable() -> (sites: Set<Int>, arrival: [Int: (span: Int, from: Int)]) {
      var arrival: [Int: (span: Int, from: Int)] = [:]
      var reached: Set = [from]
      var queue = [from]
      var head = 0
      while head < queue.count, !reached.contains(to) {
        let site = queue[head]
        head += 1
        for next in neighbours[site]
        where spans[next.span].lengthSource != .unknown
          && use[next.span] != direction(next.span, leaving: site)
          && reached.insert(next.site).inserted
        {
          arrival[next.site] = (next.span, site)
          queue.append(next.site)
        }
      }
      return (reached, arrival)
    }
    while true {
      let (reached, arrival) = reachable()
      guard reached.contains(to) else {
        return spans.indices.filter {
          spans[$0].lengthSource != .unknown
            && reached.contains(spans[$0].from) != reached.contains(spans[$0].to)
        }
      }
      var at = to
      while at != from {
        let (span, before) = arrival[at]!
        use[span] += direction(span, leaving: before)
        at = before
      }
    }
  }
}
