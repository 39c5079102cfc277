import ChainSimulator
import FibreNetwork
import LinkPhysics
import Optimization
import TestSupport
import Testing

@testable import Planning

/// Integer programs for other solvers, and their solutions read back.
@Suite struct ExternalModelTests {
  private struct Case {
    var objective: Objective
    var limits: Limits
    var knob = KnobSetting.perHop
    /// The optimum is no further from the best value than this part of it: straight lines stand for waiting times. `nil` where
    /// the rows of states and keys only cut, and are far from what they stand for.
    var room: Double?
    var isExactOfDirectLinks = true
  }

  private static let cases = [
    Case(objective: .rate, limits: Limits(maximumRepeaters: 4), room: 0.05),
    Case(
      objective: .rate, limits: Limits(minimumFidelity: 0.75), knob: .uniform, room: nil,
      isExactOfDirectLinks: false),
    Case(objective: .keyRate, limits: Limits(), room: nil, isExactOfDirectLinks: false),
    Case(objective: .fidelity, limits: Limits(minimumRateHz: 15), room: 0.05),
    Case(objective: .repeaters, limits: Limits(minimumRateHz: 20), room: 0),
    Case(objective: .cost, limits: Limits(minimumRateHz: 20), room: 0),
    Case(
      objective: .cost, limits: Limits(minimumRateHz: 20, minimumKeyRateHz: 1), room: nil,
      isExactOfDirectLinks: false),
  ]

  private func question(_ seed: Int, _ index: Int, sites: Int = 7) -> Question {
    let asked = Self.cases[index]
    return Question(
      network: randomMap(seed: UInt64(8000 + seed), sites: sites), hardware: testHardware(t2: 10, modes: 4),
      demands: [Demand(from: 0, to: sites - 1)], objective: asked.objective, limits: asked.limits,
      linkTimeModel: .exponential,
      knob: asked.knob, countsMessages: false, samples: 0)
  }

  /// Of direct links the rows say all there is to say of rates, states and costs: the optimum is our proved best value to the
  /// hundred-thousandth that the rows leave for rounding, by our solver and by glpsol.
  @Test(
    .enabled(if: Glpsol.isInstalled, "\(Glpsol.absent)"), arguments: ModelFormat.allCases,
    cases.indices.filter { cases[$0].isExactOfDirectLinks })
  func theOptimumOfDirectLinksIsTheBestValue(format: ModelFormat, index: Int) throws {
    var plans = 0
    for seed in 0..<12 {
      var question = question(seed, index, sites: 3)
      question.limits.maximumRepeaters = 0
      question.equipment = EquipmentCost(perMemory: 0.1, perStation: 0.2)
      guard let best = try? question.plan() else { continue }
      plans += 1
      try #require(best.certificate.provedOptimal)
      let model = try BestChain(question).externalModel()
      let value = best.certificate.value
      let ours = model.bound(try #require(try GLPKSolver().solve(model.program.program).objective))
      let solution = try Glpsol.solve(model.program.program, as: format)
      let theirs = model.bound(try #require(solution.objective))
      #expect(abs(ours - value) <= 1e-5 * value, "seed \(seed): \(ours), not \(value)")
      #expect(abs(theirs - value) <= 1e-5 * value, "seed \(seed): \(theirs), not \(value)")
      let plan = try question.plan(from: solution, file: "model.sol")
      #expect(abs(plan.certificate.value - value) <= 1e-9 * value, "seed \(seed)")
    }
    #expect(plans >= 3)
  }

  /// The optimum of the program bounds the best plan, as all its rows are necessary, and is no further from it than its case says.
  @Test(arguments: 0..<12, cases.indices)
  func theOptimumBoundsEveryPlan(seed: Int, index: Int) throws {
    let question = question(seed, index)
    try boundHolds(question, index, room: Self.cases[index].room)
    // With messages the program has half the way of each hop, of which some outcome goes at least so far.
    var telling = question
    telling.countsMessages = true
    try boundHolds(telling, index, room: nil)
  }

  private func boundHolds(_ question: Question, _ index: Int, room share: Double?) throws {
    guard let best = try? question.plan() else { return }
    let model = try BestChain(question).externalModel()
    let solution = try GLPKSolver().solve(model.program.program)
    let objective = try #require(solution.objective, "the best plan is no point of the program")
    let bound = model.bound(objective)
    let value = best.certificate.value
    let room = share.map { $0 * value } ?? .infinity
    switch Self.cases[index].objective {
    case .rate, .keyRate, .utility, .fidelity:
      #expect(bound >= value * (1 - 1e-6) && bound <= value + room + 1e-6)
    case .repeaters, .cost: #expect(bound <= value + 1e-6 && bound >= value - room - 1e-6)
    }
  }

  @Test(.enabled(if: Glpsol.isInstalled, "\(Glpsol.absent)"), arguments: ModelFormat.allCases, cases.indices)
  func glpsolAgreesAndItsSolutionIsReadBack(format: ModelFormat, index: Int) throws {
    var (asked, accepted) = (0, 0)
    for seed in 0..<6 {
      let question = question(seed, index)
      guard let best = try? question.plan() else { continue }
      asked += 1
      let model = try BestChain(question).externalModel()
      let ours = try #require(try GLPKSolver().solve(model.program.program).objective)
      let solution = try Glpsol.solve(model.program.program, as: format)
      #expect(solution.claim == .optimal)
      #expect(abs((solution.objective ?? .nan) - ours) <= 1e-6 * max(1, abs(ours)))
      // The program holds necessary conditions only: its solution is a plan, or breaks a limit when judged exactly.
      do {
        let plan = try question.plan(from: solution, file: "model.sol")
        accepted += 1
        #expect(!plan.certificate.provedOptimal)
        let (value, bound) = (plan.certificate.value, plan.certificate.bound)
        let right = best.certificate.value
        switch Self.cases[index].objective {
        case .rate, .keyRate, .utility, .fidelity:
          #expect(value <= right * (1 + 1e-9) && right <= bound * (1 + 1e-6))
        case .repeaters, .cost:
          // What sites cost is in the program as it is: a plan of least cost there is a plan of least cost.
          #expect(abs(value - right) <= 1e-6 && abs(bound - right) <= 1e-6)
        }
      } catch let none as NoPlan {
        guard case .solution(_, .breaksLimit) = none.obstacle else {
          Issue.record("\(none.obstacle)")
          return
        }
      }
    }
    if Self.cases[index].room != nil { #expect(accepted >= 4, "\(accepted) of \(asked)") }
  }
}
