import Foundation
import SourceDocument
import TestSupport
import Testing

/// The map commands from outside: exit codes, what goes where, files that are written.
@Suite struct MapCommandTests {
  private func swapline(_ arguments: String..., input: String = "") throws -> Program.Result {
    try CommandLineRunner.run(arguments, input: input)
  }

  @Test func mapsListsWhatShips() throws {
    let run = try swapline("maps")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(
      run.output.contains(
        "beijing-shanghai   Beijing - Jinan - Hefei - Shanghai: 32 sites, 31 spans, 2032 km\n"))
    #expect(run.output.split(separator: "\n").count == 10)
  }

  @Test func mapAnswersInJSON() throws {
    let run = try swapline("map", "line-1000km", "--format", "json")
    #expect(run.status == 0 && run.errors.isEmpty)
    let answer = try LocatedJSON(parsing: Array(run.output.utf8), file: "out")
    for (key, value) in [
      ("sites", 41.0), ("spans", 40), ("total_km", 1000), ("components", 1), ("share_estimated", 0),
    ] { #expect(answer.number(key) == value, "\(key)") }
  }

  @Test func mapCountsHuts() throws {
    let run = try swapline("map", "bonn-berlin", "--hut-spacing", "25", "--format", "json")
    let answer = try LocatedJSON(parsing: Array(run.output.utf8), file: "out")
    // 17 spans become as few pieces of at most 25 km as their lengths allow.
    #expect(try #require(answer.number("spans")) > 36)
    #expect(try #require(answer.number("longest_span_km")) <= 25)
    #expect(abs(try #require(answer.number("total_km")) - 900) < 1e-9)
  }

  @Test func lintExitsByWhatItFinds() throws {
    let clean = try swapline("lint", "tokyo-fukuoka")
    #expect(clean.status == 0 && clean.output == "tokyo-fukuoka: nothing suspicious\n")
    let suspicious = "from,to,length_km\na,b,500\n"
    #expect(try swapline("lint", "-", input: suspicious).status == 0)
    let strict = try swapline("lint", "-", "--strict", input: suspicious)
    #expect(strict.status == 3 && strict.output.hasPrefix("-:2:1: warning: the span a – b is 500.0 km long"))
    let bad = try swapline("lint", "-", "--format", "json", input: "from,to,length_km\na,b,-1\n")
    #expect(bad.status == 3 && bad.errors.isEmpty)
    let findings = try LocatedJSON(parsing: Array(bad.output.utf8), file: "out")["findings"]
    let first = try #require(findings?.items.first)
    #expect(
      first["code"]?.plain == "out-of-range" && first.number("line") == 2 && first.number("column") == 5)
  }

  @Test func mistypedNamesGetTheNearest() throws {
    let run = try swapline("map", "tokyo-fukuka")
    #expect(run.status == 3 && run.output.isEmpty)
    #expect(
      run.errors
        == "tokyo-fukuka: error: no such file and no shipped map of this name (did you mean tokyo-fukuoka?)\n"
    )
    #expect(try swapline("map", "x").errors == "x: error: no such file\n")
    #expect(try swapline("map", "bonn-berlin", "--from-format", "gmx").status == 2)
    #expect(try swapline("map", "bonn-berlin", "--hut-spacing", "0").status == 2)
    #expect(try swapline("map", "bonn-berlin", "--output", "x.png").status == 2)
  }

  @Test func convertGoesThereAndBack() throws {
    try withTemporaryFolder { folder in
      let csv = folder.appendingPathComponent("bb.csv").path
      let out = try swapline("convert", "bonn-berlin", csv)
      #expect(out.status == 0)
      #expect(
        out.output.split(separator: "\n").map { $0.split(separator: "/").last } == [
          "bb-nodes.csv", "bb-links.csv",
        ])
      #expect(out.errors.hasPrefix("note: not carried over: the summary, the licence, the sources"))
      let back = try swapline("convert", folder.appendingPathComponent("bb-links.csv").path, "-")
      #expect(back.status == 0 && back.output.contains("\"length_km\": 87.4"))
      #expect(try swapline("convert", "bonn-berlin", "-", "--to-format", "csv").status == 2)
      #expect(try swapline("convert", "bonn-berlin", "x.unknown").status == 2)
      #expect(try swapline("convert", "bonn-berlin", "-", "--to-format", "gnpy").status == 2)
    }
  }

  @Test func drawingsAreWhole() throws {
    try withTemporaryFolder { folder in
      for (name, end) in [("m.svg", "</svg>\n"), ("m.html", "</html>\n")] {
        let path = folder.appendingPathComponent(name)
        let run = try swapline(
          "map", "-", "--output", path.path,
          input: "id,name,lat,lon\n1,<script>alert(1)</script>,50,7\n2,b,51,8\n")
        #expect(run.status == 0)
        let text = try String(contentsOf: path, encoding: .utf8)
        #expect(text.hasSuffix(end))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !text.contains("<script>alert"))
        // Two sites without a span: isolated, but drawn.
        #expect(text.contains("<circle class=\"may\""))
      }
    }
  }
}

extension LocatedJSON {
  fileprivate func number(_ key: String) -> Double? {
    if case .number(let number)? = self[key]?.value { number } else { nil }
  }
}
