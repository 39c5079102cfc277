internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

extension BestChain {
  /// The demand on the graph; `nil` where no path of hops joins the ends.
  ///
  /// - Parameter budget: bounds of the space are worked out as long as it lasts.
  func space(
    on graph: HopGraph, limits: Limits, setting: String? = nil, _ budget: Budget = Budget()
  ) -> ChainSpace? {
    let isExponential = question.linkTimeModel == .exponential
    func noise(_ state: BellDiagonalState) -> SIMD3<Double> {
      // A character that is not positive is as bad as none: e^(−50).
      SIMD3(-log(max(state.x, 1e-22)), -log(max(state.y, 1e-22)), -log(max(state.z, 1e-22)))
    }
    let memory = hardware.memory
    let decay = SIMD3(memory.rateX, memory.rateY, memory.rateZ)
    func atEnds(_ wait: HeraldWait) -> Arms {
      switch memory.ends {
      case .measured: Arms(0)
      case .measuredAtHerald: wait.own
      case .stored: wait.both
      }
    }
    let slowest = limits.minimumRateHz.map { 1 / $0 } ?? .infinity
    var choices: [Choice] = []
    var settings: [String: Int] = [:]
    for (index, hop) in graph.hops.enumerated() {
      for (option, value) in hop.options.enumerated()
      where value.law.meanS <= slowest && (setting == nil || value.link.option == setting) {
        let name = value.link.option
        let number = settings[name, default: settings.count]
        settings[name] = number
        let wait = value.link.heraldWait
        let end = atEnds(wait)
        choices.append(
          Choice(
            hop: index, option: option, setting: number, from: hop.from, to: hop.to,
            law: value.law, delayS: hop.delayS,
            noise: noise(value.link.state),
            waitNoise: (decay * wait.both.left, decay * wait.both.right),
            endWaitNoise: (decay * end.left, decay * end.right), modes: value.link.modes,
            cost: question.equipment.cost(of: value.link, hasStation: value.stationIndex != nil),
            presence: 1 - value.link.vacuumFraction, isVirtual: hop.isVirtual))
      }
    }
    let maximumHops =
      !hardware.joinsHops
      ? 1
      : min(
        Self.mostHops, (limits.mostRepeatersOfAChain ?? Self.mostHops) + 1, max(1, network.sites.count - 1))
    func make(reference: Double, isDraft: Bool = false) -> ChainSpace {
      ChainSpace(
        source: ends.from, target: ends.to, siteCount: network.sites.count, maximumHops: maximumHops,
        choices: choices,
        noise: NoiseModel(
          swap: noise(hardware.swap.noise * (hardware.oneInterface?.moveNoise ?? .perfect)),
          // Where swaps fail, a memory waits otherwise than the pair bound knows.
          rate: hardware.swap.successProbability < 1
            ? .zero : decay,
          isExponential: isExponential,
          perAttempt: hardware.oneInterface.map { SIMD3(1 / $0.attemptsTo1e, 1 / $0.attemptsTo1e, 0) }),
        siteCost: network.sites.map(\.cost), mayHostRepeater: network.sites.map(\.mayHostRepeater),
        memories: network.sites.map(\.memories),
        referenceTimeS: reference, countsMessages: question.countsMessages,
        isDraft: isDraft, budget: budget)
    }
    // The grid of moments is laid around the time of a plausible plan.
    let draft = make(reference: 1, isDraft: true)
    let paths = MajoriseMinimise(space: draft).shortestPaths(weights: choices.map(\.law.meanS))
    let times = paths.map { path in ExponentialChain.maximum(means: path.map { choices[$0].law.meanS }).mean }
    guard let reference = times.min() else { return nil }
    return make(reference: reference)
  }
}
