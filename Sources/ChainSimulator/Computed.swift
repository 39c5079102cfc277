/// How a figure was computed, and how far it may be off.
public struct Computed: Hashable, Sendable {
  /// The figure itself.
  public var value: Double
  /// How it was computed.
  public var method: Method
  /// Bound or estimate of the relative error of the method (rounding included).
  public var relativeError: Double

  /// The ways of computing.
  public enum Method: String, Sendable {
    /// A finite formula; rounding errors only.
    case closedForm = "closed form"
    /// A sum over attempts, cut where the rest is below 1e-15.
    case attempts = "sum over attempts"
    /// Attempts replaced by exponential times with the mean offset of half a period.
    case exponential = "exponential times"
    /// A recursion over a grid of time.
    case lattice
    /// A finite Markov chain, solved.
    case markovChain = "Markov chain"
  }
}
