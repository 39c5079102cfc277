public import ChainSimulator
public import FibreNetwork
public import LinkPhysics

/// A pair of end sites and the chain(s) that serve it.
public struct DemandPlan: Sendable {
  /// Index of the site at one end.
  public var from: Int
  /// Index of the site at the other end.
  public var to: Int
  /// The first chain: the fastest of several, as far as memories suffice where backups share them.
  public var chain: ChainPlan
  /// Further chains, disjoint from the first and from each other.
  public var backups: [ChainPlan]

  /// The first chain, then its backups.
  public var chains: [ChainPlan] { [chain] + backups }

  /// Creates a demand's plan from its parts; chains run from `from` to `to`.
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
  /// Hops in order, one fewer than sites.
  public var segments: [SegmentPlan]
  /// Swap policy by its name, e.g. `asap-simultaneous`.
  public var swapPolicy: String
  /// Order of swaps of the nested policy as nested lists of segment indices, e.g. `[[0, 1], 2]`; `nil` where swaps do not fail.
  public var swapTree: String?
  /// Which hops go first where repeaters take turns; `nil` where they do not.
  public var firstHops: TakingTurns.Order?
  /// The order of both.
  package var order: SwapOrder {
    swapTree.flatMap(SwapTree.init(text:)).map(SwapOrder.tree) ?? firstHops.map(SwapOrder.turns) ?? .free
  }
  /// How pairs are delivered, by its name, e.g. `on-demand`.
  public var delivery: String
  /// What the chain delivers, by an exact estimator where one covers it.
  public var estimate: ChainFigures
  /// Confirmation by simulation; `nil` where it was not asked for.
  public var simulation: SimulatedFigures?
  /// What no chain over this fibre, or with these links, can exceed.
  public var bounds: ChainBounds
  /// Characters that all swaps together multiply in; `nil` where a plan file does not say.
  public var swapNoise: BellDiagonalState?
  /// Figures with the most coherence of single clicks, where how much there is is not known and `estimate` has the least; `nil` where
  /// it is known, or a plan file does not say.
  public var mostCoherent: Figures?
  /// Characters that the waits for heralds together multiply in; `nil` where a plan file does not say.
  public var heraldNoise: BellDiagonalState?

  /// Creates a chain's plan from its parts, without a swap tree.
  public init(
    sites: [Int], segments: [SegmentPlan], swapPolicy: String, delivery: String, estimate: ChainFigures,
    simulation: SimulatedFigures?, bounds: ChainBounds, swapNoise: BellDiagonalState? = nil,
    heraldNoise: BellDiagonalState? = nil
  ) {
    self.sites = sites
    self.segments = segments
    self.swapPolicy = swapPolicy
    self.delivery = delivery
    self.estimate = estimate
    self.simulation = simulation
    self.bounds = bounds
    self.swapNoise = swapNoise
    self.heraldNoise = heraldNoise
  }

  /// Figures of the same chain under another assumption.
  public struct Figures: Sendable, Hashable {
    /// Of the mean state, 0 to 1.
    public var fidelity: Double
    /// Secret bits per pair.
    public var keyFraction: Double

    /// Creates figures from their parts.
    public init(fidelity: Double, keyFraction: Double) {
      self.fidelity = fidelity
      self.keyFraction = keyFraction
    }
  }

  /// Fidelity of the links as they are entangled, joined by perfect swaps; when their heralds are known; after the swaps' own
  /// errors; as delivered, after waiting in memories.
  public var fidelitySteps: (links: Double, heralded: Double, swaps: Double?, delivered: Double) {
    let links = segments.reduce(BellDiagonalState.perfect) { $0 * $1.link.state }
    let heralded = links * (heraldNoise ?? .perfect)
    return (
      links.fidelity, heralded.fidelity, swapNoise.map { (heralded * $0).fidelity }, estimate.fidelity
    )
  }

  /// The rate over each bound in pairs/s, by the bound's key in plan files; bounds that are not known are left out.
  public var boundsReached: [(key: String, ratio: Double)] {
    let all = [
      ("repeaterless", bounds.repeaterlessHz), ("chain", bounds.chainHz),
      ("slowest_link", bounds.slowestLinkHz), ("heralding", bounds.heraldingHz),
      ("light_speed", 1 / bounds.firstPairS),
    ]
    return all.filter { $0.1.isFinite && $0.1 > 0 }.map { (key: $0.0, ratio: estimate.rateHz / $0.1) }
  }

  /// Fibre of all hops, in km.
  public var lengthKm: Double { segments.reduce(0) { $0 + $1.route.lengthKm } }
  /// Loss of the fibre of all hops, in dB, heralding equipment not included.
  public var lossDb: Double { segments.reduce(0) { $0 + $1.route.totalLossDb } }
}

/// One hop of a chain over its fibre route.
public struct SegmentPlan: Sendable, Hashable {
  /// Index of the site where the hop begins.
  public var from: Int
  /// Index of the site where the hop ends.
  public var to: Int
  /// Fibre from `from` to `to`.
  public var route: Route
  /// Position of the heralding station in `route.sites`; `nil` for schemes without one.
  public var stationIndex: Int?
  /// What the hop delivers: probability, period, modes, state and setting.
  public var link: ElementaryLink
  /// Mean time until this segment alone has a pair, in s.
  public var meanTimeS: Double
  /// −log2(1 − η) of the fibre, of the arm that loses more where a station stands between, in ebits per mode use.
  public var capacity: Double

  /// Creates a hop of a chain from its parts; mean time in s, capacity in ebits per mode use.
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

extension SegmentPlan {
  /// The hop as hardware makes it, from the site that comes first on the map, whichever way the chain passes it.
  package func mapGeometry(
    usesStation: Bool, in network: FibreNetwork
  ) -> (geometry: HopGeometry, isBackward: Bool) {
    let isBackward = from > to
    let (first, last) = (min(from, to), max(from, to))
    let spans = isBackward ? route.spans.reversed() : route.spans
    let geometry = HopGeometry(
      Route(from: first, along: spans, in: network),
      stationIndex: stationIndex.map { isBackward ? spans.count - $0 : $0 }, usesStation: usesStation,
      stations: network.groundPair(from: first, to: last))
    return (geometry, isBackward)
  }

  /// The hop as a link model sees it: arms to the station, to the midpoint where none is named, or the whole length.
  public func geometry(usesStation: Bool, in network: FibreNetwork) -> HopGeometry {
    HopGeometry(
      route, stationIndex: stationIndex, usesStation: usesStation,
      stations: network.groundPair(from: from, to: to))
  }
}

/// A plan beside the best one: another set of repeaters, the best that can be had with it.
public struct PlanAlternative: Sendable {
  /// The best chain with its set of repeaters that the search found.
  public var chain: ChainPlan
  /// Its value of the objective.
  public var value: Double

  /// Creates an alternative from its parts; the value in the unit of the objective.
  public init(chain: ChainPlan, value: Double) {
    self.chain = chain
    self.value = value
  }

  /// What it loses against the best plan, as a share of the best value; 0 for equal plans.
  public func loss(against best: Double) -> Double { abs(best - value) / max(abs(best), 1e-300) }
}
