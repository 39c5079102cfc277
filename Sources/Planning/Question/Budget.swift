public import Optimization
internal import Synchronization

/// What an answer may take: its time, a way to end it early, and where it says how far it has come.
///
/// One budget bounds everything that a command does: candidates, search, explanation, analysis, simulation. A part of the work
/// gets a share of it, never seconds of its own.
public struct Budget: Sendable {
  private let begun = ContinuousClock.now
  private let end: ContinuousClock.Instant?
  /// Ends the work early when it is cancelled; `nil` where nothing can.
  public let cancellation: Cancellation?
  /// Where the work says how far it has come; `nil` where nobody listens.
  public let progress: ProgressBoard?

  /// Creates a budget whose time begins now.
  ///
  /// - Parameter limitS: wall-clock seconds from now; `nil` for no limit.
  public init(
    limitS: Double? = nil, cancellation: Cancellation? = nil, progress: ProgressBoard? = nil
  ) {
    self.init(
      end: limitS.map { .now + Self.duration($0) }, cancellation: cancellation, progress: progress)
  }

  private init(end: ContinuousClock.Instant?, cancellation: Cancellation?, progress: ProgressBoard?) {
    self.end = end
    self.cancellation = cancellation
    self.progress = progress
  }

  private static func duration(_ seconds: Double) -> Duration {
    .seconds(max(0, min(seconds, 1e9)))
  }

  fileprivate static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }

  /// Seconds since the budget, or the share, was made.
  public var elapsedS: Double { Self.seconds(begun.duration(to: .now)) }

  /// Seconds that are left, at least a thousandth: solvers take no limit of 0; `nil` for no limit.
  public var remainingS: Double? {
    end.map { max(0.001, Self.seconds(ContinuousClock.now.duration(to: $0))) }
  }

  /// Why there is no time left; `nil` while there is.
  public var stop: Stop? {
    if cancellation?.isCancelled == true { return .interrupted }
    if let end, ContinuousClock.now >= end { return .timeLimit }
    return nil
  }

  /// At most so many seconds of what is left, told to nobody.
  public func share(ofS most: Double) -> Budget {
    let own = ContinuousClock.now + Self.duration(most)
    return Budget(end: end.map { min($0, own) } ?? own, cancellation: cancellation, progress: nil)
  }

  /// A part of what is left; without a limit, all of it.
  public func part(_ part: Double) -> Budget {
    Budget(
      end: remainingS.map { .now + Self.duration($0 * part) }, cancellation: cancellation, progress: progress)
  }

  /// All but the last seconds, which are kept for what follows; at least two thirds of what is left.
  public func leaving(_ seconds: Double) -> Budget {
    guard let remainingS else { return self }
    return part(max(2 / 3, 1 - seconds / remainingS))
  }

  /// What is left, told to nobody.
  public var quietly: Budget { Budget(end: end, cancellation: cancellation, progress: nil) }

  /// What is left, but so many seconds at least, whatever ended the rest: for what makes a result out of what was found.
  public func atLeast(_ seconds: Double) -> Budget {
    let own = ContinuousClock.now + Self.duration(seconds)
    guard stop == nil else { return Budget(end: own, cancellation: nil, progress: progress) }
    return Budget(end: end.map { max($0, own) }, cancellation: cancellation, progress: progress)
  }

  /// Says what is being done.
  func enter(_ phase: PlanProgress.Phase) { progress?.update { $0.phase = phase } }

  /// Says what is known so far.
  func report(value: Double?, bound: Double?, _ statistics: SolveStatistics) {
    guard let progress else { return }
    let elapsed = progress.elapsedS
    progress.update {
      if $0.value == nil, value != nil { $0.firstValueS = elapsed }
      $0.value = value
      $0.bound = bound
      $0.ilpSolves = statistics.ilpSolves
      $0.exactEstimates = statistics.exactEstimates
    }
  }
}

/// How far planning has come, for whoever wants to look, on any thread.
public final class ProgressBoard: Sendable {
  private let state = Mutex(PlanProgress())
  private let begun = ContinuousClock.now

  /// Creates a board whose clock starts now, in the phase `reading`.
  public init() {}

  /// Seconds since the work began.
  public var elapsedS: Double { Budget.seconds(begun.duration(to: .now)) }

  /// A copy of what is known at the moment.
  public var current: PlanProgress { state.withLock { $0 } }

  /// Changes what the board shows, under its lock: the closure must be short and must not use the board.
  public func update(_ change: (inout PlanProgress) -> Void) { state.withLock { change(&$0) } }
}

/// How far a planning run has come.
public struct PlanProgress: Sendable {
  /// What is being done.
  public enum Phase: Sendable, Equatable {
    /// Files are read and checked.
    case reading
    /// Candidate hops are made: routes, stations, settings.
    case layingHops
    /// The strategy looks for plans and for a bound.
    case searching
    /// The plan is confirmed by Monte Carlo.
    case simulating
    /// No plan was found: why, and which remedies would do.
    case explaining
    /// A part of the analysis of a plan.
    case analysing(PlanAnalysis.Part)
    /// One change after another is planned.
    case adding(done: Int, of: Int)
    /// Results are written.
    case writing
  }

  /// What is being done now.
  public var phase = Phase.reading
  /// Objective of the best plan so far, in its own unit; `nil` before the first.
  public var value: Double?
  /// What no plan is better than, as far as is known; `nil` while nothing is.
  public var bound: Double?
  /// When the first plan was there, in s.
  public var firstValueS: Double?
  /// Integer programs solved so far.
  public var ilpSolves = 0
  /// Chains judged by an exact estimator so far.
  public var exactEstimates = 0

  /// |bound − value| / |value|, while both are known and finite.
  public var gap: Double? {
    guard let value, let bound, value != 0, bound.isFinite else { return nil }
    return abs(bound - value) / abs(value)
  }
}
