/// What pairs are for, and what that asks of them.
public enum Application: Hashable, Sendable {
  /// Some secret key by the rule that is set.
  case keyDistribution
  /// Some device-independent key.
  case deviceIndependentKey
  /// Violation of the CHSH inequality.
  case nonlocality
  /// Teleportation of unknown qubits with a mean fidelity of at least so much.
  case teleportation(fidelity: Double)
  /// Blind quantum computing, clients' qubits teleported with a mean fidelity of at least so much.
  case blindComputing(fidelity: Double)

  /// Names and examples as texts give them.
  public static let forms = ["qkd", "di-qkd", "chsh", "teleportation:F", "bqc:F"]

  /// An application of its text, e.g. `teleportation:0.9`; `nil` for anything else, and for fidelities that are not above the
  /// classical 2/3 and at most 1.
  public init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("qkd", 1): self = .keyDistribution
    case ("di-qkd", 1): self = .deviceIndependentKey
    case ("chsh", 1): self = .nonlocality
    case ("teleportation", 2), ("bqc", 2):
      guard let fidelity = Double(parts[1]), fidelity > 2.0 / 3, fidelity <= 1 else { return nil }
      self =
        parts[0] == "bqc" ? .blindComputing(fidelity: fidelity) : .teleportation(fidelity: fidelity)
    default: return nil
    }
  }

  /// The text that ``init(text:)`` reads.
  public var text: String {
    switch self {
    case .keyDistribution: "qkd"
    case .deviceIndependentKey: "di-qkd"
    case .nonlocality: "chsh"
    case .teleportation(let fidelity): "teleportation:\(fidelity)"
    case .blindComputing(let fidelity): "bqc:\(fidelity)"
    }
  }

  /// Least fidelity of the pair that it asks for; `nil` where a key is asked for.
  ///
  /// Teleportation through a pair of fidelity F has the mean fidelity f = (2F + 1)/3, so F = (3f − 1)/2: Horodecki, Horodecki and
  /// Horodecki, Phys. Rev. A 60, 1888 (1999). CHSH: that of white noise, 0.7803.
  public var pairFidelity: Double? {
    switch self {
    case .keyDistribution, .deviceIndependentKey: nil
    case .nonlocality: (1 + 3 / 2.0.squareRoot()) / 4
    case .teleportation(let fidelity), .blindComputing(let fidelity): (3 * fidelity - 1) / 2
    }
  }

  /// What the ends have to do with their qubits at least; `nil` where anything will do.
  public var ends: EndQubits? {
    switch self {
    case .keyDistribution: nil
    case .deviceIndependentKey, .nonlocality: .measuredAtHerald
    case .teleportation, .blindComputing: .stored
    }
  }
}
