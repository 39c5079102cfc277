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
    bytes: [UInt8], file: String, format: MapFormat? = nil, lengthRule: RouteLengthRule = .standard
  ) throws(InputError) -> LoadedMap {
    guard bytes.count <= largestFile else {
      throw InputError(
        Diagnostic(
          .error, code: "file-too-large",
          "the file holds \(bytes.count >> 20) MiB, expected at most \(largestFile >> 20) MiB", file: file))
    }
    let draft = try NativeTopology.read(try LocatedJSON(parsing: bytes, file: file))
    return draft.complete(file: file, format: format ?? .native, lengthRule: lengthRule)
  }
}
