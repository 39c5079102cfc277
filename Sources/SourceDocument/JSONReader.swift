/// Reads the members of one JSON object, each with its domain, and reports every fault at its place.
///
/// Faults are collected, not thrown one by one, so that a user sees all of a file's errors at once:
///
/// ```swift
/// var reader = try JSONReader(document)
/// let name = reader.string("name")
/// let length = reader.number("length_km", in: 0...)
/// reader.finish()              // unknown keys, with the nearest known one
/// try reader.throwIfFaulty()
/// ```
public struct JSONReader {
  public private(set) var diagnostics: [Diagnostic] = []
  public let json: LocatedJSON
  private let members: [LocatedJSON.Member]
  private var known: [String] = []

  /// - Throws: `InputError` if the value is not an object.
  public init(_ json: LocatedJSON) throws(InputError) {
    guard case .object(let members) = json.value else {
      throw json.error(code: "wrong-type", "found \(json.kind), expected an object")
    }
    self.json = json
    self.members = members
  }

  /// The value under a key, `nil` where the key is absent. Marks the key as known.
  public mutating func value(_ key: String) -> LocatedJSON? {
    if !known.contains(key) { known.append(key) }
    return members.first { $0.key == key }?.value
  }

  public mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
  public mutating func report(_ error: InputError) { diagnostics.append(contentsOf: error.diagnostics) }

  public mutating func fault(_ json: LocatedJSON, code: String, _ message: String, suggestion: String? = nil)
  {
    report(json.error(code: code, message, suggestion: suggestion))
  }

  private mutating func missing(_ key: String, _ what: String) {
    fault(json, code: "missing-key", "\"\(key)\" is missing, expected \(what)")
  }

  /// A required string; `""` after reporting where it is absent or of another type.
  public mutating func string(_ key: String) -> String {
    guard let item = value(key) else {
      missing(key, "a string")
      return ""
    }
    guard case .string(let text) = item.value else {
      fault(item, code: "wrong-type", "\"\(key)\" is \(item.kind), expected a string")
      return ""
    }
    return text
  }

  /// An optional string; `null` counts as absent.
  public mutating func optionalString(_ key: String) -> String? {
    guard let item = value(key), !item.isNull else { return nil }
    return string(key)
  }

  /// A required finite number within a range; `.nan` after reporting.
  public mutating func number(
    _ key: String, in range: some RangeExpression<Double> = (-Double.greatestFiniteMagnitude)...
  ) -> Double {
    guard let item = value(key) else {
      missing(key, "a number \(describe(range))")
      return .nan
    }
    guard case .number(let number) = item.value else {
      fault(item, code: "wrong-type", "\"\(key)\" is \(item.kind), expected a number \(describe(range))")
      return .nan
    }
    guard range.contains(number) else {
      fault(
        item, code: "out-of-range", "\"\(key)\" is \(JSON.text(number)), expected a number \(describe(range))"
      )
      return .nan
    }
    return number
  }

  /// An optional number; `null` counts as absent.
  public mutating func optionalNumber(
    _ key: String, in range: some RangeExpression<Double> = (-Double.greatestFiniteMagnitude)...
  ) -> Double? {
    guard let item = value(key), !item.isNull else { return nil }
    let number = number(key, in: range)
    return number.isNaN ? nil : number
  }

  /// An optional whole number; `null` counts as absent.
  public mutating func optionalInteger(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let item = value(key), !item.isNull else { return nil }
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard case .number(let number) = item.value, let whole = Int(exactly: number), range.contains(whole)
    else {
      let found = if case .number(let number) = item.value { JSON.text(number) } else { item.kind }
      fault(item, code: "out-of-range", "\"\(key)\" is \(found), expected \(expected)")
      return nil
    }
    return whole
  }

  /// An optional truth value; `null` counts as absent.
  public mutating func optionalBool(_ key: String) -> Bool? {
    guard let item = value(key), !item.isNull else { return nil }
    guard case .bool(let flag) = item.value else {
      fault(item, code: "wrong-type", "\"\(key)\" is \(item.kind), expected true or false")
      return nil
    }
    return flag
  }

  /// The items of an array; empty where the key is absent or null.
  public mutating func array(_ key: String, required: Bool = false) -> [LocatedJSON] {
    guard let item = value(key), !item.isNull else {
      if required { missing(key, "an array") }
      return []
    }
    guard case .array(let items) = item.value else {
      fault(item, code: "wrong-type", "\"\(key)\" is \(item.kind), expected an array")
      return []
    }
    return items
  }

  /// One of a set of words; reports the nearest one for a mistyped word.
  public mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Word
  ) -> Word where Word.RawValue == String {
    guard let item = value(key), !item.isNull else { return fallback }
    guard case .string(let text) = item.value, let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue)
      let found = if case .string(let text) = item.value { "\"\(text)\"" } else { item.kind }
      let nearest: String? =
        if case .string(let text) = item.value { nearestName(to: text, among: words) } else { nil }
      fault(
        item, code: "unknown-word",
        "\"\(key)\" is \(found), expected one of \(words.map { "\"\($0)\"" }.joined(separator: ", "))",
        suggestion: nearest.map { "did you mean \"\($0)\"?" })
      return fallback
    }
    return word
  }

  /// Checks `"schema"` against the expected `swapline.<kind>/1`.
  public mutating func schema(_ expected: String) {
    guard let item = value("schema") else {
      missing("schema", "\"\(expected)\"")
      return
    }
    guard case .string(expected) = item.value else {
      let found = if case .string(let text) = item.value { "\"\(text)\"" } else { item.kind }
      fault(item, code: "wrong-schema", "\"schema\" is \(found), expected \"\(expected)\"")
      return
    }
  }

  /// Reports each key that nobody asked for, with the nearest known one.
  public mutating func finish() {
    for member in members where !known.contains(member.key) {
      report(
        Diagnostic(
          .error, code: "unknown-key", "unknown key \"\(member.key)\"",
          suggestion: nearestName(to: member.key, among: known).map { "did you mean \"\($0)\"?" }
            ?? "known here: \(known.joined(separator: ", "))",
          file: json.file, at: member.keyPosition))
    }
  }

  /// - Throws: `InputError` with all errors in file order, if there are any.
  public func throwIfFaulty() throws(InputError) {
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw InputError(
        errors.sorted {
          ($0.position ?? .init(line: 0, column: 0)) < ($1.position ?? .init(line: 0, column: 0))
        })
    }
  }
}

private func describe(_ range: some RangeExpression<Double>) -> String {
  switch range {
  case let r as ClosedRange<Double>: "from \(JSON.text(r.lowerBound)) to \(JSON.text(r.upperBound))"
  case let r as PartialRangeFrom<Double>:
    r.lowerBound == -Double.greatestFiniteMagnitude
      ? "that is finite"
      : r.lowerBound == Double.leastNonzeroMagnitude ? "above 0" : "of at least \(JSON.text(r.lowerBound))"
  case let r as PartialRangeThrough<Double>: "of at most \(JSON.text(r.upperBound))"
  case let r as Range<Double>: "from \(JSON.text(r.lowerBound)) to below \(JSON.text(r.upperBound))"
  default: "within \(range)"
  }
}
