/// SplitMix64's finaliser (Stafford's mix 13): a bijection of 64 bits that spreads every input bit.
@inline(__always)
func mix64(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z &>> 31)
}

/// Draws that are a pure function of (seed, sample, stream, draw), so that any thread may do any sample and chains that
/// share a segment index share its draws (common random numbers).
///
/// Streams 0 to 63 are the segments, 64 to 127 the repeaters; a sample has 2^32 draws of each.
struct SampleRandom {
  private let key: UInt64

  init(seed: UInt64, sample: Int) {
    key = mix64(
      mix64(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (UInt64(bitPattern: Int64(sample)) &* 0xD1B5_4A32_D192_ED03))
  }

  @inline(__always)
  func bits(stream: Int, draw: UInt32) -> UInt64 {
    mix64(
      key &+ ((UInt64(truncatingIfNeeded: stream) &<< 32 | UInt64(draw)) &+ 1) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Uniform on (0, 1], 53 bits.
  @inline(__always)
  func uniform(stream: Int, draw: UInt32) -> Double {
    Double((bits(stream: stream, draw: draw) &>> 11) &+ 1) * 0x1p-53
  }
}

/// Eight xoshiro256++ generators side by side (Blackman and Vigna, ACM Trans. Math. Softw. 47, 36 (2021)).
///
/// Only additions, shifts and exclusive ors, so that it vectorises on every CPU. Keyed by (seed, block, segment).
struct LaneRandom {
  typealias Lanes = SIMD8<UInt64>
  private var a: Lanes
  private var b: Lanes
  private var c: Lanes
  private var d: Lanes

  init(seed: UInt64, block: Int, segment: Int) {
    let key = mix64(
      mix64(seed &+ 0x9E37_79B9_7F4A_7C15)
        ^ (UInt64(bitPattern: Int64(block)) &* 0xD1B5_4A32_D192_ED03 &+ UInt64(segment)
          &* 0xAEF1_7502_108E_F2D9))
    func words(_ offset: UInt64) -> Lanes {
      var lanes = Lanes()
      for i in 0..<8 { lanes[i] = mix64(key &+ (offset &+ UInt64(4 * i + 1)) &* 0x9E37_79B9_7F4A_7C15) }
      return lanes
    }
    (a, b, c, d) = (words(0), words(1), words(2), words(3))
  }

  @inline(__always)
  private static func rotate(_ x: Lanes, _ k: UInt64) -> Lanes {
    (x &<< Lanes(repeating: k)) | (x &>> Lanes(repeating: 64 &- k))
  }

  @inline(__always)
  mutating func next() -> Lanes {
    let result = Self.rotate(a &+ d, 23) &+ a
    let t = b &<< Lanes(repeating: 17)
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = Self.rotate(d, 45)
    return result
  }

  /// Uniform on (0, 1], 52 bits.
  @inline(__always)
  mutating func uniform() -> SIMD8<Double> {
    let bits = (next() &>> Lanes(repeating: 12)) | Lanes(repeating: 0x3FF0_0000_0000_0000)
    return SIMD8<Double>(repeating: 2) - unsafeBitCast(bits, to: SIMD8<Double>.self)
  }
}
