import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing

@testable import ChainSimulator

private let reference = "reference/physics2_reference.json"

/// Entries of the physics reference by the beginning of their id.
func physicsReference(_ prefix: String) throws -> [LocatedJSON] {
  try SharedFiles.located(reference)["entries"]!.items.filter { $0["id"]!.text!.hasPrefix(prefix) }
}

private func segment(
  _ scheme: Scheme, _ left: Double, _ right: Double, p: Double, groupIndex: Double = 1.4682, prep: Double = 0
) -> Segment {
  let perKm = groupIndex / 299_792.458
  let hop = HopGeometry(
    leftLengthKm: left, rightLengthKm: right, leftLossDb: 0, rightLossDb: 0, leftDelayS: left * perKm,
    rightDelayS: right * perKm)
  return Segment(
    successProbability: p, attemptPeriod: prep + scheme.heraldDelayS(over: hop),
    heraldWait: scheme.heraldWait(over: hop), messageDelay: hop.delayS)
}

private func chain(_ segments: [Segment], memory: Memory, policy: SwapPolicy = .asapSimultaneous) -> Chain {
  Chain(
    timeBase: .physical, segments: segments, swaps: Array(repeating: Swap(), count: segments.count - 1),
    policy: policy, memory: memory, latency: .none)
}

@Suite struct HeraldWaitTests {
  private static let schemes: [String: Scheme] = [
    "midpoint": .doubleClick, "serial": .serialReflection, "central": .centralPairSource,
  ]

  @Test(.enabled(if: SharedFiles.exists(reference), "\(SharedFiles.absent(reference))"))
  func waitsOfEveryScheme() throws {
    let entries = try physicsReference("1.").filter { $0["output"]!["own_us"] != nil }
    #expect(entries.count == 6)
    for entry in entries {
      let inputs = entry["inputs"]!
      let scheme = try #require(Self.schemes[inputs["scheme"]!.text!])
      let perKm = inputs["group_index"]!.number! / 299_792.458
      let hop = HopGeometry(
        leftLengthKm: 0, rightLengthKm: 0, leftLossDb: 0, rightLossDb: 0,
        leftDelayS: inputs["left_km"]!.number! * perKm, rightDelayS: inputs["right_km"]!.number! * perKm)
      let wait = scheme.heraldWait(over: hop)
      let output = entry["output"]!
      for (found, right) in zip(
        [wait.own.left, wait.own.right, wait.both.left, wait.both.right],
        output["own_us"]!.numbers + output["end_us"]!.numbers)
      {
        #expect(abs(found * 1e6 - right) < 1e-6)
      }
      #expect(relativeDifference(scheme.heraldDelayS(over: hop), output["period_s"]!.number!) < 1e-8)
    }
  }

  /// One photon after the other, with messages that travel: when each side knows, and when both do.
  @Test func waitsByEvents() {
    var random = SplitMix(seed: 31)
    for _ in 0..<200 {
      let (l, r) = (random.unit() * 1e-3, random.unit() * 1e-3)
      let hop = HopGeometry(
        leftLengthKm: 0, rightLengthKm: 0, leftLossDb: 0, rightLossDb: 0, leftDelayS: l, rightDelayS: r)
      // At a station both photons meet when the longer way is over; then the answer goes back.
      let meet = max(l, r)
      let station = Scheme.singleClick.heraldWait(over: hop)
      let (leftKnows, rightKnows) = (meet + l, meet + r)
      let all = max(leftKnows, rightKnows)
      #expect(abs(station.own.left - (leftKnows - (meet - l))) < 1e-15)
      #expect(abs(station.own.right - (rightKnows - (meet - r))) < 1e-15)
      #expect(abs(station.both.left - (all - (meet - l))) < 1e-15)
      #expect(abs(station.both.right - (all - (meet - r))) < 1e-15)
      // A source in the middle: absorbed at l and r, then each node tells the other.
      let central = Scheme.centralPairSource.heraldWait(over: hop)
      let (left, right) = (max(l, r + l + r), max(r, l + l + r))
      #expect(abs(central.own.left - (left - l)) < 1e-15 && abs(central.own.right - (right - r)) < 1e-15)
      #expect(abs(central.both.left - (max(left, right) - l)) < 1e-15)
      #expect(abs(central.both.right - (max(left, right) - r)) < 1e-15)
    }
  }

  @Test func oneIdealHop() throws {
    // 50 + 50 km, T2 1 ms, ends stored: (1 + e^(−2 · 0.4897/1))/2.
    let hop = segment(.doubleClick, 50, 50, p: 0.1)
    func fidelity(_ ends: EndQubits) throws -> Double {
      try chain([hop], memory: .dephasing(time: 1e-3, ends: ends)).exactEstimate().fidelity!
    }
    let wait = 100 * 1.4682 / 299_792.458
    #expect(abs(try fidelity(.stored) - (1 + exp(-2 * wait / 1e-3)) / 2) < 1e-14)
    #expect(abs(try fidelity(.stored) - 0.687_753_604_578_903_6) < 1e-12)
    #expect(try fidelity(.measured) == 1)
    #expect(abs(try fidelity(.measuredAtHerald) - 0.687_753_604_578_903_6) < 1e-12)
    // The short arm knows sooner.
    let unlike = segment(.doubleClick, 20, 80, p: 0.1)
    func ofUnlike(_ ends: EndQubits) throws -> Double {
      try chain([unlike], memory: .dephasing(time: 1e-3, ends: ends)).exactEstimate().fidelity!
    }
    let perKm = 1.4682 / 299_792.458
    #expect(abs(try ofUnlike(.measuredAtHerald) - (1 + exp(-200 * perKm / 1e-3)) / 2) < 1e-14)
    #expect(abs(try ofUnlike(.stored) - (1 + exp(-260 * perKm / 1e-3)) / 2) < 1e-14)
  }

  @Test(.enabled(if: SharedFiles.exists(reference), "\(SharedFiles.absent(reference))"))
  func constantFactorsOfChains() throws {
    let entries = try physicsReference("1.c").filter { $0["inputs"]!["arms_km"] != nil }
    #expect(entries.count == 6)
    for entry in entries {
      let inputs = entry["inputs"]!
      let scheme = try #require(Self.schemes[inputs["scheme"]!.text!])
      let segments = inputs["arms_km"]!.items.map { segment(scheme, $0.numbers[0], $0.numbers[1], p: 0.1) }
      let ends: EndQubits = inputs["ends"]!.text == "stored" ? .stored : .measured
      let chain = chain(segments, memory: .dephasing(time: inputs["T2_s"]!.number!, ends: ends))
      #expect(relativeDifference(chain.heraldNoise.x, entry["output"]!.number!) < 1e-12)
      #expect(chain.heraldNoise.z == 1)
    }
    let corridor = try physicsReference("1.corr")[0]
    for (t2, factor) in zip([10, 0.1], corridor["output"]!.numbers) {
      let half = 88.909_090_909_090_9 / 2
      let chain = chain(
        Array(repeating: segment(.singleClick, half, half, p: 0.1), count: 11), memory: .dephasing(time: t2))
      #expect(relativeDifference(chain.heraldNoise.x, factor) < 1e-12)
    }
    let three = try physicsReference("1.u3")[0]
    let segments = zip(three["inputs"]!["arms_km"]!.items, three["inputs"]!["p"]!.numbers).map {
      segment(.singleClick, $0.numbers[0], $0.numbers[1], p: $1)
    }
    let estimate = try chain(segments, memory: .dephasing(time: 0.02)).exactEstimate()
    #expect(relativeDifference(estimate.state!.x, three["output"]!.number!) < 1e-9)
  }

  /// Every pair is followed from the emission of its photons: unlike arms, every policy of ends, periods that differ.
  @Test(arguments: EndQubits.allCases) func chainByEvents(ends: EndQubits) throws {
    var random = SplitMix(seed: 7)
    let arms = [(30.0, 20.0), (25, 40), (35, 35)]
    let p = [0.05, 0.08, 0.03]
    let (t1, t2, prep) = (0.05, 0.02, 2e-5)
    let perKm = 1.4682 / 299_792.458
    let segments = zip(arms, p).map { segment(.doubleClick, $0.0, $0.1, p: $1, prep: prep) }
    let exact = try chain(segments, memory: .t1t2(t1: t1, t2: t2, ends: ends)).exactEstimate()
    var (sumX, squareX, sumZ, squareZ) = (0.0, 0.0, 0.0, 0.0)
    let samples = 60_000
    for _ in 0..<samples {
      // Emission at both sides, and the moment from which both nodes know, of the successful attempt.
      let pairs = zip(arms, p).map {
        arm, p -> (left: Double, right: Double, known: Double, own: (Double, Double)) in
        let (l, r) = (arm.0 * perKm, arm.1 * perKm)
        let attempts = floor(log(1 - random.unit()) / log1p(-p))
        let start = attempts * (prep + 2 * max(l, r)) + prep
        let meet = start + max(l, r)
        return (meet - l, meet - r, meet + max(l, r), (meet + l, meet + r))
      }
      // Repeaters swap as soon as both pairs are known.
      let swaps = (0..<2).map { max(pairs[$0].known, pairs[$0 + 1].known) }
      let done = swaps.max()!
      var stored = 0.0
      for j in 0..<2 { stored += (swaps[j] - pairs[j].right) + (swaps[j] - pairs[j + 1].left) }
      switch ends {
      case .measured: break
      case .measuredAtHerald:
        stored += pairs[0].own.0 - pairs[0].left + pairs[2].own.1 - pairs[2].right
      case .stored: stored += (done - pairs[0].left) + (done - pairs[2].right)
      }
      let (x, z) = (exp(-stored / t2), exp(-stored / t1))
      sumX += x
      squareX += x * x
      sumZ += z
      squareZ += z * z
    }
    func score(_ sum: Double, _ square: Double, _ exact: Double) -> Double {
      let n = Double(samples)
      let mean = sum / n
      return (mean - exact) / ((square / n - mean * mean) / n).squareRoot()
    }
    #expect(abs(score(sumX, squareX, exact.state!.x)) < 4)
    #expect(abs(score(sumZ, squareZ, exact.state!.z)) < 4)
  }

  /// What is sampled is what is computed, with purification and trees too.
  @Test(arguments: SwapPolicy.allCases) func samplesAgree(policy: SwapPolicy) throws {
    let segments = [
      segment(.doubleClick, 10, 14, p: 0.2), segment(.doubleClick, 12, 12, p: 0.3),
      segment(.doubleClick, 9, 15, p: 0.25),
    ]
    var chain = chain(
      segments, memory: .dephasing(time: 5e-3, ends: .stored), policy: policy)
    if policy == .nested {
      chain.segments = [segments[0], segments[1]]
      chain.swaps = [Swap()]
      chain.protocolSteps = [.purify, .swap]
    }
    let exact = try chain.exactEstimate()
    let sample = try chain.sample(MonteCarloOptions(seed: 3, samples: 40_000, threads: 2))
    #expect(
      abs(sample.fidelity.value - exact.fidelity!) < 4 * sample.fidelity.standardError + 1e-12, "\(policy)")
  }

  @Test func chainFiles() throws {
    func chain(_ segment: String, _ more: String = "") throws -> Chain {
      try ChainFile.read(
        Array(
          """
          { "schema": "swapline.chain/1", "mode": "physical"\(more), "segments": [ { "success_probability": 0.1, \(segment) } ],
            "memory": { "kind": "dephasing", "time": 1e-3, "ends": "stored" } }
          """.utf8), file: "test")
    }
    let given = try chain(
      "\"attempt_period_s\": 1e-3, \"herald_wait_s\": [1e-4, 2e-4], \"own_herald_wait_s\": [5e-5, 2e-4]")
    #expect(given.segments[0].heraldWait == HeraldWait(own: Arms(5e-5, 2e-4), both: Arms(1e-4, 2e-4)))
    #expect(
      try ChainFile.chain(LocatedJSON(parsing: Array(ChainFile.json(given).document.utf8), file: "again"))
        == given)
    // Of a length alone the period is that of a station at the middle, and so is the wait.
    let wait = 100 * 1.4682 / 299_792.458
    #expect(abs(try chain("\"length_km\": 100").segments[0].heraldWait.both.left - wait) < 1e-15)
    #expect(try chain("\"length_km\": 100", ", \"latency\": \"none\"").segments[0].heraldWait == .none)
    #expect(try chain("\"length_km\": 100, \"attempt_period_s\": 1").segments[0].heraldWait == .none)
  }
}
