import FibreNetwork
import Foundation
import LinkPhysics
import Planning
import SourceDocument
import Testing

@testable import PlanReports

@Suite struct PlanExportTests {
  @Test(arguments: ReportFormat.allCases)
  func sameBytesTwice(_ format: ReportFormat) throws {
    let first = PlanExport(try PlanFixture.plan()).documents(format)
    #expect(first == PlanExport(try PlanFixture.plan()).documents(format))
    #expect(!first.isEmpty && first.allSatisfy { !$0.text.isEmpty })
    #expect(Set(first.map(\.part)).count == first.count)
  }

  /// Reads RFC 4180 back, independently of the writer.
  private func cells(_ csv: String) -> [[String]] {
    var rows: [[String]] = [[""]]
    var quoted = false
    var text = Array(csv.unicodeScalars)[...]
    while let c = text.popFirst() {
      switch c {
      case "\"" where quoted && text.first == "\"":
        rows[rows.count - 1][rows.last!.count - 1].append("\"")
        text.removeFirst()
      case "\"": quoted.toggle()
      case "," where !quoted: rows[rows.count - 1].append("")
      case "\r" where !quoted: break
      case "\n" where !quoted: rows.append([""])
      default: rows[rows.count - 1][rows.last!.count - 1].unicodeScalars.append(c)
      }
    }
    return rows.dropLast()
  }

  @Test func csvKeepsNumbersAndNames() throws {
    let plan = try PlanFixture.plan()
    let hops = try #require(PlanExport(plan).documents(.csv).first { $0.part == "hops" })
    let rows = cells(hops.text)
    let segments = plan.demands[0].chain.segments
    #expect(rows.count == segments.count + 1)
    let p = try #require(rows[0].firstIndex(of: "success_probability"))
    let km = try #require(rows[0].firstIndex(of: "length_km"))
    for (row, segment) in zip(rows.dropFirst(), segments) {
      #expect(Double(row[p]) == segment.link.successProbability)
      #expect(Double(row[km]) == segment.route.lengthKm)
      #expect(row[1] == plan.network.sites[segment.from].name)
    }
  }

  /// A satellite's hop is a straight line with the loss of its downlinks: no fibre, no sites on the way, in any form.
  @Test func satellitesUseNoFibre() throws {
    var plan = try PlanFixture.plan()
    let map = plan.network
    let ends = (map.site(id: "beijing"), map.site(id: "shanghai"))
    let question = Question(
      network: map, hardware: HardwareModel(try #require(Platform.named("micius-2020"))),
      demands: [Demand(from: try #require(ends.0), to: try #require(ends.1))],
      limits: Limits(maximumRepeaters: 0), samples: 0)
    plan.demands = try question.plan().demands
    let hop = plan.demands[0].chain.segments[0]
    let loss = hop.link.lossBudget.reduce(0) { $0 + $1.value }
    #expect(plan.demands[0].chain.segments.count == 1 && abs(hop.route.totalLossDb - loss) > 100)
    let text = try #require(PlanExport(plan).documents(.geojson).first).text
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let feature = try #require((object["features"] as? [[String: Any]])?.first)
    let places = (feature["geometry"] as? [String: Any])?["coordinates"] as? [[Double]]
    #expect(places?.count == 2)
    let properties = try #require(feature["properties"] as? [String: Any])
    #expect(properties["loss_db"] as? Double == loss)
    #expect(abs(try #require(properties["length_km"] as? Double) - 1_067) < 5)
    for format in ReportFormat.allCases {
      for document in PlanExport(plan).documents(format) where format != .json && format != .html {
        #expect(!document.text.contains("406.4"), "\(format) \(document.part)")
        #expect(document.part != "spans" || document.text.filter { $0.isNewline }.count <= 1)
      }
    }
  }

  @Test(arguments: ["=1+1", "a,b\"c\r\nd", "@x", "-2"])
  func csvHoldsAnyName(_ name: String) throws {
    let plan = try PlanFixture.hostile(name)
    let sites = try #require(PlanExport(plan).documents(.csv).first { $0.part == "sites" })
    let shown = "=@-".contains(name.first!) ? "'" + name : name
    #expect(cells(sites.text).dropFirst().allSatisfy { $0[0] == shown })
  }

  @Test func geoJSONHasEveryHopAndSite() throws {
    let plan = try PlanFixture.plan()
    let text = try #require(PlanExport(plan).documents(.geojson).first).text
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let features = try #require(object["features"] as? [[String: Any]])
    func kind(_ feature: [String: Any]) -> String? {
      (feature["properties"] as? [String: Any])?["kind"] as? String
    }
    #expect(features.filter { kind($0) == "hop" }.count == plan.demands[0].chain.segments.count)
    let line = try #require(features[0]["geometry"] as? [String: Any])
    let points = try #require(line["coordinates"] as? [[Double]])
    let start = try #require(plan.network.sites[0].coordinate)
    #expect(points[0] == [start.longitude, start.latitude] && points.count == 3)
  }

  @Test func linesAreCutAtTheDateLine() {
    let parts = PlanGeography.cutAtDateLine([
      Coordinate(latitude: 10, longitude: 179), Coordinate(latitude: 14, longitude: -177),
    ])
    // A quarter of the way: 1 of 4 degrees.
    #expect(parts.map { $0.map(\.longitude) } == [[179, 180], [-180, -177]])
    #expect(parts.map { $0.map(\.latitude) } == [[10, 11], [11, 14]])
  }

  @Test(arguments: [ReportFormat.kml, .svg, .html])
  func xmlHoldsAnyName(_ format: ReportFormat) throws {
    let name = "</script><svg onload=alert(1)>&\u{0}"
    for document in PlanExport(try PlanFixture.hostile(name)).documents(format) {
      #expect(!document.text.contains("<svg onload") && !document.text.unicodeScalars.contains("\u{0}"))
    }
  }

  @Test func markdownAndLatexEscape() {
    #expect(ReportTable.escapedMarkdown("a|b<c>*d*") == "a\\|b\\<c\\>\\*d\\*")
    #expect(ReportTable.escapedLatex("5 % & 3.2 × 10⁻⁵ µs") == "5 \\% \\& 3.2 $\\times$ 10$^{-5}$ $\\mu$s")
  }

  @Test func differenceNamesWhatChanged() throws {
    let a = try PlanFixture.plan()
    let b = try PlanFixture.plan(everyNth: 3, hops: 4)
    #expect(PlanDiff(from: a, to: a).isEmpty)
    let diff = PlanDiff(from: a, to: b)
    // Bazhou (2) swaps in a only, Dacheng (3) heralds in a and swaps in b.
    #expect(diff.sites.contains(.changed("Dacheng (dacheng)", from: "heralding station", to: "repeater")))
    #expect(
      diff.hops.contains(.removed("beijing – bazhou")) && diff.hops.contains(.added("beijing – dacheng")))
    #expect(diff.text.contains("+ beijing – dacheng"))
  }

  @Test func differenceNamesConnectionsAndBackups() throws {
    let a = try PlanFixture.plan()
    var b = a
    b.demands[0].backups = [a.demands[0].chain]
    b.demands[0].backups[0].estimate.meanTimeS = 0.5
    let diff = PlanDiff(from: a, to: b)
    let ends = [a.demands[0].from, a.demands[0].to].map { a.network.sites[$0].id }.sorted().joined(
      separator: " – ")
    #expect(diff.chains.count == 1)
    guard case .added(let name) = diff.chains[0] else {
      Issue.record("\(diff.chains)")
      return
    }
    #expect(name == ends + ", backup 1")
    #expect(diff.figures.first { $0.name == "backup chains" }?.after == 1)
    // Both chains of b lie on the same hops: each is one line.
    #expect(diff.hops.count == a.demands[0].chain.segments.count)
    var c = b
    c.demands[0].chain = b.demands[0].backups[0]
    c.demands[0].backups = [b.demands[0].chain]
    #expect(PlanDiff(from: b, to: c).chains.count == 2 && PlanDiff(from: b, to: c).hops.isEmpty)
  }

  /// Numbers as a reader expects them; expected texts by hand.
  @Test(arguments: [
    (0.000123456, "1.23 × 10⁻⁴"), (1_234_567, "1.23 × 10⁶"), (0, "0"), (-2.5, "−2.50"), (12345, "12,300"),
    (0.99999, "1.00"), (.infinity, "∞"), (.nan, "–"),
  ])
  func numbers(_ value: Double, _ text: String) { #expect(Figure.text(value) == text) }

  @Test func measuredValuesShowTheDigitsTheyHave() {
    #expect(Figure.measured(1.23456, error: 0.0123) == "1.235 ± 0.012")
    #expect(Figure.time(0.00123) == "1.23 ms" && Figure.time(86_400 * 10) == "10.0 days")
  }
}
