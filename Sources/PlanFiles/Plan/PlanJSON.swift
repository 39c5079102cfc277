internal import FibreNetwork
public import Planning
public import SourceDocument
internal import TopologyFormats

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
  /// The plan as a document that `read` turns into the same plan again.
  public static func json(_ plan: Plan) -> JSON {
    PlanContract(plan.network, ends: plan.request.settings.ends, key: plan.request.limits.key).file.json(plan)
  }

  /// The JSON Schema (draft 2020-12) of plan files.
  public static var schema: JSON { PlanContract(FibreNetwork(name: "", sites: [], spans: [])).file.schema }

  /// A plan as a part of another document that is written.
  public static var plan: Contract<Plan> {
    Contract(
      schema: PlanContract(FibreNetwork(name: "", sites: [], spans: [])).file.contract.schema,
      read: { json, _, faults in
        do throws(InputError) { return try read(json) } catch {
          faults.add(error)
          return nil
        }
      }, write: json)
  }

  /// Reads a plan document. Figures that others determine (rates, lengths, losses) are computed again, not read.
  ///
  /// - Throws: `InputError` with every error, each at its place in the file.
  public static func read(_ json: LocatedJSON) throws(InputError) -> Plan {
    guard case .object = json.value, let map = json["map"], case .object = map.value else {
      return try PlanContract(FibreNetwork(name: "", sites: [], spans: [])).file.read(json)
    }
    return try PlanContract(try NativeTopology.network(from: map)).file.read(json)
  }

  /// Reads a plan file.
  ///
  /// - Throws: `InputError` with every error, each at its place in the file.
  public static func read(bytes: [UInt8], file: String) throws(InputError) -> Plan {
    try read(try LocatedJSON(parsing: bytes, file: file))
  }
}
