/// Collects what is wrong with a file, so that a user sees all of it at once.
public struct Faults: Sendable {
  /// What was found so far, warnings too, in the order of reading.
  public private(set) var diagnostics: [Diagnostic] = []

  /// Creates a collection without faults.
  public init() {}

  /// Whether nothing was found, no warning either.
  public var isEmpty: Bool { diagnostics.isEmpty }

  /// Whether so much is wrong that more of it helps nobody.
  public var isFull: Bool { diagnostics.count >= 100 }

  /// Adds an error at the place of a value.
  ///
  /// - Parameters:
  ///   - code: the stable name of the kind of fault, e.g. `wrong-type`.
  ///   - suggestion: what to write instead, where that is known.
  public mutating func add(_ json: LocatedJSON, code: String, _ message: String, suggestion: String? = nil) {
    diagnostics += json.error(code: code, message, suggestion: suggestion).diagnostics
  }

  /// Adds a finding with its own place and severity.
  public mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
  /// Adds everything that an error carries.
  public mutating func add(_ error: InputError) { diagnostics += error.diagnostics }

  /// A value of another kind than expected, or out of its range.
  mutating func unfit(_ json: LocatedJSON, _ name: String, code: String, expected: String) {
    add(json, code: code, "\(name) is \(json.found), expected \(expected)")
  }

  /// A mistyped word, with the nearest right one.
  mutating func unknownWord(_ json: LocatedJSON, _ name: String, among words: [String]) {
    let nearest: String? =
      if case .string(let text) = json.value { nearestName(to: text, among: words) } else { nil }
    add(
      json, code: "unknown-word",
      "\(name) is \(json.found), expected one of \(words.map { "\"\($0)\"" }.joined(separator: ", "))",
      suggestion: nearest.map { "did you mean \"\($0)\"?" })
  }

  /// Ends the reading where anything is an error; warnings alone do not.
  ///
  /// - Throws: `InputError` with all errors in file order, if there are any.
  public func throwIfAny() throws(InputError) {
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw InputError(
        errors.sorted {
          ($0.position ?? .init(line: 0, column: 0)) < ($1.position ?? .init(line: 0, column: 0))
        })
    }
  }
}

extension LocatedJSON {
  /// What stands here, for messages: the value where it is short, else its kind.
  var found: String {
    switch value {
    case .number(let number): JSON.text(number)
    case .string(let text) where text.unicodeScalars.count <= 80: "\"\(text)\""
    default: kind
    }
  }

  /// The value under a key of an object; `nil` where there is no such key or this is no object.
  public subscript(_ key: String) -> LocatedJSON? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The same document without its places.
  public var plain: JSON {
    switch value {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .number(let number): .number(number)
    case .string(let text): .string(text)
    case .array(let items): .array(items.map(\.plain))
    case .object(let members): .object(members.map { .init($0.key, $0.value.plain) })
    }
  }

  /// Whether it is a text.
  public var isText: Bool { if case .string = value { true } else { false } }
  /// Whether it is a number, or an array.
  public var isNumber: Bool { if case .number = value { true } else { false } }
  public var isArray: Bool { if case .array = value { true } else { false } }

  /// The items of an array; none for another value.
  public var items: [LocatedJSON] { if case .array(let items) = value { items } else { [] } }
}
