internal import FibreNetwork
internal import SourceDocument

extension MapLint {
  /// Attenuation that no fibre in the ground has: the record of pure-silica fibre is 0.14 dB/km near 1,550 nm, and
  /// old fibre near 1,310 nm stays below 0.5 (SeQUeNCe's starlight example has 0.01).
  static func attenuations(_ lint: LintContext) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let network = lint.network
    if network.defaults.attenuationIsStated, let problem = problem(network.defaults.attenuationDbPerKm) {
      found.append(
        Diagnostic(
          .warning, code: "attenuation", "the default attenuation \(problem.message)",
          suggestion: problem.suggestion, file: lint.map.file))
    }
    // The same value on many spans is one finding.
    var seen: [Double: (count: Int, span: Int)] = [:]
    for (index, span) in network.spans.enumerated() {
      // Hollow-core fibre is better than any glass.
      if let fibre = network.specialClass(ofSpan: index), fibre.attenuationDbPerKm < 0.14 { continue }
      if let value = span.attenuationDbPerKm {
        seen[value, default: (0, index)].count += 1
      } else if let loss = span.measuredLossDb, span.lengthKm >= 10 {
        // Connectors weigh on short spans; over 10 km they do not explain 1 dB/km.
        seen[loss / span.lengthKm, default: (0, index)].count += 1
      }
    }
    for (value, use) in seen.sorted(by: { $0.value.span < $1.value.span }) {
      guard let problem = problem(value) else { continue }
      let others = use.count > 1 ? " and \(use.count - 1) more" : ""
      found.append(
        lint.finding(
          .warning, "attenuation",
          "the attenuation of the span \(lint.name(ofSpan: use.span))\(others) \(problem.message)",
          suggestion: problem.suggestion, span: use.span))
    }
    return found
  }

  private static func problem(_ value: Double) -> (message: String, suggestion: String?)? {
    // JSON's text is the shortest that reads back.
    let text = Numeral.rounded(value, 6)
    if value < 0.14 {
      return (
        "is \(text) dB/km, below the 0.14 dB/km of the best fibre",
        (0.00014...0.001).contains(value)
          ? "dB/m? multiply it by 1,000" : "0.18 to 0.25 dB/km is usual at 1,550 nm"
      )
    }
    if value > 1 {
      return (
        "is \(text) dB/km, above the 1 dB/km of any fibre in use",
        (140...1000).contains(value)
          ? "dB per 1,000 km? divide it by 1,000" : "0.18 to 0.25 dB/km is usual at 1,550 nm"
      )
    }
    return nil
  }
}
