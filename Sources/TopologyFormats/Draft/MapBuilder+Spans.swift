internal import FibreNetwork
internal import SourceDocument

extension MapBuilder {
  /// Adds the span that attributes describe, between sites that may come later.
  ///
  /// - Parameter ends: where the format has its own place for them.
  mutating func addSpan(
    ends: (from: String, to: String)? = nil, _ attributes: [Attribute], position: SourcePosition?
  ) {
    var span = DraftSpan(from: 0, to: 0, position: position)
    var from = ends?.from
    var to = ends?.to
    var positions: (from: SourcePosition?, to: SourcePosition?)
    for attribute in attributes {
      guard let fact = spanFact(attribute.key), !attribute.value.isAbsent else { continue }
      switch fact {
      case .id: span.id = attribute.value.asText
      case .from:
        if from == nil { (from, positions.from) = (attribute.value.asText?.trimmed, attribute.position) }
      case .to:
        if to == nil { (to, positions.to) = (attribute.value.asText?.trimmed, attribute.position) }
      case .length(let kilometres, let isStated):
        read(length: attribute, kilometres: kilometres, isStated: isStated, into: &span)
      case .lengthSource:
        if let word = attribute.value.asText {
          span.lengthSource = LengthSource(rawValue: word.trimmed)
          if span.lengthSource == nil {
            report(
              .warning, "unknown-word", "\"\(attribute.key)\" is \"\(word)\", which is not known",
              suggestion: "one of \(LengthSource.allCases.map(\.rawValue).joined(separator: ", "))",
              at: attribute.position)
          }
        }
      case .attenuation(let perKm, let isStated):
        if let value = number(attribute, in: 0...) {
          span.attenuationDbPerKm = value * perKm
          if !isStated { assume("dB/km", attribute) }
        }
      case .loss: span.measuredLossDb = number(attribute, in: 0...)
      case .connectorLoss: span.connectorLossDb = number(attribute, in: 0...) ?? 0
      case .spliceLoss: span.spliceLossDb = number(attribute, in: 0...) ?? 0
      case .fibre: span.fibre = attribute.value.asText
      case .laying:
        if let word = attribute.value.asText {
          if let laying = FibreLaying(rawValue: word.trimmed.lowercased()) {
            span.laying = laying
          } else {
            report(
              .warning, "unknown-word", "\"\(attribute.key)\" is \"\(word)\", which is not known",
              suggestion: "one of \(FibreLaying.allCases.map(\.rawValue).joined(separator: ", "))",
              at: attribute.position)
          }
        }
      case .groupIndex: span.groupIndex = number(attribute, in: 1...10)
      case .route:
        if let route = attribute.value.asRoute { span.polyline = onEarth(route, at: attribute.position) }
      case .note: span.note = attribute.value.asText
      }
    }
    if span.lengthSource == .unknown { span.lengthKm = nil }
    guard let from, let to else {
      report(
        .error, "missing-key", "a span does not say where it \(from == nil ? "starts" : "ends")", at: position
      )
      return
    }
    addSpan(from: from, to: to, span, fromPosition: positions.from, toPosition: positions.to)
  }

  private mutating func read(
    length attribute: Attribute, kilometres: Double, isStated: Bool, into span: inout DraftSpan
  ) {
    // A length with a stated unit wins over a bare one, whatever their order.
    if span.lengthKm != nil, !isStated { return }
    var attribute = attribute
    var kilometres = kilometres
    var isStated = isStated
    if case .text(let text) = attribute.value {
      for (suffix, unit) in [("km", 1.0), ("mi", 1.609344), ("miles", 1.609344), ("m", 0.001)]
      where text.trimmed.lowercased().hasSuffix(suffix) {
        attribute.value = .text(String(text.trimmed.dropLast(suffix.count)))
        (kilometres, isStated) = (unit, true)
        break
      }
    }
    guard let value = number(attribute, in: 0...) else { return }
    span.lengthKm = value * kilometres
    if !isStated { assume("km", attribute) }
  }

  private mutating func assume(_ unit: String, _ attribute: Attribute) {
    unitsAssumed[attribute.key, default: (unit, 0, attribute.position)].count += 1
  }

  /// The points that are on Earth; the others are reported once for the route.
  mutating func onEarth(_ route: [Coordinate], at position: SourcePosition?) -> [Coordinate] {
    let good = route.filter { $0.latitude.magnitude <= 90 && $0.longitude.magnitude <= 180 }
    if good.count < route.count {
      report(
        .warning, "coordinates-impossible",
        "\(route.count - good.count) of \(route.count) points of a route are nowhere on Earth and are left out",
        at: position)
    }
    return good
  }
}
