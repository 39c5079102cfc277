import FibreNetwork
import Foundation
import LinkPhysics
import Planning
import SourceDocument
import TestSupport
import Testing
import TopologyFormats

@testable import PlanReports

/// A plan to draw and write, made by hand: the map and the links are real, the chain's figures are invented.
enum PlanFixture {
  /// Beijing to Nanjing over the shipped map, a repeater at every second site, stations in between.
  static func plan(map: String = "beijing-shanghai", everyNth: Int = 2, hops: Int = 7) throws -> Plan {
    try plan(on: shippedMap(map), everyNth: everyNth, hops: hops)
  }

  static func plan(on network: FibreNetwork, everyNth: Int, hops: Int) throws -> Plan {
    let platform = try #require(Platform.named("generic"))
    // The shipped corridors list their sites in order, span i joining sites i and i + 1.
    var segments: [SegmentPlan] = []
    for h in 0..<hops {
      let from = h * everyNth
      let route = Route(from: from, along: Array(from..<from + everyNth), in: network)
      let middle = max(1, everyNth / 2)
      let geometry = HopGeometry(
        leftLengthKm: route.distanceKm[middle], rightLengthKm: route.lengthKm - route.distanceKm[middle],
        leftLossDb: route.lossDb[middle], rightLossDb: route.totalLossDb - route.lossDb[middle],
        leftDelayS: route.delayS[middle], rightDelayS: route.totalDelayS - route.delayS[middle])
      let link = try #require(platform.links(over: geometry).last)
      let rate = Double(link.modes) * link.successProbability / link.attemptPeriodS
      segments.append(
        SegmentPlan(
          from: from, to: from + everyNth, route: route, stationIndex: middle, link: link,
          meanTimeS: 1 / rate,
          capacity: plobCapacity(lossDb: route.totalLossDb)))
    }
    let slowest = try #require(segments.map(\.meanTimeS).max())
    let state = segments.reduce(BellDiagonalState(werner: 0.97)) { $0 * $1.link.state }
    let chain = ChainPlan(
      sites: [0] + segments.map(\.to), segments: segments, swapPolicy: "asap-simultaneous",
      delivery: "on-demand",
      estimate: ChainFigures(
        meanTimeS: 2.1 * slowest, standardDeviationS: 1.2 * slowest, state: state,
        keyFraction: KeyRule().fraction(state), estimator: Estimator(.stated("invented for tests"))),
      simulation: SimulatedFigures(
        meanTimeS: 2.105 * slowest, meanTimeStandardErrorS: 0.004 * slowest, fidelity: state.fidelity + 1e-4,
        fidelityStandardError: 2e-4, samples: 100_000, seed: 1 << 60, timeZ: 1.25, fidelityZ: 0.5),
      bounds: ChainBounds(
        repeaterless: plobCapacity(lossDb: segments.reduce(0) { $0 + $1.route.totalLossDb }),
        slowestLinkHz: 1 / slowest, firstPairS: 0.0012))
    var statistics = SolveStatistics()
    statistics.hops = 321
    statistics.hopsKept = 98
    statistics.ilpSolves = 3
    statistics.exactEstimates = 41
    statistics.solver = "GLPK 5.0"
    return Plan(
      network: network,
      request: PlanSummary(
        map: "beijing-shanghai", platform: "generic", platformLabel: platform.label, objective: .rate,
        limits: Limits(minimumRateHz: 1, maximumRepeaters: 10),
        command: "swapline plan beijing-shanghai --from beijing --to nanjing --max-repeaters 10"),
      demands: [DemandPlan(from: 0, to: segments.last!.to, chain: chain)],
      repeaters: segments.dropLast().map { RepeaterUse(site: $0.to, memories: 2 * $0.link.modes, chains: 1) },
      stations: segments.compactMap(\.station).sorted().map { StationUse(site: $0, hops: 1) },
      certificate: Certificate(
        value: chain.estimate.rateHz, bound: chain.estimate.rateHz, proof: .optimal(Scope()),
        method: .stated("integer program with cuts, then a search over path beginnings"),
        statistics: statistics),
      assumptions: platform.assumptions.map(PlanAssumption.input),
      analysis: analysis(rate: chain.estimate.rateHz))
  }

  /// Two connections that share their repeaters, one with a backup, with failures and additions: what a capacity report shows.
  ///
  /// - Parameter chains: more connections, so that the map shows loads instead of strands.
  static func capacity(name: String? = nil, chains: Int = 2) throws -> Plan {
    var plan = try name.map(hostile) ?? plan()
    let demand = plan.demands[0]
    plan.demands = Array(repeating: demand, count: chains)
    plan.demands[0].backups = [demand.chain]
    let rate = demand.chain.estimate.rateHz
    let sites = demand.chain.sites
    plan.repeaters = plan.repeaters.map {
      RepeaterUse(site: $0.site, memories: $0.memories * (chains + 1), chains: chains + 1)
    }
    plan.network = plan.network.replacingSites(
      plan.network.sites.enumerated().map { index, site in
        var site = site
        if index == sites[1] { site.memories = 2 * (chains + 1) * demand.chain.segments[0].link.modes }
        return site
      })
    plan.analysis?.failures =
      sites[1...4].map {
        .init(
          element: .site($0), chains: chains + 1, demandsLost: Array(0..<chains), rateHz: 0,
          rateAfterReroutingHz: rate / 10)
      } + [
        .init(element: .span(0), chains: 1, demandsLost: [], rateHz: rate, rateAfterReroutingHz: rate),
        .init(element: .span(1), chains: 1, demandsLost: [1], rateHz: 0, rateAfterReroutingHz: 0),
      ]
    plan.analysis?.additions = [
      .init(
        change: .stated(.fibre, name ?? "a second fibre"), shadowPrice: 0.5, value: rate * 1.5,
        provedOptimal: true,
        rateHz: rate * 1.5),
      .init(
        change: .stated(.hut, name ?? "a hut"), shadowPrice: nil, value: nil, provedOptimal: false,
        rateHz: nil),
    ]
    return plan
  }

  static func analysis(rate: Double) -> PlanAnalysis {
    PlanAnalysis(
      sweep: (2...12).map { n in
        let offset = Double(n - 7)
        return PlanAnalysis.SweepPoint(
          repeaters: n, rateHz: rate / (1 + 0.08 * offset * offset),
          fidelity: 0.95 - 0.01 * Double(n), keyRateHz: 0.4, provedOptimal: n != 9)
      },
      tradeOff: (0..<6).map { n in
        PlanAnalysis.SweepPoint(
          setting: "\(n)", repeaters: 6, rateHz: rate * (1 - 0.15 * Double(n)),
          fidelity: 0.8 + 0.025 * Double(n),
          keyRateHz: 0.3, provedOptimal: true)
      },
      sensitivity: [
        .init(input: .memoryCoherence, rateHz: rate, fidelity: 0.9, keyRateHz: 0.5),
        .init(
          input: .photonCollection, rateHz: rate * 1.09, fidelity: 0.89, keyRateHz: 0.55
        ),
        .init(
          input: .fibreAttenuation, rateHz: rate * 1.31, fidelity: 0.89, keyRateHz: 0.7),
      ],
      deliveryQuantiles: quantiles(rate))
  }

  private static func quantiles(_ rate: Double) -> [(probability: Double, timeS: Double)] {
    [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99].map { (p: Double) in (p, -log1p(-p) / rate) }
  }

  /// The same plan with every name of the map replaced by an attack.
  static func hostile(_ name: String) throws -> Plan {
    let good = try plan()
    let sites = good.network.sites.map { site in
      var site = site
      site.name = name
      return site
    }
    var plan = good
    plan.network = FibreNetwork(
      name: name, sources: [name], defaults: good.network.defaults, sites: sites, spans: good.network.spans)
    plan.request.command = name
    plan.request.platformLabel = name
    plan.certificate.method = .stated(name)
    plan.assumptions = [.input(Assumption(name: name, value: name, why: name))]
    return plan
  }
}
