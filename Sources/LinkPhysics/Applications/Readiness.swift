internal import SourceDocument

/// What an application asks of an end-to-end pair, and whether a delivered one is enough.
public struct Readiness: Hashable, Sendable {
  /// The application in words, e.g. `key distribution, BBM92`.
  public var application: String
  /// Whether the delivered pairs are enough: decided by the state and rate themselves, not by the words of
  /// `asks`.
  public var isReady: Bool
  /// What the application asks of pairs.
  public var asks: String
  /// What the delivered pairs come to.
  public var delivered: String
  /// The paper that the threshold is from.
  public var source: String
  /// How well the threshold is known.
  public var provenance: Provenance

  /// What is asked and what is there, in one sentence.
  public var statement: String { "asks for \(asks); delivered: \(delivered)" }

  /// Statements for key distribution, nonlocality, teleportation, distributed quantum computing and telescope baselines.
  ///
  /// Thresholds of fidelity are those of Werner states; whether an application is served is decided by the state itself.
  ///
  /// - Parameters:
  ///   - state: mean state of the delivered pairs.
  ///   - rateHz: pairs/s.
  ///   - ends: what is left of the end qubits: what has been measured cannot be teleported through, and a basis that was chosen
  ///     before the herald closes no loophole.
  ///   - key: the error correction and sifting of keys.
  public static func statements(
    state: BellDiagonalState, rateHz: Double, ends: EndQubits, key: KeyRule = KeyRule()
  ) -> [Readiness] {
    let all =
      keys(state, rateHz, ends, key) + [nonlocality(state)]
      + ([teleportation(state)] + computing(state, rateHz) + [telescopes(rateHz)]).map {
        ends == .stored ? $0 : $0.lacking("stored ends")
      }
    return all
  }

  /// The same where something beside the state is missing.
  private func lacking(_ what: String) -> Readiness {
    var readiness = self
    readiness.isReady = false
    readiness.asks = what + ", " + asks
    return readiness
  }

  private static func keys(
    _ state: BellDiagonalState, _ rate: Double, _ ends: EndQubits, _ rule: KeyRule
  ) -> [Readiness] {
    func fraction(_ key: KeyRule.KeyProtocol) -> Double {
      var rule = rule
      rule.keyProtocol = key
      return rule.fraction(state)
    }
    let protocols: [(String, Double, String, String)] = [
      (
        "key distribution, BBM92", fraction(.bbm92), "F above 0.8350 (11.00 % errors)",
        "Shor and Preskill, Phys. Rev. Lett. 85, 441 (2000)"
      ),
      (
        "key distribution, six-state", fraction(.sixState), "F above 0.8107 (12.62 % errors)",
        "Lo, Quantum Inf. Comput. 1, 81 (2001)"
      ),
      (
        "key distribution, device-independent", fraction(.deviceIndependent),
        "F above 0.8928 (7.15 % errors), no detection loophole",
        "Acín et al., Phys. Rev. Lett. 98, 230501 (2007)"
      ),
    ]
    return protocols.map { name, fraction, threshold, source in
      let readiness = Readiness(
        application: name, isReady: fraction > 0, asks: threshold,
        delivered: "F \(digits(state.fidelity)), "
          + (fraction > 0
            ? "\(digits(fraction)) secret bits a pair, \(digits(fraction * rate)) bit/s asymptotic (a block of 10⁶ pairs takes \(duration(1e6 / rate)))"
            : "no key"),
        source: source, provenance: .derived)
      return name.hasSuffix("device-independent") && ends == .measured
        ? readiness.lacking("bases chosen after the herald") : readiness
    }
  }

  private static func nonlocality(_ state: BellDiagonalState) -> Readiness {
    Readiness(
      application: "violation of the CHSH inequality", isReady: state.chsh > 2,
      asks: "S above 2 (F above 0.7803)", delivered: "S \(digits(state.chsh))",
      source: "Horodecki, Horodecki and Horodecki, Phys. Lett. A 200, 340 (1995)", provenance: .derived)
  }

  private static func teleportation(_ state: BellDiagonalState) -> Readiness {
    Readiness(
      application: "teleportation of unknown qubits", isReady: state.fidelity > 0.5,
      asks: "mean fidelity above the classical 2/3 (F above 0.5)",
      delivered: "mean fidelity \(digits(state.teleportationFidelity))",
      source: "Horodecki, Horodecki and Horodecki, Phys. Rev. A 60, 1888 (1999)", provenance: .derived)
  }

  private static func computing(_ state: BellDiagonalState, _ rate: Double) -> [Readiness] {
    let gateTime = 1e-3
    return [
      Readiness(
        application: "distributed quantum computing, surface-code seam", isReady: state.fidelity >= 0.9,
        asks: "10 % error at the seam beside 1 % inside (F about 0.9)",
        delivered: "\(digits((1 - state.fidelity) * 100)) % error",
        source: "npj Quantum Inf., s41534-024-00855-4", provenance: .primary),
      Readiness(
        application: "distributed quantum computing, pace", isReady: rate > 0 && 1 / rate <= 5 * gateTime,
        asks: "a pair within 5 gate times (5 ms for gates of 1 ms)",
        delivered: "one in \(digits(1 / rate)) s",
        source: "arXiv 2512.10693; gate time of 1 ms assumed", provenance: .primary),
    ]
  }

  private static func telescopes(_ rate: Double) -> Readiness {
    Readiness(
      application: "telescope baseline with compressing memories", isReady: rate >= 2e5,
      asks: "about 200,000 pairs/s for a star of magnitude 10", delivered: "\(digits(rate)) pairs/s",
      source:
        "Khabiboulline et al., Phys. Rev. Lett. 123, 070504 (2019); the number is recalled, not checked",
      provenance: .recalled)
  }
}

/// A time in s in the largest unit that it fills.
func duration(_ s: Double) -> String {
  let units: [(Double, String)] = [
    (365.25 * 86_400, "years"), (86_400, "days"), (3600, "h"), (60, "min"), (1, "s"),
  ]
  let unit = units.first { s >= $0.0 } ?? (1, "s")
  return "\(digits(s / unit.0)) \(unit.1)"
}

/// A number with three significant digits.
func digits(_ value: Double, _ count: Int = 3) -> String { Numeral.short(value, count) }
