import ChainSimulator
import Foundation
import LinkPhysics
import PlanFiles
import SourceDocument
import TestSupport
import Testing
import TopologyFormats

@testable import swapline

/// Schema and reader follow from one list of fields: documents that a mutator makes get the same verdict from both.
///
/// The schema's verdict is that of a JSON Schema validator that knows nothing of this program.
@Suite(.enabled(if: SchemaValidator.isInstalled, SchemaValidator.absent))
struct SchemaVerdictTests {
  enum Kind: String, CaseIterable {
    case topology, platform, chain, scenario, plan

    var schema: JSON { SchemaCommand.Kind(rawValue: rawValue)!.schema }

    /// Faults that the reader finds in a document.
    func faults(in json: LocatedJSON) -> [Diagnostic] {
      do throws(InputError) {
        switch self {
        case .topology: _ = try NativeTopology.network(from: json)
        case .platform: _ = try Platform(json)
        case .chain: _ = try ChainFile.chain(json)
        case .scenario: return try Scenario(reading: Array(json.plain.document.utf8), file: "s.json").faults
        case .plan: _ = try PlanJSON.read(json)
        }
        return []
      } catch { return error.diagnostics }
    }

    /// Sound documents that are changed.
    func seeds() throws -> [JSON] {
      func file(_ path: String) throws -> JSON {
        try LocatedJSON(parsing: Array(Repository.text(path).utf8), file: path).plain
      }
      func text(_ text: String) throws -> JSON {
        try LocatedJSON(parsing: Array(text.utf8), file: "").plain
      }
      switch self {
      case .topology:
        return try [
          file("topologies/bonn-berlin.json"),
          text(
            """
            { "schema": "swapline.topology/1", "name": "t", "summary": null, "licence": "CC0", "sources": ["s"],
              "defaults": { "attenuation_db_per_km": 0.21, "group_index": 1.47 },
              "sites": [
                { "id": "a", "name": "A", "latitude": 50, "longitude": 7, "may_host_repeater": false, "cost": 2 },
                { "id": "b", "latitude": null, "longitude": null, "memories": 4, "note": "n" } ],
              "spans": [ { "id": "s", "from": "a", "to": "b", "length_km": 12.5, "length_source": "measured",
                "loss_db": 3, "connector_loss_db": 0.5, "splice_loss_db": 0.1, "fibre": "G.652", "laying": "aerial",
                "group_index": 1.5, "route": [[7, 50], [8, 51]], "attenuation_db_per_km": 0.2 },
                { "from": "b", "to": "a", "length_source": "unknown" } ] }
            """),
        ]
      case .platform:
        return try ["generic", "boston-siv", "hefei-rubidium", "micius-2017", "europium-afc"].map {
          try file("Sources/LinkPhysics/Resources/\($0).json")
        }
      case .chain:
        return try [
          text(
            """
            { "schema": "swapline.chain/1", "mode": "rounds", "name": "c", "sources": [1],
              "segments": [ { "success_probability": 0.01, "modes": 2, "werner": 0.98, "name": "s" },
                { "success_probability": 0.02, "attempt_period_rounds": 3, "characters": [0.97, 0.96, 0.98] },
                { "success_probability": 1, "bell_diagonal": [0.97, 0.01, 0.01, 0.01] } ],
              "swap": { "policy": "nested", "success_probability": 0.5, "characters": [1, 1, 1] },
              "memory": { "kind": "depolarising", "convention": "pair", "time": 400, "ends": "stored" },
              "cutoff": { "kind": "memory-time", "values": [17, 32] }, "protocol": [0, "swap"],
              "purification": "dejmps", "tree": [[0, 1], 2], "delivery": "on-demand", "latency": "none" }
            """),
          text(
            """
            { "schema": "swapline.chain/1", "mode": "physical", "latency": "messages", "group_index": 1.4,
              "segments": [ { "success_probability": 0.01, "length_km": 20 },
                { "success_probability": 0.02, "attempt_period_s": 0.0005, "message_delay_s": 0.0002 } ],
              "swap": [ { "policy": "asap-sequential", "werner": 0.9 } ],
              "memory": { "kind": "t1-t2", "t1": 4, "t2": 0.5, "convention": "qubit", "ends": "measured" },
              "cutoff": { "kind": "age", "values": 0.5 } }
            """),
        ]
      case .scenario:
        return try [
          file("reports/sample/platforms.scenario.json"),
          text(
            """
            { "schema": "swapline.scenario/1", "name": "n", "baseline": "a",
              "defaults": { "map": "m", "from": "x", "to": "y", "min_rate_hz": 1, "route_factor": "1.2-1.5",
                "modes": "any", "time_limit_s": "none", "samples": 0, "seed": 7, "messages": false },
              "plans": [ { "name": "a", "demand": ["A:B"], "disjoint": 2, "disjoint_by": "both", "protection": "shared" },
                { "name": "b", "all_pairs": "A,B", "max_repeaters": 4, "min_fidelity": 0.8, "platform": "delft-nv",
                  "hut_spacing_km": 25, "modes": 4, "knob": "uniform", "ends": "stored", "objective": "repeaters" } ] }
            """),
        ]
      case .plan:
        let arguments = [
          "plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "8", "--samples", "100",
          "--no-analysis", "--format", "json",
        ]
        let mesh = [
          "capacity", "netherlands-rail", "--demand", "Utrecht:Arnhem", "--disjoint", "2", "--samples", "0",
          "--format", "json",
        ]
        return try [arguments, mesh].map { arguments in
          let result = try CommandLineRunner.run(arguments)
          return try LocatedJSON(parsing: Array(result.output.utf8), file: "plan.json").plain
        }
      }
    }

    /// Those of long documents take the validator longest.
    var changes: Int { self == .plan ? 200 : self == .platform ? 600 : 2_000 }
  }

  /// What a schema cannot say: names that other parts of the file hold, numbers that contradict each other, physics.
  static let beyondSchemas: Set<String> = [
    "contradiction", "unknown-site", "unknown-span", "duplicate-id", "duplicate-name", "unknown-plan",
    "impossible-chain", "unphysical-state", "unphysical-memory", "two-policies", "wrong-length",
    "not-a-channel", "not-a-factor", "not-an-application", "nothing-to-plan",
  ]

  @Test(arguments: Kind.allCases)
  func verdictsAgree(kind: Kind) throws {
    var mutator = DocumentMutator(schema: kind.schema, seed: 7)
    let seeds = try kind.seeds()
    for seed in seeds {
      let faults = kind.faults(in: try LocatedJSON(parsing: Array(seed.document.utf8), file: "seed"))
      #expect(faults.isEmpty, "a seed is faulty: \(faults.map(\.description))")
    }
    let documents =
      seeds + (0..<kind.changes).map { _ in mutator.changed(seeds.randomElement(using: &mutator.random)!) }
    let verdicts = try SchemaValidator.verdicts(of: documents, under: kind.schema)
    var counts = (sound: 0, beyond: 0, refused: 0)
    for (document, isValid) in zip(documents, verdicts) {
      let faults = kind.faults(in: try LocatedJSON(parsing: Array(document.document.utf8), file: "t"))
      let structural = faults.filter { !Self.beyondSchemas.contains($0.code) }
      if isValid != structural.isEmpty {
        // A fault that no schema can tell may hide those behind it.
        if !isValid, structural.isEmpty, !faults.isEmpty { continue }
        Issue.record(
          "the schema says \(isValid ? "valid" : "invalid"), the reader: \(faults.map(\.description)) of \(document.compact.prefix(3_000))"
        )
        return
      }
      if faults.isEmpty {
        counts.sound += 1
      } else if isValid {
        counts.beyond += 1
      } else {
        counts.refused += 1
      }
    }
    // The changes are worth something: some documents stay sound, many do not.
    #expect(counts.sound > kind.changes / 50 && counts.refused > kind.changes / 5, "\(counts)")
  }

  /// What commands print is what its schema says.
  @Test(arguments: [
    (["plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "8"], "plan"),
    (["lint", "bonn-berlin"], "lint"), (["map", "bonn-berlin"], "map"), (["maps"], "maps"),
    (["platforms"], "platforms"), (["platforms", "--validate"], "platforms"),
    (["platforms", "delft-nv"], "platform"),
    (
      [
        "front", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "9", "--points", "3",
      ], "comparison"
    ),
  ])
  func answersFollowTheirSchemas(arguments: [String], kind: String) throws {
    let result = try CommandLineRunner.run(arguments + ["--format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    let json = try LocatedJSON(parsing: Array(result.output.utf8), file: "out").plain
    let schema = try #require(SchemaCommand.Kind(rawValue: kind)).schema
    #expect(try SchemaValidator.verdicts(of: [json], under: schema) == [true])
    if kind != "platform" {
      #expect(result.output.contains("\"program\": \"swapline \(Release.version)\""))
    }
  }

  @Test func answersAboutPlansAndChainsFollowTheirSchemas() throws {
    try withTemporaryFolder { folder in
      let plan = ["plan", "line-1000km", "--from", "west", "--to", "east", "--samples", "1000"]
      let a = folder.appending(path: "a.json").path
      let b = folder.appending(path: "b.json").path
      let chain = folder.appending(path: "chain.json").path
      let trace = folder.appending(path: "trace.json").path
      try #"{ "schema": "swapline.chain/1", "segments": [ { "success_probability": 0.1 } ] }"#.write(
        toFile: chain, atomically: true, encoding: .utf8)
      _ = try CommandLineRunner.run(plan + ["--max-repeaters", "8", "--output", a])
      _ = try CommandLineRunner.run(plan + ["--max-repeaters", "9", "--output", b])
      for (arguments, kind) in [
        (["check", a, "line-1000km"], SchemaCommand.Kind.check), (["diff", a, b], .diff),
        (["diff", a, a], .diff),
        (
          ["estimate", chain, "--samples", "100", "--trace", trace, "--seed", "18446744073709551615"],
          .estimate
        ),
      ] {
        let result = try CommandLineRunner.run(arguments + ["--format", "json"])
        #expect(result.status == 0, "\(result.errors)")
        let json = try LocatedJSON(parsing: Array(result.output.utf8), file: "out").plain
        #expect(try SchemaValidator.verdicts(of: [json], under: kind.schema) == [true], "\(kind)")
        if kind == .estimate { #expect(result.output.contains("\"seed\": \"18446744073709551615\"")) }
      }
      let traced = try LocatedJSON(
        parsing: [UInt8](try Data(contentsOf: URL(filePath: trace))), file: "trace"
      ).plain
      #expect(try SchemaValidator.verdicts(of: [traced], under: SchemaCommand.Kind.trace.schema) == [true])
    }
  }

  /// Plans say which files they were made of, as `sha256sum` prints it.
  @Test func plansNameTheFilesTheyWereMadeOf() throws {
    try withTemporaryFolder { folder in
      let map = folder.appending(path: "map.json")
      let bytes = Data(try Repository.text("topologies/line-1000km.json").utf8)
      try bytes.write(to: map)
      let result = try CommandLineRunner.run([
        "plan", map.path, "--from", "west", "--to", "east", "--max-repeaters", "8", "--format", "json",
      ])
      let json = try LocatedJSON(parsing: Array(result.output.utf8), file: "out")
      let sum = try #require(Program(installed: "sha256sum")).run([map.path])
      #expect(json["map_sha256"]?.plain == .string(String(sum.output.prefix(64))))
      let platform = try Repository.text("Sources/LinkPhysics/Resources/generic.json")
      #expect(json["platform_sha256"]?.plain == .string(SHA256.hex(platform)))
    }
  }
}

/// Changes documents: drops, doubles and adds keys and items, puts other values in their place, those of the schema among them.
struct DocumentMutator {
  let schema: JSON
  var random: SplitMix

  init(schema: JSON, seed: UInt64) {
    self.schema = schema
    random = SplitMix(seed: seed)
  }

  mutating func changed(_ document: JSON) -> JSON {
    var result = document
    for _ in 0..<(random.below(3) == 0 ? 2 : 1) { result = change(result, schema) }
    return result
  }

  private mutating func change(_ json: JSON, _ schema: JSON?) -> JSON {
    switch json {
    case .object(var members) where !members.isEmpty:
      switch random.below(12) {
      case 0: members.remove(at: random.below(members.count))
      case 1:
        let key = members[random.below(members.count)].key + "_"
        if !members.contains(where: { $0.key == key }) { members.append(.init(key, value())) }
      case 2, 3:
        // A key that the schema knows.
        let known = properties(of: schema)
        guard let key = known.randomElement(using: &random), !members.contains(where: { $0.key == key.key })
        else { return .object(members) }
        members.append(.init(key.key, value(of: key.value)))
      default:
        let place = random.below(members.count)
        let inner = properties(of: schema).first { $0.key == members[place].key }?.value
        members[place].value = change(members[place].value, inner)
      }
      return .object(members)
    case .array(var items) where !items.isEmpty && random.below(8) > 0:
      let place = random.below(items.count)
      switch random.below(8) {
      case 0: items.remove(at: place)
      case 1: items.append(items[place])
      default: items[place] = change(items[place], member("items", of: schema))
      }
      return .array(items)
    default: return random.below(2) == 0 ? value() : value(of: schema)
    }
  }

  private func member(_ key: String, of schema: JSON?) -> JSON? {
    if case .object(let members)? = schema { members.first { $0.key == key }?.value } else { nil }
  }

  private func properties(of schema: JSON?) -> [JSON.Member] {
    if case .object(let members)? = member("properties", of: schema) { return members }
    for way in ["anyOf", "oneOf"] {
      if case .array(let ways)? = member(way, of: schema) {
        if let found = ways.lazy.map(properties).first(where: { !$0.isEmpty }) { return found }
      }
    }
    return []
  }

  private mutating func value() -> JSON {
    [
      nil, true, false, 0, 1, -1, 2.5, 0.3, 1e300, -1e-300, "", "x", "1", "any", "none", [], [1], ["a"], [:],
      ["x": 1], 1_000_000_007, .string(String(UInt64.max)), "18446744073709551616", "007",
    ].randomElement(using: &random)!
  }

  /// A value that the schema allows, or one at its edge.
  private mutating func value(of schema: JSON?) -> JSON {
    if case .array(let words)? = member("enum", of: schema) { return words.randomElement(using: &random)! }
    if case .array(let ways)? = member("anyOf", of: schema) {
      return value(of: ways.randomElement(using: &random)!)
    }
    let edges = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].compactMap { key -> JSON? in
      member(key, of: schema)
    }
    if let edge = edges.randomElement(using: &random) {
      guard case .number(let number) = edge else { return edge }
      return [edge, .number(number + 0.5), .number(number - 0.5), .number(number * 0.5)].randomElement(
        using: &random)!
    }
    return value()
  }
}

/// A JSON Schema validator in Python, which shares nothing with this program.
enum SchemaValidator {
  private static let python: Program? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = ["/usr/bin"] + path.split(separator: ":").map(String.init)
    return folders.lazy.compactMap { Program(installed: "python3", in: [$0]) }.first { python in
      (try? python.run(["-c", "from jsonschema import Draft202012Validator"]).status) == 0
    }
  }()

  static let isInstalled = python != nil
  static let absent: Comment = "no Python with jsonschema is installed"

  static func verdicts(of documents: [JSON], under schema: JSON) throws -> [Bool] {
    let script = """
      import json, sys
      from jsonschema import Draft202012Validator
      schema = json.loads(sys.stdin.readline())
      Draft202012Validator.check_schema(schema)
      validator = Draft202012Validator(schema)
      for line in sys.stdin:
          print(1 if validator.is_valid(json.loads(line)) else 0)
      """
    let input = ([schema] + documents).map(\.compact).joined(separator: "\n") + "\n"
    let result = try #require(python).run(["-c", script], input: input)
    guard result.status == 0 else { throw Failure(words: result.errors) }
    return result.output.split(separator: "\n").map { $0 == "1" }
  }

  struct Failure: Error { var words: String }
}
