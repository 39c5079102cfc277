import FibreNetwork
import TestSupport
import Testing

@testable import Planning

/// Chains that may share no span: every route may be a hop, a chain may use a span twice.
@Suite struct FibreDisjointTests {
  private static func map(
    _ sites: String, junctions: String = "", _ spans: [(String, Double)]
  ) -> FibreNetwork {
    let ids = sites.map(String.init)
    return FibreNetwork(
      name: "small", sites: ids.map { Site(id: $0, mayHostRepeater: !junctions.contains($0)) },
      spans: spans.map { ends, length in
        let ends = ends.map { end in ids.firstIndex(of: String(end))! }
        return Span(from: ends[0], to: ends[1], lengthKm: length)
      })
  }

  /// The fewest repeaters, proved; `nil` where there is no plan.
  private static func fewest(
    _ network: FibreNetwork, _ from: String = "A", _ to: String = "B", longest: Double, chains: Int = 2,
    _ disjointBy: Disjointness
  ) throws -> Int? {
    let problem = AllocationProblem(
      network: network,
      demands: [
        .init(
          from: try #require(network.sites.firstIndex { $0.id == from || $0.name == from }),
          to: try #require(network.sites.firstIndex { $0.id == to || $0.name == to }))
      ], longestHopKm: longest, disjointChains: chains, disjointBy: disjointBy)
    switch try FewestSites(problem).solve() {
    case .found(let allocation):
      #expect(allocation.faults(against: problem) == [])
      #expect(allocation.provedFewest && allocation.provedShortest)
      #expect(allocation.statistics.routesPerPair == nil)
      return allocation.repeaters.count
    case .none(.infeasible(let obstacle, _), _, _):
      #expect(obstacle == .notDisjoint(demand: 0))
      return nil
    case .none:
      Issue.record("stopped without a limit")
      return nil
    }
  }

  @Test func ductsSideBySideAreChains() throws {
    let two = Self.map("AB", [("AB", 50), ("AB", 60)])
    #expect(try Self.fewest(two, longest: 150, .spans) == 0)
    #expect(try Self.fewest(two, longest: 150, .sites) == nil)
    #expect(try Self.fewest(two, longest: 150, .both) == nil)
    let three = Self.map("AB", [("AB", 50), ("AB", 60), ("AB", 70)])
    #expect(try Self.fewest(three, longest: 150, chains: 3, .spans) == 0)
    #expect(try Self.fewest(Self.map("AB", [("AB", 50)]), longest: 60, .sites) == nil)
  }

  /// The shorter duct goes to the direct hop, the longer one to the chain that has a repeater.
  @Test func aLongerRouteIsTakenWhereTheShorterIsNotFree() throws {
    let network = Self.map(
      "AJMB", junctions: "J", [("AJ", 30), ("AJ", 40), ("JB", 30), ("JM", 20), ("MB", 40)])
    #expect(try Self.fewest(network, longest: 75, .spans) == 1)
    #expect(try Self.fewest(network, longest: 75, .both) == 1)
  }

  @Test func aChainMayUseAStubTwice() throws {
    let stub: [(String, Double)] = [("AJ", 60), ("JB", 60), ("JS", 10)]
    let beside = Self.map("AJSMB", junctions: "J", stub + [("AM", 60), ("MB", 60)])
    #expect(try Self.fewest(beside, longest: 75, .spans) == 2)
    let around: [(String, Double)] = [("AP", 70), ("PQ", 70), ("QB", 70)]
    for disjointBy in Disjointness.allCases {
      let alone = Self.map("AJSPQB", junctions: "J", stub + around)
      #expect(try Self.fewest(alone, longest: 75, disjointBy) == 3)
      let both = Self.map("AJSMPQB", junctions: "J", stub + around + [("AM", 60), ("MB", 60)])
      #expect(try Self.fewest(both, longest: 75, disjointBy) == 2)
    }
  }

  /// The other chain is direct already: one needs a repeater, be it off the way, at a stub of either end.
  @Test func aRepeaterOffTheWayMakesASecondChain() throws {
    for end in ["A", "B"] {
      let network = Self.map("ABU", [("AB", 50), ("AB", 50), ("\(end)U", 5)])
      #expect(try Self.fewest(network, longest: 60, .spans) == 0)
      #expect(try Self.fewest(network, longest: 60, .both) == 1)
    }
  }

  @Test func shippedMapOfTheNetherlands() throws {
    let network = try shippedMap("netherlands-rail")
    #expect(try Self.fewest(network, "Amsterdam", "Eindhoven", longest: 120, .spans) == 2)
    let shorter = try Self.fewest(network, "Amsterdam", "Eindhoven", longest: 90, .spans)
    #expect(try #require(shorter) <= 3)
    #expect(try Self.fewest(network, "Eindhoven", "Arnhem", longest: 90, .spans) == 2)
    #expect(try Self.fewest(network, "Rotterdam", "Hengelo", longest: 120, .sites) == 4)
  }

  /// Parallel spans, stubs and junctions; one to three chains; every kind of disjointness.
  private static func random(_ seed: UInt64) -> AllocationProblem {
    var random = SplitMix(seed: 77_000 + seed)
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let sites = 5 + pick(2)
    var spans: [Span] = []
    func lay(_ from: Int, _ to: Int) {
      // Whole tens, so that hops of exactly the longest length come up.
      if from != to { spans.append(Span(from: from, to: to, lengthKm: Double(10 + 10 * pick(6)))) }
    }
    for site in 1..<sites { lay(pick(site), site) }
    for _ in 0..<(2 + pick(4)) { lay(pick(sites), pick(sites)) }
    for _ in 0..<pick(4) {
      let beside = spans[pick(spans.count)]
      lay(beside.from, beside.to)
    }
    let chains = 1 + Int(seed % 3)
    let demands = (0..<(seed % 4 == 0 ? 2 : 1)).map { _ in
      let from = pick(sites)
      return Demand(from: from, to: (from + 1 + pick(sites - 1)) % sites)
    }
    return AllocationProblem(
      network: FibreNetwork(
        name: "random", sites: (0..<sites).map { Site(id: "s\($0)", mayHostRepeater: pick(4) != 0) },
        spans: spans),
      demands: demands, longestHopKm: Double(50 + 10 * pick(6)), mostRepeaters: [nil, nil, 1, 2, 3][pick(5)],
      siteCapacity: [nil, nil, 1, 2, 3][pick(5)], disjointChains: chains,
      disjointBy: Disjointness.allCases[Int(seed / 3 % 3)])
  }

  @Test(arguments: 0..<20) func everyRouteAndChainIsConsidered(batch: Int) throws {
    for seed in UInt64(batch * 45)..<UInt64(batch * 45 + 45) {
      let problem = Self.random(seed)
      try AllocationBruteForce.expectSameOptimum(problem, asIfLarge: seed % 5 == 0, "seed \(seed)")
    }
  }
}
