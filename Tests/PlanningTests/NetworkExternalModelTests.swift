import FibreNetwork
import Foundation
import Optimization
import Testing

@testable import Planning

/// The integer program of several demands, solved by glpsol and read back.
@Suite struct NetworkExternalModelTests {
  @Test(.enabled(if: glpsol != nil, "glpsol is not installed"), arguments: ["lp", "mps"])
  func glpsolAgreesAndItsSolutionIsReadBack(format: String) throws {
    let network = NetworkPlannerTests.map(4)
    var request = PlanRequest(from: 0, to: 5, objective: .cost, knob: .perHop, samples: 0)
    request.limits = Limits(minimumRateHz: 20, maximumRepeatersPerChain: 3)
    request.equipment = EquipmentCost(perMemory: 0.1, perStation: 0.2)
    let task = PlanTask(
      network: network, hardware: testHardware(), request: request,
      demands: [(from: 0, to: 5), (from: 1, to: 4)]
    )
    let best = try task.plan()
    let program = try task.externalProgram()
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
      let plan = try task.plan(from: solution, file: "model.sol")
      #expect(!plan.certificate.provedOptimal)
      #expect(plan.certificate.value >= best.certificate.value - 1e-9)
      #expect(plan.certificate.bound <= best.certificate.value + 1e-9)
    } catch let none as NoPlan {
      #expect(none.reason.contains("breaks a limit"))
    }
  }
}
