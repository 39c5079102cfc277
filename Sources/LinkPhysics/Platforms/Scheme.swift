/// How a hop is heralded.
public enum Scheme: String, Sendable, Hashable, CaseIterable {
  /// One photon at a station between the nodes: `SingleClick`.
  case singleClick = "single-click"

  /// Whether photons of both nodes meet at a station on the way.
  public var usesStation: Bool {
    switch self {
    case .singleClick: true
    }
  }

  var hardware: any LinkHardware.Type {
    switch self {
    case .singleClick: SingleClickHardware.self
    }
  }

  /// Every parameter that a platform file of this scheme may hold.
  var parameters: [ParameterSpecification] { hardware.parameters + ParameterSpecification.node }
}

/// What a scheme makes of a hop with one platform's numbers.
protocol LinkHardware: Sendable {
  static var parameters: [ParameterSpecification] { get }
  init(_ values: ParameterValues)
  /// One attempt for each setting of the free knob.
  func attempts(over hop: HopGeometry) -> [HopAttempt]
}

/// One mode's attempt over a hop with one setting of the free knob.
struct HopAttempt {
  var option: String
  var pair: HeraldedPair
  var lossBudget: [ElementaryLink.Contribution]
  var infidelityBudget: [ElementaryLink.Contribution]
}

/// The numbers of a platform as a model takes them. The reader has checked that they are there and in range.
struct ParameterValues: Sendable {
  private var values: [String: [Double]]

  init(_ parameters: [Parameter]) {
    values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.used) })
  }

  func one(_ name: String) -> Double { values[name]![0] }
  func optional(_ name: String) -> Double? { values[name]?.first }
  func options(_ name: String) -> [Double] { values[name]! }
  func arms(_ name: String) -> Arms {
    let both = values[name]!
    return Arms(both[0], both.last!)
  }
}

extension ParameterSpecification {
  /// What every platform says of its nodes.
  static let node: [ParameterSpecification] = [
    .init(
      name: "modes", meaning: "attempts side by side", count: .options, range: 1...1_000_000, isWhole: true),
    .init(
      name: "preparation_time_s", meaning: "part of an attempt that is not waiting for light",
      range: 0...1e6),
    .init(
      name: "memory_t1_s", meaning: "relaxation time of a stored qubit", range: 0...1e30,
      includesLower: false,
      alternative: "memory_depolarising_s"),
    .init(
      name: "memory_t2_s", meaning: "dephasing time of a stored qubit", range: 0...1e30, includesLower: false,
      alternative: "memory_depolarising_s"),
    .init(
      name: "memory_depolarising_s", meaning: "depolarising time of a stored qubit", range: 0...1e30,
      includesLower: false, alternative: "memory_t2_s"),
    .init(
      name: "swap_success_probability", meaning: "chance that a repeater's Bell measurement succeeds",
      range: 0...1,
      includesLower: false),
    .init(
      name: "swap_characters", meaning: "characters x, y, z that a swap multiplies in", count: .exactly(3),
      range: 0...1),
  ]
}
