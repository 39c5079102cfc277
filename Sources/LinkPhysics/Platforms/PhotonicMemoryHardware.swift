/// `EnsembleInterference` with a platform's numbers; the free knob is the mean excitation probability, balanced so that
/// both arms click equally often.
struct EnsembleHardware: LinkHardware {
  static let parameters: [ParameterSpecification] = [
    .init(
      name: "excitation_probability", meaning: "mean excitation probability of a write pulse (free knob)",
      count: .options, range: 0...0.25, includesLower: false),
    .sourceEfficiency, .conversionEfficiency, .detectionEfficiency, .darkRate, .detectionWindow, .visibility,
    .phaseNoise, .retrieval,
  ]

  let knob: [Double]
  private let path: OpticalPath
  private let noise: EnsembleInterference

  init(_ values: ParameterValues) {
    knob = values.options("excitation_probability")
    path = OpticalPath(values)
    noise = EnsembleInterference(
      excitation: Arms(0), efficiency: Arms(0), darkProbability: values.darkProbability,
      visibility: values.one("visibility"), phaseNoiseRad: values.one("phase_noise_rad"),
      retrieval: values.arms("retrieval_efficiency"))
  }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = path.stages(over: hop)
    var trial = noise
    trial.efficiency = stages.efficiency
    trial.visibility *= environment.timingVisibility(over: hop)
    trial.phaseNoiseRad = hypotenuse(trial.phaseNoiseRad, environment.phaseNoiseRad(over: hop))
    return knob.map { mean in
      trial.excitation = SingleClick.balanced(mean: mean, efficiency: trial.efficiency)
      return HopAttempt(
        option: "excitation probability \(mean)", pair: trial.pair, lossBudget: stages.lossBudget,
        infidelityBudget: trial.infidelityBudget)
    }
  }
}

/// `AbsorptiveMemories` with a platform's numbers; the free knob is the mean number of pairs per mode.
struct AbsorptiveMemoryHardware: LinkHardware {
  static let parameters: [ParameterSpecification] = [
    .init(
      name: "mean_pairs", meaning: "mean pairs per mode of each source (free knob)", count: .options,
      range: 0...1,
      includesLower: false),
    .sourceEfficiency, .conversionEfficiency, .detectionEfficiency, .darkRate, .detectionWindow, .visibility,
    .retrieval,
    .init(
      name: "memory_characters", meaning: "characters x, y, z that sources and memories multiply in",
      count: .exactly(3), range: 0...1),
  ]

  let knob: [Double]
  private let path: OpticalPath
  private let noise: AbsorptiveMemories

  init(_ values: ParameterValues) {
    knob = values.options("mean_pairs")
    path = OpticalPath(values)
    noise = AbsorptiveMemories(
      meanPairs: Arms(0), efficiency: Arms(0), darkProbability: values.darkProbability,
      visibility: values.one("visibility"), storage: values.arms("retrieval_efficiency"),
      memoryNoise: values.characters("memory_characters"))
  }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = path.stages(over: hop)
    var trial = noise
    trial.efficiency = stages.efficiency
    trial.visibility *= environment.timingVisibility(over: hop)
    return knob.map { mean in
      trial.meanPairs = SingleClick.balanced(mean: mean, efficiency: trial.efficiency, limit: 1)
      return HopAttempt(
        option: "mean pairs \(mean)", pair: trial.pair, lossBudget: stages.lossBudget,
        infidelityBudget: trial.infidelityBudget)
    }
  }
}

/// `CentralPairSource` over two fibre arms, with memories that herald what they have absorbed; the free knob is the mean
/// number of pairs per pulse.
struct CentralPairSourceHardware: LinkHardware {
  static let parameters: [ParameterSpecification] = [
    .init(
      name: "mean_pairs", meaning: "mean pairs per pulse (free knob)", count: .options, range: 0...2,
      includesLower: false),
    .sourceEfficiency, .conversionEfficiency,
    .init(
      name: "absorption_efficiency", meaning: "chance that a memory absorbs a photon and heralds it",
      count: .arms,
      range: 0...1, includesLower: false),
    .darkRate, .detectionWindow,
    .init(
      name: "source_visibility", meaning: "visibility of the pairs at vanishing brightness", range: 0...1),
  ]

  let knob: [Double]
  private let source: Arms
  private let conversion: Arms
  private let absorption: Arms
  private let noise: CentralPairSource

  init(_ values: ParameterValues) {
    knob = values.options("mean_pairs")
    source = values.arms("source_efficiency")
    conversion = values.arms("conversion_efficiency")
    absorption = values.arms("absorption_efficiency")
    noise = CentralPairSource(
      meanPairs: 0, efficiency: Arms(0), darkProbability: values.darkProbability,
      sourceVisibility: values.one("source_visibility"))
  }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = Stages([
      ("source", source),
      ("fibre", Arms(transmission(db: hop.leftLossDb), transmission(db: hop.rightLossDb))),
      ("frequency conversion", conversion), ("absorption", absorption),
    ])
    var pulse = noise
    pulse.efficiency = stages.efficiency
    return knob.map { mean in
      pulse.meanPairs = mean
      return HopAttempt(
        option: "mean pairs \(mean)", pair: pulse.pair, lossBudget: stages.lossBudget,
        infidelityBudget: pulse.infidelityBudget)
    }
  }
}

extension ParameterSpecification {
  static let retrieval = Self(
    name: "retrieval_efficiency", meaning: "chance that a stored photon is there when the pair is used",
    count: .arms,
    range: 0...1, includesLower: false)
}
