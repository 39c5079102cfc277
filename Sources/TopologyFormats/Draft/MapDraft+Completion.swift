internal import FibreNetwork
internal import SourceDocument

extension MapDraft {
  /// Fills in the lengths that the file does not give and reports what a user of the map must know.
  func complete(file: String, format: MapFormat, lengthRule: RouteLengthRule) -> LoadedMap {
    var diagnostics = diagnostics
    let places = inferredPlaces(given: sites.map(\.site.coordinate), links: spans.map { ($0.from, $0.to) })
    var finished: [Span] = []
    var spansEstimated = 0
    finished.reserveCapacity(spans.count)
    for span in spans {
      let (length, source) = length(of: span, places, rule: lengthRule)
      if span.lengthKm == nil, source == .estimated { spansEstimated += 1 }
      finished.append(
        Span(
          from: span.from, to: span.to, id: span.id, lengthKm: length, lengthSource: source,
          attenuationDbPerKm: span.attenuationDbPerKm, measuredLossDb: span.measuredLossDb,
          connectorLossDb: span.connectorLossDb, spliceLossDb: span.spliceLossDb, fibre: span.fibre,
          laying: span.laying, groupIndex: span.groupIndex,
          polyline: span.polyline.count > 1 ? span.polyline : [], note: span.note
        ))
    }
    let network = FibreNetwork(
      name: name, summary: summary, licence: licence, sources: sources, defaults: defaults,
      sites: sites.map(\.site), spans: finished)
    diagnostics += network.shortSpans(file: spanFile ?? file, positions: spans.map(\.position))
    diagnostics += network.unknownLengths(file: file)
    diagnostics += network.unknownFibre(file: spanFile ?? file, positions: spans.map(\.position))
    return LoadedMap(
      network: network, diagnostics: diagnostics, format: format, file: file,
      spanFile: spanFile ?? file, sitePositions: sites.map(\.position), spanPositions: spans.map(\.position),
      ignoredFacts: ignoredFacts,
      spansEstimated: spansEstimated, lengthRule: lengthRule)
  }

  private func length(
    of span: DraftSpan, _ places: [Coordinate?], rule: RouteLengthRule
  ) -> (Double, LengthSource) {
    if let given = span.lengthKm { return (given, span.lengthSource ?? .published) }
    if span.polyline.count > 1 { return (polylineKm(span.polyline), .polyline) }
    guard let a = places[span.from], let b = places[span.to] else { return (0, .unknown) }
    let straight = a.distanceKm(to: b)
    // Inferred places that fall together (a knot of junctions with one way out) tell nothing about lengths.
    let isInferred = sites[span.from].site.coordinate == nil || sites[span.to].site.coordinate == nil
    if isInferred, straight < 0.1 { return (0, .unknown) }
    return (rule.lengthKm(greatCircleKm: straight), .estimated)
  }
}

extension FibreNetwork {
  /// Warnings for the spans that are shorter than the straight line between their ends: no fibre is.
  ///
  /// 1 % (ellipsoid, rounding) and 1 km (a city is not a point) are forgiven.
  func shortSpans(file: String, positions: [SourcePosition?]) -> [Diagnostic] {
    spans.indices.compactMap { index in
      let span = spans[index]
      guard span.lengthSource != .unknown, let straight = greatCircleKm(ofSpan: index),
        span.lengthKm < 0.99 * straight - 1
      else { return nil }
      return Diagnostic(
        .warning, code: "shorter-than-straight-line",
        "the span \(sites[span.from].name) – \(sites[span.to].name) is \(Numeral.padded(span.lengthKm, 1)) km long, but its ends are \(Numeral.padded(straight, 1)) km apart",
        suggestion: "check the length and the coordinates of both ends", file: file, at: positions[index])
    }
  }

  /// Words for a fibre class that say nothing to this product, each once, where the loss rests on them.
  func unknownFibre(file: String, positions: [SourcePosition?]) -> [Diagnostic] {
    var seen: Set<String> = []
    return spans.indices.compactMap { index in
      let span = spans[index]
      guard let word = span.fibre, FibreClass.named(word) == nil, span.measuredLossDb == nil,
        span.attenuationDbPerKm == nil, seen.insert(word).inserted
      else { return nil }
      let names = FibreClass.all.map(\.name)
      return Diagnostic(
        .warning, code: "unknown-fibre",
        "the fibre \"\(word)\" of the span \(sites[span.from].name) – \(sites[span.to].name) is not a known class: its loss and group index are the map's defaults",
        suggestion: nearestName(to: word, among: names).map { "did you mean \"\($0)\"?" }
          ?? "known: \(names.joined(separator: ", "))", file: file, at: positions[index])
    }
  }

  func unknownLengths(file: String) -> [Diagnostic] {
    let count = spans.reduce(0) { $0 + ($1.lengthSource == .unknown ? 1 : 0) }
    guard count > 0 else { return [] }
    return [
      Diagnostic(
        .warning, code: "length-unknown",
        "\(count) of \(spans.count) spans have no length, no route and an end without coordinates: no plan can use them",
        suggestion: "give lengths or coordinates", file: file)
    ]
  }
}
