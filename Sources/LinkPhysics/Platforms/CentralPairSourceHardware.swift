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
