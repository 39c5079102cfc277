import Testing

@testable import SourceDocument

@Suite struct LocatedJSONTests {
  func parse(_ text: String) throws(InputError) -> LocatedJSON {
    try LocatedJSON(parsing: Array(text.utf8), file: "t.json")
  }

  @Test func positionsPointAtValues() throws {
    let json = try parse("{\n  \"é\": [1,\n    -2.5e1]\n}")
    let items = try #require(json["é"]).items
    #expect(items[0].position == SourcePosition(line: 2, column: 9))
    #expect(items[1].position == SourcePosition(line: 3, column: 5))
    guard case .number(-25) = items[1].value else {
      Issue.record("expected -25")
      return
    }
  }

  @Test(arguments: [
    ("", "t.json:1:1: error: the file is empty, expected a JSON object"),
    ("{\"a\": NaN}", "t.json:1:7: error: found ‘N’, expected a value"),
    ("{\"a\": 1e400}", "t.json:1:7: error: the number 1e400 is too large to hold"),
    ("{\"a\":1,\"a\":2}", "t.json:1:8: error: the key \"a\" stands twice in this object"),
    ("[1,]", "t.json:1:4: error: found ‘]’, expected a value"),
    ("[1] x", "t.json:1:5: error: found ‘x’ after the end of the document"),
    ("\"\\ud800\"", "t.json:1:7: error: half of a surrogate pair"),
    ("[01]", "t.json:1:3: error: a number may not start with 0 and go on with digits"),
  ])
  func faultsAreNamedAndPlaced(text: String, message: String) {
    #expect(throws: InputError.self) { try parse(text) }
    do { _ = try parse(text) } catch { #expect(error.description == message) }
  }

  @Test func nestingIsBounded() {
    #expect(throws: InputError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func writtenTextReadsBack() throws {
    let value: JSON = ["a": [1, 2.5, nil], "b": ["c": "x\"\\\n\u{1}é</script>"], "d": [], "e": [[:], true]]
    let json = try parse(value.document)
    #expect(json["a"]?.items.count == 3)
    #expect(json["b"]?["c"]?.plain == "x\"\\\n\u{1}é</script>")
    #expect(json.plain.document == value.document)
    #expect(JSON.number(.infinity).compact == "null")
    #expect(JSON.number(0.1).compact == "0.1")
    #expect(JSON.number(3).compact == "3")
  }

  @Test func nearestNames() {
    #expect(nearestName(to: "Hefie", among: ["Jinan", "Hefei", "Shanghai"]) == "Hefei")
    #expect(nearestName(to: "shang", among: ["Jinan", "Hefei", "Shanghai"]) == "Shanghai")
    #expect(nearestName(to: "Paris", among: ["Jinan", "Hefei"]) == nil)
  }

  @Test func terminalEscapesAreShown() {
    #expect("a\u{1B}[31m".printable == "a\\u{1b}[31m")
  }
}
