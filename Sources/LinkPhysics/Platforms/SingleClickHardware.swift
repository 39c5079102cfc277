/// `SingleClick` with a platform's numbers; the free knob is the mean bright-state population, balanced so that both
/// arms click equally often.
struct SingleClickHardware: LinkHardware {
  static let parameters: [ParameterSpecification] = [
    .init(
      name: "bright_state_population", meaning: "mean bright-state population of the two nodes (free knob)",
      count: .options, range: 0...0.5, includesLower: false),
    .init(
      name: "source_efficiency",
      meaning: "chance that an excitation puts a photon into the fibre, conversion left out",
      count: .arms, range: 0...1, includesLower: false),
    .init(
      name: "conversion_efficiency", meaning: "efficiency of frequency conversion", count: .arms,
      range: 0...1,
      includesLower: false),
    .init(
      name: "detection_efficiency", meaning: "station optics, filters and detector", count: .arms,
      range: 0...1,
      includesLower: false),
    .init(
      name: "dark_rate_hz",
      meaning: "clicks of one detector without the photons, noise of conversion included",
      range: 0...1e12),
    .init(name: "detection_window_s", meaning: "time in which a click counts", range: 0...1),
    .init(name: "visibility", meaning: "Hong-Ou-Mandel visibility", range: 0...1),
    .init(name: "phase_noise_rad", meaning: "rms optical phase between the arms", range: 0...100),
    .init(
      name: "double_excitation_probability", meaning: "chance of a second photon in one excitation",
      count: .arms,
      range: 0...1, includesUpper: false),
  ]

  private let populations: [Double]
  private let stages: [(name: String, efficiency: Arms)]
  private let detection: Arms
  private let noise: SingleClick

  init(_ values: ParameterValues) {
    populations = values.options("bright_state_population")
    stages = [
      ("source", values.arms("source_efficiency")),
      ("frequency conversion", values.arms("conversion_efficiency")),
    ]
    detection = values.arms("detection_efficiency")
    noise = SingleClick(
      population: Arms(0), efficiency: Arms(0),
      darkProbability: -expm1(-values.one("dark_rate_hz") * values.one("detection_window_s")),
      visibility: values.one("visibility"), phaseNoiseRad: values.one("phase_noise_rad"),
      doubleExcitation: values.arms("double_excitation_probability"))
  }

  func attempts(over hop: HopGeometry) -> [HopAttempt] {
    let fibre = Arms(transmission(db: hop.leftLossDb), transmission(db: hop.rightLossDb))
    let path = stages + [("fibre", fibre), ("detection", detection)]
    var click = noise
    click.efficiency = path.reduce(Arms(1)) { $0 * $1.efficiency }
    let losses = lossBudget(path)
    return populations.map { mean in
      click.population = SingleClick.balanced(mean: mean, efficiency: click.efficiency)
      return HopAttempt(
        option: "bright-state population \(mean)", pair: click.pair, lossBudget: losses,
        infidelityBudget: click.infidelityBudget)
    }
  }
}

/// Loss in dB of each stage, in the order in which light meets it: the left arm, then the right arm.
func lossBudget(_ path: [(name: String, efficiency: Arms)]) -> [ElementaryLink.Contribution] {
  path.map { .init("\($0.name), left arm", decibels($0.efficiency.left)) }
    + path.map { .init("\($0.name), right arm", decibels($0.efficiency.right)) }
}
