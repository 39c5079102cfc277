public import Optimization

/// What an answer may take: its time, a way to end it early, and who is told how far it has come.
///
/// Time runs from when the budget is made.
public struct Budget {
  /// Wall-clock seconds; `nil` for no limit.
  public let limitS: Double?
  public let cancellation: Cancellation?
  public let progress: (PlanProgress) -> Void
  private let start = ContinuousClock.now

  public init(
    limitS: Double? = nil, cancellation: Cancellation? = nil,
    progress: @escaping (PlanProgress) -> Void = { _ in }
  ) {
    self.limitS = limitS
    self.cancellation = cancellation
    self.progress = progress
  }

  var elapsedS: Double {
    let elapsed = start.duration(to: .now).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  var remainingS: Double? { limitS.map { max(0.001, $0 - elapsedS) } }

  /// Why there is no time left; `nil` while there is.
  var stop: Stop? {
    if cancellation?.isCancelled == true { return .interrupted }
    if let limitS, elapsedS >= limitS { return .timeLimit }
    return nil
  }

  /// A part of what is left, told to nobody.
  func share(ofS most: Double) -> Budget {
    Budget(limitS: min(remainingS ?? most, most), cancellation: cancellation)
  }

  /// As much time again as is left, told to nobody.
  var quietly: Budget { Budget(limitS: remainingS, cancellation: cancellation) }

  /// Time of its own, ended by the same cancellation: for what follows when the budget itself is spent.
  func another(ofS limitS: Double?) -> Budget { Budget(limitS: limitS, cancellation: cancellation) }
}

/// How far a planning run has come.
public struct PlanProgress: Sendable {
  /// Objective of the best plan so far, and the bound.
  public var value: Double?
  public var bound: Double?
  public var ilpSolves: Int
  public var exactEstimates: Int

  /// |bound − value| / |value|, while both are known and finite.
  public var gap: Double? {
    guard let value, let bound, value != 0, bound.isFinite else { return nil }
    return abs(bound - value) / abs(value)
  }
}
