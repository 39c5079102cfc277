internal import RealModule

extension Segment {
  /// −ln of the probability that one attempt period brings no pair: −modes·ln(1−p). Held at 700 where that is below 1e-304.
  public var hazard: Double { min(700, -Double(modes) * Double.log(onePlus: -successProbability)) }
  /// Probability that one attempt period brings a pair, 1 − (1−p)^modes.
  public var periodSuccessProbability: Double { -Double.expMinusOne(-hazard) }
}

/// The time until every segment holds a pair, all starting at once: T = max_i (τ_i G_i + o_i), with G_i the number of attempt
/// periods of segment i (geometric on 1, 2, …) and o_i an offset, 0 unless messages follow.
///
/// For deterministic swaps this is the delivery time of swap-ASAP. Bernardes, Praxmeyer and van Loock, Phys. Rev. A 83,
/// 012323 (2011) for equal segments; here all may differ. Periods need not be commensurate: nothing is rounded to a grid.
public struct ParallelGeneration: Sendable {
  /// Attempt periods τ_i, in the chain's time base.
  public let periods: [Double]
  /// −ln P(no pair in one period) of each segment.
  public let hazards: [Double]
  /// What each segment adds to the time at which it has its pair, in the time base: max_i (τ_i G_i + offset_i) is asked for.
  public let offsets: [Double]

  /// Creates the law from attempt periods and hazards, one of each for a segment, all above 0.
  ///
  /// - Parameter offsets: one for each segment, at least 0; `nil` for none.
  public init(periods: [Double], hazards: [Double], offsets: [Double]? = nil) {
    precondition(periods.count == hazards.count && !periods.isEmpty)
    precondition(offsets == nil || offsets?.count == periods.count)
    self.periods = periods
    self.hazards = hazards
    self.offsets = offsets ?? periods.map { _ in 0 }
  }

  /// The law of the segments of a chain, at least one.
  public init(_ segments: [Segment], offsets: [Double]? = nil) {
    self.init(
      periods: segments.map(\.attemptPeriod), hazards: segments.map(\.hazard), offsets: offsets)
  }

  /// The period that all segments share, if they do.
  public var commonPeriod: Double? {
    periods.allSatisfy { $0 == periods[0] } ? periods[0] : nil
  }

  /// Probability that all segments hold a pair, and their offsets are over, by time t.
  public func probability(doneBy t: Double) -> Double {
    var product = 1.0
    for (i, (period, hazard)) in zip(periods, hazards).enumerated() {
      // A time that is a multiple of the period up to rounding counts as reached.
      let slack = 1e-14 * max(t, period)
      let attempts = ((t - offsets[i] + slack) / period).rounded(.down)
      product *= attempts < 1 ? 0 : -Double.expMinusOne(-hazard * attempts)
    }
    return product
  }

  /// The smallest time by which a share of all deliveries is done.
  ///
  /// - Parameter share: above 0 and below 1.
  /// - Complexity: O(n) for each of some fifty steps of bisection.
  public func quantile(_ share: Double) -> Double {
    precondition(share > 0 && share < 1)
    var low = 0.0
    var high = periods.max()! + offsets.max()!
    while probability(doneBy: high) < share { high *= 2 }
    for _ in 0..<200 where high - low > 1e-13 * high {
      let middle = (low + high) / 2
      if probability(doneBy: middle) < share { low = middle } else { high = middle }
    }
    return zip(periods, offsets).map { period, offset in
      offset + period * ((high - offset + 1e-12 * high) / period).rounded(.down)
    }.max()!
  }

  /// Mean and mean square of T, in the time base and its square.
  public struct Moments: Hashable, Sendable {
    /// E[T], in the time base.
    public var mean: Double
    /// E[T²], in its square.
    public var meanSquare: Double
    /// How both were computed.
    public var method: Computed.Method
    /// Of the mean.
    public var relativeError: Double

    /// √(E[T²] − E[T]²), in the time base.
    public var standardDeviation: Double { max(0, meanSquare - mean * mean).squareRoot() }
  }

  /// Mean and mean square of T.
  ///
  /// A common period: the sum Σ_t P(T > t), its tail by Euler-Maclaurin and a trapezoidal rule in log t, which converges
  /// exponentially; relative error below 1e-12 for any p. Different periods: the integral of P(T > t), constant between the
  /// merged multiples of the periods, while those are fewer than `eventBudget` (some 20 ns each); beyond that exponential
  /// times shifted by the mean phase, with the error of second order in the hazards that is stated in the result.
  ///
  /// - Complexity: O(n) for each attempt summed over, at most `eventBudget`; a common period takes below 0.1
  ///   ms.
  public func moments(eventBudget: Int = 1 << 20) -> Moments {
    if hazards.count == 1 { return single }
    if let period = commonPeriod { return common(period) }
    let rates = zip(hazards, periods).map { $0 / $1 }
    let horizon = (44 + Double.log(Double(rates.count))) / rates.min()!
    let events = zip(periods, rates).reduce(0.0) { $0 + min(horizon, 50 / $1.1) / $1.0 + 1 }
    return events <= Double(eventBudget) ? merged : shiftedExponential(rates)
  }

  private var single: Moments {
    let p = -Double.expMinusOne(-hazards[0])
    let (mean, offset) = (periods[0] / p, offsets[0])
    return Moments(
      mean: mean + offset,
      meanSquare: periods[0] * periods[0] * (2 - p) / (p * p) + offset * (2 * mean + offset),
      method: .closedForm, relativeError: 1e-15)
  }

  // MARK: Common period

  /// Within one period the numbers of attempts that are over change where the phase of an offset is passed, and nowhere else: the
  /// integral of P(T > t) is a sum over whole periods for each stretch between two phases.
  private func common(_ period: Double) -> Moments {
    let starts = offsets.map { $0 / period }
    // Offsets of equal phase up to rounding are one.
    let phases = starts.map { start -> Double in
      let phase = start - start.rounded(.down)
      return phase > 1 - 1e-12 ? 0 : phase
    }
    let cuts = phases.sorted().reduce(into: [0.0]) { cuts, phase in
      if phase > cuts.last! + 1e-12 { cuts.append(phase) }
    }
    var mean = 0.0
    var square = 0.0
    for (index, from) in cuts.enumerated() {
      let to = index + 1 < cuts.count ? cuts[index + 1] : 1
      // Whole periods by which each segment is late in this stretch.
      let late = starts.map { Int(($0 - from - 1e-9).rounded(.up)) }.map { max(0, $0) }
      let sums = sums(late: late)
      mean += (to - from) * sums.mean
      // ∫ 2t over the stretch of period k is its width times 2k + from + to.
      square += (to - from) * (sums.square + (from + to - 1) * sums.mean)
    }
    return Moments(
      mean: period * mean, meanSquare: period * period * square, method: .attempts, relativeError: 1e-12)
  }

  /// Σ S(k) and Σ (2k + 1) S(k) over whole periods k ≥ 0, S = 1 − ∏(1 − e^(−h (k − a))⁺) with a periods by which each
  /// segment is late.
  private func sums(late: [Int]) -> (mean: Double, square: Double) {
    // Until the latest begins nothing is done.
    let begin = late.max()!
    let ahead = late.map { Double(begin - $0) }
    let all = zip(hazards, ahead).map { (hazard: $0, ahead: $1) }
    // Segments of a larger hazard are over before the tail begins, where Euler-Maclaurin is exact to rounding.
    let slow = all.filter { $0.hazard <= Self.smoothHazard }
    let fast = all.filter { $0.hazard > Self.smoothHazard }
    let fewest = hazards.min()!
    let end =
      fewest * 12_000 > 45
      ? Int(((45 + Double.log(Double(hazards.count))) / fewest).rounded(.up))
      : fast.isEmpty ? 0 : Int((45 / fast.map(\.hazard).min()!).rounded(.up))
    var sum = 0.0
    var squares = 0.0
    if end > 0 {
      var survival = all.map { Double.exp(-$0.hazard * $0.ahead) }
      let factors = hazards.map { Double.exp(-$0) }
      for t in 0..<end {
        var done = 1.0
        for i in survival.indices { done *= 1 - survival[i] }
        sum += 1 - done
        squares += (2 * Double(t) + 1) * (1 - done)
        // Powers are taken afresh now and then, so that rounding does not grow.
        if t & 1023 == 1023 {
          for i in survival.indices { survival[i] = Double.exp(-hazards[i] * (ahead[i] + Double(t + 1))) }
        } else {
          for i in survival.indices { survival[i] *= factors[i] }
        }
      }
    }
    if fewest * 12_000 <= 45 {
      let m = Double(end)
      let tail = Self.tail(of: slow.map(\.hazard), shifts: slow.map { -$0.ahead }, from: m)
      // Segments that have just begun make the product 0; it has a slope there where they are one.
      let begun = slow.filter { m + $0.ahead == 0 }
      var done = 1.0
      for part in slow where m + part.ahead > 0 {
        done *= -Double.expMinusOne(-part.hazard * (m + part.ahead))
      }
      var slope = 0.0
      if begun.isEmpty {
        for part in slow { slope -= done * part.hazard / Double.expMinusOne(part.hazard * (m + part.ahead)) }
      } else {
        if begun.count == 1 { slope = -begun[0].hazard * done }
        done = 0
      }
      let f = 1 - done
      sum += tail.mean + f / 2 - slope / 12
      squares += tail.square + tail.mean + (2 * m + 1) * f / 2 - (2 * f + (2 * m + 1) * slope) / 12
    }
    let before = Double(begin)
    return (before + sum, before * before + squares + 2 * before * sum)
  }

  private static let smoothHazard = 0.005

  /// ∫ 1 − F and ∫ 2t (1 − F) from m on, with F(t) = ∏(1 − e^(−r(t − s))).
  ///
  /// As integrals of t − m and t² − m² over dF, with t = m + e^u: the trapezoidal rule in u converges exponentially, since
  /// the integrand is analytic for |Im u| < π/2 and falls off at both ends.
  static func tail(of rates: [Double], shifts: [Double], from m: Double) -> (mean: Double, square: Double) {
    let step = 0.2
    var mean = 0.0
    var square = 0.0
    var u = Double.log((50 + Double.log(Double(rates.count))) / rates.min()!)
    let longest = 1 / rates.min()!
    while true {
      let x = Double.exp(u)
      var done = 1.0
      var density = 0.0
      for (r, s) in zip(rates, shifts) {
        let e = Double.exp(-r * (m + x - s))
        let f = r * (m + x - s) < 1e-5 ? -Double.expMinusOne(-r * (m + x - s)) : 1 - e
        done *= f
        density += r * e / f
      }
      let term = x * x * done * density
      mean += term
      square += term * (x + 2 * m)
      if x < longest, term < 1e-18 * mean { break }
      u -= step
    }
    return (mean * step, square * step)
  }

  // MARK: Different periods

  private var merged: Moments {
    var active = Array(periods.indices)
    var attempts = [Double](repeating: 0, count: periods.count)
    var next = zip(periods, offsets).map { $0 + $1 }
    var done = [Double](repeating: 0, count: periods.count)
    var mean = 0.0
    var square = 0.0
    var before = 0.0
    var survival = 1.0
    var position = 0
    while !active.isEmpty {
      var t = Double.infinity
      for (slot, i) in active.enumerated() where next[i] < t {
        t = next[i]
        position = slot
      }
      mean += survival * (t - before)
      square += survival * (t - before) * (t + before)
      before = t
      let i = active[position]
      attempts[i] += 1
      next[i] = offsets[i] + (attempts[i] + 1) * periods[i]
      let left = Double.exp(-hazards[i] * attempts[i])
      done[i] = 1 - left
      if left < 1e-19 { active.remove(at: position) }
      var product = 1.0
      for j in active { product *= done[j] }
      survival = 1 - product
    }
    return Moments(mean: mean, meanSquare: square, method: .attempts, relativeError: 1e-13)
  }

  private func shiftedExponential(_ rates: [Double]) -> Moments {
    // A shift of ln(h/p)/λ makes the smooth survival equal to the mean of the stepped one over each period.
    let phases = zip(hazards, rates).map { Double.log($0 / -Double.expMinusOne(-$0)) / $1 }
    let shifts = zip(offsets, phases).map { $0 + $1 }
    let start = shifts.max()!
    let tail = Self.tail(of: rates, shifts: shifts, from: start)
    let mean = start + tail.mean
    var error = 0.0
    for i in rates.indices {
      error += min(hazards[i], 12) * periods[i] / 12
      for j in 0..<i {
        error += min(hazards[i], 1) * min(hazards[j], 1) / 12 * min(1 / rates[i], 1 / rates[j])
      }
    }
    return Moments(
      mean: mean, meanSquare: start * start + tail.square, method: .exponential, relativeError: error / mean)
  }
}
