internal import FibreNetwork
public import SourceDocument

/// The plan file, `swapline.plan/1`: everything a plan says and the map it was made on.
///
/// ```swift
/// let text = PlanJSON.json(plan).document
/// let again = try PlanJSON.read(bytes: Array(text.utf8), file: "plan.json")
/// ```
///
/// Sites are named by their ids, spans by their place in the embedded map. Units stand in the keys; `null` means
/// unknown or, for a bound, none.
public enum PlanJSON {
  public static let schemaName = "swapline.plan/1"

  /// Reads a plan file.
  ///
  /// - Throws: `InputError` with every error, each at its place in the file.
  public static func read(bytes: [UInt8], file: String) throws(InputError) -> Plan {
    try read(try LocatedJSON(parsing: bytes, file: file))
  }
}
