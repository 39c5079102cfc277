internal import ChainSimulator
internal import Foundation
internal import LinkPhysics

/// Sampling kernels and exact estimators, on the chains that the design's budgets name.
struct ChainBenchmarks {
  let sink: BenchmarkSink
  let repeats: Int

  func run() {
    let deterministic = chain(11, p: 0.01, q: 1, .asapSequential)
    rate("deterministic swap-ASAP, 11 segments, p 0.01", deterministic, 1_000_000, target: 20e6)
    rate(
      "asap-sequential, q 0.85, 11 segments, p 0.01", chain(11, p: 0.01, q: 0.85, .asapSequential), 100_000,
      target: 1e6)
    rate(
      "asap-sequential, q 0.5, 11 segments, p 0.01", chain(11, p: 0.01, q: 0.5, .asapSequential), 6_000,
      target: 40e3)
    rate(
      "asap-simultaneous, q 0.5, 11 segments, p 0.01", chain(11, p: 0.01, q: 0.5, .asapSimultaneous), 6_000)
    rate("nested, q 0.5, 8 segments, p 0.1", chain(8, p: 0.1, q: 0.5, .nested), 50_000, target: 0.5e6)
    time("exact deterministic swap-ASAP, 11 segments, p 0.01", deterministic, 100, target: 200)
    var tiny = deterministic
    for i in tiny.segments.indices { tiny.segments[i].successProbability = 1e-9 * Double(i + 1) }
    time("exact deterministic swap-ASAP, 11 segments, p 1e-9", tiny, 100, target: 200)
    var nested = chain(16, p: 0.1, q: 1, .nested)
    nested.memory = .depolarising(time: 400, convention: .pair)
    nested.cutoff = Cutoff(kind: .memoryTime, values: [16, 31, 55, 100])
    time("exact nested, 4 levels, cut-offs, some 3,000 ticks", nested, 5, target: 10_000)
    nested = chain(16, p: 0.01, q: 1, .nested)
    nested.memory = .depolarising(time: 5_000, convention: .pair)
    nested.cutoff = Cutoff(kind: .memoryTime, values: [160, 310, 550, 1_000])
    time("exact nested, 4 levels, cut-offs, some 30,000 ticks", nested, 2, target: 50_000)
    let name = "two threads against one, deterministic"
    sink.add(name) {
      Benchmark(
        name: name, value: wallTime(deterministic, threads: 1) / wallTime(deterministic, threads: 2),
        unit: "x",
        target: 1.9, isRate: true)
    }
  }

  private func chain(_ n: Int, p: Double, q: Double, _ policy: SwapPolicy) -> Chain {
    Chain(
      timeBase: .rounds, segments: [Segment](repeating: Segment(successProbability: p), count: n),
      swaps: [Swap](repeating: Swap(successProbability: q), count: n - 1), policy: policy,
      memory: .dephasing(time: 5_000), latency: .none)
  }

  private func rate(_ name: String, _ chain: Chain, _ samples: Int, target: Double? = nil) {
    sink.add(name) {
      let seconds = bestOf(repeats) { _ = try? chain.sample(MonteCarloOptions(samples: samples)) }
      return Benchmark(
        name: name, value: Double(samples) / seconds, unit: "pairs/s", target: target, isRate: true)
    }
  }

  private func time(_ name: String, _ chain: Chain, _ count: Int, target: Double? = nil) {
    sink.add(name) {
      let seconds = bestOf(repeats) { for _ in 0..<count { _ = try? chain.exactEstimate() } }
      return Benchmark(
        name: name, value: seconds / Double(count) * 1e6, unit: "µs", target: target, isRate: false)
    }
  }

  private func wallTime(_ chain: Chain, threads: Int) -> Double {
    bestOf(repeats, clock: CLOCK_MONOTONIC) {
      _ = try? chain.sample(MonteCarloOptions(samples: 8_000_000, threads: threads))
    }
  }
}
