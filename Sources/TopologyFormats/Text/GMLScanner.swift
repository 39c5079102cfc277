internal import SourceDocument

/// One `key value` pair of a GML file (Himsolt, Graph Modelling Language, 1997), with the place of its key.
struct GMLPair {
  enum Value {
    case number(Double)
    case text(String)
    case list([GMLPair])
  }

  var key: String
  var value: Value
  var position: SourcePosition
}

/// Reads GML as it is found: numbers and words without quotes, several lines in one text, entities or raw UTF-8,
/// comments that start with `#`.
struct GMLScanner {
  static let deepest = 64
  static let mostPairs = 8_000_000
  private var cursor: TextCursor

  /// - Throws: `InputError` at the first fault.
  /// - Complexity: O(bytes).
  static func pairs(of text: SourceText) throws(InputError) -> [GMLPair] {
    var scanner = GMLScanner(cursor: TextCursor(text))
    return try scanner.pairs()
  }

  private mutating func skipSpace() {
    cursor.skipSpace()
    while cursor.byte == UInt8(ascii: "#") {
      cursor.skipLine()
      cursor.skipSpace()
    }
  }

  private mutating func pairs() throws(InputError) -> [GMLPair] {
    var open: [(key: String, position: SourcePosition, pairs: [GMLPair])] = [
      ("", cursor.position, [])
    ]
    var count = 0
    while true {
      skipSpace()
      if cursor.atEnd {
        guard open.count == 1 else {
          throw cursor.fail(
            "gml-syntax",
            "found the end of the file, expected ‘]’ for \(open.last!.key) on line \(open.last!.position.line)"
          )
        }
        return open[0].pairs
      }
      if cursor.byte == UInt8(ascii: "]") {
        guard open.count > 1 else { throw cursor.fail("gml-syntax", "found ‘]’ without its ‘[’") }
        cursor.advance()
        let closed = open.removeLast()
        open[open.count - 1].pairs.append(
          GMLPair(key: closed.key, value: .list(closed.pairs), position: closed.position))
        continue
      }
      let position = cursor.position
      count += 1
      guard count <= Self.mostPairs else {
        throw cursor.fail("gml-too-large", "more than \(Self.mostPairs) keys")
      }
      let key = cursor.take(while: isWord)
      guard !key.isEmpty else { throw cursor.fail("gml-syntax", "found \(cursor.found), expected a key") }
      skipSpace()
      switch cursor.byte {
      case UInt8(ascii: "["):
        guard open.count < Self.deepest else {
          throw cursor.fail("gml-too-deep", "nested more than \(Self.deepest) levels deep")
        }
        cursor.advance()
        open.append((key, position, []))
      case UInt8(ascii: "\""):
        open[open.count - 1].pairs.append(GMLPair(key: key, value: .text(try quoted()), position: position))
      default:
        let word = cursor.take { $0 > 0x20 && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[") }
        guard !word.isEmpty else {
          throw cursor.fail("gml-syntax", "found \(cursor.found), expected a value of \(key)")
        }
        open[open.count - 1].pairs.append(
          GMLPair(key: key, value: number(in: word).map { .number($0) } ?? .text(word), position: position))
      }
    }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || (byte >= 0x30 && byte <= 0x39)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: ":")
  }

  private mutating func quoted() throws(InputError) -> String {
    let start = cursor.position
    cursor.advance()
    let begin = cursor.index
    var hasReference = false
    while cursor.byte != UInt8(ascii: "\"") {
      guard !cursor.atEnd else { throw cursor.fail("gml-syntax", "a text is not closed", at: start) }
      if cursor.byte == UInt8(ascii: "&") { hasReference = true }
      cursor.advance()
    }
    let text = cursor.text(from: begin)
    cursor.advance()
    return hasReference ? Self.resolved(text) : text
  }

  /// The text with its character references resolved; an unknown one stays as it is.
  private static func resolved(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      out += rest[..<start]
      rest = rest[start...]
      if let end = rest.prefix(12).firstIndex(of: ";"),
        let scalar = entity(String(rest[rest.index(after: start)..<end]))
      {
        out.unicodeScalars.append(scalar)
        rest = rest[rest.index(after: end)...]
      } else {
        out += "&"
        rest = rest.dropFirst()
      }
    }
    return out + rest
  }
}
