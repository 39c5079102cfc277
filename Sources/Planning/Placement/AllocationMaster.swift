internal import Optimization

/// The linear relaxation of an allocation over whole chains, by column generation.
///
/// Variables: y for each site (0...1), a weight λ for each chain of each demand. Minimise the objective so that each
/// demand's weights sum to its number of chains; at each site a demand's weights are at most y (chains of a demand share no
/// repeater), all demands' weights at most capacity × y; at each span a demand's weights at most 1 (where chains may share
/// no span). Chains keep the hop limit exactly, which arc formulations do only with a copy for every hop. Rows come into
/// being with the chains that need them; a price that a missing row would have is taken from what its site's cost leaves
/// over, so the prices are feasible in the dual of the full relaxation at every step.
final class AllocationMaster {
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
    /// For each demand, of each arc of its network.
    var hopCosts: [[Double]]?
    /// For each demand, the cheapest path.
    var cheapest: [Double]
    /// For each site of the map, what is left of its cost: the objective rises by this if it opens.
    var siteSlack: [Double]
  }

  private var context: AllocationContext
  private let objective: Objective
  private var lp: LinearProgram
  private var siteVariables: [MixedIntegerProgram.Variable?]
  private var siteRows: [[MixedIntegerProgram.Row?]]
  private var capacityRows: [MixedIntegerProgram.Row?]
  private var spanRows: [[Int32: MixedIntegerProgram.Row]]
  private let demandRows: [MixedIntegerProgram.Row]
  private let budgetRow: MixedIntegerProgram.Row?
  private(set) var columns: [(demand: Int, chain: [Int], variable: MixedIntegerProgram.Variable)] = []
  private var known: [Set<[Int]>]
  /// Sites whose y occurs in the relaxation have this value.
  private(set) var openness: [Double]
  private(set) var value = Double.infinity
  private(set) var rounds = 0
  /// Best bound so far and its prices.
  private(set) var best: Prices?

  init(_ context: AllocationContext, objective: Objective) throws {
    self.context = context
    self.objective = objective
    var program = MixedIntegerProgram(name: "repeater allocation, chains")
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
    siteVariables = Array(repeating: nil, count: count)
    capacityRows = Array(repeating: nil, count: count)
    openness = Array(repeating: 0, count: count)
    siteRows = context.networks.map { Array(repeating: nil, count: $0.siteCount) }
    spanRows = Array(repeating: [:], count: context.networks.count)
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

  /// Adds a chain (sites of the map, ends included); false if it is known.
  @discardableResult
  func add(_ chain: [Int], demand: Int) throws -> Bool {
    guard known[demand].insert(chain).inserted else { return false }
    let network = context.networks[demand]
    var terms = [(demandRows[demand], 1.0)]
    for site in chain.dropFirst().dropLast() {
      let variable = try siteVariable(site)
      let number = Int(network.numbers[site])
      if siteRows[demand][number] == nil {
        siteRows[demand][number] = try lp.addRow(
          LinearRow(upper: 0, terms: [(variable, -Double(context.passages[site]))]))
      }
      terms.append((siteRows[demand][number]!, 1))
      if let row = capacityRows[site] { terms.append((row, 1)) }
    }
    for (span, uses) in context.spans(of: chain) {
      if spanRows[demand][span] == nil {
        spanRows[demand][span] = try lp.addRow(LinearRow(upper: 1, terms: []))
      }
      terms.append((spanRows[demand][span]!, Double(uses)))
    }
    let cost = objective.km == 0 ? 0 : objective.km * context.lengthKm(of: chain)
    columns.append((demand, chain, try lp.addVariable(cost: cost, terms)))
    return true
  }

  /// Adds the row: at least so many of these sites open.
  func require(_ count: Double, of sites: [Int]) throws {
    let terms = try sites.map { (variable: try siteVariable($0), coefficient: 1.0) }
    try lp.addRow(LinearRow(lower: count, terms: terms))
  }

  // MARK: - Column generation

  enum Outcome {
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
  ) throws -> Outcome {
    while true {
      let limitS = timeLeft().isFinite ? max(0.01, timeLeft()) : nil
      var solution = try lp.solve(dual: false, timeLimitS: limitS, cancellation: cancellation)
      // The artificial chains satisfy every row: GLPK has lost its way, and the other method begins from there.
      if solution.status == .infeasible {
        solution = try lp.solve(timeLimitS: limitS, cancellation: cancellation)
      }
      switch solution.status {
      case .optimal: break
      case .infeasible: return .stopped(.failure("the relaxation over chains could not be solved"))
      case .unbounded: return .stopped(.failure("the relaxation is unbounded"))
      case .stopped(let stop): return .stopped(stop)
      }
      rounds += 1
      value = solution.objective
      for (site, variable) in siteVariables.enumerated() {
        openness[site] = variable.map { solution.values[$0.index] } ?? 0
      }
      let (prices, chains) = price(solution)
      if prices.bound > best?.bound ?? -.infinity { best = prices }
      var added = false
      for (demand, chain) in chains where try add(chain, demand: demand) { added = true }
      if !added {
        let artificial = (0..<demandRows.count).contains { solution.values[$0] > 1e-6 }
        return artificial ? .infeasible : .solved
      }
      if enough(value, best!.bound) { return .solved }
      if cancellation?.isCancelled == true { return .stopped(.cancelled) }
      if timeLeft() <= 0 { return .stopped(.timeLimit) }
    }
  }

  /// Prices of sites and hops out of the duals, the bound they prove, and chains of negative reduced cost.
  private func price(_ solution: LinearProgram.Solution) -> (Prices, [(Int, [Int])]) {
    let sites = 0..<context.siteCount
    let unopened = objective.repeater - (budgetRow.map { solution.duals[$0.index] } ?? 0)
    var slack = sites.map { site in
      max(0, siteVariables[site].map { solution.reducedCosts[$0.index] } ?? unopened)
    }
    // Demands that could pass a site but have no row there share what its cost leaves over.
    var sharing = [Double](repeating: 0, count: sites.count)
    for (demand, network) in context.networks.enumerated() where network.chains > 0 {
      for number in 2..<network.siteCount where siteRows[demand][number] == nil && network.isUsable(number) {
        sharing[network.sites[number]] += 1
      }
    }
    var result = Prices(bound: solution.objective, siteCosts: [], hopCosts: nil, cheapest: [], siteSlack: [])
    var hopCosts: [[Double]] = []
    var chains: [(Int, [Int])] = []
    for (demand, network) in context.networks.enumerated() {
      var costs = [Double](repeating: 0, count: network.siteCount)
      for number in 2..<max(2, network.siteCount) {
        let site = network.sites[number]
        let capacity = capacityRows[site].map { max(0, -solution.duals[$0.index]) } ?? 0
        if let row = siteRows[demand][number] {
          costs[number] = capacity + max(0, -solution.duals[row.index])
        } else {
          costs[number] =
            capacity
            + (sharing[site] > 0 ? slack[site] / (sharing[site] * Double(context.passages[site])) : 0)
        }
      }
      let hops = prices(ofHopsOf: demand, solution)
      result.siteCosts.append(costs)
      if let hops { hopCosts.append(hops) }
      guard network.chains > 0 else {
        result.cheapest.append(0)
        continue
      }
      let paths = HopLimitedPaths(network, siteCosts: costs, hopCosts: hops)
      result.cheapest.append(paths.cost)
      let reduced = paths.cost - solution.duals[demandRows[demand].index]
      if reduced < 0 { result.bound += Double(network.chains) * reduced }
      if reduced < -1e-7, let path = paths.path(in: network) {
        chains.append((demand, context.sites(of: path, demand: demand)))
        // One more that shares no repeater with it, to tell more of the polytope in one round.
        var others = costs
        for arc in path {
          others[Int(network.heads[arc])] += 0.5 * max(objective.repeater, objective.km * 50)
        }
        let second = HopLimitedPaths(network, siteCosts: others, hopCosts: hops)
        if let path = second.path(in: network) {
          chains.append((demand, context.sites(of: path, demand: demand)))
        }
      }
    }
    if hopCosts.count == context.networks.count { result.hopCosts = hopCosts }
    for site in sites where sharing[site] > 0 { slack[site] = 0 }
    result.siteSlack = slack
    return (result, chains)
  }

  /// Length and prices of spans, for each arc; `nil` where both are nothing.
  private func prices(ofHopsOf demand: Int, _ solution: LinearProgram.Solution) -> [Double]? {
    guard objective.km > 0 || context.spansOfHop != nil else { return nil }
    let network = context.networks[demand]
    let ofSpan = spanRows[demand].mapValues { max(0, -solution.duals[$0.index]) }.filter { $0.value > 0 }
    return (0..<network.arcCount).map { arc in
      var sum = objective.km * network.lengths[arc]
      if let spans = context.spansOfHop, !ofSpan.isEmpty {
        for span in spans[Int(network.hops[arc])] { sum += ofSpan[span] ?? 0 }
      }
      return sum
    }
  }
}
