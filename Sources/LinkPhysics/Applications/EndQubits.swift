/// What the users at both ends do with their qubits.
public enum EndQubits: String, Sendable, CaseIterable {
  /// Measured as their photons are emitted: nothing decays, and nothing is left for a correction.
  case measured
  /// Measured when their node knows the herald: they decay until then, and the basis may be chosen after it.
  case measuredAtHerald = "measured-at-herald"
  /// Stored until the end-to-end pair is there and known to be.
  case stored
}
