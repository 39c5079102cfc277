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

  /// A variant that is wrong, or cannot be planned, is told at its place; the others are planned all the same.
  @Test func oneBadVariantDoesNotTakeTheOthersWithIt() throws {
    let result = try compare(
      """
      { "name": "good" },
        { "name": "no such site", "to": "Arnhm" },
        { "name": "text for a number", "max_repeaters": "4" },
        { "name": "no such platform", "platform": "delt-nv" },
        { "name": "not so many modes", "modes": 3 },
        { "name": "half", "protection": "shared" },
        { "name": "also good", "max_repeaters": 2 }
      """,
      defaults: #"{ "map": "netherlands-rail", "from": "Utrecht", "to": "Arnhem", "samples": 0 }"#)
    #expect(result.status == 3)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let entries = try #require(json["entries"] as? [[String: Any]])
    #expect(entries.map { $0["plan"] is [String: Any] } == [true, false, false, false, false, false, true])
    let faults = result.errors.split(separator: "\n").filter { $0.hasPrefix("standard input:") }
    #expect(faults.map { $0.split(separator: ":")[1] }.sorted() == ["2", "3", "4", "5", "6"], "\(faults)")
    for (fault, words) in [
      (":2:", "did you mean \"arnhem\"?"), (":3:", "\"max_repeaters\" is \"4\", expected a whole number"),
      (":4:", "did you mean delft-nv?"), (":5:", "the platform generic has 1, 10, 100"),
      (":6:", "--disjoint 2"),
    ] {
      #expect(faults.contains { $0.contains(fault) && $0.contains(words) }, "\(words): \(faults)")
    }
  }

  /// The command that a variant's plan states makes the same plan again.
  @Test func variantsStateTheCommandThatMakesThemAgain() throws {
    let result = try compare(
      """
      { "name": "a", "min_rate_hz": 0.5, "objective": "repeaters", "modes": "any", "messages": false,
        "time_limit_s": "none", "route_factor": "1.2-1.5", "seed": 7, "station_cost": 0.5 }
      """,
      defaults: #"{ "map": "netherlands-rail", "from": "Utrecht", "to": "Arnhem", "samples": 100 }"#)
    #expect(result.status == 0, "\(result.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let plan = try #require((json["entries"] as? [[String: Any]])?.first?["plan"] as? [String: Any])
    let command = try #require(plan["command"] as? String)
    #expect(
      command
        == "swapline plan netherlands-rail --from Utrecht --to Arnhem --route-factor 1.2-1.5 --objective repeaters --min-rate 0.5 --station-cost 0.5 --modes any --no-messages --samples 100 --seed 7 --time-limit none"
    )
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let again = try CommandLineRunner.run(words + ["--format", "json"])
    let other = try #require(
      try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
    #expect(other["value"] as? Double == plan["value"] as? Double)
    let simulated = [plan, other].map {
      ($0["demands"] as? [[String: Any]])?.first?["simulation"] as? [String: Any]
    }
    #expect(
      try #require(simulated[0])["mean_time_s"] as? Double == simulated[1]?["mean_time_s"] as? Double)
  }

  /// An end of a plan's own stands beside the other end of the defaults.
  @Test func oneEndAloneChangesOneEnd() throws {
    let result = try compare(
      #"{ "name": "a", "to": "Gouda" }"#,
      defaults: #"{ "map": "netherlands-rail", "from": "Utrecht", "to": "Arnhem", "samples": 0 }"#)
    #expect(result.status == 0 && result.output.contains("--from Utrecht --to Gouda"), "\(result.errors)")
  }
}
