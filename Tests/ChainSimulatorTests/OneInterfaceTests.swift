import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing

@testable import ChainSimulator

@Suite struct OneInterfaceTests {
  static let file = "reference/physics2_reference.json"

  static func chain(
    _ p: [Double], periods: [Double]? = nil, offsets: [Double]? = nil, move: Double = 0,
    first: TakingTurns.Order = .odd
  ) -> TakingTurns {
    TakingTurns(
      hops: p.indices.map {
        TakingTurns.Hop(
          period: periods?[$0] ?? 1, hazard: min(700, -log1p(-p[$0])), offset: offsets?[$0] ?? 0)
      }, move: move, first: first)
  }

  /// All that the reference says of one interface on demand.
  @Test(.enabled(if: SharedFiles.exists(file), "\(SharedFiles.absent(file))"))
  func reference() throws {
    var seen = 0
    for entry in try #require(try SharedFiles.located(Self.file)["entries"]).items {
      let id = try #require(entry["id"]?.text)
      guard id.hasPrefix("7."), let inputs = entry["inputs"] else { continue }
      let p = inputs["p"]?.numbers ?? []
      if id.hasPrefix("7.n") {
        let probability = try #require(inputs["p"]?.number)
        let like = [Double](repeating: probability, count: Int(try #require(inputs["n"]?.number)))
        let exact = try #require(entry["output"]?["exact"]?.number)
        for order in TakingTurns.Order.allCases {
          let mean = Self.chain(like, first: order).moments().mean * probability
          #expect(relativeDifference(mean, exact) < 1e-10, "\(id) \(order): \(mean), not \(exact)")
        }
      } else if id == "7.u" {
        let exact = try #require(entry["output"]?.number)
        for order in TakingTurns.Order.allCases {
          #expect(relativeDifference(Self.chain(p, first: order).moments().mean, exact) < 1e-10)
        }
      } else if id.hasPrefix("7.r") {
        let storage = TakingTurns.Storage(
          rate: 1 / inputs["T2_s"]!.number!, perAttempt: 1 / inputs["N_1e"]!.number!)
        let output = try #require(entry["output"])
        let odd = Self.chain(p, periods: inputs["period_s"]!.numbers)
        #expect(relativeDifference(odd.moments().mean, output["E_T"]!.number!) < 1e-12)
        #expect(relativeDifference(odd.decay(storage).value, output["decay_hop2_second"]!.number!) < 1e-9)
        let even = odd.reordered(.even)
        #expect(relativeDifference(even.moments().mean, output["E_T"]!.number!) < 1e-12)
        #expect(relativeDifference(even.decay(storage).value, output["decay_hop1_second"]!.number!) < 1e-9)
      } else if id.hasPrefix("7.d") {
        let storage = TakingTurns.Storage(rate: 1 / 300.0, perAttempt: 1 / 500.0)
        let count = id == "7.d5" ? 5 : 4
        #expect(p.count == count)
        let value = Self.chain(p).decay(storage).value
        #expect(relativeDifference(value, try #require(entry["output"]?.number)) < 1e-9, "\(id) \(value)")
      } else {
        continue  // Continuous operation.
      }
      seen += 1
    }
    #expect(seen == 14)
  }

  static func random(_ random: inout SplitMix, hops n: Int, hazards: ClosedRange<Double>) -> [Double] {
    (0..<n).map { _ in
      -expm1(-exp(random.uniform(log(hazards.lowerBound)...log(hazards.upperBound))))
    }
  }

  /// Times, states and the law itself against deliveries played one by one.
  @Test(arguments: 0..<18)
  func sampled(trial: Int) throws {
    var random = SplitMix(seed: UInt64(trial) + 40)
    let n = 1 + trial % 9
    // A common period; unlike ones; a common one with offsets of any phase.
    let kind = trial % 3
    let p = Self.random(&random, hops: n, hazards: kind == 1 ? 0.005...0.03 : 0.02...0.5)
    let periods = p.map { _ in kind == 1 ? random.uniform(0.5...2) : 1 }
    let offsets = p.map { _ in kind == 2 ? random.uniform(0...4) : 0 }
    for order in TakingTurns.Order.allCases {
      let chain = Self.chain(
        p, periods: periods, offsets: offsets, move: trial % 2 == 0 ? 0 : 1.3, first: order)
      let moments = chain.moments()
      let storages = [
        TakingTurns.Storage(rate: 0.3 / moments.mean, perAttempt: 0.01),
        TakingTurns.Storage(rate: 0.3 / moments.mean, perAttempt: 0.01, ends: .stored),
        TakingTurns.Storage(rate: 2 / moments.mean, ends: .stored),
      ]
      let median = chain.quantile(0.5) * (1 + 1e-9)
      let kernel = TurnsKernel(chain)
      let count = 40_000
      var sums = [Double](repeating: 0, count: 6)
      var squares = sums
      for k in 0..<count {
        let sample = kernel.sample(seed: 3, index: k)
        let figures =
          [sample.time, sample.time * sample.time] + storages.map { sample.factor($0) }
          + [sample.time <= median ? 1.0 : 0]
        for (i, figure) in figures.enumerated() {
          sums[i] += figure
          squares[i] += figure * figure
        }
      }
      let exact =
        [moments.mean, moments.meanSquare] + storages.map { chain.decay($0).value }
        + [chain.probability(deliveredBy: median).value]
      for i in exact.indices {
        let mean = sums[i] / Double(count)
        let error = (max(0, squares[i] / Double(count) - mean * mean) / Double(count)).squareRoot()
        #expect(
          abs(mean - exact[i]) <= 4 * error + 1e-9 * abs(mean),
          "figure \(i) of \(n) hops, \(order.rawValue): \(mean) ± \(error), not \(exact[i])")
      }
    }
  }

  /// The panels against the plain sum over every t of the plain sum over every attempt.
  @Test(arguments: [4, 5, 7, 10])
  func plainSums(n: Int) {
    var random = SplitMix(seed: UInt64(n))
    let p = Self.random(&random, hops: n, hazards: 0.02...2)
    for (order, whole) in [(TakingTurns.Order.odd, 0), (.even, 3)] {
      let chain = Self.chain(p, offsets: p.map { _ in Double(random.whole(0...whole)) }, first: order)
      var mean = 0.0
      var square = 0.0
      for t in 0..<4_000 {
        let missing = 1 - chain.exactProbability(by: Double(t))
        mean += missing
        square += (2 * Double(t) + 1) * missing
        if missing < 1e-12 { break }
      }
      let moments = chain.moments()
      #expect(relativeDifference(moments.mean, mean) < 1e-9)
      #expect(relativeDifference(moments.meanSquare, square) < 1e-9)
    }
  }

  /// Periods that differ by nothing to speak of: exponential times against the sums that they stand for.
  @Test(arguments: [1e-4, 1e-3, 0.01])
  func statedErrors(hazard: Double) {
    var random = SplitMix(seed: 9)
    for n in [4, 7, 10] {
      let p = Self.random(&random, hops: n, hazards: hazard...(3 * hazard))
      let exact = Self.chain(p)
      let near = Self.chain(p, periods: p.map { _ in 1 + 1e-11 * random.unit() })
      let (a, b) = (exact.moments(), near.moments())
      #expect(b.method == .exponential && b.relativeError < 3 * Double(n * n) * hazard * hazard + 2e-10)
      #expect(relativeDifference(a.mean, b.mean) < b.relativeError)
      let storage = TakingTurns.Storage(
        rate: 0.5 / a.mean, perAttempt: 0.1 * hazard, ends: .stored)
      let (x, y) = (exact.decay(storage), near.decay(storage))
      #expect(relativeDifference(x.value, y.value) < y.relativeError)
    }
  }

  /// Tiny probabilities: no more than a scale. 19/6 and 2.5 are the means of five and three like exponential
  /// hops.
  @Test(arguments: [1e-6, 1e-9, 1e-13])
  func tinyProbabilities(p: Double) {
    for (n, mean) in [(2, 2.0), (3, 2.5), (5, 19.0 / 6)] {
      let moments = Self.chain([Double](repeating: p, count: n)).moments()
      #expect(relativeDifference(moments.mean * p, mean) < 2e-10 + p)
    }
  }

  @Test func certainHops() {
    for order in TakingTurns.Order.allCases {
      for n in 2...6 {
        let chain = Self.chain([Double](repeating: 1, count: n), move: 0.5, first: order)
        #expect(relativeDifference(chain.moments().mean, 2.5) < 1e-12)
        #expect(chain.moments().standardDeviation < 1e-5)
        // All stand at once: each repeater stores for one period, and attempts are made beside it once.
        let stored = chain.decay(TakingTurns.Storage(rate: 0.01, perAttempt: 0.02)).value
        #expect(relativeDifference(stored, exp(-0.03 * Double(n - 1))) < 1e-9)
      }
      // Unlike periods: the largest of 1.5 + 1, 1 + 0.5 and 0.5 + 2.
      let unlike = Self.chain([1, 1, 1, 1], periods: [1.5, 1, 0.5, 2], first: order)
      #expect(relativeDifference(unlike.moments().mean, 2.5) < 1e-9)
    }
  }

  @Test func oneHop() {
    let chain = Self.chain([0.2], offsets: [3], move: 7)
    #expect(relativeDifference(chain.moments().mean, 8) < 1e-12)
    #expect(chain.decay(TakingTurns.Storage(rate: 0.1, perAttempt: 0.1)).value == 1)
    let stored = chain.decay(TakingTurns.Storage(rate: 0.1, ends: .stored)).value
    #expect(relativeDifference(stored, exp(-0.6)) < 1e-12)
    #expect(TakingTurns.orders(chain.hops, xy: .init(), z: .init()).count == 1)
  }

  /// Perfect memories, and memories that only attempts at their own node hurt.
  @Test func perfectMemories() {
    let p = [0.05, 0.08, 0.03, 0.06, 0.04]
    let chain = Self.chain(p)
    #expect(chain.decay(TakingTurns.Storage()).value == 1)
    #expect(chain.decay(TakingTurns.Storage(ends: .stored)).value == 1)
    // T2 without end: attempts beside the two hops that go second, two qubits each.
    let attempts = [0.08, 0.06].map { p -> Double in
      let a = exp(-2 / 500.0)
      return p * a / (1 - (1 - p) * a)
    }
    for ends in [EndQubits.measured, .stored] {
      let value = chain.decay(TakingTurns.Storage(perAttempt: 1 / 500.0, ends: ends)).value
      #expect(relativeDifference(value, attempts[0] * attempts[1]) < 1e-12)
    }
    // Memories that forget at once: next to nothing, in no time.
    let forgetful = chain.decay(TakingTurns.Storage(rate: 1e9, ends: .stored)).value
    #expect(forgetful >= 0 && forgetful < 1e-3)
    // A rate that vanishes is as none.
    let slight = chain.decay(TakingTurns.Storage(rate: 1e-13, perAttempt: 1 / 500.0, ends: .stored)).value
    #expect(relativeDifference(slight, attempts[0] * attempts[1]) < 1e-9)
  }

  @Test func monotone() {
    let p = [0.05, 0.08, 0.03, 0.06, 0.04, 0.1]
    let storage = TakingTurns.Storage(rate: 1e-3, perAttempt: 1e-3)
    for order in TakingTurns.Order.allCases {
      let chain = Self.chain(p, first: order)
      let mean = chain.moments().mean
      for i in p.indices {
        var better = p
        better[i] *= 1.5
        let other = Self.chain(better, first: order)
        #expect(other.moments().mean < mean)
        if !chain.goesFirst(i) { #expect(other.decay(storage).value > chain.decay(storage).value) }
      }
      #expect(Self.chain(p, move: 2, first: order).moments().mean == mean + 2)
      var before = 1.0
      for rate in [1e-4, 1e-3, 1e-2] {
        let measured = chain.decay(TakingTurns.Storage(rate: rate)).value
        let stored = chain.decay(TakingTurns.Storage(rate: rate, ends: .stored)).value
        #expect(measured < before && stored < measured && stored > 0)
        before = measured
      }
      #expect(chain.probability(deliveredBy: mean / 2).value < chain.probability(deliveredBy: mean).value)
    }
  }

  /// The hop with the larger mean first at one repeater; the even ones at an odd number of like hops.
  @Test func betterOrder() {
    let xy = TakingTurns.Storage(rate: 10, perAttempt: 1 / 300.0)
    let two = Self.chain([0.01, 0.03], periods: [1e-4, 2e-4]).hops
    #expect(TakingTurns.orders(two, xy: xy, z: .init())[0].chain.first == .odd)
    #expect(TakingTurns.orders(two.reversed(), xy: xy, z: .init())[0].chain.first == .even)
    let five = Self.chain([Double](repeating: 0.02, count: 5)).hops
    let orders = TakingTurns.orders(five, xy: .init(rate: 2e-3), z: .init(rate: 2e-3))
    #expect(orders.map(\.chain.first) == [.even, .odd])
    #expect(orders[0].decay.xy.value > orders[1].decay.xy.value)
    // Where time differs it comes first: the offset of a hop that goes first does not matter.
    let late = Self.chain([0.5, 0.5], offsets: [40, 0]).hops
    #expect(TakingTurns.orders(late, xy: xy, z: .init())[0].chain.first == .odd)
  }

  @Test func bounds() {
    var random = SplitMix(seed: 77)
    for trial in 0..<40 {
      let n = 1 + trial % 10
      let p = Self.random(&random, hops: n, hazards: trial % 4 == 0 ? 1e-5...1e-3 : 0.01...2)
      let periods = p.map { _ in trial % 2 == 0 ? 1 : random.uniform(0.5...2) }
      let offsets = p.map { _ in trial % 3 == 0 ? random.uniform(0...3) : 0 }
      let order = TakingTurns.Order.allCases[trial / 2 % 2]
      let chain = Self.chain(p, periods: periods, offsets: offsets, move: 0.3, first: order)
      let moments = chain.moments()
      #expect(chain.leastMeanTime <= moments.mean * (1 + moments.relativeError))
      #expect(chain.leastMeanTime > 0.8 * moments.mean)
      let generation = ParallelGeneration(periods: periods, hazards: chain.hops.map(\.hazard)).moments()
      #expect(generation.mean * (1 - generation.relativeError) <= moments.mean)
      for ends in [EndQubits.measured, .stored] {
        let storage = TakingTurns.Storage(rate: 0.2 / moments.mean, perAttempt: 1e-3, ends: ends)
        let decay = chain.decay(storage)
        #expect(decay.value <= chain.mostDecay(storage) * (1 + decay.relativeError + 1e-12))
      }
    }
  }

  /// P(T_1 + T_2 > t) by plain sums; for unlike periods from below.
  @Test func pairs() {
    for (p, q, a, b) in [(0.1, 0.3, 1.0, 1.0), (0.2, 0.2, 1, 1), (0.1, 0.3, 1, 1.7), (0.6, 0.05, 0.4, 1)] {
      let chain = Self.chain([p, q], periods: [a, b])
      for t in [0.5, 1.9, 2, 3.5, 10, 40] {
        let exact = 1 - chain.exactProbability(by: t)
        let bound = TakingTurns.survival(chain.hops[0], then: chain.hops[1], beyond: t)
        #expect(bound <= exact + 1e-12)
        if a == b { #expect(abs(bound - exact) < 1e-12) }
      }
    }
  }

  /// The same seed and index, the same delivery; both orders share their draws and, without offsets, their
  /// times.
  @Test func deterministicKernel() {
    let odd = TurnsKernel(Self.chain([0.1, 0.2, 0.05, 0.3, 0.1]))
    let even = TurnsKernel(Self.chain([0.1, 0.2, 0.05, 0.3, 0.1], first: .even))
    for k in 0..<200 {
      #expect(odd.sample(seed: 1, index: k) == odd.sample(seed: 1, index: k))
      #expect(odd.sample(seed: 1, index: k).time == even.sample(seed: 1, index: k).time)
    }
    #expect((0..<9).contains { odd.sample(seed: 1, index: $0) != odd.sample(seed: 2, index: $0) })
  }
}
