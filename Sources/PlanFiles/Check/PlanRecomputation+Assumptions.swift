internal import FibreNetwork
internal import LinkPhysics
internal import Planning

extension PlanRecomputation {
  /// What the plan rests on beyond what the map and the platform state.
  func assumptions(_ chains: [ChainPlan]) -> [PlanAssumption] {
    let spans = chains.flatMap { $0.segments.flatMap(\.route.spans) }
    let isAerial = spans.contains { network.spans[$0].laying == .aerial }
    return PlanAssumption.ofMap(network, chains: chains) + assumedStations(chains)
      + PlanAssumption.ofModels(hardware, chains: chains)
      + PlanAssumption.inputs(of: hardware, hasAerialFibre: isAerial)
  }

  /// Stations in the middle of hops that were placed by length alone, in the order in which the plan has them.
  private func assumedStations(_ chains: [ChainPlan]) -> [PlanAssumption] {
    guard plan.isByReachAlone, hardware.usesStation, plan.request.settings.stations != .midpoint else {
      return []
    }
    let all = chains.flatMap(\.segments).filter { $0.stationIndex == nil }.map { segment in
      PlanAssumption.stationAtMiddle(from: segment.from, to: segment.to)
    }
    let stated = plan.statedAssumptions.filter { $0.name == PlanAssumption.stationName }
    return Self.counts(all.map { $0.words(in: network) }) == Self.counts(stated)
      ? stated.map(PlanAssumption.input) : all
  }

  private static func counts(_ items: [Assumption]) -> [Assumption: Int] {
    items.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
