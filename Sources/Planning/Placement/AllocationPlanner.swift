internal import FibreNetwork
internal import Foundation
public import Optimization

/// Finds allocations with the fewest repeaters and, among those, the least fibre length.
///
/// A first plan comes from local search. The relaxation over whole chains gives a lower bound and prices; where the two do
/// not meet, the prices tell which hops a better plan could use, and an integer program over those hops decides.
public struct AllocationPlanner: Sendable {
  public struct Options {
    /// Wall-clock seconds; `nil` for no limit.
    public var timeLimitS: Double?
    public var cancellation: Cancellation?
    /// Whether to look for the least length among the plans with the fewest repeaters.
    public var minimiseLength: Bool
    /// Told the number of repeaters and its bound whenever one improves.
    public var progress: ((_ repeaters: Int?, _ bound: Int) -> Void)?

    public init(
      timeLimitS: Double? = nil, cancellation: Cancellation? = nil, minimiseLength: Bool = true,
      progress: ((_ repeaters: Int?, _ bound: Int) -> Void)? = nil
    ) {
      self.timeLimitS = timeLimitS
      self.cancellation = cancellation
      self.minimiseLength = minimiseLength
      self.progress = progress
    }
  }

  public init() {}

  /// - Throws: ``AllocationProblem/Fault`` for a problem without meaning, `SolverError` where GLPK fails.
  @available(*, noasync)
  public func plan(_ problem: AllocationProblem, _ options: Options = Options()) throws -> AllocationOutcome {
    try problem.validate()
    var run = AllocationRun(problem, options)
    return try run.outcome()
  }
}

/// One run: what is known so far.
private struct AllocationRun {
  let context: AllocationContext
  let options: AllocationPlanner.Options
  let start = ContinuousClock.now
  var search: AllocationSearch
  var statistics = AllocationStatistics()
  /// Proved lower bound of the number of repeaters.
  var bound = 0
  var routing: Routing?
  /// Of the chains that are modelled; `nil` where the length was not looked at.
  var lengthBoundKm: Double?

  init(_ problem: AllocationProblem, _ options: AllocationPlanner.Options) {
    context = AllocationContext(problem)
    self.options = options
    search = AllocationSearch(context)
    statistics.hops = context.reach.ends.count
    statistics.arcs = context.networks.reduce(0) { $0 + $1.arcCount }
  }

  var elapsedS: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  var timeLeft: Double { (options.timeLimitS ?? .infinity) - elapsedS }
  var isStopped: Bool { timeLeft <= 0 || options.cancellation?.isCancelled == true }
  var isProved: Bool { routing.map { $0.repeaters.count <= bound } ?? false }

  func solveOptions(share: Double = 1) -> SolveOptions {
    SolveOptions(
      timeLimitS: timeLeft.isFinite ? max(0.01, timeLeft * share) : nil, cancellation: options.cancellation)
  }

  mutating func outcome() throws -> AllocationOutcome {
    if let obstacle = obstacle() { return .impossible(obstacle) }
    search.construct()
    improve(rounds: 400)
    statistics.firstPlan = search.best == nil ? 0 : search.bestCount
    statistics.firstPlanS = elapsedS
    if let obstacle = try fewest() { return .impossible(obstacle) }
    statistics.fewestS = elapsedS
    guard routing != nil else { return .nothingFound(repeaterBound: bound) }
    if options.minimiseLength && !isStopped { try shortest() }
    statistics.totalS = elapsedS
    return .found(allocation())
  }

  /// A demand that cannot be served even alone, by what breadth-first search tells.
  private func obstacle() -> AllocationObstacle? {
    for (demand, network) in context.networks.enumerated() where network.chains > 0 && network.arcCount == 0 {
      var free = context.problem
      free.mostRepeaters = nil
      free.demands = [context.problem.demands[demand]]
      free.disjointBy = .spans
      let hops = DemandNetwork(free.demands[0], free, context.reach).hopsToSink[0]
      if hops >= .max / 4 { return .notConnected(demand: demand) }
      return network.servedDirectly || hops == 1
        ? .notDisjoint(demand: demand) : .tooManyRepeaters(demand: demand, needed: Int(hops) - 1)
    }
    return nil
  }

  private mutating func improve(rounds: Int, costs: [Double]? = nil) {
    let (cancellation, left, began) = (options.cancellation, timeLeft, ContinuousClock.now)
    search.improve(rounds: rounds, costs: costs) {
      cancellation?.isCancelled == true || ContinuousClock.now - began > .seconds(max(0, min(left, 1e6)))
    }
    take(search.best)
  }

  private mutating func take(_ candidate: Routing?) {
    guard let candidate else { return }
    if candidate.repeaters.count < routing?.repeaters.count ?? .max {
      routing = candidate
      options.progress?(candidate.repeaters.count, bound)
    }
  }

  private mutating func raise(_ newBound: Int) {
    guard newBound > bound else { return }
    bound = newBound
    options.progress?(routing?.repeaters.count, bound)
  }

  // MARK: - First stage

  private mutating func fewest() throws -> AllocationObstacle? {
    let master = try AllocationMaster(context, objective: .fewestRepeaters)
    for (demand, chains) in search.seen.enumerated() {
      for chain in chains.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        try master.add(chain, demand: demand)
      }
    }
    let best = routing?.repeaters.count
    let outcome = try master.solve(
      cancellation: options.cancellation, timeLeft: { [self] in timeLeft },
      enough: { _, bound in best.map { bound > Double($0) - 1 + 1e-6 } ?? false })
    statistics.relaxation = master.value
    statistics.rounds += master.rounds
    statistics.columns += master.columns.count
    if case .infeasible = outcome { return try jointObstacle() }
    if let prices = master.best { raise(max(0, Int((prices.bound - 1e-6).rounded(.up)))) }
    if isProved || isStopped { return nil }
    guide(by: master)
    if isProved || isStopped { return nil }
    return try decide(master)
  }

  /// Local search along the fractional solution.
  private mutating func guide(by master: AllocationMaster) {
    let costs = master.openness.map { 1.05 - $0 }
    for noise in [0, 0.2, 0.5] {
      if isProved || isStopped { return }
      search.construct(costs: costs, noise: noise)
      improve(rounds: 200, costs: noise == 0 ? costs : nil)
    }
  }

  /// The integer program over the hops that prices leave.
  private mutating func decide(_ master: AllocationMaster) throws -> AllocationObstacle? {
    var reduced = context
    if let prices = master.best, let routing {
      reduced.reduce(prices, ceiling: Double(routing.repeaters.count) - 1)
    }
    statistics.reducedArcs = reduced.networks.reduce(0) { $0 + $1.arcCount }
    let sites = context.problem.mayHostRepeater.count
    var model = AllocationModel(
      context: reduced, objective: .fewestRepeaters, fewestRepeaters: bound,
      mostRepeaters: routing.map { $0.repeaters.count - 1 } ?? sites)
    let (solution, found) = try model.solve(GLPKSolver()) { [self] in
      var wanted = solveOptions()
      wanted.cuts = [.gomory, .mixedIntegerRounding, .cover, .clique]
      return wanted
    }
    statistics.nodes += solution.nodes
    take(found)
    switch solution.status {
    case .optimal: raise(routing!.repeaters.count)
    case .infeasible:
      guard let routing else { return try jointObstacle() }
      raise(routing.repeaters.count)
    default: raise(min(routing?.repeaters.count ?? .max, Int((max(0, solution.bound) - 1e-6).rounded(.up))))
    }
    return nil
  }

  /// Why all demands together have no plan: one of them alone has none, or the capacity.
  private func jointObstacle() throws -> AllocationObstacle? {
    for demand in context.problem.demands.indices {
      var alone = context.problem
      alone.demands = [context.problem.demands[demand]]
      alone.mayHostRepeater = context.problem.mayHostRepeater
      if context.problem.demands.count == 1 { return .notDisjoint(demand: demand) }
      if case .impossible = try AllocationPlanner().plan(
        alone, .init(timeLimitS: timeLeft.isFinite ? max(0.1, timeLeft) : nil, minimiseLength: false))
      {
        return .notDisjoint(demand: demand)
      }
    }
    return .capacity
  }

  // MARK: - Second stage

  private mutating func shortest() throws {
    guard var best = routing else { return }
    let count = best.repeaters.count
    let master = try AllocationMaster(context, objective: .leastLength(repeaters: count))
    for (demand, chains) in best.chains.enumerated() {
      for chain in chains { try master.add(chain, demand: demand) }
    }
    for (demand, chains) in search.seen.enumerated() {
      for chain in chains.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        try master.add(chain, demand: demand)
      }
    }
    let ceiling = context.lengthKm(of: best)
    _ = try master.solve(
      cancellation: options.cancellation, timeLeft: { [self] in timeLeft },
      enough: { _, bound in bound >= ceiling - 1e-6 })
    statistics.rounds += master.rounds
    statistics.columns += master.columns.count
    let bound = max(0, master.best?.bound ?? 0)
    lengthBoundKm = min(bound, ceiling)
    if bound >= ceiling - 1e-6 || isStopped { return }
    var reduced = context
    if let prices = master.best { reduced.reduce(prices, ceiling: ceiling) }
    var model = AllocationModel(
      context: reduced, objective: .leastLength(repeaters: count), fewestRepeaters: 0,
      mostRepeaters: count)
    let (solution, found) = try model.solve(GLPKSolver()) { [self] in solveOptions() }
    statistics.nodes += solution.nodes
    if let found, context.lengthKm(of: found) < ceiling {
      best = found
      routing = found
    }
    let length = context.lengthKm(of: best)
    lengthBoundKm = min(length, max(bound, solution.status == .optimal ? length : solution.bound))
  }

  // MARK: - The answer

  private func allocation() -> Allocation {
    let network = context.problem.network
    let chains = routing!.chains.enumerated().map { demand, chains in
      let served = context.networks[demand]
      let all = (served.servedDirectly ? [[served.source, served.sink]] : []) + chains
      return all.map { sites in
        let hops = zip(sites, sites.dropFirst()).map { a, b in
          let spans = context.reach.spans(ofHop: context.reach.neighbours[a].first { $0.site == b }!.hop)
          return a < b ? spans : spans.reversed()
        }
        return Allocation.Chain(
          sites: sites, routes: hops,
          hopLengthsKm: hops.map { spans in spans.reduce(0) { $0 + network.spans[$1].lengthKm } })
      }
    }
    let modelled = context.lengthKm(of: routing!)
    let length = chains.joined().reduce(0) { $0 + $1.lengthKm }
    return Allocation(
      chains: chains, repeaters: routing!.repeaters, totalLengthKm: length, repeaterBound: bound,
      lengthBoundKm: lengthBoundKm.map { $0 + length - modelled } ?? 0, statistics: statistics)
  }
}
