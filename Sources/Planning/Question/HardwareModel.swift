public import ChainSimulator
public import LinkPhysics

/// Hardware as planning sees it.
public struct HardwareModel: Sendable {
  /// Name of the platform, as files and commands refer to it.
  public var name: String
  /// The platform in words, for headings.
  public var label: String
  /// SHA-256 of the platform's file, in hexadecimal; `nil` where there was none.
  public var sha256: String?
  /// Numbers of the platform that nobody has measured; every plan lists them.
  public var assumptions: [Assumption]
  /// Whether a hop is heralded at a station between its ends.
  public var usesStation: Bool
  /// How hops are heralded; `nil` for a model of no known scheme.
  public var scheme: Scheme?
  /// Whether repeaters work on their two hops in turn.
  public var takesTurns: Bool { oneInterface != nil }
  /// Whether hops can be joined to chains: whether a swap multiplies the characters of two pairs.
  public var joinsHops: Bool { scheme?.swapMultipliesCharacters ?? true }
  /// Routes of more loss are not considered, in dB.
  public var maximumHopLossDb: Double
  /// Success probability and noise of one swap.
  public var swap: Swap
  /// How stored pairs decay, and whether end users measure at once or store.
  public var memory: Memory
  /// How repeaters work whose hops share one optical interface; `nil` where both run at once.
  public var oneInterface: OneInterface?
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

  /// Settings of the knob at which the platform's experiment was; `nil` where all or none of them were measured.
  public var measuredSettings: [Double]?

  /// The parameter of a heralding scheme that trades heralds against fidelity.
  public struct Knob: Sendable {
    /// In words, e.g. `bright-state population`.
    public var name: String
    /// Settings from the least to the largest; heralds of one mode.
    public var curve: @Sendable (HopGeometry, KeyRule) -> [TradeOffPoint]
  }

  /// Modes of every hop; `nil` where each hop may have its own.
  public var modes: Int?
  /// Numbers of modes that the platform can have, in rising order; empty for a model of no known platform.
  public var modeOptions: [Int] = []
  /// The hardware with so many modes at every hop, or `nil` where the platform has no such number; the
  /// closure itself is `nil` for a model of no known platform.
  public var withModes: (@Sendable (Int) -> HardwareModel?)?

  /// The hardware with the most coherence of a single click that its visibility allows, where nobody says how much there is and
  /// the least is taken; `nil` elsewhere.
  public var mostCoherent: (@Sendable () -> HardwareModel)?

  /// What could be better, and the hardware with one of them better; empty for a model of no known platform.
  public var improvements: [Improvement] = []

  /// One number of the hardware and the way to better ones.
  public struct Improvement: Sendable {
    /// Of the platform file, e.g. `conversion_efficiency`.
    public var key: String
    /// Text form of the unit; `1` for a pure number.
    public var unit: String
    /// What the platform has now, in `unit`: its worst value where the file gives several.
    public var value: Double
    /// How far an improvement may go, in `unit`: 1 or 0 for shares, a hundred times `value` for memory times.
    public var limit: Double
    /// The hardware with the number at a better value.
    public var at: @Sendable (Double) -> HardwareModel

    /// Creates an improvement from its parts; `value` and `limit` in `unit`.
    public init(
      key: String, unit: String, value: Double, limit: Double,
      at: @escaping @Sendable (Double) -> HardwareModel
    ) {
      self.key = key
      self.unit = unit
      self.value = value
      self.limit = limit
      self.at = at
    }
  }

  /// Creates a model whose links carry no budgets, whose modes are fixed by `links`, and whose arms are best
  /// when they are equal (the whole loss in the left arm without a station).
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

extension HardwareModel {
  /// How chains are run: where swaps fail, in a tree whose halves are made anew; else as soon as possible.
  var swapPolicy: SwapPolicy { swap.successProbability < 1 ? .nested : .asapSimultaneous }
}
