public import FibreNetwork
public import SourceDocument

/// Reads map files of every known format.
public enum TopologyReader {
  /// The largest map file that is read, in bytes.
  public static let largestFile = 256 << 20

  /// Reads a map.
  ///
  /// The format is recognised by content unless it is given. Lengths that the file does not give are summed along the
  /// route where it has one, else estimated by `lengthRule` from the great circle, and marked so.
  ///
  /// - Parameter file: the name that diagnostics carry.
  /// - Throws: `InputError` with every error that makes the file unusable.
  /// - Complexity: O(bytes).
  public static func read(
    bytes: [UInt8], file: String, options: MapReadingOptions = MapReadingOptions()
  ) throws(InputError) -> LoadedMap {
    try read([MapFile(name: file, bytes: bytes)], options: options)
  }

  /// Reads a map that may be spread over two files: sites and spans, as CSV or GeoJSON.
  ///
  /// - Precondition: one or two files.
  /// - Throws: `InputError` with every error that makes the files unusable, among them two files that are no
  ///   pair and a file above ``largestFile``.
  /// - Complexity: O(bytes).
  public static func read(
    _ files: [MapFile], options: MapReadingOptions = MapReadingOptions()
  ) throws(InputError) -> LoadedMap {
    precondition(files.count == 1 || files.count == 2)
    var contents: [RecognisedContent] = []
    var encodings: [Diagnostic] = []
    for file in files {
      guard file.bytes.count <= largestFile else {
        throw InputError(
          Diagnostic(
            .error, code: "file-too-large",
            "the file holds \(file.bytes.count >> 20) MiB, expected at most \(largestFile >> 20) MiB",
            file: file.name))
      }
      let text = try SourceText(decoding: file.bytes, file: file.name)
      let content = try RecognisedContent(text, wanted: options.format)
      // Readers of plain text pass these on themselves.
      if case .text = content {} else { encodings += text.diagnostics }
      contents.append(content)
    }
    var draft = try draft(of: contents, files: files)
    draft.diagnostics = encodings + draft.diagnostics
    if draft.name.isEmpty { draft.name = baseName(files[0].name, isPair: files.count == 2) }
    if options.degreesMinutes { draft.decodeDegreesMinutes() }
    return draft.complete(file: files[0].name, format: contents[0].format, lengthRule: options.lengthRule)
  }

  private static func draft(of contents: [RecognisedContent], files: [MapFile]) throws(InputError) -> MapDraft
  {
    if contents.count == 2 {
      switch (contents[0], contents[1]) {
      case (.text(let a, .csv), .text(let b, .csv)): return try CSVReader.read([CSVTable(a), CSVTable(b)])
      case (.json(let a, .geojson), .json(let b, .geojson)): return try GeoJSONReader.read([a, b])
      default:
        throw InputError(
          Diagnostic(
            .error, code: "not-a-pair", "is \(contents[1].format.title) beside \(contents[0].format.title)",
            suggestion: "two files must both be CSV or both GeoJSON", file: files[1].name))
      }
    }
    switch contents[0] {
    case .json(let json, let format):
      return switch format {
      case .native: try NativeTopology.read(json)
      case .geojson: try GeoJSONReader.read([json])
      case .ofds: try OFDSReader.read(json)
      case .gnpy: try GNPyReader.read(json)
      case .sequence: try SequenceReader.read(json)
      default: try NodeLinkReader.read(json)
      }
    case .xml(let root, let format):
      let file = files[0].name
      return switch format {
      case .graphml: try GraphMLReader.read(root, file: file)
      case .kml: try KMLReader.read(root, file: file)
      case .sndlibXML: try SNDlibXMLReader.read(root, file: file)
      default: try Net2PlanReader.read(root, file: file)
      }
    case .text(let text, let format):
      return switch format {
      case .sndlib: try SNDlibNativeReader.read(text)
      case .csv: try CSVReader.read([CSVTable(text)])
      case .gml: try GMLReader.read(text)
      default:
        throw InputError(
          Diagnostic(
            .error, code: "write-only", "\(format.title) is written, not read", file: text.file))
      }
    }
  }

  /// `a/b/name.ext` without folder and extension, and of a pair without `-nodes`.
  private static func baseName(_ path: String, isPair: Bool) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
    for ending in ["-nodes", "-sites"] where isPair && name.hasSuffix(ending) {
      name = String(name.dropLast(ending.count))
    }
    return name
  }
}

/// A file of a map: its name for diagnostics and its content.
public struct MapFile: Sendable {
  /// The name that diagnostics carry.
  public var name: String
  /// The content as it is; encoding and format are recognised from it.
  public var bytes: [UInt8]

  /// Creates a file from its parts; nothing is read from disk.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// How a map file is to be read.
public struct MapReadingOptions: Sendable {
  /// `nil`: recognised by content.
  public var format: MapFormat?
  /// What makes lengths that the file neither gives nor draws.
  public var lengthRule: RouteLengthRule
  /// Whether the file's coordinates are degrees.minutes: 23.42 for 23° 42′.
  public var degreesMinutes: Bool

  /// Creates options from their parts.
  public init(
    format: MapFormat? = nil, lengthRule: RouteLengthRule = .standard, degreesMinutes: Bool = false
  ) {
    self.format = format
    self.lengthRule = lengthRule
    self.degreesMinutes = degreesMinutes
  }
}
