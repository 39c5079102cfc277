import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import Testing

@testable import PlanFiles
@testable import Planning

/// Bounds, environment and answers of plans on hardware that ships.
@Suite struct ChainBoundsTests {
  static func line(_ span: (Int) -> Span, sites: Int, stations: Set<Int> = []) -> FibreNetwork {
    FibreNetwork(
      name: "t",
      sites: (0..<sites).map { Site(id: "s\($0)", mayHostRepeater: !stations.contains($0)) },
      spans: (1..<sites).map(span))
  }

  static func question(_ network: FibreNetwork, _ platform: Platform, samples: Int = 0) -> Question {
    Question(
      network: network, hardware: HardwareModel(platform),
      demands: [Demand(from: 0, to: network.sites.count - 1)],
      limits: Limits(minimumFidelity: 0.5), samples: samples)
  }

  static func plan(_ network: FibreNetwork, _ platform: Platform, samples: Int = 0) throws -> Plan {
    let question = question(network, platform, samples: samples)
    let hardware = question.hardware
    let result = try question.plan()
    let plan = Plan(
      result, network: network,
      request: PlanSummary(
        map: "", platform: platform.name, platformLabel: platform.label, objective: .rate,
        limits: question.limits,
        command: ""),
      hardware: hardware)
    #expect(PlanChecker(network: network, hardware: hardware).faults(in: plan) == [])
    return plan
  }

  /// Two hops of 40 and 60 km, station in the middle of each: every bound worked out here.
  @Test func boundsOfTwoHops() throws {
    let network = Self.line(
      { Span(from: $0 - 1, to: $0, lengthKm: $0 < 3 ? 20 : 30) }, sites: 5, stations: [1, 3])
    let platform = try #require(Platform.named("generic"))
    let chain = try Self.plan(network, platform).demands[0].chain
    #expect(chain.segments.count == 2)
    func capacity(_ db: Double) -> Double { -log2(1 - pow(10, -db / 10)) }
    let light = 1.4682 / 299_792.458
    let bounds = chain.bounds
    #expect(abs(bounds.repeaterless / capacity(20) - 1) < 1e-12)
    // The station in the middle is a relay, too: arms of 30 km.
    #expect(abs(bounds.chain / capacity(6) - 1) < 1e-12)
    // One mode, one optical mode an attempt: the long hop is tried least often.
    let period = 1e-6 + 60 * light
    #expect(abs(bounds.chainHz * period / capacity(6) - 1) < 1e-9)
    #expect(abs(bounds.repeaterlessHz * period / capacity(20) - 1) < 1e-9)
    let p = chain.segments[1].link.successProbability
    #expect(abs(bounds.slowestLinkHz * period / p - 1) < 1e-9)
    #expect(abs(bounds.heraldingHz * 60 * light / p - 1) < 1e-9)
    #expect(abs(bounds.firstPairS - (60 + 60) * light) < 1e-12)
    let reached = Dictionary(uniqueKeysWithValues: chain.boundsReached.map { ($0.key, $0.ratio) })
    #expect(reached.count == 5 && abs(reached["chain"]! * bounds.chainHz / chain.estimate.rateHz - 1) < 1e-12)
    let steps = chain.fidelitySteps
    #expect(steps.links > steps.heralded && steps.heralded > steps.swaps! && steps.swaps! > steps.delivered)
  }

  /// Hollow-core fibre: less loss, faster heralds, both from the class alone.
  @Test func hollowCoreOnAMap() throws {
    let platform = try #require(Platform.named("generic"))
    let link = try Self.plan(
      Self.line(
        { Span(from: $0 - 1, to: $0, lengthKm: 20, fibre: "hollow-core") }, sites: 3, stations: [1]), platform
    )
    let segment = link.demands[0].chain.segments[0]
    #expect(abs(segment.route.totalLossDb - 40 * 0.091) < 1e-12)
    #expect(abs(segment.link.attemptPeriodS - (1e-6 + 40 * 1.0003 / 299_792.458)) < 1e-12)
    #expect(
      link.statedAssumptions.contains { $0.name == "hollow-core fibre" && $0.value.hasPrefix("0.091 dB/km") })
    #expect(!link.statedAssumptions.contains { $0.name == "attenuation" || $0.name == "group index" })
  }

  /// Wind on one span costs uptime; where all fibre is buried nothing is said of wind.
  @Test func aerialFibreOnAMap() throws {
    let bytes = try #require(Platform.text(of: "generic"))
    let text = String(decoding: bytes, as: UTF8.self).replacing(
      "\"parameters\": {",
      with:
        "\"parameters\": { \"aerial_uptime\": { \"value\": 0.5, \"known\": \"assumed\", \"because\": \"t\" },",
      maxReplacements: 1)
    let windy = try Platform(parsing: Array(text.utf8), file: "p")
    let plans = try [FibreLaying.buried, .aerial].map { laying in
      try Self.plan(
        Self.line(
          { Span(from: $0 - 1, to: $0, lengthKm: 20, laying: $0 == 1 ? laying : .buried) }, sites: 3,
          stations: [1]), windy)
    }
    let periods = plans.map { $0.demands[0].chain.segments[0].link.attemptPeriodS }
    #expect(abs(periods[1] / periods[0] - 2) < 1e-12)
    #expect(!plans[0].statedAssumptions.contains { $0.name.hasPrefix("aerial") })
    #expect(plans[1].statedAssumptions.contains { $0.name == "aerial_uptime" && $0.value == "0.5" })
  }

  /// A satellite above two towns: no station on the ground, where they are and not the fibre counts.
  @Test func satelliteHop() throws {
    var network = Self.line({ _ in Span(from: 0, to: 1, lengthKm: 1800) }, sites: 2)
    network = network.replacingSites([
      Site(id: "a", coordinate: Coordinate(latitude: 40, longitude: 116)),
      Site(id: "b", coordinate: Coordinate(latitude: 31, longitude: 121)),
    ])
    let platform = try #require(Platform.named("micius-2017"))
    let chain = try Self.plan(network, platform, samples: 1000).demands[0].chain
    #expect(chain.segments[0].station == nil)
    var hop = HopGeometry(
      leftLengthKm: 1800, rightLengthKm: 0, leftLossDb: 360, rightLossDb: 0, leftDelayS: 0, rightDelayS: 0)
    hop.stations = network.groundPair(from: 0, to: 1)
    let link = try #require(
      platform.links(over: hop).first { $0.option == chain.segments[0].link.option })
    #expect(chain.segments[0].link.successProbability == link.successProbability)
    // Photons that take another way are not bound by the fibre.
    #expect(chain.bounds.chainHz == .infinity && chain.bounds.heraldingHz == .infinity)
    #expect(chain.bounds.repeaterless == .infinity)
    #expect(!chain.boundsReached.contains { $0.key == "repeaterless" })
  }

  /// What the hardware does reach is said where it cannot serve the ends.
  @Test(arguments: [false, true]) func hardwareThatFallsShort(takesTurns: Bool) throws {
    let network = Self.line({ Span(from: $0 - 1, to: $0, lengthKm: 15) }, sites: 21)
    let platform = try #require(Platform.named("ustc-calcium-ion"))
    var question = Self.question(network, platform)
    if !takesTurns { question.hardware.oneInterface = nil }
    do {
      _ = try question.plan()
      Issue.record("entangled over 300 km")
    } catch let none as NoPlan {
      let explained = try question.explain(none)
      guard case .notEntangled(_, let best, let bound) = explained.obstacle else {
        Issue.record("\(explained.obstacle)")
        return
      }
      #expect(best <= 0.5 && best <= bound)
      #expect(explained.isProved)
      // Of hops in turn the search for the best state ends with a gap; that none is entangled is proved by the search itself.
      #expect(takesTurns || bound <= 0.5)
      let holds = explained.remarks.compactMap { remark -> Double? in
        if case .fastestChain(_, _, _, _, _, _, let coherence) = remark { coherence } else { nil }
      }
      #expect(holds == [0.55])
      #expect(
        explained.remarks.contains {
          if case .reach(_, let km, _, _) = $0 { km > 0 && km < 300 } else { false }
        })
    }
  }

  /// Ensembles over a server: one hop is all there is, so the bound, presence included, is what it delivers.
  @Test func presenceCountsInBounds() throws {
    let network = Self.line({ Span(from: $0 - 1, to: $0, lengthKm: 10) }, sites: 3, stations: [1])
    let plan = try Self.plan(network, try #require(Platform.named("hefei-rubidium")))
    let link = plan.demands[0].chain.segments[0].link
    let pairs = link.successProbability * (1 - link.vacuumFraction) / link.attemptPeriodS
    #expect(link.vacuumFraction > 0.5)
    #expect(abs(plan.demands[0].chain.bounds.slowestLinkHz / pairs - 1) < 1e-12)
    #expect(plan.certificate.gap < 1e-3)
  }

  /// Heralds that come empty: the time to the first pair that is there is geometric in attempts, with the success
  /// probability times the presence, whatever the planner's way to its spread.
  @Test func emptyHeraldsSpreadTheDeliveryTime() throws {
    let network = Self.line({ Span(from: $0 - 1, to: $0, lengthKm: 10) }, sites: 3, stations: [1])
    let platform = try #require(Platform.named("hefei-rubidium"))
    var question = Question(
      network: network, hardware: HardwareModel(platform), demands: [Demand(from: 0, to: 2)],
      limits: Limits(), samples: 0)
    question.countsMessages = false
    let chain = try question.plan().demands[0].chain
    let link = chain.segments[0].link
    let success = link.successProbability * (1 - link.vacuumFraction)
    try #require(chain.segments.count == 1 && link.modes == 1 && link.vacuumFraction > 0.5)
    #expect(abs(chain.estimate.meanTimeS / (link.attemptPeriodS / success) - 1) < 1e-9)
    let spread = link.attemptPeriodS * (1 - success).squareRoot() / success
    #expect(abs(chain.estimate.standardDeviationS / spread - 1) < 1e-9)
  }
}
