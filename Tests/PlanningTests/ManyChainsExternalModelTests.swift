import FibreNetwork
import Foundation
import Optimization
import Testing

@testable import Planning

/// The integer program of several demands, solved by glpsol and read back.
@Suite struct ManyChainsExternalModelTests {
  @Test(.enabled(if: glpsol != nil, "glpsol is not installed"), arguments: ["lp", "mps"])
  func glpsolAgreesAndItsSolutionIsReadBack(format: String) throws {
    let network = ManyChainsTests.map(4)
    var question = Question(
      network: network, hardware: testHardware(),
      demands: [Demand(from: 0, to: 5), Demand(from: 1, to: 4)], objective: .cost,
      limits: Limits(minimumRateHz: 20, maximumRepeatersPerChain: 3), knob: .perHop, samples: 0)
    question.equipment = EquipmentCost(perMemory: 0.1, perStation: 0.2)
    let best = try question.plan()
    let program = try question.externalProgram()
    let ours = try #require(try GLPKSolver().solve(program).objective)
    // All rows are necessary, so the optimum is no more than the cheapest plan costs.
    #expect(ours <= best.certificate.value + 1e-9)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "model.\(format)").path
    try program.text(as: format == "lp" ? .lp : .mps).write(toFile: path, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: glpsol!)
    process.arguments = [format == "lp" ? "--lp" : "--freemps", path, "--write", path + ".sol"]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOfFile: path + ".sol", encoding: .utf8)
    let solution = try program.readSolution(text, file: "model.sol")
    #expect(abs((solution.objective ?? .nan) - ours) <= 1e-6 * max(1, abs(ours)))
    do {
      let plan = try question.plan(from: solution, file: "model.sol")
      #expect(!plan.certificate.provedOptimal)
      #expect(plan.certificate.value >= best.certificate.value - 1e-9)
      #expect(plan.certificate.bound <= best.certificate.value + 1e-9)
    } catch let none as NoPlan {
      guard case .solution(_, .breaksLimit) = none.obstacle else {
        Issue.record("\(none.obstacle)")
        return
      }
    }
  }
}
