internal import LinkPhysics

/// Sums over samples of one block: everything the estimate is made of.
///
/// Characters and fidelity are summed as they differ from those of a state that is the same for all blocks, so that the scatter
/// of samples that hardly differ is not lost in rounding, and is zero where they do not.
///
/// Blocks are added in block order, whoever computed them, so that the result has the same bits for any number of threads.
struct Tally {
  /// Characters x, y, z and fidelity that the sums are relative to.
  private(set) var origin = SIMD4<Double>.zero
  var count = 0
  var time = 0.0
  var timeSquare = 0.0
  /// Decay (or, with purification, the whole state): first and second moments of each character.
  var x = 0.0
  var y = 0.0
  var z = 0.0
  var xSquare = 0.0
  var ySquare = 0.0
  var zSquare = 0.0
  var fidelity = 0.0
  var fidelitySquare = 0.0
  /// Elementary pairs generated.
  var links = 0
  var histogram = TimeHistogram()
  /// Runs of dependent samples (continuous operation), and the sums of the squares of their means of time, x, y, z and fidelity.
  var runs = 0
  var runSquares = SIMD8<Double>.zero

  /// No samples yet.
  init() {}

  /// No samples yet of states that are near a given one.
  init(near state: BellDiagonalState) {
    origin = SIMD4(state.x, state.y, state.z, state.fidelity)
  }

  /// Declares all samples so far to be one run.
  mutating func endRun() {
    let means = SIMD8(time, x, y, z, fidelity, 0, 0, 0) / Double(count)
    runs = 1
    runSquares = means * means
  }

  mutating func add(_ other: Tally) {
    if count == 0 { origin = other.origin }
    runs += other.runs
    runSquares += other.runSquares
    count += other.count
    time += other.time
    timeSquare += other.timeSquare
    x += other.x
    y += other.y
    z += other.z
    xSquare += other.xSquare
    ySquare += other.ySquare
    zSquare += other.zSquare
    fidelity += other.fidelity
    fidelitySquare += other.fidelitySquare
    links += other.links
    histogram.add(other.histogram)
  }

  /// Adds one sample; characters are those of the delivered state.
  @inline(__always)
  mutating func add(time t: Double, x sx: Double, y sy: Double, z sz: Double, links used: Int) {
    count += 1
    time += t
    timeSquare += t * t
    let d = SIMD4(sx, sy, sz, (1 + sx + sy + sz) / 4) - origin
    x += d.x
    y += d.y
    z += d.z
    xSquare += d.x * d.x
    ySquare += d.y * d.y
    zSquare += d.z * d.z
    fidelity += d.w
    fidelitySquare += d.w * d.w
    links += used
    histogram.add(t)
  }

  enum Figure: Int { case time, x, y, z, fidelity }

  /// The mean of a figure; its standard error comes from the scatter of samples, or of runs where samples depend on each other.
  func mean(_ figure: Figure) -> Measured {
    let (sum, squares) =
      switch figure {
      case .time: (time, timeSquare)
      case .x: (x, xSquare)
      case .y: (y, ySquare)
      case .z: (z, zSquare)
      case .fidelity: (fidelity, fidelitySquare)
      }
    let mean = sum / Double(count)
    let n = Double(runs > 0 ? runs : count)
    let variance =
      runs > 0 ? runSquares[figure.rawValue] - n * mean * mean : squares - sum * mean
    let start = figure == .time ? 0 : origin[figure.rawValue - 1]
    return Measured(
      value: start + mean, standardError: n > 1 ? (max(0, variance) / (n - 1) / n).squareRoot() : .nan)
  }

  var timeVariance: Double {
    max(0, timeSquare / Double(count) - time / Double(count) * (time / Double(count)))
  }
}

/// A sampled figure with its standard error.
public struct Measured: Hashable, Sendable {
  /// The mean over samples.
  public var value: Double
  /// One standard deviation of that mean; not a number where a single sample tells none.
  public var standardError: Double

  /// Creates a figure from its parts.
  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }
}

/// Counts of delivery times in bins of 1/256 of a factor of two: whole numbers up to 512 have a bin of their own, larger
/// times are known to 0.4 %.
struct TimeHistogram {
  /// Bin of the first count.
  private(set) var first = 0
  private(set) var counts: [Int] = []
  private static let shift: UInt64 = 44

  @inline(__always)
  mutating func add(_ time: Double) {
    let bin = Int(truncatingIfNeeded: time.bitPattern &>> Self.shift) &- first
    if bin >= 0, bin < counts.count { counts[bin] &+= 1 } else { addOutside(time) }
  }

  @inline(never)
  private mutating func addOutside(_ time: Double) {
    let bin = Int(truncatingIfNeeded: time.bitPattern &>> Self.shift)
    extend(to: bin..<bin + 1)
    counts[bin - first] += 1
  }

  /// Grows by whole octaves, so that a run grows a few times only.
  private mutating func extend(to bins: Range<Int>) {
    let low = bins.lowerBound & ~255
    let high = (bins.upperBound + 255) & ~255
    if counts.isEmpty {
      first = low
      counts = [Int](repeating: 0, count: high - low)
      return
    }
    if low < first {
      counts = [Int](repeating: 0, count: first - low) + counts
      first = low
    }
    if high > first + counts.count {
      counts += [Int](repeating: 0, count: high - first - counts.count)
    }
  }

  mutating func add(_ other: TimeHistogram) {
    guard !other.counts.isEmpty else { return }
    extend(to: other.first..<other.first + other.counts.count)
    for (i, count) in other.counts.enumerated() { counts[other.first - first + i] += count }
  }

  static func edge(_ bin: Int) -> Double { Double(bitPattern: UInt64(bin) << shift) }

  var bins: [(from: Double, to: Double, count: Int)] {
    counts.indices.filter { counts[$0] > 0 }.map {
      (Self.edge(first + $0), Self.edge(first + $0 + 1), counts[$0])
    }
  }

  /// The time by which a share of the samples is done: exact where a bin holds one whole number, else within its bin.
  func quantile(_ share: Double, wholeNumbers: Bool) -> Double {
    let total = counts.reduce(0, +)
    let wanted = share * Double(total)
    var before = 0
    for (i, count) in counts.enumerated() where count > 0 {
      if Double(before + count) >= wanted {
        let from = Self.edge(first + i)
        let width = Self.edge(first + i + 1) - from
        if wholeNumbers {
          return width <= 1
            ? from.rounded(.up) : (from + width * (wanted - Double(before)) / Double(count)).rounded(.down)
        }
        return from + width * (wanted - Double(before)) / Double(count)
      }
      before += count
    }
    return .nan
  }
}
