import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

@Suite struct RequirementsTests {
  static let isThere = SharedFiles.exists("reference/planning_instances.json")

  /// Least cost of a 60-site map with five demands at five rates, in the exponential model.
  @Test(.enabled(if: isThere, "reference instances are absent"))
  func leastCostOfTheReferenceInstances() throws {
    for instance in try #require(
      try SharedFiles.json("reference/planning_instances.json") as? [[String: Any]])
    {
      func numbers(_ value: Any?) -> [Double] { (value as! [NSNumber]).map(\.doubleValue) }
      let demands = (instance["demands"] as! [[NSNumber]]).map {
        Demand(from: $0[0].intValue, to: $0[1].intValue)
      }
      let ends = Set(demands.flatMap { [$0.from, $0.to] })
      let costs = numbers(instance["site_cost"])
      let network = FibreNetwork(
        name: "",
        sites: costs.enumerated().map { Site(id: "\($0)", mayHostRepeater: !ends.contains($0), cost: $1) },
        spans: (instance["edges_km"] as! [[NSNumber]]).map {
          Span(from: $0[0].intValue, to: $0[1].intValue, lengthKm: $0[2].doubleValue)
        })
      let hardware = HardwareModel(
        name: "", label: "", assumptions: [], usesStation: false, maximumHopLossDb: 1e4,
        swap: Swap(noise: BellDiagonalState(werner: 0.995)), memory: .t1t2(t1: 20, t2: 2),
        links: { hop in
          [
            ElementaryLink(
              option: "", successProbability: 0.1 * pow(10, -0.02 * hop.lengthKm),
              attemptPeriodS: max(1e-6, hop.lengthKm / 2e5), modes: 100,
              state: BellDiagonalState(werner: 0.99))
          ]
        })
      for optimum in instance["optimum"] as! [[String: Any]] {
        let rate = (optimum["Rt"] as! NSNumber).doubleValue
        let result = try Question(
          network: network, hardware: hardware, demands: demands, objective: .cost,
          limits: Limits(
            minimumRateHz: rate, minimumFidelity: 0.86, maximumRepeatersPerChain: 11,
            maximumHopKm: (instance["arc_max_km"] as! NSNumber).doubleValue),
          linkTimeModel: .exponential, countsMessages: false, samples: 0
        ).plan()
        #expect(result.certificate.provedOptimal)
        #expect(
          abs(result.certificate.value - (optimum["cost"] as! NSNumber).doubleValue) < 1e-9, "rate \(rate)")
      }
    }
  }
}
