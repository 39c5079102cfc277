import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics

@testable import Planning

/// Everything that can be built on a small map, and the best of it, by trying all.
///
/// Every simple fibre route between two equipped sites, every place of its station, every option of the hardware there,
/// every set and order of repeaters. Nothing is shared with the planner but the hardware's link model and the exact
/// estimator of chains, so that a fault of the planner's candidates, bounds or tallies cannot hide here.
final class Enumeration {
  let network: FibreNetwork
  let hardware: HardwareModel
  let stations: StationPlacement
  let countsMessages: Bool
  let longestHopKm: Double
  let key: KeyRule
  /// Which hops go first where repeaters take turns.
  var order: TakingTurns.Order?

  private var routesFrom: [Int: [Int: [Route]]] = [:]
  private var waysBetween: [[Int]: [Way]] = [:]
  private var figuresOf: [[Link]: Figures] = [:]
  /// Exact estimates so far.
  var estimates: Int { figuresOf.count }

  init(
    _ network: FibreNetwork, _ hardware: HardwareModel, longestHopKm: Double = .infinity,
    stations: StationPlacement = .sites, countsMessages: Bool = true, key: KeyRule = KeyRule()
  ) {
    self.key = key
    precondition(network.sites.count <= 128 && network.spans.count <= 128, "sets are 128 bits")
    self.network = network
    self.hardware = hardware
    self.longestHopKm = longestHopKm
    self.stations = stations
    self.countsMessages = countsMessages
  }

  /// The same space of plans as a question has, links with attempts and knobs hop by hop.
  convenience init(_ question: Question) {
    precondition(question.linkTimeModel == .attempts && question.knob == .perHop)
    self.init(
      question.network, question.hardware, longestHopKm: question.limits.maximumHopKm ?? .infinity,
      stations: question.stationPlacement, countsMessages: question.countsMessages, key: question.limits.key)
  }

  // MARK: Routes

  /// Spans of a simple route.
  private struct Route {
    var spans: [Int]
    var lengthKm: Double
  }

  /// All simple routes from a site that a hop may take, by the site where they end.
  private func routes(from start: Int) -> [Int: [Route]] {
    if let known = routesFrom[start] { return known }
    var found: [Int: [Route]] = [:]
    func extend(_ site: Int, _ passed: UInt128, _ spans: [Int], _ km: Double, _ lossDb: Double) {
      for (index, span) in network.spans.enumerated()
      where span.lengthSource != .unknown && (span.from == site || span.to == site) {
        let next = span.from == site ? span.to : span.from
        guard passed & bit(next) == 0 else { continue }
        let length = km + span.lengthKm
        let loss = lossDb + network.lossDb(ofSpan: index)
        guard length <= longestHopKm * (1 + 1e-12), loss <= hardware.maximumHopLossDb else { continue }
        found[next, default: []].append(Route(spans: spans + [index], lengthKm: length))
        extend(next, passed | bit(next), spans + [index], length, loss)
      }
    }
    extend(start, bit(start), [], 0, 0)
    routesFrom[start] = found
    return found
  }

  // MARK: Links

  /// One link of the hardware over one route, as figures know it.
  struct Link: Hashable {
    var segment: Segment
    var presence: Double
    /// Mean time to a pair of this link alone.
    var meanS: Double
  }

  /// A route with its links by the number of their modes, links of equal numbers once.
  struct Way {
    var spans: UInt128
    var links: [Int: [Link]]
  }

  private func ways(_ from: Int, _ to: Int) -> [Way] {
    if let known = waysBetween[[from, to]] { return known }
    let ways = (routes(from: from)[to] ?? []).compactMap { route -> Way? in
      let links = links(from: from, to: to, along: route.spans)
      return links.isEmpty ? nil : Way(spans: route.spans.reduce(0) { $0 | bit($1) }, links: links)
    }
    waysBetween[[from, to]] = ways
    return ways
  }

  /// What fibre does to light on some spans.
  private struct Fibre {
    var km = 0.0
    var lossDb = 0.0
    var delayS = 0.0
    var surroundings = FibreSurroundings(aerialKm: 0, measuredKm: 0, thermalDelaySPerK: 0)

    init(_ spans: some Sequence<Int>, in network: FibreNetwork) {
      for index in spans {
        let span = network.spans[index]
        km += span.lengthKm
        lossDb += network.lossDb(ofSpan: index)
        delayS += span.lengthKm * network.groupIndex(ofSpan: index) / 299_792.458
        if span.laying == .aerial { surroundings.aerialKm += span.lengthKm }
        if span.measuredLossDb != nil { surroundings.measuredKm += span.lengthKm }
        let fibre = network.specialClass(ofSpan: index) ?? .ordinary
        surroundings.thermalDelaySPerK += span.lengthKm * fibre.thermalDelaySPerKmK
      }
    }

    mutating func scale(by share: Double) {
      km *= share
      lossDb *= share
      delayS *= share
      surroundings.aerialKm *= share
      surroundings.measuredKm *= share
      surroundings.thermalDelaySPerK *= share
    }
  }

  private func links(from: Int, to: Int, along spans: [Int]) -> [Int: [Link]] {
    func geometry(_ left: Fibre, _ right: Fibre) -> HopGeometry {
      HopGeometry(
        leftLengthKm: left.km, rightLengthKm: right.km, leftLossDb: left.lossDb, rightLossDb: right.lossDb,
        leftDelayS: left.delayS, rightDelayS: right.delayS, leftSurroundings: left.surroundings,
        rightSurroundings: right.surroundings,
        stations: network.groundPair(from: from, to: to))
    }
    let whole = Fibre(spans, in: network)
    var hops: [HopGeometry] = []
    if !hardware.usesStation {
      hops = [geometry(whole, Fibre([], in: network))]
    } else if stations == .midpoint {
      var half = whole
      half.scale(by: 0.5)
      hops = [geometry(half, half)]
    } else {
      var site = from
      for place in 0...spans.count {
        if network.sites[site].mayHostStation {
          hops.append(
            geometry(
              Fibre(spans.prefix(place), in: network), Fibre(spans.dropFirst(place), in: network)))
        }
        if place < spans.count {
          let span = network.spans[spans[place]]
          site = span.from == site ? span.to : span.from
        }
      }
    }
    var links: [Int: [Link]] = [:]
    for hop in hops {
      for link in hardware.links(hop) where link.successProbability > 0 && link.state.fidelity > 0.5 {
        let success = -expm1(Double(link.modes) * log1p(-link.successProbability))
        let found = Link(
          segment: Segment(
            successProbability: link.successProbability, attemptPeriod: link.attemptPeriodS,
            modes: link.modes, state: link.state, heraldWait: link.heraldWait, messageDelay: whole.delayS),
          presence: 1 - link.vacuumFraction, meanS: link.attemptPeriodS / success)
        if links[link.modes]?.contains(found) != true { links[link.modes, default: []].append(found) }
      }
    }
    return links
  }

  // MARK: Chains

  /// All chains over the same sites and spans with as many modes in each hop: they take the same of the map.
  struct Kind {
    var repeaters: UInt128 = 0
    var spans: UInt128 = 0
    /// Memories in use at sites that have a limit; both ends of every hop hold one for each mode.
    var memories: [Int: Int] = [:]
    /// The links that each hop may be; empty where only lengths count.
    var hops: [[Link]] = []
  }

  /// All kinds of chain between two sites; `reachAlone` takes every route that is short enough, whatever its links.
  func kinds(from: Int, to: Int, mostRepeaters: Int, reachAlone: Bool) -> [Kind] {
    let repeaters = network.sites.indices.filter { network.sites[$0].mayHostRepeater }
    var kinds: [Kind] = []
    func hops(_ a: Int, _ b: Int, _ kind: Kind, _ next: (Kind) -> Void) {
      if reachAlone {
        for route in routes(from: a)[b] ?? [] {
          var longer = kind
          for span in route.spans { longer.spans |= bit(span) }
          next(longer)
        }
        return
      }
      for way in ways(a, b) {
        for (modes, links) in way.links {
          var longer = kind
          longer.spans |= way.spans
          longer.hops.append(links)
          for site in [a, b] where network.sites[site].memories != nil {
            longer.memories[site, default: 0] += modes
          }
          if longer.memories.allSatisfy({ $1 <= network.sites[$0].memories! }) { next(longer) }
        }
      }
    }
    func extend(_ site: Int, _ count: Int, _ kind: Kind) {
      hops(site, to, kind) { kinds.append($0) }
      guard count < mostRepeaters else { return }
      for next in repeaters where next != from && next != to && kind.repeaters & bit(next) == 0 {
        var swapping = kind
        swapping.repeaters |= bit(next)
        hops(site, next, swapping) { extend(next, count + 1, $0) }
      }
    }
    extend(from, 0, Kind())
    return kinds
  }

  // MARK: Figures

  struct Figures {
    var rateHz: Double
    var fidelity: Double
    var keyRateHz: Double

    init(meanTimeS: Double, state: BellDiagonalState, key: KeyRule = KeyRule()) {
      rateHz = 1 / meanTimeS
      fidelity = state.fidelity
      keyRateHz = key.fraction(state) / meanTimeS
    }
  }

  /// What the exact estimator says about a chain of links.
  func figures(_ links: [Link]) -> Figures {
    if let known = figuresOf[links] { return known }
    precondition(links.count == 1 || hardware.swap.successProbability == 1, "swaps that fail want swap trees")
    var chain = Chain(
      timeBase: .physical, segments: links.map(\.segment),
      swaps: Array(repeating: hardware.swap, count: links.count - 1), policy: .asapSimultaneous,
      memory: hardware.memory, latency: countsMessages ? .messages : .none)
    if links.count > 1 {
      chain.oneInterface = hardware.oneInterface
      chain.oneInterface?.first = order
    }
    var figures = Figures(meanTimeS: .infinity, state: BellDiagonalState(werner: 0))
    if let estimate = try? chain.exactEstimate(attemptBudget: 1 << 18), let state = estimate.state {
      figures = Figures(meanTimeS: estimate.meanTime / presence(links), state: state, key: key)
    }
    figuresOf[links] = figures
    return figures
  }

  /// What no chain of these links exceeds: its slowest link alone, its states joined without decay.
  func ceiling(_ links: [Link]) -> Figures {
    var state = links.reduce(BellDiagonalState.perfect) { $0 * $1.segment.state }
    for _ in 1..<links.count { state = state * hardware.swap.noise }
    let slowest = links.lazy.map(\.meanS).max()!
    var figures = Figures(meanTimeS: slowest / presence(links), state: state, key: key)
    // Rounding.
    figures.rateHz *= 1 + 1e-9
    figures.fidelity += 1e-9
    figures.keyRateHz = figures.keyRateHz * (1 + 1e-6) + 1e-9 * figures.rateHz
    return figures
  }

  private func presence(_ links: [Link]) -> Double { links.reduce(1) { $0 * $1.presence } }
}

/// The set of one index.
func bit(_ index: Int) -> UInt128 { 1 << UInt128(index) }
