/// `SingleClick` with a platform's numbers; the free knob is the mean bright-state population, balanced so that both
/// arms click equally often.
struct SingleClickHardware: LinkHardware {
  static let parameters =
    [
      ParameterSpecification.knob(
        "bright_state_population", "mean bright-state population of the two nodes", upTo: 0.5)
    ] + ParameterSpecification.emitters

  let knob: [Double]
  private let path: OpticalPath
  private let noise: SingleClick

  init(_ values: ParameterValues) {
    knob = values.options("bright_state_population")
    path = OpticalPath(values)
    noise = SingleClick(
      population: Arms(0), efficiency: Arms(0), darkProbability: values.darkProbability,
      visibility: values.one("visibility"), phaseNoiseRad: values.one("phase_noise_rad"),
      doubleExcitation: values.arms("double_excitation_probability"))
  }

  var nodeEfficiency: Arms { path.nodeEfficiency }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = path.stages(over: hop)
    var click = noise
    click.efficiency = stages.efficiency
    click.visibility *= environment.timingVisibility(over: hop)
    click.phaseNoiseRad = hypotenuse(click.phaseNoiseRad, environment.phaseNoiseRad(over: hop))
    return knob.map { mean in
      var click = click
      click.population = SingleClick.balanced(mean: mean, efficiency: click.efficiency)
      return HopAttempt(
        option: "bright-state population \(mean)", pair: click.pair, lossBudget: stages.lossBudget,
        infidelityBudget: click.infidelityBudget)
    }
  }
}

/// `DoubleClick` with a platform's numbers; there is no knob, which is the same as one setting.
struct DoubleClickHardware: LinkHardware {
  static let parameters = ParameterSpecification.emitters

  let knob = [1.0]
  private let path: OpticalPath
  private let noise: DoubleClick

  init(_ values: ParameterValues) {
    path = OpticalPath(values)
    noise = DoubleClick(
      efficiency: Arms(0), darkProbability: values.darkProbability, visibility: values.one("visibility"),
      phaseNoiseRad: values.one("phase_noise_rad"),
      doubleExcitation: values.arms("double_excitation_probability"))
  }

  var nodeEfficiency: Arms { path.nodeEfficiency }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let stages = path.stages(over: hop)
    var click = noise
    click.efficiency = stages.efficiency
    click.visibility *= environment.timingVisibility(over: hop)
    return [
      HopAttempt(
        option: "double click", pair: click.pair, lossBudget: stages.lossBudget,
        infidelityBudget: click.infidelityBudget)
    ]
  }
}

/// The way of a photon from a node to the detector of a station.
struct OpticalPath: Sendable {
  private let source: Arms
  private let conversion: Arms
  private let detection: Arms

  init(_ values: ParameterValues) {
    source = values.arms("source_efficiency")
    conversion = values.arms("conversion_efficiency")
    detection = values.arms("detection_efficiency")
  }

  /// All of it but the fibre.
  var nodeEfficiency: Arms { source * conversion * detection }

  func stages(over hop: HopGeometry) -> Stages {
    Stages([
      ("source", source), ("frequency conversion", conversion),
      ("fibre", Arms(transmission(db: hop.leftLossDb), transmission(db: hop.rightLossDb))),
      ("detection", detection),
    ])
  }
}

/// Named efficiencies, in the order in which light meets them.
struct Stages {
  private let list: [(name: String, efficiency: Arms)]

  init(_ list: [(name: String, efficiency: Arms)]) { self.list = list }

  var efficiency: Arms { list.reduce(Arms(1)) { $0 * $1.efficiency } }

  /// Loss in dB of each stage: the left arm, then the right arm.
  var lossBudget: [ElementaryLink.Contribution] {
    list.map { .init("\($0.name), left arm", decibels($0.efficiency.left)) }
      + list.map { .init("\($0.name), right arm", decibels($0.efficiency.right)) }
  }
}

func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
