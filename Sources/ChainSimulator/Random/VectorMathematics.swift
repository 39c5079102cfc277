// Elementary functions on eight lanes, made of IEEE additions, multiplications, one division and integer operations only: the
// same bits on every CPU.

typealias Lanes8 = SIMD8<Double>

@inline(__always)
private func lanes(_ x: Double) -> Lanes8 { Lanes8(repeating: x) }
@inline(__always)
private func lanes(_ x: UInt64) -> SIMD8<UInt64> { SIMD8<UInt64>(repeating: x) }

/// Natural logarithm of positive normal numbers, within 1 ulp: fdlibm's e_log.c (Sun Microsystems, 1993), reduction to
/// [√½, √2) and its polynomial.
@inline(__always)
func logarithm(_ x: Lanes8) -> Lanes8 {
  let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self) &+ lanes(0x0009_5F62_0000_0000 as UInt64)
  // The biased exponent as a number, through the mantissa of 2^52.
  let exponent =
    unsafeBitCast((bits &>> lanes(52 as UInt64)) | lanes(0x4330_0000_0000_0000 as UInt64), to: Lanes8.self)
    - lanes(0x1p52 + 1023)
  let mantissa =
    (bits & lanes(0x000F_FFFF_FFFF_FFFF as UInt64)) &+ lanes(0x3FE6_A09E_0000_0000 as UInt64)
  let f = unsafeBitCast(mantissa, to: Lanes8.self) - lanes(1)
  let half = lanes(0.5) * f * f
  let s = f / (lanes(2) + f)
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
  let low = s * (half + t1 + t2) + exponent * lanes(1.90821492927058770002e-10)
  return exponent * lanes(6.93147180369123816490e-01) - ((half - low) - f)
}

/// e^x for x ≤ 0, within 2 ulp; below −700 it is e^−700.
@inline(__always)
func exponential(_ x: Lanes8) -> Lanes8 {
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
    (unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &+ lanes(1023 as UInt64)) &<< lanes(52 as UInt64)
  return sum * unsafeBitCast(scale, to: Lanes8.self)
}

/// ⌊x⌋ for 0 ≤ x < 2^51.
@inline(__always)
func floorNonnegative(_ x: Lanes8) -> Lanes8 {
  let rounded = (x + lanes(0x1p52)) - lanes(0x1p52)
  return rounded - lanes(0).replacing(with: lanes(1), where: rounded .> x)
}

/// The same logarithm for one number.
@inline(__always)
func logarithm(_ x: Double) -> Double {
  let bits = x.bitPattern &+ 0x0009_5F62_0000_0000
  let exponent = Double(Int(truncatingIfNeeded: bits &>> 52) &- 1023)
  let f = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_0000_0000) - 1
  let half = 0.5 * f * f
  let s = f / (2 + f)
  let z = s * s
  let w = z * z
  let t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
  let t2 =
    z
    * (6.666666666666735130e-01 + w
      * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
  let low = s * (half + t1 + t2) + exponent * 1.90821492927058770002e-10
  return exponent * 6.93147180369123816490e-01 - ((half - low) - f)
}

/// The same exponential for one number.
@inline(__always)
func exponential(_ x: Double) -> Double {
  x == 0 ? 1 : exponential(Lanes8(repeating: x))[0]
}
