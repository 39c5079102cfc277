internal import LinkPhysics
internal import SourceDocument

/// No plan counts more of anything than this.
let maximumCount = 1 << 50

extension JSONReader {
  var isFaulty: Bool { diagnostics.contains { $0.severity == .error } }

  /// Knows keys without reading them: what others determine.
  mutating func skip(_ keys: [String]) { for key in keys { _ = value(key) } }

  /// One of a set of words; `nil` where the key is absent or null.
  mutating func optionalWord<Word: RawRepresentable & CaseIterable>(_ key: String) -> Word?
  where Word.RawValue == String {
    guard let item = value(key), !item.isNull, let first = Word.allCases.first else { return nil }
    return word(key, default: first)
  }

  /// Reads an object, its unknown keys reported; `fallback` where the key is absent or null.
  mutating func part<Value>(
    _ key: String, absent fallback: @autoclosure () -> Value, _ read: (inout JSONReader) -> Value
  ) -> Value {
    guard let item = value(key), !item.isNull else { return fallback() }
    return part(item, read) ?? fallback()
  }

  /// Reads an object that must be there; `fallback` after reporting that it is not.
  mutating func part<Value>(
    _ key: String, required fallback: @autoclosure () -> Value, _ read: (inout JSONReader) -> Value
  ) -> Value {
    if value(key) == nil { fault(json, code: "missing-key", "\"\(key)\" is missing, expected an object") }
    return part(key, absent: fallback(), read)
  }

  /// Reads an array of objects, their unknown keys reported.
  mutating func list<Value>(
    _ key: String, required: Bool = false, _ read: (inout JSONReader) -> Value
  ) -> [Value] {
    array(key, required: required).compactMap { part($0, read) }
  }

  private mutating func part<Value>(_ item: LocatedJSON, _ read: (inout JSONReader) -> Value) -> Value? {
    do throws(InputError) {
      var inner = try JSONReader(item)
      let result = read(&inner)
      inner.finish()
      report(InputError(inner.diagnostics))
      return result
    } catch {
      report(error)
      return nil
    }
  }

  /// A required whole number from 0; 0 after reporting.
  mutating func count(_ key: String) -> Int {
    guard value(key) != nil else {
      fault(json, code: "missing-key", "\"\(key)\" is missing, expected a whole number")
      return 0
    }
    return optionalInteger(key, in: 0...maximumCount) ?? 0
  }

  /// A random seed: a whole number, as text where it is too large for a JSON number.
  mutating func seed(_ key: String) -> UInt64 {
    if let item = value(key), case .string(let text) = item.value {
      if let seed = UInt64(text) { return seed }
      fault(item, code: "wrong-type", "\"\(key)\" is \"\(text)\", expected a whole number below 2^64")
      return 0
    }
    return UInt64(optionalInteger(key, in: 0...1 << 53) ?? 0)
  }

  /// Three characters of a Bell-diagonal state, each from -1 to 1.
  mutating func characters(_ key: String) -> BellDiagonalState {
    let items = array(key, required: true)
    let numbers = items.compactMap { item -> Double? in
      if case .number(let number) = item.value, (-1...1).contains(number) { number } else { nil }
    }
    guard numbers.count == 3, items.count == 3 else {
      if let item = value(key) {
        fault(item, code: "wrong-type", "expected the three characters [x, y, z], each from -1 to 1")
      }
      return .perfect
    }
    return BellDiagonalState(x: numbers[0], y: numbers[1], z: numbers[2])
  }

  /// A budget: names with their shares.
  mutating func contributions(_ key: String) -> [ElementaryLink.Contribution] {
    list(key) { ElementaryLink.Contribution($0.string("name"), $0.number("value")) }
  }
}
