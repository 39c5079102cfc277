import FibreNetwork
import Foundation
import Planning
import Testing

@testable import PlanReports

@Suite struct CapacityPageTests {
  private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

  @Test func chainsAreToldApartWithoutColour() throws {
    let plan = try PlanFixture.capacity()
    let strands = ChainStrands(MapDrawing(plan))
    #expect(strands.strands.map(\.mark) == ["1", "1b", "2"])
    let drawing = MapDrawing(plan).content.text
    #expect(count("class=\"badge", in: drawing) == 3 && count("class=\"strand backup", in: drawing) == 1)
    // Three chains on the same spans: no two lines lie on each other.
    let lines = drawing.components(separatedBy: "<g class=\"strand").dropFirst().map { part in
      part.components(separatedBy: " d=\"")[1].prefix { $0 != "\"" }
    }
    #expect(Set(lines).count == 3)
    // Badges lie apart.
    let places = strands.badgePlaces
    for (i, a) in places.enumerated() {
      for b in places[(i + 1)...] { #expect((a - b).length > 12) }
    }
  }

  @Test func manyChainsBecomeLoads() throws {
    let plan = try PlanFixture.capacity(chains: 14)
    let drawing = MapDrawing(plan).content.text
    let used = Set(plan.demands[0].chain.segments.flatMap(\.route.spans))
    #expect(count("class=\"load\"", in: drawing) == used.count && count("class=\"strand", in: drawing) == 0)
    #expect(drawing.contains(": 15 chains"))
  }

  @Test func failuresOfOneEffectShareARow() throws {
    let plan = try PlanFixture.capacity()
    let failures = try #require(plan.analysis?.failures)
    let groups = FailureGroup.all(failures)
    #expect(groups.map(\.elements.count) == [4, 1, 1] && groups[0].sites == 4 && groups[1].sites == 0)
    let table = PlanTables(plan).failureGroups(failures)
    #expect(table.rows.count == 3 && table.rows.allSatisfy { $0.count == table.columns.count })
    #expect(table.rows[0][0].shown.hasSuffix("; 2 more"))
  }

  @Test func pageSaysWhatAnOperatorAsks() throws {
    let plan = try PlanFixture.capacity()
    let page = PlanPage(plan).html
    for id in ["connections", "load", "failures", "additions", "fibre", "rates", "memory-use"] {
      #expect(page.contains("id=\"\(id)\""), "\(id)")
    }
    // Full: in use at the second site is all that the map has.
    let use = try #require(plan.repeaters.first { $0.site == plan.demands[0].chain.sites[1] })
    #expect(page.contains("\(use.memories) of \(use.memories)"))
    #expect(page.contains("linear relaxation promises") && page.contains("no plan in the time given"))
    let names = PlanExport(plan).documents(.svg).compactMap(\.part)
    #expect(Set(["rates", "memories", "failures", "additions"]).isSubset(of: names))
    let small = PlanPage(try PlanFixture.capacity(chains: 30)).html
    #expect(small.utf8.count < 500_000, "\(small.utf8.count) bytes")
  }

  /// More fibre leaves the plan as it is possible: a search that stopped at something worse found nothing.
  @Test func additionsNeverLookHarmful() throws {
    var plan = try PlanFixture.capacity()
    let rate = plan.certificate.value
    plan.analysis?.additions = [
      .init(
        change: .stated(.fibre, "x"), shadowPrice: nil, value: rate / 2, provedOptimal: false,
        rateHz: rate / 2)
    ]
    let table = PlanTables(plan).additions(try #require(plan.analysis?.additions))
    let value = try #require(table.columns.firstIndex { $0.key == "value" })
    #expect(table.rows[0][value] == .none && table.rows[0].last == .text("nothing better in the time given"))
    #expect(CapacityCharts(plan: plan, words: PlanWords(plan)).additions == nil)
  }

  @Test func longNamesAreCut() {
    let text = LabelPlacement.shortened("a hut halfway one place - another place", size: 12, to: 120)
    #expect(text.hasSuffix("…") && LabelPlacement.textWidth(text, size: 12) <= 120)
    #expect(LabelPlacement.shortened("short", size: 12, to: 120) == "short")
  }
}
