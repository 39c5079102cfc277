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
