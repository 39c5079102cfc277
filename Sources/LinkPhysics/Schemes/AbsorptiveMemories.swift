internal import Foundation

/// Two-photon interference with absorptive memories: a pair source at each node sends one photon into its memory and
/// one to a station, where a linear-optics Bell measurement (one H and one V click) heralds.
///
/// Simon et al., Phys. Rev. Lett. 98, 190503 (2007), with two-photon heralds as in Liu et al., Nature 594, 41 (2021).
/// Each polarisation is one rail (`RailLink`) with λ = μ/(2+μ) (Kok and Braunstein, Phys. Rev. A 61, 042304
/// (2000)), up to three photons a side; the herald needs one click in each rail. The chance that both memories then show
/// exactly one polarisation is the pair; the rest is `vacuumFraction`: half of all heralds come from two pairs of one
/// source even with perfect memories. Errors of z come from several pairs and dark counts, errors of x and y also from
/// visibility: the state is not a Werner state.
public struct AbsorptiveMemories: Hashable, Sendable {
  /// μ, mean pairs per mode of each source, over both polarisations where these are its rails, over 0.
  public var meanPairs: Arms
  /// Chance that a photon sent to the station makes a click, fibre included, 0 to 1.
  public var efficiency: Arms
  /// Chance that one of the four station detectors clicks without light in one mode, 0 to below 1.
  public var darkProbability: Double
  /// Hong-Ou-Mandel visibility V at the station, 0 to 1.
  public var visibility: Double
  /// Chance that the other photon is stored, kept, retrieved and detected when the pair is used, over 0 to 1.
  public var storage: Arms
  /// Characters that sources and memories multiply in.
  public var memoryNoise: BellDiagonalState
  /// Whether any two clicked modes of a window make a pair, each mode one rail; else one mode's two polarisations do.
  public var pairsAnyTwoModes: Bool
  /// Time in which all modes of a window are tried once, s; `nil` where attempts wait for their heralds.
  public var windowS: Double?

  /// Creates an attempt from its parts; ideal where they are left out.
  public init(
    meanPairs: Arms, efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1, storage: Arms,
    memoryNoise: BellDiagonalState = .perfect, pairsAnyTwoModes: Bool = false
  ) {
    self.meanPairs = meanPairs
    self.efficiency = efficiency
    self.darkProbability = darkProbability
    self.visibility = visibility
    self.storage = storage
    self.memoryNoise = memoryNoise
    self.pairsAnyTwoModes = pairsAnyTwoModes
  }

  /// Herald probability of one mode, and the pair, read at once.
  public var pair: HeraldedPair { pair(stored: RailStorage()) }

  /// One rail: the light of one polarisation, or, where any two modes make a pair, of one mode.
  ///
  /// Pairs of a source over two polarisations leave λ = μ/(2+μ) in each, in one λ = μ/(1+μ).
  var rail: RailLink {
    func ratio(_ mean: Double) -> Double { mean / ((pairsAnyTwoModes ? 1 : 2) + mean) }
    return RailLink(
      excitation: Arms(ratio(meanPairs.left), ratio(meanPairs.right)), efficiency: efficiency,
      darkProbability: darkProbability, visibility: visibility)
  }

  /// The pair after storage.
  ///
  /// Two clicks of one mode, one in each polarisation: p². Any two clicked modes of a window make a pair (time measurement: Halder
  /// et al., Nat. Phys. 3, 692 (2007)): of N modes one pair is kept with P = 1 − (1−p)^N − Np(1−p)^(N−1), given here as the
  /// chance of one mode that makes it, 1 − (1−P)^(1/N).
  func pair(stored storage: RailStorage) -> HeraldedPair {
    let link = rail
    let p = link.heraldProbability
    guard p > 0 else { return HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)) }
    let stored =
      storage.lossPerS > 0 ? link.rail.lost(transmission: storage.kept(storage.herald)) : link.rail
    let pair = RailEnds(efficiency: self.storage).pair(stored, stored)
    var success = p * p
    if pairsAnyTwoModes {
      let kept = TimeMeasurementPairing(modes: storage.modes, probability: p).onePairProbability
      success = kept < 1 ? -expm1(log1p(-kept) / Double(storage.modes)) : 1
    }
    return HeraldedPair(
      successProbability: success, state: pair.state * memoryNoise, vacuumFraction: 1 - pair.keptZ)
  }

  /// What each effect alone takes from the fidelity: several pairs by themselves, the others beside them.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    var ideal = self
    ideal.darkProbability = 0
    ideal.visibility = 1
    ideal.memoryNoise = .perfect
    return ideal.infidelity(
      own: "multiple pairs",
      effects: [
        ("dark counts", { $0.darkProbability = darkProbability }),
        ("photon visibility", { $0.visibility = visibility }),
        ("sources and memories", { $0.memoryNoise = memoryNoise }),
      ])
  }
}
