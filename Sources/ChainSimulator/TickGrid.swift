/// The integer grid of time of one chain.
///
/// Where the attempt periods have a common measure (always so for equal periods and for decimal values with few digits),
/// a tick is that measure and nothing is rounded. Else a tick is a 2^-16th of the shortest period, and each
/// period is off by less than `largestRelativeError`.
public struct TickGrid: Hashable, Sendable {
  /// Length of a tick in the chain's time base.
  public let tick: Double
  /// Attempt period of each segment in ticks, from 1.
  public let periods: [Int]
  /// Largest relative rounding error of a period.
  public let largestRelativeError: Double

  /// A measure with more ticks than this in the shortest period is taken as none.
  static let finest = 4096.0

  public init(periods: [Double]) {
    let shortest = periods.min()!
    var measure = shortest
    for period in periods { measure = Self.commonMeasure(measure, period) }
    func error(_ tick: Double) -> Double {
      periods.map { abs(($0 / tick).rounded() * tick / $0 - 1) }.max()!
    }
    if shortest / measure > Self.finest || error(measure) > 1e-11 { measure = shortest / 65_536 }
    tick = measure
    self.periods = periods.map { max(1, Int(($0 / measure).rounded())) }
    largestRelativeError = error(measure) < 1e-11 ? 0 : error(measure)
  }

  public init(_ chain: Chain) { self.init(periods: chain.segments.map(\.attemptPeriod)) }

  public var isExact: Bool { largestRelativeError == 0 }

  /// A duration in whole ticks.
  public func ticks(_ duration: Double) -> Int { Int(min((duration / tick).rounded(), 0x1p61)) }
  /// Whole ticks of a limit that is kept inclusively: 17.0 periods are 17, not 16.
  public func ticksWithin(_ duration: Double) -> Int {
    Int(min((duration / tick * (1 + 1e-12)).rounded(.down), 0x1p61))
  }

  /// Euclid on real numbers; a remainder below 1e-7 of the divisor is rounding.
  private static func commonMeasure(_ a: Double, _ b: Double) -> Double {
    var (large, small) = (max(a, b), min(a, b))
    while true {
      let quotient = (large / small).rounded()
      let rest = abs(large - quotient * small)
      if rest < 1e-7 * small { return small }
      (large, small) = (small, rest)
    }
  }
}
