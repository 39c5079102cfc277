internal import Foundation

/// What a link model says about one hop with one choice of its options: all that planning and simulation need.
public struct ElementaryLink: Hashable, Sendable {
  /// The option taken, e.g. `bright-state population 0.05, 10 modes`.
  public var option: String
  /// Probability that one attempt of one mode heralds a pair, over 0 to 1.
  public var successProbability: Double
  /// Time from one attempt to the next in s, over 0.
  public var attemptPeriodS: Double
  /// Attempts made side by side in one period, of which one success is kept.
  public var modes: Int
  /// State of a heralded pair as its qubits were entangled, before they wait for the herald.
  public var state: BellDiagonalState
  /// Probability that a heralded pair is not there at all (a vacuum term that only a later measurement reveals).
  public var vacuumFraction: Double
  /// How long the qubits have waited when the herald is known; `state` is the one before that.
  public var heraldWait: HeraldWait
  /// Where photons are lost, in dB, in the order in which light meets it.
  public var lossBudget: [Contribution]
  /// Where fidelity is lost: 1 − F that each effect alone would cause.
  public var infidelityBudget: [Contribution]
  /// When a satellite serves the hop; `nil` where its light goes through fibre.
  public var sky: SkyTime?

  /// One line of a budget.
  public struct Contribution: Hashable, Sendable {
    /// The effect in words, e.g. `fibre, left arm`.
    public var name: String
    /// Its size in the unit of the budget that it stands in: dB, a transmission or a fidelity lost.
    public var value: Double

    /// Creates a line of a budget.
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// Creates a link from its parts; without budgets where nobody reads them.
  public init(
    option: String, successProbability: Double, attemptPeriodS: Double, modes: Int, state: BellDiagonalState,
    vacuumFraction: Double = 0, heraldWait: HeraldWait = .none, lossBudget: [Contribution] = [],
    infidelityBudget: [Contribution] = [], sky: SkyTime? = nil
  ) {
    self.option = option
    self.successProbability = successProbability
    self.attemptPeriodS = attemptPeriodS
    self.modes = modes
    self.state = state
    self.vacuumFraction = vacuumFraction
    self.heraldWait = heraldWait
    self.lossBudget = lossBudget
    self.infidelityBudget = infidelityBudget
    self.sky = sky
  }

  /// Pairs of a mean day of this link alone: one at most of all modes in each period.
  public var pairsPerDay: Double {
    -expm1(Double(modes) * log1p(-successProbability)) * (1 - vacuumFraction) / attemptPeriodS * 86_400
  }

  /// Pairs of the mean usable window of a satellite; `nil` where there is no satellite or no window.
  public var pairsPerWindow: Double? {
    guard let sky, sky.usableWindowsPerDay > 0 else { return nil }
    return pairsPerDay / sky.usableWindowsPerDay
  }

  /// Whether this link heralds as often as another at least, of the same period, with as good a state.
  func beats(_ other: Self) -> Bool {
    successProbability >= other.successProbability && vacuumFraction <= other.vacuumFraction
      && state.x >= other.state.x && state.y >= other.state.y && state.z >= other.state.z
  }
}
