/// A JSON value to be written: members keep their order, numbers are the shortest text that reads back the same.
public enum JSON: Sendable, Equatable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number, all 64 bits of it.
  case integer(Int)
  /// Written as `null` where not finite: JSON has no NaN and no infinity.
  case number(Double)
  /// Text; quoting and escaping is the writer's.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Members in order; keys should be unique and are not checked.
  case object([Member])

  /// One member of an object.
  public struct Member: Sendable, Equatable {
    /// The key, unquoted.
    public var key: String
    /// What stands under it.
    public var value: JSON
    /// Creates a member.
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// The document, with two spaces of indent and a final newline; arrays of plain values stay on one line.
  ///
  /// - Complexity: O(values).
  public var document: String {
    var out = ""
    write(to: &out, indent: 0, pretty: true)
    out += "\n"
    return out
  }

  /// The value on one line, without spaces.
  public var compact: String {
    var out = ""
    write(to: &out, indent: 0, pretty: false)
    return out
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private func write(to out: inout String, indent: Int, pretty: Bool) {
    func newline(_ level: Int) {
      guard pretty else { return }
      out += "\n"
      for _ in 0..<level { out += "  " }
    }
    switch self {
    case .null: out += "null"
    case .bool(let flag): out += flag ? "true" : "false"
    case .integer(let number): out += String(number)
    case .number(let number): out += JSON.text(number)
    case .string(let text): JSON.quote(text, to: &out)
    case .array(let items):
      out += "["
      let oneLine = items.allSatisfy(\.isPlain)
      for (i, item) in items.enumerated() {
        if i > 0 { out += pretty && oneLine ? ", " : "," }
        if !oneLine { newline(indent + 1) }
        item.write(to: &out, indent: indent + 1, pretty: pretty)
      }
      if !oneLine { newline(indent) }
      out += "]"
    case .object(let members):
      out += "{"
      for (i, member) in members.enumerated() {
        if i > 0 { out += "," }
        newline(indent + 1)
        JSON.quote(member.key, to: &out)
        out += pretty ? ": " : ":"
        member.value.write(to: &out, indent: indent + 1, pretty: pretty)
      }
      if !members.isEmpty { newline(indent) }
      out += "}"
    }
  }

  /// A finite number as JSON text (whole numbers below 2^53 without a fraction), `null` otherwise.
  public static func text(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    if number.magnitude < 0x1p53, number == number.rounded(), !(number == 0 && number.sign == .minus) {
      return String(Int(number))
    }
    return "\(number)"
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// An array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// An object, its members in the order in which they are written.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
  /// `null`.
  public init(nilLiteral: ()) { self = .null }

  /// A number, `null` for `nil`.
  public init(_ value: Double?) { self = value.map(JSON.number) ?? .null }
  /// A whole number, `null` for `nil`.
  public init(_ value: Int?) { self = value.map(JSON.integer) ?? .null }
  /// A string, `null` for `nil`.
  public init(_ value: String?) { self = value.map(JSON.string) ?? .null }
}
