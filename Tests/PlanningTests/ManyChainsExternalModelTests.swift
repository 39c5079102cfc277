import FibreNetwork
import Optimization
import TestSupport
import Testing

@testable import Planning

/// The integer program of several demands, solved by glpsol and read back.
@Suite struct ManyChainsExternalModelTests {
  @Test(.enabled(if: Glpsol.isInstalled, "\(Glpsol.absent)"), arguments: ModelFormat.allCases)
  func glpsolAgreesAndItsSolutionIsReadBack(format: ModelFormat) throws {
    var (asked, accepted) = (0, 0)
    // Rates that are easy to reach, so that the program's straight lines seldom let a chain by that is too slow.
    for (seed, leastHz) in [4, 5, 7, 8].flatMap({ seed in [1.0, 20].map { (seed, $0) } }) {
      var question = Question(
        network: ManyChainsTests.map(seed), hardware: testHardware(),
        demands: [Demand(from: 0, to: 5), Demand(from: 1, to: 4)], objective: .cost,
        limits: Limits(minimumRateHz: leastHz, maximumRepeatersPerChain: 3), knob: .perHop, samples: 0)
      question.equipment = EquipmentCost(perMemory: 0.1, perStation: 0.2)
      guard let best = try? question.plan() else { continue }
      asked += 1
      try #require(best.certificate.provedOptimal)
      let value = best.certificate.value
      let program = try question.externalProgram()
      let ours = try #require(try GLPKSolver().solve(program).objective)
      let solution = try Glpsol.solve(program, as: format)
      #expect(abs((solution.objective ?? .nan) - ours) <= 1e-6 * max(1, abs(ours)))
      do {
        let plan = try question.plan(from: solution, file: "model.sol")
        accepted += 1
        #expect(!plan.certificate.provedOptimal)
        // A plan of the least cost that the rows allow: neither is any cheaper, nor the rows' optimum.
        #expect(abs(plan.certificate.value - value) <= 1e-6)
        #expect(abs(plan.certificate.bound - value) <= 1e-6)
        #expect(abs(ours - value) <= 1e-6)
      } catch let none as NoPlan {
        guard case .solution(_, .breaksLimit) = none.obstacle else {
          Issue.record("\(none.obstacle)")
          return
        }
        // All rows are necessary, so the optimum is no more than the cheapest plan costs.
        #expect(ours <= value + 1e-9)
      }
    }
    #expect(accepted >= 3, "\(accepted) of \(asked)")
  }
}
