import Foundation
import Planning
import SourceDocument
import Testing

@testable import PlanReports

@Suite struct PlanComparisonTests {
  /// A plan whose chain delivers at a rate with so many repeaters.
  private func plan(rate: Double, repeaters: Int, error: Double = 0.01) throws -> Plan {
    var plan = try PlanFixture.plan()
    plan.demands[0].chain.estimate.meanTimeS = 1 / rate
    plan.demands[0].chain.simulation?.meanTimeS = 1 / rate
    plan.demands[0].chain.simulation?.meanTimeStandardErrorS = error / (rate * rate)
    plan.repeaters = Array(plan.repeaters.prefix(repeaters))
    return plan
  }

  private func comparison() throws -> PlanComparison {
    PlanComparison(
      title: "Three and none",
      entries: [
        .init(name: "a", outcome: .plan(try plan(rate: 2, repeaters: 3))),
        .init(name: "b", outcome: .plan(try plan(rate: 1, repeaters: 4))),
        .init(name: "c", outcome: .plan(try plan(rate: 3, repeaters: 5))),
        .init(name: "d", outcome: .none(NoPlanWords("the longest span is out of reach"))),
      ])
  }

  @Test func ranksFrontsAndDifferences() throws {
    let c = try comparison()
    #expect(c.ranks == [2, 3, 1, nil])
    // b has more repeaters and less rate than a.
    #expect(c.rateFront == [0, 2])
    // (3 − 2) pairs/s over √(0.01² + 0.01²).
    let z = try #require(c.significance(2))
    #expect(abs(z - 1 / (0.01 * 2.0.squareRoot())) < 1e-6)
    #expect(c.significance(0) == nil && c.significance(3) == nil)
    let change = try #require(c.table.columns.firstIndex { $0.key == "rate_change" })
    #expect(c.table.rows[1][change] == .number(-0.5, "−50 %") && c.table.rows[3][1] == .marked("no plan"))
  }

  @Test func pageAndTextTellWhyThereIsNoPlan() throws {
    let c = try comparison()
    let page = ComparisonPage(c).html
    #expect(
      page.contains("The longest span is out of reach.")
        && c.text.contains("the longest span is out of reach")
    )
    #expect(page.utf8.count < 500_000)
    if let folder = ProcessInfo.processInfo.environment["SWAPLINE_TEST_OUTPUT"] {
      try page.write(toFile: folder + "/compare.html", atomically: true, encoding: .utf8)
    }
  }

  @Test func markdownSaysWhyAndWhatIsMissing() throws {
    let text = try comparison().markdown
    #expect(text.contains("- **d**: the longest span is out of reach"))
    #expect(text.contains("## What each plan starts with") && !text.contains("What binds"))
  }

  @Test func longReasonsAreCutBetweenTheirParts() {
    var words = NoPlanWords("Stadt; Nord; Ost; West; Mitte is too far")
    #expect(
      words.shortReason.reason == "Stadt; Nord; Ost; West; Mitte is too far" && words.shortReason.more == [])
    words.reasons = ["a", "b", "c", "d", "e"]
    #expect(words.shortReason.reason == "a; b; c" && words.shortReason.more == ["d", "e"])
  }

  @Test func jsonHoldsThePlans() throws {
    let text = try comparison().json.document
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let entries = try #require(object["entries"] as? [[String: Any]])
    #expect(object["schema"] as? String == "swapline.comparison/1" && entries.count == 4)
    #expect((entries[0]["plan"] as? [String: Any])?["schema"] as? String == "swapline.plan/1")
    #expect(
      entries[3]["plan"] is NSNull && entries[3]["no_plan"] as? String == "the longest span is out of reach")
  }

  /// Two hops of Werner parameter w give w²; eleven hops for F = 1/2 (w = 1/3) need 3^(−1/11).
  @Test func hopsNeedMoreThanTheyDeliver() {
    let w = 0.9
    let delivered = (1 + 3 * w * w) / 4
    #expect(abs(PlanComparison.neededHopFidelity(for: delivered, hops: 2) - (1 + 3 * w) / 4) < 1e-12)
    #expect(abs(PlanComparison.neededHopFidelity(for: 0.5, hops: 11) - 0.92872) < 1e-5)
    #expect(PlanComparison.neededHopFidelity(for: 0.8, hops: 1) == 0.8)
  }

  /// A fast plan between other places is no winner.
  @Test func plansBetweenOtherEndsHaveNoRank() throws {
    var c = try comparison()
    let elsewhere = try PlanFixture.plan(hops: 3)
    c.entries.append(.init(name: "e", outcome: .plan(elsewhere)))
    #expect(!c.isComparable(4) && c.isComparable(2))
    #expect(c.ranks == [2, 3, 1, nil, nil] && c.rateFront == [0, 2] && c.significance(4) == nil)
    let change = try #require(c.table.columns.firstIndex { $0.key == "rate_change" })
    #expect(c.table.rows[4][change] == .none)
    #expect(c.needs.rows.count == 4)
  }
}
