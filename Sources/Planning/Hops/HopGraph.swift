public import FibreNetwork
public import LinkPhysics

/// Where a hop's heralding station may stand.
public enum StationPlacement: String, Sendable, CaseIterable {
  /// At a site of the route that may host a station; arms may be unequal.
  case sites
  /// At the point of equal travel time, wherever that is: an idealisation for comparison with published models.
  case midpoint
}

/// All candidate hops of a map for one link model.
public struct HopGraph: Sendable {
  public let network: FibreNetwork
  public let hops: [Hop]
  /// For each site, the hops that end there.
  public let hopsAtSite: [[Int]]

  /// Finds every pair of sites that a hop can join.
  ///
  /// The route of a hop is the least-loss route between its ends. Its options are all allowed places of its station with all
  /// options of the link model there, those left out that another beats in waiting time and state (and in modes, where
  /// some site has room for so many memories only).
  ///
  /// - Parameters:
  ///   - ends: sites that are ends of demands (they hold memories whether or not they may host a repeater).
  ///   - maximumLossDb, maximumKm: longer routes are not considered.
  ///   - usesStation: whether the link model needs a heralding station.
  ///   - routesPerHop: 2 adds, for each pair of sites, the least-loss route that shares no span with the best one.
  ///   - modesCost: whether more modes cost more, so that fewer may be better.
  ///   - links: the link model; an empty answer means that the geometry is out of reach.
  /// - Complexity: one Dijkstra search for each site, one call of `links` for each hop and allowed station place.
  public init(
    network: FibreNetwork, ends: Set<Int>, maximumLossDb: Double, maximumKm: Double = .infinity,
    usesStation: Bool, stations: StationPlacement = .sites, routesPerHop: Int = 1, modesCost: Bool = false,
    links: (HopGeometry) -> [ElementaryLink]
  ) {
    var hops: [Hop] = []
    let nodes = network.sites.indices.filter { network.sites[$0].mayHostRepeater || ends.contains($0) }
    let isNode = Set(nodes)
    for from in nodes {
      let tree = RouteTree(from: from, in: network, maximumLossDb: maximumLossDb, maximumKm: maximumKm)
      for to in tree.reached where to > from && isNode.contains(to) {
        guard let route = tree.route(to: to) else { continue }
        var routes = [route]
        if routesPerHop > 1,
          let other = RouteTree(
            from: from, in: network, maximumLossDb: maximumLossDb, maximumKm: maximumKm,
            avoiding: Set(route.spans)
          ).route(to: to)
        {
          routes.append(other)
        }
        for route in routes {
          let options = Self.options(
            of: route, in: network, usesStation: usesStation, stations: stations, modesCost: modesCost,
            links: links)
          if !options.isEmpty { hops.append(Hop(from: from, to: to, route: route, options: options)) }
        }
      }
    }
    self.init(network: network, hops: hops)
  }

  /// The hops that are given, and no others.
  init(network: FibreNetwork, hops: [Hop]) {
    self.network = network
    self.hops = hops
    var at = Array(repeating: [Int](), count: network.sites.count)
    for (index, hop) in hops.enumerated() {
      at[hop.from].append(index)
      at[hop.to].append(index)
    }
    hopsAtSite = at
  }

  /// The options of one route, those that another beats in waiting time and state left out.
  static func options(
    of route: Route, in network: FibreNetwork, usesStation: Bool, stations: StationPlacement,
    modesCost: Bool = false, links: (HopGeometry) -> [ElementaryLink]
  ) -> [HopOption] {
    var indices: [Int?] = [nil]
    if usesStation, stations == .sites {
      indices = route.sites.indices.filter { network.sites[route.sites[$0]].mayHostStation }
    }
    let ground = network.greatCircleKm(from: route.sites[0], to: route.sites.last!)
    let places = indices.map { index in
      (
        index: index,
        geometry: HopGeometry(
          route, stationIndex: index, usesStation: usesStation, groundDistanceKm: ground)
      )
    }
    // Without limits on memories, and where they cost nothing, more modes are never worse.
    let countsModes = modesCost || network.sites.contains { $0.memories != nil }
    let all = places.flatMap { place in
      links(place.geometry).filter { $0.successProbability > 0 && $0.state.fidelity > 0.5 }
        .map { HopOption(stationIndex: place.index, link: $0) }
    }
    return all.enumerated().filter { i, option in
      !all.enumerated().contains { j, other in
        other.beats(option, countsModes: countsModes)
          && (j < i || !option.beats(other, countsModes: countsModes))
      }
    }.map(\.element)
  }
}

extension HopOption {
  /// Whether this option is at least as good in waiting time (at every moment), state and, where they count, modes.
  fileprivate func beats(_ other: HopOption, countsModes: Bool) -> Bool {
    link.attemptPeriodS <= other.link.attemptPeriodS && attemptHazard >= other.attemptHazard
      && (!countsModes || link.modes <= other.link.modes) && link.state.x >= other.link.state.x
      && link.state.y >= other.link.state.y
      && link.state.z >= other.link.state.z && link.vacuumFraction <= other.link.vacuumFraction
  }
}
