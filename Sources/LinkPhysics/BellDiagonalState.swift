internal import Foundation

/// A two-qubit state that is diagonal in the Bell basis, held as its three Pauli characters.
///
/// With I, X, Y, Z the probabilities of the Pauli error on a perfect pair (Φ+, Ψ+, Ψ−, Φ−), the characters are
/// x = I+X−Y−Z, y = I−X+Y−Z, z = I−X−Y+Z. Everything a chain does to a pair multiplies characters: a swap multiplies
/// those of the two pairs and of the gate, dephasing for a time t multiplies x and y by exp(−t/T2), relaxation (Pauli
/// twirled) z by exp(−t/T1), depolarising all three by exp(−t/T). So the mean state of a random process needs only the
/// mean of each character.
public struct BellDiagonalState: Hashable, Sendable {
  /// Character of X, −1 to 1: what outcomes of X at both ends have in common, 1 for always the same.
  public var x: Double
  /// Character of Y, −1 to 1: the same of Y, in the frame in which Φ+ gives 1.
  public var y: Double
  /// Character of Z, −1 to 1: the same of Z.
  public var z: Double

  /// From characters, each from -1 to 1.
  public init(x: Double, y: Double, z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The Werner state of parameter w (1 for a perfect pair, 0 for white noise).
  public init(werner w: Double) { self.init(x: w, y: w, z: w) }

  /// From the probabilities of I, X, Y, Z (they should sum to 1).
  public init(i: Double, x: Double, y: Double, z: Double) {
    self.init(x: i + x - y - z, y: i - x + y - z, z: i - x - y + z)
  }

  /// Φ+.
  public static let perfect = BellDiagonalState(werner: 1)

  /// Probabilities of I, X, Y, Z; they sum to 1.
  public var probabilities: (i: Double, x: Double, y: Double, z: Double) {
    ((1 + x + y + z) / 4, (1 + x - y - z) / 4, (1 - x + y - z) / 4, (1 - x - y + z) / 4)
  }

  /// Fidelity with Φ+: the probability of no error, (1+x+y+z)/4.
  public var fidelity: Double { (1 + x + y + z) / 4 }
  /// Probability that outcomes differ when both ends measure X: (1−x)/2.
  public var errorRateX: Double { (1 - x) / 2 }
  /// Probability of an error when both ends measure Y: (1−y)/2; outcomes of Φ+ itself differ there.
  public var errorRateY: Double { (1 - y) / 2 }
  /// Probability that outcomes differ when both ends measure Z: (1−z)/2.
  public var errorRateZ: Double { (1 - z) / 2 }

  /// Entanglement swapping of two pairs, or the effect of a noisy gate: characters multiply.
  public static func * (a: Self, b: Self) -> Self { Self(x: a.x * b.x, y: a.y * b.y, z: a.z * b.z) }
}
