internal import FibreNetwork
public import SourceDocument

/// A table that restricts or prices the sites of a map (CSV, one row a site, named by id or by name).
///
/// Columns: `id` or `name`, and any of `may_host_repeater`, `may_host_station`, `cost`, `memories`. A table without
/// any of these, or a plain list, names the only sites where equipment may stand.
public struct SiteTable: Sendable {
  private struct Row {
    var key: String
    var position: SourcePosition
    var mayHostRepeater: Bool?
    var mayHostStation: Bool?
    var cost: Double?
    var memories: Int?
  }

  private var rows: [Row] = []
  private var isRestriction = true
  private var file: String

  /// Reads a table; the sites that it names are looked up only by ``apply(to:)``.
  ///
  /// - Throws: `InputError` for a broken table or a value out of its domain.
  /// - Complexity: O(bytes).
  public init(bytes: [UInt8], file: String) throws(InputError) {
    self.file = file
    var table = try CSVTable(try SourceText(decoding: bytes, file: file))
    var builder = MapBuilder(file: file)
    if !table.header.cells.contains(where: { SiteFact.names[normalised($0)] != nil }) {
      // No header: a list of ids.
      table.rows.insert(table.header, at: 0)
      table.header.cells = table.header.cells.indices.map { $0 == 0 ? "id" : "" }
    }
    let facts = table.header.cells.map { builder.siteFact($0) }
    isRestriction = !facts.contains { [.mayHostRepeater, .mayHostStation, .cost, .memories].contains($0) }
    for source in table.rows {
      var row: Row?
      for (column, cell) in source.cells.enumerated() where facts[column] == .id || facts[column] == .name {
        if !cell.isEmpty, row == nil || facts[column] == .id {
          row = Row(key: cell, position: source.positions[column])
        }
      }
      guard var row else {
        builder.report(
          .error, "missing-key", "the row names no site by id or name", at: source.positions.first)
        continue
      }
      for (column, cell) in source.cells.enumerated() where !cell.isEmpty {
        let attribute = Attribute(
          key: table.header.cells[column], value: .text(cell), position: source.positions[column])
        switch facts[column] {
        case .mayHostRepeater: row.mayHostRepeater = flag(attribute, &builder)
        case .mayHostStation: row.mayHostStation = flag(attribute, &builder)
        case .cost: row.cost = builder.number(attribute, in: 0...)
        case .memories: row.memories = builder.number(attribute, in: 0...1_000_000_000).map { Int($0) }
        default: break
        }
      }
      rows.append(row)
    }
    try Self.throwErrors(of: builder)
  }

  private func flag(_ attribute: Attribute, _ builder: inout MapBuilder) -> Bool? {
    if let flag = attribute.value.asFlag { return flag }
    builder.report(
      .error, "wrong-type",
      "\"\(attribute.key)\" is \"\(attribute.value.asText ?? "")\", expected true or false",
      at: attribute.position)
    return nil
  }

  private static func throwErrors(of builder: MapBuilder) throws(InputError) {
    let errors = builder.diagnostics.filter { $0.severity == .error }
    if !errors.isEmpty { throw InputError(errors) }
  }

  /// Applies the table to a map.
  ///
  /// - Throws: `InputError` where a row names a site that the map does not have, or a name that several sites have.
  /// - Complexity: O(sites + rows).
  public func apply(to map: inout LoadedMap) throws(InputError) {
    var builder = MapBuilder(file: file)
    var sites = map.network.sites
    let byId = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1.id, $0) })
    let byName = Dictionary(grouping: sites.indices, by: { sites[$0].name })
    if isRestriction {
      for index in sites.indices {
        (sites[index].mayHostRepeater, sites[index].mayHostStation) = (false, false)
      }
    }
    for row in rows {
      let named = byName[row.key] ?? []
      guard let index = byId[row.key] ?? (named.count == 1 ? named[0] : nil) else {
        let nearest =
          builder.errorCount < 10 ? nearestName(to: row.key, among: sites.flatMap { [$0.id, $0.name] }) : nil
        builder.report(
          .error, named.isEmpty ? "unknown-site" : "ambiguous-site",
          named.isEmpty
            ? "\"\(row.key)\" is neither the id nor the name of a site"
            : "\"\(row.key)\" is the name of \(named.count) sites; give the id",
          suggestion: named.isEmpty
            ? nearest.map { "did you mean \"\($0)\"?" }
            : named.prefix(5).map { sites[$0].id }.joined(separator: ", "),
          at: row.position)
        continue
      }
      if isRestriction {
        // What the map forbids stays forbidden.
        sites[index].mayHostRepeater = map.network.sites[index].mayHostRepeater
        sites[index].mayHostStation = map.network.sites[index].mayHostStation
      }
      if let flag = row.mayHostRepeater { sites[index].mayHostRepeater = flag }
      if let flag = row.mayHostStation { sites[index].mayHostStation = flag }
      if let cost = row.cost { sites[index].cost = cost }
      if let memories = row.memories { sites[index].memories = memories }
    }
    try Self.throwErrors(of: builder)
    map.network = map.network.replacingSites(sites)
  }
}
