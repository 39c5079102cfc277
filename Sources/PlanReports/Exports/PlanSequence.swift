internal import FibreNetwork
internal import LinkPhysics
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// A plan as a SeQUeNCe network: routers at ends and repeaters, BSM nodes at heralding stations.
enum PlanSequence {
  static func json(_ plan: Plan) -> JSON {
    let chains = plan.demands.flatMap { [$0.chain] + $0.backups }
    var order: [Int] = []
    var memories: [Int: Int] = [:]
    for chain in chains {
      for site in chain.sites where memories[site] == nil {
        order.append(site)
        memories[site] = 0
      }
      for segment in chain.segments {
        memories[segment.from]! += segment.link.modes
        memories[segment.to]! += segment.link.modes
      }
    }
    let routers = order.map {
      SequenceExport.Router(name: plan.network.sites[$0].id, memories: memories[$0]!)
    }
    let index = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let hops = chains.flatMap(\.segments).map { segment in
      // A hop without a station of its own (one pulse along the whole hop, or an idealised midpoint) is cut in the middle.
      let arms = segment.geometry(usesStation: true, in: plan.network)
      let station =
        segment.station.map { plan.network.sites[$0].id }
        ?? "middle of \(plan.network.sites[segment.from].id) - \(plan.network.sites[segment.to].id)"
      return SequenceExport.Hop(
        from: index[segment.from]!, to: index[segment.to]!, station: station,
        left: .init(lengthKm: arms.leftLengthKm, lossDb: arms.leftLossDb, delayS: arms.leftDelayS),
        right: .init(lengthKm: arms.rightLengthKm, lossDb: arms.rightLossDb, delayS: arms.rightDelayS))
    }
    return SequenceExport(routers: routers, hops: hops).json
  }
}
