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

  // Arcs, sorted by tail; `starts` finds those of a tail.
  private(set) var tails: [Int32] = []
  private(set) var heads: [Int32] = []
  private(set) var lengths: [Double] = []
  /// Number of the hop on the map, for each arc.
  private(set) var hops: [Int32] = []
  private(set) var starts: [Int32] = []
  /// Arcs by head; `headStarts` finds those of a head.
  private(set) var arcsByHead: [Int32] = []
  private(set) var headStarts: [Int32] = []
  /// Least hops from the source to each site, and from each site to the sink, over the arcs.
  private(set) var hopsFromSource: [Int32] = []
  private(set) var hopsToSink: [Int32] = []

  /// - Complexity: O(hops of the map).
  init(_ demand: AllocationProblem.Demand, _ problem: AllocationProblem, _ reach: Reach) {
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
      starts = [Int32](repeating: 0, count: sites.count + 1)
      headStarts = starts
      hopsFromSource = [Int32](repeating: .max, count: sites.count)
      hopsToSink = hopsFromSource
      return
    }
    for (number, site) in sites.enumerated() {
      starts.append(Int32(tails.count))
      if number == 1 { continue }
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
    starts.append(Int32(tails.count))
    gatherByHead()
    removeArcsOutsideTheHopLimit()
  }

  var arcCount: Int { tails.count }
  var siteCount: Int { sites.count }

  /// Whether some chain may pass a site.
  func isUsable(_ number: Int) -> Bool { starts[number] < starts[number + 1] }

  @inline(__always) func arcs(from number: Int) -> Range<Int> {
    Int(starts[number])..<Int(starts[number + 1])
  }

  @inline(__always) func arcs(into number: Int) -> ArraySlice<Int32> {
    arcsByHead[Int(headStarts[number])..<Int(headStarts[number + 1])]
  }

  /// Keeps the arcs that pass a test, then drops what no chain can use any more.
  mutating func keepArcs(where keep: (Int) -> Bool) {
    filter(keep)
    removeArcsOutsideTheHopLimit()
  }

  private mutating func filter(_ keep: (Int) -> Bool) {
    var starts: [Int32] = []
    var kept = 0
    for number in sites.indices {
      let range = arcs(from: number)
      starts.append(Int32(kept))
      for arc in range where keep(arc) {
        tails[kept] = tails[arc]
        heads[kept] = heads[arc]
        lengths[kept] = lengths[arc]
        hops[kept] = hops[arc]
        kept += 1
      }
    }
    starts.append(Int32(kept))
    tails.removeLast(tails.count - kept)
    heads.removeLast(heads.count - kept)
    lengths.removeLast(lengths.count - kept)
    hops.removeLast(hops.count - kept)
    self.starts = starts
    gatherByHead()
  }

  private mutating func gatherByHead() {
    headStarts = [Int32](repeating: 0, count: siteCount + 1)
    for head in heads { headStarts[Int(head) + 1] += 1 }
    for site in sites.indices { headStarts[site + 1] += headStarts[site] }
    var next = headStarts
    arcsByHead = [Int32](repeating: 0, count: arcCount)
    for arc in 0..<arcCount {
      let head = Int(heads[arc])
      arcsByHead[Int(next[head])] = Int32(arc)
      next[head] += 1
    }
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

  /// Breadth-first search from both ends.
  private func leastHops() -> (fromSource: [Int32], toSink: [Int32]) {
    func search(from start: Int, _ next: (Int, (Int32) -> Void) -> Void) -> [Int32] {
      var hops = [Int32](repeating: .max / 4, count: siteCount)
      hops[start] = 0
      var queue = [start]
      var done = 0
      while done < queue.count {
        let at = queue[done]
        done += 1
        next(at) { site in
          if hops[Int(site)] >= .max / 4 {
            hops[Int(site)] = hops[at] + 1
            queue.append(Int(site))
          }
        }
      }
      return hops
    }
    return (
      search(from: 0) { at, visit in for arc in arcs(from: at) { visit(heads[arc]) } },
      search(from: 1) { at, visit in for arc in arcs(into: at) { visit(tails[Int(arc)]) } }
    )
  }
}
