internal import ChainSimulator
internal import Foundation
public import LinkPhysics

extension HardwareModel {
  /// A platform as planning sees it.
  ///
  /// - Parameters:
  ///   - modes: keep only options of this many modes; `nil` keeps the platform's smallest number.
  ///   - anyModes: keep options of every number of modes, for the planner to choose.
  ///   - ends: whether end users measure at once or store.
  public init(
    _ platform: Platform, modes: Int? = nil, anyModes: Bool = false, ends: EndQubits = .measured
  ) {
    self.init(everyModeOf: platform, ends: ends)
    if let other = platform.withMostCoherence {
      mostCoherent = { HardwareModel(other, modes: modes, anyModes: anyModes, ends: ends) }
    }
    improvements = Self.improvements(of: platform, modes: modes, anyModes: anyModes, ends: ends)
    modeOptions = platform.modeOptions
    withModes = { count in
      platform.modeOptions.contains(count) ? HardwareModel(platform, modes: count, ends: ends) : nil
    }
    if anyModes { return }
    let wanted = modes ?? platform.modeOptions.first ?? 1
    self.modes = wanted
    links = { hop in platform.everyLink(over: hop, withBudgets: false).filter { $0.modes == wanted } }
    linksWithBudgets = { hop in platform.everyLink(over: hop, withBudgets: true).filter { $0.modes == wanted }
    }
  }

  /// A platform with every number of modes that it has.
  private init(everyModeOf platform: Platform, ends: EndQubits) {
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
      links: { hop in platform.everyLink(over: hop, withBudgets: false) },
      knob: platform.knobName.map { name in Knob(name: name) { platform.tradeOff(over: $0, key: $1) } })
    sha256 = platform.sha256
    measuredSettings = platform.measuredSettings
    oneInterface = platform.oneInterface.map {
      OneInterface(attemptsTo1e: $0.attemptsTo1e, move: $0.moveS, moveNoise: $0.moveNoise)
    }
    linksWithBudgets = { hop in platform.everyLink(over: hop, withBudgets: true) }
    balancedLossDb = { platform.balancedLossDb($0) }
    isBestBalanced = true
    feelsLossAndDelayAlone = platform.feelsLossAndDelayAlone
  }

  /// What the platform could be better at, with so many modes.
  private static func improvements(
    of platform: Platform, modes: Int?, anyModes: Bool, ends: EndQubits
  ) -> [Improvement] {
    platform.improvements.map { improvement in
      Improvement(
        key: improvement.name, unit: improvement.unit,
        value: improvement.value, limit: improvement.limit,
        at: {
          HardwareModel(platform.improved(improvement, to: $0), modes: modes, anyModes: anyModes, ends: ends)
        })
    }
  }
}
