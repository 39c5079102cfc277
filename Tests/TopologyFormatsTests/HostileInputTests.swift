import FibreNetwork
import SourceDocument
import TestSupport
import Testing

@testable import TopologyFormats

@Suite struct HostileInputTests {
  func message(_ text: String, as format: MapFormat? = nil) -> String {
    do {
      let map = try read(text, as: format)
      return "read \(map.network.sites.count) sites; \(map.diagnostics.map(\.code))"
    } catch { return error.description }
  }

  @Test func entityBombsAndExternalEntitiesAreRefused() {
    let bomb = """
      <?xml version="1.0"?>
      <!DOCTYPE lolz [ <!ENTITY lol "lol"> <!ENTITY lol2 "&lol;&lol;&lol;"> ]>
      <graphml><graph><node id="&lol2;"/></graph></graphml>
      """
    #expect(
      message(bomb)
        == "m:2:1: error: the document type declares things (entities?), which is not read")
    let external =
      "<!DOCTYPE g SYSTEM \"file:///etc/passwd\"><graphml><graph><node id=\"&xxe;\"/></graph></graphml>"
    #expect(message(external).hasSuffix("the entity &xxe; is not known"))
  }

  @Test(arguments: [
    ("<a><b></a>", "m:1:7: error: found </a>, expected </b>"),
    (
      "<graphml>",
      "m:1:10: error: found the end of the file, expected </graphml> for the element that starts on line 1"
    ),
    ("<graphml/><graphml/>", "m:1:11: error: found ‘<’ after the end of the root element"),
    ("<graphml a='1' a='2'/>", "m:1:16: error: the attribute a stands twice"),
    ("<graphml a=1/>", "m:1:12: error: found ‘1’, expected a quoted value of the attribute a"),
    ("<graphml><!-- </graphml>", "m:1:10: error: a comment is not closed"),
    (
      "<html/>",
      "m:1:1: error: the root element <html> is of no map format that is known (graphml, kml, network)"
    ),
    ("", "m:1:1: error: the file is empty, expected a map"),
    ("graph [ node [ id 1 ", "m:1:21: error: found the end of the file, expected ‘]’ for node on line 1"),
    (
      "graph [ node [ id 1 ] edge [ source 1 target 2 ] ]",
      "m:1:23: error: a span ends at \"2\", which is not the id of a site (did you mean \"1\"?)"
    ),
    ("graph [ node [ id 1 ] node [ id 1 ] ]", "m:1:23: error: the site id \"1\" stands twice"),
    ("graph [ label \"open ]", "m:1:15: error: a text is not closed"),
    ("graph [ ]", "m: error: the file holds no site"),
    ("a,b\n1,2,3\n", "m:2:5: error: the row has 3 cells, the header 2"),
    ("id,name\n\"x", "m:2:1: error: a quoted cell is not closed"),
    ("from,to,length\na,b,-3\n", "m:2:5: error: \"length\" is -3, expected a number of at least 0"),
    ("from,to,length\na,b,1e400\n", "m:2:5: error: \"length\" is \"1e400\", expected a number"),
    ("from,to,length_km\na,b,seven\n", "m:2:5: error: \"length_km\" is \"seven\", expected a number"),
    (
      "from,to,length_km\na,b,NaN\n",
      "read 2 sites; [\"not-a-number\", \"length-unknown\"]"
    ),
    ("{\"nodes\":[{\"id\":1},{\"id\":1}],\"links\":[]}", "m:1:20: error: the site id \"1\" stands twice"),
    (
      "{\"nodes\":[1],\"links\":[{}]}",
      "m:1:11: error: found a number, expected a node\nm:1:23: error: a span does not say where it starts"
    ),
    (
      "{\"nodes\":[]}",
      "m:1:1: error: this JSON is no map that is known: no \"schema\", no \"nodes\" with \"links\", no \"features\" (name the format with --from-format)"
    ),
    ("[]", "m:1:1: error: found an array, expected an object that holds a map"),
    ("?SNDlib\nNODES ( a ( 1 ", "m:2:15: error: found the end of the file, expected a word"),
    (
      "{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":\"Point\",\"coordinates\":[200,1]}}]}",
      "m:1:53: error: a point is not [longitude, latitude] in degrees"
    ),
  ])
  func faultsHaveTheirPlace(text: String, expected: String) { #expect(message(text) == expected) }

  @Test func zipAndBinaryFilesAreNamed() {
    for (bytes, code) in [([0x50, 0x4B, 3, 4, 0], "archive"), ([0x61, 0, 0x62], "binary")]
      as [([UInt8], String)]
    {
      do {
        _ = try TopologyReader.read(bytes: bytes, file: "m")
        Issue.record("was read")
      } catch { #expect(error.diagnostics.map(\.code) == [code]) }
    }
  }

  @Test func nestingIsBoundedInEveryFormat() {
    let n = 200_000
    #expect(message(String(repeating: "[", count: n)).contains("levels deep"))
    #expect(message(String(repeating: "<a>", count: n)).contains("levels deep"))
    #expect(message("graph [ " + String(repeating: "a [ ", count: n)).contains("levels deep"))
    #expect(message("?SNDlib\nX " + String(repeating: "( ", count: n)).contains("end of the file"))
  }

  @Test func errorsAreCounted() {
    let rows = (0..<5000).map { "a\($0),b\($0),-1" }.joined(separator: "\n")
    do {
      _ = try read("from,to,length\n" + rows)
      Issue.record("was read")
    } catch {
      #expect(error.diagnostics.count == MapBuilder.mostErrors + 1)
      #expect(error.diagnostics.last?.code == "more-errors")
    }
  }

  @Test func markupAndControlCharactersInNamesStayText() throws {
    let map = try read(
      "{\"nodes\":[{\"id\":1,\"name\":\"<script>\\u001b[31m\"},{\"id\":2}],\"links\":[{\"source\":1,\"target\":2}]}"
    )
    #expect(map.network.sites[0].name == "<script>\u{1B}[31m")
    let finding = MapLint.findings(in: map).first { $0.code == "control-characters" }
    #expect(finding?.description.contains("\\u{1b}[31m") == true)
    let kml = MapWriter.write(map.network, as: .kml).files[0].text
    #expect(kml.contains("&lt;script&gt;\u{FFFD}[31m") && !kml.contains("<script>"))
  }

  @Test func readingIsLinear() throws {
    func read(sites count: Int) throws -> Double {
      let sites = (0..<count).map { "{\"id\":\($0)}" }.joined(separator: ",")
      let links = (1..<count).map { "{\"source\":\($0 - 1),\"target\":\($0),\"length_km\":1}" }.joined(
        separator: ",")
      let text = "{\"nodes\":[\(sites)],\"links\":[\(links)]}"
      return try processorSeconds {
        let map = try TopologyFormatsTests.read(text)
        #expect(map.network.spans.count == count - 1)
        _ = MapLint.findings(in: map)
      }
    }
    // Four times the sites take four times the work; a quadratic step would take sixteen times. Of two runs the quicker: pages
    // that are new to the process cost time too.
    let small = try min(read(sites: 5_000), read(sites: 5_000))
    let large = try min(read(sites: 20_000), read(sites: 20_000))
    #expect(large < 8 * small, "\(large / small) times the work")
  }
}
