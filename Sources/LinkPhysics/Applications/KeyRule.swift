internal import SourceDocument

/// How secret keys are made of pairs: the protocol and what it loses.
public struct KeyRule: Hashable, Sendable {
  /// A protocol of entanglement-based key distribution with one-way post-processing.
  public enum KeyProtocol: String, Sendable, CaseIterable {
    /// Two bases: Bennett, Brassard and Mermin, Phys. Rev. Lett. 68, 557 (1992).
    case bbm92
    /// Three bases: Bruß, Phys. Rev. Lett. 81, 3018 (1998).
    case sixState = "six-state"
    /// Nothing assumed of the devices but a violation of the CHSH inequality: Acín et al., Phys. Rev. Lett. 98, 230501 (2007).
    case deviceIndependent = "di"

    /// The name in print.
    public var name: String {
      switch self {
      case .bbm92: "BBM92"
      case .sixState: "six-state"
      case .deviceIndependent: "device-independent"
      }
    }
  }

  /// The bases of BBM92.
  public enum Basis: String, Sendable, CaseIterable {
    /// The two of X, Y and Z that give most; a local Clifford turns any two into Z and X.
    case best
    /// Keys from Z, checked in X.
    case zx
  }

  /// Which protocol.
  public var keyProtocol: KeyProtocol
  /// Which bases of BBM92; the six-state protocol takes the best one for the key.
  public var basis: Basis
  /// Bits told for the correction of errors over what Shannon's limit asks, from 1 on.
  public var errorCorrection: Double
  /// Share of pairs that make key, over 0 to 1: those that both ends measure in the basis of the key.
  public var sifting: Double

  /// Creates a rule; by default BBM92 in its best two bases with ideal error correction, nearly all pairs in the basis of the key.
  public init(
    keyProtocol: KeyProtocol = .bbm92, basis: Basis = .best, errorCorrection: Double = 1, sifting: Double = 1
  ) {
    self.keyProtocol = keyProtocol
    self.basis = basis
    self.errorCorrection = errorCorrection
    self.sifting = sifting
  }

  /// The rule in a few words, e.g. `BBM92, best two bases`; what is not the default is told.
  public var words: String {
    var words = keyProtocol.name
    if keyProtocol == .bbm92 { words += basis == .best ? ", best two bases" : ", Z and X" }
    if errorCorrection != 1 { words += ", error correction \(Numeral.significant(errorCorrection))" }
    if sifting != 1 { words += ", sifting \(Numeral.significant(sifting))" }
    return words
  }

  /// Secret bits per pair in the limit of infinitely many, 0 to 1.
  ///
  /// BBM92: S max(0, 1 − f h(e_a) − h(e_b)) with key basis a and check basis b: Shor and Preskill, Phys. Rev. Lett. 85, 441
  /// (2000). Six-state: S max(0, 1 − H(λ) − (f − 1) h(e_a)): Renner, Gisin and Kraus, Phys. Rev. A 72, 012332 (2005).
  public func fraction(_ state: BellDiagonalState) -> Double {
    let h = SIMD3(
      binaryEntropy(state.errorRateX), binaryEntropy(state.errorRateY), binaryEntropy(state.errorRateZ))
    switch keyProtocol {
    case .bbm92: return sifting * max(0, 1 - leak(h))
    case .sixState:
      let p = state.probabilities
      let entropy = [p.i, p.x, p.y, p.z].reduce(0) { $0 + entropyTerm($1) }
      return sifting * max(0, 1 - entropy - (errorCorrection - 1) * h.min())
    case .deviceIndependent:
      guard state.chsh > 2 else { return 0 }
      return sifting * max(0, state.deviceIndependentKeyFraction - (errorCorrection - 1) * h.min())
    }
  }

  /// What no state exceeds whose characters and fidelity are at most those given: convex and rising in each character.
  ///
  /// Beyond one half an error rate says as much as its complement, so a character below 0 is taken as 0. Six-state: the
  /// relative entropy of entanglement 1 − h(F), which no key exceeds (Horodecki et al., Phys. Rev. Lett. 94, 160502 (2005)).
  public func bound(_ state: BellDiagonalState) -> Double {
    switch keyProtocol {
    case .bbm92:
      func entropy(_ rate: Double) -> Double { binaryEntropy(min(max(rate, 0), 0.5)) }
      let h = SIMD3(entropy(state.errorRateX), entropy(state.errorRateY), entropy(state.errorRateZ))
      return sifting * max(0, 1 - leak(h))
    case .sixState, .deviceIndependent:
      return sifting * (1 - binaryEntropy(min(max(state.fidelity, 0.5), 1)))
    }
  }

  /// f h(e_a) + h(e_b) of the bases used.
  private func leak(_ h: SIMD3<Double>) -> Double {
    switch basis {
    case .zx: return errorCorrection * h.z + h.x
    case .best:
      // The key from the better of the two bases: its errors are corrected at more than Shannon's price.
      return errorCorrection * h.min() + (h.sum() - h.min() - h.max())
    }
  }
}

extension BellDiagonalState {
  /// Ebits that can be distilled from such pairs, and bits of key, lie between these two numbers a pair.
  ///
  /// Below: the hashing bound max(0, 1 − H(λ)) (Bennett et al., Phys. Rev. A 54, 3824 (1996); Devetak and Winter, Proc. R. Soc.
  /// A 461, 207 (2005)). Above: the relative entropy of entanglement 1 − h(λ_max), 0 for λ_max ≤ ½ (Vedral and Plenio,
  /// Phys. Rev. A 57, 1619 (1998); for key: Horodecki et al., Phys. Rev. Lett. 94, 160502 (2005)).
  public var ebitsPerPair: ClosedRange<Double> {
    let p = probabilities
    let largest = min(1, max(p.i, p.x, p.y, p.z))
    let most = largest > 0.5 ? 1 - binaryEntropy(largest) : 0
    return min(sixStateKeyFraction, most)...most
  }
}
