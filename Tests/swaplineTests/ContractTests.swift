import Foundation
import TestSupport
import Testing

/// Exit codes, streams and messages that users and scripts rely on.
@Suite struct ContractTests {
  @Test(arguments: [
    (["--help"], Int32(0), ""),
    (["plan"], 2, "Missing expected argument"),
    (["plan", "line-1000km"], 2, "give the ends"),
    (["plan", "line-1000km", "--from", "west"], 2, "--from and --to go together"),
    (["plan", "line-1000km", "--demand", "west"], 2, "expected two sites as A:B"),
    (["plan", "line-1000km", "--demand", "west:eats"], 3, "did you mean \"east\"?"),
    (["plan", "line-1000km", "--demand", "west:west"], 2, "same site"),
    (["plan", "line-1000km", "--all-pairs", "west"], 2, "at least two sites"),
    (["plan", "line-1000km", "--demand", "west:east", "--disjoint", "0"], 2, "--disjoint is 0"),
    (["plan", "line-1000km", "--demand", "west:east", "--disjoint-by", "span"], 2, "spans"),
    (
      ["plan", "line-1000km", "--demand", "west:east", "--disjoint", "2"], 1, "without a common span"
    ),
    (
      [
        "plan", "line-1000km", "--demand", "west:east", "--objective", "repeaters", "--max-hop-km", "10",
      ], 1, "not joined by hops of at most 10.0 km"
    ),
    (["front", "line-1000km", "--from", "west", "--to", "east", "--objective", "cost"], 2, "what is gained"),
    (["front", "line-1000km", "--from", "west", "--to", "east", "--budget", "rate"], 2, "--budget is rate"),
    (["check", "no-such-plan.json"], 3, "no such file"),
    (
      ["plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "-1"], 2, "--max-repeaters"
    ),
    (["plan", "line-1000km", "--from", "west", "--to", "west"], 2, "same site"),
    (["plan", "line-1000km", "--from", "west", "--to", "eats"], 3, "did you mean \"east\"?"),
    (["plan", "line-1000", "--from", "west", "--to", "east"], 3, "did you mean line-1000km?"),
    (
      ["plan", "line-1000km", "--from", "west", "--to", "east", "--platform", "genric"], 2,
      "did you mean generic?"
    ),
    (["plan", "line-1000km", "--from", "west", "--to", "east", "--write-model", "x.txt"], 2, ".lp or .mps"),
    (["plan", "line-1000km", "--from", "west", "--to", "east", "--output", "x.doc"], 2, "--output"),
    (
      ["plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "3", "--min-rate", "1"], 1,
      "no plan"
    ),
    (["estimate", "no-such-file.json"], 3, "no such file"),
    (["schema", "topologie"], 2, "topologie"),
    (["bogus"], 2, "bogus"),
  ])
  func exitCodesAndMessages(arguments: [String], status: Int32, message: String) throws {
    let result = try CommandLineRunner.run(arguments)
    #expect(result.status == status, "\(arguments): \(result.errors)")
    if !message.isEmpty { #expect(result.errors.contains(message), "\(result.errors)") }
    if status != 0 { #expect(result.output.isEmpty) }
  }

  /// A plan file holds on the map that it was made on and on no other, and a changed figure is found.
  @Test func plansAreCheckedAgainstTheMap() throws {
    try withTemporaryFolder { folder in
      let planned = try CommandLineRunner.run(
        [
          "plan", "bonn-berlin", "--all-pairs", "Bonn,Hannover,Berlin", "--hut-spacing", "30", "--objective",
          "repeaters", "--min-rate", "0.5", "--samples", "1000", "--time-limit", "none", "--output",
          "plan.json",
        ], in: folder)
      #expect(planned.status == 0, "\(planned.errors)")
      for map in [[], ["bonn-berlin", "--hut-spacing", "30"]] {
        let checked = try CommandLineRunner.run(["check", "plan.json"] + map, in: folder)
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("sound. 3 chains recomputed"))
        // Without a map the plan's own is taken, and its digest says which one that is.
        #expect((checked.output.firstMatch(of: /SHA-256 [0-9a-f]{64}\n/) != nil) == map.isEmpty)
      }
      let again = try CommandLineRunner.run(
        ["check", "plan.json", "--reprove", "--format", "json", "--time-limit", "none"], in: folder)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.output.contains("\"confirmed\": true") && again.output.contains("by planning again"))
      let other = try CommandLineRunner.run(["check", "plan.json", "bonn-berlin"], in: folder)
      #expect(other.status == 3 && other.errors.contains("--hut-spacing"))
      let file = folder.appending(path: "plan.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      let place = try #require(text.range(of: "\"mean_time_s\": "))
      try (text[..<place.upperBound] + "9" + text[place.upperBound...]).write(
        to: file, atomically: true, encoding: .utf8)
      let changed = try CommandLineRunner.run(["check", "plan.json"], in: folder)
      #expect(changed.status == 3 && changed.errors.contains("recomputes as"))
      #expect(changed.output.isEmpty)
    }
  }

  @Test func badMapIsRefusedWithItsPlace() throws {
    let map = """
      { "schema": "swapline.topology/1", "name": "bad",
        "sites": [ { "id": "a" }, { "id": "b" }, { "id": "a" } ],
        "spans": [ { "from": "a", "to": "c", "length_km": 10 },
                   { "from": "a", "to": "b", "length_km": -10 } ] }
      """
    let result = try CommandLineRunner.run(["plan", "-", "--from", "a", "--to", "b"], input: map)
    #expect(result.status == 3)
    #expect(result.errors.contains(":2:"))
    #expect(result.errors.contains(":3:"))
    #expect(result.errors.contains(":4:"))
  }

  @Test func jsonIsOneDocumentAndNothingElse() throws {
    let result = try CommandLineRunner.run(
      ["plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "8", "--format", "json"])
    #expect(result.status == 0)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    for key in [
      "demands", "repeaters", "heralding_stations", "objective", "bound", "gap", "proved_optimal",
      "capacity_bound_bits_per_use", "assumptions", "binding",
    ] { #expect(json[key] != nil, "\(key)") }
    let demand = try #require((json["demands"] as? [[String: Any]])?.first)
    for key in [
      "from", "to", "sites", "segments", "rate_hz", "rate_standard_error_hz", "fidelity",
      "secret_key_rate_hz",
      "swap_policy",
    ] { #expect(demand[key] != nil, "\(key)") }
    let segment = try #require((demand["segments"] as? [[String: Any]])?.first)
    for key in [
      "from", "to", "route", "length_km", "loss_db", "station", "arm_lengths_km", "success_probability",
      "attempt_period_s", "modes", "fidelity",
    ] { #expect(segment[key] != nil, "\(key)") }
  }

  @Test func onlyFilesAskedForAreWritten() throws {
    try withTemporaryFolder { folder in
      let result = try CommandLineRunner.run(["demo", "--output", "out"], in: folder)
      #expect(result.status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path).sorted()
          == ["demo.html", "demo.json"])
    }
  }

  /// The chain of the headline question: 11 equal links over 1,000 km, dephasing at interior nodes.
  @Test func headlineChain() throws {
    let length = 1000.0 / 11
    let segment =
      "{ \"success_probability\": \(pow(10, -0.02 * length)), \"attempt_period_s\": \(length / 2e5) }"
    let chain = """
      { "schema": "swapline.chain/1", "mode": "physical", "latency": "none",
        "segments": [\(Array(repeating: segment, count: 11).joined(separator: ", "))],
        "swap": { "policy": "asap-simultaneous", "success_probability": 1 },
        "memory": { "kind": "dephasing", "time": 10, "convention": "qubit", "ends": "measured" } }
      """
    let result = try CommandLineRunner.run(["estimate", "-", "--format", "json"], input: chain)
    #expect(result.status == 0, "\(result.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let exact = try #require(json["exact"] as? [String: Any])
    func number(_ key: String) throws -> Double { try #require(exact[key] as? NSNumber).doubleValue }
    #expect(abs(try number("mean_time") / (length / 2e5) - 197.674) < 1e-3)
    #expect(abs(try number("rate_hz") - 11.129) < 1e-3)
    #expect(abs(try number("fidelity") - 0.985414) < 1e-6)
    let fraction = try #require(json["secret_key_fraction"] as? NSNumber).doubleValue
    #expect(abs(fraction * (try number("rate_hz")) - 9.907) < 1e-3)
  }

  /// Ctrl-C ends sampling with what there is, and says so.
  @Test func interruptedEstimate() throws {
    let chain =
      "{ \"schema\": \"swapline.chain/1\", \"segments\": [{ \"success_probability\": 0.5 }, { \"success_probability\": 0.5 }] }"
    let result = try CommandLineRunner.program().run(
      ["estimate", "-", "--samples", "1000000000000", "--threads", "1", "--format", "json"],
      interruptedBy: SIGINT, input: chain, onceItHas: { !$0.output.isEmpty })
    #expect(!result.isKilled && result.status == 5 && result.errors.hasPrefix("stopped"), "\(result.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let sampled = try #require(json["monte_carlo"] as? [String: Any])
    #expect(sampled["stop"] as? String == "cancelled")
  }
}
