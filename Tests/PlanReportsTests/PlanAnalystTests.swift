import FibreNetwork
import Foundation
import LinkPhysics
import Planning
import Testing
import TopologyFormats

@Suite struct PlanAnalystTests {
  private func planned() throws -> (Planner, Planner.Result) {
    let bytes = try #require(ShippedMaps.named("beijing-shanghai")).bytes
    let network = try TopologyReader.read(bytes: bytes, file: "map").network
    var limits = Limits(minimumFidelity: 0.5)
    limits.maximumRepeaters = 2
    let planner = Planner(
      network: network, hardware: HardwareModel(try #require(Platform.named("generic"))),
      request: PlanRequest(
        from: try #require(network.site(id: "beijing")), to: try #require(network.site(id: "cangzhou")),
        limits: limits,
        samples: 0))
    return (planner, try planner.plan())
  }

  @Test func analysesAgreeWithThePlan() throws {
    let (planner, result) = try planned()
    let chain = result.demand.chain
    let analysis = PlanAnalyst(planner, chain: chain).analysis()
    // The best of the sweep is the plan itself; the front starts at it.
    #expect(analysis.sweep.map(\.rateHz).max() == chain.estimate.rateHz)
    #expect(analysis.tradeOff.map(\.rateHz).max() == chain.estimate.rateHz)
    for (a, b) in zip(analysis.tradeOff, analysis.tradeOff.dropFirst()) {
      #expect(a.fidelity < b.fidelity && a.rateHz > b.rateHz)
    }
    // Better inputs never make it slower; memories change the state alone.
    for point in analysis.sensitivity where point.name != "heralding stations" {
      #expect(point.rateHz >= chain.estimate.rateHz * (1 - 1e-12), "\(point.name)")
      #expect(point.fidelity >= chain.estimate.fidelity - 1e-6, "\(point.name)")
    }
    let memory = try #require(analysis.sensitivity.first { $0.name == "memory coherence" })
    #expect(abs(memory.rateHz / chain.estimate.rateHz - 1) < 1e-12)
    // The mean lies between the extreme quantiles, which rise; the median agrees with the sum of the quantile function.
    let times = analysis.deliveryQuantiles.map(\.timeS)
    #expect(
      times == times.sorted() && times[0] < chain.estimate.meanTimeS && times.last! > chain.estimate.meanTimeS
    )
  }
}
