/// For each hop of one demand, how many of its spans a chain may use a second time: those next to a repeater at the end of a
/// stub, in the hop that follows or comes before.
///
/// Two hops p-r and r-q that share a stub of s km next to r are worth having only where p-q without the stub is longer than a
/// hop may be, or would be a second direct hop (see ``ChainSearch``). So hops that share no stub with a long enough hop use
/// their spans once.
struct StubZones {
  /// For each arc, its last spans that the next hop may use as well.
  private(set) var atHead: [Int]
  /// For each arc, its first spans that the hop before may have used.
  private(set) var atTail: [Int]

  var isEmpty: Bool { atHead.allSatisfy { $0 == 0 } }

  /// Routes to or from one repeater, followed from there.
  private struct Tree {
    var children: [[Int32: Int]] = [[:]]
    /// Longest route through each node, and whether one of them is to or from an end of the demand.
    var longest: [Double] = [0]
    var hasEnd: [Bool] = [false]

    mutating func add(_ spans: some Sequence<Int32>, km: Double, isEnd: Bool) {
      var node = 0
      for span in spans {
        if let next = children[node][span] {
          node = next
        } else {
          children[node][span] = children.count
          node = children.count
          children.append([:])
          longest.append(0)
          hasEnd.append(false)
        }
        longest[node] = max(longest[node], km)
        if isEnd { hasEnd[node] = true }
      }
    }

    /// How deep a route may share its spans with one of the tree.
    func depth(
      _ spans: some Sequence<Int32>, km: Double, isEnd: Bool, _ length: (Int32) -> Double, _ limit: Double
    )
      -> Int
    {
      var (node, depth, shared, found) = (0, 0, 0.0, 0)
      for span in spans {
        guard let next = children[node][span] else { break }
        node = next
        depth += 1
        shared += length(span)
        if km + longest[node] - 2 * shared > limit || (isEnd && hasEnd[node]) { found = depth }
      }
      return found
    }
  }

  /// - Parameters:
  ///   - routes: of each arc, from its tail on.
  ///   - oneDirect: whether the demand may have one direct hop only.
  /// - Complexity: O(spans of all routes).
  init(
    _ network: DemandNetwork, routes: [[Int32]], longestHopKm: Double, oneDirect: Bool,
    length: (Int32) -> Double
  ) {
    atHead = Array(repeating: 0, count: network.arcCount)
    atTail = atHead
    for site in 2..<max(2, network.siteCount) {
      var (into, out) = (Tree(), Tree())
      let arriving = network.arcs(into: site).map { Int($0) }
      for arc in arriving {
        into.add(
          routes[arc].reversed(), km: network.lengths[arc], isEnd: oneDirect && network.tails[arc] == 0)
      }
      for arc in network.arcs(from: site) {
        let isEnd = oneDirect && network.heads[arc] == 1
        out.add(routes[arc], km: network.lengths[arc], isEnd: isEnd)
        atTail[arc] = into.depth(routes[arc], km: network.lengths[arc], isEnd: isEnd, length, longestHopKm)
      }
      for arc in arriving {
        atHead[arc] = out.depth(
          routes[arc].reversed(), km: network.lengths[arc], isEnd: oneDirect && network.tails[arc] == 0,
          length,
          longestHopKm)
      }
    }
  }
}
