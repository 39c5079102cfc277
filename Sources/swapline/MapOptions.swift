internal import ArgumentParser
internal import FibreNetwork
internal import SourceDocument
internal import TopologyFormats

/// The map argument and the options of reading it, which every command that takes a map shares.
struct MapOptions: ParsableArguments {
  @Argument(
    help:
      "A map file, - for standard input, or the name of a shipped map (see swapline maps). Of a pair such as nodes.csv and links.csv, either file, or their folder.",
    completion: .file())
  var map: String
  @OptionGroup var reading: MapReading

  /// Reads the map, with its length rule (the upper end of a range), its huts and the table of sites.
  ///
  /// - Throws: `InputError` or `CommandFailure` with exit code 3.
  func load() throws -> LoadedMap { try reading.load(map) }

  /// The same map by the lower end of a range of route factors; `nil` where no range was given or no length of the
  /// map was estimated by it.
  func loadLowerEnd() throws -> LoadedMap? { try reading.loadLowerEnd(map) }
}

/// How a map is read.
struct MapReading: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the map as this format. Default: recognised by content. One of: \(MapFormat.readable.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"), transform: mapFormat)
  var fromFormat: MapFormat?

  @Option(
    help: ArgumentHelp(
      "Estimate missing lengths as this multiple of the great circle, 1 to 10, or as a range such as 1.2-1.5: the upper end is taken, the lower end shown beside it. Default: 1.5 below 1,000 km, 1,500 km to 1,200 km, 1.25 above (ETSI EN 300 416).",
      valueName: "factor"), transform: RouteFactor.init)
  var routeFactor: RouteFactor?

  @Flag(help: "Take coordinates as degrees.minutes: 23.42 for 23° 42′.")
  var degreesMinutes = false

  @Option(
    help: ArgumentHelp(
      "Put candidate sites along the spans, so that no piece is longer than this, in km, 0.1 to 10,000. Default: none.",
      valueName: "km"))
  var hutSpacing: Double?

  @Option(
    help: ArgumentHelp(
      "Restrict or price sites by a CSV table: id or name, and any of may_host_repeater, may_host_station, cost, memories. A plain list names the only sites where equipment may stand.",
      valueName: "file"))
  var sites: String?

  func validate() throws {
    if let hutSpacing, !Self.hutSpacingRange.contains(hutSpacing) {
      throw ValidationError("--hut-spacing is \(hutSpacing) km, expected a number from 0.1 to 10,000")
    }
    if let fromFormat, !MapFormat.readable.contains(fromFormat) {
      throw ValidationError("--from-format \(fromFormat.rawValue) is written, not read")
    }
  }

  static let hutSpacingRange = NumberRange.from(0.1, to: 10_000)

  func load(_ map: String) throws -> LoadedMap {
    try load(map, routeFactor.map { .factor($0.upper) } ?? .standard)
  }

  func loadLowerEnd(_ map: String) throws -> LoadedMap? {
    guard let routeFactor, routeFactor.lower < routeFactor.upper else { return nil }
    let loaded = try load(map, .factor(routeFactor.lower))
    return loaded.spansEstimated > 0 ? loaded : nil
  }

  private func load(_ map: String, _ rule: RouteLengthRule) throws -> LoadedMap {
    let files = try files(map)
    var loaded = try TopologyReader.read(
      files,
      options: MapReadingOptions(format: fromFormat, lengthRule: rule, degreesMinutes: degreesMinutes))
    let digest = SHA256.hex(files.flatMap(\.bytes))
    if let hutSpacing {
      let huts = loaded.network.hutCounts(spacingKm: hutSpacing).reduce(0, +)
      guard huts <= 1_000_000 else {
        throw CommandFailure(
          .usage,
          "--hut-spacing \(Numeral.rounded(hutSpacing)) makes \(huts) huts on this map, at most 1,000,000")
      }
      loaded.addHuts(spacingKm: hutSpacing)
    }
    if let sites { try SiteTable(bytes: readFile(sites), file: sites).apply(to: &loaded) }
    loaded.network.sha256 = digest
    return loaded
  }

  /// A path wins over the name of a shipped map; a bare name that is neither gets the nearest of both.
  private func files(_ map: String) throws -> [MapFile] {
    if let shipped = ShippedMaps.named(map), !fileExists(map) {
      return [MapFile(name: shipped.name, bytes: shipped.bytes)]
    }
    if !map.contains("/"), map != "-", !fileExists(map),
      let nearest = nearestName(to: map, among: ShippedMaps.names)
    {
      throw CommandFailure(
        .badInput,
        "\(map.printable): error: no such file and no shipped map of this name (did you mean \(nearest)?)")
    }
    return try mapFiles(map).map {
      MapFile(name: $0, bytes: try readFile($0, limit: TopologyReader.largestFile))
    }
  }
}

/// A format by its name, as an option takes it.
func mapFormat(_ text: String) throws -> MapFormat {
  if let format = MapFormat(rawValue: text.lowercased()) { return format }
  let names = MapFormat.allCases.map(\.rawValue)
  let hint =
    nearestName(to: text, among: names).map { "did you mean \($0)?" } ?? names.joined(separator: ", ")
  throw ValidationError("\"\(text)\" is no map format (\(hint))")
}

/// One route factor, or a range of them.
struct RouteFactor {
  static let range = NumberRange.from(1, to: 10)

  var lower: Double
  var upper: Double

  init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// From `1.2` or `1.2-1.5`.
  init(_ text: String) throws {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
    guard (1...2).contains(parts.count), let lower = parts[0], let upper = parts[parts.count - 1],
      Self.range.contains(lower), Self.range.contains(upper), lower <= upper
    else { throw ValidationError("\"\(text)\" is not a factor from 1 to 10 or a range such as 1.2-1.5") }
    (self.lower, self.upper) = (lower, upper)
  }
}
