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
  /// A number of the platform, or an assumption in the words of a plan file.
  case input(Assumption)

  /// What hardware assumes; what wind does matters where fibre hangs.
  package static func inputs(of hardware: HardwareModel, hasAerialFibre: Bool) -> [Self] {
    hardware.assumptions.filter { hasAerialFibre || !$0.name.hasPrefix("aerial_") }.map(Self.input)
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
