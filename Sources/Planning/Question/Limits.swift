public import LinkPhysics

/// What a plan makes best.
public enum Objective: String, Sendable, CaseIterable {
  /// Most end-to-end pairs per second.
  case rate
  /// Most secret bits per second, by `Limits.key` (one-way, asymptotic).
  case keyRate = "key-rate"
  /// Largest geometric mean of the demands' secret-key rates: nobody's gain outweighs another's relative loss.
  case utility
  /// Highest fidelity of delivered pairs.
  case fidelity
  /// Fewest repeaters.
  case repeaters
  /// Least sum of site costs.
  case cost

  /// Whether a plan is the better for a smaller value.
  public var isMinimised: Bool { self == .repeaters || self == .cost }
}

/// What every plan must keep to. `nil`: no limit.
public struct Limits: Sendable, Hashable {
  /// End-to-end pairs per second, for each demand.
  public var minimumRateHz: Double?
  /// Least fidelity of delivered pairs with Φ+, 0 to 1, for each chain.
  public var minimumFidelity: Double?
  /// Secret bits per second, for each demand.
  public var minimumKeyRateHz: Double?
  /// How key is made of pairs, which all key rates are about.
  public var key = KeyRule()
  /// Repeater sites of the whole plan; one that several chains share counts once.
  public var maximumRepeaters: Int?
  /// Repeaters of each chain.
  public var maximumRepeatersPerChain: Int?
  /// Cost of sites and equipment of the whole plan, in the map's unit of cost.
  public var maximumCost: Double?
  /// Fibre of each hop, in km.
  public var maximumHopKm: Double?
  /// Chains of each demand, at least 1, that share nothing of the kind that `disjointBy` names.
  public var disjointChains = 1
  /// What the chains of one demand may not share.
  public var disjointBy = Disjointness.spans
  /// Chains that may swap at one site, all demands together.
  public var maximumChainsPerSite: Int?
  /// What memories of a site have to suffice for where a demand has two chains.
  public var protection = Protection.dedicated

  /// Creates limits from their parts; without arguments, one chain for each demand and no limit.
  public init(
    minimumRateHz: Double? = nil, minimumFidelity: Double? = nil, minimumKeyRateHz: Double? = nil,
    maximumRepeaters: Int? = nil, maximumRepeatersPerChain: Int? = nil, maximumCost: Double? = nil,
    maximumHopKm: Double? = nil, disjointChains: Int = 1, disjointBy: Disjointness = .spans,
    maximumChainsPerSite: Int? = nil, protection: Protection = .dedicated
  ) {
    self.minimumRateHz = minimumRateHz
    self.minimumFidelity = minimumFidelity
    self.minimumKeyRateHz = minimumKeyRateHz
    self.maximumRepeaters = maximumRepeaters
    self.maximumRepeatersPerChain = maximumRepeatersPerChain
    self.maximumCost = maximumCost
    self.maximumHopKm = maximumHopKm
    self.disjointChains = disjointChains
    self.disjointBy = disjointBy
    self.maximumChainsPerSite = maximumChainsPerSite
    self.protection = protection
  }
}

/// Which resources the chains of one demand may not share.
public enum Disjointness: String, Sendable, CaseIterable {
  /// No fibre span twice: one cut never takes two chains.
  case spans
  /// No repeater site twice. Two chains may still lie in one fibre.
  case sites
  /// Neither.
  case both
}

/// How a demand's second chain stands by for its first.
public enum Protection: String, Sendable, CaseIterable {
  /// All chains run at once: memories suffice for all.
  case dedicated
  /// The second chain runs when a failure takes the first: memories suffice for all first chains and the backups that any
  /// one failure calls for.
  case shared
}

extension Limits {
  /// Whether the longest hop is limited and nothing is asked of rate, key, fidelity and cost.
  var isReachAlone: Bool {
    maximumHopKm != nil && minimumRateHz == nil && minimumKeyRateHz == nil && minimumFidelity == nil
      && maximumCost == nil
  }

  /// The most repeaters that a chain may have.
  package var mostRepeatersOfAChain: Int? {
    [maximumRepeaters, maximumRepeatersPerChain].compactMap { $0 }.min()
  }

  /// The longest mean time of a chain, and so of a hop, that serves, in s; infinite without a least rate.
  var slowestS: Double { leastRateHz.map { (1 / $0) * (1 + Tolerance.value) } ?? .infinity }

  /// Asks for so much of what an objective maximises, in place of what was asked for.
  mutating func ask(_ least: Double, of objective: Objective) {
    switch objective {
    case .keyRate: minimumKeyRateHz = least
    case .fidelity: minimumFidelity = least
    default: minimumRateHz = least
    }
  }

  /// Whether no chain keeps a span from another one.
  var letChainsShareSpans: Bool { disjointChains == 1 || disjointBy == .sites }

  /// A key rate needs at least as many pairs, each of at most one secret bit.
  var leastRateHz: Double? { [minimumRateHz, minimumKeyRateHz].compactMap { $0 }.max() }
}
