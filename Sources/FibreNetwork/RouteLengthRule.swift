/// How long a fibre is expected to be when only the great-circle distance between its ends is known.
public enum RouteLengthRule: Sendable, Hashable {
  /// ETSI EN 300 416 and ITU-T Y.1541 (appendix III): 1.5 D below 1,000 km, 1,500 km from 1,000 to 1,200 km, 1.25 D
  /// above.
  case standard
  /// A constant multiple of the great circle, at least 1.
  case factor(Double)

  /// Route length in km for a great circle of `distance` km.
  ///
  /// - Parameter distance: km, at least 0.
  public func lengthKm(greatCircleKm distance: Double) -> Double {
    switch self {
    case .standard: distance < 1000 ? 1.5 * distance : distance <= 1200 ? 1500 : 1.25 * distance
    case .factor(let factor): factor * distance
    }
  }

  /// In words, for reports.
  public var description: String {
    switch self {
    case .standard:
      "ETSI EN 300 416 / ITU-T Y.1541: 1.5 D below 1,000 km, 1,500 km to 1,200 km, 1.25 D above"
    case .factor(let factor): "\(factor) times the great circle"
    }
  }
}
