internal import Foundation

/// A hardware model that hops can be computed with: what a platform file says, with where every number comes
/// from.
///
/// ```swift
/// let platform = Platform.named("generic")!
/// let options = platform.links(over: hop)      // one for each setting of the free knob and number of modes
/// print(platform.assumptions)                  // what every result has to list
/// ```
public struct Platform: Sendable {
  /// The name by which commands and plans call it, e.g. `delft-nv`.
  public var name: String
  /// One line for people.
  public var label: String
  /// How hops are heralded; decides which parameters the file needs.
  public var scheme: Scheme
  /// Papers and files that the platform rests on.
  public var sources: [String]
  /// Everything the file says of the hardware, in file order, then the fallbacks taken.
  public var parameters: [Parameter]
  /// Published results of the experiment, to compare with; no model uses them.
  public var measurements: [Measurement]
  /// SHA-256 of the file that it was read from, in hexadecimal; `nil` where there was none.
  public var sha256: String?
  /// Decay of what a repeater stores.
  public var memory: MemoryDecay
  /// Success and noise of a repeater's Bell measurement.
  public var swap: SwapQuality
  /// What taking turns costs, where a node has one optical interface; `nil` where it has one for each hop.
  public var oneInterface: SharedInterface?
  /// Attempts side by side that a node may be built for, ascending.
  public var modeOptions: [Int]
  /// Part of an attempt that is not waiting for light: initialisation, reset, s.
  public var preparationTimeS: Double
  /// Largest loss of a whole hop in dB, arms equal, that still gives a usable link: see `isUsable(_:)`.
  public private(set) var maximumHopLossDb: Double
  /// Phase and timing drift of the fibre, share of the time in use.
  public var environment: FibreEnvironment
  let hardware: any LinkHardware
  private let excessAttenuationDbPerKm: Double
  private let storageLimitS: Double
  private let lossPerS: Double
  private let linkNoise: BellDiagonalState
  let storageNoise: BellDiagonalState

  /// A result of the experiment as published.
  public struct Measurement: Hashable, Sendable {
    /// What was measured, with its source; the name ends in its unit.
    public var quantity: Parameter
    /// The configuration it was measured in.
    public var configuration: String?
  }

  init(
    name: String, label: String, scheme: Scheme, sources: [String], parameters: [Parameter],
    measurements: [Measurement]
  ) {
    let values = ParameterValues(parameters)
    self.name = name
    self.label = label
    self.scheme = scheme
    self.sources = sources
    self.parameters = parameters
    self.measurements = measurements
    memory = MemoryDecay(values)
    swap = SwapQuality(values)
    oneInterface = SharedInterface(values)
    modeOptions = values.options("modes").map { Int($0) }.sorted()
    preparationTimeS = values.one("preparation_time_s")
    environment = FibreEnvironment(values)
    excessAttenuationDbPerKm = values.optional("excess_attenuation_db_per_km") ?? 0
    storageLimitS = values.one("storage_limit_s")
    lossPerS = values.optional("memory_loss_s").map { 1 / $0 } ?? 0
    linkNoise = values.characters("link_characters")
    storageNoise = values.characters("storage_characters")
    hardware = scheme.hardware.init(values)
    maximumHopLossDb = 0
    maximumHopLossDb = reach()
  }

  /// Whether hops of this platform meet at a heralding station.
  public var usesStation: Bool { scheme.usesStation }

  /// Settings of the free knob at which the experiment was; `nil` where the file does not tell them from others.
  public var measuredSettings: [Double]? {
    parameters.first { !$0.measuredAt.isEmpty }?.measuredAt
  }

  /// Every number that a result rests on without being known.
  public var assumptions: [Assumption] { parameters.compactMap(\.assumption) }

  /// The links that a hop can be given: one for each number of modes and setting of the free knob, modes ascending,
  /// then the knob as the platform file lists it.
  ///
  /// Left out are links that are not usable, and for each number of modes those that another setting beats or equals in
  /// success probability, in presence of the pair and in all three characters. Empty where the herald comes back later
  /// than a memory can hold.
  ///
  /// - Complexity: O(modes × settings²), and one evaluation of the scheme's model for each setting.
  public func links(over hop: HopGeometry) -> [ElementaryLink] {
    let all = everyLink(over: hop, withBudgets: true)
    return all.enumerated().filter { i, link in
      !all.enumerated().contains { j, other in
        j != i && other.modes == link.modes && other.beats(link) && (j < i || !link.beats(other))
      }
    }.map(\.element)
  }

  /// Every usable link of a hop, those that another setting beats included: a slower one can wait less beside a slow
  /// neighbour.
  ///
  /// - Parameter withBudgets: whether each link says where light and fidelity are lost.
  /// - Complexity: O(modes × settings).
  public func everyLink(over hop: HopGeometry, withBudgets: Bool) -> [ElementaryLink] {
    guard scheme.heraldDelayS(over: hop) <= storageLimitS else { return [] }
    let period = attemptPeriodS(over: hop)
    let wait = scheme.heraldWait(over: hop)
    let attempts = attempts(over: hop, knob: hardware.knob)
    let sky = hardware.sky(over: hop)
    return modeOptions.flatMap { modes in
      attempts.map { attempt in
        let pair = self.pair(of: attempt, wait, periodS: period, modes: modes)
        let steps = steps(after: pair, periodS: period, modes: modes)
        return ElementaryLink(
          option: modes == 1 ? attempt.option : "\(attempt.option), \(modes) modes",
          successProbability: pair.successProbability, attemptPeriodS: period, modes: modes,
          state: steps.reduce(pair.state) { $0 * $1.noise },
          vacuumFraction: pair.vacuumFraction, heraldWait: wait,
          lossBudget: withBudgets ? attempt.lossBudget() : [],
          infidelityBudget: withBudgets
            ? attempt.infidelityBudget() + steps.map { .init($0.name, 1 - $0.noise.fidelity) } : [], sky: sky)
      }.filter(Self.isUsable)
    }
  }

  /// Losses of the two arms, in dB, that make a hop of a given loss best: those that make both arms click equally often.
  ///
  /// Every scheme with a station has a chance of a herald and a state that depend on the arms' efficiencies through their
  /// product and a mean that is largest for equal arms (`SingleClick.balanced`); tests check it for every platform.
  public func balancedLossDb(_ lossDb: Double) -> Arms {
    guard usesStation else { return Arms(lossDb, 0) }
    let efficiency = hardware.nodeEfficiency
    guard efficiency.left > 0, efficiency.right > 0 else { return Arms(lossDb / 2) }
    let left = (lossDb + 10 * log10(efficiency.left / efficiency.right)) / 2
    return Arms(min(max(left, 0), lossDb), lossDb - min(max(left, 0), lossDb))
  }

  /// Whether the place of a station matters by the losses and delays of its arms alone: no warm arm, no loss beyond the map's,
  /// no vacuum, which is a little less where more light is lost.
  public var feelsLossAndDelayAlone: Bool {
    scheme != .ensembleInterference && scheme != .absorptiveMemories && environment.temperatureSwingK == 0
      && environment.aerialTemperatureSwingK == 0
      && excessAttenuationDbPerKm == 0
  }

  private func attempts(over hop: HopGeometry, knob: [Double]) -> [HopAttempt] {
    var glass = hop
    glass.leftLossDb +=
      max(0, hop.leftLengthKm - hop.leftSurroundings.measuredKm) * excessAttenuationDbPerKm
    glass.rightLossDb +=
      max(0, hop.rightLengthKm - hop.rightSurroundings.measuredKm) * excessAttenuationDbPerKm
    return hardware.attempts(over: glass, in: environment, knob: knob)
  }

  /// An attempt's pair after a storage that may lose it, while both sides wait for heralds and rails for each other.
  private func pair(of attempt: HopAttempt, _ wait: HeraldWait, periodS: Double, modes: Int) -> HeraldedPair {
    attempt.stored?(
      RailStorage(lossPerS: lossPerS, herald: wait.both, periodS: periodS, modes: modes)) ?? attempt.pair
  }

  /// What happens to a heralded pair before a chain may use it.
  private func steps(after pair: HeraldedPair, periodS: Double, modes: Int) -> [(
    name: String, noise: BellDiagonalState
  )] {
    var steps = [("nodes' own errors", linkNoise), ("moving into storage", storageNoise)]
    if scheme == .ensembleInterference {
      steps.append(
        (
          "first rail waiting for the second",
          EnsembleInterference.waiting(memory, pair: pair, periodS: periodS, modes: modes)
        ))
    }
    return steps
  }

  /// One attempt of one mode over a hop with any setting of the free knob, whether useful or not.
  ///
  /// - Parameters:
  ///   - knob: in the unit of the platform file; ignored where the scheme has no knob.
  ///   - modes: attempts side by side, on which a wait of rails for each other and pairs across modes depend.
  public func attempt(over hop: HopGeometry, knob: Double, modes: Int = 1) -> HeraldedPair {
    let period = attemptPeriodS(over: hop)
    var pair = pair(
      of: attempts(over: hop, knob: [knob])[0], scheme.heraldWait(over: hop), periodS: period, modes: modes)
    for step in steps(after: pair, periodS: period, modes: modes) {
      pair.state = pair.state * step.noise
    }
    return pair
  }

  /// Preparation plus the time until both ends know the outcome, divided by the share of the time in use, s; at least
  /// 1 ns, so that a hop without length and preparation has a rate. Where attempts follow each other without waiting
  /// (`Scheme.waitsForHerald`), the time from one to the next.
  public func attemptPeriodS(over hop: HopGeometry) -> Double {
    let pipelined = hardware.pipelinedPeriodS(over: hop)
    return (pipelined ?? max(1e-9, preparationTimeS + scheme.heraldDelayS(over: hop)))
      / environment.uptime(over: hop)
  }

  /// Whether a link is worth planning with: entangled (F above ½) and heralded more than once in 10¹² attempts.
  public static func isUsable(_ link: ElementaryLink) -> Bool {
    link.successProbability > 1e-12 && link.state.fidelity > 0.5
  }

  /// The loss at which links stop being usable, by bisection to 0.01 dB; 0 where even a hop without loss is useless.
  private func reach() -> Double {
    func usable(_ loss: Double) -> Bool {
      !links(
        over: HopGeometry(
          leftLengthKm: 0, rightLengthKm: 0, leftLossDb: loss / 2, rightLossDb: loss / 2, leftDelayS: 1e-9,
          rightDelayS: 1e-9)
      ).isEmpty
    }
    guard scheme.usesFibre else { return .infinity }
    guard usable(0) else { return 0 }
    var (low, high) = (0.0, 400.0)
    while high - low > 0.01 {
      let middle = (low + high) / 2
      if usable(middle) { low = middle } else { high = middle }
    }
    return low
  }
}

/// How a stored qubit (or pair) of a platform decays: x, y and z by exp(−rate·t), rates in 1/s.
public struct MemoryDecay: Hashable, Sendable {
  /// Rate of the character x in 1/s: 1/T2, or 1/T of a depolarising memory.
  public var rateX: Double
  /// Rate of the character y in 1/s: that of x.
  public var rateY: Double
  /// Rate of the character z in 1/s: 1/T1, or 1/T of a depolarising memory.
  public var rateZ: Double
  /// Whether the rates hold for each stored qubit (otherwise for the stored pair).
  public var isPerQubit: Bool

  init(_ values: ParameterValues) {
    if let time = values.optional("memory_depolarising_s") {
      rateX = 1 / time
      rateY = rateX
      rateZ = rateX
    } else {
      rateX = 1 / values.one("memory_t2_s")
      rateY = rateX
      rateZ = 1 / values.one("memory_t1_s")
    }
    isPerQubit = true
  }
}

/// One optical interface for both hops of a repeater, which are generated in turn.
public struct SharedInterface: Hashable, Sendable {
  /// Attempts of the node after which the coherence of what it stores has fallen to 1/e, by them alone.
  public var attemptsTo1e: Double
  /// Time of moving a qubit into memory, s.
  public var moveS: Double
  /// Characters that the move multiplies in.
  public var moveNoise: BellDiagonalState

  /// `nil` for nodes with an interface for each hop.
  init?(_ values: ParameterValues) {
    guard values.optional("interfaces") == 1 else { return nil }
    attemptsTo1e = values.one("attempts_to_1e")
    moveS = values.one("move_s")
    moveNoise = values.characters("move_characters")
  }
}

/// The Bell measurement of a repeater.
public struct SwapQuality: Hashable, Sendable {
  /// Chance that it succeeds, over 0 to 1.
  public var successProbability: Double
  /// Characters that a successful one multiplies into the state.
  public var noise: BellDiagonalState

  init(_ values: ParameterValues) {
    successProbability = values.one("swap_success_probability")
    noise = values.characters("swap_characters")
  }
}
