public import ChainSimulator
public import LinkPhysics

/// What to plan: a pair of ends, what is best, and what every plan must keep to.
public struct PlanRequest: Sendable {
  /// Indices of the end sites on the map.
  public var from: Int
  public var to: Int
  public var objective: Objective
  public var limits: Limits
  public var stationPlacement: StationPlacement
  public var linkTimeModel: LinkTimeModel
  public var knob: KnobSetting
  /// Whether the last swap outcome's way to the ends counts in delivery times.
  public var countsMessages: Bool
  /// Seconds of search; `nil` for no limit.
  public var timeLimitS: Double?
  /// Monte Carlo samples that confirm the plan; 0 for none.
  public var samples: Int
  public var seed: UInt64
  public var threads: Int
  /// Next best plans of other sets of repeaters that are wanted too.
  public var alternatives = 0
  public var equipment = EquipmentCost()

  public init(
    from: Int, to: Int, objective: Objective = .rate, limits: Limits = Limits(),
    stationPlacement: StationPlacement = .sites, linkTimeModel: LinkTimeModel = .attempts,
    knob: KnobSetting = .perHop, countsMessages: Bool = true,
    timeLimitS: Double? = nil, samples: Int = 100_000, seed: UInt64 = 1, threads: Int = 1
  ) {
    self.from = from
    self.to = to
    self.objective = objective
    self.limits = limits
    self.stationPlacement = stationPlacement
    self.linkTimeModel = linkTimeModel
    self.knob = knob
    self.countsMessages = countsMessages
    self.timeLimitS = timeLimitS
    self.samples = samples
    self.seed = seed
    self.threads = threads
  }
}

/// Whether hops of a chain may run with different settings of the platform's free knob (bright-state population, mean
/// photon number, modes).
public enum KnobSetting: String, Sendable, CaseIterable {
  /// One setting for all hops of a chain, the best one.
  case uniform
  /// Each hop its own.
  case perHop = "per-hop"
}

/// How the time until a hop has a pair is modelled.
public enum LinkTimeModel: String, Sendable, CaseIterable {
  /// Attempt after attempt, each of the hop's own period: geometric on a lattice.
  case attempts
  /// Exponential of mean τ/(−M ln(1−p)), the lower bound that published formulations use.
  case exponential
}

/// Hardware as planning sees it.
public struct HardwareModel: Sendable {
  public var name: String
  public var label: String
  public var assumptions: [Assumption]
  public var usesStation: Bool
  /// How hops are heralded; `nil` for a model of no known scheme.
  public var scheme: Scheme?
  /// Routes of more loss are not considered, in dB.
  public var maximumHopLossDb: Double
  public var swap: Swap
  public var memory: Memory
  /// Everything that one hop can be, options that others beat included; empty where it is out of reach.
  public var links: @Sendable (HopGeometry) -> [ElementaryLink]
  /// The same with where light and fidelity are lost.
  public var linksWithBudgets: @Sendable (HopGeometry) -> [ElementaryLink]
  /// Losses of the arms in dB that make a hop of a given loss best.
  public var balancedLossDb: @Sendable (Double) -> Arms
  /// Whether every number of a link is best for the least loss and delay, balanced between the arms, so that routes of more
  /// loss need not be drawn to be ruled out; otherwise all are.
  public var isBestBalanced = false
  /// Whether where a station stands matters by the losses and delays of its arms alone.
  public var feelsLossAndDelayAlone = false
  /// The free knob in words and what it does to one hop; `nil` where the model has none.
  public var knob: Knob?

  public struct Knob: Sendable {
    public var name: String
    /// Settings from the least to the largest; heralds of one mode.
    public var curve: @Sendable (HopGeometry) -> [TradeOffPoint]
  }

  /// What could be better, and the hardware with one of them better; empty for a model of no known platform.
  public var improvements: [Improvement] = []

  /// One number of the hardware and the way to better ones.
  public struct Improvement: Sendable {
    /// In words, e.g. `conversion efficiency`.
    public var name: String
    /// Text form of the unit; `1` for a pure number.
    public var unit: String
    public var value: Double
    public var limit: Double
    /// The hardware with the number at a better value.
    public var at: @Sendable (Double) -> HardwareModel

    public init(
      name: String, unit: String, value: Double, limit: Double,
      at: @escaping @Sendable (Double) -> HardwareModel
    ) {
      self.name = name
      self.unit = unit
      self.value = value
      self.limit = limit
      self.at = at
    }
  }

  public init(
    name: String, label: String, assumptions: [Assumption], usesStation: Bool, scheme: Scheme? = nil,
    maximumHopLossDb: Double, swap: Swap,
    memory: Memory, links: @escaping @Sendable (HopGeometry) -> [ElementaryLink], knob: Knob? = nil
  ) {
    self.name = name
    self.label = label
    self.assumptions = assumptions
    self.usesStation = usesStation
    self.scheme = scheme
    self.maximumHopLossDb = maximumHopLossDb
    self.swap = swap
    self.memory = memory
    self.links = links
    linksWithBudgets = links
    balancedLossDb = { usesStation ? Arms($0 / 2) : Arms($0, 0) }
    self.knob = knob
  }
}

/// Why no plan exists, and what would change that.
public struct NoPlan: Error, Sendable, CustomStringConvertible {
  /// What stands in the way, in one sentence.
  public var reason: String
  /// What would make a plan possible, each in one sentence.
  public var remedies: [String]
  /// Whether that is proved; otherwise a limit of time or memory ended the search.
  public var isProved: Bool

  public init(reason: String, remedies: [String], isProved: Bool) {
    self.reason = reason
    self.remedies = remedies
    self.isProved = isProved
  }

  public var description: String { ([reason] + remedies.map { "  - " + $0 }).joined(separator: "\n") }

  /// The same, which is no proof where routes were left out or chains could not be judged.
  func among(_ scope: Scope, isJudged: Bool = true) -> NoPlan {
    var none = self
    if case .some(let most, let dropped) = scope.routes {
      none.isProved = false
      none.reason += " (among the first \(most) routes of each pair of sites; \(dropped) pairs have more)"
    }
    if !isJudged {
      none.isProved = false
      none.reason += " (some chains have no exact estimate and were not judged)"
    }
    return none
  }

  /// That a limit ended the search before there was any plan.
  static func endedEarly(_ stop: Certificate.Stop, bound: String? = nil) -> NoPlan {
    NoPlan(
      reason: "the search ended (\(stop.rawValue)) before any plan within the limits was found"
        + (bound.map { "; \($0)" } ?? ""),
      remedies: [
        stop == .memoryLimit ? "fewer repeaters (--max-repeaters), or looser limits" : "give it more time"
      ], isProved: false)
  }
}
