internal import ArgumentParser
internal import FibreNetwork
internal import PlanReports
internal import SourceDocument
internal import TopologyFormats

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Summarise a map, or draw it.",
    discussion: """
      The summary lists pairs of sites whose shortest route is 900 to 1,100 km of fibre (maps of up to 2,000 sites).

      \(examples("swapline map tokyo-fukuoka --output tokyo.html"))
      """)

  @OptionGroup var options: MapOptions

  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  @Option(
    help: ArgumentHelp("Draw the map into this file: .html or .svg. Default: no drawing.", valueName: "path"),
    completion: .file(extensions: ["html", "svg"]))
  var output: String?

  func validate() throws {
    if let output, !output.hasSuffix(".html"), !output.hasSuffix(".svg") {
      throw ValidationError("--output is \(output.printable), expected a name that ends in .html or .svg")
    }
  }

  func run() throws {
    let map = try options.load()
    printDiagnostics(map.diagnostics)
    let summary = MapSummary(map, lowerEnd: try options.loadLowerEnd())
    switch format {
    case .json: print(summary.json.document, terminator: "")
    case .text: print(summary.text)
    }
    guard let output else { return }
    if output.hasSuffix(".svg") {
      try writeFile(output, NetworkDrawing(map.network).svg)
    } else {
      let findings = MapLint.findings(in: map)
      let shown = findings.prefix(200).map(\.description)
      let rest = findings.count > 200 ? ["\(findings.count - 200) more; swapline lint shows all"] : []
      try writeFile(
        output,
        NetworkPage(
          map.network, lengthRule: map.spansEstimated > 0 ? map.lengthRule.description : nil,
          findings: shown + rest
        ).html)
    }
    printError("wrote \(output.printable)")
  }
}

/// The figures of a map.
struct MapSummary {
  let map: LoadedMap
  let components: Int
  /// `nil` for maps that are too large for all pairs.
  let pairs: [(from: Int, to: Int, lengthKm: Double)]?

  /// Total km by the lower end of a range of route factors.
  let lowerTotalKm: Double?

  init(_ map: LoadedMap, lowerEnd: LoadedMap?) {
    self.map = map
    lowerTotalKm = lowerEnd?.network.totalKm
    components = map.network.components().count
    pairs = map.network.sites.count <= 2000 ? map.network.pairs(atKm: 900...1100) : nil
  }

  private var network: FibreNetwork { map.network }
  var longest: Int? {
    network.spans.indices.max { (network.spans[$0].lengthKm, $1) < (network.spans[$1].lengthKm, $0) }
  }

  func spanName(_ index: Int) -> String {
    let span = network.spans[index]
    return "\(network.sites[span.from].name) – \(network.sites[span.to].name)"
  }

  var text: String {
    let junctions = network.sites.count(where: \.isJunction)
    let unplaced = network.sites.count { $0.coordinate == nil }
    let unknown = network.spans.count { $0.lengthSource == .unknown }
    var lines = [
      "\(network.name)  (\(map.format.title))",
      "sites         \(network.sites.count)"
        + note([(junctions, "junctions"), (unplaced, "without a place")]),
      "spans         \(network.spans.count)" + note([(unknown, "of unknown length")]),
      "fibre         \(Numeral.rounded(network.totalKm)) km"
        + (lowerTotalKm.map { ", \(Numeral.rounded($0)) km by the lower route factor" } ?? ""),
      "longest span  \(longest.map { "\(Numeral.rounded(network.spans[$0].lengthKm)) km, \(spanName($0))" } ?? "none")",
      "parts         \(components)",
      "estimated     \(Numeral.rounded(network.shareEstimated * 100)) % of the kilometres"
        + (map.spansEstimated > 0 ? " (\(map.lengthRule.description))" : ""),
    ]
    if let pairs {
      lines.append(
        "900-1,100 km  \(pairs.count) pairs of sites" + (pairs.isEmpty ? "" : ", nearest to 1,000 km:"))
      for pair in pairs.prefix(5) {
        lines.append(
          "              \(Numeral.rounded(pair.lengthKm)) km  \(network.sites[pair.from].name) – \(network.sites[pair.to].name)"
        )
      }
    }
    return lines.joined(separator: "\n").printable
  }

  private func note(_ counts: [(Int, String)]) -> String {
    let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return words.isEmpty ? "" : ", " + words.joined(separator: ", ")
  }
}
