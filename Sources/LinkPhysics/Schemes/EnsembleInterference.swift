internal import Foundation

/// Single-photon interference of two atomic ensembles at a station: each ensemble is excited into
/// √(1−χ) Σ χ^(n/2) |n excitations⟩|n photons⟩ and one detector click heralds one excitation shared by both.
///
/// Duan, Lukin, Cirac and Zoller, Nature 414, 413 (2001); Sangouard, Simon, de Riedmatten and Gisin, Rev. Mod. Phys. 83,
/// 33 (2011). What one trial shows keeps all orders of χ (the sums stand at `SharedExcitation`), pairs those up to three excitations a
/// side; to first order a trial is heralded with
/// 2χη + 2 dark, and p₁₁/p₁₀ = 2χ. After retrieval with efficiency r each side shows nothing or something.
public struct EnsembleInterference: Hashable, Sendable {
  /// χ: ratio of successive terms; to first order the chance of one excitation per trial, 0 to below 1.
  public var excitation: Arms
  /// Chance that an emitted photon makes a detector click, fibre included, 0 to 1.
  public var efficiency: Arms
  /// Chance that one detector clicks without light in one window, 0 to below 1.
  public var darkProbability: Double
  /// Hong-Ou-Mandel visibility V, 0 to 1.
  public var visibility: Double
  /// Root mean square phase between the arms, rad, write and read together.
  public var phaseNoiseRad: Double
  /// Chance that a stored excitation is there when it is used: storage and retrieval, 0 to 1.
  public var retrieval: Arms

  /// Creates a trial from its parts; ideal where they are left out.
  public init(
    excitation: Arms, efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1,
    phaseNoiseRad: Double = 0, retrieval: Arms = Arms(1)
  ) {
    self.excitation = excitation
    self.efficiency = efficiency
    self.darkProbability = darkProbability
    self.visibility = visibility
    self.phaseNoiseRad = phaseNoiseRad
    self.retrieval = retrieval
  }

  /// The heralded state of one rail in the occupation basis of the two ensembles.
  public struct Rail: Hashable, Sendable {
    /// Probability that a trial is heralded.
    public var heraldProbability: Double
    /// Probabilities, given a herald, that nothing, only the left, only the right, both sides show excitations.
    public var p00: Double
    /// Only the left side shows an excitation.
    public var p10: Double
    /// Only the right side shows an excitation.
    public var p01: Double
    /// Both sides show an excitation.
    public var p11: Double
    /// Magnitude of the coherence between one excitation left and one right.
    public var coherence: Double

    /// Lower bound on the concurrence, max(0, 2d − 2√(p₀₀ p₁₁)).
    ///
    /// Chou et al., Nature 438, 828 (2005).
    public var concurrence: Double { max(0, 2 * coherence - 2 * (p00 * p11).squareRoot()) }
  }

  /// What one trial of one rail gives: its herald and the state of the two ensembles after retrieval.
  ///
  /// - Complexity: O(n³) in the n orders of χ that are summed, at most 40.
  public var rail: Rail {
    let rail = shared.rail
    return Rail(
      heraldProbability: rail.heraldProbability, p00: rail.p00, p10: rail.p10, p01: rail.p01, p11: rail.p11,
      coherence: rail.coherence)
  }

  private var shared: SharedExcitation {
    SharedExcitation(
      excitation: excitation, efficiency: efficiency, darkProbability: darkProbability,
      visibility: visibility,
      retrieval: retrieval, coherenceFactor: exp(-phaseNoiseRad * phaseNoiseRad / 2))
  }

  /// A pair of qubits from two rails of the same kind, each side keeping the cases in which exactly one of its two
  /// ensembles shows an excitation, read at once.
  public var pair: HeraldedPair { pair(stored: RailStorage()) }

  /// The same after storage, with what it loses.
  ///
  /// Rails are operators of occupations up to three (`RailOperator`), x the correlation that interfering the two rails of each side
  /// shows. What is not kept, found only when the qubits are used, is `vacuumFraction`. Both rails are tried in every period
  /// until both are heralded: the success probability is the inverse of that mean number of periods, p(2−p)/(3−2p). The rail that
  /// comes first is stored for the difference of two equal geometric times, which is lossy; both wait for their heralds.
  func pair(stored storage: RailStorage) -> HeraldedPair {
    let link = RailLink(
      excitation: excitation, efficiency: efficiency, darkProbability: darkProbability,
      visibility: visibility,
      phaseNoiseRad: phaseNoiseRad)
    let p = link.heraldProbability
    guard p > 0 else { return HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)) }
    var second = link.rail
    if storage.lossPerS > 0 { second = second.lost(transmission: storage.kept(storage.herald)) }
    var first = second
    if storage.lossPerS > 0 {
      let inPeriod = p < 1 ? -expm1(Double(storage.modes) * log1p(-p)) : 1
      first = second.meanLoss(rate: Arms(storage.lossPerS)) { rate in
        Self.meanDecay(exp(-rate * storage.periodS), successProbability: inPeriod)
      }
    }
    let pair = RailEnds(efficiency: retrieval).pair(first, second)
    return HeraldedPair(
      successProbability: p * (2 - p) / (3 - 2 * p), state: pair.state, vacuumFraction: 1 - pair.keptZ)
  }

  /// E[s^D] of the difference D of two equal geometric times: p/(2−p) · (1 + 2(1−p)s/(1−(1−p)s)), the second after the first,
  /// which comes first or together.
  static func meanDecay(_ s: Double, successProbability p: Double) -> Double {
    p / (2 - p) * (1 + 2 * (1 - p) * s / (1 - (1 - p) * s))
  }

  /// What the rail that is heralded first loses of its coherence while the other is tried: one stored qubit's decay over the
  /// difference of two equal geometric times of all modes.
  static func waiting(
    _ memory: MemoryDecay, pair: HeraldedPair, periodS: Double, modes: Int
  ) -> BellDiagonalState {
    // P = p(2−p)/(3−2p) solved for p.
    let both = pair.successProbability
    let one = 3 * both / (1 + both + max(0, (1 + both) * (1 + both) - 3 * both).squareRoot())
    guard one > 0 else { return .perfect }
    let p = one < 1 ? -expm1(Double(modes) * log1p(-one)) : 1
    func mean(_ rate: Double) -> Double { meanDecay(exp(-rate * periodS), successProbability: p) }
    return BellDiagonalState(x: mean(memory.rateX), y: mean(memory.rateY), z: mean(memory.rateZ))
  }

  /// What each effect alone takes from the fidelity of the pair: double excitation by itself, the others beside it.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    var ideal = self
    ideal.darkProbability = 0
    ideal.visibility = 1
    ideal.phaseNoiseRad = 0
    return ideal.infidelity(
      own: "multiple excitations",
      effects: [
        ("dark counts", { $0.darkProbability = darkProbability }),
        ("photon visibility", { $0.visibility = visibility }),
        ("optical phase", { $0.phaseNoiseRad = phaseNoiseRad }),
      ])
  }
}
