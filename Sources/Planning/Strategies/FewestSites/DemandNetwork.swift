internal import GraphAlgorithms

/// The hops that one demand's chains may use: a directed network from its source to its sink.
///
/// Sites are numbered within the network: source 0, sink 1, then repeater sites in the order of their indices.
struct DemandNetwork {
  let source: Int
  let sink: Int
  /// Index on the map of each site of the network.
  let sites: [Int]
  /// Number in the network of each site of the map; -1 where it plays no part.
  let numbers: [Int32]
  /// Chains still to be found (a direct hop may have served one).
  let chains: Int
  /// Whether a hop from end to end serves one of the demand's chains beforehand.
  let servedDirectly: Bool
  let mostHops: Int

  /// Hops as arcs.
  private(set) var graph: Digraph
  /// km of each arc.
  private(set) var lengths: [Double] = []
  /// Number of the hop on the map, for each arc.
  private(set) var hops: [Int32] = []
  /// Spans of each arc, from its tail on, where each route is an arc of its own; `nil` where an arc stands for all routes
  /// between its sites.
  private(set) var routes: [[Int32]]?
  /// Least hops from the source to each site, and from each site to the sink, over the arcs.
  private(set) var hopsFromSource: [Int32] = []
  private(set) var hopsToSink: [Int32] = []

  /// - Complexity: O(hops of the map).
  init(_ demand: Demand, _ problem: AllocationProblem, _ reach: Reach) {
    source = demand.from
    sink = demand.to
    let fromSource = Set(reach.neighbours[demand.from].map(\.site))
    let toSink = Set(reach.neighbours[demand.to].map(\.site))
    // Chains that may share no repeater can be short-cut along a chord to a subset of their sites: so only chains
    // without chords at their ends need be looked at, and a direct hop, which uses no repeater, is always taken.
    let shortCut = problem.disjointBy == .sites
    let isDirect = toSink.contains(demand.from)
    servedDirectly = shortCut && isDirect
    chains = problem.disjointChains - (servedDirectly ? 1 : 0)

    var sites = [demand.from, demand.to]
    var numbers = [Int32](repeating: -1, count: reach.neighbours.count)
    numbers[demand.from] = 0
    numbers[demand.to] = 1
    for site in reach.neighbours.indices
    where problem.mayHostRepeater[site] && site != demand.from && site != demand.to {
      numbers[site] = Int32(sites.count)
      sites.append(site)
    }
    self.sites = sites
    self.numbers = numbers
    mostHops = min((problem.mostRepeaters ?? sites.count) + 1, sites.count - 1)

    guard chains > 0 else {
      graph = Digraph(nodeCount: sites.count)
      hopsFromSource = [Int32](repeating: .max, count: sites.count)
      hopsToSink = hopsFromSource
      return
    }
    var tails: [Int32] = []
    var heads: [Int32] = []
    for (number, site) in sites.enumerated() where number != 1 {
      for neighbour in reach.neighbours[site] {
        let head = numbers[neighbour.site]
        if head <= 0 { continue }
        if number == 0 && head == 1 && shortCut { continue }
        if shortCut && number != 0 && head != 1
          && (toSink.contains(site) || fromSource.contains(neighbour.site))
        {
          continue
        }
        tails.append(Int32(number))
        heads.append(head)
        lengths.append(neighbour.lengthKm)
        hops.append(Int32(neighbour.hop))
      }
    }
    graph = Digraph(nodeCount: sites.count, tails: tails, heads: heads)
    removeArcsOutsideTheHopLimit()
  }

  var arcCount: Int { graph.arcCount }
  var siteCount: Int { sites.count }
  var tails: [Int32] { graph.tails }
  var heads: [Int32] { graph.heads }

  /// Whether some chain may pass a site.
  func isUsable(_ number: Int) -> Bool { !graph.arcs(from: number).isEmpty }

  @inline(__always) func arcs(from number: Int) -> Range<Int> { graph.arcs(from: number) }
  @inline(__always) func arcs(into number: Int) -> ArraySlice<Int32> { graph.arcs(into: number) }

  /// Least hops from end to end over open sites (of the map); `nil` where they do not join the ends.
  func leastHops(over open: [Bool]) -> Int? {
    let search = BreadthFirst(nodeCount: siteCount, from: 0, until: 1) { number in
      graph.arcs(from: number).lazy.map { graph.heads[$0] }.filter { $0 == 1 || open[sites[Int($0)]] }
    }
    let hops = search.distances[1]
    return hops < 0 ? nil : Int(hops)
  }

  /// Takes routes for arcs.
  mutating func draw(_ routed: [RoutedHop]) {
    let kept = routed.filter { hop in
      let (tail, head) = (numbers[hop.tail], numbers[hop.head])
      return tail >= 0 && tail != 1 && head > 0
    }.sorted { a, b in
      let (ends, others) = ((numbers[a.tail], numbers[a.head]), (numbers[b.tail], numbers[b.head]))
      return ends == others ? a.km < b.km : ends < others
    }
    graph = Digraph(
      nodeCount: siteCount, tails: kept.map { numbers[$0.tail] }, heads: kept.map { numbers[$0.head] })
    lengths = kept.map { $0.km }
    hops = kept.indices.map { Int32($0) }
    routes = kept.map { $0.spans }
    removeArcsOutsideTheHopLimit()
  }

  /// Keeps the arcs that pass a test, then drops what no chain can use any more.
  mutating func keepArcs(where keep: (Int) -> Bool) {
    filter(keep)
    removeArcsOutsideTheHopLimit()
  }

  private mutating func filter(_ keep: (Int) -> Bool) {
    let isKept = (0..<arcCount).map(keep)
    if !isKept.contains(false) { return }
    graph.keepArcs { isKept[$0] }
    var kept = 0
    for arc in isKept.indices where isKept[arc] {
      lengths[kept] = lengths[arc]
      hops[kept] = hops[arc]
      kept += 1
    }
    lengths.removeLast(lengths.count - kept)
    if let old = routes { routes = isKept.indices.filter { isKept[$0] }.map { old[$0] } }
    hops.removeLast(hops.count - kept)
  }

  private mutating func removeArcsOutsideTheHopLimit() {
    while true {
      let before = arcCount
      (hopsFromSource, hopsToSink) = leastHops()
      let (limit, tails, heads) = (Int32(mostHops), tails, heads)
      let (fromSource, toSink) = (hopsFromSource, hopsToSink)
      filter { arc in
        let there = fromSource[Int(tails[arc])]
        let back = toSink[Int(heads[arc])]
        return there < limit && back < limit && there + 1 + back <= limit
      }
      if arcCount == before { return }
    }
  }

  private func leastHops() -> (fromSource: [Int32], toSink: [Int32]) {
    let there = BreadthFirst(nodeCount: siteCount, from: 0) { at in
      graph.arcs(from: at).lazy.map { graph.heads[$0] }
    }
    let back = BreadthFirst(nodeCount: siteCount, from: 1) { at in
      graph.arcs(into: at).lazy.map { graph.tails[Int($0)] }
    }
    func hops(_ search: BreadthFirst) -> [Int32] { search.distances.map { $0 < 0 ? Self.outOfReach : $0 } }
    return (hops(there), hops(back))
  }

  /// Stands for no way at all, and may be added to.
  static let outOfReach = Int32.max / 4
}
