public import ChainSimulator
internal import Foundation
public import LinkPhysics

extension HardwareModel {
  /// A platform as planning sees it.
  ///
  /// - Parameters:
  ///   - modes: keep only options of this many modes; `nil` keeps the platform's smallest number.
  ///   - ends: whether end users measure at once or store.
  public init(_ platform: Platform, modes: Int? = nil, ends: Memory.Ends = .measured) {
    self.init(everyModeOf: platform, ends: ends)
    let wanted = modes ?? platform.modeOptions.first ?? 1
    links = { hop in platform.links(over: hop).filter { $0.modes == wanted } }
    improvements = Self.improvements(of: platform) {
      HardwareModel($0, modes: modes, ends: ends)
    }
  }

  /// A platform with every number of modes that it has.
  public init(everyModeOf platform: Platform, ends: Memory.Ends = .measured) {
    let decay = platform.memory
    self.init(
      name: platform.name, label: platform.label, assumptions: platform.assumptions,
      usesStation: platform.usesStation,
      scheme: platform.scheme,
      maximumHopLossDb: platform.maximumHopLossDb,
      swap: Swap(successProbability: platform.swap.successProbability, noise: platform.swap.noise),
      memory: Memory(
        rateX: decay.rateX, rateY: decay.rateY, rateZ: decay.rateZ,
        convention: decay.isPerQubit ? .qubit : .pair,
        ends: ends),
      links: { hop in platform.links(over: hop) },
      knob: platform.knobName.map { name in Knob(name: name) { platform.tradeOff(over: $0) } })
    improvements = Self.improvements(of: platform) { HardwareModel(everyModeOf: $0, ends: ends) }
  }

  /// What the platform could be better at.
  private static func improvements(
    of platform: Platform, _ hardware: @escaping @Sendable (Platform) -> HardwareModel
  ) -> [Improvement] {
    platform.improvements.map { improvement in
      var words = improvement.name
      for suffix in ["_s", "_hz", "_rad"] where words.hasSuffix(suffix) { words.removeLast(suffix.count) }
      return Improvement(
        name: words.replacingOccurrences(of: "_", with: " "), unit: improvement.unit,
        value: improvement.value, limit: improvement.limit,
        at: { hardware(platform.improved(improvement, to: $0)) })
    }
  }
}
