internal import RealModule

/// The discrete Fourier transform of a power-of-two number of complex values, as separate real and imaginary parts.
///
/// Stockham's autosort algorithm of radix 2: no bit reversal, contiguous inner loops. Error about 1e-16·log n of the norm.
struct FourierTransform {
  let count: Int
  private let cosines: [Double]
  private let sines: [Double]

  init(count: Int) {
    precondition(count > 0 && count & (count - 1) == 0)
    self.count = count
    let half = max(1, count / 2)
    var cosines = [Double](repeating: 1, count: half)
    var sines = [Double](repeating: 0, count: half)
    for i in 0..<half {
      let angle = 2 * Double.pi * Double(i) / Double(count)
      cosines[i] = Double.cos(angle)
      sines[i] = Double.sin(angle)
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// Σ x_k e^(−2πi jk/n); with `inverse` the opposite sign and a factor 1/n.
  ///
  /// - Complexity: O(n log n), with scratch of the same size.
  func transform(_ real: inout [Double], _ imaginary: inout [Double], inverse: Bool = false) {
    precondition(real.count == count && imaginary.count == count)
    if count == 1 { return }
    var otherReal = [Double](repeating: 0, count: count)
    var otherImaginary = [Double](repeating: 0, count: count)
    let sign = inverse ? 1.0 : -1.0
    var length = count
    var stride = 1
    while length > 1 {
      let half = length / 2
      real.withUnsafeBufferPointer { re in
        imaginary.withUnsafeBufferPointer { im in
          otherReal.withUnsafeMutableBufferPointer { toRe in
            otherImaginary.withUnsafeMutableBufferPointer { toIm in
              for p in 0..<half {
                let c = cosines[p * stride]
                let s = sign * sines[p * stride]
                let a = stride * p
                let b = stride * (p + half)
                let even = stride * 2 * p
                let odd = even + stride
                for q in 0..<stride {
                  let ar = re[a &+ q]
                  let ai = im[a &+ q]
                  let br = re[b &+ q]
                  let bi = im[b &+ q]
                  toRe[even &+ q] = ar + br
                  toIm[even &+ q] = ai + bi
                  let dr = ar - br
                  let di = ai - bi
                  toRe[odd &+ q] = dr * c - di * s
                  toIm[odd &+ q] = dr * s + di * c
                }
              }
            }
          }
        }
      }
      swap(&real, &otherReal)
      swap(&imaginary, &otherImaginary)
      length = half
      stride *= 2
    }
    if inverse {
      let scale = 1 / Double(count)
      for i in 0..<count {
        real[i] *= scale
        imaginary[i] *= scale
      }
    }
  }
}
