import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing

@testable import ChainSimulator

/// Whether a sampled figure is within 4 standard errors (of both, where the expected one is sampled too).
func agrees(_ sampled: Measured, _ expected: Double, error: Double = 0) -> Bool {
  let scale = (sampled.standardError * sampled.standardError + error * error).squareRoot()
  return abs(sampled.value - expected) <= 4 * scale + 1e-12 * abs(expected)
}

@Suite struct MonteCarloTests {
  static let samples = isOptimised ? 30_000 : 400

  @Test(
    .enabled(
      if: SharedFiles.exists("reference/chain_reference.json"), "reference numbers are not beside the package"
    ))
  func probabilisticReference() throws {
    let reference = try SharedFiles.located("reference/chain_reference.json")
    for entry in try #require(reference["swap_asap_probabilistic_mc"]).items {
      let cut = entry["cutoff"]!.number!
      for time in ["400", "1000", "5000"] {
        for (key, memory) in [
          ("E_exp_link", Memory.depolarising(time: Double(time)!, convention: .pair)),
          ("E_exp_interior_qubits", .depolarising(time: Double(time)!)),
        ] {
          if !isOptimised, time != "400" { continue }
          guard let expected = entry[key]?[time]?.number else { continue }
          var chain = DeterministicAsapTests.chain(
            Int(entry["segments"]!.number!), p: entry["p_gen"]!.number!, q: entry["p_swap"]!.number!,
            memory: memory,
            policy: entry["tie"]!.text! == "sequential_LR" ? .asapSequential : .asapSimultaneous)
          if cut > 0 { chain.cutoff = Cutoff(kind: .age, values: [cut]) }
          let sampled = try chain.sample(MonteCarloOptions(seed: 7, samples: Self.samples, threads: 2))
          let what =
            "\(chain.segments.count) \(entry["p_gen"]!.number!) \(entry["p_swap"]!.number!) \(cut) \(chain.policy) \(key) \(time)"
          #expect(
            agrees(sampled.meanTime, entry["mean_T"]!.number!, error: entry["se_T"]!.number!),
            "\(what): \(sampled.meanTime)")
          let error = entry["se_E_exp_link"]?[time]?.number ?? 0
          #expect(agrees(sampled.x, expected, error: error), "\(what): \(sampled.x), not \(expected)")
          // Links per pair carry no error in the reference: its own is about that of the time.
          let links = entry["mean_links"]!.number!
          #expect(
            relativeDifference(sampled.linksPerPair, links) < (isOptimised ? 0.02 : 0.3), "\(what) links")
        }
      }
    }
  }

  /// Samples that hardly differ: the scatter of a slow decay is its rate times that of the wait, to many digits, and
  /// nothing at all where nothing waits. Every kernel, the same seed.
  @Test(arguments: [SwapPolicy.asapSimultaneous, .asapSequential, .nested], [1.0, 0.6])
  func scatterIsNotRounding(policy: SwapPolicy, q: Double) throws {
    func sampled(_ segments: Int, _ time: Double) throws -> MonteCarloEstimate {
      var chain = DeterministicAsapTests.chain(
        segments, p: 0.1, q: q, memory: .depolarising(time: time), policy: policy)
      for i in chain.segments.indices {
        chain.segments[i].state = BellDiagonalState(x: 0.91, y: 0.83, z: 0.77)
      }
      return try chain.sample(MonteCarloOptions(seed: 3, samples: 400, threads: 1))
    }
    let alone = try sampled(1, 100)
    #expect(alone.fidelity.standardError == 0 && alone.x.standardError == 0)
    #expect(alone.fidelity.value == (1 + 0.91 + 0.83 + 0.77) / 4)
    let (slow, slower) = try (sampled(2, 1e7), sampled(2, 1e11))
    #expect(slower.x.standardError > 0)
    #expect(relativeDifference(slow.x.standardError, 1e4 * slower.x.standardError) < 1e-4)
    #expect(relativeDifference(slow.fidelity.standardError, 1e4 * slower.fidelity.standardError) < 1e-4)
  }

  @Test(
    .enabled(
      if: SharedFiles.exists("reference/chain_reference.json"), "reference numbers are not beside the package"
    ))
  func nestedReference() throws {
    let reference = try SharedFiles.located("reference/chain_reference.json")
    for (i, entry) in try #require(reference["nested_exact"]).items.enumerated()
    where i % (isOptimised ? 1 : 7) == 0 {
      let chain = NestedTests.chain(from: entry)
      let sampled = try chain.sample(
        MonteCarloOptions(seed: 3, samples: isOptimised ? 10_000 : 75, threads: 2))
      let what =
        "\(chain.protocolSteps.map(\.rawValue)) \(entry["p_gen"]!.number!) \(entry["p_swap"]!.number!)"
      #expect(agrees(sampled.meanTime, entry["mean_T"]!.number!), "\(what): \(sampled.meanTime)")
      // A mean made by rare events alone is nothing that a few thousand samples can tell.
      if entry["mean_w"]!.number! < 0.01 { continue }
      #expect(
        agrees(sampled.x, entry["mean_w"]!.number!), "\(what): \(sampled.x), not \(entry["mean_w"]!.number!)")
    }
  }

  @Test func theSameForAnyNumberOfThreads() throws {
    var chain = DeterministicAsapTests.chain(5, p: 0.2, q: 0.7, memory: .dephasing(time: 50))
    for policy in SwapPolicy.allCases {
      chain.policy = policy
      let one = try chain.sample(MonteCarloOptions(seed: 5, samples: 1_300, threads: 1))
      let three = try chain.sample(MonteCarloOptions(seed: 5, samples: 1_300, threads: 3))
      #expect(one.meanTime == three.meanTime && one.x == three.x && one.histogram == three.histogram)
      let other = try chain.sample(MonteCarloOptions(seed: 6, samples: 1_300, threads: 1))
      #expect(one.meanTime != other.meanTime)
    }
  }

  @Test func stopsAtTheRequestedError() throws {
    let chain = DeterministicAsapTests.chain(4, p: 0.1, q: 0.8)
    let sampled = try chain.sample(MonteCarloOptions(samples: 10_000_000, relativeError: 0.02))
    #expect(sampled.stop == .relativeError && sampled.samples < 100_000)
    #expect(sampled.meanTime.standardError <= 0.02 * sampled.meanTime.value)
    let cancelled = try chain.sample(MonteCarloOptions(samples: 10_000_000, isCancelled: { true }))
    #expect(cancelled.stop == .cancelled)
  }

  /// Samples that share a logarithm are independent: the mean of many is off by its standard error, no more and no less.
  @Test func standardErrorsAreRight() throws {
    let chain = DeterministicAsapTests.chain(3, p: 0.3, memory: .dephasing(time: 20))
    let exact = try chain.exactEstimate()
    let runs = isOptimised ? 400 : 20
    var squares = (time: 0.0, x: 0.0)
    for seed in 0..<runs {
      let sampled = try chain.sample(MonteCarloOptions(seed: UInt64(seed), samples: 1_000))
      let time = (sampled.meanTime.value - exact.meanTime) / sampled.meanTime.standardError
      let x = (sampled.x.value - exact.state!.x) / sampled.x.standardError
      squares.time += time * time / Double(runs)
      squares.x += x * x / Double(runs)
    }
    // The variance of χ²₁ is 2.
    let tolerance = 4 * (2 / Double(runs)).squareRoot()
    #expect(abs(squares.time - 1) < tolerance && abs(squares.x - 1) < tolerance, "\(squares)")
  }

  @Test func wholeNumbersAbove() {
    let x = Lanes(0, 0.25, 1.75, 1e12 + 0.5)
    #expect(wholeAbove(x) == Lanes(1, 1, 2, 1e12 + 1))
    #expect(wholeAbove(Lanes(repeating: -0.0)) == Lanes(repeating: 1))
  }

  @Test func cancelledBeforeTheFirstDelivery() throws {
    for policy in [SwapPolicy.asapSequential, .nested] {
      for q in [1, 0.5] {
        let chain = DeterministicAsapTests.chain(4, p: 0.1, q: q, policy: policy)
        #expect(try chain.sample(MonteCarloOptions(isCancelled: { true })).samples == 0)
      }
    }
  }

  @Test func logarithmIsWithinOneUlp() {
    var random = LaneRandom(seed: 1, block: 0, segment: 0)
    for _ in 0..<(isOptimised ? 100_000 : 2_000) {
      // Products of two are what is used.
      let u = random.uniform() * random.uniform()
      let vector = logarithm(u)
      for lane in 0..<4 {
        #expect(abs(vector[lane] - log(u[lane])) <= log(u[lane]).ulp)
        #expect(vector[lane] == logarithm(u[lane]))
      }
    }
    for x in stride(from: -700.0, through: 0, by: 0.37) {
      #expect(abs(exponential(x) - exp(x)) <= 2 * exp(x).ulp)
    }
    #expect(logarithm(1.0) == 0 && exponential(0.0) == 1)
  }
}
