import FibreNetwork
import Foundation
import LinkPhysics
import Planning
import SourceDocument
import Testing

@testable import PlanFiles
@testable import PlanReports

@Suite struct PlanPageTests {
  /// FIPS 180-4 examples and the empty message.
  @Test(arguments: [
    ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="
    ),
  ])
  func digests(_ text: String, _ digest: String) { #expect(SHA256.base64(text) == digest) }

  @Test func textIsEscapedAndMarkupIsNot() {
    let name = "<b>&\"'\u{1}"
    let markup: Markup = "<i title=\"\(name)\">\(name as String)</i>"
    #expect(
      markup.text == "<i title=\"&lt;b&gt;&amp;&quot;&#39;\u{FFFD}\">&lt;b&gt;&amp;&quot;&#39;\u{FFFD}</i>")
    #expect(("<p>\(markup)</p>" as Markup).text == "<p>\(markup.text)</p>")
  }

  /// Bounds with the share reached, uses with their thresholds, checks with their verdicts, the knob's curve.
  @Test func physicsIsInThePage() throws {
    var plan = try PlanFixture.plan()
    let platform = try #require(Platform.named("generic"))
    plan.analysis?.knob = .init(
      name: "bright-state population", segment: 0,
      points: platform.tradeOff(
        over: plan.demands[0].chain.segments[0].geometry(usesStation: true, in: plan.network)))
    plan.demands[0].chain.bounds.chainHz = 5
    plan.demands[0].chain.estimate.meanTimeS = 0.5
    plan.demands[0].chain.swapNoise = BellDiagonalState(werner: 0.98)
    let page = PlanPage(plan).html
    for id in ["bounds", "uses", "budget", "validation", "knob-chart"] {
      #expect(page.contains("id=\"\(id)\""))
    }
    for statement in Readiness.statements(
      state: plan.demands[0].chain.estimate.state, rateHz: plan.demands[0].chain.estimate.rateHz,
      ends: .measured)
    {
      #expect(
        page.contains(Markup.escaped(statement.asks)) && page.contains(Markup.escaped(statement.delivered)))
    }
    for check in ValidationCheck.all { #expect(page.contains(Markup.escaped(check.predictedText))) }
    #expect(page.contains("No experiment stands behind the platform generic"))
    #expect(page.contains("errors of swaps") && page.contains("waiting in memories"))
    // Noisy pairs are not told as a share of a capacity; what they hold is.
    #expect(!page.contains(">40 %</td>"))
    #expect(page.contains("no scheme on these fibres exceeds 5.00 ebit/s"))
    // A platform with an experiment shows its own checks first.
    plan.request.platform = "delft-nv"
    let own = PlanTables(plan).validation(ofPlatform: true)
    #expect(own.rows.count == ValidationCheck.all.count { $0.platform == "delft-nv" })
    #expect(PlanPage(plan).html.contains("id=\"validation-platform\""))
    // The plan file holds the same.
    let json = PlanJSON.json(plan).document
    #expect(json.contains("\"chain_hz\": 5") && json.contains("\"readiness\""))
    let again = try PlanJSON.read(bytes: Array(json.utf8), file: "p")
    #expect(again.analysis?.knob == plan.analysis?.knob)
    #expect(again.demands[0].chain.swapNoise == plan.demands[0].chain.swapNoise)
    #expect(PlanJSON.json(again).document == json)
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "</script><svg onload=alert(1)>", "\" onmouseover=\"alert(1)",
  ])
  func hostileNamesStayText(_ name: String) throws {
    let page = PlanPage(try PlanFixture.hostile(name)).html
    #expect(!page.contains(name))
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(page.contains(Markup.escaped(name)))
  }

  /// As many sites as the largest public fibre map has, spread over a continent.
  @Test func largeMapsMakeSmallPages() throws {
    let columns = 29
    var sites: [Site] = []
    var spans: [Span] = []
    for i in 0..<754 {
      let place = Coordinate(
        latitude: 30 + Double(i / columns) * 0.8, longitude: -120 + Double(i % columns) * 1.7)
      sites.append(Site(id: "site-\(i)", name: "A place of some name \(i)", coordinate: place))
    }
    for i in 0..<753 {
      spans.append(Span(from: i, to: i + 1, lengthKm: i % columns == columns - 1 ? 2500 : 130))
    }
    for i in 0..<754 - columns {
      spans.append(Span(from: i, to: i + columns, lengthKm: 100, lengthSource: .estimated))
    }
    let network = FibreNetwork(name: "Large", sites: sites, spans: spans)
    let page = PlanPage(try PlanFixture.plan(on: network, everyNth: 1, hops: 12)).html
    #expect(page.utf8.count < 500_000, "\(page.utf8.count) bytes")
  }

  @Test func writesForLooking() throws {
    guard let folder = ProcessInfo.processInfo.environment["SWAPLINE_TEST_OUTPUT"] else { return }
    try PlanPage(try PlanFixture.plan()).html.write(
      toFile: folder + "/plan.html", atomically: true, encoding: .utf8)
    try PlanPage(try PlanFixture.plan(map: "line-1000km", everyNth: 4, hops: 10)).html.write(
      toFile: folder + "/line.html", atomically: true, encoding: .utf8)
  }
}
