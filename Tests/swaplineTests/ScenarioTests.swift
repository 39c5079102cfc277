import Foundation
import TestSupport
import Testing

/// Scenario files of `swapline compare`.
@Suite struct ScenarioTests {
  private func compare(_ plans: String, defaults: String = "{}") throws -> Program.Result {
    try CommandLineRunner.run(
      ["compare", "-", "--format", "json"],
      input: "{ \"schema\": \"swapline.scenario/1\", \"defaults\": \(defaults), \"plans\": [\(plans)] }")
  }

  @Test func demandsDisjointChainsAndCapacityAreOptions() throws {
    let result = try compare(
      """
      { "name": "two", "demand": ["Utrecht:Arnhem", "Gouda:Hilversum"], "site_capacity": 2 },
      { "name": "pairs", "all_pairs": ["Utrecht", "Arnhem", "Gouda"] },
      { "name": "backup", "from": "Utrecht", "to": "Arnhem", "disjoint": 2, "disjoint_by": "sites" }
      """,
      defaults: """
        { "map": "netherlands-rail", "from": "Delft", "to": "Gouda", "objective": "repeaters", "min_rate_hz": 0.5,
          "samples": 0 }
        """)
    #expect(result.status == 0, "\(result.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let entries = try #require(json["entries"] as? [[String: Any]])
    let demands = try entries.map { entry in
      try #require((entry["plan"] as? [String: Any])?["demands"] as? [[String: Any]])
    }
    // Ends of a plan's own stand in place of the defaults' Delft - Gouda.
    #expect(demands.map(\.count) == [2, 3, 1])
    #expect((demands[2][0]["backups"] as? [Any])?.count == 1)
  }

  @Test(arguments: [
    ("{ \"name\": \"a\", \"map\": \"line-1000km\" }", "\"from\" is missing"),
    (
      "{ \"name\": \"a\", \"map\": \"line-1000km\", \"demand\": [] }",
      "\"demand\" has 0 items, expected at least 1"
    ),
    (
      "{ \"name\": \"a\", \"map\": \"line-1000km\", \"demand\": [1] }",
      "an item of \"demand\" is 1, expected a string"
    ),
    ("{ \"name\": \"a\", \"map\": [\"line-1000km\"], \"from\": \"west\", \"to\": \"east\" }", "\"map\" is"),
  ])
  func mistakesAreNamedAtTheirPlace(plan: String, message: String) throws {
    let result = try compare(plan)
    #expect(result.status == 3 && result.errors.contains(message), "\(result.errors)")
    #expect(result.errors.contains("standard input:1:"))
  }
}
