import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing

@testable import ChainSimulator

private let reference = "reference/physics2_reference.json"

private func chain(
  p: [Double], delays: [Double], periods: [Double], policy: SwapPolicy = .asapSimultaneous, q: Double = 1
) -> Chain {
  Chain(
    timeBase: .physical,
    segments: p.indices.map {
      Segment(successProbability: p[$0], attemptPeriod: periods[$0], messageDelay: delays[$0])
    }, swaps: Array(repeating: Swap(successProbability: q), count: p.count - 1), policy: policy)
}

@Suite struct LastMessageTests {
  @Test(.enabled(if: SharedFiles.exists(reference), "\(SharedFiles.absent(reference))"))
  func referenceChains() throws {
    let speed = 299_792.458 / 1.4682
    let entries = try physicsReference("8.")
    #expect(entries.count >= 7)
    for entry in entries {
      let inputs = entry["inputs"]!
      let output = entry["output"]!
      let c = inputs["c_km_s"]?.number ?? speed
      var chain = chain(
        p: inputs["p"]!.numbers, delays: inputs["hop_km"]!.numbers.map { $0 / c },
        periods: inputs["period_s"]!.numbers)
      if let delivered = output["delivered"]?.number {
        #expect(relativeDifference(try chain.exactEstimate().meanTime, delivered) < 1e-9)
        for (found, right) in zip(chain.deliveryOffsets, output["per_hop_offset_s"]!.numbers) {
          #expect(abs(found - right) < 1e-15)
        }
      } else if let instant = output["instant"]?.number {
        chain.policy = .waitAll
        #expect(relativeDifference(try chain.exactEstimate().meanTime, instant) < 1e-9)
      } else if let nested = output.number {
        chain.policy = .nested
        #expect(relativeDifference(try chain.exactEstimate().meanTime, nested) < 1e-4)
      }
    }
  }

  /// Each swap's outcome travels to both ends by itself.
  @Test func byEvents() throws {
    var random = SplitMix(seed: 5)
    for round in 0..<6 {
      let n = 2 + round
      let delays = (0..<n).map { _ in 1e-5 + random.unit() * 1e-4 }
      let p = (0..<n).map { _ in 0.1 + 0.8 * random.unit() }
      let periods = delays.map { $0 + (round % 2 == 0 ? 0 : random.unit() * 1e-5) }
      let exact = try chain(p: p, delays: delays, periods: periods).exactEstimate()
      var (sum, square) = (0.0, 0.0)
      let samples = 40_000
      for _ in 0..<samples {
        let times = p.indices.map {
          (floor(log(1 - random.unit()) / log1p(-p[$0])) + 1) * periods[$0]
        }
        var known = 0.0
        var at = 0.0
        let length = delays.reduce(0, +)
        for j in 0..<(n - 1) {
          at += delays[j]
          let swap = max(times[j], times[j + 1])
          known = max(known, swap + at, swap + length - at)
        }
        sum += known
        square += known * known
      }
      let mean = sum / Double(samples)
      let variance = square / Double(samples) - mean * mean
      #expect(abs(mean - exact.meanTime) < 4 * (variance / Double(samples)).squareRoot())
      #expect(abs(variance.squareRoot() / exact.standardDeviation! - 1) < 0.05)
      let share = exact.quantiles.first { $0.share == 0.95 }!
      #expect(
        ParallelGeneration(
          periods: periods, hazards: p.map { -log1p(-$0) },
          offsets: chain(p: p, delays: delays, periods: periods).deliveryOffsets
        ).probability(doneBy: share.time) >= 0.95 - 1e-12)
    }
  }

  /// A common period with offsets of any phase: the lattice sums against the integral over the merged events.
  @Test func offsetsOnACommonPeriod() {
    var random = SplitMix(seed: 17)
    for _ in 0..<60 {
      let n = 1 + random.below(6)
      let p = (0..<n).map { _ in pow(10, -3 * random.unit()) * 0.99 }
      let offsets = (0..<n).map { _ in random.below(3) == 0 ? 0 : 5 * random.unit() }
      let generation = ParallelGeneration(
        periods: Array(repeating: 1.0, count: n), hazards: p.map { -log1p(-$0) }, offsets: offsets)
      let found = generation.moments()
      // ∫ P(T > t) and ∫ 2t P(T > t) between all moments at which anything may happen.
      let phases = Set(offsets.map { $0 - floor($0) } + [0]).sorted() + [1]
      var (mean, square) = (0.0, 0.0)
      let last = Int(40 / p.min()!) + 10
      for k in 0..<last {
        for (from, to) in zip(phases, phases.dropFirst()) {
          let (a, b) = (Double(k) + from, Double(k) + to)
          let survival = 1 - generation.probability(doneBy: (a + b) / 2)
          mean += (b - a) * survival
          square += (b * b - a * a) * survival
        }
      }
      #expect(relativeDifference(found.mean, mean) < 1e-9)
      #expect(relativeDifference(found.meanSquare, square) < 1e-9)
    }
  }

  /// Small probabilities: exponential times with offsets, to first order in p.
  @Test func offsetsAtTinyProbability() {
    for p in [1e-6, 1e-9, 1e-12] {
      let generation = ParallelGeneration(
        periods: [1, 1, 1], hazards: [p, 2 * p, 3 * p].map { -log1p(-$0) }, offsets: [7.3, 2.5, 0])
      // Inclusion and exclusion: E[max] = Σ ± 1/Σ rates of shifted times, the shift of a set that of its latest.
      let mean = generation.moments().mean
      let plain = 1 / p + 1 / (2 * p) + 1 / (3 * p) - 1 / (3 * p) - 1 / (4 * p) - 1 / (5 * p) + 1 / (6 * p)
      #expect(mean > plain && mean < plain + 9)
    }
  }

  @Test(arguments: SwapPolicy.allCases) func samplesAgree(policy: SwapPolicy) throws {
    for q in [1.0, 0.6] {
      let chain = chain(
        p: [0.3, 0.5, 0.4], delays: [3e-5, 7e-5, 4.5e-5], periods: [1e-4, 1e-4, 1e-4], policy: policy, q: q)
      var exact: ExactEstimate?
      do { exact = try chain.exactEstimate() } catch {
        #expect(q < 1 && (policy == .asapSequential || policy == .asapSimultaneous))
      }
      let sample = try chain.sample(MonteCarloOptions(seed: 11, samples: 60_000, threads: 2))
      guard let exact else { continue }
      let error = 4 * sample.meanTime.standardError + exact.meanTimeError * exact.meanTime
      #expect(abs(sample.meanTime.value - exact.meanTime) < error, "\(policy) \(q)")
    }
  }
}
