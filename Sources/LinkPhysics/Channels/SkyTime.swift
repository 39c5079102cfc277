/// When a satellite serves two ground stations: what a report says beside a rate that is a mean over the day.
public struct SkyTime: Hashable, Sendable {
  /// Seconds of a mean day in which both stations have the satellite above their lowest elevation, at any
  /// hour and in any weather.
  public var jointSecondsPerDay: Double
  /// Windows in a mean day in which they do, at any hour and in any weather.
  public var windowsPerDay: Double
  /// Share of the windows that are at night, 0 to 1.
  public var nightShare: Double
  /// Chance that the sky is clear at both stations, 0 to 1.
  public var clearSkyShare: Double
  /// Whether the windows are all of an orbit in the long run, and not passes along the great circle through
  /// both stations.
  public var isLongRunMean: Bool
  /// Whether nobody knew where the stations are: two on the parallel of 45 degrees north are taken
  /// (`GroundPair.init(apartKm:)`).
  public var assumesPlaces: Bool

  /// Creates the times from their parts: seconds and windows a day, shares from 0 to 1.
  public init(
    jointSecondsPerDay: Double, windowsPerDay: Double, nightShare: Double = 1, clearSkyShare: Double = 1,
    isLongRunMean: Bool = true, assumesPlaces: Bool = false
  ) {
    self.jointSecondsPerDay = jointSecondsPerDay
    self.windowsPerDay = windowsPerDay
    self.nightShare = nightShare
    self.clearSkyShare = clearSkyShare
    self.isLongRunMean = isLongRunMean
    self.assumesPlaces = assumesPlaces
  }

  /// Length of the mean window in s.
  public var meanWindowS: Double {
    windowsPerDay > 0 ? jointSecondsPerDay / windowsPerDay : jointSecondsPerDay
  }
  /// Windows of a mean day at night and in clear weather.
  public var usableWindowsPerDay: Double { windowsPerDay * nightShare * clearSkyShare }
  /// Seconds of a mean day in which pairs are made.
  public var usableSecondsPerDay: Double { jointSecondsPerDay * nightShare * clearSkyShare }
  /// Share of the time in which pairs are made, 0 to 1.
  public var dutyCycle: Double { min(1, usableSecondsPerDay / 86_400) }
}
