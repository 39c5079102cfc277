/// The draws of one sample, with a counter for each stream.
struct Draws {
  private var random: SampleRandom
  private let counters: UnsafeMutableBufferPointer<UInt32>
  /// Elementary pairs generated so far.
  var links = 0

  /// - Parameter counters: scratch, one for each stream; owned by the caller.
  init(seed: UInt64, sample: Int, counters: UnsafeMutableBufferPointer<UInt32>) {
    random = SampleRandom(seed: seed, sample: sample)
    counters.update(repeating: 0)
    self.counters = counters
  }

  /// Attempt periods until a segment succeeds, from 1.
  @inline(__always)
  mutating func attempts(segment: Int, inverseHazard: Double) -> Int {
    let draw = counters[segment]
    counters[segment] = draw &+ 1
    return 1 &+ Int(logarithm(random.uniform(stream: segment, draw: draw)) * inverseHazard)
  }

  /// True with a probability given as a 64-bit threshold (see `threshold`).
  @inline(__always)
  mutating func coin(stream: Int, threshold: UInt64) -> Bool {
    if threshold == .max { return true }
    let draw = counters[stream]
    counters[stream] = draw &+ 1
    return random.bits(stream: stream, draw: draw) < threshold
  }

  static func threshold(_ probability: Double) -> UInt64 {
    probability >= 1 ? .max : UInt64(probability * 0x1p64)
  }
}
