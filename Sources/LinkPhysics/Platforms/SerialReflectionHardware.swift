/// `SerialReflection` with a platform's numbers; the free knob is the mean photon number of the pulse.
struct SerialReflectionHardware: LinkHardware {
  static let parameters: [ParameterSpecification] = [
    .knob("mean_photon_number", "mean photon number of the pulse at the left node", upTo: 5),
    .init(
      name: "bright_reflectance", meaning: "power reflected by a node in its bright state", count: .arms,
      range: 0...1,
      includesLower: false),
    .init(
      name: "reflectance_contrast", meaning: "bright over dark reflectance", count: .arms, range: 1...1e9),
    .init(
      name: "coupling_efficiency", meaning: "light between the nodes beside fibre and conversion",
      range: 0...1,
      includesLower: false),
    .init(
      name: "conversion_efficiency", meaning: "frequency conversion to telecom and back, together",
      range: 0...1,
      includesLower: false),
    .init(
      name: "detection_efficiency",
      meaning: "chance of a click behind the right node, interferometer included",
      range: 0...1, includesLower: false),
    .darkRate, .detectionWindow, .phaseNoise,
  ]

  let knob: [Double]
  private let coupling: Double
  private let conversion: Double
  private let noise: SerialReflection

  init(_ values: ParameterValues) {
    knob = values.options("mean_photon_number")
    coupling = values.one("coupling_efficiency")
    conversion = values.one("conversion_efficiency")
    noise = SerialReflection(
      meanPhotonNumber: 0, brightReflectance: values.arms("bright_reflectance"),
      contrast: values.arms("reflectance_contrast"), linkEfficiency: 0,
      detectionEfficiency: values.one("detection_efficiency"), darkProbability: values.darkProbability,
      phaseNoiseRad: values.one("phase_noise_rad"))
  }

  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt] {
    let fibre = transmission(db: hop.lossDb)
    var pulse = noise
    pulse.linkEfficiency = coupling * conversion * fibre
    let reflection = Arms(meanReflectance(\.left), meanReflectance(\.right))
    let losses: [ElementaryLink.Contribution] = [
      .init("left node, mean of both states", decibels(reflection.left)),
      .init("coupling", decibels(coupling)),
      .init("frequency conversion", decibels(conversion)), .init("fibre, whole hop", hop.lossDb),
      .init("right node, mean of both states", decibels(reflection.right)),
      .init("interferometer and detection", decibels(noise.detectionEfficiency)),
    ]
    return knob.map { mean in
      var pulse = pulse
      pulse.meanPhotonNumber = mean
      return HopAttempt(
        option: "mean photon number \(mean)", pair: pulse.pair, lossBudget: losses,
        infidelityBudget: pulse.infidelityBudget)
    }
  }

  private func meanReflectance(_ side: KeyPath<Arms, Double>) -> Double {
    noise.brightReflectance[keyPath: side] * (1 + 1 / noise.contrast[keyPath: side]) / 2
  }
}
