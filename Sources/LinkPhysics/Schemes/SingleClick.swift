internal import Foundation

/// Single-click heralding at a station: each node prepares √(1−α)|dark⟩|0⟩ + √α|bright⟩|1⟩, the photons meet on a
/// 50:50 beam splitter, and a click of exactly one detector projects the nodes near (|db⟩ ± |bd⟩)/√2.
///
/// Cabrillo et al., Phys. Rev. A 59, 1025 (1999); Bose et al., Phys. Rev. Lett. 83, 5158 (1999); rates and errors as in
/// Hermans et al., New J. Phys. 25, 013011 (2023) (arXiv 2208.07449). With threshold detectors, per detector
/// (q = 1 − dark probability, η the chance that an emitted photon reaches a detector and clicks):
///
///     P_dd = (1−a)(1−b) (1−q) q
///     P_bd = a(1−b) [η_A/2 + (1−η_A)(1−q)] q              P_db likewise
///     P_bb = ab [η_A η_B (1+V)/4 + (η_A(1−η_B) + η_B(1−η_A))/2 + (1−η_A)(1−η_B)(1−q)] q
///     K    = ½ √(a(1−a) b(1−b) η_A η_B) q κ exp(−σ²/2) (1−d_A)(1−d_B)
///
/// The herald probability is twice their sum N and, in the frame of Φ+, x = y = 2K/N, z = (P_bd + P_db − P_dd − P_bb)/N.
/// For small a = b = α this is p = 2αη, F = 1 − α.
public struct SingleClick: Hashable, Sendable {
  /// Bright-state populations α of the left and right node, over 0 and below 1.
  public var population: Arms
  /// Chance that an emitted photon makes a detector click, fibre included, 0 to 1.
  public var efficiency: Arms
  /// Chance that one detector clicks without light in one detection window, 0 to below 1.
  public var darkProbability: Double
  /// Hong-Ou-Mandel visibility V: the squared overlap of the two photons' modes, 0 to 1.
  public var visibility: Double
  /// Coherence κ that a herald leaves between the two photons' modes, |E⟨a|b⟩|, from V to √V.
  ///
  /// V is E|⟨a|b⟩|², what Hong-Ou-Mandel interference shows. A static mismatch of the modes leaves κ = √V, spectral diffusion or
  /// pure dephasing from pulse to pulse as little as V.
  public var modeCoherence: Double
  /// Root mean square σ of the optical phase between the two arms, in rad (Gaussian).
  public var phaseNoiseRad: Double
  /// Chance d that an excitation emits two photons, 0 to below 1.
  ///
  /// Either of the two may be the one that clicks, so the click of a node has an unseen companion, which tells the
  /// environment which node was bright, with probability 2d/(1+d); the model takes 1 − (1−d)², the same to first order
  /// (the convention of NetSquid's published NV parameters). η counts clicks of either photon.
  public var doubleExcitation: Arms

  /// Creates an attempt from its parts; ideal where they are left out.
  ///
  /// - Parameter modeCoherence: κ; `nil` for its least value, V.
  public init(
    population: Arms, efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1,
    modeCoherence: Double? = nil, phaseNoiseRad: Double = 0, doubleExcitation: Arms = Arms(0)
  ) {
    self.modeCoherence = modeCoherence ?? visibility
    self.population = population
    self.efficiency = efficiency
    self.darkProbability = darkProbability
    self.visibility = visibility
    self.phaseNoiseRad = phaseNoiseRad
    self.doubleExcitation = doubleExcitation
  }

  /// Populations of a given mean that make both arms click equally often, a η_A = b η_B.
  ///
  /// To first order the heralded fidelity is 1 − (a+b)/2 there, and stationary: any other split of the same click rate
  /// loses coherence quadratically. Neither population goes over `limit`.
  public static func balanced(mean: Double, efficiency: Arms, limit: Double = 0.5) -> Arms {
    let sum = efficiency.left + efficiency.right
    guard sum > 0 else { return Arms(mean) }
    let raw = Arms(2 * mean * efficiency.right / sum, 2 * mean * efficiency.left / sum)
    let shrink = min(1, limit / max(raw.left, raw.right))
    return Arms(raw.left * shrink, raw.right * shrink)
  }

  /// Herald probability and heralded state of one attempt.
  public var pair: HeraldedPair {
    let (a, b) = (population.left, population.right)
    let (eA, eB) = (efficiency.left, efficiency.right)
    let dark = darkProbability
    let quiet = 1 - dark
    let bothDark = (1 - a) * (1 - b) * dark * quiet
    let leftBright = a * (1 - b) * (eA / 2 + (1 - eA) * dark) * quiet
    let rightBright = b * (1 - a) * (eB / 2 + (1 - eB) * dark) * quiet
    let bothBright =
      a * b
      * (eA * eB * (1 + visibility) / 4 + (eA * (1 - eB) + eB * (1 - eA)) / 2 + (1 - eA) * (1 - eB) * dark)
      * quiet
    let undisturbed = (1 - doubleExcitation.left) * (1 - doubleExcitation.right)
    let coherence =
      (a * (1 - a) * b * (1 - b) * eA * eB).squareRoot() / 2 * quiet * modeCoherence
      * exp(-phaseNoiseRad * phaseNoiseRad / 2) * undisturbed
    let sum = bothDark + leftBright + rightBright + bothBright
    guard sum > 0 else { return HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)) }
    let x = 2 * coherence / sum
    return HeraldedPair(
      successProbability: 2 * sum,
      state: BellDiagonalState(x: x, y: x, z: (leftBright + rightBright - bothDark - bothBright) / sum))
  }

  /// What each effect alone takes from the fidelity: the bright-state population by itself, then each other effect
  /// beside it.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    let ideal = SingleClick(population: population, efficiency: efficiency)
    return ideal.infidelity(
      own: "both nodes bright",
      effects: [
        ("dark counts", { $0.darkProbability = darkProbability }),
        (
          "photon visibility",
          {
            $0.visibility = visibility
            $0.modeCoherence = modeCoherence
          }
        ),
        ("optical phase", { $0.phaseNoiseRad = phaseNoiseRad }),
        ("double excitation", { $0.doubleExcitation = doubleExcitation }),
      ])
  }
}
