internal import FibreNetwork
internal import Optimization

/// The linear relaxation of an allocation over whole chains, by column generation.
///
/// Variables: y for each site (0...1), a weight λ for each chain of each demand. Minimise the objective so that each
/// demand's weights sum to its number of chains; at each site a demand's weights are at most y (times the chains of a demand
/// that may pass it), all demands' weights at most capacity × y; at each span a demand's weights at most 1 where chains may
/// share no span, a chain that uses it twice counting once; a demand's weights of direct hops at most 1 where its chains may
/// share neither. Chains keep the hop limit exactly, which arc formulations do only with a copy for every hop. Rows of single
/// demands come into being with their chains, on large maps when they are violated; a price that a missing row would have is
/// taken from what its site's cost leaves over, so the prices are feasible in the dual of the full relaxation at every step.
final class AllocationMaster: SiteProgram {
  struct Objective {
    /// Cost of each repeater, of each km.
    var repeater: Double
    var km: Double
    /// Most repeaters.
    var budget: Int?

    static let fewestRepeaters = Objective(repeater: 1, km: 0, budget: nil)
    static func leastLength(repeaters: Int) -> Objective { Objective(repeater: 0, km: 1, budget: repeaters) }
  }

  /// Prices, and the bound that they prove.
  struct Prices {
    /// Lower bound of the objective over all allocations.
    var bound: Double
    /// For each demand, of each site of its network.
    var siteCosts: [[Double]]
    /// For each demand, of each span of the map; empty where chains may share spans.
    var spanCosts: [[Double]]
    /// For each demand, of a chain without repeaters.
    var directCosts: [Double]
    /// Of each km of a hop.
    var perKm: Double
    /// For each demand, the cheapest path.
    var cheapest: [Double]
    /// For each site of the map, what is left of its cost: the objective rises by this if it opens.
    var siteSlack: [Double]

    /// The mean with other prices, of which `weight` is taken, without what the cheapest paths add to the bound.
    func mixed(with other: Prices, weight: Double, chains: [Int]) -> Prices {
      func mean(_ a: [Double], _ b: [Double]) -> [Double] {
        zip(a, b).map { (1 - weight) * $0 + weight * $1 }
      }
      let paths = zip(other.cheapest, chains).reduce(0) { $0 + $1.0 * Double($1.1) }
      return Prices(
        bound: (1 - weight) * bound + weight * (other.bound - paths),
        siteCosts: zip(siteCosts, other.siteCosts).map(mean),
        spanCosts: zip(spanCosts, other.spanCosts).map(mean),
        directCosts: mean(directCosts, other.directCosts),
        perKm: perKm, cheapest: Array(repeating: 0, count: cheapest.count),
        siteSlack: mean(siteSlack, other.siteSlack))
    }
  }

  private var context: AllocationContext
  private let objective: Objective
  private var lp: LinearProgram
  private var siteVariables: [MixedIntegerProgram.Variable?]
  private var siteRows: [[MixedIntegerProgram.Row?]]
  private var capacityRows: [MixedIntegerProgram.Row?]
  private var spanRows: [[Int32: MixedIntegerProgram.Row]]
  /// For each demand, the chains through each site of its network and over each span.
  private var passing: [[[MixedIntegerProgram.Variable]]]
  private var using: [[Int32: [MixedIntegerProgram.Variable]]]
  /// At most one direct hop, where that is a rule.
  private var directRows: [MixedIntegerProgram.Row?]
  private let demandRows: [MixedIntegerProgram.Row]
  private let budgetRow: MixedIntegerProgram.Row?
  private(set) var columns: [(demand: Int, chain: PlacedChain, variable: MixedIntegerProgram.Variable)] = []
  private var known: [Set<PlacedChain>]
  /// Sites whose y occurs in the relaxation have this value.
  private(set) var openness: [Double]
  private(set) var value = Double.infinity
  private(set) var rounds = 0
  /// Best bound so far with the sites that are fixed, and its prices.
  private(set) var best: Prices?
  let sites: [Int]
  /// For each site of the map, whether it is fixed open or closed.
  private var fixed: [Bool?]
  /// Whether the dual method is to go on: rows or bounds have changed, no columns.
  private var isDualFeasible = false
  private var last: LinearProgram.Solution?
  /// Whether the rows have no solution with the sites that are fixed.
  private var rowsContradict = false
  /// Whether rows wait until they are violated: pays where there are many.
  private let isLarge: Bool

  /// - Parameter prices: known to be feasible; chains are looked for near them.
  init(_ context: AllocationContext, objective: Objective, prices: Prices? = nil) throws {
    self.context = context
    best = prices
    isLarge = prices != nil
    self.objective = objective
    var program = MixedIntegerProgram(name: "repeater-allocation")
    var demandRows: [MixedIntegerProgram.Row] = []
    // Without chains there is no point yet; artificial ones stand in, dearer than any chain could be.
    let dear =
      objective.repeater * Double(context.siteCount + 1)
      + objective.km * context.problem.longestHopKm * Double(context.siteCount + 1)
    for network in context.networks {
      let artificial = program.addVariable(cost: dear)
      demandRows.append(program.addRow(lower: Double(network.chains), [(artificial, 1)]))
    }
    budgetRow = objective.budget.map { program.addRow(upper: Double($0)) }
    self.demandRows = demandRows
    lp = try LinearProgram(program)
    let count = context.siteCount
    sites = context.usableSites
    fixed = Array(repeating: nil, count: count)
    siteVariables = Array(repeating: nil, count: count)
    capacityRows = Array(repeating: nil, count: count)
    openness = Array(repeating: 0, count: count)
    siteRows = context.networks.map { Array(repeating: nil, count: $0.siteCount) }
    spanRows = Array(repeating: [:], count: context.networks.count)
    passing = context.networks.map { Array(repeating: [], count: $0.siteCount) }
    using = Array(repeating: [:], count: context.networks.count)
    directRows = Array(repeating: nil, count: context.networks.count)
    known = Array(repeating: [], count: context.networks.count)
  }

  // MARK: - Rows and columns

  private func siteVariable(_ site: Int) throws -> MixedIntegerProgram.Variable {
    if let variable = siteVariables[site] { return variable }
    let terms = budgetRow.map { [($0, 1.0)] } ?? []
    let variable = try lp.addVariable(lower: 0, upper: 1, cost: objective.repeater, terms)
    siteVariables[site] = variable
    if let capacity = context.capacity {
      capacityRows[site] = try lp.addRow(LinearRow(upper: 0, terms: [(variable, -Double(capacity))]))
    }
    return variable
  }

  /// Adds a chain; false if it is known.
  @discardableResult
  func add(_ chain: PlacedChain, demand: Int) throws -> Bool {
    guard known[demand].insert(chain).inserted else { return false }
    let network = context.networks[demand]
    var terms = [(demandRows[demand], 1.0)]
    let numbers = chain.repeaters.map { Int(network.numbers[$0]) }
    for number in numbers {
      let site = network.sites[number]
      _ = try siteVariable(site)
      if !isLarge && siteRows[demand][number] == nil { try addSiteRow(demand, number) }
      if let row = siteRows[demand][number] { terms.append((row, 1)) }
      if let row = capacityRows[site] { terms.append((row, 1)) }
    }
    let spans = chain.spans.sorted()
    for span in spans {
      if !isLarge && spanRows[demand][span] == nil {
        spanRows[demand][span] = try lp.addRow(LinearRow(upper: 1, terms: []))
      }
      if let row = spanRows[demand][span] { terms.append((row, 1)) }
    }
    if numbers.isEmpty && context.routes != nil && !context.shareSites {
      if directRows[demand] == nil { directRows[demand] = try lp.addRow(LinearRow(upper: 1, terms: [])) }
      terms.append((directRows[demand]!, 1))
    }
    let cost = objective.km == 0 ? 0 : objective.km * context.lengthKm(of: chain)
    let variable = try lp.addVariable(cost: cost, terms)
    columns.append((demand, chain, variable))
    for number in numbers { passing[demand][number].append(variable) }
    for span in spans { using[demand][span, default: []].append(variable) }
    return true
  }

  private func addSiteRow(_ demand: Int, _ number: Int) throws {
    let site = context.networks[demand].sites[number]
    let open = (try siteVariable(site), -Double(context.passages[site]))
    siteRows[demand][number] = try lp.addRow(
      LinearRow(upper: 0, terms: passing[demand][number].map { ($0, 1.0) } + [open]))
  }

  /// Adds rows of single demands that a solution violates; false where there are none.
  private func addRows(at solution: LinearProgram.Solution) throws -> Bool {
    guard isLarge else { return false }
    let before = lp.rowCount
    func value(_ variable: MixedIntegerProgram.Variable) -> Double { solution.values[variable.index] }
    for (demand, network) in context.networks.enumerated() {
      for (number, chains) in passing[demand].enumerated() where !chains.isEmpty {
        let site = network.sites[number]
        let most = Double(context.passages[site]) * value(siteVariables[site]!)
        if siteRows[demand][number] == nil && chains.reduce(0, { $0 + value($1) }) > most + 1e-7 {
          try addSiteRow(demand, number)
        }
      }
      for (span, chains) in using[demand].sorted(by: { $0.key < $1.key })
      where spanRows[demand][span] == nil
        && chains.reduce(0, { $0 + value($1) }) > 1 + 1e-7
      {
        spanRows[demand][span] = try lp.addRow(LinearRow(upper: 1, terms: chains.map { ($0, 1.0) }))
      }
    }
    return lp.rowCount > before
  }

  /// Adds the row: at least so many of these sites open.
  func require(_ count: Double, of sites: [Int]) throws {
    let terms = try sites.map { (variable: try siteVariable($0), coefficient: 1.0) }
    try lp.addRow(LinearRow(lower: count, terms: terms))
  }

  // MARK: - Fixed sites

  func fix(_ number: Int, _ value: Bool?) throws {
    let site = sites[number]
    if fixed[site] == value { return }
    fixed[site] = value
    let bounds = value.map { $0 ? (1.0, 1.0) : (0.0, 0.0) } ?? (0.0, 1.0)
    try lp.setBounds(lower: bounds.0, upper: bounds.1, of: siteVariable(site))
    best = nil
    isDualFeasible = true
  }

  func require(oneOf cut: [Int]) throws {
    try require(1, of: cut)
    isDualFeasible = true
  }

  /// All rows are there.
  func violated(_ values: [Double], margin: Double, most: Int) -> [LinearRow] { [] }
  func add(_ rows: [LinearRow], after solution: LinearProgram.Solution) throws {}

  func solve(_ limits: SolveLimits, ceiling: Double) throws -> LinearProgram.Solution {
    rowsContradict = false
    let outcome = try solve(
      cancellation: limits.cancellation, timeLeft: limits.timeLeft, enough: { _, bound in bound > ceiling })
    guard var solution = last else { return try lp.solve() }
    solution.objective = best?.bound ?? -.infinity
    solution.values = sites.map { openness[$0] }
    // Those of the linear program know nothing of chains that it lacks; what the prices leave of a site's cost does.
    solution.reducedCosts = sites.map { best?.siteSlack[$0] ?? 0 }
    switch outcome {
    case .solved: solution.status = .optimal
    // That artificial chains are left tells only that what they cost is no more than what others do.
    case .infeasible:
      solution.status = rowsContradict || solution.objective > ceiling ? .infeasible : .optimal
    case .stopped(let stop): solution.status = .stopped(stop)
    }
    return solution
  }

  // MARK: - Column generation

  enum Ending {
    case solved
    /// No fractional allocation exists.
    case infeasible
    case stopped(MixedIntegerSolution.Stop)
  }

  /// Adds chains until no chain improves, or the bound cannot matter any more.
  ///
  /// - Parameter enough: told the value of the restricted relaxation and the best bound after each round.
  func solve(
    cancellation: Cancellation?, timeLeft: () -> Double, enough: (_ value: Double, _ bound: Double) -> Bool
  ) throws -> Ending {
    while true {
      let limitS = timeLeft().isFinite ? max(0.01, timeLeft()) : nil
      var solution = try lp.solve(dual: isDualFeasible, timeLimitS: limitS, cancellation: cancellation)
      // While no site is fixed, the artificial chains satisfy every row: GLPK has lost its way, and the other method begins
      // from there.
      if solution.status == .infeasible {
        solution = try lp.solve(dual: !isDualFeasible, timeLimitS: limitS, cancellation: cancellation)
      }
      switch solution.status {
      case .optimal: break
      case .infeasible where fixed.contains { $0 != nil }:
        rowsContradict = true
        return .infeasible
      case .infeasible: return .stopped(.failure("chain-relaxation-infeasible"))
      case .unbounded: return .stopped(.failure("chain-relaxation-unbounded"))
      case .stopped(let stop): return .stopped(stop)
      }
      isDualFeasible = try addRows(at: solution)
      if isDualFeasible { continue }
      last = solution
      rounds += 1
      value = solution.objective
      for (site, variable) in siteVariables.enumerated() {
        openness[site] = variable.map { solution.values[$0.index] } ?? 0
      }
      guard try addChains(by: solution) else {
        let artificial = (0..<demandRows.count).contains { solution.values[$0] > 1e-6 }
        return artificial ? .infeasible : .solved
      }
      if enough(value, best!.bound) { return .solved }
      if cancellation?.isCancelled == true { return .stopped(.cancelled) }
      if timeLeft() <= 0 { return .stopped(.timeLimit) }
    }
  }

  /// Adds chains that the restricted relaxation lacks; false where there are none.
  ///
  /// Chains are looked for at prices between the best so far and those of the restricted relaxation, which jump about
  /// (Wentges, "Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming", International Transactions in
  /// Operational Research 4, 2, 1997): a mean of prices that are feasible in the dual is feasible too.
  private func addChains(by solution: LinearProgram.Solution) throws -> Bool {
    let own = prices(solution)
    for weight in best == nil ? [0] : [0.8, 0.4, 0] {
      var prices =
        weight == 0 ? own : own.mixed(with: best!, weight: weight, chains: context.networks.map(\.chains))
      var added = false
      for (demand, network) in context.networks.enumerated() where network.chains > 0 {
        var siteCosts = prices.siteCosts[demand]
        func cheapest() -> (cost: Double, chain: PlacedChain)? {
          context.cheapestChain(
            of: demand, siteCosts: siteCosts, spanCosts: prices.spanCosts[demand], perKm: prices.perKm,
            direct: prices.directCosts[demand])
        }
        guard let found = cheapest() else { continue }
        prices.cheapest[demand] = found.cost
        prices.bound += Double(network.chains) * found.cost
        func add(_ chain: PlacedChain) throws {
          guard cost(of: chain, demand, own) < solution.duals[demandRows[demand].index] - 1e-7 else { return }
          if try self.add(chain, demand: demand) { added = true }
        }
        try add(found.chain)
        // One more that shares no repeater with it, to tell more of the polytope in one round.
        for site in found.chain.repeaters {
          siteCosts[Int(network.numbers[site])] += 0.5 * max(objective.repeater, objective.km * 50)
        }
        if let second = cheapest() { try add(second.chain) }
      }
      if prices.bound > best?.bound ?? -.infinity { best = prices }
      if added { return true }
    }
    return false
  }

  /// What a chain pays.
  private func cost(of chain: PlacedChain, _ demand: Int, _ prices: Prices) -> Double {
    var cost = prices.perKm == 0 ? 0 : prices.perKm * context.lengthKm(of: chain)
    for site in chain.repeaters {
      cost += prices.siteCosts[demand][Int(context.networks[demand].numbers[site])]
    }
    for span in chain.spans { cost += prices.spanCosts[demand][Int(span)] }
    return chain.repeaters.isEmpty ? cost + prices.directCosts[demand] : cost
  }

  /// Prices of sites and spans out of the duals; the bound without what the cheapest paths add.
  private func prices(_ solution: LinearProgram.Solution) -> Prices {
    let sites = 0..<context.siteCount
    let unopened = objective.repeater - (budgetRow.map { solution.duals[$0.index] } ?? 0)
    var slack = sites.map { site in
      // What an open site costs is paid already.
      fixed[site] != nil ? 0 : max(0, siteVariables[site].map { solution.reducedCosts[$0.index] } ?? unopened)
    }
    // Demands that could pass a site but have no row there share what its cost leaves over.
    var sharing = [Double](repeating: 0, count: sites.count)
    for (demand, network) in context.networks.enumerated() where network.chains > 0 {
      for number in 2..<network.siteCount where siteRows[demand][number] == nil && network.isUsable(number) {
        sharing[network.sites[number]] += 1
      }
    }
    var result = Prices(
      bound: solution.objective, siteCosts: [], spanCosts: [], directCosts: [], perKm: objective.km,
      cheapest: Array(repeating: 0, count: context.networks.count), siteSlack: [])
    func price(_ row: MixedIntegerProgram.Row) -> Double { max(0, -solution.duals[row.index]) }
    let spanCount = context.routes == nil ? 0 : context.problem.network.spans.count
    for (demand, network) in context.networks.enumerated() {
      var costs = [Double](repeating: 0, count: network.siteCount)
      for number in 2..<max(2, network.siteCount) {
        let site = network.sites[number]
        let capacity = capacityRows[site].map(price) ?? 0
        if fixed[site] == false {
          costs[number] = .infinity
        } else if let row = siteRows[demand][number] {
          costs[number] = capacity + price(row)
        } else {
          costs[number] =
            capacity
            + (sharing[site] > 0 ? slack[site] / (sharing[site] * Double(context.passages[site])) : 0)
        }
      }
      result.siteCosts.append(costs)
      var ofSpans = [Double](repeating: 0, count: spanCount)
      for (span, row) in spanRows[demand] { ofSpans[Int(span)] = price(row) }
      result.spanCosts.append(ofSpans)
      result.directCosts.append(directRows[demand].map(price) ?? 0)
      result.bound -= Double(network.chains) * solution.duals[demandRows[demand].index]
    }
    for site in sites where sharing[site] > 0 { slack[site] = 0 }
    result.siteSlack = slack
    return result
  }
}
