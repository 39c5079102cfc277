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

/// Capacity of a hop in ebits per use of one mode: what no protocol on its fibre exceeds, whatever stands at its ends and at
/// its station.
///
/// Where a station measures light, or a source sends it, between the ends, the station is a relay and the hop is two channels:
/// the lesser of the arms. A pulse that passes from end to end is one channel. Pirandola, Commun. Phys. 2, 51 (2019), eq. 5:
/// relays, even untrusted ones, leave the least of the channels. PLOB of the whole hop is no bound with a station: ideal single
/// clicks over 300 km beat it 59 times.
///
/// - Parameter hasStation: whether light is measured or made between the ends.
public func hopCapacity(_ hop: HopGeometry, hasStation: Bool) -> Double {
  plobCapacity(lossDb: hasStation ? max(hop.leftLossDb, hop.rightLossDb) : hop.lossDb)
}
