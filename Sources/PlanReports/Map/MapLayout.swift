internal import FibreNetwork
internal import Planning

/// Where each site of a map is drawn.
struct MapLayout: Sendable {
  /// Kilometres, x to the right, y down; one for each site.
  var places: [Point]
  /// `nil` where the drawing is a scheme and not a map.
  var projection: Projection?

  /// By coordinates where most sites of the chains have them; otherwise by fibre distance from the first end.
  init(_ plan: Plan) {
    let network = plan.network
    let used = Set(plan.demands.flatMap { $0.chain.segments.flatMap(\.passedSites) })
    let known = used.filter { network.sites[$0].coordinate != nil }.count
    if !used.isEmpty, known * 10 >= used.count * 8 {
      self.init(geographic: network)
    } else {
      self.init(distancesOn: network, plan: plan)
    }
  }

  private init(geographic network: FibreNetwork) {
    let projection = Projection(around: network.sites.compactMap(\.coordinate))
    var places = network.sites.map { $0.coordinate.map(projection.point) }
    // A site without a place stands in the middle of its neighbours, those of unknown place after those of known.
    for _ in 0..<network.sites.count where places.contains(where: { $0 == nil }) {
      let before = places
      for site in network.sites.indices where before[site] == nil {
        let around = network.neighbours[site].compactMap { before[$0.site] }
        guard !around.isEmpty else { continue }
        places[site] = around.reduce(Point(x: 0, y: 0), +) * (1 / Double(around.count))
      }
      if before.map({ $0 == nil }) == places.map({ $0 == nil }) { break }
    }
    self.places = places.map { $0 ?? Point(x: 0, y: 0) }
    self.projection = projection
  }

  /// The first chain on a straight line, each site at its fibre distance from the first end; sites beside the chain on
  /// lanes above and below.
  private init(distancesOn network: FibreNetwork, plan: Plan) {
    let start = plan.demands.first?.from ?? 0
    let distance = network.sites.isEmpty ? [] : network.distancesKm(from: start, unknownKm: 0)
    let onChain = Set(plan.demands.first?.chain.segments.flatMap(\.passedSites) ?? [])
    let reach = distance.filter(\.isFinite).max() ?? 1
    var lanes = 0
    places = network.sites.indices.map { site in
      let x = distance[site].isFinite ? distance[site] : 0
      if onChain.contains(site) { return Point(x: x, y: 0) }
      lanes += 1
      // Golden-ratio lanes keep neighbours in distance apart.
      let lane = (Double(lanes) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1) - 0.5
      return Point(x: x, y: (lane + (lane < 0 ? -0.1 : 0.1)) * reach * 0.35)
    }
    projection = nil
  }
}
