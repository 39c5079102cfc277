/// What a value of a JSON file is, said once: its reader, its writer and its JSON Schema follow from it.
///
/// ```swift
/// let site = Contract.object(Site(id: ""), [
///   .required("id", \.id, .text, "Unique name that spans refer to."),
///   .standing("cost", \.cost, .number(.nonNegative), "Cost of a repeater here; 1 when absent."),
/// ])
/// ```
///
/// What one value alone does not tell (a name that another part of the file has to hold, two numbers that contradict each
/// other) is a *check* of the object that holds both; the schema does not know of checks.
public struct Contract<Value> {
  /// Members of the JSON Schema (draft 2020-12) of a value, without a description.
  public let schema: [JSON.Member]
  /// Reads a value; `nil` after reporting what is wrong with it. The name is what faults call it, quotes included.
  public let read: (LocatedJSON, _ name: String, inout Faults) -> Value?
  /// The value as it stands in a file.
  public let write: (Value) -> JSON

  /// Creates a contract from its three sides, which have to agree: what `write` gives, `read` takes and the
  /// schema allows.
  public init(
    schema: [JSON.Member], read: @escaping (LocatedJSON, String, inout Faults) -> Value?,
    write: @escaping (Value) -> JSON
  ) {
    self.schema = schema
    self.read = read
    self.write = write
  }

  /// The same text for another value; `read` may refuse, and reports why.
  public func mapped<Other>(
    read: @escaping (Value, LocatedJSON, inout Faults) -> Other?, write: @escaping (Other) -> Value
  ) -> Contract<Other> {
    Contract<Other>(
      schema: schema,
      read: { json, name, faults in
        self.read(json, name, &faults).flatMap { read($0, json, &faults) }
      }, write: { self.write(write($0)) })
  }

  /// The same value under another name in faults.
  public func named(_ name: String) -> Contract {
    Contract(schema: schema, read: { json, _, faults in read(json, name, &faults) }, write: write)
  }

  /// The value or `null`.
  public var orNull: Contract<Value?> {
    Contract<Value?>(
      schema: nullable(schema),
      read: { json, name, faults in json.isNull ? .some(nil) : read(json, name, &faults).map { .some($0) } },
      write: { $0.map(write) ?? .null })
  }

  /// Another way to write the same value, told apart by its kind.
  ///
  /// - Parameters:
  ///   - reads: whether a value of a file is written the other way.
  ///   - writes: whether a value is written the other way.
  public func or(
    _ other: Contract, reads: @escaping (LocatedJSON) -> Bool, writes: @escaping (Value) -> Bool
  ) -> Contract {
    Contract(
      schema: [.init("anyOf", [.object(schema), .object(other.schema)])],
      read: { json, name, faults in (reads(json) ? other : self).read(json, name, &faults) },
      write: { (writes($0) ? other : self).write($0) })
  }
}

/// Members of a schema that allows `null` beside what they allow.
func nullable(_ schema: [JSON.Member]) -> [JSON.Member] {
  let isPlain = schema.contains { $0.key == "type" } || schema.contains { $0.key == "enum" }
  guard isPlain, !schema.contains(where: { $0.key == "anyOf" || $0.key == "const" }) else {
    return [.init("anyOf", [["type": "null"], .object(schema)])]
  }
  return schema.map { member in
    switch (member.key, member.value) {
    case ("type", .string(let type)): .init("type", [.string(type), "null"])
    case ("type", .array(let types)) where !types.contains("null"): .init("type", .array(types + ["null"]))
    case ("enum", .array(let words)) where !words.contains(.null): .init("enum", .array(words + [.null]))
    default: member
    }
  }
}

// MARK: - Values

extension Contract where Value == String {
  /// Any text, empty ones too.
  public static var text: Contract {
    Contract(
      schema: [.init("type", "string")],
      read: { json, name, faults in
        if case .string(let text) = json.value { return text }
        faults.unfit(json, name, code: "wrong-type", expected: "a string")
        return nil
      }, write: { .string($0) })
  }

  /// Text that is not empty.
  public static var name: Contract {
    Contract(
      schema: text.schema + [.init("minLength", 1)],
      read: { json, name, faults in
        guard let found = text.read(json, name, &faults) else { return nil }
        if found.isEmpty {
          faults.add(json, code: "empty-text", "\(name) is empty, expected a text")
          return nil
        }
        return found
      }, write: { .string($0) })
  }

  /// One text alone.
  ///
  /// - Parameter code: of the fault where another stands.
  public static func constant(_ text: String, code: String = "wrong-constant") -> Contract {
    Contract(
      schema: [.init("const", .string(text))],
      read: { json, name, faults in
        if case .string(text) = json.value { return text }
        faults.unfit(json, name, code: code, expected: "\"\(text)\"")
        return nil
      }, write: { _ in .string(text) })
  }
}

extension Contract where Value == Bool {
  /// `true` or `false`.
  public static var flag: Contract {
    Contract(
      schema: [.init("type", "boolean")],
      read: { json, name, faults in
        if case .bool(let flag) = json.value { return flag }
        faults.unfit(json, name, code: "wrong-type", expected: "true or false")
        return nil
      }, write: { .bool($0) })
  }
}

extension Contract where Value == Double {
  /// A number of a range, every finite one where none is given.
  ///
  /// - Parameters:
  ///   - isWhole: whether it has no fraction.
  ///   - unit: said after the range where a number does not fit.
  public static func number(
    _ range: NumberRange = .finite, isWhole: Bool = false, unit: String = ""
  ) -> Contract {
    let expected =
      (isWhole ? "a whole number " : "a number ") + range.words + (unit.isEmpty ? "" : " \(unit)")
    return Contract(
      schema: [.init("type", isWhole ? "integer" : "number")] + range.schema,
      read: numberReader(expected) { range.contains($0) && (!isWhole || $0 == $0.rounded()) },
      write: { .number($0) })
  }
}

/// Reads a number that fits.
private func numberReader(
  _ expected: String, _ fits: @escaping (Double) -> Bool
) -> (LocatedJSON, String, inout Faults) -> Double? {
  { json, name, faults in
    guard case .number(let number) = json.value else {
      faults.unfit(json, name, code: "wrong-type", expected: expected)
      return nil
    }
    guard fits(number) else {
      faults.unfit(json, name, code: "out-of-range", expected: expected)
      return nil
    }
    return number
  }
}

extension Contract where Value == Int {
  /// No file counts more of anything than this.
  public static var mostCount: Int { 1 << 50 }

  /// A whole number of a range, from 0 to `mostCount` where none is given.
  public static func integer(_ range: ClosedRange<Int> = 0...mostCount) -> Contract {
    let read = numberReader("a whole number from \(range.lowerBound) to \(range.upperBound)") {
      Int(exactly: $0).map(range.contains) ?? false
    }
    return Contract(
      schema: [
        .init("type", "integer"), .init("minimum", .integer(range.lowerBound)),
        .init("maximum", .integer(range.upperBound)),
      ], read: { json, name, faults in read(json, name, &faults).map { Int($0) } }, write: { .integer($0) })
  }
}

extension Contract where Value == UInt64 {
  /// A random seed: a whole number; as text above 2^53, which a JSON number need not hold.
  public static var seed: Contract {
    let number = Contract<Int>.integer(0...(1 << 53)).mapped(
      read: { seed, _, _ in UInt64(seed) }, write: { Int($0) })
    let text = Contract(
      schema: [.init("type", "string"), .init("pattern", .string(UInt64.max.textPattern))],
      read: { json, name, faults in
        if case .string(let text) = json.value, let seed = UInt64(text), String(seed) == text { return seed }
        faults.unfit(json, name, code: "wrong-type", expected: "a whole number below 2^64")
        return nil
      }, write: { .string(String($0)) })
    return number.or(text, reads: \.isText, writes: { $0 > 1 << 53 })
  }
}

extension UInt64 {
  /// A regular expression for the whole numbers up to this one.
  fileprivate var textPattern: String {
    let digits = Array(String(self).utf8).map { Int($0) - 48 }
    var ways = ["0", "[1-9][0-9]{0,\(digits.count - 2)}"]
    for (place, digit) in digits.enumerated() where digit > (place == 0 ? 1 : 0) {
      let head = digits[..<place].map(String.init).joined()
      let rest = digits.count - place - 1
      ways.append("\(head)[\(place == 0 ? 1 : 0)-\(digit - 1)]" + (rest > 0 ? "[0-9]{\(rest)}" : ""))
    }
    return "^(\((ways + [String(self)]).joined(separator: "|")))$"
  }
}

extension Contract where Value: RawRepresentable & CaseIterable & Equatable, Value.RawValue == String {
  /// One of a closed set of words.
  public static var word: Contract { .words(Value.allCases.map { ($0.rawValue, $0) }) }
}

extension Contract where Value: Equatable {
  /// One of a closed set of values, each with its word; a value may have further words that are read for it.
  public static func words(_ words: [(word: String, value: Value)]) -> Contract {
    Contract(
      schema: [.init("enum", .array(words.map { .string($0.word) }))],
      read: { json, name, faults in
        if case .string(let text) = json.value, let found = words.first(where: { $0.word == text }) {
          return found.value
        }
        faults.unknownWord(json, name, among: words.map(\.word))
        return nil
      }, write: { value in JSON(words.first { $0.value == value }?.word) })
  }
}

extension Contract where Value == Void {
  /// Anything; it is not read.
  public static var anything: Contract { Contract(schema: [], read: { _, _, _ in () }, write: { .null }) }
}

extension Contract {
  /// A list, each item under the same contract.
  public static func list<Item>(_ item: Contract<Item>, count: ClosedRange<Int>? = nil) -> Contract
  where Value == [Item] {
    var schema: [JSON.Member] = [.init("type", "array"), .init("items", .object(item.schema))]
    if let count {
      if count.lowerBound > 0 { schema.append(.init("minItems", .integer(count.lowerBound))) }
      if count.upperBound < .max { schema.append(.init("maxItems", .integer(count.upperBound))) }
    }
    return Contract(
      schema: schema,
      read: { json, name, faults in
        guard case .array(let items) = json.value else {
          faults.unfit(json, name, code: "wrong-type", expected: "an array")
          return nil
        }
        if let count, !count.contains(items.count) {
          let expected =
            count.lowerBound == count.upperBound
            ? "\(count.lowerBound)"
            : items.count < count.lowerBound ? "at least \(count.lowerBound)" : "at most \(count.upperBound)"
          faults.add(json, code: "wrong-count", "\(name) has \(items.count) items, expected \(expected)")
          return nil
        }
        var values: [Item] = []
        values.reserveCapacity(items.count)
        for place in items where !faults.isFull {
          if let value = item.read(place, "an item of \(name)", &faults) { values.append(value) }
        }
        return values.count == items.count ? values : nil
      }, write: { .array($0.map(item.write)) })
  }
}

extension Contract where Value == JSON {
  /// An object whose keys depend on what else the file says; its place is read by who knows them.
  public static var unread: Contract {
    Contract(
      schema: [.init("type", "object")],
      read: { json, name, faults in
        if case .object = json.value { return .null }
        faults.unfit(json, name, code: "wrong-type", expected: "an object")
        return nil
      }, write: { $0 })
  }
}

/// The items of a list whose contract depends on what else the file says.
public struct UnreadItems {
  /// As they stand in a file.
  public var located: [LocatedJSON] = []
  /// As they are written.
  public var written: [JSON] = []

  /// Creates items that are only written; `located` stays empty.
  public init(written: [JSON]) { self.written = written }
}

extension Contract where Value == UnreadItems {
  /// A list whose items are read later, by who knows their contract; only their number is checked here.
  ///
  /// - Parameter schema: of an item, where all that can be said of it does not depend on other keys.
  public static func unread(count: ClosedRange<Int>, schema: [JSON.Member] = []) -> Contract {
    let list = Contract<[Void]>.list(.anything, count: count)
    return Contract(
      schema: list.schema.map { $0.key == "items" ? .init("items", .object(schema)) : $0 },
      read: { json, name, faults in
        guard list.read(json, name, &faults) != nil else { return nil }
        var items = UnreadItems(written: [])
        items.located = json.items
        return items
      }, write: { .array($0.written) })
  }
}
