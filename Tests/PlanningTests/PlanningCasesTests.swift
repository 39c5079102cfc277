import FibreNetwork
import LinkPhysics
import TestSupport
import Testing

@testable import PlanFiles
@testable import Planning

/// Small questions that were answered wrongly once, each with what is right.
@Suite struct PlanningCasesTests {
  /// A question to a map, its answer proved.
  private func answer(
    _ network: FibreNetwork, _ options: String, platform: Platform? = nil
  ) throws -> Answer {
    try Answer(try asked(network, options, platform: platform))
  }

  private func asked(_ network: FibreNetwork, _ options: String, platform: Platform? = nil) throws -> Question
  {
    let question = try PlanCommandLine("swapline plan map " + options)
    let platform = try platform ?? #require(Platform.named(question.platform))
    return try question.question(on: network, platform: platform)
  }

  /// Expects the proved optimum, known to some digits; the enumeration of a small map has to agree.
  private func expect(
    _ network: FibreNetwork, _ options: String, is right: Double?, digits: Double = 1e-6,
    platform: Platform? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let asked = try asked(network, options, platform: platform)
    if network.sites.count <= 7 {
      #expect(
        isSameValue(Enumeration.best(asked), right, tolerance: digits),
        "\(network.name) \(options): enumerated",
        sourceLocation: sourceLocation)
    }
    let answer = try Answer(asked)
    #expect(
      answer.isRight(right, tolerance: digits),
      "\(network.name) \(options): \(answer.value?.description ?? "no plan: \(answer.reason)"), right is \(right?.description ?? "no plan")",
      sourceLocation: sourceLocation)
  }

  /// A map of sites by one letter or a few; `-` before a site: no repeater there.
  private func map(
    _ name: String, _ sites: String, _ spans: [(String, String, Double)], lossDb: [Double]? = nil,
    memories: [String: Int] = [:]
  ) -> FibreNetwork {
    let sites = sites.split(separator: " ").map { word in
      let id = String(word.drop { $0 == "-" })
      return Site(id: id, mayHostRepeater: !word.hasPrefix("-"), memories: memories[id])
    }
    func index(_ id: String) -> Int { sites.firstIndex { $0.id == id }! }
    return FibreNetwork(
      name: name, sites: sites,
      spans: spans.enumerated().map { i, span in
        Span(
          from: index(span.0), to: index(span.1), id: "\(span.0)\(span.1)\(i)", lengthKm: span.2,
          measuredLossDb: lossDb?[i])
      })
  }

  // MARK: Routes other than the one of least loss

  /// A direct fibre of 100 km has no place for a station in its middle; 102 km by J do.
  @Test(arguments: [("generic", 3.814), ("rubidium-atom", 0.0404), ("ustc-calcium-ion", nil)])
  func aLongerRouteHasABetterStation(platform: String, least: Double?) throws {
    let middle = map("r_mid", "A -J B", [("A", "J", 51), ("J", "B", 51)])
    let both = map("r_both", "A -J B", [("A", "B", 100), ("A", "J", 51), ("J", "B", 51)])
    let options = "--from A --to B --min-fidelity 0.25 --platform \(platform)"
    let best = try [middle, both].map { try #require(Enumeration.best(try asked($0, options))) }
    #expect(best[0] == best[1])
    if let least { #expect(best[0] >= least * (1 - 1e-2)) }
    for network in [middle, both] { try expect(network, options, is: best[0]) }
    if platform == "generic" { try expect(both, options, is: 3.8144654068470105) }
  }

  /// Arms of 42 and 43 km beat arms of 5 and 75 km.
  @Test func aBalancedRouteBeatsAShorterOne() throws {
    let network = map(
      "two-routes", "A B -S0 -S1", [("A", "S0", 5), ("S0", "B", 75), ("A", "S1", 42), ("S1", "B", 43)])
    try expect(network, "--from A --to B --no-messages", is: 6.686, digits: 1e-4)
  }

  /// Measured losses do not order lengths: the route of least loss is too long, another is not.
  @Test func aShorterRouteMayLoseMore() throws {
    let network = map(
      "loss-vs-km", "A -J -K B", [("A", "J", 40), ("A", "K", 12), ("K", "J", 8), ("J", "B", 30)],
      lossDb: [2, 3, 3, 6])
    try expect(network, "--from A --to B --max-hop-km 60 --min-fidelity 0.25", is: 17.0179567591942)
    try expect(network, "--from A --to B --max-hop-km 80 --min-fidelity 0.25", is: 18.263543829263895)
    try expect(network, "--from A --to B --max-hop-km 60 --objective repeaters --min-rate 0.01", is: 0)
    try expect(network, "--from A --to B --max-hop-km 60 --objective repeaters", is: 0)
  }

  /// A span less must not be a rate more.
  @Test func bostonToWashingtonIsNoWorseWithAllSpans() throws {
    let network = try shippedMap("boston-washington")
    let ends = Set([network.site(id: "boston")!, network.site(id: "providence")!])
    let index = try #require(network.spans.firstIndex { Set([$0.from, $0.to]) == ends })
    let options = "--from Boston --to \"Washington, DC\" --max-repeaters 2 --min-fidelity 0.25"
    let with = try answer(network, options)
    let without = try answer(network.losing(spans: [index]), options)
    for answer in [with, without] {
      #expect(answer.isProved)
      #expect(try #require(answer.value) >= 1.508e-3 * (1 - 5e-4))
    }
    #expect(try #require(with.value) >= #require(without.value) * (1 - 1e-9))
  }

  @Test func hilversumToZwolleByTheLongerRoute() throws {
    let network = try shippedMap("netherlands-rail")
    try expect(network, "--from Hilversum --to Zwolle --max-repeaters 0", is: 2.0612691826758724)
  }

  /// The whole map, and the one way that is best alone.
  @Test func hengeloToLeeuwardenWithTwoRepeaters() throws {
    let way = map(
      "hengelo-leeuwarden-only", "Deventer Hengelo Zwolle Meppel Assen Groningen Leeuwarden",
      [
        ("Deventer", "Hengelo", 64.2), ("Deventer", "Zwolle", 44.5), ("Zwolle", "Meppel", 31.9),
        ("Meppel", "Assen", 62), ("Assen", "Groningen", 37.7), ("Leeuwarden", "Groningen", 76.7),
      ])
    let options = "--from Hengelo --to Leeuwarden --max-repeaters 2 --min-fidelity 0.25"
    let best = try #require(Enumeration.best(try asked(way, options)))
    // 1.0318 pairs/s if all three hops' ways followed the slowest time; the last messages come from a repeater.
    #expect(best > 1.0318 && best < 1.0318 * 1.001)
    for network in [way, try shippedMap("netherlands-rail")] {
      try expect(network, options, is: best)
      try expect(network, options + " --min-rate 1", is: best)
      try expect(
        network,
        "--from Hengelo --to Leeuwarden --objective repeaters --min-rate 1 --min-fidelity 0.25", is: 2)
    }
  }

  // MARK: Chains that share no span

  /// Reach alone and a rate that every chain has are one question.
  private static let anyRate = " --min-rate 1e-9 --min-fidelity 0.25"

  @Test func amsterdamToEindhovenTwice() throws {
    let network = try shippedMap("netherlands-rail")
    let options = "--from Amsterdam --to Eindhoven --objective repeaters --max-hop-km 90 --disjoint 2"
    let byReach = try answer(network, options)
    let byRate = try answer(network, options + Self.anyRate)
    #expect(byReach.isProved && byRate.isProved)
    #expect(byReach.value == byRate.value)
    for answer in [byReach, byRate] { #expect(try #require(answer.value) <= 3) }
  }

  /// Two fibres side by side are two chains without a repeater, three are three; by sites they are one.
  @Test func parallelDucts() throws {
    let two = map("ducts", "A B", [("A", "B", 50), ("A", "B", 60)])
    let three = map("ducts3", "A B", [("A", "B", 50), ("A", "B", 60), ("A", "B", 70)])
    let options = "--from A --to B --objective repeaters --max-hop-km 150"
    for more in ["", Self.anyRate] {
      try expect(two, options + " --disjoint 2" + more, is: 0)
      try expect(three, options + " --disjoint 2" + more, is: 0)
      try expect(three, options + " --disjoint 3" + more, is: 0)
      try expect(two, options + " --disjoint 3" + more, is: nil)
      for kind in ["sites", "both"] {
        try expect(three, options + " --disjoint 2 --disjoint-by \(kind)" + more, is: nil)
      }
    }
    try expect(
      three, "--from A --to B --disjoint 3 --min-rate 1e-6 --min-fidelity 0.25 --objective repeaters", is: 0)
  }

  /// The second chain needs the second of two parallel spans, and a route that is not the best of its hop.
  @Test func twoChainsTakeOneEachOfTwoParallelSpans() throws {
    let network = map(
      "share", "A -J M B", [("A", "J", 30), ("A", "J", 40), ("J", "B", 30), ("J", "M", 20), ("M", "B", 40)])
    let options = "--from A --to B --max-hop-km 75 --disjoint 2"
    let asked = try asked(network, options)
    let best = try #require(Enumeration.best(asked))
    let outcome = try asked.plan()
    #expect(outcome.certificate.provedOptimal)
    #expect(isSameValue(outcome.certificate.value, best, tolerance: 1e-6))
    // Each half alone has one chain; both together are two that share no span.
    let halves = try [[0, 2], [1, 3, 4]].map { kept in
      try #require(
        Enumeration.best(
          try self.asked(
            network.losing(spans: Set(network.spans.indices).subtracting(kept)),
            "--from A --to B --max-hop-km 75")))
    }
    #expect(best >= halves.min()! * (1 - 1e-9))
    let spans = outcome.demands[0].chains.map { Set($0.segments.flatMap(\.route.spans)) }
    #expect(spans[0].isDisjoint(with: spans[1]))
  }

  /// A repeater at the end of a stub: both of its hops run through the stub, which one chain may do.
  @Test func aRepeaterAtTheEndOfAStub() throws {
    let ring: [(String, String, Double)] = [
      ("A", "J", 60), ("J", "B", 60), ("J", "S", 10), ("A", "M", 60), ("M", "B", 60),
    ]
    let stub = map("stub", "A -J S M B", ring)
    let stub2 = map("stub2", "A -J S M P Q B", ring + [("A", "P", 70), ("P", "Q", 70), ("Q", "B", 70)])
    let options = "--from A --to B --objective repeaters --max-hop-km 75 --disjoint 2"
    for network in [stub, stub2] {
      for kind in Disjointness.allCases {
        for more in ["", Self.anyRate] {
          try expect(network, options + " --disjoint-by \(kind.rawValue)" + more, is: 2)
        }
      }
    }
  }

  // MARK: Slower may be better

  /// A slower second hop waits less for the first, and gives a better pair.
  @Test func aSlowerHopBesideASlowNeighbour() throws {
    let network = map(
      "wait-line", "A -P R -U B", [("A", "P", 55), ("P", "R", 55), ("R", "U", 25), ("U", "B", 25)])
    let platform = try oneKnobPlatform()
    let options = "--from A --to B --max-hop-km 115"
    // Without the ways of messages 1.0581595 pairs/s; the only repeater is 110 km from A.
    let messageS = 110 * 1.4682 / 299_792.458
    let rate = 1 / (1 / 1.0572649702055434 - 160 * 1.4682 / 299_792.458 + messageS)
    for least in [0.735, 0.74, 0.744] {
      try expect(network, options + " --min-fidelity \(least)", is: rate, platform: platform)
    }
    try expect(network, options + " --min-fidelity 0.75", is: nil, platform: platform)
    // Judged by this suite's own enumeration: memories wait for heralds, too.
    for (hardware, slower) in [(Optional(platform), 0.7476285377658727), (nil, 0.9324601287711539)] {
      let question = options + " --objective fidelity"
      let best = try #require(Enumeration.best(try asked(network, question, platform: hardware)))
      #expect(best < slower && best > 0.99 * slower)
      try expect(network, question, is: best, platform: hardware)
    }
    try expect(
      network, options + " --objective repeaters --min-rate 0.001 --min-fidelity 0.742", is: 1,
      platform: platform)
  }

  // MARK: Memories

  /// R swaps with both of its memories; a connection that ends there needs a third.
  @Test func endsHoldMemoriesToo() throws {
    let spans: [(String, String, Double)] = [("A", "R", 80), ("R", "B", 80)]
    let options = "--demand A:B --demand A:R --min-rate 1 --stations midpoint"
    try expect(map("two-ends", "A R B", spans, memories: ["R": 2]), options, is: nil)
    let roomy = map("two-ends", "A R B", spans, memories: ["R": 3])
    let asked = try asked(roomy, options)
    let best = try #require(Enumeration.best(asked))
    try expect(roomy, options, is: best)

    // The check of a plan counts the same.
    let outcome = try asked.plan()
    func faults(on network: FibreNetwork) -> [String] {
      let plan = Plan(
        outcome, network: network,
        request: PlanSummary(
          map: "", platform: asked.hardware.name, platformLabel: asked.hardware.label, objective: .rate,
          limits: asked.limits,
          settings: PlanSettings(), command: ""), hardware: asked.hardware)
      return PlanChecker(network: network, hardware: asked.hardware).faults(in: plan)
    }
    #expect(faults(on: roomy) == [])
    #expect(
      faults(on: map("two-ends", "A R B", spans, memories: ["R": 2])).contains { $0.contains("3 memories") })
  }
}
