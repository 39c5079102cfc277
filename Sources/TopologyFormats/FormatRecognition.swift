internal import SourceDocument

/// What a file is, by its content.
enum RecognisedContent {
  case json(LocatedJSON, MapFormat)
  case xml(XMLNode, MapFormat)
  case text(SourceText, MapFormat)

  var format: MapFormat {
    switch self {
    case .json(_, let format), .xml(_, let format), .text(_, let format): format
    }
  }
}

extension RecognisedContent {
  /// - Parameter wanted: the format that the user named; only the outer syntax is checked then.
  /// - Throws: `InputError` for a syntax error, or where no format fits.
  init(_ text: SourceText, wanted: MapFormat?) throws(InputError) {
    let isJSON: Bool
    let isXML: Bool
    switch wanted {
    case .native, .nodeLink, .geojson, .ofds, .gnpy, .sequence: (isJSON, isXML) = (true, false)
    case .graphml, .sndlibXML, .kml, .net2plan: (isJSON, isXML) = (false, true)
    case .gml, .sndlib, .csv, .dot: (isJSON, isXML) = (false, false)
    case nil:
      isJSON = text.firstByte == UInt8(ascii: "{") || text.firstByte == UInt8(ascii: "[")
      isXML = text.firstByte == UInt8(ascii: "<")
    }
    if isJSON {
      let json = try LocatedJSON(parsing: text.bytes, file: text.file)
      if let wanted { self = .json(json, wanted) } else { self = .json(json, try Self.format(of: json)) }
    } else if isXML {
      let root = try XMLScanner.root(of: text)
      if let wanted {
        self = .xml(root, wanted)
      } else {
        self = .xml(root, try Self.format(of: root, file: text.file))
      }
    } else if let wanted {
      self = .text(text, wanted)
    } else {
      self = .text(text, try Self.format(of: text))
    }
  }

  private static func format(of json: LocatedJSON) throws(InputError) -> MapFormat {
    guard case .object(let members) = json.value else {
      throw json.error(code: "unknown-format", "found \(json.kind), expected an object that holds a map")
    }
    let keys = Set(members.map(\.key))
    if let schema = json["schema"]?.text, schema.hasPrefix("swapline.") { return .native }
    if ["FeatureCollection", "Feature"].contains(json["type"]?.text) { return .geojson }
    if keys.contains("networks") { return .ofds }
    if keys.isSuperset(of: ["elements", "connections"]) { return .gnpy }
    if keys.contains("nodes") {
      if keys.contains("qconnections") || keys.contains("qchannels") { return .sequence }
      if keys.contains("links") || keys.contains("edges") { return .nodeLink }
      if keys.contains("spans") { return .ofds }
    }
    if keys.contains("sites") || keys.contains("spans") { return .native }
    throw json.error(
      code: "unknown-format",
      "this JSON is no map that is known: no \"schema\", no \"nodes\" with \"links\", no \"features\"",
      suggestion: "name the format with --from-format")
  }

  private static func format(of root: XMLNode, file: String) throws(InputError) -> MapFormat {
    switch root.name {
    case "graphml": return .graphml
    case "kml": return .kml
    case "network": return root.child(named: "networkStructure") == nil ? .net2plan : .sndlibXML
    default:
      throw InputError(
        Diagnostic(
          .error, code: "unknown-format",
          "the root element <\(root.name)> is of no map format that is known (graphml, kml, network)",
          file: file, at: root.position))
    }
  }

  private static func format(of text: SourceText) throws(InputError) -> MapFormat {
    var cursor = TextCursor(text)
    cursor.skipSpace()
    guard !cursor.atEnd else {
      throw cursor.fail("empty-file", "the file is empty, expected a map")
    }
    if cursor.startsWith("?SNDlib") { return .sndlib }
    while cursor.byte == UInt8(ascii: "#") {
      cursor.skipLine()
      cursor.skipSpace()
    }
    if cursor.startsWith("NODES") || cursor.startsWith("META") { return .sndlib }
    let start = cursor
    // GML: keys and values, then `graph [`, perhaps after a line with the creator.
    for _ in 0..<8 {
      let word = cursor.take { $0 > 0x20 && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: ",") }
      cursor.skipSpace()
      if word.lowercased() == "graph", cursor.byte == UInt8(ascii: "[") { return .gml }
      cursor.skipLine()
      cursor.skipSpace()
    }
    var line = start
    line.skipLine()
    let header = SourceText(utf8: Array(line.bytes[start.index..<line.index]), file: text.file)
    if let table = try? CSVTable(header), CSVReader.isHeader(table.header.cells) { return .csv }
    throw start.fail(
      "unknown-format", "found \(start.found): this is no map format that is known",
      suggestion:
        "name the format with --from-format: \(MapFormat.readable.map(\.rawValue).joined(separator: ", "))"
    )
  }
}
