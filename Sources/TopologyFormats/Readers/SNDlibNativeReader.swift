internal import SourceDocument

/// SNDlib's native text format: sections `NAME ( … )`, of which nodes and links are read.
///
/// The format does not tell degrees from pixels, and holds no lengths.
struct SNDlibNativeReader {
  private var cursor: TextCursor
  private var builder: MapBuilder

  static func read(_ text: SourceText) throws(InputError) -> MapDraft {
    var reader = SNDlibNativeReader(cursor: TextCursor(text), builder: MapBuilder(file: text.file))
    reader.builder.diagnostics = text.diagnostics
    reader.builder.coordinates = .untold
    try reader.sections()
    return try reader.builder.finish()
  }

  private static let open = UInt8(ascii: "(")
  private static let close = UInt8(ascii: ")")

  /// Skips space and comments; the comment `# network NAME` names the map.
  private mutating func skip() {
    cursor.skipSpace()
    while cursor.byte == UInt8(ascii: "#") {
      let start = cursor.index
      cursor.skipLine()
      if builder.name.isEmpty {
        let words = cursor.text(from: start).split(separator: " ")
        if words.count == 3, words[1] == "network" { builder.name = String(words[2]).trimmed }
      }
      cursor.skipSpace()
    }
  }

  private mutating func word() throws(InputError) -> String {
    skip()
    let word = cursor.take { $0 > 0x20 && $0 != Self.open && $0 != Self.close }
    guard !word.isEmpty else { throw cursor.fail("sndlib-syntax", "found \(cursor.found), expected a word") }
    return word
  }

  private mutating func expect(_ byte: UInt8) throws(InputError) {
    skip()
    guard cursor.byte == byte else {
      throw cursor.fail(
        "sndlib-syntax", "found \(cursor.found), expected ‘\(Character(Unicode.Scalar(byte)))’")
    }
    cursor.advance()
  }

  private mutating func sections() throws(InputError) {
    if cursor.byte == UInt8(ascii: "?") { cursor.skipLine() }
    skip()
    while !cursor.atEnd {
      let name = try word()
      try expect(Self.open)
      switch name {
      case "NODES": try nodes()
      case "LINKS": try links()
      default: try skipList()
      }
      skip()
    }
  }

  /// Skips to behind the closing parenthesis of a list whose opening one is read.
  private mutating func skipList() throws(InputError) {
    var depth = 1
    while depth > 0 {
      guard !cursor.atEnd else {
        throw cursor.fail("sndlib-syntax", "found the end of the file, expected ‘)’")
      }
      if cursor.byte == Self.open { depth += 1 }
      if cursor.byte == Self.close { depth -= 1 }
      cursor.advance()
    }
  }

  private mutating func nodes() throws(InputError) {
    skip()
    while cursor.byte != Self.close {
      let position = cursor.position
      let id = try word()
      var facts: [Attribute] = []
      skip()
      if cursor.byte == Self.open {
        cursor.advance()
        for key in ["longitude", "latitude"] {
          skip()
          let position = cursor.position
          facts.append(Attribute(key: key, value: .text(try word()), position: position))
        }
        try expect(Self.close)
        skip()
      }
      builder.addSite(id: id, facts, position: position)
    }
    cursor.advance()
  }

  private mutating func links() throws(InputError) {
    skip()
    while cursor.byte != Self.close {
      let position = cursor.position
      let id = try word()
      try expect(Self.open)
      let ends = (try word(), try word())
      try expect(Self.close)
      // Capacity, its cost, routing cost, set-up cost; then the modules.
      for _ in 0..<4 {
        skip()
        guard cursor.byte != Self.open, cursor.byte != Self.close else { break }
        let before = cursor
        if number(in: try word()) == nil {
          cursor = before
          break
        }
      }
      skip()
      if cursor.byte == Self.open {
        cursor.advance()
        try skipList()
        skip()
      }
      builder.addSpan(
        ends: ends, [Attribute(key: "id", value: .text(id), position: position)], position: position)
    }
    cursor.advance()
  }
}
