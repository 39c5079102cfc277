internal import Foundation

extension BellDiagonalState {
  /// Secret bits per pair of the six-state protocol, one-way: max(0, 1 − H(λ)) with λ the Bell-state probabilities.
  ///
  /// Lo, Quantum Inf. Comput. 1, 81 (2001); Renner, Gisin and Kraus, Phys. Rev. A 72, 012332 (2005), without
  /// added noise.
  public var sixStateKeyFraction: Double {
    let p = probabilities
    return max(0, 1 - [p.i, p.x, p.y, p.z].reduce(0) { $0 + entropyTerm($1) })
  }

  /// Largest CHSH value over all measurements, 2√(t₁² + t₂²) with t₁, t₂ the two characters of largest magnitude.
  ///
  /// Horodecki, Horodecki and Horodecki, Phys. Lett. A 200, 340 (1995). Above 2: violation.
  public var chsh: Double {
    let squares = [x * x, y * y, z * z].sorted()
    return 2 * (squares[1] + squares[2]).squareRoot()
  }

  /// Secret bits per pair of device-independent key distribution with the CHSH test:
  /// max(0, 1 − h(Q) − h((1 + √((S/2)² − 1))/2)).
  ///
  /// Acín et al., Phys. Rev. Lett. 98, 230501 (2007), eq. 9. Q is the error rate of the axis of the largest character,
  /// detection is taken as complete. 0 where S ≤ 2.
  public var deviceIndependentKeyFraction: Double {
    let s = chsh
    guard s > 2 else { return 0 }
    let largest = max(x.magnitude, y.magnitude, z.magnitude)
    let leak = binaryEntropy((1 + max(0, s * s / 4 - 1).squareRoot()) / 2)
    return max(0, 1 - binaryEntropy((1 - largest) / 2) - leak)
  }

  /// Mean fidelity of a teleported qubit, (2F + 1)/3.
  ///
  /// Horodecki, Horodecki and Horodecki, Phys. Rev. A 60, 1888 (1999). Above 2/3 no classical means reach it.
  public var teleportationFidelity: Double { (2 * fidelity + 1) / 3 }
}

/// h(p) = −p log₂ p − (1−p) log₂(1−p), 0 at both ends.
public func binaryEntropy(_ p: Double) -> Double { entropyTerm(p) + entropyTerm(1 - p) }

/// −p log₂ p; 0 where rounding has left p at or below 0.
func entropyTerm(_ p: Double) -> Double { p > 0 ? -p * log2(p) : 0 }
