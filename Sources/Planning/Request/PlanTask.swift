public import FibreNetwork
public import Optimization

/// One question to the planner, of one demand or many: which of the planners answers follows from what is asked.
///
/// ```swift
/// let task = PlanTask(network: map, hardware: hardware, request: request, demands: [(from: 0, to: 7)])
/// let outcome = try task.plan()
/// ```
public struct PlanTask: Sendable {
  public var network: FibreNetwork
  public var hardware: HardwareModel
  /// Objective, limits, model of time, seed and samples; its ends are ignored.
  public var request: PlanRequest
  public var demands: [(from: Int, to: Int)]

  public init(
    network: FibreNetwork, hardware: HardwareModel, request: PlanRequest, demands: [(from: Int, to: Int)]
  ) {
    self.network = network
    self.hardware = hardware
    self.request = request
    self.demands = demands
  }

  /// - Throws: `NoPlan` where no plan keeps to the limits; `SolverError`; `AllocationProblem.Fault`.
  public func plan(
    cancellation: Cancellation? = nil, progress: @escaping (PlanProgress) -> Void = { _ in }
  ) throws -> PlanOutcome {
    if request.asksForReachAlone {
      return try AllocationTask(task: self, cancellation: cancellation, progress: progress).plan()
    }
    if isSinglePair { return PlanOutcome(try planner(cancellation, progress).plan()) }
    return try NetworkPlanner(
      network: network, hardware: hardware, request: request, demands: demands, cancellation: cancellation,
      progress: progress
    ).plan()
  }

  /// Whether one chain for one demand is asked.
  public var isSinglePair: Bool {
    demands.count == 1 && request.limits.disjointChains == 1
  }

  /// The planner of the only demand.
  ///
  /// - Precondition: there is one demand.
  public func planner(
    _ cancellation: Cancellation? = nil, _ progress: @escaping (PlanProgress) -> Void = { _ in }
  ) -> Planner {
    planner(for: 0, cancellation, progress)
  }

  func planner(
    for demand: Int, _ cancellation: Cancellation? = nil,
    _ progress: @escaping (PlanProgress) -> Void = { _ in }
  ) -> Planner {
    Planner(
      network: network, hardware: hardware, request: request.between(demands[demand]),
      cancellation: cancellation, progress: progress)
  }
}

extension PlanRequest {
  /// The same request for a pair of ends.
  func between(_ demand: (from: Int, to: Int)) -> PlanRequest {
    var request = self
    (request.from, request.to) = demand
    return request
  }

  /// Whether nothing is asked of rate, key and fidelity: the fewest repeaters such that no hop is longer than allowed
  /// (RepAlloc's question).
  public var asksForReachAlone: Bool {
    objective == .repeaters && limits.isReachAlone
  }
}

extension Limits {
  /// Whether the longest hop is limited and nothing is asked of rate, key, fidelity and cost.
  var isReachAlone: Bool {
    maximumHopKm != nil && minimumRateHz == nil && minimumKeyRateHz == nil && minimumFidelity == nil
      && maximumCost == nil
  }
}
