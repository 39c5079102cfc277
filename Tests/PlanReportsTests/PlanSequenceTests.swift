import FibreNetwork
import Foundation
import Planning
import Testing

@testable import PlanReports

@Suite struct PlanSequenceTests {
  /// SeQUeNCe counts in metres, dB/m and picoseconds; every hop gets a BSM node with a channel to each of its ends.
  @Test func networkHoldsTheChainInItsUnits() throws {
    let plan = try PlanFixture.plan()
    let document = PlanExport(plan).documents(.sequence)[0]
    #expect(ReportFormat(fileName: "out/plan.sequence.json") == .sequence)
    #expect(ReportFormat(fileName: "plan.json") == .json)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(document.text.utf8)) as? [String: Any])
    let nodes = try #require(json["nodes"] as? [[String: Any]])
    let channels = try #require(json["qchannels"] as? [[String: Any]])
    let chain = plan.demands[0].chain
    #expect(nodes.count { $0["type"] as? String == "QuantumRouter" } == chain.sites.count)
    #expect(nodes.count { $0["type"] as? String == "BSMNode" } == chain.segments.count)
    #expect(channels.count == 2 * chain.segments.count)
    let metres = channels.compactMap { ($0["distance"] as? NSNumber)?.doubleValue }.reduce(0, +)
    #expect(abs(metres - chain.lengthKm * 1000) < 1e-6 * metres)
    let loss = channels.compactMap { channel in
      (channel["distance"] as? NSNumber).flatMap { d in
        (channel["attenuation"] as? NSNumber).map { d.doubleValue * $0.doubleValue }
      }
    }.reduce(0, +)
    #expect(abs(loss - chain.lossDb) < 1e-9 * loss)
  }

  /// Reservations and swap results go straight to far routers, so every two of them have channels; delays add up along the chain.
  @Test func everyTwoRoutersHaveClassicalChannels() throws {
    let plan = try PlanFixture.plan()
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(PlanExport(plan).documents(.sequence)[0].text.utf8))
        as? [String: Any])
    let channels = try #require(json["cchannels"] as? [[String: Any]])
    let chain = plan.demands[0].chain
    let ids = chain.sites.map { plan.network.sites[$0].id }
    for (i, a) in ids.enumerated() {
      for (j, b) in ids.enumerated() where i != j {
        let found = channels.filter { $0["source"] as? String == a && $0["destination"] as? String == b }
        #expect(found.count == 1, "\(a) to \(b)")
        let between = chain.segments[min(i, j)..<max(i, j)].reduce(0) { $0 + $1.route.totalDelayS }
        let delay = (found.first?["delay"] as? NSNumber)?.doubleValue ?? 0
        #expect(abs(delay * 1e-12 / between - 1) < 1e-6)
      }
    }
  }
}
