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

/// Four xoshiro256+ generators side by side (Blackman and Vigna, ACM Trans. Math. Softw. 47, 36 (2021)): of its authors'
/// generators the one for floating-point numbers, since only the lowest bits are weak, and the lowest twelve are not used.
///
/// Only additions, shifts and exclusive ors, so that it vectorises on every CPU. Keyed by (seed, block, segment).
struct LaneRandom {
  private var a: LaneBits
  private var b: LaneBits
  private var c: LaneBits
  private var d: LaneBits

  init(seed: UInt64, block: Int, segment: Int) {
    let key = mix64(
      mix64(seed &+ 0x9E37_79B9_7F4A_7C15)
        ^ (UInt64(bitPattern: Int64(block)) &* 0xD1B5_4A32_D192_ED03 &+ UInt64(segment)
          &* 0xAEF1_7502_108E_F2D9))
    func words(_ offset: UInt64) -> LaneBits {
      var lanes = LaneBits()
      for i in lanes.indices {
        lanes[i] = mix64(key &+ (offset &+ UInt64(4 * i + 1)) &* 0x9E37_79B9_7F4A_7C15)
      }
      return lanes
    }
    (a, b, c, d) = (words(0), words(1), words(2), words(3))
  }

  @inline(__always)
  private mutating func next() -> LaneBits {
    let result = a &+ d
    let t = b &<< LaneBits(repeating: 17)
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    // A rotation by 45: with `|` for `&+` the compiler would rotate lane by lane in scalar registers.
    d = (d &<< LaneBits(repeating: 45)) &+ (d &>> LaneBits(repeating: 19))
    return result
  }

  /// Uniform on (0, 1], 52 bits.
  @inline(__always)
  mutating func uniform() -> Lanes {
    let bits = (next() &>> LaneBits(repeating: 12)) | LaneBits(repeating: 0x3FF0_0000_0000_0000)
    return Lanes(repeating: 2) - unsafeBitCast(bits, to: Lanes.self)
  }
}
