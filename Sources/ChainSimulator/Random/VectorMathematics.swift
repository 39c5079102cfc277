// Elementary functions on four lanes, made of IEEE additions, multiplications, one division and integer operations only: the
// same bits on every CPU.

typealias Lanes = SIMD4<Double>
typealias LaneBits = SIMD4<UInt64>

@inline(__always)
private func lanes(_ x: Double) -> Lanes { Lanes(repeating: x) }
@inline(__always)
private func lanes(_ x: UInt64) -> LaneBits { LaneBits(repeating: x) }

/// Natural logarithm of positive normal numbers, within 1 ulp: fdlibm's e_log.c (Sun Microsystems, 1993), its reduction to
/// 2^exponent·(1 + f) with 1 + f in [√½, √2), and its polynomial.
///
/// In two steps, because each is a long chain of dependent operations: a loop over one step has many more numbers in flight
/// than a loop over both.
struct LogarithmParts {
  private let exponent: Lanes
  private let f: Lanes
  private let s: Lanes

  @inline(__always)
  init(of x: Lanes) {
    let bits = unsafeBitCast(x, to: LaneBits.self) &+ lanes(0x0009_5F62_0000_0000 as UInt64)
    // The biased exponent as a number, through the mantissa of 2^52.
    exponent =
      unsafeBitCast((bits &>> lanes(52 as UInt64)) | lanes(0x4330_0000_0000_0000 as UInt64), to: Lanes.self)
      - lanes(0x1p52 + 1023)
    let mantissa =
      (bits & lanes(0x000F_FFFF_FFFF_FFFF as UInt64)) &+ lanes(0x3FE6_A09E_0000_0000 as UInt64)
    f = unsafeBitCast(mantissa, to: Lanes.self) - lanes(1)
    s = f / (lanes(2) + f)
  }

  @inline(__always)
  var logarithm: Lanes {
    let z = s * s
    let w = z * z
    let t1 =
      w
      * (lanes(3.999999999940941908e-01) + w
        * (lanes(2.222219843214978396e-01) + w * lanes(1.531383769920937332e-01)))
    let t2 =
      z
      * (lanes(6.666666666666735130e-01) + w
        * (lanes(2.857142874366239149e-01) + w
          * (lanes(1.818357216161805012e-01) + w * lanes(1.479819860511658591e-01))))
    let low = s * (f - (t1 + t2)) - exponent * lanes(1.90821492927058770002e-10)
    return exponent * lanes(6.93147180369123816490e-01) - (low - f)
  }
}

@inline(__always)
func logarithm(_ x: Lanes) -> Lanes { LogarithmParts(of: x).logarithm }

/// e^x for x ≤ 0, within 2 ulp; below −700 it is e^−700.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
  let clamped = x.replacing(with: lanes(-700), where: x .< lanes(-700))
  // Adding 1.5·2^52 rounds to a whole number and leaves it in the low bits.
  let magic = lanes(0x1.8p52)
  let shifted = clamped * lanes(1.4426950408889634074) + magic
  let k = shifted - magic
  let r = (clamped - k * lanes(6.93147180369123816490e-01)) - k * lanes(1.90821492927058770002e-10)
  var sum = lanes(1.0 / 479_001_600)
  let factors: InlineArray<12, Double> = [
    1.0 / 39_916_800, 1.0 / 3_628_800, 1.0 / 362_880, 1.0 / 40_320, 1.0 / 5_040, 1.0 / 720, 1.0 / 120,
    1.0 / 24,
    1.0 / 6, 0.5, 1, 1,
  ]
  for i in 0..<12 {
    sum = sum * r + lanes(factors[i])
  }
  let scale =
    (unsafeBitCast(shifted, to: LaneBits.self) &+ lanes(1023 as UInt64)) &<< lanes(52 as UInt64)
  return sum * unsafeBitCast(scale, to: Lanes.self)
}

/// 1 + ⌊x⌋ for x ≥ 0, or x where that is an odd whole number; beyond 2^51 within 1 ulp.
@inline(__always)
func wholeAbove(_ x: Lanes) -> Lanes {
  // Adding 1.5·2^52 rounds to a whole number; taking 1 less away leaves one more.
  (x - lanes(0.5) + lanes(0x1.8p52)) - lanes(0x1.8p52 - 1)
}

/// |x|, by clearing the sign.
@inline(__always)
func magnitude(_ x: Lanes) -> Lanes {
  unsafeBitCast(unsafeBitCast(x, to: LaneBits.self) & lanes(0x7FFF_FFFF_FFFF_FFFF as UInt64), to: Lanes.self)
}

/// The larger of each pair of lanes: max(a, b) for numbers.
@inline(__always)
func larger(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .> b) }

/// The same logarithm for one number.
@inline(__always)
func logarithm(_ x: Double) -> Double {
  let bits = x.bitPattern &+ 0x0009_5F62_0000_0000
  let exponent = Double(Int(truncatingIfNeeded: bits &>> 52) &- 1023)
  let f = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_0000_0000) - 1
  let s = f / (2 + f)
  let z = s * s
  let w = z * z
  let t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
  let t2 =
    z
    * (6.666666666666735130e-01 + w
      * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
  let low = s * (f - (t1 + t2)) - exponent * 1.90821492927058770002e-10
  return exponent * 6.93147180369123816490e-01 - (low - f)
}

/// The same exponential for one number.
@inline(__always)
func exponential(_ x: Double) -> Double {
  x == 0 ? 1 : exponential(Lanes(repeating: x))[0]
}
