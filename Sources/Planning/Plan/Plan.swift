public import ChainSimulator
public import FibreNetwork
public import LinkPhysics

/// A repeater layout with its estimates and the proof of how good it is: what planning returns and reports show.
///
/// Sites and spans are indices into `network`, which is the planned map itself (huts included), so that a plan can
/// be drawn, checked and compared without any other file.
public struct Plan: Sendable {
  public var network: FibreNetwork
  public var request: PlanSummary
  public var demands: [DemandPlan]
  /// Sites where repeaters stand, in map order, with what each needs.
  public var repeaters: [RepeaterUse]
  /// Sites where heralding stations stand, in map order.
  public var stations: [StationUse]
  public var certificate: Certificate
  /// Each assumed input that the plan rests on, with its source or reason.
  public var assumptions: [Assumption]
  /// What limits the objective, in words.
  public var binding: String
  public var analysis: PlanAnalysis?
  /// The next best plans of other sets of repeaters, best first; of the first demand.
  public var alternatives: [PlanAlternative] = []
  /// Whether no better plan of other repeaters is missing among the alternatives.
  public var areAlternativesProved = true

  public init(
    network: FibreNetwork, request: PlanSummary, demands: [DemandPlan], repeaters: [RepeaterUse],
    stations: [StationUse], certificate: Certificate, assumptions: [Assumption], binding: String,
    analysis: PlanAnalysis? = nil
  ) {
    self.network = network
    self.request = request
    self.demands = demands
    self.repeaters = repeaters
    self.stations = stations
    self.certificate = certificate
    self.assumptions = assumptions
    self.binding = binding
    self.analysis = analysis
  }
}

/// What was asked, in the words a report repeats.
public struct PlanSummary: Sendable, Hashable {
  /// Name or path of the map.
  public var map: String
  public var platform: String
  public var platformLabel: String
  public var objective: Objective
  public var limits: Limits
  public var settings: PlanSettings
  /// The command that makes this plan again.
  public var command: String

  public init(
    map: String, platform: String, platformLabel: String, objective: Objective, limits: Limits,
    settings: PlanSettings = PlanSettings(), command: String
  ) {
    self.map = map
    self.platform = platform
    self.platformLabel = platformLabel
    self.objective = objective
    self.limits = limits
    self.settings = settings
    self.command = command
  }
}

/// How the hardware is used and waiting is modelled: what figures need, beside the hops, to be computed again.
public struct PlanSettings: Sendable, Hashable {
  public var ends: Memory.Ends
  public var linkTimeModel: LinkTimeModel
  /// Whether the last swap outcome's way to the ends counts.
  public var countsMessages: Bool

  public init(
    ends: Memory.Ends = .measured, linkTimeModel: LinkTimeModel = .attempts, countsMessages: Bool = true
  ) {
    self.ends = ends
    self.linkTimeModel = linkTimeModel
    self.countsMessages = countsMessages
  }
}

/// What a plan makes best.
public enum Objective: String, Sendable, CaseIterable {
  /// Most end-to-end pairs per second.
  case rate
  /// Most secret bits per second (BBM92, one-way, asymptotic).
  case keyRate = "key-rate"
  /// Largest geometric mean of the demands' secret-key rates: nobody's gain outweighs another's relative loss.
  case utility
  /// Highest fidelity of delivered pairs.
  case fidelity
  /// Fewest repeaters.
  case repeaters
  /// Least sum of site costs.
  case cost
}

/// What every plan must keep to. `nil`: no limit.
public struct Limits: Sendable, Hashable {
  /// End-to-end pairs per second, for each demand.
  public var minimumRateHz: Double?
  public var minimumFidelity: Double?
  /// Secret bits per second, for each demand.
  public var minimumKeyRateHz: Double?
  public var maximumRepeaters: Int?
  public var maximumRepeatersPerChain: Int?
  public var maximumCost: Double?
  public var maximumHopKm: Double?
  /// Chains of each demand that share nothing of the kind that `disjointBy` names.
  public var disjointChains = 1
  public var disjointBy = Disjointness.spans
  /// Chains that may swap at one site, all demands together.
  public var maximumChainsPerSite: Int?

  public init(
    minimumRateHz: Double? = nil, minimumFidelity: Double? = nil, minimumKeyRateHz: Double? = nil,
    maximumRepeaters: Int? = nil, maximumRepeatersPerChain: Int? = nil, maximumCost: Double? = nil,
    maximumHopKm: Double? = nil, disjointChains: Int = 1, disjointBy: Disjointness = .spans,
    maximumChainsPerSite: Int? = nil
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

/// A pair of end sites and the chain(s) that serve it.
public struct DemandPlan: Sendable {
  public var from: Int
  public var to: Int
  public var chain: ChainPlan
  /// Further chains, disjoint from the first and from each other.
  public var backups: [ChainPlan]

  public var chains: [ChainPlan] { [chain] + backups }

  public init(from: Int, to: Int, chain: ChainPlan, backups: [ChainPlan] = []) {
    self.from = from
    self.to = to
    self.chain = chain
    self.backups = backups
  }
}

/// End - repeater - … - end, with what it delivers.
public struct ChainPlan: Sendable {
  /// Both ends and the repeaters between them, in order.
  public var sites: [Int]
  public var segments: [SegmentPlan]
  /// Swap policy by its name, e.g. `asap-simultaneous`, and delivery, e.g. `on-demand`.
  public var swapPolicy: String
  /// Order of swaps of the nested policy as nested lists of segment indices, e.g. `[[0, 1], 2]`; `nil` where swaps do not fail.
  public var swapTree: String?
  public var delivery: String
  public var estimate: ChainFigures
  /// Confirmation by simulation; `nil` where it was not asked for.
  public var simulation: SimulatedFigures?
  public var bounds: ChainBounds
  /// Characters that all swaps together multiply in; `nil` where a plan file does not say.
  public var swapNoise: BellDiagonalState?

  public init(
    sites: [Int], segments: [SegmentPlan], swapPolicy: String, delivery: String, estimate: ChainFigures,
    simulation: SimulatedFigures?, bounds: ChainBounds, swapNoise: BellDiagonalState? = nil
  ) {
    self.sites = sites
    self.segments = segments
    self.swapPolicy = swapPolicy
    self.delivery = delivery
    self.estimate = estimate
    self.simulation = simulation
    self.bounds = bounds
    self.swapNoise = swapNoise
  }

  /// Fidelity of the links as they come, joined by perfect swaps at once; after the swaps' own errors; as delivered,
  /// after waiting in memories.
  public var fidelitySteps: (links: Double, swaps: Double?, delivered: Double) {
    let links = segments.reduce(BellDiagonalState.perfect) { $0 * $1.link.state }
    return (links.fidelity, swapNoise.map { (links * $0).fidelity }, estimate.fidelity)
  }

  /// The rate over each bound in pairs/s, by the bound's key in plan files; bounds that are not known are left out.
  public var boundsReached: [(key: String, ratio: Double)] {
    let all = [
      ("repeaterless", bounds.repeaterlessHz), ("chain", bounds.chainHz),
      ("relay_chain", bounds.relayChainHz), ("slowest_link", bounds.slowestLinkHz),
      ("heralding", bounds.heraldingHz), ("light_speed", 1 / bounds.firstPairS),
    ]
    return all.filter { $0.1.isFinite && $0.1 > 0 }.map { (key: $0.0, ratio: estimate.rateHz / $0.1) }
  }

  public var lengthKm: Double { segments.reduce(0) { $0 + $1.route.lengthKm } }
  public var lossDb: Double { segments.reduce(0) { $0 + $1.route.totalLossDb } }
}

/// One hop of a chain over its fibre route.
public struct SegmentPlan: Sendable, Hashable {
  public var from: Int
  public var to: Int
  public var route: Route
  /// Position of the heralding station in `route.sites`; `nil` for schemes without one.
  public var stationIndex: Int?
  public var link: ElementaryLink
  /// Mean time until this segment alone has a pair, in s.
  public var meanTimeS: Double
  /// −log2(1 − η) of the segment's fibre, in ebits per mode use.
  public var capacity: Double

  public init(
    from: Int, to: Int, route: Route, stationIndex: Int?, link: ElementaryLink, meanTimeS: Double,
    capacity: Double
  ) {
    self.from = from
    self.to = to
    self.route = route
    self.stationIndex = stationIndex
    self.link = link
    self.meanTimeS = meanTimeS
    self.capacity = capacity
  }

  /// Site of the heralding station.
  public var station: Int? { stationIndex.map { route.sites[$0] } }
  /// Fibre from each end to the station, or the whole length and 0 without one.
  public var armLengthsKm: (left: Double, right: Double) {
    let left = stationIndex.map { route.distanceKm[$0] } ?? route.lengthKm
    return (left, route.lengthKm - left)
  }
}

/// A plan beside the best one: another set of repeaters, the best that can be had with it.
public struct PlanAlternative: Sendable {
  public var chain: ChainPlan
  /// Its value of the objective.
  public var value: Double

  public init(chain: ChainPlan, value: Double) {
    self.chain = chain
    self.value = value
  }

  /// What it loses against the best plan, as a share of the best value; 0 for equal plans.
  public func loss(against best: Double) -> Double { abs(best - value) / max(abs(best), 1e-300) }
}

/// Figures of a chain from an exact estimator.
public struct ChainFigures: Sendable, Hashable {
  /// Mean and standard deviation of the time to deliver one pair, in s.
  public var meanTimeS: Double
  public var standardDeviationS: Double
  /// Mean state of delivered pairs.
  public var state: BellDiagonalState
  /// BBM92 secret bits per delivered pair.
  public var keyFraction: Double
  /// Which estimator, with its numerical error.
  public var method: String

  public init(
    meanTimeS: Double, standardDeviationS: Double, state: BellDiagonalState, keyFraction: Double,
    method: String
  ) {
    self.meanTimeS = meanTimeS
    self.standardDeviationS = standardDeviationS
    self.state = state
    self.keyFraction = keyFraction
    self.method = method
  }

  public var rateHz: Double { 1 / meanTimeS }
  public var fidelity: Double { state.fidelity }
  public var keyRateHz: Double { keyFraction / meanTimeS }
}

/// Figures of a chain from Monte Carlo, beside the exact ones.
public struct SimulatedFigures: Sendable, Hashable {
  public var meanTimeS: Double
  public var meanTimeStandardErrorS: Double
  public var fidelity: Double
  public var fidelityStandardError: Double
  public var samples: Int
  public var seed: UInt64
  /// (simulated − exact) / standard error.
  public var timeZ: Double
  public var fidelityZ: Double

  public init(
    meanTimeS: Double, meanTimeStandardErrorS: Double, fidelity: Double, fidelityStandardError: Double,
    samples: Int, seed: UInt64, timeZ: Double, fidelityZ: Double
  ) {
    self.meanTimeS = meanTimeS
    self.meanTimeStandardErrorS = meanTimeStandardErrorS
    self.fidelity = fidelity
    self.fidelityStandardError = fidelityStandardError
    self.samples = samples
    self.seed = seed
    self.timeZ = timeZ
    self.fidelityZ = fidelityZ
  }

  public var rateHz: Double { 1 / meanTimeS }
  /// First-order propagation: se(1/T) = se(T)/T².
  public var rateStandardErrorHz: Double { meanTimeStandardErrorS / (meanTimeS * meanTimeS) }
}

/// What physics allows at most, beside what the chain reaches.
public struct ChainBounds: Sendable, Hashable {
  /// −log2(1 − η) of the whole fibre path without repeaters, in ebits per mode use (Pirandola et al. 2017, PLOB).
  public var repeaterless: Double
  /// Smallest segment capacity, in ebits per mode use (Pirandola 2019): perfect repeaters, heralding stations not counted
  /// as such, so that interference at a station can beat it.
  public var chain: Double
  /// Smallest capacity of an arm, in ebits per mode use: stations counted as relays too. No more
  /// ebits can be made; noisy pairs may be more.
  public var relayChain = Double.infinity
  /// min over segments of modes × probability of a pair / attempt period: no protocol on these links delivers more pairs per s.
  public var slowestLinkHz: Double
  /// The same with attempts that wait for nothing but light: no preparation, no pauses.
  public var heraldingHz = Double.infinity
  /// No pair can be there sooner: longest segment and the last message at the speed of light, in s.
  public var firstPairS: Double
  /// `repeaterless` times the mode uses per s of the segment that is used least: pairs/s of any protocol without repeaters
  /// on as many uses.
  public var repeaterlessHz = Double.infinity
  /// Capacities of the segments times their mode uses per s, the smallest.
  public var chainHz = Double.infinity
  /// The same of the arms.
  public var relayChainHz = Double.infinity

  public init(repeaterless: Double, chain: Double, slowestLinkHz: Double, firstPairS: Double) {
    self.repeaterless = repeaterless
    self.chain = chain
    self.slowestLinkHz = slowestLinkHz
    self.firstPairS = firstPairS
  }
}

/// A repeater site and what stands there.
public struct RepeaterUse: Sendable, Hashable {
  public var site: Int
  /// Memories in use, over all demands.
  public var memories: Int
  /// Chains that swap here.
  public var chains: Int

  public init(site: Int, memories: Int, chains: Int) {
    self.site = site
    self.memories = memories
    self.chains = chains
  }
}

/// A heralding-station site and how many hops meet there.
public struct StationUse: Sendable, Hashable {
  public var site: Int
  public var hops: Int

  public init(site: Int, hops: Int) {
    self.site = site
    self.hops = hops
  }
}

/// How good the plan is, and how that is known.
public struct Certificate: Sendable, Hashable {
  /// Value of the objective: pairs/s, bit/s, fidelity, number of repeaters, or cost.
  public var value: Double
  /// No plan is better than this: an upper bound for rate, key rate and fidelity, a lower bound for repeaters and cost.
  public var bound: Double
  public var provedOptimal: Bool
  public var stop: Stop
  /// How the proof was made, in words.
  public var method: String
  public var statistics: SolveStatistics

  public enum Stop: String, Sendable, CaseIterable {
    case finished
    case timeLimit = "time-limit"
    case interrupted
  }

  public init(
    value: Double, bound: Double, provedOptimal: Bool, stop: Stop, method: String, statistics: SolveStatistics
  ) {
    self.value = value
    self.bound = bound
    self.provedOptimal = provedOptimal
    self.stop = stop
    self.method = method
    self.statistics = statistics
  }

  /// |bound − value| / |value|; 0 when proved optimal.
  public var gap: Double { provedOptimal ? 0 : abs(bound - value) / max(abs(value), 1e-300) }
}

/// What the search did.
public struct SolveStatistics: Sendable, Hashable {
  /// Candidate hops on the map, and those left after bounds removed the rest.
  public var hops = 0
  public var hopsKept = 0
  public var ilpSolves = 0
  public var ilpColumns = 0
  public var ilpRows = 0
  public var exactEstimates = 0
  public var labels = 0
  public var solver = ""

  public init() {}

  /// Adds up what another search did; sizes of programs and maps take the larger.
  mutating func add(_ other: SolveStatistics) {
    hops = max(hops, other.hops)
    hopsKept = max(hopsKept, other.hopsKept)
    ilpSolves += other.ilpSolves
    ilpColumns = max(ilpColumns, other.ilpColumns)
    ilpRows = max(ilpRows, other.ilpRows)
    exactEstimates += other.exactEstimates
    labels += other.labels
    if solver.isEmpty { solver = other.solver }
  }
}

/// Curves and tables that a report shows beside the plan.
public struct PlanAnalysis: Sendable {
  /// Best plan for each number of repeaters (or each point of another sweep).
  public var sweep: [SweepPoint]
  /// Rate against fidelity: the points that nothing beats in both.
  public var tradeOff: [SweepPoint]
  /// What a change of one input brings.
  public var sensitivity: [Sensitivity]
  /// Quantiles of the delivery time: probability and time in s.
  public var deliveryQuantiles: [(probability: Double, timeS: Double)]
  /// What each single failure does, worst first.
  public var failures: [Failure]
  /// What one more repeater, fibre or memory brings, best first; empty where that was not asked.
  public var additions: [Addition]

  /// One site or span of the plan taken away.
  public struct Failure: Sendable, Hashable {
    public enum Element: Sendable, Hashable {
      /// With all equipment and all fibre there.
      case site(Int)
      case span(Int)
    }
    public var element: Element
    /// Chains that stop.
    public var chains: Int
    /// Indices of demands that no standing chain serves.
    public var demandsLost: [Int]
    /// Least rate of the demands over the chains that still stand, in pairs/s; 0 where one has none.
    public var rateHz: Double
    /// The same after chains were set up anew over the equipment that still stands; `nil` where that was not computed.
    public var rateAfterReroutingHz: Double?

    public init(
      element: Element, chains: Int, demandsLost: [Int], rateHz: Double, rateAfterReroutingHz: Double?
    ) {
      self.element = element
      self.chains = chains
      self.demandsLost = demandsLost
      self.rateHz = rateHz
      self.rateAfterReroutingHz = rateAfterReroutingHz
    }
  }

  /// A change that makes room, and the plan that it allows.
  public struct Addition: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case repeater, hut, memory, fibre, chain }
    public var kind: Kind
    /// What and where, in words.
    public var change: String
    /// What the linear relaxation promises of the objective; `nil` where it has no price for this.
    public var shadowPrice: Double?
    /// The objective after planning again, and whether that plan is proved optimal; `nil` where the time given to it
    /// ended without a plan.
    public var value: Double?
    public var provedOptimal: Bool
    /// Least rate of all chains then, in pairs/s.
    public var rateHz: Double?

    public init(
      kind: Kind, change: String, shadowPrice: Double?, value: Double?, provedOptimal: Bool, rateHz: Double?
    ) {
      self.kind = kind
      self.change = change
      self.shadowPrice = shadowPrice
      self.value = value
      self.provedOptimal = provedOptimal
      self.rateHz = rateHz
    }
  }

  /// What the platform's free knob does to the slowest hop; `nil` where it has none.
  public var knob: KnobCurve?

  /// Heralds against fidelity of one hop as the free knob turns.
  public struct KnobCurve: Sendable, Hashable {
    /// E.g. `bright-state population`.
    public var name: String
    /// Which segment of the first demand's chain.
    public var segment: Int
    public var points: [TradeOffPoint]

    public init(name: String, segment: Int, points: [TradeOffPoint]) {
      self.name = name
      self.segment = segment
      self.points = points
    }
  }

  public struct SweepPoint: Sendable, Hashable {
    public var label: String
    public var repeaters: Int
    public var rateHz: Double
    public var fidelity: Double
    public var keyRateHz: Double
    public var provedOptimal: Bool

    public init(
      label: String, repeaters: Int, rateHz: Double, fidelity: Double, keyRateHz: Double, provedOptimal: Bool
    ) {
      self.label = label
      self.repeaters = repeaters
      self.rateHz = rateHz
      self.fidelity = fidelity
      self.keyRateHz = keyRateHz
      self.provedOptimal = provedOptimal
    }
  }

  public struct Sensitivity: Sendable, Hashable {
    public var name: String
    public var change: String
    public var rateHz: Double
    public var fidelity: Double
    public var keyRateHz: Double

    public init(name: String, change: String, rateHz: Double, fidelity: Double, keyRateHz: Double) {
      self.name = name
      self.change = change
      self.rateHz = rateHz
      self.fidelity = fidelity
      self.keyRateHz = keyRateHz
    }
  }

  public init(
    sweep: [SweepPoint] = [], tradeOff: [SweepPoint] = [], sensitivity: [Sensitivity] = [],
    deliveryQuantiles: [(probability: Double, timeS: Double)] = [], knob: KnobCurve? = nil,
    failures: [Failure] = [], additions: [Addition] = []
  ) {
    self.sweep = sweep
    self.tradeOff = tradeOff
    self.sensitivity = sensitivity
    self.deliveryQuantiles = deliveryQuantiles
    self.failures = failures
    self.additions = additions
    self.knob = knob
  }
}
