internal import ArgumentParser
internal import FibreNetwork
internal import SourceDocument
internal import TopologyFormats

/// The map argument and the options of reading it, which every command that takes a map shares.
struct MapOptions: ParsableArguments {
  @Argument(
    help: "A map file, - for standard input, or the name of a shipped map (see swapline maps).",
    completion: .file())
  var map: String

  @Option(
    help: ArgumentHelp(
      "Estimate missing lengths as this multiple of the great circle, 1 to 10. Default: 1.5 below 1,000 km, 1,500 km to 1,200 km, 1.25 above (ETSI EN 300 416).",
      valueName: "factor"))
  var routeFactor: Double?

  func validate() throws {
    if let routeFactor, !(1...10).contains(routeFactor) {
      throw ValidationError("--route-factor is \(routeFactor), expected a number from 1 to 10")
    }
  }

  /// Reads the map as it stands.
  ///
  /// - Throws: `InputError` or `CommandFailure` with exit code 3.
  func load() throws -> LoadedMap {
    let (name, bytes) = try source()
    return try TopologyReader.read(
      bytes: bytes, file: name,
      options: MapReadingOptions(lengthRule: routeFactor.map(RouteLengthRule.factor) ?? .standard))
  }

  /// A path wins over the name of a shipped map; a bare name that is neither gets the nearest of both.
  private func source() throws -> (name: String, bytes: [UInt8]) {
    if let shipped = ShippedMaps.named(map), !fileExists(map) { return (shipped.name, shipped.bytes) }
    if !map.contains("/"), map != "-", !fileExists(map),
      let nearest = nearestName(to: map, among: ShippedMaps.names)
    {
      throw CommandFailure(
        .badInput,
        "\(map.printable): error: no such file and no shipped map of this name (did you mean \(nearest)?)")
    }
    return (map, try readFile(map))
  }
}
