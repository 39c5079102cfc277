internal import FibreNetwork
internal import SourceDocument

/// Two tables, `-nodes` and `-links` (RFC 4180), with the columns that any row fills.
enum CSVWriter {
  static func write(_ network: FibreNetwork) -> MapWriter.Output {
    let sites = network.sites.indices.map { network.facts(ofSite: $0) }
    let spans = network.spans.indices.map { index -> [JSON.Member] in
      let span = network.spans[index]
      return [
        .init("from", .string(network.sites[span.from].id)), .init("to", .string(network.sites[span.to].id)),
      ] + network.facts(ofSpan: index, withDefaults: true)
    }
    var dropped = network.headDropped
    if network.defaults.attenuationIsStated || network.defaults.groupIndexIsStated {
      dropped.append("the defaults of the map, which now stand on each span")
    }
    return .init(
      files: [
        .init(suffix: "-nodes", text: table(sites, first: ["id", "name"])),
        .init(suffix: "-links", text: table(spans, first: ["from", "to", "length_km"])),
      ], dropped: dropped)
  }

  private static func table(_ rows: [[JSON.Member]], first: [String]) -> String {
    var columns = first
    var known = Set(columns)
    for row in rows {
      for member in row where known.insert(member.key).inserted { columns.append(member.key) }
    }
    var text = columns.joined(separator: ",") + "\n"
    for row in rows {
      text += columns.map { cell(row[$0]?.plainText ?? "") }.joined(separator: ",") + "\n"
    }
    return text
  }

  private static func cell(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "\"") && $0 >= 0x20
    }
    guard !isPlain || text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text }
    var out = "\""
    for character in text.unicodeScalars {
      if character == "\"" { out += "\"" }
      out.unicodeScalars.append(character)
    }
    return out + "\""
  }
}
