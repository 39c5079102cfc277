/// A JSON value that remembers where it stands in its file, so that errors about its *meaning* can point at it.
///
/// Foundation's decoder loses the position of a value that is well-formed but wrong (a negative length, an unknown
/// site); every input file of the product is read through this type instead.
///
/// Strict RFC 8259, with these limits: UTF-8 (a byte order mark is skipped), at most 512 levels of nesting and 8 million
/// values (which bounds the memory to about 1 GB), numbers that overflow a `Double` and duplicate keys are errors.
public struct LocatedJSON: Sendable {
  /// What a value is.
  public enum Value: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// Any number, finite; whole numbers are exact up to 2^53.
    case number(Double)
    /// Text with its escapes resolved.
    case string(String)
    /// Values in file order.
    case array([LocatedJSON])
    /// In file order; keys are unique.
    case object([Member])
  }

  /// One member of an object.
  public struct Member: Sendable {
    /// The key with its escapes resolved.
    public var key: String
    /// Where the key begins, for errors about the key itself.
    public var keyPosition: SourcePosition
    /// What stands under it.
    public var value: LocatedJSON
  }

  /// What this value is.
  public var value: Value
  /// Where it begins.
  public var position: SourcePosition
  /// The name that diagnostics about it carry.
  public var file: String

  /// Reads one JSON document.
  ///
  /// - Parameter file: the name that diagnostics carry.
  /// - Throws: `InputError` with the position of the first fault.
  /// - Complexity: O(bytes).
  public init(parsing bytes: [UInt8], file: String) throws(InputError) {
    var parser = JSONParser(bytes: bytes, file: file)
    self = try parser.document()
  }

  init(_ value: Value, at position: SourcePosition, file: String) {
    self.value = value
    self.position = position
    self.file = file
  }

  /// What kind of value this is, for messages: `a number`, `an object` …
  public var kind: String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// An error at this value.
  public func error(code: String, _ message: String, suggestion: String? = nil) -> InputError {
    InputError(
      Diagnostic(.error, code: code, message, suggestion: suggestion, file: file, at: position))
  }

  /// Whether it is `null`.
  public var isNull: Bool { if case .null = value { true } else { false } }
}

/// The byte-level parser; positions are kept by line start so that columns cost nothing until they are asked for.
private struct JSONParser {
  let bytes: [UInt8]
  let file: String
  var index = 0
  var line = 1
  var lineStart = 0
  var depth = 0
  static let deepest = 512
  var values = 0
  static let mostValues = 8_000_000

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      index = 3
      lineStart = 3
    }
  }

  var here: SourcePosition {
    var column = 1
    var i = lineStart
    let end = min(index, bytes.count)
    // Columns count characters: continuation bytes of UTF-8 do not advance them. Far into a one-line file the
    // count is bytes: counting each time would make reading quadratic.
    if end - lineStart > 2_000 { return SourcePosition(line: line, column: end - lineStart + 1) }
    while i < end {
      if bytes[i] & 0xC0 != 0x80 { column += 1 }
      i += 1
    }
    return SourcePosition(line: line, column: column)
  }

  func fail(_ message: String, code: String = "json-syntax") -> InputError {
    InputError(Diagnostic(.error, code: code, message, file: file, at: here))
  }

  var found: String {
    guard index < bytes.count else { return "the end of the file" }
    let byte = bytes[index]
    if byte < 0x20 || byte >= 0x7F { return "byte 0x\(String(byte, radix: 16, uppercase: true))" }
    return "‘\(Character(Unicode.Scalar(byte)))’"
  }

  mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x0A:
        line += 1
        index += 1
        lineStart = index
      case 0x20, 0x09, 0x0D: index += 1
      default: return
      }
    }
  }

  mutating func document() throws(InputError) -> LocatedJSON {
    skipSpace()
    guard index < bytes.count else { throw fail("the file is empty, expected a JSON object") }
    let result = try value()
    skipSpace()
    guard index == bytes.count else { throw fail("found \(found) after the end of the document") }
    return result
  }

  mutating func value() throws(InputError) -> LocatedJSON {
    let start = here
    values += 1
    if values > Self.mostValues {
      throw fail("more than \(Self.mostValues) values in one file", code: "json-too-large")
    }
    guard index < bytes.count else { throw fail("found the end of the file, expected a value") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return LocatedJSON(.object(try object()), at: start, file: file)
    case UInt8(ascii: "["): return LocatedJSON(.array(try array()), at: start, file: file)
    case UInt8(ascii: "\""): return LocatedJSON(.string(try string()), at: start, file: file)
    case UInt8(ascii: "t"): return try word("true", .bool(true), start)
    case UInt8(ascii: "f"): return try word("false", .bool(false), start)
    case UInt8(ascii: "n"): return try word("null", .null, start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return LocatedJSON(.number(try number()), at: start, file: file)
    default: throw fail("found \(found), expected a value")
    }
  }

  mutating func word(
    _ text: StaticString, _ value: LocatedJSON.Value, _ start: SourcePosition
  ) throws(InputError) -> LocatedJSON {
    let expected = Array(text.description.utf8)
    guard bytes.count - index >= expected.count,
      bytes[index..<index + expected.count].elementsEqual(expected)
    else {
      throw fail("found \(found), expected a value (JSON knows true, false, null; not NaN or Infinity)")
    }
    index += expected.count
    return LocatedJSON(value, at: start, file: file)
  }

  mutating func enter() throws(InputError) {
    depth += 1
    if depth > Self.deepest {
      throw fail("nested more than \(Self.deepest) levels deep", code: "json-too-deep")
    }
  }

  mutating func array() throws(InputError) -> [LocatedJSON] {
    try enter()
    defer { depth -= 1 }
    index += 1
    var items: [LocatedJSON] = []
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return items
    }
    while true {
      skipSpace()
      items.append(try value())
      skipSpace()
      guard index < bytes.count else { throw fail("found the end of the file, expected ‘,’ or ‘]’") }
      if bytes[index] == UInt8(ascii: "]") {
        index += 1
        return items
      }
      guard bytes[index] == UInt8(ascii: ",") else { throw fail("found \(found), expected ‘,’ or ‘]’") }
      index += 1
    }
  }

  mutating func object() throws(InputError) -> [LocatedJSON.Member] {
    try enter()
    defer { depth -= 1 }
    index += 1
    var members: [LocatedJSON.Member] = []
    var many: Set<String> = []
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return members
    }
    while true {
      skipSpace()
      let keyPosition = here
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw fail("found \(found), expected a key in double quotes")
      }
      let key = try string()
      let isNew = members.count < 16 ? !members.contains { $0.key == key } : many.insert(key).inserted
      guard isNew else {
        throw InputError(
          Diagnostic(
            .error, code: "duplicate-key", "the key \"\(key)\" stands twice in this object",
            file: file, at: keyPosition))
      }
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
        throw fail("found \(found), expected ‘:’ after the key \"\(key)\"")
      }
      index += 1
      skipSpace()
      members.append(LocatedJSON.Member(key: key, keyPosition: keyPosition, value: try value()))
      if members.count == 16 { many = Set(members.map(\.key)) }
      skipSpace()
      guard index < bytes.count else { throw fail("found the end of the file, expected ‘,’ or ‘}’") }
      if bytes[index] == UInt8(ascii: "}") {
        index += 1
        return members
      }
      guard bytes[index] == UInt8(ascii: ",") else { throw fail("found \(found), expected ‘,’ or ‘}’") }
      index += 1
    }
  }

  mutating func number() throws(InputError) -> Double {
    let start = index
    func digit(_ i: Int) -> Bool { i < bytes.count && bytes[i] >= 0x30 && bytes[i] <= 0x39 }
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    guard digit(index) else { throw fail("found \(found), expected a digit") }
    if bytes[index] == 0x30 {
      index += 1
      if digit(index) { throw fail("a number may not start with 0 and go on with digits") }
    } else {
      while digit(index) { index += 1 }
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard digit(index) else { throw fail("found \(found), expected a digit after the decimal point") }
      while digit(index) { index += 1 }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
        index += 1
      }
      guard digit(index) else { throw fail("found \(found), expected a digit of the exponent") }
      while digit(index) { index += 1 }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      index = start
      throw fail("the number \(text.prefix(40)) is too large to hold", code: "number-out-of-range")
    }
    return number
  }

  mutating func string() throws(InputError) -> String {
    index += 1
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"),
      bytes[index] >= 0x20
    { index += 1 }
    var scalars = Array(bytes[start..<min(index, bytes.count)])
    while true {
      guard index < bytes.count else { throw fail("found the end of the file inside a string") }
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        guard let text = String(validating: scalars, as: UTF8.self) else {
          index = start
          throw fail("the string is not valid UTF-8", code: "encoding")
        }
        return text
      case UInt8(ascii: "\\"):
        index += 1
        scalars.append(contentsOf: try escape())
      case 0..<0x20:
        throw fail(
          "found a control character inside a string; write it as \\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        )
      default:
        scalars.append(byte)
        index += 1
      }
    }
  }

  mutating func escape() throws(InputError) -> [UInt8] {
    guard index < bytes.count else { throw fail("found the end of the file inside a string") }
    defer { index += 1 }
    switch bytes[index] {
    case UInt8(ascii: "\""): return [0x22]
    case UInt8(ascii: "\\"): return [0x5C]
    case UInt8(ascii: "/"): return [0x2F]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      let unit = try hexUnit()
      if unit & 0xFC00 == 0xD800 {
        guard index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "\\"),
          bytes[index + 2] == UInt8(ascii: "u")
        else { throw fail("half of a surrogate pair") }
        index += 2
        let low = try hexUnit()
        guard low & 0xFC00 == 0xDC00 else { throw fail("half of a surrogate pair") }
        let code = 0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(low & 0x3FF)
        return Array(String(Unicode.Scalar(code)!).utf8)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw fail("half of a surrogate pair") }
      return Array(String(scalar).utf8)
    default: throw fail("unknown escape \\\(found)")
    }
  }

  /// Reads the four hex digits after `u`; leaves the index on the last of them.
  mutating func hexUnit() throws(InputError) -> UInt16 {
    guard index + 4 < bytes.count,
      let unit = UInt16(String(decoding: bytes[index + 1...index + 4], as: UTF8.self), radix: 16),
      bytes[index + 1] != UInt8(ascii: "+"), bytes[index + 1] != UInt8(ascii: "-")
    else { throw fail("expected four hex digits after \\u") }
    index += 4
    return unit
  }
}
