internal import Optimization

/// Allocations seen through their sites alone: fewest sites such that every site cut of every demand holds enough.
///
/// Necessary for any allocation, sufficient where neither a hop limit nor a capacity binds and chains may share spans. A cut
/// that parts several demands holds enough sites to carry all their chains. Cuts are found when they are violated; none of the hops appears, so maps of many hops and many demands stay
/// small (the M2 model).
final class SiteRelaxation {
  private let context: AllocationContext
  private let cutters: [SiteCuts]
  private(set) var sites: [Int] = []
  private var numbers: [Int]
  private(set) var cuts: [(sites: [Int], need: Double)] = []
  private var known: Set<[Int]> = []
  /// Demands in the order in which they are asked; one that was violated is asked first the next time.
  private var order: [Int]

  init(_ context: AllocationContext) {
    self.context = context
    let need: (DemandNetwork) -> Int = { context.shareSites ? 1 : $0.chains }
    cutters = context.networks.map { SiteCuts($0, need: $0.chains > 0 ? need($0) : 0) }
    order = context.networks.indices.filter { context.networks[$0].chains > 0 }
    numbers = Array(repeating: -1, count: context.siteCount)
    for site in 0..<context.siteCount
    where context.networks.contains(where: { $0.numbers[site] >= 2 && $0.isUsable(Int($0.numbers[site])) }) {
      numbers[site] = sites.count
      sites.append(site)
    }
  }

  struct Root {
    /// Value of the linear relaxation: a lower bound of the number of repeaters.
    var bound: Double
    /// Of each site of the map.
    var openness: [Double]
    /// For each site of the map, what the bound rises by if it opens; if it closes.
    var opening: [Double]
    var closing: [Double]
  }

  /// The linear relaxation over all site cuts; `nil` where stopped early, with the bound so far in `partial`.
  ///
  /// Cuts are looked for half-way between the solution of the linear program and a point that satisfies all cuts
  /// (Ben-Ameur and Neto, "Acceleration of cutting-plane and column generation algorithms", Networks 49, 3, 2007); where
  /// there are none, that point is nearer to the solution.
  ///
  /// - Parameter inside: open sites of a plan, or all.
  func root(
    inside: [Int]?, cancellation: Cancellation?, timeLeft: () -> Double, enough: (Double) -> Bool
  ) throws -> (root: Root?, partial: Double, infeasible: Bool) {
    guard !sites.isEmpty else {
      let closed = Array(repeating: 0.0, count: context.siteCount)
      return (Root(bound: 0, openness: closed, opening: closed, closing: closed), 0, false)
    }
    var center = Array(repeating: 0.0, count: context.siteCount)
    for site in inside ?? sites { center[site] = 1 }
    var lp = try linearProgram(cuts: [])
    var partial = 0.0
    while true {
      let solution = try lp.solve(
        timeLimitS: timeLeft().isFinite ? max(0.01, timeLeft()) : nil, cancellation: cancellation)
      switch solution.status {
      case .optimal: break
      case .infeasible: return (nil, .infinity, true)
      default: return (nil, partial, false)
      }
      partial = max(partial, solution.objective)
      let openness = openness(solution.values)
      var found: [(sites: [Int], need: Double)] = []
      for weight in [0.5, 0.8, 1] {
        let point = zip(openness, center).map { weight * $0 + (1 - weight) * $1 }
        // What the solution satisfies already would not move it.
        found = separate(point, margin: 1e-4, mostRows: 150).filter {
          value(of: $0.sites, openness) < $0.need - 1e-6
        }
        if !found.isEmpty { break }
        center = point
      }
      if found.isEmpty || enough(partial) {
        var root = Root(bound: solution.objective, openness: openness, opening: openness, closing: openness)
        for (number, site) in sites.enumerated() {
          root.opening[site] = max(0, solution.reducedCosts[number])
          root.closing[site] = max(0, -solution.reducedCosts[number])
        }
        return (root, partial, false)
      }
      if timeLeft() <= 0 || cancellation?.isCancelled == true { return (nil, partial, false) }
      if lp.rowCount > 3 * sites.count + 200 {
        // Begin again with the rows that matter; the others are still known and come back where they are violated.
        lp = try linearProgram(cuts: cuts.filter { value(of: $0.sites, openness) < $0.need + 0.1 })
      } else {
        for cut in found { try lp.addRow(row(cut.sites, cut.need)) }
      }
    }
  }

  private func linearProgram(cuts: [(sites: [Int], need: Double)]) throws -> LinearProgram {
    var program = MixedIntegerProgram(name: "sites")
    for _ in sites { program.addVariable(lower: 0, upper: 1, cost: 1) }
    for cut in cuts {
      program.addRow(lower: cut.need, row(cut.sites, cut.need).terms.map { ($0.variable, 1.0) })
    }
    return try LinearProgram(program)
  }

  /// Of each site of the map.
  private func openness(_ values: [Double]) -> [Double] {
    var openness = Array(repeating: 0.0, count: context.siteCount)
    for (number, site) in sites.enumerated() { openness[site] = min(1, max(0, values[number])) }
    return openness
  }

  private func value(of cut: [Int], _ openness: [Double]) -> Double { cut.reduce(0) { $0 + openness[$1] } }

  /// Violated cuts: known ones first, else new ones, which are known then.
  private func separate(_ openness: [Double], margin: Double, mostRows: Int) -> [(sites: [Int], need: Double)]
  {
    var found = cuts.filter { value(of: $0.sites, openness) < $0.need - margin }
    if !found.isEmpty { return Array(found.prefix(mostRows)) }
    var violated: [Int] = []
    var rest: [Int] = []
    for demand in order {
      if found.count >= mostRows {
        rest.append(demand)
        continue
      }
      let cuts = cutters[demand].violated(openness, margin: margin, most: 6)
      if cuts.isEmpty { rest.append(demand) } else { violated.append(demand) }
      for cut in cuts where known.insert(cut).inserted { found.append((cut, need(across: cut, of: demand))) }
    }
    order = violated + rest
    cuts += found
    return found
  }

  /// Sites of a cut that must open: as many as one demand needs, and enough to carry the chains of all demands that the cut
  /// parts.
  private func need(across cut: [Int], of demand: Int) -> Double {
    guard let capacity = context.capacity else { return cutters[demand].need }
    var open = Array(repeating: true, count: context.siteCount)
    for site in cut { open[site] = false }
    var chains = 0.0
    for other in order where context.networks[other].leastHops(over: open) == nil {
      chains += Double(context.networks[other].chains)
    }
    return max(cutters[demand].need, (chains / Double(capacity)).rounded(.up))
  }

  private func row(_ cut: [Int], _ need: Double) -> LinearRow {
    LinearRow(
      lower: need, terms: cut.map { (variable: .init(index: numbers[$0]), coefficient: 1) })
  }

  /// Branch and bound over the sites.
  ///
  /// - Parameters:
  ///   - ceiling: only allocations of at most so many repeaters count.
  ///   - judge: told the open sites of every whole point that satisfies all cuts; returns sites of which one must open, or
  ///     `nil` to accept the point.
  func solve(
    floor: Int, ceiling: Int, root: Root, _ options: SolveOptions,
    judge: @escaping (_ open: [Int]) -> [Int]?
  ) throws -> MixedIntegerSolution {
    var program = MixedIntegerProgram(name: "sites")
    for site in sites {
      let variable = program.addBinary("y_s\(site)", cost: 1)
      // Reduced costs close what no better allocation opens, and open what every one needs.
      if root.bound + root.opening[site] > Double(ceiling) + 1e-6 {
        program.setBounds(lower: 0, upper: 0, of: variable)
      } else if root.bound + root.closing[site] > Double(ceiling) + 1e-6 {
        program.setBounds(lower: 1, upper: 1, of: variable)
      }
    }
    program.addRow(
      "sites", lower: Double(floor), upper: Double(ceiling),
      sites.indices.map { (MixedIntegerProgram.Variable(index: $0), 1) })
    for (index, cut) in cuts.enumerated() {
      // Cuts far from tight at the root come back where they matter.
      if value(of: cut.sites, root.openness) > cut.need + 0.5 { continue }
      program.addRow(
        "cut\(index)", lower: cut.need, row(cut.sites, cut.need).terms.map { ($0.variable, 1.0) })
    }
    var options = options
    options.lazyRows = { [self] point in
      let openness = openness(point.values)
      var rows = separate(openness, margin: point.isInteger ? 1e-4 : 0.05, mostRows: 60)
        .map { row($0.sites, $0.need) }
      if rows.isEmpty, point.isInteger, let cut = judge(sites.filter { openness[$0] > 0.5 }) {
        cuts.append((cut, 1))
        rows = [row(cut, 1)]
      }
      return rows
    }
    return try GLPKSolver().solve(program, options)
  }
}
