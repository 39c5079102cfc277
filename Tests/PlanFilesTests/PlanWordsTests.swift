import FibreNetwork
import LinkPhysics
import SourceDocument
import Testing

@testable import PlanFiles
@testable import Planning

/// Values of a plan and the words that its file has for them.
@Suite struct PlanWordsTests {
  private static func plan(_ objective: Objective = .rate, _ limits: Limits = Limits()) throws -> Plan {
    let sites = (0..<4).map { Site(id: "s\($0)", name: "Site \($0); by the lake") }
    let network = FibreNetwork(
      name: "line", sites: sites, spans: (0..<3).map { Span(from: $0, to: $0 + 1, lengthKm: 30 + Double($0)) }
    )
    let hardware = HardwareModel(try #require(Platform.named("generic")))
    let question = Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: 3)], objective: objective,
      limits: limits, stationPlacement: .midpoint, samples: 0)
    return Plan(
      try question.plan(), network: network,
      request: PlanSummary(
        map: "line", platform: "generic", platformLabel: "", objective: objective, limits: limits,
        command: "swapline plan", mapSHA256: "ab", platformSHA256: "cd"), hardware: hardware)
  }

  @Test func whatIsReadIsWrittenAlike() throws {
    let plan = try Self.plan()
    let document = PlanJSON.json(plan)
    let again = try PlanJSON.read(bytes: Array(document.document.utf8), file: "p.json")
    #expect(PlanJSON.json(again) == document)
    #expect(again.request.mapSHA256 == "ab" && again.request.platformSHA256 == "cd")
    #expect(again.certificate.provedOptimal && again.certificate.bound == plan.certificate.bound)
  }

  @Test func whatBindsNamesTheSlowestHop() throws {
    let plan = try Self.plan(.rate, Limits(maximumRepeaters: 1))
    guard case .slowestHop(let hop, let repeaters) = plan.binding else {
      Issue.record("expected the slowest hop")
      return
    }
    #expect(hop.meanTimeS == plan.demands[0].chain.segments.map(\.meanTimeS).max())
    #expect(repeaters == 1)
    #expect(plan.bindingWords.hasSuffix("; the 1 repeater allowed is used"))
    #expect(plan.bindingWords.contains("Site \(hop.from); by the lake"))
  }

  @Test func whatBindsByDistanceIsTheLongestHop() throws {
    let plan = try Self.plan(.repeaters, Limits(maximumHopKm: 70))
    guard case .longestHop(let hop, 70) = plan.binding else {
      Issue.record("expected the longest hop")
      return
    }
    #expect(hop.route.lengthKm == plan.demands[0].chain.segments.map(\.route.lengthKm).max())
    // Stations were asked for in the middle, so none is assumed there.
    #expect(!plan.assumptions.contains { if case .stationAtMiddle = $0 { true } else { false } })
  }

  /// A search that solved no program does not say that it did.
  @Test func methodsSayWhatTheCountsSay() {
    var counts = SolveStatistics()
    counts.labels = 12
    counts.exactEstimates = 3
    #expect(
      Method.bestFirst.words(counts)
        == "best-first search with a bound on every completion (12 labels, 3 exact estimates)")
    counts.ilpSolves = 1
    counts.ilpColumns = 7
    counts.ilpRows = 5
    counts.solver = "GLPK 5.0"
    #expect(
      Method.bestFirst.words(counts).hasPrefix(
        "integer program of 7 columns and 5 rows, solved once by GLPK 5.0, then best-first"))
    counts.ilpSolves = 2
    #expect(Method.program.words(counts).contains("solved 2 times by GLPK 5.0"))
    #expect(Method.stated("by hand").words(counts) == "by hand")
    #expect(Estimator(.closedForm, presence: 0.5).words.hasSuffix("every heralded pair is there, 0.5"))
  }

  /// What the map leaves open is said of the spans that chains use, each value in its words.
  @Test func assumptionsOfTheMap() throws {
    let plan = try Self.plan()
    let words = plan.statedAssumptions
    #expect(words.contains { $0.name == "attenuation" && $0.why.hasPrefix("the map states none for 3 of 3") })
    #expect(words.contains { $0.name == "group index" && $0.value == "1.4682" })
  }
}
