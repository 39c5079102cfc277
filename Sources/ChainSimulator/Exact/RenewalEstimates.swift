internal import LinkPhysics
internal import RealModule

/// A delivery that is tried until it succeeds: moments of one try (its duration D, whether it failed).
struct Renewal {
  /// E[D], E[D²], E[D; failed] of one try and the probability that it succeeds.
  var mean: Double
  var meanSquare: Double
  var failedMean: Double
  var success: Double

  /// Wald: T = D + [failed] T'.
  var meanTime: Double { mean / success }
  var standardDeviation: Double {
    let square = (meanSquare + 2 * failedMean * meanTime) / success
    return max(0, square - meanTime * meanTime).squareRoot()
  }
}

extension Chain {
  /// Segments one after the other; a failed swap starts again with the first. Closed form.
  ///
  /// A delivered pair has waited for each segment after the first: W = ∏_{i≥2} E[e^(−g τ_i G_i)].
  func sequentialEstimate() -> ExactEstimate {
    // A try that fails starts again when the farthest node knows. One that succeeds is known when the last swap is: those before
    // it were made at least the length of a segment earlier, unless a period is shorter than its segment.
    let restart = longestMessageTime
    let delay = messageTimes.last ?? 0
    let isLastKnownLast = segments.allSatisfy { $0.attemptPeriod >= $0.messageDelay }
    var renewal = Renewal(mean: 0, meanSquare: 0, failedMean: 0, success: 1)
    var mean = 0.0
    var variance = 0.0
    for (i, segment) in segments.enumerated() {
      let p = segment.periodSuccessProbability
      let period = segment.attemptPeriod
      mean += period / p
      variance += period * period * (1 - p) / (p * p)
      if i == 0 { continue }
      // The swap at the repeater before this segment ends the try if it fails.
      let q = swaps[i - 1].successProbability
      let failed = renewal.success * (1 - q)
      let duration = mean + restart
      renewal.mean += failed * duration
      renewal.failedMean += failed * duration
      renewal.meanSquare += failed * (variance + duration * duration)
      renewal.success *= q
    }
    let duration = mean + delay
    renewal.mean += renewal.success * duration
    renewal.meanSquare += renewal.success * (variance + duration * duration)
    let qubits = memory.convention == .qubit && memory.ends == .stored ? 2.0 : 1
    let decay = mapRates { rate in
      segments.dropFirst().reduce(finalMessageDecay(rate: rate)) {
        let p = $1.periodSuccessProbability
        let a = Double.exp(-rate * qubits * $1.attemptPeriod)
        return $0 * p * a / (1 - a + p * a)
      }
    }
    return ExactEstimate(
      meanTime: renewal.meanTime,
      meanTimeError: 1e-14 + (isLastKnownLast ? 0 : (restart - delay) / renewal.meanTime),
      standardDeviation: renewal.standardDeviation, quantiles: [], state: staticState * decay,
      stateError: 1e-14, method: "closed form")
  }

  /// All swaps at once when all segments are there.
  ///
  /// Every pair waits until the last: W = Σ_t ∏ A_i(t) − ∏ B_i(t) with A_i(t) = Σ_{s≤t} P(T_i = s) e^(−g_i (t−s)) and B the
  /// same for s < t.
  func waitAllEstimate() throws(ExactUnavailable) -> ExactEstimate {
    let moments = ParallelGeneration(segments).moments()
    // All swaps are made at the same instant: the farthest outcome is known last, of success and of failure.
    let delay = longestMessageTime
    let q = swaps.reduce(1) { $0 * $1.successProbability }
    let mean = moments.mean + delay
    let square = moments.meanSquare + 2 * delay * moments.mean + delay * delay
    let renewal = Renewal(mean: mean, meanSquare: square, failedMean: (1 - q) * mean, success: q)
    let grid = attemptGrid
    let hazards = segments.map(\.hazard)
    let decay = try mapRates { (rate) throws(ExactUnavailable) in
      if rate == 0 || segments.count == 1 { return 1 }
      let ticks = try affordableTicks(grid, hazards)
      let qubits = segments.indices.map { storedQubits(from: $0, to: $0 + 1) }
      var kept = [Double](repeating: 0, count: segments.count)
      var law = hazards.map { -Double.expMinusOne(-$0) }
      let survival = hazards.map { Double.exp(-$0) }
      let factors = qubits.map { Double.exp(-rate * $0 * grid.tick) }
      var total = 0.0
      for t in stride(from: 1, through: ticks, by: 1) {
        var before = 1.0
        var now = 1.0
        for i in segments.indices {
          kept[i] *= factors[i]
          before *= kept[i]
          if t % grid.periods[i] == 0 {
            kept[i] += law[i]
            law[i] *= survival[i]
          }
          now *= kept[i]
        }
        total += now - before
      }
      return total * finalMessageDecay(rate: rate)
    }
    return ExactEstimate(
      meanTime: renewal.meanTime, meanTimeError: moments.relativeError,
      standardDeviation: renewal.standardDeviation, quantiles: [], state: staticState * decay,
      stateError: 1e-13 + grid.largestRelativeError,
      method: "delivery time: \(moments.method.rawValue) and renewal; decay: lattice")
  }

  /// Swaps as soon as possible; a failed one starts the whole chain again.
  ///
  /// P(no swap has failed by t) follows from a two-state transfer along the chain: a repeater whose both segments are there
  /// by t weighs q. A delivery that succeeds has the times of a chain whose swaps never fail, since coins are independent of times.
  func wholePathEstimate() throws(ExactUnavailable) -> ExactEstimate {
    let grid = attemptGrid
    let hazards = segments.map(\.hazard)
    let ticks = try affordableTicks(grid, hazards)
    let hasMessages = longestMessageTime > 0
    let survival = hazards.map { Double.exp(-$0) }
    var missing = [Double](repeating: 1, count: segments.count)
    let q = swaps.map(\.successProbability)
    let all = q.reduce(1, *)
    var renewal = Renewal(mean: 0, meanSquare: 0, failedMean: 0, success: all)
    var aliveBefore = 1.0
    var doneBefore = 0.0
    // Every node knows of a failure before the chain starts again; a success has the messages of a chain that never fails.
    let delay = longestMessageTime
    for t in stride(from: 1, through: ticks, by: 1) {
      var (out, inside) = (0.0, 0.0)
      var done = 1.0
      for i in segments.indices {
        if t % grid.periods[i] == 0 { missing[i] *= survival[i] }
        let here = 1 - missing[i]
        done *= here
        (out, inside) =
          i == 0 ? (missing[0], here) : (missing[i] * (out + inside), here * (out + inside * q[i - 1]))
      }
      let alive = out + inside
      let time = Double(t) * grid.tick + delay
      let failed = max(0, aliveBefore - alive)
      let delivered = all * max(0, done - doneBefore)
      let known = hasMessages ? 0 : delivered
      renewal.mean += (failed + known) * time
      renewal.failedMean += failed * time
      renewal.meanSquare += (failed + known) * time * time
      (aliveBefore, doneBefore) = (alive, done)
    }
    if hasMessages {
      let moments = ParallelGeneration(segments, offsets: deliveryOffsets).moments()
      renewal.mean += all * moments.mean
      renewal.meanSquare += all * moments.meanSquare
    }
    var certain = self
    certain.swaps = swaps.map { Swap(successProbability: 1, noise: $0.noise) }
    let inner = try certain.exactEstimate()
    return ExactEstimate(
      meanTime: renewal.meanTime, meanTimeError: 1e-12 + grid.largestRelativeError,
      standardDeviation: renewal.standardDeviation, quantiles: [], state: inner.state,
      stateError: inner.stateError,
      method: "delivery time: transfer along the chain on a grid of time and renewal; \(inner.method)")
  }

  /// Deterministic swap-ASAP that is given up and started again when it takes longer than a global cut-off.
  func globalCutoffEstimate(limit: Double) throws(ExactUnavailable) -> ExactEstimate {
    let grid = attemptGrid
    let hazards = segments.map(\.hazard)
    let last = grid.ticksWithin(limit)
    guard Double(last) * Double(segments.count * segments.count * segments.count + 100) < 4e9 else {
      throw ExactUnavailable(
        reason: "the cut-off is \(last) ticks of the grid of time, too many for a recursion")
    }
    // A try takes the limit if it fails: E[T] = Σ_{t<limit} P(T > t) / P(T ≤ limit).
    let generation = ParallelGeneration(periods: grid.periods.map(Double.init), hazards: hazards)
    var mean = 0.0
    var square = 0.0
    var survival = 1.0
    for t in 0..<last {
      let time = Double(t)
      // The law changes at multiples of the periods only.
      if t > 0, grid.periods.contains(where: { t % $0 == 0 }) {
        survival = 1 - generation.probability(doneBy: time)
      }
      mean += survival
      square += (2 * time + 1) * survival
    }
    let success = generation.probability(doneBy: Double(last))
    let renewal = Renewal(
      mean: mean, meanSquare: square, failedMean: (1 - success) * Double(last), success: success)
    let decay = mapRates { rate in
      let sum = IntervalDecay(periods: grid.periods, hazards: hazards, lastTick: last)
        .mean { rate * storedQubits(from: $0, to: $1 + 1) * grid.tick }
      return sum / success * finalMessageDecay(rate: rate)
    }
    // A try that is done within the limit is known after the longest message at the latest.
    let known = renewal.meanTime * grid.tick + longestMessageTime
    return ExactEstimate(
      meanTime: known,
      meanTimeError: 1e-13 + grid.largestRelativeError
        + (longestMessageTime - (deliveryOffsets.min() ?? 0)) / known,
      standardDeviation: renewal.standardDeviation * grid.tick, quantiles: [], state: staticState * decay,
      stateError: 1e-13 + grid.largestRelativeError, method: "lattice and renewal")
  }

  /// Probabilistic swap-ASAP in rounds.
  func markovEstimate() throws(ExactUnavailable) -> ExactEstimate {
    let period = segments[0].attemptPeriod
    // What asks for a Markov chain: failing swaps, or pairs that are given up at an age.
    let what =
      swaps.contains { $0.successProbability < 1 }
      ? "swap-ASAP with failing swaps" : "swap-ASAP with the cut-off age"
    guard segments.allSatisfy({ $0.attemptPeriod == period }) else {
      throw ExactUnavailable(
        reason: "\(what) has an exact method for a common attempt period only"
          + (segments.count == 2 && cutoff != nil
            ? "; nested with the cut-off memory-time has one for any periods" : ""))
    }
    guard longestMessageTime == 0 else {
      throw ExactUnavailable(
        reason: "\(what) has an exact method without message latency only")
    }
    var age: Int?
    if let cutoff {
      let rounds = (cutoff.values[0] / period * (1 + 1e-12)).rounded(.down)
      guard rounds < 60_000 else {
        throw ExactUnavailable(reason: "the cut-off is \(rounds) rounds, too many for a Markov chain of ages")
      }
      age = Int(rounds)
    }
    let chain = MarkovChainAsap(
      p: segments.map(\.periodSuccessProbability), q: swaps.map(\.successProbability),
      isSimultaneous: policy == .asapSimultaneous, cutoff: age,
      mostTransitions: age == nil ? 3_000_000 : 1_000_000)
    guard segments.count <= 12 else {
      throw ExactUnavailable(
        reason: "the Markov chain of swap-ASAP with \(segments.count) segments is too large")
    }
    let time: (mean: Double, meanSquare: Double)
    do throws(MarkovChainAsap.TooLarge) { time = try chain.time() } catch {
      throw ExactUnavailable(
        reason:
          "the Markov chain of swap-ASAP with \(segments.count) segments\(age == nil ? "" : " and these ages") is too large"
      )
    }
    var estimate = ExactEstimate(
      meanTime: time.mean * period, meanTimeError: 1e-11,
      standardDeviation: max(0, time.meanSquare - time.mean * time.mean).squareRoot() * period, quantiles: [],
      state: nil, stateError: 0, method: Computed.Method.markovChain.rawValue)
    // Marks multiply the states: some seconds at eleven segments.
    guard segments.count <= 10 else {
      estimate.stateUnavailable =
        "the Markov chain that carries decay is too large beyond 10 segments; the Monte Carlo estimate covers it"
      return estimate
    }
    do throws(MarkovChainAsap.TooLarge) {
      let decay = try mapRates { (rate) throws(MarkovChainAsap.TooLarge) in
        rate == 0 ? 1 : try chain.meanDecay { rate * period * storedQubits(from: $0, to: $1) }
      }
      estimate.state = staticState * decay
      estimate.stateError = 1e-11
    } catch {
      estimate.stateUnavailable =
        "the Markov chain that carries decay is too large; the Monte Carlo estimate covers it"
    }
    return estimate
  }

  /// The grid of attempts and cut-offs: messages only add to the time of a try.
  private var attemptGrid: TickGrid {
    TickGrid(periods: segments.map(\.attemptPeriod), others: cutoff?.values ?? [])
  }

  /// Qubits of a stored pair between two nodes that decay; 1 by the pair convention.
  func storedQubits(from left: Int, to right: Int) -> Double {
    if memory.convention == .pair { return 1 }
    if memory.ends == .stored { return 2 }
    return (left > 0 ? 1 : 0) + (right < segments.count ? 1 : 0)
  }

  private func affordableTicks(_ grid: TickGrid, _ hazards: [Double]) throws(ExactUnavailable) -> Int {
    let horizon = zip(grid.periods, hazards).map { (39 / $1).rounded(.up) * Double($0) }.max()!
    guard horizon * Double(segments.count) < 1e9 else {
      throw ExactUnavailable(
        reason: "the grid of time would need some \(Int(min(horizon, 1e15))) ticks, too many for a recursion")
    }
    return Int(horizon)
  }
}
