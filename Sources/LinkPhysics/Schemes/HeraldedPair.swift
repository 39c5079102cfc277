internal import Foundation

/// What one attempt of one mode yields: the chance that it is heralded, and the pair that is then there.
public struct HeraldedPair: Hashable, Sendable {
  /// Probability that the attempt is heralded, 0 to 1.
  public var successProbability: Double
  /// State of the heralded pair after the known Pauli correction, in the frame of Φ+ ; conditional on a pair being
  /// there where `vacuumFraction` is above 0.
  public var state: BellDiagonalState
  /// Probability that no pair is there although one was heralded.
  public var vacuumFraction: Double

  /// Creates the outcome of an attempt from its parts.
  public init(successProbability: Double, state: BellDiagonalState, vacuumFraction: Double = 0) {
    self.successProbability = successProbability
    self.state = state
    self.vacuumFraction = vacuumFraction
  }
}

/// Transmission (0 to 1) of a loss in dB.
func transmission(db loss: Double) -> Double { pow(10, -loss / 10) }

/// Loss in dB of a transmission over 0 to 1.
func decibels(_ transmission: Double) -> Double { -10 * log10(transmission) }
