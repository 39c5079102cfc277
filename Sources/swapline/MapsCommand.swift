internal import ArgumentParser
internal import FibreNetwork
internal import SourceDocument
internal import TopologyFormats

struct MapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maps", abstract: "List the maps that come with the program.",
    discussion: examples("swapline maps"))

  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  func run() throws {
    let maps = try ShippedMaps.names.map { name in
      guard let (_, bytes) = ShippedMaps.named(name) else {
        throw CommandFailure(.internalError, "the shipped map \(name) is missing")
      }
      return (name: name, network: try TopologyReader.read(bytes: bytes, file: name).network)
    }
    switch format {
    case .json:
      let entries = maps.map { MapsDocument.Entry(name: $0.name, network: $0.network) }
      print(MapsDocument.contract.json(MapsDocument(maps: entries)).document, terminator: "")
    case .text:
      let rows = maps.map { name, network in
        [
          name,
          "\(network.name): \(network.sites.count) sites, \(network.spans.count) spans, \(Numeral.rounded(network.totalKm)) km",
        ]
      }
      for line in TextTable.lines(rows) { print(line) }
    }
  }
}
