internal import Foundation

/// Secret-key and entanglement capacity of a pure-loss channel in bits (ebits) per use of one mode: −log₂(1−η).
///
/// Pirandola, Laurenza, Ottaviani and Banchi, Nat. Commun. 8, 15043 (2017) (PLOB). Accurate to rounding for η down to
/// the smallest numbers.
///
/// - Parameter transmission: η, 0 to 1; 1 gives infinity.
public func plobCapacity(transmission: Double) -> Double { -log1p(-transmission) / log(2) }

/// PLOB capacity of a loss in dB, per use of one mode.
///
/// Near 0 dB 1 − η is taken from the loss itself, so that short fibres keep their accuracy too.
public func plobCapacity(lossDb: Double) -> Double {
  let exponent = -lossDb * log(10) / 10
  return exponent < -0.5 ? plobCapacity(transmission: exp(exponent)) : -log2(-expm1(exponent))
}

/// Capacity of a chain of lossy hops, in bits per use of every hop: the least of its hops.
///
/// Pirandola, Commun. Phys. 2, 51 (2019), eq. 5. Nothing for an empty chain.
///
/// - Complexity: O(hops).
public func chainCapacity(hopLossesDb: [Double]) -> Double? {
  hopLossesDb.map(plobCapacity(lossDb:)).min()
}
