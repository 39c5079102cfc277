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
  private static let vectors = rows * 8 / Lanes.scalarCount

  func block(_ index: Int, count: Int, seed: UInt64) -> Tally {
    var tally = Tally()
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 4 * Self.vectors) { scratch in
      func part(_ i: Int) -> UnsafeMutableBufferPointer<Lanes> {
        UnsafeMutableBufferPointer(rebasing: scratch[i * Self.vectors..<(i + 1) * Self.vectors])
      }
      let (uniforms, last, longest, stored) = (part(0), part(1), part(2), part(3))
      withUnsafeTemporaryAllocation(of: LaneRandom.self, capacity: periods.count) { random in
        for i in periods.indices {
          random.initializeElement(at: i, to: LaneRandom(seed: seed, block: index, segment: i))
        }
        var left = count
        while left > 0 {
          let rows = min(Self.rows, (left + 7) / 8)
          for i in periods.indices {
            fill(i, rows, &random[i], uniforms, last, longest, stored)
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
    _ segment: Int, _ rows: Int, _ generator: inout LaneRandom, _ uniforms: UnsafeMutableBufferPointer<Lanes>,
    _ last: UnsafeMutableBufferPointer<Lanes>, _ longest: UnsafeMutableBufferPointer<Lanes>,
    _ stored: UnsafeMutableBufferPointer<Lanes>
  ) {
    // Generators of eight lanes first, then the logarithms: each loop keeps what it needs in registers.
    uniforms.withMemoryRebound(to: SIMD8<Double>.self) { wide in
      var random = generator
      for row in 0..<rows { wide[row] = random.uniform() }
      generator = random
    }
    let period = Lanes(repeating: periods[segment])
    let scale = Lanes(repeating: inverseHazards[segment])
    let one = Lanes(repeating: 1)
    let count = rows * 8 / Lanes.scalarCount
    if segment == 0 {
      for i in 0..<count {
        let t = period * (one + floorNonnegative(logarithm(uniforms[i]) * scale))
        last[i] = t
        longest[i] = t
        stored[i] = isInterior ? Lanes.zero : -t
      }
    } else if isInterior {
      for i in 0..<count {
        let t = period * (one + floorNonnegative(logarithm(uniforms[i]) * scale))
        stored[i] += magnitude(t - last[i])
        last[i] = t
        longest[i] = larger(t, longest[i])
      }
    } else {
      for i in 0..<count {
        let t = period * (one + floorNonnegative(logarithm(uniforms[i]) * scale))
        stored[i] += larger(t, last[i]) - t
        last[i] = t
        longest[i] = larger(t, longest[i])
      }
    }
  }

  @inline(__always)
  private func reduce(
    _ rows: Int, _ count: Int, _ longest: UnsafeMutableBufferPointer<Lanes>,
    _ stored: UnsafeMutableBufferPointer<Lanes>, _ tally: inout Tally
  ) {
    var sums = (Lanes.zero, Lanes.zero)
    var xs = (Lanes.zero, Lanes.zero)
    var ys = (Lanes.zero, Lanes.zero)
    var zs = (Lanes.zero, Lanes.zero)
    var fs = (Lanes.zero, Lanes.zero)
    let quarter = Lanes(repeating: 0.25)
    let offset = Lanes(repeating: delay)
    let width = Lanes.scalarCount
    for i in 0..<(count + width - 1) / width {
      var weight = Lanes(repeating: 1)
      let valid = min(width, count - i * width)
      if valid < width { for lane in valid..<width { weight[lane] = 0 } }
      let d = isInterior ? stored[i] : stored[i] + longest[i]
      let t = (longest[i] + offset) * weight
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
  private func decayed(_ stored: Lanes, _ rate: Double, _ start: Double) -> Lanes {
    rate == 0
      ? Lanes(repeating: start)
      : Lanes(repeating: start) * exponential(stored * Lanes(repeating: -rate))
  }
}
