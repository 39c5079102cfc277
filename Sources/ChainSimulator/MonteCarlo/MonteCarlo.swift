internal import Dispatch
internal import Foundation
public import LinkPhysics

/// How to sample.
public struct MonteCarloOptions: Sendable {
  /// The same seed gives the same samples.
  public var seed: UInt64
  /// Number of samples, or with `relativeError` the most.
  public var samples: Int
  /// Stop once the standard errors of the mean time and of the fidelity are below this share of their values.
  public var relativeError: Double?
  /// Workers; the result does not depend on it.
  public var threads: Int
  /// Asked between samples, on any thread; on true the estimate of the samples so far is returned: the first of the stream, so
  /// that as many samples asked for give the same figures.
  public var isCancelled: (@Sendable () -> Bool)?

  /// Creates options from their parts.
  public init(
    seed: UInt64 = 1, samples: Int = 100_000, relativeError: Double? = nil, threads: Int = 1,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) {
    self.seed = seed
    self.samples = samples
    self.relativeError = relativeError
    self.threads = threads
    self.isCancelled = isCancelled
  }
}

/// What sampling says about a chain. Times in the chain's time base.
public struct MonteCarloEstimate: Sendable {
  /// From start to delivery (on-demand), or between deliveries (continuous).
  public var meanTime: Measured
  /// Standard deviation of the delivery time.
  public var standardDeviation: Double
  /// Character x of delivered pairs, mean over deliveries.
  public var x: Measured
  /// Character y, likewise.
  public var y: Measured
  /// Character z, likewise.
  public var z: Measured
  /// Fidelity with Φ+, mean over deliveries.
  public var fidelity: Measured
  /// Elementary pairs made for each delivered one.
  public var linksPerPair: Double
  /// 5, 25, 50, 75, 95 and 99 percent of the delivery time.
  public var quantiles: [ExactEstimate.Quantile]
  /// Counts of delivery times in bins of 0.4 % width, empty bins left out.
  public var histogram: [HistogramBin]
  /// Delivered pairs.
  public var samples: Int
  /// The seed that was used; 0 in reports of progress.
  public var seed: UInt64
  /// Why sampling ended; meaningless in reports of progress.
  public var stop: Stop
  /// Delivered pairs per second of processor time.
  public var pairsPerCPUSecond: Double

  /// Why sampling ended.
  public enum Stop: String, Sendable {
    /// As many samples as asked for.
    case samples
    /// The standard errors are below what was asked for.
    case relativeError = "relative-error"
    /// Told to stop.
    case cancelled
  }

  /// Deliveries that took from one time up to another.
  public struct HistogramBin: Hashable, Sendable {
    /// Least time of the bin.
    public var from: Double
    /// Where the next bin would begin.
    public var to: Double
    /// Deliveries in the bin.
    public var count: Int
  }

  /// The mean state of delivered pairs.
  public var state: BellDiagonalState { BellDiagonalState(x: x.value, y: y.value, z: z.value) }
}

extension Chain {
  /// Samples deliveries.
  ///
  /// The samples are a pure function of the chain and the seed: the same for any number of threads. Chains sampled with
  /// the same seed share the draws of segments (common random numbers), so that their differences are known better than
  /// either.
  ///
  /// - Parameter progress: told now and then what is known so far.
  /// - Returns: What was sampled; figures are not numbers where it was cancelled before the first delivery.
  /// - Throws: `ChainFault` for a chain that cannot be simulated.
  /// - Complexity: O(elementary pairs made), whatever their success probability.
  public func sample(
    _ options: MonteCarloOptions = MonteCarloOptions(), progress: ((MonteCarloEstimate) -> Void)? = nil
  ) throws(ChainFault) -> MonteCarloEstimate {
    if let fault = faults.first { throw fault }
    let kernel = makeKernel()
    let size = kernel.blockSize
    // Dependent samples come in whole runs, and an error needs several.
    let most =
      kernel.blocksAreRuns
      ? max(16, (options.samples + size - 1) / size) * size : max(1, options.samples)
    // A wave is the same blocks for any number of threads; stopping is decided between waves.
    let waveBlocks = 32
    var total = Tally()
    var stop = MonteCarloEstimate.Stop.samples
    let cpu = CPUTime()
    var nextBlock = 0
    while total.count < most {
      let left = (most - nextBlock * size + size - 1) / size
      let wave = min(waveBlocks, left)
      let from = nextBlock
      let tallies = concurrently(wave, threads: options.threads) { i in
        kernel.block(from + i, count: min(size, most - (from + i) * size), seed: options.seed) {
          options.isCancelled?() == true
        }
      }
      for (i, tally) in tallies.enumerated() {
        let whole = min(size, most - (from + i) * size)
        // What comes behind a block that was cut short is no beginning of the stream; dependent samples come in whole runs.
        if tally.count < whole {
          if !kernel.blocksAreRuns { total.add(tally) }
          break
        }
        total.add(tally)
      }
      nextBlock += wave
      progress?(kernel.estimate(total, of: self))
      if let wanted = options.relativeError, meets(wanted, total, kernel) {
        stop = .relativeError
        break
      }
      if options.isCancelled?() == true, total.count < most {
        stop = .cancelled
        break
      }
    }
    let seconds = cpu.elapsed
    var estimate = kernel.estimate(total, of: self)
    estimate.seed = options.seed
    estimate.stop = stop
    estimate.pairsPerCPUSecond = Double(estimate.samples) / max(seconds, 1e-9)
    return estimate
  }

  private func meets(_ wanted: Double, _ tally: Tally, _ kernel: any SamplingKernel) -> Bool {
    let estimate = kernel.estimate(tally, of: self)
    return tally.count >= 100 && estimate.meanTime.standardError <= wanted * estimate.meanTime.value
      && estimate.fidelity.standardError <= wanted * estimate.fidelity.value
  }

  private func makeKernel() -> any SamplingKernel {
    if delivery == .onDemand {
      if let oneInterface { return TurnsSampling(self, oneInterface) }
      if !repeaterMemories.isEmpty { return UnlikeMemoriesKernel(self) }
      if isDeterministicAsap, cutoff == nil { return DeterministicAsapKernel(self) }
      if policy == .nested, cutoff?.kind != .age { return NestedKernel(self) }
    }
    return EventKernel(self)
  }
}

/// Computes blocks of samples; a block is a pure function of its number and the seed.
protocol SamplingKernel: Sendable {
  var blockSize: Int { get }
  /// Whether the samples of a block depend on each other; blocks are then whole.
  var blocksAreRuns: Bool { get }
  /// - Parameter isCancelled: asked now and then; on true the block ends with the samples it has.
  func block(_ index: Int, count: Int, seed: UInt64, isCancelled: () -> Bool) -> Tally
  func estimate(_ tally: Tally, of chain: Chain) -> MonteCarloEstimate
}

extension SamplingKernel {
  var blocksAreRuns: Bool { false }

  func estimate(_ tally: Tally, of chain: Chain) -> MonteCarloEstimate {
    let whole = chain.timeBase == .rounds
    return MonteCarloEstimate(
      meanTime: tally.mean(.time), standardDeviation: tally.timeVariance.squareRoot(), x: tally.mean(.x),
      y: tally.mean(.y), z: tally.mean(.z), fidelity: tally.mean(.fidelity),
      linksPerPair: Double(tally.links) / Double(tally.count),
      quantiles: [0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map {
        .init(share: $0, time: tally.histogram.quantile($0, wholeNumbers: whole))
      },
      histogram: tally.histogram.bins.map { .init(from: $0.from, to: $0.to, count: $0.count) },
      samples: tally.count, seed: 0, stop: .samples, pairsPerCPUSecond: 0)
  }
}

/// Results of `count` pure tasks, in order, computed by some threads.
func concurrently<Value: Sendable>(
  _ count: Int, threads: Int, _ task: @Sendable (Int) -> Value
) -> [Value] {
  let workers = min(max(1, threads), count)
  if workers == 1 { return (0..<count).map(task) }
  return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let results = buffer
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for i in stride(from: worker, to: count, by: workers) { results.initializeElement(at: i, to: task(i)) }
    }
    initialized = count
  }
}

/// Processor time of the whole process.
struct CPUTime {
  private let start = Self.now
  var elapsed: Double { Self.now - start }
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
