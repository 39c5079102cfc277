/// This program.
public enum Release {
  /// Version of the program, by semantic versioning.
  public static let version = "0.1.0"
  /// As documents name what wrote them.
  public static let name = "swapline \(version)"
}

/// What a kind of file holds: `"schema": "swapline.<kind>/1"` and its keys.
public struct FileContract<Value> {
  /// Word of the schema name, e.g. `plan` of `swapline.plan/1`.
  public let kind: String
  /// Title of the JSON Schema.
  public let title: String
  /// Description of the JSON Schema, one or more sentences.
  public let about: String
  /// The document as a value: its reader, writer and schema members.
  public let contract: Contract<Value>

  /// A document that is read and written.
  ///
  /// - Parameters:
  ///   - isAnswer: whether the program writes such files as answers, which name the program.
  ///   - blank: the value that keys are read into.
  public init(
    _ kind: String, title: String, _ about: String, isAnswer: Bool = false,
    _ blank: @autoclosure @escaping () -> Value, _ fields: [Field<Value>], also: [JSON.Member] = [],
    inspect: @escaping (LocatedJSON, inout Faults) -> Void = { _, _ in },
    check: @escaping (inout Value, LocatedJSON, inout Faults) -> Void = { _, _, _ in }
  ) {
    self.kind = kind
    self.title = title
    self.about = about
    contract = .object(
      blank(), Self.head(kind, isAnswer: isAnswer) + fields, also: also, inspect: inspect, check: check)
  }

  /// A document that the program writes and does not read.
  public init(_ kind: String, title: String, _ about: String, shown fields: [Field<Value>]) {
    self.kind = kind
    self.title = title
    self.about = about
    contract = .shown(Self.head(kind, isAnswer: true) + fields)
  }

  /// The keys that begin every file of a kind.
  private static func head(_ kind: String, isAnswer: Bool) -> [Field<Value>] {
    let name = schemaName(kind)
    let program: Field<Value> = .figure("program", .text, "Name and version of what wrote the file.") { _ in
      Release.name
    }
    return [
      .required(
        "schema", .constant(name, code: "wrong-schema"), get: { _ in name }, set: { _, _, _, _ in })
    ] + (isAnswer ? [program] : [])
  }

  /// What `"schema"` says in files of a kind: `swapline.<kind>/1`.
  public static func schemaName(_ kind: String) -> String { "swapline.\(kind)/1" }

  /// What `"schema"` says in such a file.
  public var schemaName: String { Self.schemaName(kind) }

  /// The JSON Schema (draft 2020-12).
  public var schema: JSON {
    .object(
      [
        .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
        .init("$id", .string("urn:swapline:schema:\(kind):1")), .init("title", .string(title)),
        .init("description", .string(about)),
      ] + contract.schema)
  }

  /// Reads a document.
  ///
  /// - Throws: `InputError` with every fault, each at its place.
  public func read(_ json: LocatedJSON) throws(InputError) -> Value {
    var faults = Faults()
    let value = contract.read(json, "the document", &faults)
    try faults.throwIfAny()
    guard let value else { throw json.error(code: "unreadable", "the document cannot be read") }
    return value
  }

  /// Reads a file.
  ///
  /// - Parameter file: the name that faults carry.
  /// - Throws: `InputError` with every fault, each at its place.
  public func read(_ bytes: [UInt8], file: String) throws(InputError) -> Value {
    try read(LocatedJSON(parsing: bytes, file: file))
  }

  /// The document of a value.
  public func json(_ value: Value) -> JSON { contract.write(value) }
}
