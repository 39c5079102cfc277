internal import Foundation

/// Double-click heralding at a station (Barrett and Kok): each node emits in one of two time bins, correlated with its
/// qubit, and one click in each bin projects the nodes on Ψ±.
///
/// Barrett and Kok, Phys. Rev. A 71, 060310 (2005). With c_n the chance that exactly one given detector clicks in a bin
/// into which n photons were sent (q = 1 − dark probability),
///
///     c_0 = q (1−q)        c_1(η) = q [1 − η/2 − q (1−η)]
///     c_2 = q [η_A η_B (1+V)/4 + (η_A(1−η_B) + η_B(1−η_A))/2 + (1−η_A)(1−η_B) − q (1−η_A)(1−η_B)]
///
/// the herald probability is 2 c_1(η_A) c_1(η_B) + 2 c_2 c_0 (η_A η_B/2 without dark counts), z = (c_1 c_1 − c_2 c_0)/(c_1 c_1 + c_2 c_0) and
/// x = y = V q² (η_A η_B/4) exp(−σ²/2) (1−d_A)²(1−d_B)²/(c_1 c_1 + c_2 c_0): each bin contributes one overlap √V, and only the
/// change of the phase from bin to bin counts.
///
/// The same numbers hold for photons entangled in polarisation with their nodes, where the bins are the polarisations.
public struct DoubleClick: Hashable, Sendable {
  /// Chance that an emitted photon makes a detector click, fibre included, 0 to 1.
  public var efficiency: Arms
  /// Chance that one detector clicks without light in one bin, 0 to below 1.
  public var darkProbability: Double
  /// Hong-Ou-Mandel visibility V, 0 to 1.
  public var visibility: Double
  /// Root mean square change σ of the phase between the arms from the first bin to the second, in rad.
  public var phaseNoiseRad: Double
  /// Chance d that an excitation emits two photons; as in `SingleClick`.
  public var doubleExcitation: Arms

  /// Creates an attempt from its parts; ideal where they are left out.
  public init(
    efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1, phaseNoiseRad: Double = 0,
    doubleExcitation: Arms = Arms(0)
  ) {
    self.efficiency = efficiency
    self.darkProbability = darkProbability
    self.visibility = visibility
    self.phaseNoiseRad = phaseNoiseRad
    self.doubleExcitation = doubleExcitation
  }

  /// Herald probability and heralded state of one attempt (both bins).
  public var pair: HeraldedPair {
    let (eA, eB) = (efficiency.left, efficiency.right)
    let quiet = 1 - darkProbability
    let none = quiet * darkProbability
    let one = { (e: Double) in quiet * (e / 2 + (1 - e) * darkProbability) }
    let two =
      quiet
      * (eA * eB * (1 + visibility) / 4 + (eA * (1 - eB) + eB * (1 - eA)) / 2
        + (1 - eA) * (1 - eB) * darkProbability)
    let good = one(eA) * one(eB)
    let bad = two * none
    let sum = good + bad
    guard sum > 0 else { return HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)) }
    let undisturbed = (1 - doubleExcitation.left) * (1 - doubleExcitation.right)
    let x =
      visibility * quiet * quiet * eA * eB / 4 * exp(-phaseNoiseRad * phaseNoiseRad / 2) * undisturbed
      * undisturbed / sum
    return HeraldedPair(
      successProbability: 2 * sum, state: BellDiagonalState(x: x, y: x, z: (good - bad) / sum))
  }

  /// What each effect alone takes from the fidelity.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    let ideal = DoubleClick(efficiency: efficiency)
    return ideal.infidelity(
      own: nil,
      effects: [
        ("dark counts", { $0.darkProbability = darkProbability }),
        ("photon visibility", { $0.visibility = visibility }),
        ("optical phase", { $0.phaseNoiseRad = phaseNoiseRad }),
        ("double excitation", { $0.doubleExcitation = doubleExcitation }),
      ])
  }
}
