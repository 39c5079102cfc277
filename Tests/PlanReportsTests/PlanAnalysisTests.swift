import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

@Suite struct PlanAnalysisTests {
  private func planned() throws -> (BestChain, Solution) {
    let network = try shippedMap("beijing-shanghai")
    var limits = Limits(minimumFidelity: 0.5)
    limits.maximumRepeaters = 2
    let question = Question(
      network: network, hardware: HardwareModel(try #require(Platform.named("generic"))),
      demands: [
        Demand(
          from: try #require(network.site(id: "beijing")), to: try #require(network.site(id: "cangzhou")))
      ], limits: limits, samples: 0)
    return (BestChain(question), try question.plan())
  }

  @Test func betterInputsAndQuantilesAgreeWithThePlan() throws {
    let (strategy, result) = try planned()
    let chain = result.demands[0].chain
    let points = strategy.sensitivity(of: chain)
    // Better inputs never make it slower; memories change the state alone.
    for point in points where point.input != .heraldingStations {
      #expect(point.rateHz >= chain.estimate.rateHz * (1 - 1e-12), "\(point.input)")
      #expect(point.fidelity >= chain.estimate.fidelity - 1e-6, "\(point.input)")
    }
    let memory = try #require(points.first { $0.input == .memoryCoherence })
    #expect(abs(memory.rateHz / chain.estimate.rateHz - 1) < 1e-12)
    // Quantiles rise, and the mean lies between the extreme ones.
    let times = strategy.quantiles(of: chain).map(\.timeS)
    #expect(
      times == times.sorted() && times[0] < chain.estimate.meanTimeS && times.last! > chain.estimate.meanTimeS
    )
  }
}
