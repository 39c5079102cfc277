import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import Optimization
import TestSupport
import Testing

@testable import Planning

/// Integer programs for other solvers, and their solutions read back.
@Suite struct ExternalModelTests {
  private static let cases: [(objective: Objective, limits: Limits, knob: KnobSetting)] = [
    (.rate, Limits(maximumRepeaters: 4), .perHop), (.rate, Limits(minimumFidelity: 0.75), .uniform),
    (.keyRate, Limits(), .perHop), (.fidelity, Limits(minimumRateHz: 15), .perHop),
    (.repeaters, Limits(minimumRateHz: 20), .perHop),
    (.cost, Limits(minimumRateHz: 20, minimumKeyRateHz: 1), .perHop),
  ]

  private func question(_ seed: Int, _ index: Int) -> Question {
    let (objective, limits, knob) = Self.cases[index]
    return Question(
      network: randomMap(seed: UInt64(8000 + seed), sites: 7), hardware: testHardware(t2: 10, modes: 4),
      demands: [Demand(from: 0, to: 6)], objective: objective, limits: limits, linkTimeModel: .exponential,
      knob: knob, samples: 0)
  }

  /// The optimum of the program bounds the best plan: all its rows are necessary.
  @Test(arguments: 0..<12, cases.indices)
  func theOptimumBoundsEveryPlan(seed: Int, index: Int) throws {
    let question = question(seed, index)
    guard let best = try? question.plan() else { return }
    let model = try BestChain(question).externalModel()
    let solution = try GLPKSolver().solve(model.program.program)
    let objective = try #require(solution.objective, "the best plan is no point of the program")
    let bound = model.bound(objective)
    let value = best.certificate.value
    switch Self.cases[index].objective {
    case .rate, .keyRate, .utility, .fidelity: #expect(bound >= value * (1 - 1e-6))
    case .repeaters, .cost: #expect(bound <= value + 1e-6)
    }
  }

  @Test(.enabled(if: glpsol != nil, "glpsol is not installed"), arguments: ["lp", "mps"], cases.indices)
  func glpsolAgreesAndItsSolutionIsReadBack(format: String, index: Int) throws {
    let question = question(3, index)
    guard let best = try? question.plan() else { return }
    let model = try BestChain(question).externalModel()
    let ours = try #require(try GLPKSolver().solve(model.program.program).objective)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "model.\(format)").path
    try model.program.program.text(as: format == "lp" ? .lp : .mps)
      .write(toFile: path, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: glpsol!)
    process.arguments = [format == "lp" ? "--lp" : "--freemps", path, "--write", path + ".sol"]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOfFile: path + ".sol", encoding: .utf8)
    let solution = try model.program.program.readSolution(text, file: "model.sol")
    #expect(solution.claim == .optimal)
    #expect(abs((solution.objective ?? .nan) - ours) <= 1e-6 * max(1, abs(ours)))
    // The program holds necessary conditions only: its solution is a plan, or breaks a limit when judged exactly.
    do {
      let plan = try question.plan(from: solution, file: "model.sol")
      #expect(!plan.certificate.provedOptimal)
      let (value, bound) = (plan.certificate.value, plan.certificate.bound)
      switch Self.cases[index].objective {
      case .rate, .keyRate, .utility, .fidelity:
        #expect(value <= best.certificate.value * (1 + 1e-9) && best.certificate.value <= bound * (1 + 1e-6))
      case .repeaters, .cost:
        #expect(value >= best.certificate.value - 1e-9 && best.certificate.value >= bound - 1e-6)
      }
    } catch let none as NoPlan {
      guard case .solution(_, .breaksLimit) = none.obstacle else {
        Issue.record("\(none.obstacle)")
        return
      }
    }
  }
}
