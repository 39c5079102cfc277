import Foundation
import LinkPhysics
import SourceDocument
import Testing

@testable import ChainSimulator

@Suite struct ChainFileTests {
  static func read(_ text: String) throws(InputError) -> Chain {
    try ChainFile.read(Array(text.utf8), file: "c.json")
  }

  @Test func oneInterfaceAndUnlikeMemories() throws {
    let turns = try Self.read(
      """
      { "schema": "swapline.chain/1", "segments": [ { "success_probability": 0.01 }, { "success_probability": 0.03 } ],
        "memory": { "kind": "dephasing", "time": 1000 },
        "one_interface": { "attempts_to_1e": 300, "move": 2, "move_characters": [0.9, 0.9, 0.95], "first": "odd-first" } }
      """)
    #expect(turns.oneInterface?.attemptsTo1e == 300 && turns.oneInterface?.move == 2)
    #expect(try Self.read(ChainFile.json(turns).document) == turns)
    // One server, whatever the order: 1/p of both and the move between; the qubit stored waits for the second.
    let exact = try turns.exactEstimate()
    #expect(abs(exact.meanTime - (100 + 2 + 1 / 0.03)) < 1e-6)
    let a = exp(-1.0 / 1000 - 1.0 / 300)
    #expect(abs(exact.state!.x - 0.9 * 0.03 * a / (1 - 0.97 * a)) < 1e-9)
    #expect(abs(exact.state!.z - 0.95) < 1e-12 && exact.method.contains("odd-first"))
    let sample = try turns.sample(MonteCarloOptions(seed: 2, samples: 40_000, threads: 2))
    #expect(abs(sample.meanTime.value - exact.meanTime) < 4 * sample.meanTime.standardError)
    #expect(abs(sample.fidelity.value - exact.fidelity!) < 4 * sample.fidelity.standardError)

    let unlike = try Self.read(
      """
      { "schema": "swapline.chain/1",
        "segments": [ { "success_probability": 0.1 }, { "success_probability": 0.2 }, { "success_probability": 0.15 } ],
        "memory": [ { "kind": "dephasing", "time": 20 }, { "kind": "t1-t2", "t1": 50, "t2": 80 } ] }
      """)
    #expect(unlike.repeaterMemories.count == 2 && unlike.memory == .perfect)
    #expect(try Self.read(ChainFile.json(unlike).document) == unlike)
    let mean = try unlike.exactEstimate()
    let drawn = try unlike.sample(MonteCarloOptions(seed: 5, samples: 60_000, threads: 2))
    #expect(abs(drawn.x.value - mean.state!.x) < 4 * drawn.x.standardError)
    #expect(abs(drawn.z.value - mean.state!.z) < 4 * drawn.z.standardError)
    // By plain sums over all three times.
    var (x, z) = (0.0, 0.0)
    for i in 1...300 {
      for j in 1...160 {
        for k in 1...200 {
          let weight =
            0.1 * pow(0.9, Double(i - 1)) * 0.2 * pow(0.8, Double(j - 1)) * 0.15 * pow(0.85, Double(k - 1))
          x += weight * exp(-Double(abs(i - j)) / 20 - Double(abs(j - k)) / 80)
          z += weight * exp(-Double(abs(j - k)) / 50)
        }
      }
    }
    #expect(abs(mean.state!.x - x) < 1e-9 && abs(mean.state!.z - z) < 1e-9)
  }

  @Test(arguments: [
    (
      "\"swap\": { \"success_probability\": 0.5 }, \"one_interface\": {}",
      "hops in turn go with certain swaps"
    ),
    ("\"delivery\": \"continuous\", \"one_interface\": {}", "hops in turn go with certain swaps"),
    ("\"memory\": [ {}, {} ]", "\"memory\" has 2 entries, expected 1"),
    (
      "\"memory\": [ { \"time\": 5, \"ends\": \"stored\" } ]",
      "memories that differ from repeater to repeater"
    ),
    ("\"one_interface\": { \"attempts_to_1e\": 0 }", "expected a number above 0"),
    ("\"one_interface\": { \"first\": \"both\" }", "odd-first"),
  ])
  func whatGoesTogether(keys: String, message: String) throws {
    do {
      _ = try Self.read(
        """
        { "schema": "swapline.chain/1", "segments": [ { "success_probability": 0.1 }, { "success_probability": 0.2 } ], \(keys) }
        """)
      Issue.record("no fault")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }

  @Test func everyKeyIsRead() throws {
    let chain = try Self.read(
      """
      { "schema": "swapline.chain/1", "mode": "physical", "latency": "messages", "group_index": 1.5, "name": "x",
        "segments": [ { "success_probability": 0.01, "modes": 10, "werner": 0.98, "length_km": 20 },
          { "success_probability": 0.02, "attempt_period_s": 0.00045, "characters": [0.97, 0.96, 0.98], "message_delay_s": 0.0001 },
          { "success_probability": 1, "attempt_period_s": 0.001, "bell_diagonal": [0.9, 0.05, 0, 0.05] } ],
        "swap": [ { "policy": "nested", "success_probability": 0.5, "characters": [1, 0.9, 0.9] }, { "werner": 0.99 } ],
        "memory": { "kind": "t1-t2", "t1": 4, "t2": 2, "convention": "pair-time", "ends": "stored" },
        "cutoff": { "kind": "memory-time", "values": [0.1, 0.2, 0.3] }, "protocol": [0, 1, 0], "purification": "dejmps",
        "tree": [[0, 1], 2], "delivery": "on-demand" }
      """)
    let travel = 20 * 1.5 / 299_792.458
    #expect(chain.segments[0].attemptPeriod == travel && chain.segments[0].messageDelay == travel)
    #expect(chain.segments[0].modes == 10 && chain.segments[0].state == BellDiagonalState(werner: 0.98))
    #expect(chain.segments[1].messageDelay == 0.0001 && chain.segments[1].state.y == 0.96)
    #expect(
      abs(chain.segments[2].state.z - 0.9) < 1e-15 && abs(chain.segments[2].state.fidelity - 0.9) < 1e-15)
    #expect(chain.swaps[0].successProbability == 0.5 && chain.swaps[1].noise.x == 0.99)
    #expect(chain.policy == .nested && chain.tree == .node(.node(.leaf(0), .leaf(1)), .leaf(2)))
    #expect(chain.memory == .t1t2(t1: 4, t2: 2, convention: .pair, ends: .stored))
    #expect(chain.cutoff == Cutoff(kind: .memoryTime, values: [0.1, 0.2, 0.3]))
    #expect(chain.protocolSteps == [.swap, .purify, .swap] && chain.purification == .dejmps)
    #expect(chain.faults.isEmpty)
  }

  @Test(arguments: [
    ("{}", "c.json:1:1: error: \"schema\" is missing, expected \"swapline.chain/1\""),
    (
      #"{ "schema": "swapline.chain/1", "segments": [{ "success_probability": 0 }] }"#,
      "c.json:1:71: error: \"success_probability\" is 0, expected a number from 1e-15 to 1"
    ),
    (
      #"{ "schema": "swapline.chain/1", "segments": [{ "success_probability": 1, "wener": 1 }] }"#,
      "c.json:1:74: error: unknown key \"wener\" (did you mean \"werner\"?)"
    ),
    (
      #"{ "schema": "swapline.chain/1", "segments": [{ "success_probability": 1, "characters": [1, 1, -1] }] }"#,
      "c.json:1:88: error: these characters belong to no state: a Bell state would have the probability -0.5"
    ),
    (
      #"{ "schema": "swapline.chain/1", "segments": [{ "success_probability": 1 }], "protocol": [0] }"#,
      "c.json:1:89: error: a protocol goes with the policy nested, not asap-sequential"
    ),
    (
      #"{ "schema": "swapline.chain/1", "segments": [{ "success_probability": 1 }], "memory": { "kind": "t1-t2", "t1": 1, "t2": 3 } }"#,
      "c.json:1:121: error: t2 is 3.0, more than twice t1 = 1.0"
    ),
    (
      #"{ "schema": "swapline.chain/1", "segments": [{ "success_probability": 1 }], "tree": [0, 1, 2] }"#,
      "c.json:1:85: error: a node of the tree has 3 parts, expected two: [left, right]"
    ),
  ])
  func faultsHaveTheirPlace(text: String, message: String) {
    do {
      _ = try Self.read(text)
      Issue.record("no error")
    } catch {
      #expect(error.description.split(separator: "\n").contains { $0 == message }, "\(error.description)")
    }
  }

  @Test func tooManySegments() {
    let segment = #"{ "success_probability": 0.5 }"#
    let text =
      #"{ "schema": "swapline.chain/1", "segments": ["#
      + [String](repeating: segment, count: 65).joined(separator: ", ") + "] }"
    #expect {
      try Self.read(text)
    } throws: {
      "\($0)".contains("\"segments\" has 65 items, expected at most 64")
    }
  }

  @Test func estimatesAreOneJSONDocument() throws {
    var chain = DeterministicAsapTests.chain(3, p: 0.2, q: 0.5, memory: .dephasing(time: 40))
    for policy in SwapPolicy.allCases {
      chain.policy = policy
      let report = EstimateReport(
        chain: chain, exact: try? chain.exactEstimate(), exactUnavailable: nil,
        monteCarlo: try chain.sample(MonteCarloOptions(samples: 300)))
      let json = try LocatedJSON(parsing: Array(report.json.document.utf8), file: "out")
      #expect(json["policy"]?.text == policy.rawValue)
      #expect(
        json["exact"]?["mean_time"]?.number != nil && json["monte_carlo"]?["mean_time_se"]?.number != nil)
      // Every key that is written is in the schema, and every required one is written.
      guard case .object(let written) = report.json, case .object(let schema) = EstimateReport.schema,
        case .object(let known)? = schema.first(where: { $0.key == "properties" })?.value,
        case .array(let required)? = schema.first(where: { $0.key == "required" })?.value
      else {
        Issue.record("not an object")
        return
      }
      for member in written { #expect(known.contains { $0.key == member.key }, "\(member.key)") }
      for name in required { #expect(written.contains { JSON.string($0.key) == name }) }
    }
  }

  @Test func tracesAddUp() throws {
    for policy in SwapPolicy.allCases {
      let chain = DeterministicAsapTests.chain(4, p: 0.3, q: 0.6, policy: policy)
      let trace = try chain.trace(sample: 3)
      let times = trace.events.map(\.time)
      #expect(times == times.sorted() && trace.events.last?.kind == .delivered)
      // The sampled delivery of the same number takes the same time.
      #expect(trace.events.count { $0.kind == .generated } >= 4)
      for event in trace.events where event.kind == .swapped || event.kind == .swapFailed {
        let repeater = try #require(event.repeater)
        #expect(event.left < repeater && repeater < event.right)
      }
    }
  }
}
