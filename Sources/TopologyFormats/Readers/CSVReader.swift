internal import SourceDocument

/// Tables of sites and of links, one row each; a table of links alone makes its ends sites without a place.
enum CSVReader {
  /// - Parameter tables: one table, or one of sites and one of links in either order.
  static func read(_ tables: [CSVTable]) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: tables[0].file)
    builder.diagnostics = tables.flatMap(\.diagnostics)
    let links = tables.filter { isLinks($0, &builder) }
    let sites = tables.filter { !isLinks($0, &builder) }
    guard links.count <= 1, sites.count <= 1 else {
      throw InputError(
        Diagnostic(
          .error, code: "csv-roles",
          "both tables are of \(links.count > 1 ? "links" : "sites"), expected one of sites and one of links",
          file: tables[0].file))
    }
    for table in sites {
      builder.file = table.file
      for row in table.rows where !builder.isHopeless {
        builder.addSite(attributes(row, table), position: row.positions.first)
      }
    }
    for table in links {
      builder.file = table.file
      if !sites.isEmpty { builder.spanFile = table.file }
      for row in table.rows where !builder.isHopeless {
        let facts = attributes(row, table)
        if sites.isEmpty {
          for fact in facts {
            guard let meaning = builder.spanFact(fact.key), meaning == .from || meaning == .to,
              let id = fact.value.asText, !id.isEmpty, builder.site(id: id) == nil
            else { continue }
            builder.addSite(id: id, [], position: fact.position)
          }
        }
        builder.addSpan(facts, position: row.positions.first)
      }
    }
    return try builder.finish()
  }

  private static func isLinks(_ table: CSVTable, _ builder: inout MapBuilder) -> Bool {
    let facts = table.header.cells.map { builder.spanFact($0) }
    return facts.contains(.from) && facts.contains(.to)
  }

  /// Whether a first line looks like the header of such a table.
  static func isHeader(_ cells: [String]) -> Bool {
    let keys = cells.map(normalised)
    let facts = keys.map { SpanFact.names[$0] }
    return facts.contains(.from) && facts.contains(.to)
      || keys.contains { SiteFact.names[$0] == .id || SiteFact.names[$0] == .name }
  }

  private static func attributes(_ row: CSVTable.Row, _ table: CSVTable) -> [Attribute] {
    var facts: [Attribute] = []
    for (column, cell) in row.cells.enumerated() where !cell.isEmpty {
      let key = table.header.cells[column]
      // OFDS puts the network's id before the node's in a column of the same meaning.
      if key == "id", table.header.cells.contains(where: { $0.hasSuffix("/0/id") }) { continue }
      // Nor is the name of a phase or a provider the name of the node.
      if key.utf8.count(where: { $0 == UInt8(ascii: "/") }) > 2 { continue }
      facts.append(
        Attribute(key: key, value: .text(decimalPoint(cell, table)), position: row.positions[column]))
    }
    return facts
  }

  /// Tables between semicolons write `12,5`.
  private static func decimalPoint(_ cell: String, _ table: CSVTable) -> String {
    guard table.delimiter == UInt8(ascii: ";"), cell.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 1
    else { return cell }
    let point = String(cell.map { $0 == "," ? "." : $0 })
    return number(in: point) == nil ? cell : point
  }
}
