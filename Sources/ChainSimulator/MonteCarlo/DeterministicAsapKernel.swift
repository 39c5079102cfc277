internal import LinkPhysics

/// Deterministic swap-ASAP, on demand: some hundred samples at a time, segment by segment, without branches.
///
/// A time to success is geometric as 1 + ⌊E/hazard⌋ with E exponential, and one logarithm makes two of E: −ln(U₁U₂) is the sum of
/// two, and another uniform number says which part of it is the first (Devroye, Non-Uniform Random Variate Generation, 1986,
/// section V.2). E does not depend on the chain: common random numbers.
///
/// T = max T_i. The decay of interior qubits needs Σ|T_i − T_{i+1}|, that of stored pairs T − ΣT_i + Σ max(T_i, T_{i+1}).
struct DeterministicAsapKernel: SamplingKernel {
  let blockSize = 8192
  private let periods: [Double]
  private let inverseHazards: [Double]
  private let state: BellDiagonalState
  private let rates: (x: Double, y: Double, z: Double)
  private let isInterior: Bool
  /// What a segment that is last adds until both ends know.
  private let offsets: [Double]
  /// What a global cut-off does is sampled by the event kernel; this one has none.
  init(_ chain: Chain) {
    periods = chain.segments.map(\.attemptPeriod)
    inverseHazards = chain.segments.map { -1 / $0.hazard }
    isInterior = chain.memory.convention == .qubit && chain.memory.ends != .stored
    // Every stored pair holds two qubits.
    let qubits = chain.memory.convention == .qubit && chain.memory.ends == .stored ? 2.0 : 1
    rates = (chain.memory.rateX * qubits, chain.memory.rateY * qubits, chain.memory.rateZ * qubits)
    offsets = chain.deliveryOffsets
    let final = chain.mapRates { chain.finalMessageDecay(rate: $0) }
    state = chain.staticState * final
  }

  /// Pairs of vectors in one go: what they need fits the first-level cache.
  private static let pairs = 64
  private static let samplesPerPair = 2 * Lanes.scalarCount

  private typealias Vectors = UnsafeMutableBufferPointer<Lanes>

  func block(_ index: Int, count: Int, seed: UInt64, isCancelled: () -> Bool) -> Tally {
    var tally = Tally(near: state)
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 10 * Self.pairs) { scratch in
      func part(_ i: Int, _ length: Int) -> Vectors {
        Vectors(rebasing: scratch[i * Self.pairs..<(i + length) * Self.pairs])
      }
      let (products, shares) = (part(0, 1), part(1, 1))
      let (last, longest, stored, known) = (part(2, 2), part(4, 2), part(6, 2), part(8, 2))
      withUnsafeTemporaryAllocation(of: LogarithmParts.self, capacity: Self.pairs) { logarithms in
        withUnsafeTemporaryAllocation(of: LaneRandom.self, capacity: periods.count) { random in
          for i in periods.indices {
            random.initializeElement(at: i, to: LaneRandom(seed: seed, block: index, segment: i))
          }
          var left = count
          while left > 0, !isCancelled() {
            let pairs = min(Self.pairs, (left + Self.samplesPerPair - 1) / Self.samplesPerPair)
            for i in periods.indices {
              draw(pairs, &random[i], products, shares, logarithms)
              fold(i, pairs, products, shares, last, longest, stored, known)
            }
            let samples = min(left, pairs * Self.samplesPerPair)
            reduce(samples, longest, stored, known, &tally)
            left -= samples
          }
        }
      }
    }
    tally.links = tally.count * periods.count
    return tally
  }

  /// Uniform numbers for pairs of exponential times, with the first half of the logarithms of their products.
  @inline(__always)
  private func draw(
    _ pairs: Int, _ generator: inout LaneRandom, _ products: Vectors, _ shares: Vectors,
    _ logarithms: UnsafeMutableBufferPointer<LogarithmParts>
  ) {
    var random = generator
    for i in 0..<pairs {
      products[i] = random.uniform() * random.uniform()
      shares[i] = random.uniform()
    }
    generator = random
    for i in 0..<pairs { logarithms[i] = LogarithmParts(of: products[i]) }
    for i in 0..<pairs { products[i] = logarithms[i].logarithm }
  }

  /// Takes in the times of one segment.
  @inline(__always)
  private func fold(
    _ segment: Int, _ pairs: Int, _ logarithms: Vectors, _ shares: Vectors,
    _ last: Vectors, _ longest: Vectors, _ stored: Vectors, _ known: Vectors
  ) {
    let period = Lanes(repeating: periods[segment])
    let scale = Lanes(repeating: inverseHazards[segment])
    let offset = Lanes(repeating: offsets[segment])
    /// Times of a pair of vectors, the earlier draws first.
    @inline(__always)
    func times(_ i: Int) -> (Lanes, Lanes) {
      let both = logarithms[i] * scale
      let first = both * shares[i]
      return (period * wholeAbove(first), period * wholeAbove(both - first))
    }
    @inline(__always)
    func note(_ t: Lanes, _ i: Int) {
      stored[i] += isInterior ? magnitude(t - last[i]) : larger(t, last[i]) - t
      last[i] = t
      longest[i] = larger(t, longest[i])
      known[i] = larger(t + offset, known[i])
    }
    if segment == 0 {
      for i in 0..<pairs {
        let (t, u) = times(i)
        (last[2 * i], last[2 * i + 1]) = (t, u)
        (longest[2 * i], longest[2 * i + 1]) = (t, u)
        (known[2 * i], known[2 * i + 1]) = (t + offset, u + offset)
        (stored[2 * i], stored[2 * i + 1]) = isInterior ? (.zero, .zero) : (-t, -u)
      }
    } else {
      for i in 0..<pairs {
        let (t, u) = times(i)
        note(t, 2 * i)
        note(u, 2 * i + 1)
      }
    }
  }

  @inline(__always)
  private func reduce(
    _ count: Int, _ longest: Vectors, _ stored: Vectors, _ known: Vectors, _ tally: inout Tally
  ) {
    var sums = (Lanes.zero, Lanes.zero)
    var xs = (Lanes.zero, Lanes.zero)
    var ys = (Lanes.zero, Lanes.zero)
    var zs = (Lanes.zero, Lanes.zero)
    var fs = (Lanes.zero, Lanes.zero)
    let (one, quarter) = (Lanes(repeating: 1), Lanes(repeating: 0.25))
    let origin = (
      x: Lanes(repeating: tally.origin.x), y: Lanes(repeating: tally.origin.y),
      z: Lanes(repeating: tally.origin.z), fidelity: Lanes(repeating: tally.origin.w)
    )
    let width = Lanes.scalarCount
    for i in 0..<(count + width - 1) / width {
      var weight = Lanes(repeating: 1)
      let valid = min(width, count - i * width)
      if valid < width { for lane in valid..<width { weight[lane] = 0 } }
      let d = isInterior ? stored[i] : stored[i] + longest[i]
      let t = known[i] * weight
      let x = decayed(d, rates.x, state.x)
      let y = rates.y == rates.x && state.y == state.x ? x : decayed(d, rates.y, state.y)
      let z =
        rates.z == rates.x && state.z == state.x
        ? x : rates.z == rates.y && state.z == state.y ? y : decayed(d, rates.z, state.z)
      let f = quarter * (one + x + y + z) - origin.fidelity
      let (dx, dy, dz) = (x - origin.x, y - origin.y, z - origin.z)
      sums.0 += t
      sums.1 += t * t
      xs.0 += dx * weight
      xs.1 += dx * dx * weight
      ys.0 += dy * weight
      ys.1 += dy * dy * weight
      zs.0 += dz * weight
      zs.1 += dz * dz * weight
      fs.0 += f * weight
      fs.1 += f * f * weight
      for lane in 0..<valid { tally.histogram.add(t[lane]) }
    }
    tally.count += count
    tally.time += sums.0.sum()
    tally.timeSquare += sums.1.sum()
    tally.x += xs.0.sum()
    tally.xSquare += xs.1.sum()
    tally.y += ys.0.sum()
    tally.ySquare += ys.1.sum()
    tally.z += zs.0.sum()
    tally.zSquare += zs.1.sum()
    tally.fidelity += fs.0.sum()
    tally.fidelitySquare += fs.1.sum()
  }

  @inline(__always)
  private func decayed(_ stored: Lanes, _ rate: Double, _ start: Double) -> Lanes {
    rate == 0
      ? Lanes(repeating: start)
      : Lanes(repeating: start) * exponential(stored * Lanes(repeating: -rate))
  }
}
