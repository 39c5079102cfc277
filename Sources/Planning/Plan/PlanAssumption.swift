public import FibreNetwork
public import LinkPhysics

/// An input of a plan that nobody has measured.
public enum PlanAssumption: Sendable, Hashable {
  /// The map states no attenuation for so many of the spans that chains use.
  case attenuation(dBPerKm: Double, spans: Int, of: Int)
  /// Nominal values of a class of fibre stand for so many of the spans that chains use.
  case fibre(FibreClass, spans: Int, of: Int)
  /// The map states no group index.
  case groupIndex(Double)
  /// Lengths by rule from coordinates, in km.
  case estimatedLengths(km: Double, ofKm: Double)
  /// No site on a hop's route gives a usable link, so that its heralding station stands at the middle.
  case stationAtMiddle(from: Int, to: Int)
  /// A choice of the models.
  case model(ModelChoice)
  /// Settings of the platform's free knob that chains use and nobody measured, beside those of the experiment.
  case unmeasuredSettings(knob: String, used: [Double], measured: [Double])
  /// A number of the platform, or an assumption in the words of a plan file.
  case input(Assumption)

  /// What hardware assumes; what wind does matters where fibre hangs.
  package static func inputs(of hardware: HardwareModel, hasAerialFibre: Bool) -> [Self] {
    hardware.assumptions.filter { hasAerialFibre || !$0.name.hasPrefix("aerial_") }.map(Self.input)
  }

  /// How the models are used for chains: choices, and settings of the knob at which the experiment was not.
  package static func ofModels(_ hardware: HardwareModel, chains: [ChainPlan]) -> [Self] {
    var assumptions = ModelChoice.made(with: hardware, for: chains).map(Self.model)
    if let knob = hardware.knob, let measured = hardware.measuredSettings {
      // An option begins with the knob and its setting, e.g. `bright-state population 0.05, 10 modes`.
      let used = Set(
        chains.flatMap { $0.segments }.compactMap { segment -> Double? in
          let words = segment.link.option.split(separator: ",")[0].split(separator: " ")
          return words.last.flatMap { Double($0) }
        })
      let others = used.subtracting(measured).sorted()
      if !others.isEmpty {
        assumptions.append(.unmeasuredSettings(knob: knob.name, used: others, measured: measured))
      }
    }
    return assumptions
  }

  /// What the map leaves open along chains.
  package static func ofMap(_ network: FibreNetwork, chains: [ChainPlan]) -> [Self] {
    var assumptions: [Self] = []
    let spans = Set(chains.flatMap { $0.segments.flatMap(\.route.spans) }).sorted()
    func isNominal(_ span: Int, _ fibre: FibreClass?) -> Bool {
      network.specialClass(ofSpan: span) == fibre && network.spans[span].measuredLossDb == nil
        && network.spans[span].attenuationDbPerKm == nil
    }
    let open = spans.filter { isNominal($0, nil) }
    if !network.defaults.attenuationIsStated, !open.isEmpty {
      assumptions.append(
        .attenuation(
          dBPerKm: network.defaults.attenuationDbPerKm, spans: open.count, of: spans.count))
    }
    for fibre in FibreClass.all {
      let nominal = spans.filter { isNominal($0, fibre) }
      if !nominal.isEmpty { assumptions.append(.fibre(fibre, spans: nominal.count, of: spans.count)) }
    }
    if !network.defaults.groupIndexIsStated,
      spans.contains(where: { network.spans[$0].groupIndex == nil && network.specialClass(ofSpan: $0) == nil }
      )
    {
      assumptions.append(.groupIndex(network.defaults.groupIndex))
    }
    func length(_ spans: [Int]) -> Double { spans.reduce(0.0) { $0 + network.spans[$1].lengthKm } }
    let estimated = length(spans.filter { network.spans[$0].lengthSource == .estimated })
    if estimated > 0 { assumptions.append(.estimatedLengths(km: estimated, ofKm: length(spans))) }
    return assumptions
  }
}
