import FibreNetwork
import Foundation
import LinkPhysics
import Optimization
import TestSupport
import Testing

@testable import Planning

/// A budget bounds all that is done with it, and what it ended proves nothing.
@Suite struct BudgetTests {
  enum PlanKind: CaseIterable { case rate, fidelity, cheapest, several, backups, reach, useful }

  private func question(_ kind: PlanKind, huts spacing: Double? = nil) throws -> Question {
    var network = try shippedMap("bonn-berlin")
    if let spacing { network = network.withHuts(spacingKm: spacing) }
    let platform = try #require(Platform.named("generic"))
    let ends = [0, network.site(id: "berlin") ?? 10]
    var question = Question(
      network: network, hardware: HardwareModel(platform), demands: [Demand(from: ends[0], to: ends[1])],
      limits: Limits(minimumFidelity: 0.5), samples: 1000)
    switch kind {
    case .rate: break
    case .fidelity: question.objective = .fidelity
    case .cheapest: question.objective = .cost
    case .several: question.demands.append(Demand(from: 1, to: ends[1]))
    case .backups:
      question.objective = .repeaters
      question.limits.disjointChains = 2
      question.limits.disjointBy = .sites
      question.limits.minimumRateHz = 1e-3
    case .reach:
      question.objective = .repeaters
      question.limits = Limits(maximumHopKm: 120)
    case .useful:
      question.objective = .utility
      question.demands.append(Demand(from: 1, to: ends[1]))
    }
    return question
  }

  /// Without any time there is no plan, or one without a proof; never a proof that there is none.
  @Test(arguments: PlanKind.allCases)
  func aSpentBudgetProvesNothing(kind: PlanKind) throws {
    let cancelled = Cancellation()
    cancelled.cancel()
    for (budget, stop) in [
      (Budget(limitS: 0), Stop.timeLimit), (Budget(cancellation: cancelled), .interrupted),
    ] {
      do {
        let solution = try question(kind, huts: 10).plan(budget: budget)
        #expect(solution.certificate.stop == stop, "\(kind)")
        #expect(!solution.certificate.provedOptimal, "\(kind)")
      } catch let none as NoPlan {
        #expect(none.obstacle.isStopped(stop), "\(kind): \(none.obstacle)")
        #expect(!none.isProved)
      }
    }
  }

  /// What the time did not suffice for is said, and what is there is no more than a beginning.
  @Test func anAnalysisWithoutTimeSaysWhatItLacks() throws {
    let question = try question(.rate, huts: 50)
    let solution = try question.plan()
    let plan = Plan(
      solution, network: question.network,
      request: PlanSummary(
        map: "", platform: "generic", platformLabel: "", objective: .rate, limits: question.limits,
        command: ""),
      hardware: question.hardware)
    let none = try question.analysis(of: plan, withAdditions: true, budget: Budget(limitS: 0))
    #expect(Set(none.leftOut) == [.failures, .tradeOff, .sweep, .additions])
    #expect(none.failures.isEmpty && none.tradeOff.isEmpty && none.sweep.isEmpty && none.additions.isEmpty)
    #expect(!none.sensitivity.isEmpty)
    let whole = try question.analysis(of: plan, withAdditions: true)
    #expect(whole.leftOut.isEmpty && !whole.sweep.isEmpty && !whole.tradeOff.isEmpty)
  }

  /// Shares never outlast what they are shares of, and a spent budget still leaves a moment to make a result.
  ///
  /// The budgets are of weeks, so that no delay of the machine counts.
  @Test func sharesAndMoments() {
    let budget = Budget(limitS: 1e6)
    func isAbout(_ part: Budget, _ seconds: Double) -> Bool {
      part.remainingS.map { $0 <= seconds && $0 > seconds - 1e4 } ?? false
    }
    #expect(isAbout(budget.share(ofS: 1e7), 1e6) && isAbout(budget.share(ofS: 1e5), 1e5))
    #expect(isAbout(budget.part(0.5), 5e5) && isAbout(budget.leaving(2e5), 8e5))
    #expect(isAbout(budget.leaving(9e5), 1e6 * 2 / 3))
    #expect(isAbout(Budget().share(ofS: 1e5), 1e5) && Budget().part(0.5).remainingS == nil)
    let spent = Budget(limitS: 0)
    #expect(spent.stop == .timeLimit && spent.share(ofS: 5e5).stop == .timeLimit)
    #expect(spent.atLeast(5e5).stop == nil && isAbout(spent.atLeast(5e5), 5e5))
    let cancellation = Cancellation()
    let cancelled = Budget(limitS: 1e6, cancellation: cancellation)
    cancellation.cancel()
    #expect(cancelled.stop == .interrupted && cancelled.atLeast(1e5).stop == nil)
  }

  /// A simulation that is cut short is the beginning of the same stream: as many samples asked for give the same figures.
  @Test func aSimulationCutShortCanBeMadeAgain() throws {
    var question = try question(.rate, huts: 50)
    question.samples = 1 << 50
    question.threads = 2
    // Told to stop as soon as it samples, however long the plan took.
    let cancellation = Cancellation()
    let progress = ProgressBoard()
    Thread.detachNewThread {
      while progress.current.phase != .simulating, !cancellation.isCancelled {
        Thread.sleep(forTimeInterval: 0.01)
      }
      cancellation.cancel()
    }
    defer { cancellation.cancel() }
    let cut = try question.plan(budget: Budget(cancellation: cancellation, progress: progress))
    #expect(cut.certificate.provedOptimal)
    let figures = try #require(cut.demands[0].chain.simulation)
    #expect(figures.samples > 1 && figures.samples < 1 << 50)
    question.samples = figures.samples
    question.threads = 1
    let again = try #require(try question.plan().demands[0].chain.simulation)
    #expect(again == figures)
  }
}

extension Obstacle {
  fileprivate func isStopped(_ stop: Stop) -> Bool {
    if case .stopped(let own, _) = self { own == stop } else { false }
  }
}
