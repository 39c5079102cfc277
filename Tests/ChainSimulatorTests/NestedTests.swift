import LinkPhysics
import SourceDocument
import Testing

@testable import ChainSimulator

/// Long reference chains run in release builds only.
let isOptimised: Bool = {
  #if DEBUG
    false
  #else
    true
  #endif
}()

@Suite struct NestedTests {
  static let planning = ReferenceFile.exists("planning_reference")
  static let chains = ReferenceFile.exists("chain_reference")

  static func chain(from entry: LocatedJSON) -> Chain {
    let steps = entry["protocol"]!.numbers.map { ProtocolStep(rawValue: Int($0))! }
    let n = Int(entry["segments"]!.number!)
    let segment = Segment(
      successProbability: entry["p_gen"]!.number!, state: BellDiagonalState(werner: entry["w0"]!.number!))
    let coherence = entry["t_coh"]!.number ?? .infinity
    let cuts = entry["mt_cut"]!.numbers
    return Chain(
      timeBase: .rounds, segments: [Segment](repeating: segment, count: n),
      swaps: [Swap](repeating: Swap(successProbability: entry["p_swap"]!.number!), count: n - 1),
      policy: .nested, memory: .depolarising(time: coherence, convention: .pair),
      cutoff: cuts.isEmpty ? nil : Cutoff(kind: .memoryTime, values: cuts), protocolSteps: steps,
      latency: .none)
  }

  @Test(.enabled(if: chains, "reference numbers are not beside the package"))
  func nestedReference() throws {
    let reference = try ReferenceFile.load("chain_reference")
    var checked = 0
    for entry in try #require(reference["nested_exact"]).items {
      guard entry["t_trunc"]!.number! <= (isOptimised ? 1e7 : 2_500) else { continue }
      checked += 1
      let chain = Self.chain(from: entry)
      let exact = try chain.exactEstimate()
      let tolerance = entry["coverage"]!.number! < 1 - 1e-9 ? 2e-6 : 1e-9
      let what =
        "\(chain.protocolSteps.map(\.rawValue)) \(entry["p_gen"]!.number!) \(entry["p_swap"]!.number!)"
      #expect(relativeDifference(exact.meanTime, entry["mean_T"]!.number!) < tolerance, "\(what) mean")
      #expect(relativeDifference(exact.state!.x, entry["mean_w"]!.number!) < tolerance, "\(what) w")
      // The reference sums its second moments over millions of rounding errors: two segments in closed form differ from it
      // by 4e-8, from this code by 1e-12.
      #expect(
        relativeDifference(exact.standardDeviation!, entry["std_T"]!.number!) < max(tolerance * 5, 1e-7),
        "\(what) std")
      for quantile in exact.quantiles {
        #expect(
          quantile.time == entry[quantile.share == 0.5 ? "T_p50" : "T_p95"]!.number!, "\(what) quantile")
      }
      #expect(abs(exact.state!.bb84KeyFraction - entry["skf_bb84"]!.number!) < 1e-7)
    }
    #expect(checked > 10)
  }

  @Test(.enabled(if: planning, "reference numbers are not beside the package"))
  func heterogeneousTrees() throws {
    let reference = try ReferenceFile.load("planning_reference")
    for entry in try #require(reference["estimators"]).items where entry["name"]?.text == "nested_ET" {
      let inputs = entry["inputs"]!
      let periods = inputs["per"]!.numbers
      let segments = zip(inputs["p"]!.numbers, periods).map {
        Segment(successProbability: $0, attemptPeriod: $1)
      }
      let chain = Chain(
        timeBase: .rounds, segments: segments,
        swaps: [Swap](repeating: Swap(successProbability: inputs["q"]!.number!), count: segments.count - 1),
        policy: .nested, latency: .none)
      let mean = try chain.exactEstimate().meanTime
      #expect(relativeDifference(mean, entry["exact"]!.number!) < 1e-9, "\(entry["id"]!.text!)")
    }
  }

  @Test(.enabled(if: planning, "reference numbers are not beside the package"))
  func purificationOfBellDiagonalStates() throws {
    let reference = try ReferenceFile.load("planning_reference")
    func state(_ p: [Double]) -> BellDiagonalState { BellDiagonalState(i: p[0], x: p[1], y: p[2], z: p[3]) }
    for entry in try #require(reference["state_algebra"]).items {
      guard let u = entry["u"]?.numbers, let v = entry["v"]?.numbers, let out = entry["out"]?.numbers else {
        continue
      }
      let result: BellDiagonalState
      if let success = entry["psucc"]?.number {
        // The bilateral CNOT alone is DEJMPS of states whose Y and Z errors were exchanged before.
        func exchanged(_ p: [Double]) -> BellDiagonalState { state([p[0], p[1], p[3], p[2]]) }
        let outcome = PurificationScheme.dejmps.purify(exchanged(u), exchanged(v))
        #expect(abs(outcome.successProbability - success) < 1e-14)
        result = outcome.state
      } else {
        result = state(u) * state(v)
      }
      let p = result.probabilities
      for (a, b) in zip([p.i, p.x, p.y, p.z], out) { #expect(abs(a - b) < 1e-14) }
    }
  }

  @Test func wernerPurificationIsTheTwirledGeneralOne() {
    // Bennett et al. 1996: F' = (F1 F2 + g1 g2)/N with g = (1−F)/3.
    let (f1, f2) = (0.9, 0.8)
    let (g1, g2) = ((1 - f1) / 3, (1 - f2) / 3)
    let n = f1 * f2 + f1 * g2 + g1 * f2 + 5 * g1 * g2
    let out = PurificationScheme.bbpssw.purify(
      BellDiagonalState(werner: (4 * f1 - 1) / 3), BellDiagonalState(werner: (4 * f2 - 1) / 3))
    #expect(abs(out.successProbability - n) < 1e-15)
    #expect(abs(out.state.fidelity - (f1 * f2 + g1 * g2) / n) < 1e-15)
  }
}
