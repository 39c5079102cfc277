internal import RealModule

extension TakingTurns {
  /// Mean and mean square of the delivery time T.
  ///
  /// Up to three hops: sums of independent times. A common period: the transfer along the chain at some
  /// hundred times, on panels of sixteen nodes, with sums over attempts kept exactly; relative error below
  /// 1e-10 for any p (exponential times where their error is below that). Offsets that are not the same
  /// within a period cost that once for each different one, and are taken so where there are no more than
  /// three or the alternative is off by more than 1e-6. Different periods: the integral of P(T > t), constant
  /// between the sums of multiples of neighbouring periods, while `attemptBudget` attempts suffice (p near
  /// 1); beyond that exponential times with mean phases, whose error, of second order in the hazards, is
  /// stated in the result.
  ///
  /// - Parameter attemptBudget: attempts to go through where periods differ, a few ns each.
  /// - Returns: in the hops' time base; `relativeError` is of the mean.
  /// - Complexity: O(n) for each of some 10⁴ nodes: 1 to 5 ms for 20 like hops, more as ln(largest/smallest
  ///   hazard)².
  public func moments(attemptBudget: Int = 1 << 22) -> ParallelGeneration.Moments {
    if let simple = fewHops(attemptBudget) { return simple }
    let smoothError = exponentialError
    if let period = commonPeriod, let phases = latticePhases(period, smoothError: smoothError) {
      return shifted(onLattice(phases, period))
    }
    if let exact = merged(attemptBudget) { return shifted(exact) }
    return shifted(exponential(error: smoothError))
  }

  private func shifted(_ moments: ParallelGeneration.Moments) -> ParallelGeneration.Moments {
    var moments = moments
    moments.meanSquare += move * (2 * moments.mean + move)
    moments.mean += move
    return moments
  }

  /// One hop, two in turn, or two at once beside one.
  private func fewHops(_ attemptBudget: Int) -> ParallelGeneration.Moments? {
    func law(_ indices: [Int]) -> ParallelGeneration.Moments {
      ParallelGeneration(periods: indices.map { hops[$0].period }, hazards: indices.map { hops[$0].hazard })
        .moments(eventBudget: attemptBudget)
    }
    let offset: Double
    var result: ParallelGeneration.Moments
    switch hops.count {
    case 1: (result, offset) = (law([0]), hops[0].offset)
    case 2: (result, offset) = (law([0]), hops[seconds[0]].offset + move)
    case 3 where seconds.allSatisfy({ hops[$0].offset == hops[seconds[0]].offset }):
      (result, offset) = (law([0, 2]), hops[seconds[0]].offset + move)
    default: return nil
    }
    if hops.count > 1 {
      let other = law([1])
      result.meanSquare += other.meanSquare + 2 * result.mean * other.mean
      result.mean += other.mean
      if hops.count == 2 { result.method = .closedForm }
    }
    result.meanSquare += offset * (2 * result.mean + offset)
    result.mean += offset
    return result
  }

  /// Beyond this no sum of two neighbouring times is, but for 1e-17.
  var horizon: Double { 44 / hops.map(\.rate).min()! }

  private static let nothing = 1e-16

  /// The phases of a chain of a common period, where they are worth it: `nil` where exponential times do as
  /// well.
  private func latticePhases(_ period: Double, smoothError: Double) -> [TurnsPhase]? {
    let hazards = hops.map(\.hazard)
    guard hazards.min()! > 1e-12 else { return nil }
    let phases = TurnsPhase.all(of: self, period: period)
    return smoothError < 1e-10 || phases.count > 3 && smoothError < 1e-6 ? nil : phases
  }

  private func onLattice(_ phases: [TurnsPhase], _ period: Double) -> ParallelGeneration.Moments {
    let transfer = TurnsTransfer(self, .lattice(period: period), Storage())
    let hazards = hops.map(\.hazard)
    let outer = TurnsOuter(wholeScale: 1 / hazards.max()!, horizon: 44 / hazards.min()!)
    var mean = phases[0].start
    var square = mean * mean
    for phase in phases {
      let (first, width) = (phase.first, phase.width)
      mean += width * first
      square += width * first * (period * (first - 1) + 2 * phase.start + width)
      var done = 1.0
      for (at, weight) in outer.points.reversed() {
        let k = first + at
        // Of what is never seen there is less still before.
        if done > Self.nothing { done = transfer.value(limits: phase.taken.map { k - $0 }, t: k) }
        let missing = 1 - done
        mean += weight * width * missing
        square += weight * width * missing * (2 * (k * period + phase.start) + width)
      }
    }
    return ParallelGeneration.Moments(mean: mean, meanSquare: square, method: .attempts, relativeError: 1e-10)
  }

  /// The offset of each hop that goes second.
  private var offsets: [Double] { seconds.map { hops[$0].offset } }

  private func exponential(error: Double) -> ParallelGeneration.Moments {
    let transfer = TurnsTransfer(self, .continuous, Storage())
    let outer = TurnsOuter(scale: 1 / hops.map(\.rate).max()!, horizon: horizon)
    let offsets = offsets
    let first = offsets.max()!
    var mean = first
    var square = first * first
    var done = 1.0
    for (at, weight) in outer.points.reversed() {
      let t = first + at
      if done > Self.nothing { done = transfer.value(limits: offsets.map { t - $0 }, t: t) }
      let missing = 1 - done
      mean += weight * missing
      square += weight * missing * 2 * t
    }
    return ParallelGeneration.Moments(
      mean: mean, meanSquare: square, method: .exponential, relativeError: error + 1e-10)
  }

  /// Relative error of exponential times: the first neglected term of each hop, h τ/12, and ties of two hops,
  /// which matter in the measure of how slow both are. As in `ParallelGeneration`.
  private var exponentialError: Double {
    var error = 0.0
    for (i, hop) in hops.enumerated() {
      error += hop.hazard > 1 ? hop.period : hop.hazard * hop.period / 12
      for other in hops[..<i] {
        error +=
          min(hop.hazard, 1) * min(other.hazard, 1) / 12 * min(1 / hop.rate, 1 / other.rate)
      }
    }
    var slowest = 0.0
    for i in hops.indices.dropFirst() { slowest = max(slowest, hops[i - 1].mean + hops[i].mean) }
    return error / slowest
  }

  // MARK: Attempt by attempt

  /// P(T ≤ t), t without t_move, attempt by attempt for any periods.
  ///
  /// - Complexity: O(Σ t/τ_i) over the hops that go first.
  func exactProbability(by t: Double) -> Double {
    func attempts(_ time: Double, _ period: Double) -> Int {
      // A time that is a multiple of the period up to rounding counts as reached.
      max(0, Int((time / period * (1 + 1e-13) + 1e-12).rounded(.down)))
    }
    let (firsts, seconds) = (firsts, seconds)
    func reach(_ j: Int, _ s: Double) -> Double {
      -Double.expMinusOne(-hops[j].hazard * Double(attempts(t - hops[j].offset - s, hops[j].period)))
    }
    func law(_ i: Int) -> [Double] {
      let hop = hops[i]
      let p = hop.probability
      return (0..<attempts(t, hop.period)).map { p * Double.exp(-hop.hazard * Double($0)) }
    }
    if hops.count == 1 {
      return -Double.expMinusOne(-hops[0].hazard * Double(attempts(t - hops[0].offset, hops[0].period)))
    }
    var weights = law(firsts[0])
    var (before, period) = (0, hops[firsts[0]].period)
    if seconds[0] == 0 {
      for k in weights.indices { weights[k] *= reach(0, Double(k + 1) * period) }
      before = 1
    }
    for b in firsts.dropFirst() {
      let j = seconds[before]
      let late = weights.indices.map { weights[$0] * reach(j, Double($0 + 1) * period) }
      var later = late.reduce(0, +)
      var earlier = 0.0
      var k = 0
      var next = law(b)
      for m in next.indices {
        let s = Double(m + 1) * hops[b].period
        while k < weights.count, Double(k + 1) * period <= s * (1 + 1e-14) {
          earlier += weights[k]
          later -= late[k]
          k += 1
        }
        next[m] *= reach(j, s) * earlier + max(0, later)
      }
      (weights, period) = (next, hops[b].period)
      before += 1
    }
    if before < seconds.count {
      for k in weights.indices { weights[k] *= reach(seconds[before], Double(k + 1) * period) }
    }
    return weights.reduce(0, +)
  }

  private func passes(by t: Double) -> Double { firsts.reduce(1) { $0 + t / hops[$1].period } }

  private func merged(_ attemptBudget: Int) -> ParallelGeneration.Moments? {
    func most(_ hop: Hop) -> Double { (40 / hop.hazard).rounded(.up) + 1 }
    var count = 0.0
    for i in hops.indices.dropFirst() { count += most(hops[i - 1]) * most(hops[i]) }
    let end = hops.indices.dropFirst().map {
      most(hops[$0 - 1]) * hops[$0 - 1].period + most(hops[$0]) * hops[$0].period
    }.max()!
    guard count * passes(by: end) <= Double(attemptBudget) else { return nil }
    var times: [Double] = []
    times.reserveCapacity(Int(count))
    for i in hops.indices.dropFirst() {
      let (a, b) = (hops[i - 1], hops[i])
      let offset = goesFirst(i) ? a.offset : b.offset
      for k in 1...Int(most(a)) {
        for l in 1...Int(most(b)) { times.append(Double(k) * a.period + Double(l) * b.period + offset) }
      }
    }
    times.sort()
    var (mean, square, before, missing) = (0.0, 0.0, 0.0, 1.0)
    for t in times where t > before * (1 + 1e-12) {
      mean += missing * (t - before)
      square += missing * (t - before) * (t + before)
      before = t
      missing = 1 - exactProbability(by: t)
      if missing < 1e-15 { break }
    }
    return ParallelGeneration.Moments(mean: mean, meanSquare: square, method: .attempts, relativeError: 1e-12)
  }

  // MARK: The law itself

  /// Probability that the pair is delivered by time t.
  ///
  /// - Parameter attemptBudget: attempts to go through one by one; beyond that a common period is taken on
  ///   panels (exact to 1e-10), others as exponential times.
  /// - Returns: 0 to 1; `relativeError` is absolute here.
  /// - Complexity: O(n) for each of at most `attemptBudget` attempts, or some 10² nodes.
  public func probability(deliveredBy t: Double, attemptBudget: Int = 1 << 14) -> Computed {
    let time = t - move
    if time <= 0 { return Computed(value: 0, method: .closedForm, relativeError: 0) }
    if hops.count == 1 || passes(by: time) <= Double(attemptBudget) {
      return Computed(value: exactProbability(by: time), method: .attempts, relativeError: 1e-13)
    }
    if let period = commonPeriod, hops.map(\.hazard).min()! > 1e-12 {
      let limits = seconds.map { ((time - hops[$0].offset) / period * (1 + 1e-13) + 1e-12).rounded(.down) }
      let value = TurnsTransfer(self, .lattice(period: period), Storage()).value(limits: limits, t: 0)
      return Computed(value: min(1, max(0, value)), method: .attempts, relativeError: 1e-10)
    }
    let value = TurnsTransfer(self, .continuous, Storage()).value(limits: offsets.map { time - $0 }, t: time)
    // Shifting all by a period each is more than the neglected phases do.
    let steepest = hops.map(\.rate).max()!
    return Computed(
      value: min(1, max(0, value)), method: .exponential,
      relativeError: min(1, hops.map(\.period).max()! * steepest))
  }

  /// The smallest time by which a share of all deliveries is done.
  ///
  /// - Parameter share: above 0 and below 1.
  /// - Complexity: some fifty times that of `probability`.
  public func quantile(_ share: Double, attemptBudget: Int = 1 << 14) -> Double {
    precondition(share > 0 && share < 1)
    func done(_ t: Double) -> Double { probability(deliveredBy: t, attemptBudget: attemptBudget).value }
    var low = 0.0
    var high = move + hops.map { $0.period + $0.offset }.max()!
    while done(high) < share { (low, high) = (high, 2 * high) }
    for _ in 0..<200 where high - low > 1e-12 * high {
      let middle = (low + high) / 2
      if done(middle) < share { low = middle } else { high = middle }
    }
    return high
  }

  // MARK: Stored ends

  /// E[e^(−g(2T − …)) …] = ∫ 2g Φ(t) dt, Φ(t) = E[Y ∏ e^(−g(t − s)); T ≤ t] over the two ends.
  func storedEnds(_ storage: Storage) -> Computed {
    // Panels are no wider than what decays by a few e-folds. Beyond this little is left, and less is taken to decay.
    let strongest = 1000 / horizon
    if storage.rate > strongest {
      var slower = storage
      slower.rate = strongest
      var most = storedEnds(slower)
      most.relativeError = 1
      return most
    }
    let g = storage.rate
    // End qubits of hops that go first wait while the repeaters' are moved.
    let moved = Double((goesFirst(0) ? 1 : 0) + (goesFirst(hops.count - 1) ? 1 : 0))
    let factor = Double.exp(-moved * g * move)
    let smoothError = storedError(storage)
    if let period = commonPeriod, let phases = latticePhases(period, smoothError: smoothError),
      g * period < 20
    {
      let transfer = TurnsTransfer(self, .lattice(period: period), storage)
      let hazards = hops.map(\.hazard)
      let outer = TurnsOuter(
        wholeScale: 1 / max(hazards.max()!, 2 * g * period), horizon: 44 / hazards.min()!)
      var value = 0.0
      for phase in phases {
        let once = -Double.expMinusOne(-2 * g * phase.width)
        func weight(_ k: Double) -> Double {
          // Ends wait until t; the transfer counts from the phase's own multiples of the period.
          once * transfer.value(limits: phase.taken.map { k - $0 }, t: k + phase.start / period)
        }
        for (at, share) in outer.points { value += share * weight(phase.first + at) }
        value += weight(phase.first + outer.end) / -Double.expMinusOne(-2 * g * period)
      }
      return Computed(value: value * factor, method: .attempts, relativeError: 1e-10)
    }
    let transfer = TurnsTransfer(self, .continuous, storage)
    let outer = TurnsOuter(scale: 1 / max(hops.map(\.rate).max()!, 2 * g), horizon: horizon)
    let offsets = offsets
    let first = offsets.max()!
    func weight(_ t: Double) -> Double { transfer.value(limits: offsets.map { t - $0 }, t: t) }
    var value = weight(first + outer.end)
    for (at, share) in outer.points { value += share * 2 * g * weight(first + at) }
    return Computed(
      value: value * factor, method: .exponential, relativeError: min(1, smoothError + 1e-10))
  }

  /// Of second order: one in the decay within a period, one in the hazards.
  private func storedError(_ storage: Storage) -> Double {
    var error = 0.0
    for hop in hops {
      let beta = 2 * (storage.rate * hop.period + storage.perAttempt)
      error += beta * (beta + max(min(hop.hazard, 1), hops.map { min($0.hazard, 1) }.max()!)) / 4
    }
    return error
  }
}
