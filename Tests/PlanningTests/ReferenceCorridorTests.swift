import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

/// Published optima on real corridors, in the exponential model with idealised midpoints.
@Suite struct ReferenceCorridorTests {
  static let isThere =
    SharedFiles.exists("reference/planning_reference.json") && SharedFiles.exists("topologies/corridors")

  /// p = 0.1·10^(−0.02 L) for each mode, τ = L / 2e5 km/s, hops up to 260 km.
  static func hardware(modes: Int) -> HardwareModel {
    HardwareModel(
      name: "reference", label: "reference model", assumptions: [], usesStation: false, maximumHopLossDb: 1e4,
      swap: Swap(successProbability: 1, noise: BellDiagonalState(werner: modes == 1 ? 1 : 0.995)),
      memory: modes == 1 ? .perfect : .t1t2(t1: 10, t2: 1),
      links: { hop in
        [
          ElementaryLink(
            option: "", successProbability: 0.1 * pow(10, -0.02 * hop.lengthKm),
            attemptPeriodS: max(hop.lengthKm / 2e5, 1e-6), modes: modes,
            state: BellDiagonalState(werner: modes == 1 ? 1 : 0.99))
        ]
      })
  }

  static func corridor(_ id: String) throws -> (network: FibreNetwork, from: Int, to: Int) {
    let json = try #require(try SharedFiles.json("topologies/corridors/\(id).json") as? [String: Any])
    let nodes = try #require(json["nodes"] as? [[String: Any]])
    let sites = nodes.map { Site(id: $0["id"] as! String) }
    let index = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1.id, $0) })
    let spans = (json["links"] as! [[String: Any]]).map {
      Span(
        from: index[$0["a"] as! String]!, to: index[$0["b"] as! String]!,
        lengthKm: ($0["length_km"] as! NSNumber).doubleValue)
    }
    let ends = json["endpoints"] as! [String]
    return (FibreNetwork(name: id, sites: sites, spans: spans), index[ends[0]]!, index[ends[1]]!)
  }

  @Test(.enabled(if: isThere, "reference corridors are absent"))
  func fastestAndMostSecretPlans() throws {
    let reference = try #require(try SharedFiles.json("reference/planning_reference.json") as? [String: Any])
    let rows = (reference["corridors_single_pair"] as! [String: Any])["rows"] as! [[String: Any]]
    for row in rows {
      let id = row["id"] as! String
      func number(_ key: String) -> Double { (row[key] as! NSNumber).doubleValue }
      let (network, from, to) = try Self.corridor(id)
      var question = Question(
        network: network, hardware: Self.hardware(modes: 1), demands: [Demand(from: from, to: to)],
        limits: Limits(maximumRepeatersPerChain: 10, maximumHopKm: 260),
        linkTimeModel: .exponential,
        countsMessages: false, samples: 0)
      let fastest = try question.plan()
      #expect(fastest.certificate.provedOptimal)
      #expect(abs(1 / fastest.certificate.value / number("ET11") - 1) < 1e-7, "\(id)")

      question.hardware = Self.hardware(modes: 1000)
      question.objective = .keyRate
      question.limits.maximumRepeatersPerChain = 19
      let secret = try question.plan()
      #expect(secret.certificate.provedOptimal)
      #expect(abs(secret.certificate.value / number("skr") - 1) < 1e-7, "\(id)")
      #expect(abs(secret.demands[0].chain.estimate.fidelity / number("F") - 1) < 1e-7, "\(id)")
    }
  }
}
