internal import FibreNetwork
internal import LinkPhysics

extension PlanRecomputation {
  /// What the plan rests on beyond what the map and the platform state.
  func assumptions(_ chains: [ChainPlan]) -> [Assumption] {
    let spans = chains.flatMap { $0.segments.flatMap(\.route.spans) }
    let isAerial = spans.contains { network.spans[$0].laying == .aerial }
    return Plan.mapAssumptions(network, chains: chains) + assumedStations(chains)
      + hardware.assumptions.filter { isAerial || !$0.name.hasPrefix("aerial_") }
  }

  /// Stations in the middle of hops that were placed by length alone, in the order in which the plan has them.
  private func assumedStations(_ chains: [ChainPlan]) -> [Assumption] {
    guard plan.isByReachAlone, hardware.usesStation, plan.request.settings.stations != .midpoint else {
      return []
    }
    let all = chains.flatMap(\.segments).filter { $0.stationIndex == nil }.map { segment in
      Assumption(
        name: "heralding station",
        value: "at the middle of \(network.sites[segment.from].name) - \(network.sites[segment.to].name)",
        why: "no site on this hop's route gives a usable link; planned by length alone")
    }
    let stated = plan.assumptions.filter { $0.name == "heralding station" }
    return Self.counts(all) == Self.counts(stated) ? stated : all
  }

  private static func counts(_ items: [Assumption]) -> [Assumption: Int] {
    items.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// What limits the objective.
  func binding(_ demands: [DemandPlan]) -> String {
    let chains = demands.flatMap(\.chains)
    let limits = plan.request.limits
    let words: [String]
    if plan.isByReachAlone {
      words = Self.largest(chains.flatMap(\.segments)) { $0.route.lengthKm }.map { hop in
        "the longest hop, \(name(hop.from)) - \(name(hop.to)), is \(rounded(hop.route.lengthKm)) km of the "
          + "\(rounded(limits.maximumHopKm ?? .infinity)) km allowed"
      }
    } else if demands.count == 1, limits.disjointChains == 1 {
      let most = [limits.maximumRepeaters, limits.maximumRepeatersPerChain].compactMap { $0 }.min()
      let repeaters = chains[0].segments.count - 1
      words = Self.largest(chains[0].segments, by: \.meanTimeS).map { hop in
        "the hop \(name(hop.from)) - \(name(hop.to)) (\(rounded(hop.route.lengthKm)) km, "
          + "\(rounded(hop.route.totalLossDb)) dB) waits longest for its pair, \(significant(hop.meanTimeS)) s on average"
          + (repeaters == most ? "; all \(repeaters) repeaters allowed are used" : "")
      }
    } else {
      words = Self.largest(chains) { -$0.estimate.rateHz }.map { chain in
        "the chain \(name(chain.sites[0])) - \(name(chain.sites[chain.sites.count - 1])) is the slowest, "
          + "\(significant(chain.estimate.rateHz)) pairs/s"
          + (limits.minimumRateHz.map { " of the \(significant($0)) asked for" } ?? "")
      }
    }
    return words.contains(plan.binding) ? plan.binding : words.first ?? ""
  }

  private func name(_ site: Int) -> String { network.sites[site].name }

  /// The largest items; several where they are equal but for rounding, any of which may be named.
  private static func largest<Item>(_ items: [Item], by measure: (Item) -> Double) -> [Item] {
    guard let most = items.map(measure).max() else { return [] }
    return items.filter { measure($0) >= most - 1e-9 * abs(most) }
  }
}
