import FibreNetwork
import LinkPhysics
import Planning
import SourceDocument
import Testing

@testable import PlanFiles
@testable import PlanReports

@Suite struct PlanTextTests {
  @Test func saysWhatMatters() throws {
    let plan = try PlanFixture.plan()
    let text = PlanText.summary(plan)
    for site in plan.demands[0].chain.sites { #expect(text.contains(plan.network.sites[site].name)) }
    for assumption in plan.statedAssumptions { #expect(text.contains(assumption.name)) }
    #expect(text.contains("proved optimal") && text.contains(plan.bindingWords))
  }

  @Test func controlCharactersStayText() throws {
    #expect(!PlanText.summary(try PlanFixture.hostile("\u{1B}[2J")).contains("\u{1B}"))
  }
}

@Suite struct PlanJSONTests {
  @Test func readsBackWhatItWrote() throws {
    for map in ["beijing-shanghai", "line-1000km"] {
      var plan = try PlanFixture.plan(map: map)
      plan.demands[0].backups = [plan.demands[0].chain]
      plan.demands[0].backups[0].simulation = nil
      let text = PlanJSON.json(plan).document
      let again = try PlanJSON.read(bytes: Array(text.utf8), file: "plan.json")
      #expect(PlanJSON.json(again).document == text)
      #expect(again.demands[0].chain.segments == plan.demands[0].chain.segments)
      #expect(again.demands[0].chain.simulation == plan.demands[0].chain.simulation)
      #expect(again.certificate == plan.certificate && again.request == plan.request)
      #expect(again.repeaters == plan.repeaters && again.stations == plan.stations)
    }
  }

  @Test func boundsWithoutAnEndAreNull() throws {
    var plan = try PlanFixture.plan()
    plan.certificate.bound = .infinity
    plan.certificate.proof = .gap(.finished, Scope())
    let text = PlanJSON.json(plan).document
    #expect(text.contains("\"bound\": null") && text.contains("\"gap\": null"))
    #expect(try PlanJSON.read(bytes: Array(text.utf8), file: "p").certificate.bound == .infinity)
  }

  @Test(arguments: [
    ("\"site\": \"bazhou\"", "\"site\": \"bazhuo\"", "unknown-site"),
    ("\"swap_policy\"", "\"swap_polcy\"", "missing-key"),
    ("\"objective\": \"rate\"", "\"objective\": \"rates\"", "unknown-word"),
    ("\"spans\": [0, 1]", "\"spans\": [1, 0]", "contradiction"),
    ("\"spans\": [0, 1]", "\"spans\": [0, 900]", "unknown-span"),
    ("\"station\": \"langfang\"", "\"station\": \"jinan\"", "contradiction"),
    ("swapline.plan/1", "swapline.plan/9", "wrong-schema"),
  ])
  func refusesAtThePlace(_ found: String, _ replacement: String, _ code: String) throws {
    let text = PlanJSON.json(try PlanFixture.plan()).document
    let broken = text.replacing(found, with: replacement, maxReplacements: 1)
    #expect(broken != text, "\(found) stands in the plan")
    let error = #expect(throws: InputError.self) {
      try PlanJSON.read(bytes: Array(broken.utf8), file: "p.json")
    }
    let line = broken.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
      $0.contains(replacement)
    }
    let diagnostic = error?.diagnostics.first { $0.code == code }
    #expect(diagnostic != nil, "\(error?.description ?? "")")
    if code != "missing-key" { #expect(diagnostic?.position?.line == line.map { $0 + 1 }) }
  }
}
