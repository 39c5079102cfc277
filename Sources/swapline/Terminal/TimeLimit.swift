internal import ArgumentParser
internal import Planning
internal import SourceDocument

/// The value of `--time-limit`: seconds, or none.
enum TimeLimit: ExpressibleByArgument, Equatable {
  case seconds(Double)
  case none

  /// Of every command that plans or samples.
  static let standard = TimeLimit.seconds(60)

  init?(argument: String) {
    if argument == "none" {
      self = .none
    } else if let seconds = Double(argument), seconds > 0, seconds.isFinite {
      self = .seconds(seconds)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { text }

  var text: String {
    switch self {
    case .seconds(let seconds): Numeral.significant(seconds, 6)
    case .none: "none"
    }
  }

  var limitS: Double? { if case .seconds(let seconds) = self { seconds } else { nil } }
}

/// One command's clock, Ctrl-C and progress line.
struct Run {
  let budget: Budget
  private let line: ProgressLine

  /// - Parameter prefix: said before the progress, e.g. which of several plans it is.
  init(_ limit: TimeLimit, prefix: String = "") {
    let board = ProgressBoard()
    budget = Budget(
      limitS: limit.limitS, cancellation: Interruption().cancellation, progress: board)
    line = ProgressLine { elapsedS in prefix + ProgressText.line(board.current, elapsedS: elapsedS) }
  }

  /// Inside another command's time.
  init(_ budget: Budget, prefix: String) {
    let board = ProgressBoard()
    self.budget = Budget(
      limitS: budget.remainingS, cancellation: budget.cancellation, progress: board)
    line = ProgressLine { elapsedS in prefix + ProgressText.line(board.current, elapsedS: elapsedS) }
  }

  func clearLine() { line.clear() }
}

/// Progress in words.
enum ProgressText {
  static func line(_ progress: PlanProgress, elapsedS: Double) -> String {
    var parts = ["\(Int(elapsedS)) s", doing(progress.phase)]
    if let value = progress.value {
      parts.append("best " + Numeral.significant(value, 4))
      if let bound = progress.bound, bound.isFinite { parts.append("bound " + Numeral.significant(bound, 4)) }
      if let gap = progress.gap { parts.append("gap \(Numeral.significant(gap * 100, 2)) %") }
      parts.append("Ctrl-C keeps the plan")
    } else {
      parts.append("Ctrl-C stops")
    }
    return parts.joined(separator: " · ")
  }

  private static func doing(_ phase: PlanProgress.Phase) -> String {
    switch phase {
    case .reading: "reading the map"
    case .layingHops: "laying hops"
    case .searching: "searching"
    case .simulating: "simulating"
    case .explaining: "looking for what would do"
    case .analysing(.failures): "trying failures"
    case .analysing(.tradeOff): "trading rate for fidelity"
    case .analysing(.sweep): "sweeping the number of repeaters"
    case .analysing(.additions): "trying additions"
    case .adding(let done, let count): "trying addition \(done + 1) of \(count)"
    case .writing: "writing"
    }
  }
}
