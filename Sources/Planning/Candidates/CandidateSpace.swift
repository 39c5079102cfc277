internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

/// Everything that hops between sites of a map can be, for one hardware: which routes there are, which stations and
/// settings, and what stands for what.
///
/// **Why a few routes suffice.** Routes of a pair come in rising loss. The *ideal* link of the routes that are yet to come has
/// their least loss, balanced between the arms, their least delay, and nothing that disturbs its light. Every number of a link
/// is monotone in these (a test asks all platforms), so once an option that is kept is no worse in all that adds up along a
/// chain, so are all routes that come. Where chains may not share spans a worse route may be the only one free: then a route
/// is left out only where another one of fewer spans is no worse.
final class CandidateSpace: Sendable {
  let network: FibreNetwork
  let hardware: HardwareModel
  let stations: StationPlacement
  private let dominance: Dominance
  private let ends: Set<Int>
  let maximumKm: Double
  private let routes: RouteSet
  private let nodes: [Int]
  /// Least fibre that a second of delay takes, in km, and the surroundings of the best fibre.
  private let kmPerDelay: Double
  private let thermalDelaySPerKmK: Double
  private let hasMeasuredSpans: Bool
  private let farVacuum: [String: Double]

  /// Routes of one pair, and hops of a map, that are made at most.
  static let mostRoutesOfAPair = 400
  static let mostHops = 400_000

  /// - Parameters:
  ///   - question: its map, hardware, longest hop and rules of stations.
  ///   - ends: sites where hops may end beside those that may host repeaters.
  init(_ question: Question, ends: Set<Int>) {
    let (network, hardware) = (question.network, question.hardware)
    self.network = network
    self.hardware = hardware
    stations = question.stationPlacement
    self.ends = ends
    dominance = Dominance(question)
    maximumKm = question.limits.maximumHopKm ?? .infinity
    routes = RouteSet(network, maximumLossDb: hardware.maximumHopLossDb, maximumKm: maximumKm)
    nodes = network.sites.indices.filter { network.sites[$0].mayHostRepeater || ends.contains($0) }
    let spans = network.spans.indices
    let slowest = spans.map { network.groupIndex(ofSpan: $0) }.max() ?? network.defaults.groupIndex
    kmPerDelay = speedOfLightKmPerS / slowest
    thermalDelaySPerKmK =
      spans.map { (network.specialClass(ofSpan: $0) ?? .ordinary).thermalDelaySPerKmK }.min() ?? 0
    farVacuum = Self.farVacuum(hardware)
    hasMeasuredSpans = network.spans.contains { $0.measuredLossDb != nil }
  }

  /// What stands for what among hops between two sites.
  func dominance(from: Int, to: Int) -> Dominance {
    // Ends of one connection may be repeaters of another.
    func place(_ site: Int) -> Dominance.Place {
      !ends.contains(site)
        ? .repeater : ends.count > 2 && network.sites[site].mayHostRepeater ? .either : .end
    }
    return dominance.between(place(from), place(to))
  }

  /// Length of the shortest fibre between two sites, in km.
  func leastKm(from: Int, to: Int) -> Double { routes.least(from: from, to: to).km }

  /// The shortest mean time that the slowest of so many hops can have: one has at least its share of the least loss. Zero
  /// where nothing is known.
  func fastestOfLeastLoss(from: Int, to: Int, hops: Int) -> Double {
    guard hardware.isBestBalanced, hardware.scheme?.usesFibre ?? true else { return 0 }
    let least = routes.least(from: from, to: to)
    // The hop of most loss need not be the one of most delay.
    let options = idealOptions(
      lossDb: least.lossDb / Double(hops) * (1 - 1e-12), delayS: 0, stations: nil)
    return options.map(\.law.meanS).min() ?? .infinity
  }

  /// Both ends, and sites that may host repeaters of which no two are nearer than so much fibre.
  func spread(from: Int, to: Int, apartKm: Double) -> [Int] {
    var kept = [from, to]
    for site in nodes where site != from && site != to {
      if kept.allSatisfy({ routes.least(from: $0, to: site).km >= apartKm }) { kept.append(site) }
    }
    return kept.sorted()
  }

  // MARK: - Graphs

  /// The hops that stand for all, those slower than asked for left out.
  ///
  /// - Parameters:
  ///   - slowestS: hops that take longer on average, even at their best, serve no plan worth having.
  ///   - sharesSpans: whether chains may share spans; otherwise every route counts.
  ///   - sites: where hops may end; `nil` for all sites that may host repeaters.
  ///   - budget: where it ends, some routes are left out, which the graph says.
  /// - Complexity: O(pairs of sites within reach × routes looked at × (stations + options)).
  func graph(
    slowestS: Double = .infinity, sharesSpans: Bool = true, mostRoutes: Int = mostRoutesOfAPair,
    among sites: [Int]? = nil, _ budget: Budget = Budget()
  ) -> HopGraph {
    let nodes = sites ?? nodes
    var hops: [Hop] = []
    var dropped = 0
    var reaches = IdealReach(self, slowestS: slowestS)
    for (index, from) in nodes.enumerated() {
      for to in nodes[(index + 1)...] where budget.stop == nil {
        let least = routes.least(from: from, to: to)
        guard least.lossDb <= hardware.maximumHopLossDb, least.km <= maximumKm * (1 + 1e-12),
          reaches.mayReach(from: from, to: to, least)
        else { continue }
        let found = hopsThatMatter(
          from: from, to: to, slowestS: slowestS, sharesSpans: sharesSpans, mostRoutes: mostRoutes, budget)
        hops += found.hops
        if !found.isComplete { dropped += 1 }
      }
      if hops.count > Self.mostHops { break }
    }
    let isWhole = hops.count <= Self.mostHops && budget.stop == nil
    return HopGraph(
      network: network, hops: hops,
      routes: dropped == 0 && isWhole ? .every : .some(perPair: mostRoutes, dropped: max(1, dropped)))
  }

  private func hopsThatMatter(
    from: Int, to: Int, slowestS: Double, sharesSpans: Bool, mostRoutes: Int, _ budget: Budget
  ) -> (hops: [Hop], isComplete: Bool) {
    var kept: [Hop] = []
    let dominance = dominance(from: from, to: to)
    var paths = routes.routes(from: from, to: to)
    var drawn = 0
    while true {
      // The first route has been asked about.
      if drawn > 0 {
        guard stillMatters(&paths, from, to, kept: sharesSpans ? kept : [], slowestS) else { break }
        if drawn >= mostRoutes || budget.stop != nil { return (kept, false) }
      }
      guard let found = paths.next() else { break }
      drawn += 1
      var hop = hop(from: from, to: to, found)
      hop.options = options(of: hop).filter { option in
        option.law.meanS <= slowestS
          && !kept.contains { other in
            (sharesSpans || Set(other.spans).isSubset(of: hop.spans))
              && other.options.contains {
                dominance.beats($0, delayS: other.delayS, option, delayS: hop.delayS)
              }
          }
      }
      guard !hop.options.isEmpty else { continue }
      if sharesSpans {
        for index in kept.indices {
          let delay = kept[index].delayS
          kept[index].options.removeAll { old in
            hop.options.contains { dominance.beats($0, delayS: hop.delayS, old, delayS: delay) }
          }
        }
        kept.removeAll(where: \.options.isEmpty)
      }
      kept.append(hop)
    }
    return (kept, true)
  }

  /// Whether some route that is yet to come could be better than what is kept.
  private func stillMatters(
    _ paths: inout RouteSet.Routes, _ from: Int, _ to: Int, kept: [Hop], _ slowestS: Double
  ) -> Bool {
    let dominance = dominance(from: from, to: to)
    // The search is driven on only as long as what it has reached could matter.
    while let bound = paths.boundDb {
      guard hardware.isBestBalanced else { return true }
      let ideal = idealOptions(from: from, to: to, lossDb: bound)
      let matters = ideal.options.contains { option in
        option.law.meanS <= slowestS
          && !kept.contains { other in
            other.options.contains {
              dominance.beats($0, delayS: other.delayS, option, delayS: ideal.delayS)
            }
          }
      }
      guard matters else { return false }
      paths.advance(whileBelow: bound * (1 + 1e-9) + 1e-9)
      guard let now = paths.boundDb else { return false }
      if now <= bound { return true }
    }
    return false
  }

  /// All that hops between some sites can be: the first routes in rising loss, every station, every setting; and a
  /// virtual hop for the routes that are yet to come.
  ///
  /// - Returns: the hops, and whether every route was drawn.
  func everything(from: Int, to: Int, routes count: Int, slowestS: Double) -> (hops: [Hop], isWhole: Bool) {
    var hops: [Hop] = []
    let dominance = dominance(from: from, to: to)
    var paths = routes.routes(from: from, to: to)
    for _ in 0..<count {
      guard let found = paths.next() else { return (hops, true) }
      var hop = hop(from: from, to: to, found)
      hop.options = everyOption(of: hop).filter { option in
        option.law.meanS <= slowestS
          && !hops.contains { other in
            other.options.contains {
              dominance.replaces($0, delayS: other.delayS, option, delayS: hop.delayS)
            }
          }
      }
      if !hop.options.isEmpty { hops.append(hop) }
    }
    guard let bound = paths.boundDb else { return (hops, true) }
    guard hardware.isBestBalanced else { return (hops, false) }
    let ideal = idealOptions(from: from, to: to, lossDb: bound)
    let options = ideal.options.filter { $0.law.meanS <= slowestS }
    if options.isEmpty { return (hops, true) }
    var rest = Hop(from: from, to: to, spans: [], delayS: ideal.delayS, options: options)
    rest.isVirtual = true
    hops.append(rest)
    return (hops, false)
  }

  /// A hop with all that it can be over its own route.
  func withEverything(_ hop: Hop, slowestS: Double) -> Hop {
    var whole = hop
    whole.options = everyOption(of: hop).filter { $0.law.meanS <= slowestS }
    return whole
  }

  /// A hop over given spans with everything that it can be; its options are empty where it cannot be used.
  func hop(from: Int, along spans: [Int], stations: StationPlacement? = nil) -> Hop {
    let route = Route(from: from, along: spans, in: network)
    var hop = Hop(
      from: from, to: route.sites.last!, spans: spans, delayS: route.totalDelayS, options: [])
    hop.options = everyOption(of: hop, stations: stations)
    return hop
  }

  private func hop(from: Int, to: Int, _ found: RouteSet.Found) -> Hop {
    Hop(from: from, to: to, spans: found.spans, delayS: found.amount.delayS, options: [])
  }

  // MARK: - Options

  private func stationPlaces(of route: Route, _ stations: StationPlacement) -> [Int?] {
    guard hardware.usesStation, stations == .sites else { return [nil] }
    return route.sites.indices.filter { network.sites[route.sites[$0]].mayHostStation }
  }

  private func links(over route: Route, _ station: Int?) -> [HopOption] {
    let geometry = HopGeometry(
      route, stationIndex: station, usesStation: hardware.usesStation,
      stations: network.groundPair(from: route.sites[0], to: route.sites.last!))
    return usableLinks(geometry).map { HopOption(stationIndex: station, link: $0) }
  }

  private func usableLinks(_ geometry: HopGeometry) -> [ElementaryLink] {
    hardware.links(geometry).filter { $0.successProbability > 0 && $0.state.fidelity > 0.5 }
  }

  /// The options that stand for all of one route.
  func options(of hop: Hop) -> [HopOption] {
    let route = hop.route(in: network)
    let dominance = dominance(from: hop.from, to: hop.to)
    var places = stationPlaces(of: route, stations)
    if hardware.feelsLossAndDelayAlone && !dominance.countsOwnHeralds {
      places = placesThatMatter(places, route, dominance)
    }
    let all = places.flatMap { links(over: route, $0) }
    return all.enumerated().filter { i, option in
      !all.enumerated().contains { j, other in
        j != i && dominance.beats(other, delayS: 0, option, delayS: 0)
          && (j < i || !dominance.beats(option, delayS: 0, other, delayS: 0))
      }
    }.map(\.element)
  }

  /// Station places of which none has both a longer arm and less balanced losses than another on the same side of the middle.
  ///
  /// With the longer arm on one side a pair waits for its herald the whole way on one side and twice the longer arm on the other, so
  /// the shorter of two longer arms waits less; with longer arms on different sides neither is better at both, though the sum is.
  private func placesThatMatter(_ places: [Int?], _ route: Route, _ dominance: Dominance) -> [Int?] {
    let wanted = hardware.balancedLossDb(route.totalLossDb).left
    let arms = places.map { place -> (place: Int?, delay: Double, imbalance: Double) in
      guard let i = place else { return (nil, 0, 0) }
      return (
        i, max(route.delayS[i], route.totalDelayS - route.delayS[i]), abs(route.lossDb[i] - wanted)
      )
    }.sorted { ($0.delay, $0.imbalance, $0.place ?? 0) < ($1.delay, $1.imbalance, $1.place ?? 0) }
    func isLeft(_ place: Int?) -> Bool { place.map { 2 * route.delayS[$0] <= route.totalDelayS } ?? true }
    let sides =
      dominance.tellsSidesApart
      ? [arms.filter { isLeft($0.place) }, arms.filter { !isLeft($0.place) }] : [arms]
    return sides.flatMap { arms in
      var least = Double.infinity
      return arms.filter { arm in
        guard arm.imbalance < least else { return false }
        least = arm.imbalance
        return true
      }.map(\.place)
    }.sorted { ($0 ?? 0) < ($1 ?? 0) }
  }

  private func everyOption(of hop: Hop, stations: StationPlacement? = nil) -> [HopOption] {
    let route = hop.route(in: network)
    let dominance = dominance(from: hop.from, to: hop.to)
    let all = stationPlaces(of: route, stations ?? self.stations).flatMap { links(over: route, $0) }
    return all.enumerated().filter { i, option in
      !all.enumerated().contains { j, other in
        j != i && dominance.replaces(other, delayS: 0, option, delayS: 0)
          && (j < i || !dominance.replaces(option, delayS: 0, other, delayS: 0))
      }
    }.map(\.element)
  }

  /// What no route of so much loss or more between two sites can beat.
  func idealOptions(from: Int, to: Int, lossDb: Double) -> (options: [HopOption], delayS: Double) {
    let delay = routes.leastDelayS(from: from, to: to, lossDb: lossDb)
    return (
      idealOptions(
        lossDb: lossDb * (1 - 1e-12), delayS: delay,
        stations: network.groundPair(from: from, to: to)), delay
    )
  }

  fileprivate func idealOptions(
    lossDb: Double, delayS: Double, stations: GroundPair?
  ) -> [HopOption] {
    let share = hardware.usesStation ? 0.5 : 1.0
    let km = delayS * kmPerDelay
    let loss = hardware.balancedLossDb(lossDb)
    func surroundings(_ share: Double) -> FibreSurroundings {
      FibreSurroundings(
        aerialKm: 0, measuredKm: hasMeasuredSpans ? km * share : 0,
        thermalDelaySPerK: km * share * thermalDelaySPerKmK)
    }
    let geometry = HopGeometry(
      leftLengthKm: km * share, rightLengthKm: km * (1 - share), leftLossDb: loss.left,
      rightLossDb: loss.right, leftDelayS: delayS * share, rightDelayS: delayS * (1 - share),
      leftSurroundings: surroundings(share), rightSurroundings: surroundings(1 - share),
      stations: stations)
    return usableLinks(geometry).map { link in
      // Vacuum alone is not least for the least loss: several pairs of one source herald a little less often where light is
      // lost. What is left at the end of the reach bounds it.
      var link = link
      // A node may know as soon as its own short arm allows.
      link.heraldWait.own = Arms(0)
      if !hardware.joinsHops {
        // Several excitations and storage that loses them pull the vacuum either way.
        link.vacuumFraction = 0
      } else if link.vacuumFraction > 0 {
        link.vacuumFraction = min(link.vacuumFraction, farVacuum["\(link.option) \(link.modes)"] ?? 0)
      }
      return HopOption(stationIndex: nil, link: link)
    }
  }

  /// Vacuum of each option at the end of the reach.
  private static func farVacuum(_ hardware: HardwareModel) -> [String: Double] {
    guard hardware.isBestBalanced, hardware.maximumHopLossDb.isFinite else { return [:] }
    let loss = hardware.balancedLossDb(hardware.maximumHopLossDb)
    let links = hardware.links(
      HopGeometry(
        leftLengthKm: 0, rightLengthKm: 0, leftLossDb: loss.left, rightLossDb: loss.right, leftDelayS: 1e-9,
        rightDelayS: 1e-9))
    return Dictionary(
      links.map { ("\($0.option) \($0.modes)", $0.vacuumFraction) }, uniquingKeysWith: { min($0, $1) })
  }
}

/// Whether the best link of any route between two sites is fast enough, asked of rounded numbers first.
private struct IdealReach {
  private let space: CandidateSpace
  private let slowestS: Double
  private var known: [SIMD2<Int32>: Bool] = [:]

  init(_ space: CandidateSpace, slowestS: Double) {
    self.space = space
    self.slowestS = slowestS
  }

  mutating func mayReach(from: Int, to: Int, _ least: RouteSet.Amount) -> Bool {
    guard space.hardware.isBestBalanced, space.hardware.scheme?.usesFibre ?? true else { return true }
    // Rounded down, which only makes a link better: a quarter of a dB, five microseconds.
    let key = SIMD2(Int32(min(1e8, least.lossDb * 4)), Int32(min(1e8, least.delayS * 2e5)))
    if let known = known[key] { return known }
    let options = space.idealOptions(
      lossDb: Double(key.x) / 4, delayS: Double(key.y) / 2e5, stations: nil)
    let isFast = options.contains { $0.law.meanS <= slowestS }
    known[key] = isFast
    return isFast
  }
}
