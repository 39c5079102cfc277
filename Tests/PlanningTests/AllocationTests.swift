import FibreNetwork
import Optimization
import TestSupport
import Testing

@testable import Planning

@Suite struct AllocationTests {
  /// A connected random map: a tree and some more spans, lengths 20 to 100 km.
  static func map(sites: Int, extra: Int, _ random: inout SplitMix) -> FibreNetwork {
    var spans: [Span] = []
    for site in 1..<sites {
      let other = Int(random.next() % UInt64(site))
      spans.append(Span(from: other, to: site, lengthKm: 20 + 80 * random.unit()))
    }
    for _ in 0..<extra {
      let (a, b) = (Int(random.next() % UInt64(sites)), Int(random.next() % UInt64(sites)))
      if a != b { spans.append(Span(from: a, to: b, lengthKm: 20 + 80 * random.unit())) }
    }
    return FibreNetwork(name: "random", sites: (0..<sites).map { Site(id: "s\($0)") }, spans: spans)
  }

  static func problem(_ seed: UInt64) -> AllocationProblem {
    var random = SplitMix(seed: seed)
    let sites = 7
    let network = map(sites: sites, extra: 6, &random)
    // Every combination of chains, disjointness, capacity and hop limit in turn.
    let chains = 1 + Int(seed % 2)
    let disjointBy = Disjointness.allCases[Int(seed / 2 % 3)]
    let capacity = [nil, 1, 2, 3][Int(seed / 6 % 4)]
    let most = [nil, 1, 2, 3][Int(seed / 24 % 4)]
    let demands = (0..<(4 - chains)).map { _ in
      let from = Int(random.next() % UInt64(sites))
      return Demand(
        from: from, to: (from + 1 + Int(random.next() % UInt64(sites - 1))) % sites)
    }
    var problem = AllocationProblem(
      network: network, demands: demands, longestHopKm: [90, 120, 160][Int(random.next() % 3)],
      mostRepeaters: most, siteCapacity: capacity, disjointChains: chains, disjointBy: disjointBy)
    // Now and then ends may be repeaters of others, and some sites may not.
    if random.next() % 2 == 0 { problem.mayHostRepeater = (0..<sites).map { _ in random.next() % 5 != 0 } }
    return problem
  }

  @Test(arguments: 0..<12) func bruteForceFindsTheSameOptimum(batch: Int) throws {
    for seed in UInt64(batch * 24)..<UInt64(batch * 24 + 24) {
      let problem = Self.problem(seed)
      // Every tenth one as if its map were large.
      try AllocationBruteForce.expectSameOptimum(problem, asIfLarge: seed % 10 == 0, "seed \(seed)")
    }
  }

  /// A larger problem: sites disjoint and no capacity below seed 12, then with a capacity, then with spans disjoint as well.
  private static func larger(_ seed: UInt64) -> AllocationProblem {
    var random = SplitMix(seed: 1000 + seed)
    let sites = 26
    let network = map(sites: sites, extra: 24, &random)
    let demands = (0..<6).map { _ in
      let from = Int(random.next() % UInt64(sites))
      return Demand(
        from: from, to: (from + 1 + Int(random.next() % UInt64(sites - 1))) % sites)
    }
    return AllocationProblem(
      network: network, demands: demands, longestHopKm: 110, mostRepeaters: seed % 4 < 2 ? nil : 5,
      siteCapacity: seed < 12 ? nil : [2, 3, nil][Int(seed % 3)],
      disjointChains: seed < 20 ? 1 + Int(seed % 2) : 2,
      disjointBy: seed < 20 ? .sites : [.spans, .both][Int(seed % 2)])
  }

  /// The fewest repeaters by the integer program over single hops.
  private static func fewestByHops(_ context: AllocationContext) throws -> Int? {
    var model = HopProgram(
      context: context, objective: .fewestRepeaters, fewestRepeaters: 0, mostRepeaters: context.siteCount)
    return try model.solve(GLPKSolver()) { SolveOptions() }.routing?.repeaters.count
  }

  @Test(arguments: Array(0..<8) + Array(12..<28)) func bothExactMethodsAgree(seed: UInt64) throws {
    let problem = Self.larger(seed)
    let expected = try Self.fewestByHops(AllocationContext(problem))
    var strategy = FewestSites(problem, minimisesLength: false)
    if seed % 4 == 0 { strategy.arcsOfALargeMap = 0 }
    switch try strategy.solve() {
    case .found(let allocation):
      #expect(allocation.faults(against: problem) == [])
      #expect(allocation.provedFewest && allocation.repeaters.count == expected)
    case .none(.infeasible, _, _): #expect(expected == nil)
    case .none: Issue.record("stopped without a limit")
    }
  }

  /// The search over sites on its own: without a plan to start from, with and without the component's directions.
  @Test(arguments: 0..<12) func searchOverSitesBranchesToTheOptimum(seed: UInt64) throws {
    let context = AllocationContext(Self.larger(seed))
    let expected = try Self.fewestByHops(context) ?? context.siteCount + 1
    let limits = SolveLimits(timeLeft: { .infinity }, cancellation: nil)
    for isStrengthened in context.problem.disjointChains == 1 ? [false, true] : [false] {
      let relaxation = try SiteRelaxation(context)
      if context.networks.allSatisfy({ $0.chains == 0 }) { continue }
      if isStrengthened { _ = try relaxation.strengthened(limits) { _ in false } }
      let hops = HopCut(context: context)
      var best = context.siteCount + 1
      var tree = SiteTree(
        relaxation, incumbent: { best },
        judge: { open in
          if let cut = hops.cut(over: open) { return .lacks(cut) }
          best = min(best, open.count)
          return .serves
        }, guide: { _ in }, raise: { _ in })
      #expect(try tree.search(limits) == expected, "\(isStrengthened)")
      #expect(best == expected)
    }
  }

  /// Branch and price: the search over sites with the relaxation over chains, an integer program where sites do not tell.
  @Test(arguments: Array(0..<4) + Array(12..<28)) func searchOverChainsBranchesToTheOptimum(seed: UInt64)
    throws
  {
    let context = AllocationContext(Self.larger(seed))
    let expected = try Self.fewestByHops(context) ?? context.siteCount + 1
    let limits = SolveLimits(timeLeft: { .infinity }, cancellation: nil)
    if context.networks.allSatisfy({ $0.chains == 0 }) { return }
    // Rows from the beginning, and rows where they are violated.
    for prices in [nil, LagrangianBound(context).best] {
      let master = try AllocationMaster(context, objective: .fewestRepeaters, prices: prices)
      var best = context.siteCount + 1
      var tree = SiteTree(
        master, incumbent: { best },
        judge: { open in
          guard let fewest = try? Self.fewestByHops(context.restricted(to: Set(open))) else {
            return .lacks(context.usableSites.filter { !open.contains($0) })
          }
          best = min(best, fewest)
          return .serves
        }, guide: { _ in }, raise: { _ in })
      #expect(try tree.search(limits) == expected)
      #expect(best == expected)
    }
  }

  /// Prices never prove more than there is, and come near the relaxation over chains.
  @Test(arguments: Array(0..<28)) func adjustedPricesBoundTheOptimum(seed: UInt64) throws {
    let context = AllocationContext(Self.larger(seed))
    guard let expected = try Self.fewestByHops(context), expected > 0 else { return }
    let limits = SolveLimits(timeLeft: { .infinity }, cancellation: nil)
    let master = try AllocationMaster(context, objective: .fewestRepeaters)
    _ = try master.solve(cancellation: nil, timeLeft: { .infinity }, enough: { _, _ in false })
    let relaxation = try #require(master.best?.bound)
    #expect(relaxation <= Double(expected) + 1e-6)
    var lagrangian = LagrangianBound(context)
    #expect(lagrangian.best.bound <= relaxation + 1e-6)
    lagrangian.improve(rounds: 1500, goal: Double(expected), limits)
    #expect(lagrangian.best.bound <= relaxation + 1e-6)
    #expect(lagrangian.best.bound >= 0.9 * relaxation)
  }

  /// Two chains over different spans may meet in a repeater: no cut asks for another.
  @Test func chainsThatMeetNeedNoOtherSite() {
    // Two spans from end to middle on either side; the long way is there for a cut to name.
    let network = FibreNetwork(
      name: "meeting", sites: (0..<7).map { Site(id: "s\($0)") },
      spans: [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 6), (5, 6)].map {
        Span(from: $0.0, to: $0.1, lengthKm: 50)
      })
    let context = AllocationContext(
      AllocationProblem(
        network: network, demands: [.init(from: 0, to: 6)], longestHopKm: 90, disjointChains: 2))
    #expect(HopCut(context: context).cut(over: [1, 2, 3, 4, 5]) == nil)
    #expect(HopCut(context: context).cut(over: [1, 2, 4, 5]) != nil)
  }

  @Test func obstaclesAreNamed() throws {
    // A line of 5 sites 80 km apart, and one site on its own.
    let network = FibreNetwork(
      name: "line", sites: (0..<6).map { Site(id: "s\($0)") },
      spans: (0..<4).map { Span(from: $0, to: $0 + 1, lengthKm: 80) })
    func obstacle(_ change: (inout AllocationProblem) -> Void) throws -> Obstacle? {
      var problem = AllocationProblem(
        network: network, demands: [.init(from: 0, to: 4)], longestHopKm: 100, disjointBy: .sites)
      change(&problem)
      guard case .none(.infeasible(let obstacle, _), _, _) = try FewestSites(problem).solve() else {
        return nil
      }
      return obstacle
    }
    #expect(try obstacle { _ in } == nil)
    #expect(try obstacle { $0.longestHopKm = 79 } == .notConnected(demand: 0))
    #expect(try obstacle { $0.mostRepeaters = 2 } == .tooManyRepeaters(demand: 0, needed: 3))
    #expect(try obstacle { $0.disjointChains = 2 } == .notDisjoint(demand: 0))
    #expect(try obstacle { $0.demands[0].to = 5 } == .notConnected(demand: 0))
    #expect(
      try obstacle {
        $0.demands = [.init(from: 0, to: 3), .init(from: 1, to: 4)]
        $0.mayHostRepeater = Array(repeating: true, count: 6)
        $0.siteCapacity = 1
      } == .capacity)
    #expect(throws: AllocationProblem.Fault.endsEqual(demand: 0)) { try obstacle { $0.demands[0].to = 0 } }
  }

  @Test func checkFindsWhatIsWrong() throws {
    let problem = Self.problem(2)
    guard case .found(let allocation) = try FewestSites(problem).solve() else { return }
    var wrong = allocation
    wrong.totalLengthKm += 1
    #expect(wrong.faults(against: problem).count == 1)
    wrong = allocation
    wrong.repeaterBound += 1
    #expect(wrong.faults(against: problem).count == 1)
    wrong = allocation
    wrong.chains.removeLast()
    #expect(!wrong.faults(against: problem).isEmpty)
  }
}

/// Every chain of every demand over every simple route, every set of chains.
struct AllocationBruteForce {
  let problem: AllocationProblem
  /// Routes between sites that may be hops.
  private var routes: [[[Route]]]

  private struct Route {
    var lengthKm: Double
    var spans: Int
  }

  private struct Chain: Hashable {
    var repeaters: Int
    var spans: Int
    var isDirect: Bool { repeaters == 0 }
  }

  init(_ problem: AllocationProblem) {
    self.problem = problem
    let network = problem.network
    let count = network.sites.count
    routes = Array(repeating: Array(repeating: [], count: count), count: count)
    for start in 0..<count {
      var passed: Set = [start]
      func extend(_ at: Int, _ route: Route) {
        for (index, span) in network.spans.enumerated() where span.from == at || span.to == at {
          let next = span.otherEnd(from: at)
          let longer = Route(lengthKm: route.lengthKm + span.lengthKm, spans: route.spans | 1 << index)
          guard longer.lengthKm <= problem.longestHopKm, passed.insert(next).inserted else { continue }
          routes[start][next].append(longer)
          extend(next, longer)
          passed.remove(next)
        }
      }
      extend(start, Route(lengthKm: 0, spans: 0))
    }
    // Chains that may share spans have no use for any but the shortest.
    if problem.disjointChains == 1 || problem.disjointBy == .sites {
      routes = routes.map { $0.map { $0.min { $0.lengthKm < $1.lengthKm }.map { [$0] } ?? [] } }
    }
  }

  /// Has the planner find the same fewest repeaters and least length, and prove both.
  static func expectSameOptimum(_ problem: AllocationProblem, asIfLarge: Bool, _ what: String) throws {
    let expected = Self(problem).best()
    var strategy = FewestSites(problem)
    if asIfLarge { strategy.arcsOfALargeMap = 0 }
    switch try strategy.solve() {
    case .found(let allocation):
      #expect(allocation.faults(against: problem) == [], "\(what)")
      #expect(allocation.provedFewest && allocation.provedShortest, "\(what)")
      #expect(allocation.repeaters.count == expected?.repeaters, "\(what)")
      #expect(abs(allocation.totalLengthKm - (expected?.lengthKm ?? 0)) < 1e-6, "\(what)")
    case .none(.infeasible, _, _): #expect(expected == nil, "\(what)")
    case .none: Issue.record("\(what): stopped without a limit")
    }
  }

  /// Fewest repeaters, and the least length with so many.
  func best() -> (repeaters: Int, lengthKm: Double)? {
    // Chains through each site, four bits each, with the least length that any sets of chains have there.
    var loads = [0: 0.0]
    for demand in problem.demands {
      var next: [Int: Double] = [:]
      for (own, length) in sets(demand) {
        for (load, sum) in loads where fits(load + own) {
          next[load + own] = min(next[load + own] ?? .infinity, sum + length)
        }
      }
      loads = next
    }
    return loads.map { load, length in
      (problem.mayHostRepeater.indices.count { load >> (4 * $0) & 15 > 0 }, length)
    }.min { $0 < $1 }
  }

  private func fits(_ load: Int) -> Bool {
    guard let capacity = problem.siteCapacity else { return true }
    return problem.mayHostRepeater.indices.allSatisfy { load >> (4 * $0) & 15 <= capacity }
  }

  /// Loads of every set of chains of a demand, with the least length.
  private func sets(_ demand: Demand) -> [Int: Double] {
    let all = chains(demand).sorted { ($0.value, $0.key.spans) < ($1.value, $1.key.spans) }
    // A chain that needs more of everything is never needed; a direct hop is not as good as one with repeaters where
    // there may be one only.
    var chains: [(chain: Chain, lengthKm: Double)] = []
    for (chain, length) in all {
      let isNeedless = chains.contains { better, _ in
        better.repeaters & ~chain.repeaters == 0 && better.spans & ~chain.spans == 0
          && better.isDirect == chain.isDirect
      }
      if !isNeedless { chains.append((chain, length)) }
    }
    var found: [Int: Double] = [:]
    func choose(_ first: Int, _ chosen: [Chain], _ load: Int, _ length: Double) {
      if chosen.count == problem.disjointChains {
        found[load] = min(found[load] ?? .infinity, length)
        return
      }
      for index in chains.indices.dropFirst(first) {
        let (chain, own) = chains[index]
        if chosen.contains(where: { share($0, chain) }) { continue }
        let sum =
          load + problem.mayHostRepeater.indices.reduce(0) { $0 + (chain.repeaters >> $1 & 1) << (4 * $1) }
        choose(index + 1, chosen + [chain], sum, length + own)
      }
    }
    choose(0, [], 0, 0)
    return found
  }

  private func share(_ a: Chain, _ b: Chain) -> Bool {
    let sites = a.repeaters & b.repeaters != 0 || (a.isDirect && b.isDirect)
    let spans = a.spans & b.spans != 0
    switch problem.disjointBy {
    case .sites: return sites
    case .spans: return spans
    case .both: return sites || spans
    }
  }

  private func chains(_ demand: Demand) -> [Chain: Double] {
    var found: [Chain: Double] = [:]
    func extend(_ at: Int, _ chain: Chain, _ length: Double) {
      for next in problem.mayHostRepeater.indices
      where next != demand.from && chain.repeaters >> next & 1 == 0 {
        guard next == demand.to || problem.mayHostRepeater[next] else { continue }
        for route in routes[at][next] {
          var longer = chain
          longer.spans |= route.spans
          if next == demand.to {
            found[longer] = min(found[longer] ?? .infinity, length + route.lengthKm)
          } else if longer.repeaters.nonzeroBitCount < problem.mostRepeaters ?? .max {
            longer.repeaters |= 1 << next
            extend(next, longer, length + route.lengthKm)
          }
        }
      }
    }
    extend(demand.from, Chain(repeaters: 0, spans: 0), 0)
    return found
  }
}
