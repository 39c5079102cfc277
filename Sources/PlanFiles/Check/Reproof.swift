public import FibreNetwork
public import LinkPhysics
public import Planning
internal import SourceDocument

extension PlanSummary {
  /// The question that a plan file answers, without simulation; `nil` where an older file does not say all of it.
  public func question(
    on network: FibreNetwork, _ platform: Platform, demands: [Demand]
  ) -> Question? {
    guard let modes = settings.modes, let knob = settings.knob, let stations = settings.stations else {
      return nil
    }
    let number: Int? = if case .exactly(let count) = modes { count } else { nil }
    var question = Question(
      network: network,
      hardware: HardwareModel(platform, modes: number, anyModes: modes == .any, ends: settings.ends),
      demands: demands, objective: objective, limits: limits, stationPlacement: stations,
      linkTimeModel: settings.linkTimeModel, knob: knob, countsMessages: settings.countsMessages, samples: 0)
    question.equipment = settings.equipment
    return question
  }
}

/// What planning again says of the bound and the proof of a plan.
public struct Reproof: Sendable {
  /// What planning again says of the plan's bound.
  public enum Verdict: Sendable, Hashable {
    /// No plan is better than the bound of the plan file.
    case confirmed
    /// The time ended before that was proved, or it is known among some routes alone.
    case open(Stop)
    /// There is a plan that is better than the bound.
    case betterPlan
    /// The plan is better than any can be.
    case tooGood
    /// No plan exists.
    case noPlan
  }
  /// What it says.
  public var verdict: Verdict
  /// Objective of the best plan that was found again; `nil` where none was.
  public var value: Double?
  /// What no plan is better than, by planning again; `nil` where no plan was found.
  public var bound: Double?

  /// Plans again.
  ///
  /// - Throws: `SolverError`; what planning refuses to answer.
  public init(of plan: Plan, _ question: Question, budget: Budget) throws {
    do {
      let certificate = try question.plan(budget: budget).certificate
      (value, bound) = (certificate.value, certificate.bound)
      verdict = Self.verdict(plan.certificate, again: certificate, plan.request.objective)
    } catch let none as NoPlan {
      verdict = none.isProved ? .noPlan : .open(budget.stop ?? .finished)
    }
  }

  static func verdict(_ stated: Certificate, again: Certificate, _ objective: Objective) -> Verdict {
    /// Whether a value is better than another by more than rounding.
    func isBetter(_ a: Double, _ b: Double) -> Bool {
      let slack = 1e-8 * (b.isFinite ? abs(b) : 0)
      return objective.isMinimised ? a < b - slack : a > b + slack
    }
    if isBetter(again.value, stated.bound) { return .betterPlan }
    guard again.scope.hasEveryRoute else { return .open(again.stop) }
    if isBetter(stated.value, again.bound) { return .tooGood }
    // As tight a bound as the file's has to be proved again.
    return isBetter(again.bound, stated.bound) ? .open(again.stop) : .confirmed
  }
}

extension PlanCheck {
  /// Takes in what planning again said: a proof that holds is verified, one that does not is a fault.
  public mutating func add(_ reproof: Reproof, file: String) {
    let words: String? =
      switch reproof.verdict {
      case .confirmed, .open: nil
      case .betterPlan:
        "bound is \(plan.certificate.bound), but planning again finds a plan of \(reproof.value ?? .nan)"
      case .tooGood:
        "value is \(plan.certificate.value), but planning again proves that no plan is better than \(reproof.bound ?? .nan)"
      case .noPlan: "planning again proves that no plan exists"
      }
    if let words {
      faults.append(Diagnostic(.error, code: "not-proved-again", words, file: file))
      verified = []
    } else if reproof.verdict == .confirmed {
      if isSound { verified.append(.optimality) }
      trusted.removeAll { $0 == .optimality }
    }
  }
}
