internal import FibreNetwork
internal import SourceDocument

extension MapLint {
  /// Lengths that are a rule's multiple of the straight line: a model, not a measurement (CORONET, TopologyBench).
  static func modelLengths(_ lint: LintContext) -> [Diagnostic] {
    let far = lint.ratios.filter { $0.straight >= 20 }
    guard far.count >= 5, let ratio = lint.medianRatio else { return [] }
    func fits(_ rule: RouteLengthRule) -> Bool {
      let matching = far.count {
        ($0.length - rule.lengthKm(greatCircleKm: $0.straight)).magnitude <= 0.6 + 0.003 * $0.length
      }
      return matching * 10 >= far.count * 9
    }
    let said: String
    if fits(.factor(ratio)) {
      said = ratio < 1.01 ? "the straight line itself" : "\(Numeral.padded(ratio, 2)) times the straight line"
    } else if fits(.standard) {
      said = "the straight line times the route factor of ETSI EN 300 416"
    } else {
      return []
    }
    return [
      lint.finding(
        .warning, "lengths-are-a-model",
        "the lengths of \(far.count) spans are \(said): a model, not a measurement",
        suggestion: "mark them \"length_source\": \"estimated\"", span: far[0].span)
    ]
  }

  /// Lengths on the wrong scale against the straight line: wrong units, a route factor applied twice (TopologyBench's
  /// japan48), or another network's numbers (nsfnet_deeprmsa).
  static func lengthScale(_ lint: LintContext) -> [Diagnostic] {
    let network = lint.network
    guard let first = lint.ratios.first else {
      // Without places, only what cannot be on Earth tells.
      let given = network.spans.indices.filter {
        network.spans[$0].lengthSource == .published || network.spans[$0].lengthSource == .measured
      }
      guard !given.isEmpty, median(given.map { network.spans[$0].lengthKm }) > 20_040 else { return [] }
      return [
        lint.finding(
          .warning, "units", "half of the spans are longer than half the equator: lengths in metres, not km?",
          suggestion: "divide them by 1,000", span: given[0])
      ]
    }
    let ratio = median(lint.ratios.map { $0.length / $0.straight })
    if ratio > 200 || ratio < 0.005 {
      return [
        lint.finding(
          .warning, "units",
          ratio > 200
            ? "lengths are \(Numeral.padded(ratio, 1)) times the straight line (median): metres, not km?"
            : "lengths are 1/\(Numeral.padded(1 / max(ratio, 1e-9), 1)) of the straight line (median): thousands of km, not km?",
          suggestion: ratio > 200 ? "divide them by 1,000" : "multiply them by 1,000", span: first.span)
      ]
    }
    guard lint.ratios.count >= 5 else { return [] }
    // A few winding routes are real; ten are a factor.
    if ratio > 1.75, lint.ratios.count >= 10 {
      return [
        lint.finding(
          .warning, "route-factor-twice",
          "lengths are \(Numeral.padded(ratio, 2)) times the straight line (median of \(lint.ratios.count)); routes are 1.1 to 1.5 times: was a route factor applied twice?",
          suggestion: "compare with the source of the lengths", span: first.span)
      ]
    }
    if ratio < 0.97 {
      let short = lint.ratios.count { $0.length < 0.99 * $0.straight }
      return [
        lint.finding(
          .warning, "lengths-do-not-fit",
          "\(short) of \(lint.ratios.count) lengths are below the straight line (median \(Numeral.padded(ratio, 2))): lengths and coordinates are not of the same network",
          suggestion: "drop the lengths, or the coordinates", span: first.span)
      ]
    }
    return []
  }

  /// Sites most of whose spans are shorter than the straight line: the site is in the wrong place (SurfnetFiberdata).
  static func misplacedSites(_ lint: LintContext) -> [Diagnostic] {
    if let ratio = lint.medianRatio, ratio < 0.97 { return [] }
    var checked: [Int: (short: Int, all: Int)] = [:]
    for (span, length, straight) in lint.ratios {
      for site in [lint.network.spans[span].from, lint.network.spans[span].to] {
        checked[site, default: (0, 0)].all += 1
        if length < 0.99 * straight - 1 { checked[site]!.short += 1 }
      }
    }
    return checked.filter { $0.value.short >= 2 && $0.value.short * 3 >= $0.value.all * 2 }
      .sorted { $0.key < $1.key }
      .map { site, count in
        lint.finding(
          .warning, "misplaced-site",
          "\(count.short) of the \(count.all) spans at the site \(lint.network.sites[site].name) are shorter than the straight line: it is probably elsewhere",
          suggestion: "check its coordinates", site: site)
      }
  }

  /// Zero-length spans (VtlWavenet2011) and spans over 400 km, which no fibre bridges without equipment on the way.
  static func extremeLengths(_ lint: LintContext) -> [Diagnostic] {
    lint.network.spans.indices.compactMap { index in
      let span = lint.network.spans[index]
      if span.lengthSource == .unknown || span.from == span.to { return nil }
      if span.lengthKm == 0 {
        // Already said: shorter than the straight line.
        if let straight = lint.network.greatCircleKm(ofSpan: index), straight > 1 { return nil }
        return lint.finding(
          .warning, "zero-length", "the span \(lint.name(ofSpan: index)) has no length",
          suggestion: span.lengthSource == .estimated
            ? "its ends are at the same place: one site, or coordinates of a city for both" : nil,
          span: index)
      }
      if span.lengthKm > 400 {
        return lint.finding(
          .warning, "long-span",
          "the span \(lint.name(ofSpan: index)) is \(Numeral.padded(span.lengthKm, 1)) km long: a connection with sites on its way, not one fibre?",
          suggestion: "put huts on it with --hut-spacing", span: index)
      }
      return nil
    }
  }
}
