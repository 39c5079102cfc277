import FibreNetwork
import TestSupport
import Testing
import TopologyFormats

@testable import Planning

/// RepAlloc's SURFnet example, on the map that the paper used (not shipped: its licence does not allow it).
@Suite struct SurfnetAllocationTests {
  static let file = "surfnet-repalloc/SurfnetCore.gml"
  static let isPresent = SharedFiles.exists("topologies/\(file)")

  private func problem(_ disjointBy: AllocationProblem.Disjointness) throws -> AllocationProblem {
    let network = try PublicMaps.load(Self.file).network
    let ends = try ["Delft 1", "Groningen 1", "Maastricht", "Enschede 2"].map { name in
      try #require(network.sites.firstIndex { $0.name == name })
    }
    let demands = ends.indices.flatMap { i in
      ends[(i + 1)...].map { Demand(from: ends[i], to: $0) }
    }
    var problem = AllocationProblem(
      network: network, demands: demands, longestHopKm: 136, mostRepeaters: 6, siteCapacity: 4,
      disjointChains: 2, disjointBy: disjointBy)
    // As in the paper: no repeater at an end of any demand.
    for end in ends { problem.mayHostRepeater[end] = false }
    return problem
  }

  @Test(.enabled(if: isPresent, "the SURFnet map is not at hand"))
  func publishedOptimum() throws {
    let problem = try problem(.sites)
    guard case .found(let allocation) = try FewestSites(problem).solve() else {
      Issue.record("no allocation")
      return
    }
    #expect(allocation.faults(against: problem) == [])
    #expect(allocation.repeaters.count == 10 && allocation.provedFewest)
    #expect(abs(allocation.totalLengthKm - 4789.9) < 0.05 && allocation.provedShortest)
  }

  /// Chains without a common fibre take one repeater more than the ten of site-disjoint ones, whether they may share
  /// repeaters or not. With the shortest routes alone an integer program over single hops, written apart and solved by HiGHS,
  /// says eleven for both; longer routes do not help.
  @Test(.enabled(if: isPresent, "the SURFnet map is not at hand"), arguments: [Disjointness.spans, .both])
  func fibreDisjointTakesOneMore(disjointBy: Disjointness) throws {
    let problem = try problem(disjointBy)
    let strategy = FewestSites(problem, minimisesLength: false)
    guard case .found(let allocation) = try strategy.solve() else {
      Issue.record("no allocation")
      return
    }
    #expect(allocation.faults(against: problem) == [])
    #expect(allocation.repeaters.count == 11 && allocation.provedFewest)
  }
}
