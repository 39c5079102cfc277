public import LinkPhysics

/// What an exact method says about a chain: no sampling, errors stated.
public struct ExactEstimate: Hashable, Sendable {
  /// Mean time per delivered pair: from start to delivery (on-demand) or between deliveries (continuous). In the chain's time base.
  public var meanTime: Double
  /// Relative error of the mean time: rounding, or a bound where the method is approximate.
  public var meanTimeError: Double
  /// Standard deviation of the delivery time; `nil` where the method does not give it.
  public var standardDeviation: Double?
  /// Median and 95th percentile of the delivery time.
  public var quantiles: [Quantile]
  /// Mean state of delivered pairs; `nil` where only the time has an exact method.
  public var state: BellDiagonalState?
  /// Absolute error of each character.
  public var stateError: Double
  /// Why there is no exact state.
  public var stateUnavailable: String?
  /// The methods, in words.
  public var method: String

  /// A time by which a share of deliveries is done.
  public struct Quantile: Hashable, Sendable {
    /// Share of deliveries, 0 to 1.
    public var share: Double
    /// In the chain's time base.
    public var time: Double
    /// Creates a quantile from its parts.
    public init(share: Double, time: Double) {
      self.share = share
      self.time = time
    }
  }

  /// Fidelity of `state` with Φ+; `nil` where only the time has an exact method.
  public var fidelity: Double? { state?.fidelity }
}

/// Why a chain has no exact estimate.
public struct ExactUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
  /// What no method is known for, in words.
  public var reason: String
  /// The reason alone.
  public var description: String { reason }
}

extension Chain {
  /// The exact estimate of this chain.
  ///
  /// - Parameter attemptBudget: attempts (of all segments together) over which sums are taken where the attempt periods of a
  ///   deterministic chain differ, at some 20 to 50 ns each; with more, exponential times with mean phases take over, and their error is stated.
  /// - Throws: `ExactUnavailable` where no exact method is known (or affordable) for this policy, decoherence and cut-off; the
  ///   Monte Carlo estimate covers those.
  /// - Complexity: that of the method, from O(n²) to about a second: see <doc:Methods>.
  public func exactEstimate(attemptBudget: Int = 1 << 20) throws(ExactUnavailable) -> ExactEstimate {
    if let fault = faults.first { throw ExactUnavailable(reason: fault.message) }
    guard delivery == .onDemand else { return try continuousEstimate() }
    if oneInterface != nil { return turnsEstimate() }
    switch (policy, cutoff?.kind) {
    case (.nested, nil), (.nested, .memoryTime), (.nested, .global): return try nestedEstimate()
    case (.sequential, nil): return sequentialEstimate()
    case (.waitAll, nil): return try waitAllEstimate()
    case (.asapSequential, .global) where isDeterministicAsap,
      (.asapSimultaneous, .global) where isDeterministicAsap, (.wholePath, .global) where isDeterministicAsap:
      return try globalCutoffEstimate(limit: cutoff!.values[0])
    case (_, nil) where isDeterministicAsap: return deterministicAsap(attemptBudget)
    case (.wholePath, nil): return try wholePathEstimate()
    case (.asapSequential, nil), (.asapSimultaneous, nil), (.asapSequential, .age), (.asapSimultaneous, .age):
      return try markovEstimate()
    default:
      throw ExactUnavailable(
        reason:
          "no exact method is known for \(policy.rawValue) with the cut-off \(cutoff?.kind.rawValue ?? "none")"
      )
    }
  }

  /// Whether swaps never fail and are made as soon as both pairs are there, whatever the name of the failure rule.
  var isDeterministicAsap: Bool {
    swaps.allSatisfy { $0.successProbability == 1 }
      && (policy == .asapSequential || policy == .asapSimultaneous || policy == .wholePath)
  }

  /// One figure for each character, computed once for equal rates.
  func mapRates<Failure: Error>(
    _ decay: (Double) throws(Failure) -> Double
  ) throws(Failure) -> BellDiagonalState {
    let x = try decay(memory.rateX)
    let y = memory.rateY == memory.rateX ? x : try decay(memory.rateY)
    let z = memory.rateZ == memory.rateX ? x : memory.rateZ == memory.rateY ? y : try decay(memory.rateZ)
    return BellDiagonalState(x: x, y: y, z: z)
  }

  private func deterministicAsap(_ attemptBudget: Int) -> ExactEstimate {
    let generation = ParallelGeneration(segments, offsets: deliveryOffsets)
    let moments = generation.moments(eventBudget: attemptBudget)
    var decayMethod: Computed.Method?
    var error = 0.0
    let interior = memory.convention == .qubit && memory.ends != .stored
    func note(_ computed: Computed) -> Double {
      error = max(error, computed.relativeError)
      decayMethod = decayMethod ?? computed.method
      return computed.value
    }
    var decay = mapRates { rate in
      if rate == 0 || segments.count == 1 { return 1 }
      let computed =
        interior
        ? SwapAsapDecay(segments).mean(
          rates: [Double](repeating: rate, count: segments.count - 1), attemptBudget: attemptBudget)
        : storedPairDecay(rate: rate)
      return note(computed) * finalMessageDecay(rate: rate)
    }
    if !repeaterMemories.isEmpty {
      func mean(_ rate: KeyPath<Memory, Double>) -> Double {
        note(
          SwapAsapDecay(segments).mean(
            rates: repeaterMemories.map { $0[keyPath: rate] }, attemptBudget: attemptBudget))
      }
      decay = BellDiagonalState(x: mean(\.rateX), y: mean(\.rateY), z: mean(\.rateZ))
    }
    let methods =
      ["delivery time: \(moments.method.rawValue)"] + (decayMethod.map { ["decay: \($0.rawValue)"] } ?? [])
    return ExactEstimate(
      meanTime: moments.mean, meanTimeError: moments.relativeError,
      standardDeviation: moments.standardDeviation,
      quantiles: [0.5, 0.95].map { .init(share: $0, time: generation.quantile($0)) },
      state: staticState * decay, stateError: error, method: methods.joined(separator: "; "))
  }

  /// Ticks times segments cubed that an interval recursion may take (about a second).
  private static let intervalBudget = 4e8

  /// The interval recursion on the attempt grid, or, where that is too fine, on two coarser grids with their limit.
  private func storedPairDecay(rate: Double) -> Computed {
    let n = Double(segments.count)
    let perPair = memory.convention == .pair ? 1.0 : 2
    let hazards = segments.map(\.hazard)
    let affordable = Self.intervalBudget / (n * n * n / 6 + n * n)
    func horizon(_ grid: TickGrid) -> Double {
      zip(grid.periods, hazards).map { 39 / $1 * Double($0) }.max()!
    }
    // The finest affordable grid; one is enough where the periods have a common measure.
    var grid = TickGrid(periods: segments.map(\.attemptPeriod))
    for ticks in [16_384, 4096, 1024, 256, 64] where !grid.isExact && horizon(grid) > affordable {
      grid = TickGrid(periods: segments.map(\.attemptPeriod), ticksPerPeriod: ticks)
    }
    if horizon(grid) <= affordable {
      let value = IntervalDecay(periods: grid.periods, hazards: hazards, lastTick: .max)
        .mean { _, _ in rate * perPair * grid.tick }
      return Computed(value: value, method: .lattice, relativeError: 1e-13 + grid.largestRelativeError)
    }
    // Cells of many attempts: the decay depends on differences of times, so the error is of second order in the cell.
    func coarse(cells: Double) -> Double {
      let cell = horizon(grid) / cells * grid.tick
      let perCell = zip(hazards, segments).map { $0 * cell / $1.attemptPeriod }
      return IntervalDecay(
        periods: [Int](repeating: 1, count: segments.count), hazards: perCell, lastTick: .max
      ).mean { _, _ in rate * perPair * cell }
    }
    let cells = min(affordable / 1.5, 100_000)
    let fine = coarse(cells: cells)
    let rough = coarse(cells: cells / 2)
    return Computed(
      value: fine + (fine - rough) / 3, method: .lattice,
      relativeError: abs(fine - rough) / fine / 3 + rate * segments.map(\.attemptPeriod).max()!)
  }
}
