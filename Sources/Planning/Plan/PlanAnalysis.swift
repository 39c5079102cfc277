public import LinkPhysics

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
  /// Parts that the time did not suffice for: what they hold is a beginning, or nothing.
  public var leftOut: [Part] = []

  /// What an analysis consists of.
  public enum Part: String, Sendable, CaseIterable {
    /// Best plan for each number of repeaters.
    case sweep
    /// Rate against fidelity.
    case tradeOff = "trade-off"
    /// What each single failure does.
    case failures
    /// What one more of each resource that binds brings.
    case additions
  }

  /// One site or span of the plan taken away.
  public struct Failure: Sendable, Hashable {
    /// What is lost.
    public enum Element: Sendable, Hashable {
      /// With all equipment and all fibre there.
      case site(Int)
      /// One span, by its index, with every hop that lies in it.
      case span(Int)
    }
    /// What is lost.
    public var element: Element
    /// Chains that stop.
    public var chains: Int
    /// Indices of demands that no standing chain serves.
    public var demandsLost: [Int]
    /// Least rate of the demands over the chains that still stand, in pairs/s; 0 where one has none.
    public var rateHz: Double
    /// The same after chains were set up anew over the equipment that still stands; `nil` where that was not computed.
    public var rateAfterReroutingHz: Double?

    /// Creates a failure from its parts; rates in pairs/s.
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
    /// Kinds of resources, by their names in plan files.
    public enum Kind: String, Sendable, CaseIterable { case repeater, hut, memory, fibre, chain }

    /// One more of a resource.
    public enum Change: Sendable, Hashable {
      /// So many in the whole plan instead of one fewer.
      case repeaters(Int)
      /// So many repeaters in each chain instead of one fewer.
      case repeatersOfAChain(Int)
      /// Halfway along a span, on a hop of so much fibre.
      case hut(from: Int, to: Int, hopKm: Double)
      /// So many memories at a site of the map, instead of those that it has.
      case memories(site: Int, count: Int, insteadOf: Int)
      /// So many chains may swap at every site, instead of one fewer.
      case chainsThroughASite(Int)
      /// Another fibre along the span between two sites of the map, by their indices.
      case secondFibre(from: Int, to: Int)
      /// In the words of a plan file.
      case stated(Kind, String)
    }

    /// What resource there is more of.
    public var kind: Kind {
      switch change {
      case .repeaters, .repeatersOfAChain: .repeater
      case .hut: .hut
      case .memories: .memory
      case .chainsThroughASite: .chain
      case .secondFibre: .fibre
      case .stated(let kind, _): kind
      }
    }
    /// What and where.
    public var change: Change
    /// What the linear relaxation promises of the objective; `nil` where it has no price for this.
    public var shadowPrice: Double?
    /// The objective after planning again, and whether that plan is proved optimal; `nil` where the time given to it
    /// ended without a plan.
    public var value: Double?
    /// Whether no plan with the change is better, over every route; `false` where there is no plan.
    public var provedOptimal: Bool
    /// Least rate of all chains then, in pairs/s.
    public var rateHz: Double?

    /// Creates an addition from its parts; the rate in pairs/s.
    public init(
      change: Change, shadowPrice: Double?, value: Double?, provedOptimal: Bool, rateHz: Double?
    ) {
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
    /// From the least setting to the largest.
    public var points: [TradeOffPoint]

    /// Creates a curve from its parts.
    public init(name: String, segment: Int, points: [TradeOffPoint]) {
      self.name = name
      self.segment = segment
      self.points = points
    }
  }

  /// A plan of a curve, by its figures: one chain for one demand.
  public struct SweepPoint: Sendable, Hashable {
    /// Setting of the platform, where the point has one.
    public var setting: String?
    /// Repeaters of the chain.
    public var repeaters: Int
    /// In pairs/s.
    public var rateHz: Double
    /// Of delivered pairs with Φ+, 0 to 1.
    public var fidelity: Double
    /// In secret bits/s (BBM92).
    public var keyRateHz: Double
    /// Whether no plan is better at this point of the curve.
    public var provedOptimal: Bool

    /// Creates a point from its parts; rates in pairs/s and bit/s.
    public init(
      setting: String? = nil, repeaters: Int, rateHz: Double, fidelity: Double, keyRateHz: Double,
      provedOptimal: Bool
    ) {
      self.setting = setting
      self.repeaters = repeaters
      self.rateHz = rateHz
      self.fidelity = fidelity
      self.keyRateHz = keyRateHz
      self.provedOptimal = provedOptimal
    }
  }

  /// What the plan's chain delivers with one input better, its layout and settings unchanged.
  public struct Sensitivity: Sendable, Hashable {
    /// Which input is better.
    public var input: Input
    /// With the better input, in pairs/s.
    public var rateHz: Double
    /// With the better input, of delivered pairs with Φ+, 0 to 1.
    public var fidelity: Double
    /// With the better input, in secret bits/s (BBM92).
    public var keyRateHz: Double

    /// What is a tenth better: photon collection and coherence longer or more, attenuation and swap errors less; or
    /// stations that stand at midpoints.
    public enum Input: String, Sendable, CaseIterable {
      /// `heraldingStations` is there for chains with stations alone; the others are for every chain.
      case photonCollection, fibreAttenuation, memoryCoherence, swapError, heraldingStations
    }

    /// Creates a sensitivity from its parts; rates in pairs/s and bit/s.
    public init(input: Input, rateHz: Double, fidelity: Double, keyRateHz: Double) {
      self.input = input
      self.rateHz = rateHz
      self.fidelity = fidelity
      self.keyRateHz = keyRateHz
    }
  }

  /// Creates an analysis from its parts, with nothing left out.
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
