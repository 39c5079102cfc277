internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import GraphAlgorithms
internal import LinkPhysics

extension BestChain {
  /// The longest fibre with equal arms over which this hardware alone makes pairs at a rate, in km; `nil` where it
  /// makes none at any length.
  ///
  /// Fibre as the map has it along a route: its loss per km, connectors included.
  func reachKm(rateHz: Double?, along route: Route) -> Double? {
    let lossPerKm =
      route.lengthKm > 0 ? route.totalLossDb / route.lengthKm : network.defaults.attenuationDbPerKm
    let delayPerKm = network.defaults.groupIndex / speedOfLightKmPerS
    func reaches(_ km: Double) -> Bool {
      let share = hardware.usesStation ? 0.5 : 1.0
      let (length, loss, delay) = (km, km * lossPerKm, km * delayPerKm)
      guard loss <= hardware.maximumHopLossDb else { return false }
      return hardware.links(
        HopGeometry(
          leftLengthKm: length * share, rightLengthKm: length * (1 - share), leftLossDb: loss * share,
          rightLossDb: loss * (1 - share), leftDelayS: delay * share, rightDelayS: delay * (1 - share))
      ).contains { isFastEnough($0, rateHz) }
    }
    guard reaches(0.001) else { return nil }
    var (low, high) = (0.001, 1.0)
    while reaches(high), high < 1e5 { (low, high) = (high, 2 * high) }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if reaches(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// Whether a link is entangled and has a pair as often as asked, by the bound that the search uses.
  private func isFastEnough(_ link: ElementaryLink, _ rateHz: Double?) -> Bool {
    guard link.successProbability > 0, link.state.fidelity > 0.5 else { return false }
    guard let rateHz else { return true }
    return HopOption(stationIndex: nil, link: link).law.meanS <= 1 / rateHz
  }

  /// The hops out of reach that need the fewest repeaters more to join the ends, those of least loss among equals;
  /// empty where hops within reach join the ends.
  ///
  /// Least-cost path over all pairs of sites that may hold repeaters: a hop that the hardware can run at the rate of the
  /// limits costs nothing, every other one the repeaters that cut it into pieces within reach, then its loss.
  func missingHops(on graph: HopGraph, _ budget: Budget = Budget()) -> [MissingHop] {
    let slowest = question.limits.minimumRateHz.map { 1 / $0 } ?? .infinity
    var usable: Set<[Int]> = []
    for hop in graph.hops where hop.options.contains(where: { $0.law.meanS <= slowest }) {
      usable.insert([hop.from, hop.to])
    }
    struct Label: Comparable {
      var missing: Int
      var lossDb: Double
      static func < (a: Self, b: Self) -> Bool { (a.missing, a.lossDb) < (b.missing, b.lossDb) }
    }
    struct Arc {
      var from: Int
      var to: Int
      var lossDb: Double
      var isUsable: Bool
    }
    let reachDb = max(
      1e-3,
      (reachKm(rateHz: question.limits.minimumRateHz, along: Route(from: ends.from, along: [], in: network))
        ?? 0)
        * network.defaults.attenuationDbPerKm)
    let nodes = network.sites.indices.filter {
      network.sites[$0].mayHostRepeater || $0 == ends.from || $0 == ends.to
    }
    let paths = ShortestPaths(
      nodeCount: network.sites.count, from: ends.from, label: Label(missing: 0, lossDb: 0), until: ends.to,
      arcs: { from -> [Arc] in
        if budget.stop != nil || from != ends.from && !network.sites[from].mayHostRepeater { return [] }
        let tree = RouteTree(from: from, in: network)
        return nodes.compactMap { to in
          guard to != from, let loss = tree.lossDb(to: to) else { return nil }
          return Arc(
            from: from, to: to, lossDb: loss, isUsable: usable.contains([min(from, to), max(from, to)]))
        }
      },
      step: { label, arc in
        if arc.isUsable { return (arc.to, label) }
        let repeaters = max(1, Int(min(1e6, (arc.lossDb / reachDb - 1e-9).rounded(.up))) - 1)
        return (
          arc.to, Label(missing: label.missing + repeaters, lossDb: label.lossDb + arc.lossDb)
        )
      })
    return (paths.path(to: ends.to) ?? []).filter { !$0.isUsable }.compactMap { arc in
      RouteTree(from: arc.from, in: network).route(to: arc.to).map { route in
        MissingHop(from: arc.from, to: arc.to, route: route, cause: cause(route))
      }
    }
  }

  /// Why a hop over a route cannot be run.
  private func cause(_ route: Route) -> MissingHop.Cause {
    let reach = reachKm(rateHz: question.limits.minimumRateHz, along: route) ?? 0
    if let most = question.limits.maximumHopKm, route.lengthKm > most, route.lengthKm <= reach {
      return .limit(km: most)
    }
    return route.lengthKm > reach ? .reach(km: reach) : .station(reachKm: reach)
  }
}
