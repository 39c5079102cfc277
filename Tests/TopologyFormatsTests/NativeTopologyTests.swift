import FibreNetwork
import SourceDocument
import Testing

@testable import TopologyFormats

func load(_ text: String, rule: RouteLengthRule = .standard) throws(InputError) -> LoadedMap {
  try TopologyReader.read(
    bytes: Array(text.utf8), file: "m.json", options: MapReadingOptions(lengthRule: rule))
}

@Suite struct NativeTopologyTests {
  func map(sites: String = "{\"id\":\"a\"},{\"id\":\"b\"}", spans: String) -> String {
    "{\"schema\":\"swapline.topology/1\",\n\"sites\":[\(sites)],\n\"spans\":[\(spans)]}"
  }

  @Test(arguments: [
    (
      "{\"from\":\"a\",\"to\":\"B1\",\"length_km\":3}",
      "m.json:3:27: error: \"to\" is \"B1\", which is not the id of a site (did you mean \"b\"?)"
    ),
    (
      "{\"from\":\"a\",\"to\":\"b\",\"length_km\":-3}",
      "m.json:3:43: error: \"length_km\" is -3, expected a number of at least 0"
    ),
    (
      "{\"from\":\"a\",\"to\":\"b\",\"length_km\":1,\"loss_db\":-0.1}",
      "m.json:3:55: error: \"loss_db\" is -0.1, expected a number of at least 0"
    ),
    (
      "{\"from\":\"a\",\"to\":\"b\",\"lenght_km\":1}",
      "m.json:3:31: error: unknown key \"lenght_km\" (did you mean \"length_km\"?)"
    ),
    ("{\"from\":\"a\",\"to\":\"b\",\"length_km\":NaN}", "m.json:3:43: error: found ‘N’, expected a value"),
  ])
  func badSpansAreRefusedAtTheirPlace(span: String, message: String) {
    do {
      _ = try load(map(spans: span))
      Issue.record("\(span) was read")
    } catch { #expect(error.description == message) }
  }

  @Test func fibreClassAndLaying() throws {
    let spans = [
      "{\"from\":\"a\",\"to\":\"b\",\"length_km\":10,\"fibre\":\"hollow-core\",\"laying\":\"aerial\"}",
      "{\"from\":\"a\",\"to\":\"b\",\"length_km\":10,\"fibre\":\"hollowcore\"}",
      "{\"from\":\"a\",\"to\":\"b\",\"length_km\":10,\"fibre\":\"own\",\"attenuation_db_per_km\":0.3}",
    ]
    let loaded = try load(map(spans: spans.joined(separator: ",\n")))
    let network = loaded.network
    #expect(abs(network.lossDb(ofSpan: 0) - 0.91) < 1e-12 && network.spans[0].laying == .aerial)
    #expect(network.lossDb(ofSpan: 1) == 2)
    #expect(loaded.diagnostics.map(\.code) == ["unknown-fibre"])
    #expect(loaded.diagnostics[0].description.hasPrefix("m.json:4:1: warning: the fibre \"hollowcore\""))
    #expect(loaded.diagnostics[0].description.hasSuffix("(did you mean \"hollow-core\"?)"))
    // Laying survives writing; formats that cannot hold defaults state the class's loss.
    let again = try load(NativeTopology.json(network).document).network
    #expect(again.spans == network.spans)
    do {
      _ = try load(map(spans: "{\"from\":\"a\",\"to\":\"b\",\"laying\":\"arial\"}"))
      Issue.record("was read")
    } catch {
      #expect(error.description.contains("\"laying\" is \"arial\", expected one of \"buried\", \"aerial\""))
    }
  }

  @Test func duplicateIdsAreRefused() {
    do {
      _ = try load(map(sites: "{\"id\":\"a\"},{\"id\":\"a\"}", spans: ""))
      Issue.record("was read")
    } catch {
      #expect(error.description == "m.json:2:27: error: the site id \"a\" stands twice")
    }
  }

  @Test func missingLengthsFollowTheRule() throws {
    // One degree of the equator is 111.195 km on the mean sphere.
    let degree = 6371.0088 * Double.pi / 180
    let sites = "{\"id\":\"a\",\"latitude\":0,\"longitude\":0},{\"id\":\"b\",\"latitude\":0,\"longitude\":1}"
    let spans =
      "{\"from\":\"a\",\"to\":\"b\"},{\"from\":\"a\",\"to\":\"b\",\"route\":[[0,0],[0,1],[0,0],[1,0]]}"
    let network = try load(map(sites: sites, spans: spans)).network
    #expect(abs(network.spans[0].lengthKm - 1.5 * degree) < 1e-9)
    #expect(network.spans[0].lengthSource == .estimated)
    #expect(abs(network.spans[1].lengthKm - 3 * degree) < 1e-9)
    #expect(network.spans[1].lengthSource == .polyline)
    #expect(abs(network.shareEstimated - 1.0 / 3) < 1e-12)
    let other = try load(map(sites: sites, spans: spans), rule: .factor(1.2)).network
    #expect(abs(other.spans[0].lengthKm - 1.2 * degree) < 1e-9)
  }

  @Test func standardRuleHasThreePieces() {
    for (straight, route) in [(100.0, 150.0), (999, 1498.5), (1000, 1500), (1200, 1500), (2000, 2500)] {
      #expect(RouteLengthRule.standard.lengthKm(greatCircleKm: straight) == route)
    }
  }

  @Test func spansShorterThanTheStraightLineAreFlagged() throws {
    let loaded = try load(
      map(
        sites: "{\"id\":\"a\",\"latitude\":0,\"longitude\":0},{\"id\":\"b\",\"latitude\":0,\"longitude\":1}",
        spans:
          "{\"from\":\"a\",\"to\":\"b\",\"length_km\":100},{\"from\":\"a\",\"to\":\"b\",\"length_km\":112}"))
    #expect(loaded.diagnostics.map(\.code) == ["shorter-than-straight-line"])
    #expect(loaded.diagnostics.first?.position == SourcePosition(line: 3, column: 10))
  }

  @Test func unknownLengthsAreNotPlannedOn() throws {
    let loaded = try load(map(spans: "{\"from\":\"a\",\"to\":\"b\"}"))
    #expect(loaded.network.spans[0].lengthSource == .unknown)
    #expect(loaded.diagnostics.map(\.code) == ["length-unknown"])
  }

  @Test func everyFactSurvivesWritingAndReading() throws {
    let text = """
      {"schema":"swapline.topology/1","name":"N","summary":"S","licence":"L","sources":["q"],
       "defaults":{"attenuation_db_per_km":0.21,"group_index":1.47},
       "sites":[{"id":"a","name":"Ä","latitude":1.5,"longitude":-2,"may_host_repeater":false,"may_host_station":false,
       "cost":2.5,"memories":3,"note":"n"},{"id":"b"}],
       "spans":[{"id":"s","from":"a","to":"b","length_km":3.25,"length_source":"measured",
       "attenuation_db_per_km":0.3,"loss_db":1.5,"connector_loss_db":0.5,"splice_loss_db":0.1,"fibre":"G.652",
       "group_index":1.46,"route":[[-2,1.5],[0,0]],"note":"m"},{"from":"b","to":"b"}]}
      """
    let first = try load(text).network
    let written = NativeTopology.json(first)
    let second = try load(written.document).network
    #expect(second.sites == first.sites)
    #expect(second.spans == first.spans)
    #expect(second.defaults == first.defaults)
    #expect(NativeTopology.json(second) == written)
    #expect(first.spans[0].measuredLossDb == 1.5 && first.sites[0].isJunction && first.sites[0].memories == 3)
  }
}
