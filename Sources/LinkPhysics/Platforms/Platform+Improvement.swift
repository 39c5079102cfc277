internal import Foundation

extension Platform {
  /// A number of the platform that better hardware would change, and how.
  public struct Improvement: Sendable {
    /// Key of the platform file, e.g. `conversion_efficiency`.
    public var name: String
    /// What it is now, in the file's unit.
    public var value: Double
    /// Text form of the unit; `1` for a pure number.
    public var unit: String
    /// Where the way to better hardware ends: 1 for efficiencies and qualities, 0 for faults, 100 times the present value for memory times.
    public var limit: Double
  }

  /// What better hardware could be better at, in file order; numbers that are at their limit are left out.
  ///
  /// Where a parameter has a value for each arm or axis, `value` is the worst of them.
  public var improvements: [Improvement] {
    parameters.compactMap { parameter in
      guard
        let worst = Self.direction(of: parameter.name).map({
          $0 > 0 ? parameter.used.min() : parameter.used.max()
        }),
        let worst, parameter.absence == nil
      else { return nil }
      let limit = Self.limit(of: parameter.name, from: worst)
      guard limit != worst, worst < 1e29 else { return nil }
      return Improvement(name: parameter.name, value: worst, unit: parameter.unit, limit: limit)
    }
  }

  /// The platform with one number improved: no value of the parameter is worse than `value`.
  ///
  /// - Parameters:
  ///   - improvement: one of ``improvements``.
  ///   - value: in the file's unit, from the present value to the limit.
  /// - Complexity: some twenty evaluations of ``links(over:)``, which find the reach anew.
  public func improved(_ improvement: Improvement, to value: Double) -> Platform {
    var parameters = parameters
    for i in parameters.indices where parameters[i].name == improvement.name {
      let isUpward = improvement.limit > improvement.value
      let values = parameters[i].used.map { isUpward ? max($0, value) : min($0, value) }
      parameters[i].values = values
      parameters[i].provenance = .assumed
      parameters[i].because = "what if"
    }
    return Platform(
      name: name, label: label, scheme: scheme, sources: sources, parameters: parameters,
      measurements: measurements)
  }

  /// The platform with the most coherence that its visibility allows, √V, where its file does not say how much a single click
  /// leaves and the least is taken; `nil` elsewhere.
  public var withMostCoherence: Platform? {
    guard let visibility = parameters.first(where: { $0.name == "visibility" })?.used.first, visibility < 1,
      let i = parameters.firstIndex(where: { $0.name == "mode_coherence" && $0.absence != nil })
    else { return nil }
    var parameters = parameters
    parameters[i].assumedValues = [visibility.squareRoot()]
    return Platform(
      name: name, label: label, scheme: scheme, sources: sources, parameters: parameters,
      measurements: measurements)
  }

  /// Whether more is better (1), less is better (−1), or neither.
  private static func direction(of name: String) -> Int? {
    if name.hasSuffix("_efficiency") || name.hasSuffix("_characters") || name.hasSuffix("visibility") {
      return 1
    }
    if ["memory_t1_s", "memory_t2_s", "memory_depolarising_s", "memory_loss_s"].contains(name) { return 1 }
    if ["dark_rate_hz", "double_excitation_probability", "phase_noise_rad"].contains(name) { return -1 }
    return name == "swap_success_probability" || name == "bright_reflectance" ? 1 : nil
  }

  private static func limit(of name: String, from value: Double) -> Double {
    if direction(of: name) == -1 { return 0 }
    return name.hasPrefix("memory_") && name.hasSuffix("_s") ? 100 * value : 1
  }
}
