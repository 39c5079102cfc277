import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing

@testable import ChainSimulator

@Suite struct DeterministicAsapTests {
  static let planning = SharedFiles.exists("reference/planning_reference.json")
  static let chains = SharedFiles.exists("reference/chain_reference.json")

  static func chain(
    _ n: Int, p: Double, q: Double = 1, memory: Memory = .perfect, policy: SwapPolicy = .asapSequential
  ) -> Chain {
    Chain(
      timeBase: .rounds, segments: [Segment](repeating: Segment(successProbability: p), count: n),
      swaps: [Swap](repeating: Swap(successProbability: q), count: n - 1), policy: policy, memory: memory,
      latency: .none)
  }

  /// 11 equal links of 1/11 of 1,000 km: the expected numbers of the headline job.
  @Test func headlineChain() throws {
    let length = 1000.0 / 11
    let segment = Segment(
      successProbability: pow(10, -0.02 * length), attemptPeriod: length / 2e5)
    let chain = Chain(
      timeBase: .physical, segments: [Segment](repeating: segment, count: 11),
      swaps: [Swap](repeating: Swap(), count: 10), policy: .asapSequential, memory: .dephasing(time: 10),
      latency: .none)
    let exact = try chain.exactEstimate()
    let state = try #require(exact.state)
    #expect(abs(exact.meanTime / segment.attemptPeriod - 197.674) < 5e-4)
    #expect(abs(1 / exact.meanTime - 11.129) < 5e-4)
    #expect(abs(state.fidelity - 0.985414) < 5e-7)
    #expect(abs(KeyRule(basis: .zx).fraction(state) / exact.meanTime - 9.907) < 5e-4)
    let sampled = try chain.sample(MonteCarloOptions(samples: 4_000))
    #expect(abs(sampled.meanTime.value - exact.meanTime) < 4 * sampled.meanTime.standardError)
    #expect(abs(sampled.fidelity.value - state.fidelity) < 4 * sampled.fidelity.standardError)
  }

  @Test(.enabled(if: planning, "reference numbers are not beside the package"))
  func planningReference() throws {
    let reference = try SharedFiles.located("reference/planning_reference.json")
    for entry in try #require(reference["estimators"]).items {
      let inputs = try #require(entry["inputs"])
      let name = try #require(entry["name"]?.text)
      let exact = try #require(entry["exact"]?.number)
      let p = inputs["p"]?.numbers ?? []
      let hazards = p.map { -log1p(-$0) }
      let value: Double
      switch name {
      case "emax_geom", "emax_lattice":
        value = ParallelGeneration(periods: inputs["tau"]!.numbers, hazards: hazards).moments().mean
      case "swapasap_decay", "swapasap_second_char":
        let a = inputs["a"]!.numbers
        value =
          SwapAsapDecay(periods: p.map { _ in 1 }, hazards: hazards).mean(rates: a.map { -log($0) }).value
      default: continue
      }
      #expect(
        relativeDifference(value, exact) < 1e-9, "\(entry["id"]?.text ?? "") \(name): \(value) \(exact)")
    }
  }

  @Test(.enabled(if: chains, "reference numbers are not beside the package"))
  func maximaOfGeometricTimes() throws {
    let reference = try SharedFiles.located("reference/chain_reference.json")
    let values = try #require(reference["closed_forms"]?["E_max_of_n_geometrics"]?["values"]).items
    for entry in values {
      let n = Int(entry["n"]!.number!)
      let chain = Self.chain(n, p: entry["p"]!.number!)
      #expect(relativeDifference(try chain.exactEstimate().meanTime, entry["E_max"]!.number!) < 1e-9)
    }
  }

  @Test(.enabled(if: chains, "reference numbers are not beside the package"))
  func deterministicChains() throws {
    let reference = try SharedFiles.located("reference/chain_reference.json")
    for entry in try #require(reference["swap_asap_deterministic_exact"]).items {
      let n = Int(entry["segments"]!.number!)
      let p = entry["p_gen"]!.number!
      let time = entry["T"]!.number!
      for (key, memory) in [
        ("E_exp_interior", Memory.depolarising(time: time)),
        ("E_exp_link", .depolarising(time: time, convention: .pair)),
        ("E_exp_allqubits", .depolarising(time: time, ends: .stored)),
      ] {
        guard let expected = entry[key]?.number else { continue }
        let exact = try Self.chain(n, p: p, memory: memory).exactEstimate()
        let w = try #require(exact.state).x
        #expect(relativeDifference(w, expected) < 1e-9, "\(n) \(p) \(time) \(key): \(w), not \(expected)")
        #expect(relativeDifference(exact.meanTime, entry["mean_T"]!.number!) < 1e-9)
      }
    }
  }
}
