internal import GraphAlgorithms
internal import Optimization

/// Connectivity of one chain's repeaters, told by directions: makes the relaxation over sites much tighter where each demand
/// wants one chain.
///
/// Open repeaters fall into components of sites within reach of each other; the ends of demands join none. Some component
/// serves a chosen demand; it has a spanning arborescence, entered once, from that demand's source. Variables: x for each
/// hop between candidate sites in each direction (the arborescence), z for each demand (1: this component serves it).
/// Hops into a site sum to at most y. Cuts: the arborescence enters every set of sites that holds all first or all last
/// repeaters of a demand at least z times (directed cuts: Wong, "A dual ascent approach for Steiner tree problems on a
/// directed graph", Mathematical Programming 28, 1984); sites outside of the component meet every site cut of a demand at
/// least 1 - z times.
final class ComponentRelaxation {
  /// A set of sites that a chain passes first or last.
  private struct Terminal {
    var demand: Int
    var sites: [Int]
  }

  let rootDemand: Int
  /// For each demand, the number of its z; `nil` where it is served without repeaters.
  private(set) var shares: [MixedIntegerProgram.Variable?]
  /// Numbers of sites; node `siteCount` is the source of the root demand.
  private var tails: [Int32] = []
  private var heads: [Int32] = []
  private let firstArc: Int
  private let siteCount: Int
  private var terminals: [Terminal] = []
  private var flow: MaximumFlow
  private let flowArcs: Int
  let variableCount: Int
  /// Rows that are there from the beginning.
  private(set) var rows: [LinearRow] = []

  private var root: Int { siteCount }
  private var sink: Int { siteCount + 1 }

  /// - Parameters:
  ///   - sites: candidate sites; their y are the variables before `firstVariable`, in this order.
  init(_ context: AllocationContext, sites: [Int], firstVariable: Int) {
    siteCount = sites.count
    var numbers = [Int](repeating: -1, count: context.siteCount)
    for (number, site) in sites.enumerated() { numbers[site] = number }
    let active = context.networks.indices.filter { context.networks[$0].chains > 0 }
    // The longest demand is the hardest to serve on its own.
    rootDemand = active.max {
      (context.networks[$0].hopsToSink[0], $1) < (context.networks[$1].hopsToSink[0], $0)
    }!
    var variable = firstVariable
    shares = Array(repeating: nil, count: context.networks.count)
    for demand in active {
      shares[demand] = .init(index: variable)
      variable += 1
    }
    firstArc = variable
    for (number, site) in sites.enumerated() {
      for neighbour in context.reach.neighbours[site] where numbers[neighbour.site] >= 0 {
        tails.append(Int32(number))
        heads.append(Int32(numbers[neighbour.site]))
      }
    }
    for demand in active {
      let network = context.networks[demand]
      let first = network.arcs(from: 0).map { numbers[network.sites[Int(network.heads[$0])]] }
      let last = network.arcs(into: 1).map { numbers[network.sites[Int(network.tails[Int($0)])]] }
      if demand == rootDemand {
        for head in first {
          tails.append(Int32(siteCount))
          heads.append(Int32(head))
        }
      } else {
        terminals.append(Terminal(demand: demand, sites: first))
      }
      terminals.append(Terminal(demand: demand, sites: last))
    }
    variableCount = firstArc + tails.count
    flowArcs = tails.count
    // Each site has an arc to the sink, opened for the sites of a terminal.
    let toSink = sites.indices.map(Int32.init)
    flow = MaximumFlow(
      nodeCount: sites.count + 2, tails: tails + toSink,
      heads: heads + Array(repeating: Int32(sites.count + 1), count: sites.count))
    addRows()
  }

  private func arc(_ arc: Int) -> MixedIntegerProgram.Variable { .init(index: firstArc + arc) }

  private func addRows() {
    var into = Array(
      repeating: [(variable: MixedIntegerProgram.Variable, coefficient: Double)](), count: siteCount)
    var entries: [(variable: MixedIntegerProgram.Variable, coefficient: Double)] = []
    for index in tails.indices {
      into[Int(heads[index])].append((arc(index), 1))
      if Int(tails[index]) == root { entries.append((arc(index), 1)) }
    }
    for site in 0..<siteCount {
      rows.append(LinearRow(upper: 0, terms: into[site] + [(.init(index: site), -1)]))
    }
    rows.append(LinearRow(lower: 1, upper: 1, terms: entries))
    rows.append(LinearRow(lower: 1, upper: 1, terms: [(shares[rootDemand]!, 1)]))
  }

  /// What of each site is in the component.
  func inside(_ values: [Double]) -> [Double] {
    var inside = [Double](repeating: 0, count: siteCount)
    for index in heads.indices { inside[Int(heads[index])] += values[firstArc + index] }
    return inside
  }

  /// The hops into a set of sites of the map (by number) as terms of a row.
  func hops(into sites: [Int]) -> [(variable: MixedIntegerProgram.Variable, coefficient: Double)] {
    var isIn = [Bool](repeating: false, count: siteCount + 1)
    for site in sites { isIn[site] = true }
    return heads.indices.filter { isIn[Int(heads[$0])] }.map { (arc($0), 1) }
  }

  // MARK: - Directed cuts

  /// Rows to begin with: cuts of a dual ascent with unit costs.
  func firstCuts() -> [LinearRow] {
    var cuts: [LinearRow] = []
    for order in [terminals.indices.map { $0 }, terminals.indices.reversed()] {
      var isFree = [Bool](repeating: false, count: tails.count)
      var active = order
      while !active.isEmpty {
        // The smallest cut first: it leaves the most for others.
        var best: (place: Int, arcs: [Int])?
        active.removeAll { entering(terminals[$0].sites, isFree) == nil }
        for (place, terminal) in active.enumerated() {
          guard let arcs = entering(terminals[terminal].sites, isFree) else { continue }
          if best == nil || arcs.count < best!.arcs.count { best = (place, arcs) }
        }
        guard let best else { break }
        cuts.append(row(best.arcs, terminals[active[best.place]].demand))
        for arc in best.arcs { isFree[arc] = true }
        // No hop leads there at all: nothing more to raise.
        if best.arcs.isEmpty { active.remove(at: best.place) }
      }
    }
    return cuts
  }

  /// Arcs into the set that reaches given sites over free arcs; `nil` where the root reaches them.
  private func entering(_ sites: [Int], _ isFree: [Bool]) -> [Int]? {
    var isIn = [Bool](repeating: false, count: siteCount + 1)
    var queue = sites
    for site in sites { isIn[site] = true }
    while let at = queue.popLast() {
      for arc in arcsInto[at] where isFree[arc] && !isIn[Int(tails[arc])] {
        isIn[Int(tails[arc])] = true
        queue.append(Int(tails[arc]))
      }
    }
    if isIn[root] { return nil }
    return tails.indices.filter { isIn[Int(heads[$0])] && !isIn[Int(tails[$0])] }
  }

  private lazy var arcsInto: [[Int]] = {
    var into = Array(repeating: [Int](), count: siteCount + 1)
    for arc in heads.indices { into[Int(heads[arc])].append(arc) }
    return into
  }()

  private func row(_ arcs: [Int], _ demand: Int) -> LinearRow {
    LinearRow(lower: 0, terms: arcs.map { (arc($0), 1.0) } + [(shares[demand]!, -1)])
  }

  /// Directed cuts that a point violates.
  func violated(_ values: [Double], margin: Double, mostForEach: Int) -> [LinearRow] {
    var found: [LinearRow] = []
    // A little capacity everywhere prefers cuts of few hops.
    let capacity = tails.indices.map { min(1, max(0, values[firstArc + $0])) + 1e-6 }
    for terminal in terminals {
      let need = values[shares[terminal.demand]!.index]
      if need <= margin { continue }
      flow.load(capacity + [Double](repeating: 0, count: siteCount))
      for site in terminal.sites { flow.raise(flowArcs + site, by: 2) }
      var sent = 0.0
      var count = 0
      while count < mostForEach {
        sent += flow.augment(from: root, to: sink, limit: need - sent)
        if sent >= need - margin { break }
        let near = cut(flow.sinkSide(sink))
        let far = cut(flow.sourceSide(root).map { !$0 })
        for arcs in near == far ? [near] : [near, far] {
          found.append(row(arcs, terminal.demand))
          count += 1
          // As if the linear program had just satisfied this cut.
          for arc in arcs { flow.raise(arc, by: 1) }
        }
      }
    }
    return found
  }

  private func cut(_ isIn: [Bool]) -> [Int] {
    tails.indices.filter { isIn[Int(heads[$0])] && !isIn[Int(tails[$0])] }
  }
}
