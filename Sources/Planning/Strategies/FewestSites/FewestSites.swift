internal import FibreNetwork
internal import Optimization

/// Finds allocations with the fewest repeaters and, among those, the least fibre length.
///
/// A first plan comes from local search. The relaxation over whole chains gives a lower bound and prices; where the two do
/// not meet, the prices tell which hops a better plan could use, and an integer program over those hops decides.
public struct FewestSites {
  /// What is to be allocated.
  public let problem: AllocationProblem
  /// Whether to look for the least length among the plans with the fewest repeaters.
  public var minimisesLength: Bool
  /// Maps with more arcs in all demands' networks are first decided by their sites alone.
  var arcsOfALargeMap = 30_000

  /// Creates a strategy; the problem is checked when it is solved.
  public init(_ problem: AllocationProblem, minimisesLength: Bool = true) {
    self.problem = problem
    self.minimisesLength = minimisesLength
  }

  /// Finds an allocation and bounds, as far as the budget allows.
  ///
  /// - Parameter budget: told the number of repeaters and its bound whenever one improves.
  /// - Throws: ``AllocationProblem/Fault`` for a problem without meaning, `SolverError` where GLPK fails.
  /// - Complexity: exponential in the worst case; the budget ends it with the best allocation and bound so
  ///   far.
  @available(*, noasync)
  public func solve(_ budget: Budget = Budget()) throws -> Outcome<Allocation> {
    try problem.validate()
    var run = AllocationRun(self, budget)
    return try run.outcome()
  }
}

/// A run that closures share.
private final class SharedRun {
  var run: AllocationRun
  init(_ run: AllocationRun) { self.run = run }
}

/// One run: what is known so far.
private struct AllocationRun {
  /// The whole problem, and the same without sites that the fewest repeaters never need.
  let whole: AllocationContext
  let context: AllocationContext
  let strategy: FewestSites
  let budget: Budget
  var search: AllocationSearch
  var statistics = AllocationStatistics()
  /// Proved lower bound of the number of repeaters.
  var bound = 0
  var routing: Routing?
  /// Of the chains that are modelled; `nil` where the length was not looked at.
  var lengthBoundKm: Double?

  init(_ strategy: FewestSites, _ budget: Budget) {
    let whole = AllocationContext(strategy.problem)
    self.whole = whole
    context = whole.withoutDominatedSites()
    self.strategy = strategy
    self.budget = budget
    search = AllocationSearch(context)
    statistics.hops = whole.reach.ends.count
    statistics.arcs = whole.networks.reduce(0) { $0 + $1.arcCount }
  }

  var elapsedS: Double { budget.elapsedS }
  var timeLeft: Double { budget.stop == nil ? budget.remainingS ?? .infinity : 0 }
  var isLarge: Bool { statistics.arcs > strategy.arcsOfALargeMap }
  /// Routes for local search on a small map; chains of disjoint spans take longer to find.
  var smallEffort: Int { context.routes == nil ? 2000 : 700 }
  var isStopped: Bool { timeLeft <= 0 || budget.cancellation?.isCancelled == true }
  var isProved: Bool { routing.map { $0.repeaters.count <= bound } ?? false }

  func solveOptions(share: Double = 1) -> SolveOptions {
    SolveOptions(
      timeLimitS: timeLeft.isFinite ? max(0.01, timeLeft * share) : nil, cancellation: budget.cancellation)
  }

  mutating func outcome() throws -> Outcome<Allocation> {
    if let obstacle = obstacle() { return none(.infeasible(obstacle, Scope())) }
    search.construct()
    improve(routes: isLarge ? 500 : smallEffort)
    statistics.firstPlan = search.best == nil ? 0 : search.bestCount
    statistics.firstPlanS = elapsedS
    if let obstacle = try fewest() { return none(.infeasible(obstacle, Scope())) }
    statistics.fewestS = elapsedS
    guard routing != nil else { return none(.gap(budget.stop ?? .finished, Scope())) }
    if strategy.minimisesLength && !isStopped { try shortest() }
    statistics.totalS = elapsedS
    return .found(allocation())
  }

  private func none(_ proof: Proof) -> Outcome<Allocation> {
    .none(proof, SolveStatistics(), bound: Double(bound))
  }

  /// A demand that cannot be served even alone, by what breadth-first search tells.
  private func obstacle() -> Obstacle? {
    for (demand, network) in whole.networks.enumerated() where network.chains > 0 && network.arcCount == 0 {
      var free = whole.problem
      free.mostRepeaters = nil
      free.demands = [whole.problem.demands[demand]]
      free.disjointBy = .spans
      let hops = DemandNetwork(free.demands[0], free, whole.reach).hopsToSink[0]
      if hops >= DemandNetwork.outOfReach { return .notConnected(demand: demand) }
      return network.servedDirectly || hops == 1
        ? .notDisjoint(demand: demand) : .tooManyRepeaters(demand: demand, needed: Int(hops) - 1)
    }
    return nil
  }

  private mutating func improve(routes: Int) {
    let (cancellation, left, began) = (budget.cancellation, timeLeft, ContinuousClock.now)
    search.improve(routes: routes) {
      cancellation?.isCancelled == true || ContinuousClock.now - began > .seconds(max(0, min(left, 1e6)))
    }
    take(search.best)
  }

  private mutating func take(_ candidate: Routing?) {
    guard let candidate else { return }
    if candidate.repeaters.count < routing?.repeaters.count ?? .max {
      routing = candidate
      report()
    }
  }

  private mutating func raise(_ newBound: Int) {
    guard newBound > bound else { return }
    bound = newBound
    report()
  }

  private func report() {
    budget.report(
      value: routing.map { Double($0.repeaters.count) }, bound: Double(bound), SolveStatistics())
  }

  // MARK: - First stage

  private var limits: SolveLimits {
    SolveLimits(timeLeft: { [self] in timeLeft }, cancellation: budget.cancellation)
  }

  private mutating func fewest() throws -> Obstacle? {
    raise(context.repeatersByCapacity)
    if isProved || isStopped { return nil }
    var prices: AllocationMaster.Prices?
    // Site cuts know nothing of how a capacity is shared.
    if isLarge && context.capacity != nil {
      let found = adjustPrices(share: 0.5)
      // More repeaters than there are sites: no plan exists.
      if routing == nil && found.bound > Double(context.siteCount) { return try jointObstacle() }
      if isProved || isStopped { return nil }
      prices = found
    }
    let relaxation = try SiteRelaxation(context, cutsFailures: isLarge)
    defer { statistics.rounds += relaxation.solves }
    let best = routing?.repeaters.count
    let enough: (Double) -> Bool = { bound in best.map { bound > Double($0) - 1 + 1e-6 } ?? false }
    // Where prices bound already, site cuts hardly add to that.
    let end = elapsedS + (prices == nil ? 1 : 0.1) * timeLeft
    let untilRoot = SolveLimits(timeLeft: { [self] in end - elapsedS }, cancellation: budget.cancellation)
    var (root, partial, infeasible) = try relaxation.root(
      inside: routing?.repeaters, untilRoot, enough: enough)
    if infeasible { return try jointObstacle() }
    statistics.relaxation = partial
    raise(Int((partial - 1e-6).rounded(.up)))
    if isProved || isStopped { return nil }
    if let root { guide(by: root.openness, passes: isLarge ? 8 : 1) }
    if isProved || isStopped { return nil }
    if root != nil, context.problem.disjointChains == 1, context.capacity == nil {
      let best = routing?.repeaters.count
      // Where sites do not tell all, the chains have their turn as well.
      let end = elapsedS + (context.sitesTellAll ? 1 : 0.3) * timeLeft
      let share = SolveLimits(
        timeLeft: { [self] in end - elapsedS }, cancellation: budget.cancellation)
      let stronger = try relaxation.strengthened(share) { bound in
        best.map { bound > Double($0) - 1 + 1e-6 } ?? false
      }
      statistics.relaxation = max(partial, stronger.partial)
      raise(Int((stronger.partial - 1e-6).rounded(.up)))
      if isProved || isStopped { return nil }
      root = stronger.root
      if let root { guide(by: root.openness) }
      if isProved || isStopped { return nil }
    }
    if root != nil, context.sitesTellAll || isLarge {
      // Small maps are decided faster with their chains.
      let obstacle = try decide(
        relaxation, share: context.sitesTellAll ? 1 : context.capacity == nil ? 0.6 : 0.1, isExact: false)
      if obstacle != nil || isProved || isStopped { return obstacle }
    }
    return try fewestByChains(relaxation, prices)
  }

  /// Prices that bound the repeaters of a large map, and plans along the way.
  private mutating func adjustPrices(share: Double) -> AllocationMaster.Prices {
    var lagrangian = LagrangianBound(context)
    let end = elapsedS + share * timeLeft
    let limits = SolveLimits(timeLeft: { [self] in end - elapsedS }, cancellation: budget.cancellation)
    var last = -Double.infinity
    while !limits.isOver, lagrangian.best.bound > last + 0.02 {
      last = lagrangian.best.bound
      lagrangian.improve(
        rounds: 200, goal: Double(routing?.repeaters.count ?? context.siteCount), limits)
      if lagrangian.best.bound > Double(context.siteCount) { return lagrangian.best }
      raise(Int((lagrangian.best.bound - 1e-6).rounded(.up)))
      if isProved { break }
      if lagrangian.rounds % 800 == 400 { guide(by: lagrangian.openness) }
      if isProved { break }
    }
    if !isProved { guide(by: lagrangian.openness) }
    return lagrangian.best
  }

  /// Branch and cut over which sites are open.
  ///
  /// - Parameters:
  ///   - share: of the time that is left.
  ///   - isExact: whether an integer program over open sites is asked where nothing else tells.
  private mutating func decide(
    _ program: some SiteProgram, share: Double, isExact: Bool
  ) throws -> Obstacle? {
    let end = elapsedS + share * timeLeft
    let shared = SharedRun(self)
    let hops = HopCut(context: context)
    var fault: (any Error)?
    var tree = SiteTree(
      program, trials: isExact ? 3 : 5,
      incumbent: { shared.run.routing?.repeaters.count ?? shared.run.context.siteCount + 1 },
      judge: { open in
        do { return try shared.run.judge(open, hops, isExact: isExact) } catch {
          fault = error
          return .undecided
        }
      },
      guide: { values in
        shared.run.guide(by: program.openness(values, siteCount: shared.run.context.siteCount), passes: 2)
      },
      raise: { bound in
        if shared.run.routing != nil || bound <= shared.run.context.siteCount { shared.run.raise(bound) }
      })
    let limits = SolveLimits(timeLeft: { end - shared.run.elapsedS }, cancellation: budget.cancellation)
    try tree.dive(limits)
    let bound = try tree.search(limits)
    if let fault { throw fault }
    self = shared.run
    statistics.nodes += tree.nodes
    if routing == nil, bound > context.siteCount { return try jointObstacle() }
    raise(min(bound, routing?.repeaters.count ?? .max))
    return nil
  }

  /// Whether open sites serve all demands; keeps the chains if they do.
  private mutating func judge(_ open: [Int], _ hops: HopCut, isExact: Bool) throws -> SiteVerdict {
    if search.route(over: open) {
      take(search.best)
      return .serves
    }
    if let cut = hops.cut(over: open) { return .lacks(cut) }
    guard isExact else { return .undecided }
    var model = HopProgram(
      context: context.restricted(to: Set(open)), objective: .fewestRepeaters, fewestRepeaters: 0,
      mostRepeaters: open.count)
    let (solution, found) = try model.solve(GLPKSolver()) { [self] in solveOptions() }
    if let found {
      take(found)
      return .serves
    }
    note(model)
    guard solution.status == .infeasible, model.isComplete else { return .undecided }
    return .lacks(context.usableSites.filter { !open.contains($0) })
  }

  /// The relaxation over whole chains, then the integer program over the hops that its prices leave.
  private mutating func fewestByChains(
    _ relaxation: SiteRelaxation, _ prices: AllocationMaster.Prices?
  ) throws -> Obstacle? {
    let master = try AllocationMaster(context, objective: .fewestRepeaters, prices: prices)
    for (demand, chains) in search.seen.enumerated() {
      for chain in chains.sorted(by: PlacedChain.precedes) {
        try master.add(chain, demand: demand)
      }
    }
    for (cut, need) in relaxation.tightCuts { try master.require(need, of: cut) }
    let best = routing?.repeaters.count
    let outcome = try master.solve(
      cancellation: budget.cancellation, timeLeft: { [self] in timeLeft },
      enough: { _, bound in best.map { bound > Double($0) - 1 + 1e-6 } ?? false })
    statistics.relaxation = max(statistics.relaxation, master.best?.bound ?? 0)
    statistics.rounds += master.rounds
    statistics.columns += master.columns.count
    if case .infeasible = outcome, routing == nil { return try jointObstacle() }
    // More repeaters than there are sites: only the artificial chains can do that.
    if routing == nil, let prices = master.best, prices.bound > Double(context.siteCount) {
      return try jointObstacle()
    }
    if let prices = master.best { raise(max(0, Int((prices.bound - 1e-6).rounded(.up)))) }
    if isProved || isStopped { return nil }
    guide(by: master.openness, passes: isLarge ? 8 : context.routes == nil ? 12 : 4)
    if isProved || isStopped { return nil }
    let solved = master.best
    // Chains price every route in a moment; a program with each route as a hop is large.
    let obstacle = try decide(master, share: context.routes == nil ? 0.6 : 0.8, isExact: true)
    if obstacle != nil || isProved || isStopped { return obstacle }
    return try decide(solved, share: 1)
  }

  /// Local search over the sites that a fractional solution opens and those of the best plan.
  private mutating func guide(by openness: [Double], passes: Int = 8) {
    var pool = Set(openness.indices.filter { openness[$0] > 1e-6 })
    if let routing { pool.formUnion(routing.repeaters) }
    var search = AllocationSearch(context.restricted(to: pool), seed: UInt64(statistics.rounds + 1))
    if let routing { search.adopt(routing) }
    let costs = openness.map { 1.05 - $0 }
    search.construct(costs: costs)
    let (cancellation, began) = (budget.cancellation, ContinuousClock.now)
    let limit = Duration.seconds(max(0, min(0.15 * timeLeft, 1e6)))
    let bound = bound
    // Most small maps are decided sooner than searched.
    let routes = isLarge ? 10_000 : smallEffort
    for pass in 0..<passes {
      let stop = { cancellation?.isCancelled == true || ContinuousClock.now - began > limit }
      let passCosts = pass % 2 == 0 ? costs : nil
      if !isLarge && pass % 2 == 1 {
        // All sites of a small map.
        if let found = search.best { self.search.adopt(found) }
        self.search.improve(routes: routes, costs: passCosts, stop: stop)
        if let found = self.search.best { search.adopt(found) }
      } else {
        search.improve(routes: routes, costs: passCosts, stop: stop)
      }
      if search.bestCount <= bound { break }
    }
    if let found = search.best, found.repeaters.count < routing?.repeaters.count ?? .max {
      take(found)
      self.search.adopt(found)
    }
  }

  /// The integer program over the hops that prices leave.
  private mutating func decide(_ prices: AllocationMaster.Prices?, share: Double) throws
    -> Obstacle?
  {
    var reduced = context
    if let prices, let routing {
      reduced.reduce(prices, ceiling: Double(routing.repeaters.count) - 1)
    }
    statistics.reducedArcs = reduced.networks.reduce(0) { $0 + $1.arcCount }
    let sites = context.problem.mayHostRepeater.count
    var model = HopProgram(
      context: reduced, objective: .fewestRepeaters, fewestRepeaters: bound,
      mostRepeaters: routing.map { $0.repeaters.count - 1 } ?? sites)
    let (solution, found) = try model.solve(GLPKSolver()) { [self] in
      var wanted = solveOptions(share: share)
      wanted.cuts = [.gomory, .mixedIntegerRounding, .cover, .clique]
      return wanted
    }
    statistics.nodes += solution.nodes
    take(found)
    note(model)
    // Among some routes alone no verdict is one on all.
    if !model.isComplete { return nil }
    switch solution.status {
    case .optimal: raise(routing!.repeaters.count)
    case .infeasible:
      guard let routing else { return try jointObstacle() }
      raise(routing.repeaters.count)
    default: raise(min(routing?.repeaters.count ?? .max, Int((max(0, solution.bound) - 1e-6).rounded(.up))))
    }
    return nil
  }

  /// Keeps in mind which routes a program lacked.
  private mutating func note(_ model: HopProgram) {
    guard let (perPair, dropped) = model.context.undrawn else { return }
    statistics.routesPerPair = min(perPair, statistics.routesPerPair ?? .max)
    statistics.droppedRoutes = max(dropped, statistics.droppedRoutes)
  }

  /// Why all demands together have no plan: one of them alone has none, or the capacity.
  private func jointObstacle() throws -> Obstacle? {
    for demand in whole.problem.demands.indices {
      var alone = whole.problem
      alone.demands = [whole.problem.demands[demand]]
      alone.mayHostRepeater = whole.problem.mayHostRepeater
      if whole.problem.demands.count == 1 { return .notDisjoint(demand: demand) }
      guard case .none(let proof, _, _) = try FewestSites(alone, minimisesLength: false).solve(budget.quietly)
      else { continue }
      // That the clock ended this says nothing of which limit it is.
      return proof.isProof ? .notDisjoint(demand: demand) : .limits
    }
    return .capacity
  }

  // MARK: - Second stage

  private mutating func shortest() throws {
    guard var best = routing else { return }
    let count = best.repeaters.count
    let master = try AllocationMaster(whole, objective: .leastLength(repeaters: count))
    for (demand, chains) in best.chains.enumerated() {
      for chain in chains { try master.add(chain, demand: demand) }
    }
    for (demand, chains) in search.seen.enumerated() {
      for chain in chains.sorted(by: PlacedChain.precedes) {
        try master.add(chain, demand: demand)
      }
    }
    let ceiling = whole.lengthKm(of: best)
    _ = try master.solve(
      cancellation: budget.cancellation, timeLeft: { [self] in timeLeft },
      enough: { _, bound in bound >= ceiling - 1e-6 })
    statistics.rounds += master.rounds
    statistics.columns += master.columns.count
    let bound = max(0, master.best?.bound ?? 0)
    lengthBoundKm = min(bound, ceiling)
    if bound >= ceiling - 1e-6 || isStopped { return }
    var reduced = whole
    if let prices = master.best { reduced.reduce(prices, ceiling: ceiling) }
    var model = HopProgram(
      context: reduced, objective: .leastLength(repeaters: count), fewestRepeaters: 0,
      mostRepeaters: count)
    let (solution, found) = try model.solve(GLPKSolver()) { [self] in solveOptions() }
    statistics.nodes += solution.nodes
    if let found, whole.lengthKm(of: found) < ceiling {
      best = found
      routing = found
    }
    let length = whole.lengthKm(of: best)
    note(model)
    if !model.isComplete { return }
    lengthBoundKm = min(length, max(bound, solution.status == .optimal ? length : solution.bound))
  }

  // MARK: - The answer

  private func allocation() -> Allocation {
    let network = whole.problem.network
    let chains = routing!.chains.enumerated().map { demand, chains in
      let served = whole.networks[demand]
      let all = (served.servedDirectly ? [PlacedChain(sites: [served.source, served.sink])] : []) + chains
      return all.map { chain in
        let routes =
          whole.routes != nil
          ? chain.routes.map { $0.map { Int($0) } }
          : zip(chain.sites, chain.sites.dropFirst()).map { a, b in
            let spans = whole.reach.spans(ofHop: whole.reach.neighbours[a].first { $0.site == b }!.hop)
            return a < b ? spans : spans.reversed()
          }
        return Allocation.Chain(
          sites: chain.sites, routes: routes,
          hopLengthsKm: routes.map { spans in spans.reduce(0) { $0 + network.spans[$1].lengthKm } })
      }
    }
    let modelled = whole.lengthKm(of: routing!)
    let length = chains.joined().reduce(0) { $0 + $1.lengthKm }
    return Allocation(
      chains: chains, repeaters: routing!.repeaters, totalLengthKm: length, repeaterBound: bound,
      lengthBoundKm: lengthBoundKm.map { $0 + length - modelled } ?? 0, statistics: statistics)
  }
}
