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
    case sweep
    case tradeOff = "trade-off"
    case failures
    case additions
  }

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

    /// One more of a resource.
    public enum Change: Sendable, Hashable {
      /// So many instead of one fewer: in all, or in a chain.
      case repeaters(Int)
      case repeatersOfAChain(Int)
      /// Halfway along a span, on a hop of so much fibre.
      case hut(from: Int, to: Int, hopKm: Double)
      case memories(site: Int, count: Int, insteadOf: Int)
      case chainsThroughASite(Int)
      case secondFibre(from: Int, to: Int)
      /// In the words of a plan file.
      case stated(Kind, String)
    }

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
    public var provedOptimal: Bool
    /// Least rate of all chains then, in pairs/s.
    public var rateHz: Double?

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
    public var points: [TradeOffPoint]

    public init(name: String, segment: Int, points: [TradeOffPoint]) {
      self.name = name
      self.segment = segment
      self.points = points
    }
  }

  public struct SweepPoint: Sendable, Hashable {
    /// Setting of the platform, where the point has one.
    public var setting: String?
    public var repeaters: Int
    public var rateHz: Double
    public var fidelity: Double
    public var keyRateHz: Double
    public var provedOptimal: Bool

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

  public struct Sensitivity: Sendable, Hashable {
    public var input: Input
    public var rateHz: Double
    public var fidelity: Double
    public var keyRateHz: Double

    /// What is a tenth better: photon collection and coherence longer or more, attenuation and swap errors less; or
    /// stations that stand at midpoints.
    public enum Input: String, Sendable, CaseIterable {
      case photonCollection, fibreAttenuation, memoryCoherence, swapError, heraldingStations
    }

    public init(input: Input, rateHz: Double, fidelity: Double, keyRateHz: Double) {
      self.input = input
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
