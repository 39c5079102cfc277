import FibreNetwork
import Optimization
import Testing

@testable import Planning

@Suite struct AllocationTests {
  /// A connected random map: a tree and some more spans, lengths 20 to 100 km.
  static func map(sites: Int, extra: Int, _ random: inout SplitMix64) -> FibreNetwork {
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
    var random = SplitMix64(state: seed)
    let sites = 7
    let network = map(sites: sites, extra: 6, &random)
    // Every combination of chains, disjointness, capacity and hop limit in turn.
    let chains = 1 + Int(seed % 2)
    let disjointBy = Disjointness.allCases[Int(seed / 2 % 3)]
    let capacity = [nil, 1, 2, 3][Int(seed / 6 % 4)]
    let most = [nil, 1, 2, 3][Int(seed / 24 % 4)]
    let demands = (0..<(4 - chains)).map { _ in
      let from = Int(random.next() % UInt64(sites))
      return AllocationProblem.Demand(
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
      let expected = BruteForce(problem).best()
      var options = AllocationPlanner.Options()
      // Every tenth one as if its map were large.
      if seed % 10 == 0 { options.arcsOfALargeMap = 0 }
      switch try AllocationPlanner().plan(problem, options) {
      case .found(let allocation):
        #expect(allocation.faults(against: problem) == [], "seed \(seed)")
        #expect(allocation.provedFewest && allocation.provedShortest, "seed \(seed)")
        #expect(allocation.repeaters.count == expected?.repeaters, "seed \(seed)")
        #expect(abs(allocation.totalLengthKm - (expected?.lengthKm ?? 0)) < 1e-6, "seed \(seed)")
      case .impossible: #expect(expected == nil, "seed \(seed)")
      case .nothingFound: Issue.record("seed \(seed): stopped without a limit")
      }
    }
  }

  /// A larger problem: sites disjoint and no capacity below seed 12, then with a capacity, then with spans disjoint as well.
  private static func larger(_ seed: UInt64) -> AllocationProblem {
    var random = SplitMix64(state: 1000 + seed)
    let sites = 26
    let network = map(sites: sites, extra: 24, &random)
    let demands = (0..<6).map { _ in
      let from = Int(random.next() % UInt64(sites))
      return AllocationProblem.Demand(
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
    var model = AllocationModel(
      context: context, objective: .fewestRepeaters, fewestRepeaters: 0, mostRepeaters: context.siteCount)
    return try model.solve(GLPKSolver()) { SolveOptions() }.routing?.repeaters.count
  }

  @Test(arguments: Array(0..<8) + Array(12..<28)) func bothExactMethodsAgree(seed: UInt64) throws {
    let problem = Self.larger(seed)
    let expected = try Self.fewestByHops(AllocationContext(problem))
    var options = AllocationPlanner.Options(minimiseLength: false)
    if seed % 4 == 0 { options.arcsOfALargeMap = 0 }
    switch try AllocationPlanner().plan(problem, options) {
    case .found(let allocation):
      #expect(allocation.faults(against: problem) == [])
      #expect(allocation.provedFewest && allocation.repeaters.count == expected)
    case .impossible: #expect(expected == nil)
    case .nothingFound: Issue.record("stopped without a limit")
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
    func obstacle(_ change: (inout AllocationProblem) -> Void) throws -> AllocationObstacle? {
      var problem = AllocationProblem(
        network: network, demands: [.init(from: 0, to: 4)], longestHopKm: 100, disjointBy: .sites)
      change(&problem)
      guard case .impossible(let obstacle) = try AllocationPlanner().plan(problem) else { return nil }
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
    guard case .found(let allocation) = try AllocationPlanner().plan(problem) else { return }
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

/// Every set of repeaters in the order of its size, every way to route within it.
private struct BruteForce {
  let problem: AllocationProblem
  /// Length and spans of the shortest route between sites.
  var length: [[Double]]
  var spans: [[Set<Int>]]

  init(_ problem: AllocationProblem) {
    self.problem = problem
    let count = problem.network.sites.count
    length = (0..<count).map { i in (0..<count).map { $0 == i ? 0 : .infinity } }
    spans = Array(repeating: Array(repeating: [], count: count), count: count)
    // Floyd and Warshall.
    for (index, span) in problem.network.spans.enumerated() where span.lengthKm < length[span.from][span.to] {
      for (a, b) in [(span.from, span.to), (span.to, span.from)] {
        length[a][b] = span.lengthKm
        spans[a][b] = [index]
      }
    }
    for k in 0..<count {
      for i in 0..<count {
        for j in 0..<count where length[i][k] + length[k][j] < length[i][j] - 1e-9 {
          length[i][j] = length[i][k] + length[k][j]
          spans[i][j] = spans[i][k].union(spans[k][j])
        }
      }
    }
  }

  struct Path {
    var sites: [Int]
    var lengthKm: Double
    var spans: Set<Int>
  }

  private func usesSpanTwice(_ sites: [Int]) -> Bool {
    let hops = zip(sites, sites.dropFirst()).map { spans[$0][$1] }
    return hops.reduce(0) { $0 + $1.count } > hops.reduce(into: Set()) { $0.formUnion($1) }.count
  }

  func best() -> (repeaters: Int, lengthKm: Double)? {
    let candidates = problem.mayHostRepeater.indices.filter { problem.mayHostRepeater[$0] }
    let sets = (0..<(1 << candidates.count)).map { mask in
      candidates.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element)
    }
    for size in 0...candidates.count {
      let lengths = sets.filter { $0.count == size }.compactMap { shortest(within: $0) }
      if let least = lengths.min() { return (size, least) }
    }
    return nil
  }

  private func shortest(within open: [Int]) -> Double? {
    let options = problem.demands.map { demand in
      groups(of: paths(demand.from, demand.to, open)).sorted { total($0) < total($1) }
    }
    if options.contains(where: \.isEmpty) { return nil }
    var best = Double.infinity
    var load = [Int](repeating: 0, count: problem.mayHostRepeater.count)
    func choose(_ demand: Int, _ sum: Double) {
      if demand == options.count {
        best = min(best, sum)
        return
      }
      for group in options[demand] {
        if sum + total(group) >= best { return }
        let sites = group.flatMap { $0.sites.dropFirst().dropLast() }
        for site in sites { load[site] += 1 }
        if sites.allSatisfy({ load[$0] <= problem.siteCapacity ?? .max }) {
          choose(demand + 1, sum + total(group))
        }
        for site in sites { load[site] -= 1 }
      }
    }
    choose(0, 0)
    return best.isFinite ? best : nil
  }

  private func total(_ group: [Path]) -> Double { group.reduce(0) { $0 + $1.lengthKm } }

  private func paths(_ from: Int, _ to: Int, _ open: [Int]) -> [Path] {
    var found: [Path] = []
    func extend(_ path: Path) {
      let at = path.sites.last!
      for next in open.filter({ $0 != to }) + [to]
      where !path.sites.contains(next) && length[at][next] <= problem.longestHopKm {
        let longer = Path(
          sites: path.sites + [next], lengthKm: path.lengthKm + length[at][next],
          spans: path.spans.union(spans[at][next]))
        if next == to {
          found.append(longer)
        } else if longer.sites.count - 1 <= problem.mostRepeaters ?? .max {
          extend(longer)
        }
      }
    }
    extend(Path(sites: [from], lengthKm: 0, spans: []))
    return found
  }

  private func groups(of paths: [Path]) -> [[Path]] {
    if problem.disjointChains == 1 { return paths.map { [$0] } }
    var groups: [[Path]] = []
    let paths = problem.disjointBy == .sites ? paths : paths.filter { !usesSpanTwice($0.sites) }
    for (i, a) in paths.enumerated() {
      for b in paths[(i + 1)...] {
        let shareSites = !Set(a.sites.dropFirst().dropLast()).isDisjoint(with: b.sites.dropFirst().dropLast())
        let shareSpans = !a.spans.isDisjoint(with: b.spans)
        switch problem.disjointBy {
        case .sites where shareSites, .spans where shareSpans, .both where shareSites || shareSpans: continue
        default: groups.append([a, b])
        }
      }
    }
    return groups
  }
}
