internal import Optimization

/// Allocations seen through their sites alone: fewest sites such that every site cut of every demand holds enough.
///
/// Necessary for any allocation, sufficient where neither a hop limit nor a capacity binds and chains may share spans. A cut
/// that parts several demands holds enough sites to carry all their chains. Cuts are found when they are violated; none of
/// the hops appears, so maps of many hops and many demands stay small (the M2 model). Where each demand wants one chain that
/// is weak; ``ComponentRelaxation`` adds hops and directions then.
final class SiteRelaxation: SiteProgram {
  private let context: AllocationContext
  private var cutters: [SiteCuts]
  /// With one span out of service, where chains may share none.
  private var failureCutters: [SpanFailureCuts]
  let sites: [Int]
  private var numbers: [Int]
  /// Cuts found so far; those in the linear program are the ones that mattered last.
  private var cuts: [LinearRow] = []
  private var known: Set<[Int]> = []
  /// Cuts of several demands, and those with a span out of service, with what they need as their last element.
  private var knownTogether: Set<[Int]> = []
  /// Demands in the order in which they are asked; one that was violated is asked first the next time.
  private var order: [Int]
  private var component: ComponentRelaxation?
  /// Of all demands together, where a capacity binds.
  private var partitions: PartitionCuts?
  private var lp: LinearProgram
  /// Cuts in the linear program, from row `firstCut` on, with the number of solutions that left them slack.
  private var loaded: [(row: LinearRow, idle: Int)] = []
  private var firstCut = 0
  private var lower: [Double]
  private var upper: [Double]
  /// Linear programs solved.
  private(set) var solves = 0

  /// - Parameter cutsFailures: whether cuts with one span out of service are looked for, which pays on large maps alone.
  init(_ context: AllocationContext, cutsFailures: Bool = true) throws {
    self.context = context
    cutters = zip(context.networks, context.directChains).map {
      SiteCuts($0, passages: context.passages, directChains: $1)
    }
    if cutsFailures && context.routes != nil {
      let spans = context.reach.spansOfEveryRoute(within: context.problem.longestHopKm)
      failureCutters = zip(context.networks, context.directChains).map {
        SpanFailureCuts($0, spansOfHop: spans, passages: context.passages, directChains: $1)
      }
    } else {
      failureCutters = []
    }
    order = context.networks.indices.filter { context.networks[$0].chains > 0 }
    numbers = Array(repeating: -1, count: context.siteCount)
    sites = context.usableSites
    for (number, site) in sites.enumerated() { numbers[site] = number }
    if let capacity = context.capacity {
      partitions = PartitionCuts(
        context, sites: sites, needs: cutters.map { Int($0.need) }, capacity: capacity)
    }
    lower = Array(repeating: 0, count: sites.count)
    upper = Array(repeating: 1, count: sites.count)
    lp = try LinearProgram(Self.program(sites.count, nil, []))
  }

  // MARK: - Linear program

  private static func program(
    _ siteCount: Int, _ component: ComponentRelaxation?, _ rows: [LinearRow]
  ) -> MixedIntegerProgram {
    var program = MixedIntegerProgram(name: "sites")
    for _ in 0..<siteCount { program.addVariable(lower: 0, upper: 1, cost: 1) }
    // A program without variables is none.
    if siteCount == 0 { program.addVariable(lower: 0, upper: 0, cost: 0) }
    if let component {
      for _ in siteCount..<component.variableCount { program.addVariable(lower: 0, upper: 1, cost: 0) }
    }
    for row in (component?.rows ?? []) + rows {
      program.addRow(lower: row.lower, upper: row.upper, row.terms.map { ($0.variable, $0.coefficient) })
    }
    return program
  }

  /// Begins again with some cuts; the others are still known and come back where they are violated.
  private func rebuild(_ rows: [LinearRow]) throws {
    lp = try LinearProgram(Self.program(sites.count, component, rows))
    firstCut = component?.rows.count ?? 0
    loaded = rows.map { ($0, 0) }
    for site in sites.indices where lower[site] > 0 || upper[site] < 1 {
      try lp.setBounds(
        lower: lower[site], upper: upper[site], of: MixedIntegerProgram.Variable(index: site))
    }
  }

  private static func shortfall(of row: LinearRow, _ values: [Double]) -> Double {
    row.terms.reduce(row.lower) { $0 - $1.coefficient * values[$1.variable.index] }
  }

  private func row(_ cut: [Int], _ need: Double) -> LinearRow {
    LinearRow(lower: need, terms: cut.map { (variable: .init(index: numbers[$0]), coefficient: 1) })
  }

  /// Fixes sites (by number) open or closed; `nil` frees them.
  func fix(_ site: Int, _ value: Bool?) throws {
    let bounds = value.map { $0 ? (1.0, 1.0) : (0.0, 0.0) } ?? (0.0, 1.0)
    if bounds == (lower[site], upper[site]) { return }
    (lower[site], upper[site]) = bounds
    try lp.setBounds(lower: bounds.0, upper: bounds.1, of: MixedIntegerProgram.Variable(index: site))
  }

  func solve(_ limits: SolveLimits, ceiling: Double = .infinity) throws -> LinearProgram.Solution {
    solves += 1
    let limitS = limits.timeLeft().isFinite ? max(0.01, limits.timeLeft()) : nil
    let solution = try lp.solve(timeLimitS: limitS, cancellation: limits.cancellation)
    // A verdict that ends a branch is not taken from one method alone.
    guard solution.status == .infeasible else { return solution }
    return try lp.solve(dual: false, timeLimitS: limitS, cancellation: limits.cancellation)
  }

  /// Adds cuts after dropping those that were slack at the last solution for long, where there are many.
  func add(_ rows: [LinearRow], after solution: LinearProgram.Solution) throws {
    for (place, row) in loaded.enumerated() {
      let isSlack = solution.activities[firstCut + place] > row.row.lower + 1e-6
      loaded[place].idle = isSlack ? row.idle + 1 : 0
    }
    if loaded.count + rows.count > sites.count {
      let idle = loaded.indices.filter { loaded[$0].idle > 4 }
      if !idle.isEmpty && idle.count < lp.rowCount {
        try lp.removeRows(idle.map { firstCut + $0 })
        let isIdle = Set(idle)
        loaded = loaded.indices.filter { !isIdle.contains($0) }.map { loaded[$0] }
      }
    }
    for row in rows { try load(row) }
  }

  private func load(_ row: LinearRow) throws {
    try lp.addRow(row)
    loaded.append((row, 0))
  }

  /// A cut that the relaxation does not know of: one of these sites of the map must open.
  func require(oneOf cut: [Int]) throws {
    cuts.append(row(cut, 1))
    try load(cuts.last!)
  }

  /// Cuts in the linear program that say how many of some sites of the map must open.
  var tightCuts: [(sites: [Int], need: Double)] {
    loaded.compactMap { row, idle in
      guard idle == 0, row.terms.allSatisfy({ $0.coefficient == 1 && $0.variable.index < sites.count }) else {
        return nil
      }
      return (row.terms.map { sites[$0.variable.index] }, row.lower)
    }
  }

  // MARK: - Root

  struct Root {
    /// Value of the linear relaxation: a lower bound of the number of repeaters.
    var bound: Double
    /// Of each site of the map.
    var openness: [Double]
  }

  /// The linear relaxation over all site cuts; `nil` where stopped early, with the bound so far in `partial`.
  ///
  /// Cuts are looked for half-way between the solution of the linear program and a point that satisfies all cuts
  /// (Ben-Ameur and Neto, "Acceleration of cutting-plane and column generation algorithms", Networks 49, 3, 2007); where
  /// there are none, that point is nearer to the solution. What many rounds hardly raise is left to branching.
  ///
  /// - Parameter inside: open sites of a plan, or all.
  func root(
    inside: [Int]?, _ limits: SolveLimits, enough: (Double) -> Bool
  ) throws -> (root: Root?, partial: Double, infeasible: Bool) {
    guard !sites.isEmpty else {
      return (Root(bound: 0, openness: Array(repeating: 0, count: context.siteCount)), 0, false)
    }
    var center = Array(repeating: 0.0, count: context.siteCount)
    for site in inside ?? sites { center[site] = 1 }
    var partial = 0.0
    var bounds: [Double] = []
    while true {
      let solution = try solve(limits)
      switch solution.status {
      case .optimal: break
      // A plan in hand refutes it.
      case .infeasible where inside == nil: return (nil, .infinity, true)
      default: return (nil, partial, false)
      }
      partial = max(partial, solution.objective)
      let openness = openness(solution.values)
      var found: [LinearRow] = []
      for weight in [0.5, 0.8, 1] {
        let point = zip(openness, center).map { weight * $0 + (1 - weight) * $1 }
        // What the solution satisfies already would not move it.
        found = siteCuts(point, margin: 1e-4, most: 150).filter {
          Self.shortfall(of: $0, solution.values) > 1e-6
        }
        if !found.isEmpty { break }
        center = point
      }
      bounds.append(partial)
      let isStalled = bounds.count > 40 && partial < bounds[bounds.count - 41] + 0.1
      if found.isEmpty || isStalled || enough(partial) {
        return (Root(bound: solution.objective, openness: openness), partial, false)
      }
      if limits.isOver { return (nil, partial, false) }
      try add(found, after: solution)
    }
  }

  /// The relaxation made tighter by the component that serves the longest demand.
  func strengthened(
    _ limits: SolveLimits, enough: (Double) -> Bool
  ) throws -> (root: Root?, partial: Double) {
    let values = try solve(limits).values
    let component = ComponentRelaxation(context, sites: sites, firstVariable: sites.count)
    self.component = component
    let tight = cuts.filter { Self.shortfall(of: $0, values) > -0.1 }
    let first = component.firstCuts()
    cuts += first
    try rebuild(tight + first)
    var partial = 0.0
    while true {
      let solution = try solve(limits)
      guard solution.status == .optimal else { return (nil, partial) }
      partial = max(partial, solution.objective)
      let found = violated(solution.values, margin: 1e-3, most: 200)
      if found.isEmpty || enough(partial) {
        return (Root(bound: solution.objective, openness: openness(solution.values)), partial)
      }
      if limits.isOver { return (nil, partial) }
      try add(found, after: solution)
    }
  }

  // MARK: - Separation

  private func openness(_ values: [Double]) -> [Double] { openness(values, siteCount: context.siteCount) }

  /// Cuts that a point violates: known ones first, else new ones, which are known then.
  func violated(_ values: [Double], margin: Double, most: Int) -> [LinearRow] {
    let old = cuts.filter { Self.shortfall(of: $0, values) > margin }
    if !old.isEmpty { return Array(old.prefix(most)) }
    var found = siteCuts(openness(values), margin: margin, most: most)
    if let component {
      var more = component.violated(values, margin: margin, mostForEach: 8)
      more += cutsOutside(component, values, margin: margin)
      cuts += more
      found += more
    }
    return found
  }

  private func siteCuts(_ openness: [Double], margin: Double, most: Int) -> [LinearRow] {
    let values = sites.map { openness[$0] }
    if component == nil {
      let old = cuts.filter { Self.shortfall(of: $0, values) > margin }
      if !old.isEmpty { return Array(old.prefix(most)) }
    }
    var found: [LinearRow] = []
    var violated: [Int] = []
    var rest: [Int] = []
    for demand in order {
      if found.count >= most {
        rest.append(demand)
        continue
      }
      let cuts = cutters[demand].violated(openness, margin: margin, most: 6)
      if cuts.isEmpty { rest.append(demand) } else { violated.append(demand) }
      for cut in cuts where known.insert(cut).inserted { found += rows(across: cut, of: demand) }
    }
    order = violated + rest
    let together = partitions?.violated(values, margin: margin, most: most - found.count) ?? []
    for (cut, need) in together where knownTogether.insert(cut.map { sites[$0] } + [Int(need)]).inserted {
      found.append(row(cut.map { sites[$0] }, need))
    }
    if found.isEmpty && !failureCutters.isEmpty {
      for demand in order where found.count < most {
        for (cut, need) in failureCutters[demand].violated(openness, margin: margin, most: 6)
        where knownTogether.insert(cut + [Int(need)]).inserted {
          found.append(
            LinearRow(
              lower: need,
              terms: cut.map { (.init(index: numbers[$0]), failureCutters[demand].weight(of: $0)) }))
        }
      }
    }
    cuts += found
    return found
  }

  /// Site cuts of demands that the component does not serve, as far as it does not.
  private func cutsOutside(
    _ component: ComponentRelaxation, _ values: [Double], margin: Double
  ) -> [LinearRow] {
    let inside = component.inside(values)
    var outside = Array(repeating: 0.0, count: context.siteCount)
    for (number, site) in sites.enumerated() { outside[site] = max(0, values[number] - inside[number]) }
    var found: [LinearRow] = []
    for demand in order where demand != component.rootDemand {
      let share = component.shares[demand]!
      let missing = 1 - values[share.index]
      for cut in cutters[demand].violated(outside, margin: margin, most: 4, share: missing) {
        let hops = component.hops(into: cut.map { numbers[$0] }).map { ($0.variable, -$0.coefficient) }
        found.append(
          LinearRow(
            lower: 1,
            terms: cut.map { (.init(index: numbers[$0]), 1) } + hops + [(share, 1)]))
      }
    }
    return found
  }

  /// Sites of a cut that must open: enough to carry one demand's chains, and those of all demands that the cut parts.
  private func rows(across cut: [Int], of demand: Int) -> [LinearRow] {
    let need = cutters[demand].need
    let own = LinearRow(
      lower: need,
      terms: cut.map { (variable: .init(index: numbers[$0]), coefficient: Double(context.passages[$0])) })
    guard let capacity = context.capacity else { return [own] }
    var open = Array(repeating: true, count: context.siteCount)
    for site in cut { open[site] = false }
    var chains = 0.0
    for other in order where context.networks[other].leastHops(over: open) == nil {
      chains += Double(context.networks[other].chains)
    }
    let together = (chains / Double(capacity)).rounded(.up)
    let isPlain = cut.allSatisfy { context.passages[$0] == 1 }
    if isPlain { return [row(cut, max(need, together))] }
    return together > 1 ? [own, row(cut, together)] : [own]
  }
}

/// How long a solve may go on.
struct SolveLimits {
  var timeLeft: () -> Double
  var cancellation: Cancellation?

  var isOver: Bool { timeLeft() <= 0 || cancellation?.isCancelled == true }
}
