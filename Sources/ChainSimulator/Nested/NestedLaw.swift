internal import LinkPhysics
internal import RealModule

/// The law of the delivery time of a nested chain on a grid, with the state that goes with each time: f(t) = P(T = t) and
/// g_c(t) = E[character c; T = t] for t = 0, 1, …
struct TimeLaw {
  var f: [Double]
  /// One array for each channel of `NestedLaws`.
  var g: [[Double]]
  var mean: Double
  var meanSquare: Double
  /// Σ g_c, exact even where the arrays are cut.
  var characters: [Double]
}

/// Exact laws of nested chains by recursion over the tree.
///
/// A step tries until it succeeds: with s the law of a try that ends in a success and r of one that fails, f_T = s/(1 − r) as power
/// series, and the same inverse carries the characters. Tries follow from the laws of the two halves by products and
/// first-order recursive filters. Brand, Coopmans and Elkouss, IEEE J. Sel. Areas Commun. 38, 619 (2020); Li, Coopmans and
/// Elkouss, IEEE Trans. Quantum Eng. 2, 4103015 (2021). All of it is bilinear in the states of the halves, so means suffice.
///
/// - Complexity: O(K log K) for each distinct step and character, with K the ticks by which 1 − 1e-14 of the deliveries are done.
struct NestedLaws {
  /// Decay rate per tick of each character carried.
  var rates: [Double]
  /// Which channel holds x, y and z.
  var channels: (x: Int?, y: Int?, z: Int?)
  /// Whether initial states and swap noise are carried (with purification) or factored out.
  var carriesStates: Bool
  var purification: PurificationScheme
  /// Ticks beyond which laws are not carried.
  var longest: Int

  private var cache: [NestedNode: TimeLaw] = [:]

  struct TooLong: Error { var ticks: Double }

  init(_ chain: Chain, grid: TickGrid, longest: Int) {
    let memory = chain.memory
    let perTick = [memory.rateX, memory.rateY, memory.rateZ].map { $0 * grid.tick }
    let purifies = chain.protocolSteps.contains(.purify)
    carriesStates = purifies
    purification = chain.purification
    self.longest = longest
    if purifies {
      let werner = { (s: BellDiagonalState) in s.x == s.y && s.y == s.z }
      let isWerner =
        chain.purification == .bbpssw && perTick[0] == perTick[1] && perTick[1] == perTick[2]
        && chain.segments.allSatisfy { werner($0.state) } && chain.swaps.allSatisfy { werner($0.noise) }
      rates = isWerner ? [perTick[0]] : perTick
      channels = isWerner ? (0, 0, 0) : (0, 1, 2)
    } else {
      var distinct: [Double] = []
      func channel(_ rate: Double) -> Int? {
        if rate == 0 { return nil }
        if let known = distinct.firstIndex(of: rate) { return known }
        distinct.append(rate)
        return distinct.count - 1
      }
      channels = (channel(perTick[0]), channel(perTick[1]), channel(perTick[2]))
      rates = distinct
    }
  }

  mutating func law(of node: NestedNode, isTop: Bool = false) throws(TooLong) -> TimeLaw {
    if let known = cache[node] { return known }
    let law: TimeLaw
    switch node {
    case .segment(let generation): law = try segment(generation)
    case .swap(let left, let right, let step):
      let a = try self.law(of: left)
      let b = try self.law(of: right)
      law = try retried(a, b, step, purifies: false, isTop: isTop)
    case .purify(let half, let step):
      let a = try self.law(of: half)
      law = try retried(a, a, step, purifies: true, isTop: isTop)
    }
    cache[node] = law
    return law
  }

  private func segment(_ generation: NestedNode.Generation) throws(TooLong) -> TimeLaw {
    let period = generation.period
    let attempts = (34 / generation.hazard).rounded(.up) + 1
    let ticks = attempts * Double(period)
    if ticks > Double(longest) { throw TooLong(ticks: ticks) }
    var f = [Double](repeating: 0, count: Int(ticks) + 1)
    let p = -Double.expMinusOne(-generation.hazard)
    for k in 1...Int(attempts) { f[k * period] = p * Double.exp(-generation.hazard * Double(k - 1)) }
    let state = [generation.state.x, generation.state.y, generation.state.z]
    let start = rates.indices.map { carriesStates ? state[$0] : 1 }
    let unit = Double(period)
    return TimeLaw(
      f: f, g: start.map { c in f.map { $0 * c } }, mean: unit / p,
      meanSquare: unit * unit * (2 - p) / (p * p),
      characters: start)
  }

  /// The law of tries of one step until one succeeds.
  private func retried(
    _ a: TimeLaw, _ b: TimeLaw, _ step: NestedNode.Step, purifies: Bool, isTop: Bool
  ) throws(TooLong) -> TimeLaw {
    let tries = self.tries(a, b, step, purifies: purifies)
    let success = tries.success.reduce(0, +)
    var failure = 0.0
    var tryMean = 0.0
    var trySquare = 0.0
    var failMean = 0.0
    for t in tries.failure.indices {
      let time = Double(t) + step.delay
      failure += tries.failure[t]
      failMean += time * tries.failure[t]
      let both = tries.failure[t] + tries.success[t]
      tryMean += time * both
      trySquare += time * time * both
    }
    // Renewal: T = D + [failed] T', with D the duration of one try. Cut tails are shared out by the normalisation.
    let all = success + failure
    let q = success / all
    let mean = tryMean / all / q
    let meanSquare = (trySquare / all + 2 * failMean / all * mean) / q
    let kept = rates.indices.map { c in
      Double.exp(-rates[c] * step.qubits * step.delay) * (carriesStates && !purifies ? noise(step, c) : 1)
    }
    let characters = rates.indices.map { c in tries.characters[c].reduce(0, +) / success * kept[c] }
    var law = TimeLaw(f: [], g: [], mean: mean, meanSquare: meanSquare, characters: characters)
    let extra = failure > 1e-16 ? 36 * mean : 0
    let ticks = Double(tries.success.count) + step.delay + 1 + extra
    // Only quantiles need the law of the whole chain.
    if ticks > Double(isTop ? min(longest, 1 << 20) : longest) {
      if isTop { return law }
      throw TooLong(ticks: ticks)
    }
    let told = Tries(
      success: delayed(tries.success, step.delay), failure: delayed(tries.failure, step.delay),
      characters: rates.indices.map { c in delayed(tries.characters[c], step.delay).map { $0 * kept[c] } })
    if failure <= 1e-16 {
      law.f = told.success
      law.g = told.characters
      return law
    }
    divide(told, into: &law, length: Int(ticks) + 1)
    return law
  }

  /// A series that comes later; between two ticks its weight is shared, which keeps the mean.
  private func delayed(_ series: [Double], _ delay: Double) -> [Double] {
    if delay == 0 { return series }
    let rounded = abs(delay - delay.rounded()) < 1e-9 ? delay.rounded() : delay
    let whole = Int(rounded.rounded(.down))
    let part = rounded - rounded.rounded(.down)
    var out = [Double](repeating: 0, count: series.count + whole + 1)
    for (t, value) in series.enumerated() {
      out[t + whole] += value * (1 - part)
      out[t + whole + 1] += value * part
    }
    return out
  }

  private func noise(_ step: NestedNode.Step, _ channel: Int) -> Double {
    [step.noise.x, step.noise.y, step.noise.z][channel]
  }

  /// One try: laws of its success and failure, and the characters of a success, before the message.
  private struct Tries {
    var success: [Double]
    var failure: [Double]
    var characters: [[Double]]
  }

  private func tries(_ a: TimeLaw, _ b: TimeLaw, _ step: NestedNode.Step, purifies: Bool) -> Tries {
    let cutoff = step.cutoff
    let longestHalf = max(a.f.count, b.f.count)
    let count = longestHalf
    func padded(_ x: [Double]) -> [Double] {
      x.count < count ? x + [Double](repeating: 0, count: count - x.count) : x
    }
    let fa = padded(a.f)
    let fb = padded(b.f)
    // What arrived within the cut-off before or at t and has decayed since.
    func waiting(_ series: [Double], rate: Double) -> [Double] {
      let factor = Double.exp(-rate)
      let dropped = cutoff < count ? Double.exp(-rate * Double(cutoff + 1)) : 0
      var sum = 0.0
      var out = series
      for t in 0..<count {
        sum = sum * factor + series[t]
        if cutoff < count, t > cutoff { sum -= dropped * series[t - cutoff - 1] }
        out[t] = sum
      }
      return out
    }
    let wa = waiting(fa, rate: 0)
    let wb = waiting(fb, rate: 0)
    var success = [Double](repeating: 0, count: count)
    for t in 0..<count { success[t] = fa[t] * wb[t] + fb[t] * (wa[t] - fa[t]) }
    var failure = [Double](repeating: 0, count: count)
    var characters: [[Double]] = []
    if purifies {
      let ga = a.g
      let waits = rates.indices.map { waiting(ga[$0], rate: rates[$0] * step.leftQubits) }
      characters = rates.map { _ in [Double](repeating: 0, count: count) }
      let scheme = purification
      let wide = rates.count == 3
      for t in 0..<count {
        // The later pair is fresh, the earlier one has waited; both were made by the same half.
        let fresh = SIMD4(fa[t], ga[0][t], ga[wide ? 1 : 0][t], ga[wide ? 2 : 0][t])
        let stored = SIMD4(wa[t], waits[0][t], waits[wide ? 1 : 0][t], waits[wide ? 2 : 0][t])
        let out = scheme.apply(fresh, stored) + scheme.apply(stored - fresh, fresh)
        failure[t] = success[t] - out[0]
        success[t] = out[0]
        for c in rates.indices { characters[c][t] = out[c + 1] }
      }
    } else {
      let q = step.successProbability
      for c in rates.indices {
        let ga = padded(a.g[c])
        let gb = padded(b.g[c])
        let sa = waiting(ga, rate: rates[c] * step.leftQubits)
        let sb = waiting(gb, rate: rates[c] * step.rightQubits)
        var out = [Double](repeating: 0, count: count)
        for t in 0..<count { out[t] = q * (ga[t] * sb[t] + gb[t] * (sa[t] - ga[t])) }
        characters.append(out)
      }
      for t in 0..<count {
        failure[t] = (1 - q) * success[t]
        success[t] *= q
      }
    }
    if cutoff < count {
      // The first pair is dropped when the other has not come within the cut-off.
      var restA = 1.0
      var restB = 1.0
      let needed = count + cutoff
      success += [Double](repeating: 0, count: needed - count)
      failure += [Double](repeating: 0, count: needed - count)
      for c in rates.indices { characters[c] += [Double](repeating: 0, count: needed - count) }
      for t in 0..<needed {
        if t < count {
          restA -= fa[t]
          restB -= fb[t]
        }
        if t >= cutoff {
          failure[t] += fa[t - cutoff] * max(0, restB) + fb[t - cutoff] * max(0, restA)
        }
      }
    }
    return Tries(success: success, failure: failure, characters: characters)
  }

  /// f_T = s/(1 − r) and the same for each character, by division on the unit circle: the length is chosen so that what
  /// wraps around is below rounding.
  private func divide(_ tries: Tries, into law: inout TimeLaw, length: Int) {
    var size = 1
    while size < length { size *= 2 }
    let transform = FourierTransform(count: size)
    func padded(_ x: [Double]) -> [Double] { x + [Double](repeating: 0, count: size - x.count) }
    // Two real series go through one transform: a + ib, told apart by symmetry.
    var re = padded(tries.success)
    var im = padded(tries.failure)
    transform.transform(&re, &im)
    var inverseRe = [Double](repeating: 0, count: size)
    var inverseIm = inverseRe
    var quotientRe = inverseRe
    var quotientIm = inverseRe
    for k in 0..<size {
      let m = k == 0 ? 0 : size - k
      let sr = (re[k] + re[m]) / 2
      let si = (im[k] - im[m]) / 2
      let fr = (im[k] + im[m]) / 2
      let fi = (re[m] - re[k]) / 2
      let dr = 1 - fr
      let di = -fi
      let norm = dr * dr + di * di
      inverseRe[k] = dr / norm
      inverseIm[k] = -di / norm
      quotientRe[k] = sr * inverseRe[k] - si * inverseIm[k]
      quotientIm[k] = sr * inverseIm[k] + si * inverseRe[k]
    }
    func divided(_ series: [Double]) -> (re: [Double], im: [Double]) {
      var re = padded(series)
      var im = [Double](repeating: 0, count: size)
      transform.transform(&re, &im)
      for k in 0..<size {
        let r = re[k] * inverseRe[k] - im[k] * inverseIm[k]
        im[k] = re[k] * inverseIm[k] + im[k] * inverseRe[k]
        re[k] = r
      }
      return (re, im)
    }
    var next = 0
    // The law itself travels back with the first character.
    if let first = rates.indices.first {
      let d = divided(tries.characters[first])
      for k in 0..<size {
        quotientRe[k] -= d.im[k]
        quotientIm[k] += d.re[k]
      }
      next = 1
    }
    transform.transform(&quotientRe, &quotientIm, inverse: true)
    law.f = quotientRe
    law.g = next == 1 ? [quotientIm] : []
    while next < rates.count {
      var (re, im) = divided(tries.characters[next])
      transform.transform(&re, &im, inverse: true)
      law.g.append(re)
      next += 1
    }
    trim(&law)
  }

  /// Cuts what rounding alone has left at the end.
  private func trim(_ law: inout TimeLaw) {
    var rest = 0.0
    var end = law.f.count
    while end > 1, rest + abs(law.f[end - 1]) < 1e-14 {
      rest += abs(law.f[end - 1])
      end -= 1
    }
    law.f.removeLast(law.f.count - end)
    for c in law.g.indices { law.g[c].removeLast(law.g[c].count - end) }
  }
}
