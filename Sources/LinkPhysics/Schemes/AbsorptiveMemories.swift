/// Two-photon interference with absorptive memories: a pair source at each node sends one photon into its memory and
/// one to a station, where a linear-optics Bell measurement (one H and one V click) heralds.
///
/// Simon et al., Phys. Rev. Lett. 98, 190503 (2007), with two-photon heralds as in Liu et al., Nature 594, 41 (2021).
/// Each polarisation is one rail of `SharedExcitation` with λ = μ/(2+μ) (Kok and Braunstein, Phys. Rev. A 61, 042304
/// (2000)), all photon numbers kept; the herald needs one click in each rail. The chance that both memories then show
/// exactly one polarisation is the pair; the rest is `vacuumFraction`: half of all heralds come from two pairs of one
/// source even with perfect memories. Errors of z come from several pairs and dark counts, errors of x and y also from
/// visibility: the state is not a Werner state.
public struct AbsorptiveMemories: Hashable, Sendable {
  /// μ, mean pairs per mode of each source over both polarisations, over 0.
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

  /// Creates an attempt from its parts; ideal where they are left out.
  public init(
    meanPairs: Arms, efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1, storage: Arms,
    memoryNoise: BellDiagonalState = .perfect
  ) {
    self.meanPairs = meanPairs
    self.efficiency = efficiency
    self.darkProbability = darkProbability
    self.visibility = visibility
    self.storage = storage
    self.memoryNoise = memoryNoise
  }

  /// Herald probability of one mode, and the pair.
  public var pair: HeraldedPair {
    let rail = SharedExcitation(
      excitation: Arms(meanPairs.left / (2 + meanPairs.left), meanPairs.right / (2 + meanPairs.right)),
      efficiency: efficiency, darkProbability: darkProbability, visibility: visibility, retrieval: storage,
      coherenceFactor: 1
    ).rail
    let (state, kept) = rail.twoRails
    return HeraldedPair(
      successProbability: rail.heraldProbability * rail.heraldProbability, state: state * memoryNoise,
      vacuumFraction: 1 - kept)
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
