public import FibreNetwork
internal import LinkPhysics

extension Plan {
  /// Repeater sites, memories and stations together, in the map's unit.
  public var cost: Double {
    repeaters.reduce(0.0) { $0 + network.sites[$1.site].cost }
      + request.settings.equipment.cost(of: demands.flatMap(\.chains))
  }

  /// The plan of an answer, with what stands at each site and every assumption it rests on.
  public init(_ solution: Solution, network: FibreNetwork, request: PlanSummary, hardware: HardwareModel) {
    let chains = solution.chains
    var stations: [Int: StationUse] = [:]
    for chain in chains {
      for segment in chain.segments {
        if let site = segment.station {
          stations[site] = StationUse(site: site, hops: (stations[site]?.hops ?? 0) + 1)
        }
      }
    }
    let loads = SiteUse(solution.demands.map { $0.chains.map { SiteUse.Chain($0) } }, request.limits)
    let hasAerialFibre = chains.contains { chain in
      chain.segments.contains { $0.route.spans.contains { network.spans[$0].laying == .aerial } }
    }
    self.init(
      network: network, request: request, demands: solution.demands,
      repeaters: loads.sites.filter { $0.value.chains > 0 }.sorted { $0.key < $1.key }.map {
        RepeaterUse(site: $0.key, memories: $0.value.memories, chains: $0.value.chains)
      },
      stations: stations.values.sorted { $0.site < $1.site },
      certificate: solution.certificate,
      assumptions: Self.mapAssumptions(network, chains: chains) + solution.assumptions
        + hardware.assumptions.filter { hasAerialFibre || !$0.name.hasPrefix("aerial_") },
      binding: solution.binding)
    alternatives = solution.alternatives
    areAlternativesProved = solution.areAlternativesProved
  }

  /// What the map leaves open along the chains.
  static func mapAssumptions(_ network: FibreNetwork, chains: [ChainPlan]) -> [Assumption] {
    var assumptions: [Assumption] = []
    let spans = Set(chains.flatMap { $0.segments.flatMap(\.route.spans) }).sorted()
    let open = spans.filter {
      network.spans[$0].measuredLossDb == nil && network.spans[$0].attenuationDbPerKm == nil
        && network.specialClass(ofSpan: $0) == nil
    }
    if !network.defaults.attenuationIsStated, !open.isEmpty {
      assumptions.append(
        Assumption(
          name: "attenuation", value: "\(network.defaults.attenuationDbPerKm) dB/km",
          why:
            "the map states none for \(open.count) of \(spans.count) spans; ITU-T G.652 fibre near 1,550 nm"))
    }
    for fibre in FibreClass.all {
      let nominal = spans.filter {
        network.specialClass(ofSpan: $0) == fibre && network.spans[$0].measuredLossDb == nil
          && network.spans[$0].attenuationDbPerKm == nil
      }
      guard !nominal.isEmpty else { continue }
      assumptions.append(
        Assumption(
          name: "\(fibre.name) fibre",
          value: "\(fibre.attenuationDbPerKm) dB/km, group index \(fibre.groupIndex)",
          why: "nominal for \(nominal.count) of \(spans.count) spans; \(fibre.source)"))
    }
    if !network.defaults.groupIndexIsStated,
      spans.contains(where: { network.spans[$0].groupIndex == nil && network.specialClass(ofSpan: $0) == nil }
      )
    {
      assumptions.append(
        Assumption(
          name: "group index", value: "\(network.defaults.groupIndex)",
          why: "the map states none; ITU-T G.652 fibre near 1,550 nm"))
    }
    let total = spans.reduce(0.0) { $0 + network.spans[$1].lengthKm }
    let estimated = spans.filter { network.spans[$0].lengthSource == .estimated }
      .reduce(0.0) { $0 + network.spans[$1].lengthKm }
    if estimated > 0 {
      assumptions.append(
        Assumption(
          name: "span lengths", value: "\(rounded(estimated)) of \(rounded(total)) km estimated",
          why: "lengths by rule from the map's coordinates, not measured along the fibre"))
    }
    return assumptions
  }
}
