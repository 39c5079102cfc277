import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing

@testable import Planning

/// Memories that wait for heralds, ends of every kind, hops in turn and every rule of keys: what is planned is the best of all
/// that can be built, and proved.
@Suite struct WaitingAndTurnsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var ends: EndQubits
    var interfaces = 2
    var t2 = 3e-3
    var objective = Objective.rate
    var key = KeyRule()
    var arms = "1"

    var testDescription: String {
      "\(ends.rawValue), \(interfaces) interfaces, \(objective.rawValue), \(key.words), source \(arms)"
    }

    func hardware() throws -> HardwareModel {
      let generic = try #require(Platform.named("generic")).document.document
      let text =
        generic
        .replacing(
          "\"memory_t2_s\": {\n      \"value\": 10", with: "\"memory_t2_s\": {\n      \"value\": \(t2)"
        )
        .replacing(
          "\"source_efficiency\": {\n      \"value\": 0.5",
          with: "\"source_efficiency\": {\n      \"value\": \(arms)"
        )
        .replacing("[0.002, 0.005, 0.01, 0.02, 0.05]", with: "[0.05, 0.2]")
        .replacing(
          "\"conversion_efficiency\": {\n      \"value\": 0.5",
          with: "\"conversion_efficiency\": {\n      \"value\": 1"
        )
        .replacing(
          "\"modes\": {",
          with:
            "\"interfaces\": { \"value\": \(interfaces), \"known\": \"assumed\", \"because\": \"t\" }, \"attempts_to_1e\": { \"value\": 2000, \"known\": \"assumed\", \"because\": \"t\" }, \"modes\": {"
        )
      let platform = try Platform(parsing: Array(text.utf8), file: "test")
      #expect(platform.memory.rateX == 1 / t2 && (platform.oneInterface != nil) == (interfaces == 1))
      return HardwareModel(platform, ends: ends)
    }
  }

  static let cases: [Case] = [
    Case(ends: .measured), Case(ends: .measuredAtHerald), Case(ends: .stored),
    Case(ends: .measured, objective: .fidelity),
    Case(ends: .measuredAtHerald, objective: .fidelity, arms: "[0.3, 0.9]"),
    Case(ends: .measured, t2: 0.05, objective: .keyRate),
    Case(ends: .measured, t2: 0.05, objective: .keyRate, key: KeyRule(basis: .zx, errorCorrection: 1.16)),
    Case(ends: .measuredAtHerald, t2: 0.05, objective: .keyRate, key: KeyRule(keyProtocol: .sixState)),
    Case(
      ends: .measuredAtHerald, t2: 0.1, objective: .keyRate, key: KeyRule(keyProtocol: .deviceIndependent)),
    Case(ends: .measured, interfaces: 1, t2: 0.02),
    Case(ends: .measured, interfaces: 1, t2: 0.02, objective: .fidelity),
    Case(ends: .measured, interfaces: 1, t2: 0.2, objective: .keyRate),
  ]

  @Test(arguments: cases) func theBestOfAllIsPlanned(_ asked: Case) throws {
    let hardware = try asked.hardware()
    // Whole pairs in storage take an exact sum over the order of swaps, a thousand times what the others take.
    let sites = asked.ends == .stored ? 3 : 5
    var plans = 0
    for seed in 0..<3 {
      let network = randomMap(seed: UInt64(7100 + seed), sites: sites)
      var limits = Limits(minimumFidelity: 0.55, maximumRepeaters: 2, maximumHopKm: 90)
      limits.key = asked.key
      if asked.objective == .fidelity { limits.minimumRateHz = 1 }
      let question = Question(
        network: network, hardware: hardware, demands: [Demand(from: 0, to: sites - 1)],
        objective: asked.objective,
        limits: limits, samples: 0)
      let answer = try Answer(question)
      // Each chain in the order that is better for it, so the best over all is the better of both orders' bests.
      let bests = (asked.interfaces == 1 ? [TakingTurns.Order.odd, .even] : [nil]).compactMap { order in
        let all = Enumeration(question)
        all.order = order
        return all.best(demands: question.demands, objective: question.objective, limits: question.limits)
      }
      #expect(answer.isRight(bests.max()), "seed \(seed): \(answer), \(bests)")
      if answer.value != nil { plans += 1 }
    }
    #expect(plans > 0)
  }

  /// What hashing gives of the pairs is never more than the fibre allows: everything that is planned on random maps.
  @Test(arguments: ["generic", "rubidium-atom", "ustc-calcium-ion", "delft-nv", "boston-siv"])
  func ebitsStayBelowTheCapacity(name: String) throws {
    let platform = try #require(Platform.named(name))
    for seed in 0..<6 {
      let network = randomMap(seed: UInt64(5100 + seed), sites: 6)
      let question = Question(
        network: network, hardware: HardwareModel(platform), demands: [Demand(from: 0, to: 5)], samples: 0)
      guard let solution = try? question.plan() else { continue }
      for chain in solution.chains {
        let ebits = chain.estimate.rateHz * chain.estimate.state.ebitsPerPair.lowerBound
        #expect(ebits <= chain.bounds.chainHz * (1 + 1e-9))
        #expect(chain.estimate.keyRateHz <= chain.bounds.chainHz * (1 + 1e-9))
      }
    }
  }

  /// A longer wait spoils more, whoever waits; ends that measure at once wait for nothing.
  @Test func moreWaitingIsWorse() throws {
    let network = randomMap(seed: 7103, sites: 3)
    func fidelity(_ ends: EndQubits, _ t2: Double) throws -> Double? {
      let hardware = try Case(ends: ends, t2: t2).hardware()
      let question = Question(
        network: network, hardware: hardware, demands: [Demand(from: 0, to: 2)], objective: .fidelity,
        limits: Limits(minimumRateHz: 1, minimumFidelity: 0.3, maximumHopKm: 90), samples: 0)
      return try Answer(question).value
    }
    let all = try EndQubits.allCases.map { try fidelity($0, 5e-3) }.compactMap { $0 }
    #expect(all.count == 3 && all[0] > all[1] && all[1] >= all[2])
    let times = try [2e-3, 5e-3, 0.1].map { try fidelity(.stored, $0) }.compactMap { $0 }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// Chains of rails are refused in words, single hops are planned.
  @Test func railsAreNotJoined() throws {
    let platform = try #require(Platform.named("hefei-rubidium"))
    for (sites, halfKm, hasPlan) in [(2, 10.0, true), (4, 10.0, false)] {
      let network = FibreNetwork(
        name: "line",
        sites: (0..<sites).map { Site(id: "s\($0)", mayHostRepeater: true, mayHostStation: true) }
          + (1..<sites).map { Site(id: "m\($0)", mayHostRepeater: false, mayHostStation: true) },
        spans: (1..<sites).flatMap { i in
          [
            Span(from: i - 1, to: sites + i - 1, lengthKm: halfKm),
            Span(from: sites + i - 1, to: i, lengthKm: halfKm),
          ]
        })
      let question = Question(
        network: network, hardware: HardwareModel(platform), demands: [Demand(from: 0, to: sites - 1)],
        limits: Limits(minimumFidelity: 0.5), samples: 0)
      do {
        let plan = try question.plan()
        #expect(hasPlan && plan.chains[0].segments.count == 1)
      } catch let none as NoPlan {
        #expect(!hasPlan)
        #expect(try question.explain(none).obstacle == .singleHopsOnly(demand: 0))
      }
    }
  }
}
