internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import HeapModule
internal import LinkPhysics

/// A hop that a plan would need and that the hardware cannot run as fast as asked.
struct MissingHop {
  var from: Int
  var to: Int
  var route: Route
}

extension Planner {
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
    return HopOption(stationIndex: nil, link: link).exponentialMeanS <= 1 / rateHz
  }

  /// The hops out of reach that need the fewest repeaters more to join the ends, those of least loss among equals;
  /// empty where hops within reach join the ends.
  ///
  /// Least-cost path over all pairs of sites that may hold repeaters: a hop that the hardware can run at the rate of the
  /// limits costs nothing, every other one the repeaters that cut it into pieces within reach, then its loss.
  func missingHops(on graph: HopGraph) -> [MissingHop] {
    let slowest = request.limits.minimumRateHz.map { 1 / $0 } ?? .infinity
    var usable: Set<[Int]> = []
    for hop in graph.hops where hop.options.contains(where: { $0.exponentialMeanS <= slowest }) {
      usable.insert([hop.from, hop.to])
    }
    struct Label: Comparable {
      var missing: Int
      var lossDb: Double
      var site: Int
      static func < (a: Self, b: Self) -> Bool {
        (a.missing, a.lossDb, a.site) < (b.missing, b.lossDb, b.site)
      }
    }
    let reachDb = max(
      1e-3,
      (reachKm(rateHz: request.limits.minimumRateHz, along: Route(from: request.from, along: [], in: network))
        ?? 0)
        * network.defaults.attenuationDbPerKm)
    let nodes = network.sites.indices.filter {
      network.sites[$0].mayHostRepeater || $0 == request.from || $0 == request.to
    }
    var best: [Int: Label] = [request.from: Label(missing: 0, lossDb: 0, site: request.from)]
    var arrival: [Int: Int] = [:]
    var done: Set<Int> = []
    var heap: Heap<Label> = [Label(missing: 0, lossDb: 0, site: request.from)]
    while let label = heap.popMin() {
      guard done.insert(label.site).inserted else { continue }
      if label.site == request.to { break }
      if label.site != request.from, !network.sites[label.site].mayHostRepeater { continue }
      let tree = RouteTree(from: label.site, in: network)
      for site in nodes where !done.contains(site) {
        guard let loss = tree.lossDb(to: site) else { continue }
        let isUsable = usable.contains([min(label.site, site), max(label.site, site)])
        let next = Label(
          missing: label.missing
            + (isUsable ? 0 : max(1, Int(min(1e6, (loss / reachDb - 1e-9).rounded(.up))) - 1)),
          lossDb: label.lossDb + (isUsable ? 0 : loss), site: site)
        if let old = best[site], old <= next { continue }
        best[site] = next
        arrival[site] = label.site
        heap.insert(next)
      }
    }
    var missing: [MissingHop] = []
    var at = request.to
    while let from = arrival[at] {
      if !usable.contains([min(from, at), max(from, at)]),
        let route = RouteTree(from: from, in: network).route(to: at)
      {
        missing.append(MissingHop(from: from, to: at, route: route))
      }
      at = from
    }
    return missing.reversed()
  }
}
