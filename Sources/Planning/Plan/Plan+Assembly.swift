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
      assumptions: PlanAssumption.ofMap(network, chains: chains) + solution.assumptions
        + PlanAssumption.ofModels(hardware, chains: chains)
        + PlanAssumption.inputs(of: hardware, hasAerialFibre: hasAerialFibre))
    alternatives = solution.alternatives
    areAlternativesProved = solution.areAlternativesProved
  }
}
