import Foundation

/// A pure state of two qubits and any number of photon modes, as a polynomial in creation operators: an independent
/// way to the link models. Loss and everything else that leaks goes into explicit modes of the environment, so
/// nothing is traced out before the end.
struct PhotonState {
  struct Term: Hashable {
    /// Two qubits: left is bit 1, right bit 0.
    var qubits: Int
    /// Exponent of each mode's creation operator.
    var photons: [Int]
  }

  var terms: [Term: Complex]
  private(set) var modes: Int

  init(modes: Int, terms: [(qubits: Int, photons: [Int], amplitude: Complex)]) {
    self.modes = modes
    self.terms = [:]
    for term in terms {
      let padded = term.photons + Array(repeating: 0, count: modes - term.photons.count)
      self.terms[Term(qubits: term.qubits, photons: padded), default: .zero] += term.amplitude
    }
  }

  /// a†_i → Σ_j u[i][j] a†_j on the listed modes.
  mutating func apply(_ u: [[Complex]], to list: [Int]) { apply({ _ in u }, to: list) }

  /// The same with a transformation that depends on the qubits.
  mutating func apply(_ transformation: (Int) -> [[Complex]], to list: [Int]) {
    var result: [Term: Complex] = [:]
    for (term, amplitude) in terms {
      let u = transformation(term.qubits)
      var rest = term
      for mode in list { rest.photons[mode] = 0 }
      var partial: [Term: Complex] = [rest: amplitude]
      for (row, mode) in list.enumerated() {
        for _ in 0..<term.photons[mode] {
          var next: [Term: Complex] = [:]
          for (t, c) in partial {
            for (column, target) in list.enumerated() where u[row][column] != .zero {
              var raised = t
              raised.photons[target] += 1
              next[raised, default: .zero] += c * u[row][column]
            }
          }
          partial = next
        }
      }
      for (t, c) in partial { result[t, default: .zero] += c }
    }
    terms = result
  }

  /// Loss: a† → √η a† + √(1−η) e† with a fresh mode of the environment.
  mutating func lose(_ mode: Int, transmission eta: Double) { lose(mode) { _ in eta.squareRoot() } }

  /// Loss with an amplitude that depends on the qubits.
  mutating func lose(_ mode: Int, amplitude: (Int) -> Double) {
    var widened: [Term: Complex] = [:]
    for (term, c) in terms {
      widened[Term(qubits: term.qubits, photons: term.photons + [0]), default: .zero] += c
    }
    terms = widened
    modes += 1
    apply(
      { qubits in
        let t = amplitude(qubits)
        return [[Complex(t), Complex((1 - t * t).squareRoot())], [.zero, Complex(1)]]
      }, to: [mode, modes - 1])
  }

  /// A photon's temporal mode turned away: a† → √V a† + √(1−V) b†.
  mutating func distinguish(_ mode: Int, _ other: Int, visibility: Double) {
    let (c, s) = (visibility.squareRoot(), (1 - visibility).squareRoot())
    apply([[Complex(c), Complex(s)], [Complex(-s), Complex(c)]], to: [mode, other])
  }

  mutating func phase(_ mode: Int, _ angle: Double) {
    for (term, c) in terms where term.photons[mode] > 0 {
      terms[term] =
        c * Complex(cos(angle * Double(term.photons[mode])), sin(angle * Double(term.photons[mode])))
    }
  }

  /// 50:50: a → (c+d)/√2, b → (c−d)/√2, in place.
  mutating func beamSplitter(_ a: Int, _ b: Int) {
    let h = Complex(0.5.squareRoot())
    apply([[h, h], [h, Complex(-0.5.squareRoot())]], to: [a, b])
  }

  /// Unnormalised density matrix of the qubits, each photon pattern weighted by the chance that it gives the outcome.
  func qubits(weight: ([Int]) -> Double) -> [[Complex]] {
    var patterns: [[Int]: [Complex]] = [:]
    for (term, c) in terms {
      let norm = term.photons.reduce(1.0) { $0 * tgamma(Double($1 + 1)) }.squareRoot()
      patterns[term.photons, default: Array(repeating: .zero, count: 4)][term.qubits] += c * Complex(norm)
    }
    var rho = Array(repeating: Array(repeating: Complex.zero, count: 4), count: 4)
    for (pattern, vector) in patterns {
      let w = weight(pattern)
      guard w != 0 else { continue }
      for i in 0..<4 { for j in 0..<4 { rho[i][j] += Complex(w) * vector[i] * vector[j].conjugate } }
    }
    return rho
  }
}

struct Complex: Hashable {
  var re: Double
  var im: Double
  init(_ re: Double, _ im: Double = 0) {
    self.re = re
    self.im = im
  }
  static let zero = Complex(0)
  var conjugate: Complex { Complex(re, -im) }
  static func + (a: Self, b: Self) -> Self { Self(a.re + b.re, a.im + b.im) }
  static func += (a: inout Self, b: Self) { a = a + b }
  static func * (a: Self, b: Self) -> Self { Self(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re) }
}

/// Chance that a threshold detector with dark probability `dark` clicks on n photons.
func clicks(_ n: Int, dark: Double) -> Double { n > 0 ? 1 : dark }

/// Points and weights that average over a Gaussian phase of rms σ: trapezoids, exact to rounding.
func gaussianPhases(rms: Double) -> [(angle: Double, weight: Double)] {
  guard rms > 0 else { return [(0, 1)] }
  let points = stride(from: -7.8, through: 7.81, by: 0.6).map { ($0 * rms, exp(-$0 * $0 / 2)) }
  let sum = points.reduce(0) { $0 + $1.1 }
  return points.map { ($0.0, $0.1 / sum) }
}

/// Correlations ⟨XX⟩, ⟨YY⟩, ⟨ZZ⟩ and the trace of an unnormalised two-qubit matrix.
func correlations(_ rho: [[Complex]]) -> (trace: Double, xx: Double, yy: Double, zz: Double) {
  let trace = (0..<4).reduce(0) { $0 + rho[$1][$1].re }
  let odd = 2 * rho[1][2].re
  let even = 2 * rho[0][3].re
  return (trace, odd + even, odd - even, rho[0][0].re + rho[3][3].re - rho[1][1].re - rho[2][2].re)
}
