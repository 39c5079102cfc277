internal import Foundation

/// A scheme whose photons from both nodes interfere at a station, as a platform sets it up.
protocol StationInterference: HeraldingScheme {
  static var parameters: [ParameterSpecification] { get }
  /// Name of the free knob's parameter; `nil` for none, which is the same as one setting.
  static var knob: String? { get }
  /// With a platform's numbers; efficiency and knob are those of a hop.
  init(_ values: ParameterValues)

  /// Chance that a photon of each node makes a click.
  var efficiency: Arms { get set }
  /// Hong-Ou-Mandel visibility.
  var visibility: Double { get set }
  /// The pair after a storage that loses it; `nil` where qubits do not get lost.
  var stored: ((RailStorage) -> HeraldedPair)? { get }
  /// Time in which all modes are tried once, s, where attempts follow each other without waiting; `nil` where they wait.
  var windowS: Double? { get }
  /// Multiplies a mismatch of the photons' arrival into their overlap.
  mutating func mismatch(visibility: Double)
  /// Adds phase noise of the fibre, where the scheme feels it.
  mutating func add(phaseNoiseRad: Double)
  /// Turns the knob, balanced so that both arms click equally often, and says so.
  mutating func set(knob: Double) -> String
}

extension StationInterference {
  var stored: ((RailStorage) -> HeraldedPair)? { nil }
  var windowS: Double? { nil }
  mutating func mismatch(visibility: Double) { self.visibility *= visibility }
}

/// A `StationInterference` with a platform's numbers and its optical path.
struct StationHardware<Interference: StationInterference>: LinkHardware {
  static var parameters: [ParameterSpecification] { Interference.parameters }

  let knob: [Double]
  private let path: OpticalPath
  private let interference: Interference

  init(_ values: ParameterValues) {
    knob = Interference.knob.map(values.options) ?? [1]
    path = OpticalPath(values)
    interference = Interference(values)
  }

  var nodeEfficiency: Arms { path.nodeEfficiency }

  func pipelinedPeriodS(over hop: HopGeometry) -> Double? { interference.windowS }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = path.stages(over: hop)
    var overHop = interference
    overHop.efficiency = stages.efficiency
    overHop.mismatch(visibility: environment.timingVisibility(over: hop))
    overHop.add(phaseNoiseRad: environment.phaseNoiseRad(over: hop))
    return knob.map { setting in
      var attempt = overHop
      let option = attempt.set(knob: setting)
      return HopAttempt(
        option: option, pair: attempt.pair, stored: attempt.stored, lossBudget: stages.lossBudget,
        infidelityBudget: attempt.infidelityBudget)
    }
  }
}

/// A scheme that feels the phase between both arms.
protocol PhaseSensitiveInterference: StationInterference {
  /// Standard deviation of the optical phase, rad.
  var phaseNoiseRad: Double { get set }
}

extension PhaseSensitiveInterference {
  mutating func add(phaseNoiseRad: Double) {
    self.phaseNoiseRad = hypotenuse(self.phaseNoiseRad, phaseNoiseRad)
  }
}

extension SingleClick: PhaseSensitiveInterference {
  static let parameters =
    [
      ParameterSpecification.knob(
        "bright_state_population", "mean bright-state population of the two nodes", upTo: 0.5)
    ] + ParameterSpecification.emitters + [.modeCoherence]
  static let knob: String? = "bright_state_population"

  init(_ values: ParameterValues) {
    let visibility = values.one("visibility")
    self.init(
      population: Arms(0), efficiency: Arms(0), darkProbability: values.darkProbability,
      visibility: visibility, modeCoherence: max(visibility, values.one("mode_coherence")),
      phaseNoiseRad: values.one("phase_noise_rad"),
      doubleExcitation: values.arms("double_excitation_probability"))
  }

  /// What arrival leaves is of the same kind as the rest: with κ = V its overlap counts whole, with κ = √V by its root.
  mutating func mismatch(visibility: Double) {
    let kind = self.visibility < 1 && self.visibility > 0 ? log(modeCoherence) / log(self.visibility) : 1
    self.visibility *= visibility
    modeCoherence *= pow(visibility, kind)
  }

  mutating func set(knob mean: Double) -> String {
    population = SingleClick.balanced(mean: mean, efficiency: efficiency)
    return "bright-state population \(mean)"
  }
}

extension DoubleClick: StationInterference {
  static let parameters = ParameterSpecification.emitters
  static let knob: String? = nil

  init(_ values: ParameterValues) {
    self.init(
      efficiency: Arms(0), darkProbability: values.darkProbability, visibility: values.one("visibility"),
      phaseNoiseRad: values.one("phase_noise_rad"),
      doubleExcitation: values.arms("double_excitation_probability"))
  }

  /// Both bins travel through the same fibre, an instant apart.
  mutating func add(phaseNoiseRad: Double) {}

  mutating func set(knob: Double) -> String { "double click" }
}

extension EnsembleInterference: PhaseSensitiveInterference {
  var stored: ((RailStorage) -> HeraldedPair)? { { pair(stored: $0) } }

  static let parameters =
    [
      ParameterSpecification.knob(
        "excitation_probability", "mean excitation probability of a write pulse", upTo: 0.25)
    ] + ParameterSpecification.interference + [.phaseNoise, .retrieval, .memoryLoss]
  static let knob: String? = "excitation_probability"

  init(_ values: ParameterValues) {
    self.init(
      excitation: Arms(0), efficiency: Arms(0), darkProbability: values.darkProbability,
      visibility: values.one("visibility"), phaseNoiseRad: values.one("phase_noise_rad"),
      retrieval: values.arms("retrieval_efficiency"))
  }

  mutating func set(knob mean: Double) -> String {
    excitation = SingleClick.balanced(mean: mean, efficiency: efficiency)
    return "excitation probability \(mean)"
  }
}

extension AbsorptiveMemories: StationInterference {
  var stored: ((RailStorage) -> HeraldedPair)? { { pair(stored: $0) } }

  static let parameters =
    [
      ParameterSpecification.knob(
        "mean_pairs",
        "mean pairs per mode of each source, over both polarisations where these are told apart", upTo: 1)
    ]
    + ParameterSpecification.interference
    + [
      .retrieval, .memoryLoss,
      ParameterSpecification(
        name: "pairing_window_s",
        meaning:
          "window of storage in which any two clicked modes make a pair; 0 where one mode's two photons do",
        range: 0...1e6,
        fallback: .init([0], "pairs of two clicks in one mode assumed")),
      ParameterSpecification(
        name: "memory_characters", meaning: "characters x, y, z that sources and memories multiply in",
        count: .exactly(3), range: 0...1),
    ]
  static let knob: String? = "mean_pairs"

  init(_ values: ParameterValues) {
    self.init(
      meanPairs: Arms(0), efficiency: Arms(0), darkProbability: values.darkProbability,
      visibility: values.one("visibility"), storage: values.arms("retrieval_efficiency"),
      memoryNoise: values.characters("memory_characters"),
      pairsAnyTwoModes: values.one("pairing_window_s") > 0)
    windowS = values.one("pairing_window_s") > 0 ? values.one("pairing_window_s") : nil
  }

  /// The polarisations of a pair travel through the same fibre together.
  mutating func add(phaseNoiseRad: Double) {}

  mutating func set(knob mean: Double) -> String {
    meanPairs = SingleClick.balanced(mean: mean, efficiency: efficiency, limit: 1)
    return "mean pairs \(mean)"
  }
}

func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
