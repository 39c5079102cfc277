internal import LinkPhysics

/// Deterministic swap-ASAP, on demand: eight samples at a time, segment by segment, without branches.
///
/// T = max T_i. The decay of interior qubits needs Σ|T_i − T_{i+1}|, that of stored pairs T − ΣT_i + Σ max(T_i, T_{i+1}).
struct DeterministicAsapKernel: SamplingKernel {
  let blockSize = 8192
  private let periods: [Double]
  private let inverseHazards: [Double]
  private let state: BellDiagonalState
  private let rates: (x: Double, y: Double, z: Double)
  private let isInterior: Bool
  private let delay: Double
  /// What a global cut-off does is sampled by the event kernel; this one has none.
  init(_ chain: Chain) {
    periods = chain.segments.map(\.attemptPeriod)
    inverseHazards = chain.segments.map { -1 / $0.hazard }
    isInterior = chain.memory.convention == .qubit && chain.memory.ends == .measured
    // Every stored pair holds two qubits.
    let qubits = chain.memory.convention == .qubit && chain.memory.ends == .stored ? 2.0 : 1
    rates = (chain.memory.rateX * qubits, chain.memory.rateY * qubits, chain.memory.rateZ * qubits)
    delay = chain.finalMessageDelay
    let final = chain.mapRates { chain.finalMessageDecay(rate: $0) }
    state = chain.staticState * final
  }

  private static let rows = 64

  func block(_ index: Int, count: Int, seed: UInt64) -> Tally {
    var tally = Tally()
    withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: 3 * Self.rows) { scratch in
      let last = UnsafeMutableBufferPointer(rebasing: scratch[0..<Self.rows])
      let longest = UnsafeMutableBufferPointer(rebasing: scratch[Self.rows..<2 * Self.rows])
      let stored = UnsafeMutableBufferPointer(rebasing: scratch[2 * Self.rows..<3 * Self.rows])
      withUnsafeTemporaryAllocation(of: LaneRandom.self, capacity: periods.count) { random in
        for i in periods.indices {
          random.initializeElement(at: i, to: LaneRandom(seed: seed, block: index, segment: i))
        }
        var left = count
        while left > 0 {
          let rows = min(Self.rows, (left + 7) / 8)
          for i in periods.indices {
            fill(i, rows, &random[i], last, longest, stored)
          }
          reduce(rows, min(left, rows * 8), longest, stored, &tally)
          left -= rows * 8
        }
      }
    }
    tally.links = tally.count * periods.count
    return tally
  }

  /// Draws the times of one segment for all rows and folds them in.
  @inline(__always)
  private func fill(
    _ segment: Int, _ rows: Int, _ generator: inout LaneRandom,
    _ last: UnsafeMutableBufferPointer<SIMD8<Double>>, _ longest: UnsafeMutableBufferPointer<SIMD8<Double>>,
    _ stored: UnsafeMutableBufferPointer<SIMD8<Double>>
  ) {
    var random = generator
    let period = SIMD8<Double>(repeating: periods[segment])
    let scale = SIMD8<Double>(repeating: inverseHazards[segment])
    let one = SIMD8<Double>(repeating: 1)
    for row in 0..<rows {
      let attempts = one + floorNonnegative(logarithm(random.uniform()) * scale)
      let t = period * attempts
      if segment == 0 {
        longest[row] = t
        stored[row] = isInterior ? SIMD8<Double>.zero : -t
      } else {
        let before = last[row]
        let later = t.replacing(with: before, where: before .> t)
        stored[row] += isInterior ? (later - before) + (later - t) : later - t
        longest[row] = longest[row].replacing(with: t, where: t .> longest[row])
      }
      last[row] = t
    }
    generator = random
  }

  @inline(__always)
  private func reduce(
    _ rows: Int, _ count: Int, _ longest: UnsafeMutableBufferPointer<SIMD8<Double>>,
    _ stored: UnsafeMutableBufferPointer<SIMD8<Double>>, _ tally: inout Tally
  ) {
    var sums = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var xs = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var ys = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var zs = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var fs = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    let quarter = SIMD8<Double>(repeating: 0.25)
    let offset = SIMD8<Double>(repeating: delay)
    for row in 0..<rows {
      var weight = SIMD8<Double>(repeating: 1)
      let valid = min(8, count - row * 8)
      if valid < 8 { for lane in valid..<8 { weight[lane] = 0 } }
      let d = isInterior ? stored[row] : stored[row] + longest[row]
      let t = (longest[row] + offset) * weight
      let x = decayed(d, rates.x, state.x)
      let y = rates.y == rates.x && state.y == state.x ? x : decayed(d, rates.y, state.y)
      let z =
        rates.z == rates.x && state.z == state.x
        ? x : rates.z == rates.y && state.z == state.y ? y : decayed(d, rates.z, state.z)
      let f = quarter + quarter * (x + y + z)
      sums.0 += t
      sums.1 += t * t
      xs.0 += x * weight
      xs.1 += x * x * weight
      ys.0 += y * weight
      ys.1 += y * y * weight
      zs.0 += z * weight
      zs.1 += z * z * weight
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
  private func decayed(_ stored: SIMD8<Double>, _ rate: Double, _ start: Double) -> SIMD8<Double> {
    rate == 0
      ? SIMD8<Double>(repeating: start)
      : SIMD8<Double>(repeating: start) * exponential(stored * SIMD8<Double>(repeating: -rate))
  }
}
