internal import ChainSimulator
internal import LinkPhysics

/// A choice of the models that a plan rests on: how hardware is run, or what of it is left out.
public enum ModelChoice: String, Sendable, Hashable, CaseIterable {
  /// Repeaters work on both their hops at once.
  case bothHopsAtOnce
  /// Repeaters work on their hops in turn.
  case hopsInTurn
  /// A mode begins an attempt only when it knows the outcome of the last.
  case oneAttemptAtATime
  /// Of all modes of a hop one success is kept in each period.
  case oneSuccessKept
  /// Relaxation is taken as a Pauli channel of its mean effect.
  case twirledRelaxation
  /// Detectors are ready again at once.
  case noDeadTime
  /// Noise clicks do not depend on the light in the fibre or the pump.
  case constantNoise
  /// Pairs come in bursts, and figures are means over the day.
  case meanOverTheDay

  /// The choices behind chains of a hardware.
  package static func made(with hardware: HardwareModel, for chains: [ChainPlan]) -> [ModelChoice] {
    let links = chains.flatMap { $0.segments.map(\.link) }
    let scheme = hardware.scheme
    let hasRepeaters = chains.contains { $0.segments.count > 1 }
    var choices: [ModelChoice] = []
    if hasRepeaters { choices.append(hardware.takesTurns ? .hopsInTurn : .bothHopsAtOnce) }
    if scheme?.waitsForHerald ?? false { choices.append(.oneAttemptAtATime) }
    if links.contains(where: { $0.modes > 1 }) { choices.append(.oneSuccessKept) }
    if hardware.memory.rateZ > 0 { choices.append(.twirledRelaxation) }
    if scheme != nil { choices += [.noDeadTime, .constantNoise] }
    if scheme.map({ !$0.usesFibre }) ?? false { choices.append(.meanOverTheDay) }
    return choices
  }
}
