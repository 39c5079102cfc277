import ChainSimulator
import FibreNetwork
import LinkPhysics
import Optimization
import TestSupport
import Testing

@testable import PlanFiles
@testable import Planning

@Suite struct BestChainTests {
  /// Every simple path of hops with every option, valued by the same estimator the plan is: the plan is the best.
  @Test(arguments: 0..<10)
  func planIsTheBestOfAllPlans(seed: Int) throws {
    let network = randomMap(seed: UInt64(seed), sites: 5)
    let hardware = testHardware()
    for objective in [Objective.rate, .repeaters, .keyRate, .fidelity, .cost] {
      for model in LinkTimeModel.allCases {
        var question = Question(
          network: network, hardware: hardware, demands: [Demand(from: 0, to: 4)], objective: objective,
          linkTimeModel: model, knob: .perHop, samples: 0)
        let all = allPlans(question).map(\.figures)
        guard !all.isEmpty else { continue }
        let rates = all.map(\.rateHz).sorted()
        var limits = Limits(minimumRateHz: rates[rates.count / 2], maximumRepeatersPerChain: 2)
        if objective == .rate { limits = Limits(minimumFidelity: 0.75, maximumRepeaters: 2) }
        question.limits = limits
        let goal = SearchGoal(objective: objective, limits: limits)
        let best = all.compactMap { goal.score($0) }.max()
        do {
          let result = try question.plan()
          #expect(result.certificate.provedOptimal)
          let value = goal.value(fromScore: try #require(best, "\(objective) \(model)"))
          #expect(abs(result.certificate.value - value) <= 1e-9 * abs(value), "\(objective) \(model)")
          let plan = Plan(
            result, network: network,
            request: PlanSummary(
              map: "", platform: hardware.name, platformLabel: hardware.label, objective: objective,
              limits: limits,
              settings: PlanSettings(linkTimeModel: model), command: ""),
            hardware: hardware)
          #expect(PlanChecker(network: network, hardware: hardware).faults(in: plan) == [])
        } catch is NoPlan {
          #expect(best == nil, "\(objective) \(model)")
        }
      }
    }
  }

  @Test func theHopThatIsTooLongIsNamed() throws {
    let network = FibreNetwork(
      name: "t", sites: ["a", "b", "c", "d"].map { Site(id: $0) },
      spans: [
        Span(from: 0, to: 1, lengthKm: 20), Span(from: 1, to: 2, lengthKm: 300),
        Span(from: 2, to: 3, lengthKm: 20),
      ])
    let question = Question(
      network: network, hardware: testHardware(), demands: [Demand(from: 0, to: 3)])
    let none = try #require(throws: NoPlan.self) { try question.plan() }
    guard case .outOfReach(demand: 0, let hops) = try question.explain(none).obstacle else {
      Issue.record("\(none)")
      return
    }
    #expect(hops.map { [$0.from, $0.to] } == [[1, 2]] && hops[0].route.lengthKm == 300)
  }
}
