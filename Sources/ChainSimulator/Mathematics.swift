internal import Foundation

// The elementary functions of the estimators, in one place, so that Foundation is imported once.

@inline(__always) func exp(_ x: Double) -> Double { Foundation.exp(x) }
@inline(__always) func log(_ x: Double) -> Double { Foundation.log(x) }
@inline(__always) func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
@inline(__always) func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
func cosine(_ x: Double) -> Double { Foundation.cos(x) }
func sine(_ x: Double) -> Double { Foundation.sin(x) }
func power(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }

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
