import FibreNetwork
import Foundation
import LinkPhysics
import Planning
import Testing
import TopologyFormats

@Suite struct PlanAnalysisTests {
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

  @Test func betterInputsAndQuantilesAgreeWithThePlan() throws {
    let (planner, result) = try planned()
    let chain = result.demand.chain
    let points = planner.sensitivity(of: chain)
    // Better inputs never make it slower; memories change the state alone.
    for point in points where point.name != "heralding stations" {
      #expect(point.rateHz >= chain.estimate.rateHz * (1 - 1e-12), "\(point.name)")
      #expect(point.fidelity >= chain.estimate.fidelity - 1e-6, "\(point.name)")
    }
    let memory = try #require(points.first { $0.name == "memory coherence" })
    #expect(abs(memory.rateHz / chain.estimate.rateHz - 1) < 1e-12)
    // Quantiles rise, and the mean lies between the extreme ones.
    let times = planner.quantiles(of: chain).map(\.timeS)
    #expect(
      times == times.sorted() && times[0] < chain.estimate.meanTimeS && times.last! > chain.estimate.meanTimeS
    )
  }
}
