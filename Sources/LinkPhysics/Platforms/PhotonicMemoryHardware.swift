/// `EnsembleInterference` with a platform's numbers; the free knob is the mean excitation probability, balanced so that
/// both arms click equally often.
struct EnsembleHardware: LinkHardware {
  static let parameters =
    [
      ParameterSpecification.knob(
        "excitation_probability", "mean excitation probability of a write pulse", upTo: 0.25)
    ] + ParameterSpecification.interference + [.phaseNoise, .retrieval]

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

  var nodeEfficiency: Arms { path.nodeEfficiency }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = path.stages(over: hop)
    var trial = noise
    trial.efficiency = stages.efficiency
    trial.visibility *= environment.timingVisibility(over: hop)
    trial.phaseNoiseRad = hypotenuse(trial.phaseNoiseRad, environment.phaseNoiseRad(over: hop))
    return knob.map { mean in
      var trial = trial
      trial.excitation = SingleClick.balanced(mean: mean, efficiency: trial.efficiency)
      return HopAttempt(
        option: "excitation probability \(mean)", pair: trial.pair, lossBudget: stages.lossBudget,
        infidelityBudget: trial.infidelityBudget)
    }
  }
}

/// `AbsorptiveMemories` with a platform's numbers; the free knob is the mean number of pairs per mode.
struct AbsorptiveMemoryHardware: LinkHardware {
  static let parameters =
    [ParameterSpecification.knob("mean_pairs", "mean pairs per mode of each source", upTo: 1)]
    + ParameterSpecification.interference
    + [
      .retrieval,
      ParameterSpecification(
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

  var nodeEfficiency: Arms { path.nodeEfficiency }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = path.stages(over: hop)
    var trial = noise
    trial.efficiency = stages.efficiency
    trial.visibility *= environment.timingVisibility(over: hop)
    return knob.map { mean in
      var trial = trial
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
    .knob("mean_pairs", "mean pairs per pulse", upTo: 2),
    .sourceEfficiency, .conversionEfficiency,
    .init(
      name: "absorption_efficiency", meaning: "chance that a memory absorbs a photon and heralds it",
      count: .arms,
      range: 0...1, includesLower: false),
    .darkRate, .detectionWindow, .sourceVisibility,
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

  var nodeEfficiency: Arms { source * conversion * absorption }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = Stages([
      ("source", source),
      ("fibre", Arms(transmission(db: hop.leftLossDb), transmission(db: hop.rightLossDb))),
      ("frequency conversion", conversion), ("absorption", absorption),
    ])
    var pulse = noise
    pulse.efficiency = stages.efficiency
    return knob.map { mean in
      var pulse = pulse
      pulse.meanPairs = mean
      return HopAttempt(
        option: "mean pairs \(mean)", pair: pulse.pair, lossBudget: stages.lossBudget,
        infidelityBudget: pulse.infidelityBudget)
    }
  }
}
