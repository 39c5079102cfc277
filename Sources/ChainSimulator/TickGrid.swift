/// The integer grid of time of one chain.
///
/// Where attempt periods, message delays and cut-offs have a common measure (always so in rounds, and for decimal values with
/// few digits), a tick is that measure and nothing is rounded. Else a tick is a fraction of the shortest period, and
/// each of those times is off by less than `largestRelativeError` of itself (delays: of the shortest period).
public struct TickGrid: Hashable, Sendable {
  /// Length of a tick in the chain's time base.
  public let tick: Double
  /// Attempt period of each segment in ticks, from 1.
  public let periods: [Int]
  /// Largest relative rounding error of a period, or of a delay in shortest periods.
  public let largestRelativeError: Double

  /// A measure with more ticks than this in the shortest period is taken as none.
  private static let finest = 4096.0

  /// Finds the common measure of some times, or takes a fraction of the shortest period.
  ///
  /// - Parameters:
  ///   - others: delays and cut-offs; those that are 0 or infinite take no part.
  ///   - ticksPerPeriod: of the shortest period, where there is no common measure.
  /// - Precondition: at least one period, all above 0.
  /// - Complexity: O(n), times the steps of Euclid's algorithm.
  public init(periods: [Double], others: [Double] = [], ticksPerPeriod: Int = 65_536) {
    let shortest = periods.min()!
    let delays = others.filter { $0 > 0 && $0 < 1e12 * shortest }
    var measure = shortest
    for time in periods + delays { measure = Self.commonMeasure(measure, time) }
    func error(_ tick: Double) -> Double {
      let ofPeriods = periods.map { abs(max(1, ($0 / tick).rounded()) * tick / $0 - 1) }.max()!
      return max(
        ofPeriods, delays.map { abs(($0 / tick).rounded() * tick - $0) / max($0, shortest) }.max() ?? 0)
    }
    if shortest / measure > min(Self.finest, Double(ticksPerPeriod)) || error(measure) > 1e-10 {
      measure = shortest / Double(ticksPerPeriod)
    }
    tick = measure
    self.periods = periods.map { max(1, Int(($0 / measure).rounded())) }
    largestRelativeError = error(measure) < 1e-10 ? 0 : error(measure)
  }

  /// A grid of a given tick, however it fits.
  init(tick: Double, periods: [Double]) {
    self.tick = tick
    self.periods = periods.map { max(1, Int(($0 / tick).rounded())) }
    largestRelativeError = zip(periods, self.periods).map { abs(Double($1) * tick / $0 - 1) }.max()!
  }

  /// The grid on which a chain is simulated: 2^16 ticks in the shortest period where there is no common measure, fewer where
  /// times would leave 64 bits.
  public init(_ chain: Chain, ticksPerPeriod: Int = 65_536) {
    let periods = chain.segments.map(\.attemptPeriod)
    let hasMessages = chain.timeBase == .physical && chain.latency == .messages
    // A thousand times the slowest segment's longest wait must fit.
    let longest = zip(periods, chain.segments).map { 40 * $0 / $1.hazard }.max()! / periods.min()!
    let room = max(1, Int(min(Double(ticksPerPeriod), 0x1p61 / 1000 / max(1, longest))))
    self.init(
      periods: periods,
      others: (hasMessages ? chain.segments.map(\.messageDelay) : []) + (chain.cutoff?.values ?? []),
      ticksPerPeriod: room)
  }

  /// Whether nothing was rounded.
  public var isExact: Bool { largestRelativeError == 0 }

  /// A duration in whole ticks.
  public func ticks(_ duration: Double) -> Int { Int(min((duration / tick).rounded(), 0x1p61)) }
  /// Whole ticks of a limit that is kept inclusively: 17.0 periods are 17, not 16.
  public func ticksWithin(_ duration: Double) -> Int {
    Int(min((duration / tick * (1 + 1e-10)).rounded(.down), 0x1p61))
  }

  /// Euclid on real numbers; a remainder below 1e-7 of the divisor is rounding.
  private static func commonMeasure(_ a: Double, _ b: Double) -> Double {
    var (large, small) = (max(a, b), min(a, b))
    while true {
      let quotient = (large / small).rounded()
      let rest = abs(large - quotient * small)
      if rest < 1e-7 * small || small < 1e-30 * a { return small }
      (large, small) = (small, rest)
    }
  }
}
