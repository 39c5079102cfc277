internal import ArgumentParser
internal import FibreNetwork
internal import SourceDocument
internal import TopologyFormats

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Summarise a map: sites, spans, kilometres, how its lengths are known.")

  @OptionGroup var options: MapOptions

  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  func run() throws {
    let map = try options.load()
    printDiagnostics(map.diagnostics)
    switch format {
    case .json: print(summary(of: map).document, terminator: "")
    case .text: print(text(of: map))
    }
  }

  private func summary(of map: LoadedMap) -> JSON {
    let network = map.network
    return [
      "name": .string(network.name), "format": .string(map.format.rawValue),
      "sites": .integer(network.sites.count), "spans": .integer(network.spans.count),
      "total_km": .number(network.totalKm),
      "longest_span_km": JSON(network.spans.map(\.lengthKm).max()),
      "components": .integer(network.components().count),
      "share_estimated": .number(network.shareEstimated),
      "length_rule": .string(map.lengthRule.description),
    ]
  }

  private func text(of map: LoadedMap) -> String {
    let network = map.network
    return """
      \(network.name.printable)
      sites        \(network.sites.count)
      spans        \(network.spans.count)
      kilometres   \(rounded(network.totalKm))
      components   \(network.components().count)
      estimated    \(rounded(network.shareEstimated * 100)) % of the kilometres
      """
  }
}

/// A number with at most one decimal.
func rounded(_ value: Double) -> String { JSON.text((value * 10).rounded() / 10) }
