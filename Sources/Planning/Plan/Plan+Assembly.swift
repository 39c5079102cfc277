public import FibreNetwork
internal import LinkPhysics

extension Plan {
  /// The plan of one demand, with what stands at each site and every assumption it rests on.
  public init(_ result: Planner.Result, network: FibreNetwork, request: PlanSummary, hardware: HardwareModel)
  {
    let chains = [result.demand.chain] + result.demand.backups
    var repeaters: [Int: RepeaterUse] = [:]
    var stations: [Int: StationUse] = [:]
    for chain in chains {
      for (index, site) in chain.sites.enumerated().dropFirst().dropLast() {
        let memories = chain.segments[index - 1].link.modes + chain.segments[index].link.modes
        let old = repeaters[site]
        repeaters[site] = RepeaterUse(
          site: site, memories: (old?.memories ?? 0) + memories, chains: (old?.chains ?? 0) + 1)
      }
      for segment in chain.segments {
        if let site = segment.station {
          stations[site] = StationUse(site: site, hops: (stations[site]?.hops ?? 0) + 1)
        }
      }
    }
    self.init(
      network: network, request: request, demands: [result.demand],
      repeaters: repeaters.values.sorted { $0.site < $1.site },
      stations: stations.values.sorted { $0.site < $1.site },
      certificate: result.certificate,
      assumptions: Self.mapAssumptions(network, chains: chains) + hardware.assumptions,
      binding: result.binding)
    alternatives = result.alternatives
    areAlternativesProved = result.areAlternativesProved
  }

  /// What the map leaves open along the chains.
  private static func mapAssumptions(_ network: FibreNetwork, chains: [ChainPlan]) -> [Assumption] {
    var assumptions: [Assumption] = []
    let spans = Set(chains.flatMap { $0.segments.flatMap(\.route.spans) }).sorted()
    let open = spans.filter {
      network.spans[$0].measuredLossDb == nil && network.spans[$0].attenuationDbPerKm == nil
    }
    if !network.defaults.attenuationIsStated, !open.isEmpty {
      assumptions.append(
        Assumption(
          name: "attenuation", value: "\(network.defaults.attenuationDbPerKm) dB/km",
          why:
            "the map states none for \(open.count) of \(spans.count) spans; ITU-T G.652 fibre near 1,550 nm"))
    }
    if !network.defaults.groupIndexIsStated {
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
