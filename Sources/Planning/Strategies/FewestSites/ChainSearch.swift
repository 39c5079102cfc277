internal import FibreNetwork
internal import GraphAlgorithms
internal import HeapModule

/// Cheapest chains over every route of the fibre: routes are found on the way, none is listed beforehand.
///
/// A label stands for a walk along the fibre from one end, with repeaters on it: its cost, the fibre since its last repeater,
/// and its repeaters. Labels that cost more and are nearer to the limit of a hop are dropped (labels with resources: Desrochers
/// and Soumis, "A generalized permanent labelling algorithm for the shortest path problem with time windows", INFOR 26, 1988).
///
/// A chain pays for a span once, however often it uses it. That is exact here, not an estimate, because of where a chain need
/// use a span twice. Let the two hops p-r and s-q do so. If both go the same way along the span, the part between can be left
/// out: one of p-q, p-r-q and p-s-q, along what is there, has no hop that is too long (the shorter of the ways from the span
/// to r and from s to the span serves both hops). If they go opposite ways, either p-q without the span will do, or the one
/// of r and s that is nearer to the span serves as p-r-q or p-s-q: then both hops share the way between some site x of
/// the fibre and their common repeater, a *stub*, and nothing else. So some best chain uses spans twice in stubs alone, a
/// stub in two hops that follow each other; no repeater is added, no chain becomes a direct hop that was none, no other span
/// is touched. Here a stub is one step at x, which pays for its spans once and its repeater: from `km` since the last
/// repeater to the length of the stub since the new one, where both together are no longer than a hop.
struct ChainSearch: Sendable {
  /// What a chain of one demand pays.
  struct Prices {
    /// Of each site of the map, for a repeater there; infinite where none may stand.
    var sites: [Double]
    /// Of each span of the map; infinite where it may not be used.
    var spans: [Double]
    var perKm: Double
    /// For a chain without repeaters, on top.
    var direct: Double
  }

  /// A way from a site to a repeater and back.
  struct Stub {
    var cost: Double
    var km: Double
    /// The first span of the way, and the rest of it; -1 at the repeater.
    var span: Int32
    var rest: Int32
    var site: Int32
  }

  struct Label {
    var cost: Double
    /// Since the last repeater.
    var km: Double
    var hops: Int32
    /// Twice the site, and one more where the chain has a repeater and that matters.
    var state: Int32
    var before: Int32
    /// The arc that was followed, or -1 less the number of the stub.
    var how: Int32
  }

  private struct Step: Comparable {
    var cost: Double
    var hops: Int32
    var km: Double
    var label: Int32

    static func < (a: Self, b: Self) -> Bool {
      if a.cost != b.cost { return a.cost < b.cost }
      if a.hops != b.hops { return a.hops < b.hops }
      return a.km != b.km ? a.km < b.km : a.label < b.label
    }
  }

  /// Every span that can be planned on, both ways.
  let fibre: Digraph
  let spans: [Int32]
  let lengths: [Double]
  let longestHopKm: Double

  init(_ network: FibreNetwork, longestHopKm: Double) {
    var arcs: [(tail: Int32, head: Int32, span: Int32)] = []
    for site in network.sites.indices {
      for next in network.neighbours[site]
      where next.site != site && network.spans[next.span].lengthSource != .unknown {
        arcs.append((Int32(site), Int32(next.site), Int32(next.span)))
      }
    }
    fibre = Digraph(nodeCount: network.sites.count, tails: arcs.map(\.tail), heads: arcs.map(\.head))
    spans = arcs.map(\.span)
    lengths = arcs.map { network.spans[Int($0.span)].lengthKm }
    // Rounding must not decide whether a hop of exactly the limit is allowed.
    self.longestHopKm = longestHopKm * (1 + 1e-12)
  }

  // MARK: - Stubs

  /// Chains without a common span that may have a repeater at a site.
  ///
  /// A stub begins where the ways in and out part, so at a site of three spans at least, and is shorter than half a hop: with
  /// two ways of at most a hop over the stub and a hop too long without it, one way is over half a hop long.
  func passages(at site: Int) -> Int {
    let count = fibre.arcs(from: site).count
    let stubs = fibre.arcs(from: site).count { arc in
      var (arc, km) = (arc, lengths[arc])
      while 2 * km < longestHopKm {
        let at = Int(fibre.heads[arc])
        let onward = fibre.arcs(from: at)
        if onward.count > 2 { return true }
        // What leads nowhere, or back here, is no stub.
        guard at != site, let next = onward.first(where: { spans[$0] != spans[arc] }) else { return false }
        arc = next
        km += lengths[arc]
      }
      return false
    }
    return stubs + (count - stubs) / 2
  }

  /// For each site, the stubs from there that may be worth it, the cheapest and longest first.
  private func stubs(_ prices: Prices, within limit: Double) -> (all: [Stub], at: [[Int32]]) {
    var all: [Stub] = []
    var at = Array(repeating: [Int32](), count: fibre.nodeCount)
    var nearestKm = Array(repeating: Double.infinity, count: fibre.nodeCount)
    all.reserveCapacity(2 * fibre.nodeCount)
    var heap: Heap<Step> = []
    func offer(_ stub: Stub) {
      if nearestKm[Int(stub.site)] <= stub.km { return }
      heap.insert(Step(cost: stub.cost, hops: 0, km: stub.km, label: Int32(all.count)))
      all.append(stub)
    }
    for (site, cost) in prices.sites.enumerated() where cost < .infinity {
      offer(Stub(cost: cost, km: 0, span: -1, rest: -1, site: Int32(site)))
    }
    while let step = heap.popMin() {
      let stub = all[Int(step.label)]
      let site = Int(stub.site)
      if nearestKm[site] <= stub.km { continue }
      nearestKm[site] = stub.km
      at[site].append(step.label)
      for arc in fibre.arcs(from: site) {
        let km = stub.km + lengths[arc]
        let span = spans[arc]
        // Its spans are paid for once and passed twice.
        let cost = stub.cost + prices.spans[Int(span)] + 2 * prices.perKm * lengths[arc]
        if km <= limit && cost < .infinity {
          offer(Stub(cost: cost, km: km, span: span, rest: step.label, site: fibre.heads[arc]))
        }
      }
    }
    return (all, at)
  }

  // MARK: - Labels

  /// The labels of a search.
  struct Labels {
    var all: [Label]
    /// Those that matter at each state, where the search had no end or counted hops.
    var at: [[Int32]]
    var stubs: [Stub]
    /// The first label at the other end; -1 where there is none.
    var last: Int32
  }

  /// - Parameters:
  ///   - end: where the search ends; `nil` for all sites, and no chain is told from a direct hop then.
  ///   - mostHops: counted where `countsHops`; else chains of more hops may come out.
  ///   - ceiling: labels of more cost are not followed.
  func labels(
    from start: Int, to end: Int?, _ prices: Prices, mostHops: Int, countsHops: Bool, ceiling: Double
  ) -> Labels {
    // Whether a chain has a repeater matters where one without pays for that.
    let tellsDirect = prices.direct > 0
    // A stub shortens what lies since the last repeater, unless having a repeater counts by itself.
    let (stubs, stubsAt) = self.stubs(prices, within: tellsDirect ? longestHopKm : longestHopKm / 2)
    var all: [Label] = []
    all.reserveCapacity(4 * fibre.nodeCount)
    var at = Array(repeating: [Int32](), count: 2 * fibre.nodeCount)
    // Labels come in rising cost, so where hops do not count the last one at a state is the nearest.
    var nearestKm = Array(repeating: Double.infinity, count: 2 * fibre.nodeCount)
    let keepsLabels = countsHops || end == nil
    var heap: Heap<Step> = []
    func isDominated(_ label: Label) -> Bool {
      guard countsHops else { return nearestKm[Int(label.state)] <= label.km }
      return at[Int(label.state)].contains {
        all[Int($0)].km <= label.km && all[Int($0)].hops <= label.hops
      }
    }
    func offer(_ label: Label) {
      if label.cost > ceiling || label.cost == .infinity || isDominated(label) { return }
      heap.insert(Step(cost: label.cost, hops: label.hops, km: label.km, label: Int32(all.count)))
      all.append(label)
    }
    func placeRepeater(_ label: Label, _ number: Int32) {
      if countsHops && label.hops >= mostHops { return }
      let isFirst = tellsDirect && label.state % 2 == 0
      for stub in stubsAt[Int(label.state / 2)] {
        let km = stubs[Int(stub)].km
        guard label.km + km <= longestHopKm, isFirst || km < label.km else { continue }
        offer(
          Label(
            cost: label.cost + stubs[Int(stub)].cost, km: km, hops: label.hops + 1,
            state: tellsDirect ? label.state | 1 : label.state, before: number, how: -1 - stub))
      }
    }
    offer(Label(cost: 0, km: 0, hops: 1, state: Int32(2 * start), before: -1, how: Self.pays))
    while let step = heap.popMin() {
      let label = all[Int(step.label)]
      let site = Int(label.state / 2)
      if site == end {
        guard tellsDirect && label.state % 2 == 0 else {
          return Labels(all: all, at: at, stubs: stubs, last: step.label)
        }
        // Comes again when it has paid, or has a repeater beyond.
        offer(
          Label(
            cost: label.cost + prices.direct, km: label.km, hops: label.hops, state: label.state + 1,
            before: step.label, how: Self.pays))
        placeRepeater(label, step.label)
        continue
      }
      if isDominated(label) { continue }
      nearestKm[Int(label.state)] = label.km
      if keepsLabels { at[Int(label.state)].append(step.label) }
      for arc in fibre.arcs(from: site) {
        let km = label.km + lengths[arc]
        if km > longestHopKm { continue }
        offer(
          Label(
            cost: label.cost + prices.spans[Int(spans[arc])] + prices.perKm * lengths[arc], km: km,
            hops: label.hops, state: 2 * fibre.heads[arc] + label.state % 2, before: step.label,
            how: Int32(arc)))
      }
      placeRepeater(label, step.label)
    }
    return Labels(all: all, at: at, stubs: stubs, last: -1)
  }

  /// Neither an arc nor a stub.
  private static let pays = Int32.min

  /// The cheapest chain of at most so many hops; `nil` where there is none. It may cost less than said where the walk
  /// crosses itself; no chain costs less than said.
  func cheapest(from start: Int, to end: Int, _ prices: Prices, mostHops: Int) -> (
    cost: Double, chain: PlacedChain
  )? {
    for countsHops in [false, true] {
      let labels = labels(
        from: start, to: end, prices, mostHops: mostHops, countsHops: countsHops, ceiling: .infinity)
      guard labels.last >= 0 else { return nil }
      let last = labels.all[Int(labels.last)]
      if last.hops <= mostHops { return (last.cost, chain(labels, from: start)) }
    }
    return nil
  }

  private func chain(_ labels: Labels, from start: Int) -> PlacedChain {
    var steps: [Int32] = []
    var at = labels.last
    while at >= 0 {
      let label = labels.all[Int(at)]
      if label.how != Self.pays { steps.append(label.how) }
      at = label.before
    }
    var sites = [start]
    var routes: [[Int32]] = []
    var route: [Int32] = []
    for how in steps.reversed() {
      if how >= 0 {
        route.append(spans[Int(how)])
        continue
      }
      var stub = labels.stubs[Int(-1 - how)]
      var way: [Int32] = []
      while stub.span >= 0 {
        way.append(stub.span)
        stub = labels.stubs[Int(stub.rest)]
      }
      routes.append(route + way)
      sites.append(Int(stub.site))
      route = way.reversed()
    }
    routes.append(route)
    sites.append(Int(labels.all[Int(labels.last)].state / 2))
    return simplified(sites, routes)
  }

  /// Without the loops of a walk that crosses itself.
  private func simplified(_ sites: [Int], _ routes: [[Int32]]) -> PlacedChain {
    var chain = PlacedChain(sites: [sites[0]], routes: [])
    for (site, route) in zip(sites.dropFirst(), routes) {
      if let seen = chain.sites.firstIndex(of: site) {
        chain.sites.removeLast(chain.sites.count - 1 - seen)
        chain.routes.removeLast(chain.routes.count - seen)
        continue
      }
      var passed = [chain.sites.last!]
      var straight: [Int32] = []
      for span in route {
        let next = otherEnd(of: span, from: passed.last!)
        if let seen = passed.firstIndex(of: next) {
          passed.removeLast(passed.count - 1 - seen)
          straight.removeLast(straight.count - seen)
        } else {
          passed.append(next)
          straight.append(span)
        }
      }
      chain.sites.append(site)
      chain.routes.append(straight)
    }
    return chain
  }

  private func otherEnd(of span: Int32, from site: Int) -> Int {
    Int(fibre.heads[fibre.arcs(from: site).first { spans[$0] == span }!])
  }
}
