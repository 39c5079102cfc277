internal import FibreNetwork
internal import GraphAlgorithms

/// Every pair of sites within one hop of each other, by shortest fibre route.
///
/// Only sites that are ends of demands or may host a repeater are kept; routes pass any site, and no span of unknown length.
/// A route is the same in both directions.
struct Reach {
  struct Neighbour {
    var site: Int
    var lengthKm: Double
    /// Number of the pair, the same in both directions.
    var hop: Int
  }

  /// Ends of each hop, the smaller index first.
  let ends: [(Int, Int)]
  /// For each site, the sites within a hop, in the order of their indices; empty at sites that play no part.
  let neighbours: [[Neighbour]]
  private let network: FibreNetwork
  /// For each site, the span by which the shortest route from it arrives at each site of its reach.
  private let arrivals: [[Int: Int]]

  init(_ problem: AllocationProblem) {
    network = problem.network
    var plays = problem.mayHostRepeater
    for demand in problem.demands {
      plays[demand.from] = true
      plays[demand.to] = true
    }
    var neighbours = Array(repeating: [Neighbour](), count: network.sites.count)
    var arrivals = Array(repeating: [Int: Int](), count: network.sites.count)
    var ends: [(Int, Int)] = []
    // Routes from the site of smaller index serve both directions.
    for site in plays.indices where plays[site] {
      let (lengths, spans) = Self.shortest(from: site, within: problem.longestHopKm, in: network)
      arrivals[site] = spans
      for (other, length) in lengths.sorted(by: { $0.key < $1.key }) where other > site && plays[other] {
        neighbours[site].append(Neighbour(site: other, lengthKm: length, hop: ends.count))
        neighbours[other].append(Neighbour(site: site, lengthKm: length, hop: ends.count))
        ends.append((site, other))
      }
    }
    self.ends = ends
    for site in neighbours.indices { neighbours[site].sort { $0.site < $1.site } }
    self.neighbours = neighbours
    self.arrivals = arrivals
  }

  /// The spans of a hop's route, from the site of smaller index to the other.
  func spans(ofHop hop: Int) -> [Int] {
    let source = ends[hop].0
    var at = ends[hop].1
    var spans: [Int] = []
    while at != source, let span = arrivals[source][at] {
      spans.append(span)
      at = network.spans[span].otherEnd(from: at)
    }
    return spans.reversed()
  }

  /// For each hop the spans that every route of at most the longest length uses.
  ///
  /// - Complexity: O(spans of all shortest routes from each site) searches.
  func spansOfEveryRoute(within longestHopKm: Double) -> [[Int32]] {
    var found = Array(repeating: [Int32](), count: ends.count)
    for site in neighbours.indices {
      let onward = neighbours[site].filter { $0.site > site }
      var users: [Int: [Neighbour]] = [:]
      for neighbour in onward {
        for span in spans(ofHop: neighbour.hop) { users[span, default: []].append(neighbour) }
      }
      for (span, hops) in users {
        let others = Self.shortest(from: site, within: longestHopKm, in: network, avoiding: span).lengths
        for hop in hops where others[hop.site] == nil { found[hop.hop].append(Int32(span)) }
      }
    }
    return found.map { $0.sorted() }
  }

  private struct Label: Comparable {
    var lengthKm: Double
    /// By which the route arrives.
    var span: Int

    static func < (a: Self, b: Self) -> Bool { (a.lengthKm, a.span) < (b.lengthKm, b.span) }
  }

  private static func shortest(
    from source: Int, within limit: Double, in network: FibreNetwork, avoiding avoided: Int? = nil
  ) -> (lengths: [Int: Double], spans: [Int: Int]) {
    // Rounding must not decide whether a hop of exactly the limit is allowed.
    let limit = limit * (1 + 1e-12)
    let paths = ShortestPaths(
      nodeCount: network.sites.count, from: source, label: Label(lengthKm: 0, span: -1),
      arcs: { network.neighbours[$0] },
      step: { label, arc in
        if network.spans[arc.span].lengthSource == .unknown || arc.span == avoided { return nil }
        let length = label.lengthKm + network.spans[arc.span].lengthKm
        return length <= limit ? (arc.site, Label(lengthKm: length, span: arc.span)) : nil
      })
    let labels = paths.settled.dropFirst().map { ($0, paths.label(of: $0)!) }
    return (
      Dictionary(uniqueKeysWithValues: labels.map { ($0, $1.lengthKm) }),
      Dictionary(uniqueKeysWithValues: labels.map { ($0, $1.span) })
    )
  }
}
