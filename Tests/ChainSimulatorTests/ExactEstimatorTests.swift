import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing

@testable import ChainSimulator

@Suite struct ExactEstimatorTests {
  /// Iñesta et al. 2023: swap-ASAP with cut-offs. The expected times come from an independent absorbing Markov chain whose states are
  /// the sets of stored pairs with their ages: generation, swaps, then pairs of the cut-off age are dropped.
  @Test func swapAsapWithCutoffs() throws {
    let cases: [(p: [Double], q: Double, cutoff: Double, together: Double, inOrder: Double)] = [
      ([0.5, 0.5], 0.5, 3, 5.454545454545454, 5.454545454545454),
      ([0.9, 0.9], 0.5, 1, 2.4279835390946505, 2.4279835390946505),
      ([0.5, 0.5, 0.5], 0.5, 4, 11.122075042299372, 10.987733504138667),
      ([0.9, 0.9, 0.9, 0.9], 0.5, 2, 9.349081138264037, 8.035674185005425),
      ([0.2, 0.4, 0.3, 0.5], 0.8, 3, 17.23760952554597, 17.321690705490493),
      ([0.6, 0.6, 0.6, 0.6, 0.6], 0.5, 2, 38.23919584142086, 36.76970054816167),
    ]
    for entry in cases {
      for (policy, expected) in [
        (SwapPolicy.asapSimultaneous, entry.together), (.asapSequential, entry.inOrder),
      ] {
        let chain = Chain(
          timeBase: .rounds, segments: entry.p.map { Segment(successProbability: $0) },
          swaps: entry.p.dropFirst().map { _ in Swap(successProbability: entry.q) }, policy: policy,
          cutoff: Cutoff(kind: .age, values: [entry.cutoff]), latency: .none)
        #expect(
          relativeDifference(try chain.exactEstimate().meanTime, expected) < 1e-12, "\(entry) \(policy)")
      }
    }
  }

  static let planning = SharedFiles.exists("reference/planning_reference.json")

  @Test(.enabled(if: planning, "reference numbers are not beside the package"))
  func planningReference() throws {
    let reference = try SharedFiles.located("reference/planning_reference.json")
    for entry in try #require(reference["estimators"]).items {
      let inputs = try #require(entry["inputs"])
      let exact = try #require(entry["exact"]?.number)
      let p = inputs["p"]?.numbers ?? []
      let hazards = p.map { -log1p(-$0) }
      let rates = inputs["a"].map { $0.numbers.map { -log($0) } } ?? []
      let ones = p.map { _ in 1 }
      func decay(_ i: Int, _ j: Int) -> Double {
        (i > 0 ? rates[i - 1] : 0) + (j < p.count - 1 ? rates[j] : 0)
      }
      let value: Double
      switch entry["name"]!.text! {
      case "emax_exp", "emax_exp_lower":
        // Exponential times are the limit of ever shorter periods at the same rates.
        let means =
          inputs["mu"]?.numbers
          ?? zip(hazards, inputs["tau"]!.numbers).map { $1 / $0 }
        value = ParallelGeneration.tail(of: means.map { 1 / $0 }, shifts: means.map { _ in 0 }, from: 0).mean
      case "swapasap_decay_exp":
        let means = inputs["mu"]!.numbers
        value =
          SwapAsapDecay(periods: means.map { 1e-9 * $0 }, hazards: means.map { _ in 1e-9 })
          .mean(rates: inputs["g"]!.numbers).value
      case "swapasap_endstore":
        let ends = -log(inputs["ae"]!.number!)
        value = IntervalDecay(periods: ones, hazards: hazards, lastTick: .max).mean {
          decay($0, $1) + ($0 == 0 ? ends : 0) + ($1 == p.count - 1 ? ends : 0)
        }
      case "swapasap_decay_periods":
        value = SwapAsapDecay(periods: inputs["per"]!.numbers, hazards: hazards).mean(rates: rates).value
      case "globalcut_ET", "globalcut_decay":
        var chain = DeterministicAsapTests.chain(p.count, p: 0.5)
        for i in p.indices { chain.segments[i].successProbability = p[i] }
        let limit = inputs["tc"]!.number!
        chain.cutoff = Cutoff(kind: .global, values: [limit])
        if entry["name"]!.text! == "globalcut_ET" {
          value = try chain.exactEstimate().meanTime
        } else {
          let all = ParallelGeneration(periods: ones.map(Double.init), hazards: hazards).probability(
            doneBy: limit)
          value =
            IntervalDecay(periods: ones, hazards: hazards, lastTick: Int(limit)).mean(decay: decay) / all
        }
      case "localcut2_ET", "localcut2_decay":
        let segments = ["p1", "p2"].map { Segment(successProbability: inputs[$0]!.number!) }
        // The first memory alone waits, at the repeater.
        let chain = Chain(
          timeBase: .rounds, segments: segments, swaps: [Swap()], policy: .nested,
          memory: .depolarising(time: -1 / log(inputs["a"]!.number!)),
          cutoff: Cutoff(kind: .memoryTime, values: [inputs["m"]!.number!]), latency: .none)
        let estimate = try chain.exactEstimate()
        value = entry["name"]!.text! == "localcut2_ET" ? estimate.meanTime : estimate.state!.x
      case "sequential_decay", "sequential_ET":
        let periods = inputs["tau"]?.numbers ?? ones.map(Double.init)
        // The reference lets each repeater have its own rate; with one rate per chain the factors are taken one by one.
        if entry["name"]!.text! == "sequential_ET" {
          var chain = DeterministicAsapTests.chain(p.count, p: 0.5, policy: .sequential)
          for i in p.indices {
            chain.segments[i] = Segment(successProbability: p[i], attemptPeriod: periods[i])
          }
          value = try chain.exactEstimate().meanTime
        } else {
          value = try inputs["rate"]!.numbers.indices.reduce(1.0) { product, i in
            let pair = Chain(
              timeBase: .physical,
              segments: [0, i + 1].map { Segment(successProbability: p[$0], attemptPeriod: periods[$0]) },
              swaps: [Swap()], policy: .sequential,
              memory: .depolarising(time: 1 / inputs["rate"]!.numbers[i]),
              latency: .none)
            return product * (try pair.exactEstimate().state!.x)
          }
        }
      case "swapasap_markov":
        value = try MarkovChainAsap(p: p, q: inputs["q"]!.numbers, isSimultaneous: true, cutoff: nil).time()
          .mean
      default: continue
      }
      #expect(
        relativeDifference(value, exact) < 1e-9,
        "\(entry["id"]!.text!) \(entry["name"]!.text!): \(value) \(exact)")
    }
  }

  @Test(.enabled(if: planning, "reference numbers are not beside the package"))
  func throughputBounds() throws {
    let reference = try SharedFiles.located("reference/planning_reference.json")
    for entry in try #require(reference["bounds"]).items {
      guard let inputs = entry["inputs"], let lp = entry["lp"]?.number else { continue }
      let rates = inputs["r"]!.numbers
      let q = inputs["q"]!.number!
      let fluid = FluidThroughput(rates: rates, swaps: [Double](repeating: q, count: rates.count - 1))
        .optimum()
      #expect(relativeDifference(fluid, lp) < 1e-9, "\(fluid) \(lp)")
      #expect(relativeDifference(FluidThroughput.normBound(rates: rates, q: q), entry["ls"]!.number!) < 1e-12)
    }
  }

  /// Every combination that has both answers, on random heterogeneous chains.
  @Test(arguments: isOptimised ? [1, 2, 3, 4] : [1])
  func exactAgreesWithMonteCarlo(seed: UInt64) throws {
    var random = SplitMix(seed: seed &* 0x9E37_79B9_7F4A_7C15)
    let memories: [(Double) -> Memory] = [
      { .dephasing(time: $0) }, { .depolarising(time: $0, ends: .stored) },
      { .t1t2(t1: 3 * $0, t2: $0, convention: .pair) }, { _ in .perfect },
    ]
    for policy in SwapPolicy.allCases {
      for (m, memory) in memories.enumerated() {
        for kind in [nil, Cutoff.Kind.global, .age, .memoryTime] {
          let n = policy == .nested ? random.whole(1...6) : random.whole(2...4)
          let physical = (m + n) % 2 == 0 && policy != .asapSequential && policy != .asapSimultaneous
          let q = kind == .global && policy != .nested ? 1 : random.uniform(0.6...1)
          var chain = Chain(
            timeBase: physical ? .physical : .rounds,
            segments: (0..<n).map { _ in
              Segment(
                successProbability: random.uniform(0.1...0.6),
                attemptPeriod: physical ? Double(random.whole(1...3)) : 1,
                modes: random.whole(1...2), state: BellDiagonalState(werner: random.uniform(0.9...1)),
                messageDelay: physical ? Double(random.whole(0...2)) : 0)
            },
            swaps: (1..<n).map { _ in
              Swap(
                successProbability: q,
                noise: BellDiagonalState(x: random.uniform(0.97...1), y: 0.97, z: random.uniform(0.97...1)))
            }, policy: policy, memory: memory(random.uniform(20...60)), latency: physical ? .messages : .none)
          if let kind {
            let least = kind == .global ? 12.0 : 4
            chain.cutoff = Cutoff(kind: kind, values: [Double(random.whole(Int(least)...30))])
          }
          guard chain.faults.isEmpty, let exact = try? chain.exactEstimate() else { continue }
          let sampled = try chain.sample(
            MonteCarloOptions(seed: seed, samples: isOptimised ? 100_000 : 600))
          let what =
            "\(policy) n=\(n) memory \(m) cut-off \(kind?.rawValue ?? "none") physical \(physical) q \(q)"
          #expect(
            agrees(sampled.meanTime, exact.meanTime), "\(what): \(sampled.meanTime) exact \(exact.meanTime)")
          guard let state = exact.state else { continue }
          for (a, b) in [
            (sampled.x, state.x), (sampled.y, state.y), (sampled.z, state.z),
            (sampled.fidelity, state.fidelity),
          ] {
            #expect(agrees(a, b, error: 1e-12), "\(what): \(a), exact \(b)")
          }
          // Four standard errors of a standard deviation, with room for its skewness.
          if let deviation = exact.standardDeviation {
            let room = 12 * deviation / Double(sampled.samples).squareRoot()
            #expect(abs(sampled.standardDeviation - deviation) < room + 1e-9, "\(what) std")
          }
        }
      }
    }
  }

  /// Purification in protocols, both schemes, general states.
  @Test(arguments: PurificationScheme.allCases, [[1, 0], [0, 1, 0], [1, 0, 1, 0], [1, 1, 0]])
  func protocolsAgreeWithMonteCarlo(scheme: PurificationScheme, steps: [Int]) throws {
    let n = 1 << steps.count { $0 == 0 }
    let chain = Chain(
      timeBase: .rounds,
      segments: (0..<n).map {
        Segment(
          successProbability: 0.3 + 0.05 * Double($0),
          state: BellDiagonalState(i: 0.88, x: 0.06, y: 0.01, z: 0.05))
      },
      swaps: [Swap](
        repeating: Swap(successProbability: 0.8, noise: BellDiagonalState(werner: 0.99)), count: n - 1),
      policy: .nested, memory: .dephasing(time: 80, ends: .stored),
      cutoff: Cutoff(kind: .memoryTime, values: [25]),
      protocolSteps: steps.map { ProtocolStep(rawValue: $0)! }, purification: scheme, latency: .none)
    let exact = try chain.exactEstimate()
    let sampled = try chain.sample(MonteCarloOptions(samples: isOptimised ? 100_000 : 400))
    let state = try #require(exact.state)
    #expect(agrees(sampled.meanTime, exact.meanTime))
    #expect(agrees(sampled.x, state.x) && agrees(sampled.y, state.y) && agrees(sampled.z, state.z))
  }

  @Test func closeExponentsCostNoDigits() {
    // The decay of a round equals the failure probability of a segment, exactly and nearly.
    for shift in [0, 1e-12, 1e-8, 1e-5, 1e-3] {
      let p = [Double](repeating: 0.1, count: 11)
      let rate = -log(0.9) * (1 + shift)
      let hazards = p.map { -log1p(-$0) }
      let closed = SwapAsapDecay(periods: p.map { _ in 1 }, hazards: hazards)
        .mean(rates: [Double](repeating: rate, count: 10))
      let lattice = IntervalDecay(periods: p.map { _ in 1 }, hazards: hazards, lastTick: .max)
        .mean { rate * (($0 > 0 ? 1.0 : 0) + ($1 < 10 ? 1.0 : 0)) }
      #expect(relativeDifference(closed.value, lattice) < 1e-11, "\(shift)")
    }
  }

  @Test func tinyProbabilities() throws {
    // Scaling: at p → 0 the times of n equal segments are H_n / p, and W depends on g/p alone.
    let harmonic = (1...11).reduce(0) { $0 + 1 / Double($1) }
    for p in [1e-12, 1e-9, 1e-7] {
      let chain = DeterministicAsapTests.chain(11, p: p, memory: .dephasing(time: 20 / p))
      let exact = try chain.exactEstimate()
      #expect(relativeDifference(exact.meanTime * p, harmonic) < 20 * p + 1e-12)
      let sampled = try chain.sample(MonteCarloOptions(samples: 2_000))
      #expect(agrees(sampled.meanTime, exact.meanTime) && agrees(sampled.x, exact.state!.x))
    }
    // Periods that have no common measure: sums over attempts against the exponential limit with phases.
    let periods = [0.00045, 0.000512345, 0.000377, 0.00061234567]
    for p in [3e-3, 1e-3] {
      let hazards = [Double](repeating: -log1p(-p), count: 4)
      let generation = ParallelGeneration(periods: periods, hazards: hazards)
      let all = generation.moments(eventBudget: .max)
      let smooth = generation.moments(eventBudget: 0)
      #expect(abs(all.mean / smooth.mean - 1) < max(smooth.relativeError, 1e-12))
      #expect(abs(all.meanSquare / smooth.meanSquare - 1) < 1e-5)
      let decay = SwapAsapDecay(periods: periods, hazards: hazards)
      let exactDecay = decay.mean(rates: [0.5, 1, 2])
      let limit = decay.mean(rates: [0.5, 1, 2], attemptBudget: 0)
      #expect(limit.method == .exponential && exactDecay.method == .attempts)
      #expect(abs(exactDecay.value / limit.value - 1) < limit.relativeError)
    }
  }

  @Test func limits() throws {
    let memory = Memory.depolarising(time: 30)
    // One segment: T is geometric and nothing waits.
    for policy in SwapPolicy.allCases {
      let one = try DeterministicAsapTests.chain(1, p: 0.25, memory: memory, policy: policy).exactEstimate()
      #expect(abs(one.meanTime - 4) < 1e-12 && abs(one.state!.x - 1) < 1e-12)
      // Certain attempts: every policy but the sequential one delivers in the first round, and nothing waits.
      let sure = try DeterministicAsapTests.chain(4, p: 1, memory: memory, policy: policy).exactEstimate()
      #expect(abs(sure.meanTime - (policy == .sequential ? 4 : 1)) < 1e-9, "\(policy)")
      if policy != .sequential { #expect(abs(sure.state!.x - 1) < 1e-9) }
    }
    // Deterministic swaps: the failure rule does not matter.
    let times = try [SwapPolicy.asapSequential, .asapSimultaneous, .wholePath].map {
      try DeterministicAsapTests.chain(5, p: 0.3, q: 1, memory: memory, policy: $0).exactEstimate()
    }
    #expect(times.allSatisfy { $0.meanTime == times[0].meanTime && $0.state == times[0].state })
    // The Markov chain at q = 1 is the closed form.
    let chain = MarkovChainAsap(
      p: [0.3, 0.15, 0.5, 0.22], q: [1, 1, 1], isSimultaneous: false, cutoff: nil)
    let closed = SwapAsapDecay(periods: [1, 1, 1, 1], hazards: chain.p.map { -log1p(-$0) }).mean(rates: [
      0.1, 0.1, 0.1,
    ])
    let w = try chain.meanDecay { 0.1 * (($0 > 0 ? 1.0 : 0) + ($1 < 4 ? 1.0 : 0)) }
    #expect(relativeDifference(w, closed.value) < 1e-10)
  }

  @Test func allQubitsAreTwicePairs() throws {
    for policy in SwapPolicy.allCases {
      let pair = try DeterministicAsapTests.chain(
        4, p: 0.3, q: 0.8, memory: .depolarising(time: 20, convention: .pair), policy: policy
      ).exactEstimate()
      let qubits = try DeterministicAsapTests.chain(
        4, p: 0.3, q: 0.8, memory: .depolarising(time: 40, ends: .stored), policy: policy
      ).exactEstimate()
      #expect(relativeDifference(pair.state!.x, qubits.state!.x) < 1e-10, "\(policy)")
    }
  }

  @Test(arguments: SwapPolicy.allCases)
  func worseHardwareNeverHelps(policy: SwapPolicy) throws {
    func chain(p: Double, q: Double, time: Double) throws -> ExactEstimate {
      try DeterministicAsapTests.chain(4, p: p, q: q, memory: .dephasing(time: time), policy: policy)
        .exactEstimate()
    }
    let base = try chain(p: 0.3, q: 0.8, time: 30)
    #expect(try chain(p: 0.25, q: 0.8, time: 30).meanTime > base.meanTime)
    #expect(try chain(p: 0.3, q: 0.7, time: 30).meanTime > base.meanTime)
    #expect(try chain(p: 0.3, q: 0.8, time: 20).state!.fidelity < base.state!.fidelity)
  }

  /// theory of continuous operation: deliveries of the max-plus pipeline, as shares of the rate of one segment.
  @Test func continuousOperation() throws {
    for (n, share) in [(2, 0.669), (4, 0.539), (8, 0.479), (11, 0.463)] {
      var chain = DeterministicAsapTests.chain(n, p: 0.01)
      chain.delivery = .continuous
      let sampled = try chain.sample(MonteCarloOptions(samples: isOptimised ? 400_000 : 1))
      let rate = 100 / sampled.meanTime.value
      let room = 4 * rate * sampled.meanTime.standardError / sampled.meanTime.value + 0.002
      #expect(abs(rate - share) < room, "\(n): \(rate), not \(share)")
      #expect(1 / sampled.meanTime.value < chain.throughputBound().fluid)
    }
  }
}
