/// Whether hops of a chain may run with different settings of the platform's free knob (bright-state population, mean
/// photon number, modes).
public enum KnobSetting: String, Sendable, CaseIterable {
  /// One setting for all hops of a chain, the best one.
  case uniform
  /// Each hop its own.
  case perHop = "per-hop"
}

/// How the time until a hop has a pair is modelled.
public enum LinkTimeModel: String, Sendable, CaseIterable {
  /// Attempt after attempt, each of the hop's own period: geometric on a lattice.
  case attempts
  /// Exponential of mean τ/(−M ln(1−p)), the lower bound that published formulations use.
  case exponential
}

/// Where a hop's heralding station may stand.
public enum StationPlacement: String, Sendable, CaseIterable {
  /// At a site of the route that may host a station; arms may be unequal.
  case sites
  /// At the point of equal travel time, wherever that is: an idealisation for comparison with published models.
  case midpoint
}
