import LinkPhysics
import SourceDocument
import TestSupport
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
  static let planning = SharedFiles.exists("reference/planning_reference.json")
  static let chains = SharedFiles.exists("reference/chain_reference.json")

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
    let reference = try SharedFiles.located("reference/chain_reference.json")
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
      #expect(abs(KeyRule(basis: .zx).fraction(exact.state!) - entry["skf_bb84"]!.number!) < 1e-7)
    }
    #expect(checked > 10)
  }

  @Test(.enabled(if: planning, "reference numbers are not beside the package"))
  func heterogeneousTrees() throws {
    let reference = try SharedFiles.located("reference/planning_reference.json")
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
    let reference = try SharedFiles.located("reference/planning_reference.json")
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

  /// Grids that are not exact: periods without a common measure, and attempts too many to be carried.
  @Test func coarserGrids() throws {
    func chain(_ p: Double, _ periods: [Double], q: Double) -> Chain {
      Chain(
        timeBase: .physical,
        segments: periods.map { Segment(successProbability: p, attemptPeriod: $0, messageDelay: $0 / 3) },
        swaps: periods.dropFirst().map { _ in Swap(successProbability: q) }, policy: .nested,
        memory: .dephasing(time: 40 * periods[0] / p))
    }
    // Scaling: at p → 0 the time times p and the decay do not depend on p.
    let few = try chain(1e-9, [1, 1, 1, 1], q: 0.5).exactEstimate()
    let fewer = try chain(1e-11, [1, 1, 1, 1], q: 0.5).exactEstimate()
    #expect(relativeDifference(few.meanTime * 1e-9, fewer.meanTime * 1e-11) < 1e-7)
    // Four segments of exponential times at q = 1/2 take 26/3 times as long as one.
    #expect(relativeDifference(fewer.meanTime * 1e-11, 26.0 / 3) < 1e-6)
    let irregular = chain(0.02, [1, 1.2345678, 0.8765432], q: 0.7)
    let rough = try irregular.exactEstimate()
    let sampled = try irregular.sample(MonteCarloOptions(samples: isOptimised ? 100_000 : 1_000))
    #expect(agrees(sampled.meanTime, rough.meanTime) && agrees(sampled.x, rough.state!.x))
    guard isOptimised else { return }
    let tiny = chain(1e-6, [1, 1.2345678, 0.8765432], q: 0.7)
    let coarse = try tiny.exactEstimate()
    #expect(coarse.meanTimeError < 1e-5)
    let check = try tiny.sample(MonteCarloOptions(samples: isOptimised ? 100_000 : 1_000))
    #expect(agrees(check.meanTime, coarse.meanTime) && agrees(check.x, coarse.state!.x))
  }

  /// Messages that end between attempts move arrivals across the edge of a cut-off.
  @Test func messagesAndCutoffs() throws {
    func chain(_ p: [Double], periods: [Double], messages: [Double], q: [Double], cutoffs: [Double]) -> Chain
    {
      Chain(
        timeBase: .physical,
        segments: p.indices.map {
          Segment(
            successProbability: p[$0], attemptPeriod: periods[$0],
            state: BellDiagonalState(x: 0.97, y: 0.96, z: 0.98), messageDelay: messages[$0])
        },
        swaps: q.map { Swap(successProbability: $0) }, policy: .nested, memory: .dephasing(time: 0.05),
        cutoff: Cutoff(kind: .memoryTime, values: cutoffs),
        tree: p.indices.dropFirst().reduce(.leaf(0)) { .node($0, .leaf($1)) })
    }
    // By an independent recursion over all pairs of arrival times on ticks of 0.5 ms.
    let onGrid = try chain(
      [0.5, 0.6, 0.7], periods: [0.001, 0.001, 0.002], messages: [0.0005, 0.001, 0.0005], q: [0.8, 0.7],
      cutoffs: [0.003, 0.005]
    ).exactEstimate()
    #expect(relativeDifference(onGrid.meanTime, 0.009583777460533635) < 1e-10)
    #expect(relativeDifference(onGrid.standardDeviation!, 0.006915468917027761) < 1e-10)
    #expect(abs(onGrid.state!.x - 0.8425536708467661) < 1e-10)
    #expect(abs(onGrid.state!.y - 0.8167630296177125) < 1e-10)
    #expect(abs(onGrid.state!.z - 0.9411919999999997) < 1e-10)
    guard isOptimised else { return }
    for periods in [[0.001, 0.002, 0.003], [0.001, 0.0017320508, 0.0031415927]] {
      let offGrid = chain(
        [0.1, 0.1, 0.1], periods: periods, messages: [0.000098, 0.000147, 0.000294], q: [0.5, 0.5],
        cutoffs: [0.01])
      let exact = try offGrid.exactEstimate()
      let sampled = try offGrid.sample(MonteCarloOptions(samples: 200_000, threads: 2))
      #expect(agrees(sampled.meanTime, exact.meanTime, error: exact.meanTimeError * exact.meanTime))
      #expect(agrees(sampled.x, exact.state!.x, error: exact.stateError))
    }
  }
}
