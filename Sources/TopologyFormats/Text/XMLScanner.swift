internal import SourceDocument

/// Reads an XML document into a tree.
///
/// Not Foundation's parser: that one answers true to broken documents, follows document type definitions and does not
/// tell columns well. This one knows elements, attributes, text, CDATA, comments, processing instructions, the five
/// predefined entities and character references. A document type definition may stand, but its declarations are
/// refused: that is where entity bombs and external entities live.
struct XMLScanner {
  /// The deepest nesting and the largest number of elements that are read.
  static let deepest = 256
  static let mostElements = 4_000_000

  private var cursor: TextCursor
  private var elements = 0

  /// - Throws: `InputError` at the first fault.
  /// - Complexity: O(bytes).
  static func root(of text: SourceText) throws(InputError) -> XMLNode {
    var scanner = XMLScanner(cursor: TextCursor(text))
    return try scanner.document()
  }

  private init(cursor: TextCursor) { self.cursor = cursor }

  private mutating func document() throws(InputError) -> XMLNode {
    try skipMisc(allowDoctype: true)
    guard cursor.byte == UInt8(ascii: "<") else {
      throw fail("found \(cursor.found), expected the root element")
    }
    let root = try element()
    try skipMisc(allowDoctype: false)
    guard cursor.atEnd else { throw fail("found \(cursor.found) after the end of the root element") }
    return root
  }

  private func fail(_ message: String) -> InputError { cursor.fail("xml-syntax", message) }

  /// White space, comments, processing instructions and, before the root, one document type without declarations.
  private mutating func skipMisc(allowDoctype: Bool) throws(InputError) {
    var allowDoctype = allowDoctype
    while true {
      cursor.skipSpace()
      if cursor.startsWith("<?") {
        try skip(past: "?>", "a processing instruction")
      } else if cursor.startsWith("<!--") {
        try skipComment()
      } else if allowDoctype, cursor.startsWith("<!DOCTYPE") {
        allowDoctype = false
        let start = cursor.position
        while !cursor.atEnd, cursor.byte != UInt8(ascii: ">") {
          if cursor.byte == UInt8(ascii: "[") {
            throw cursor.fail(
              "xml-declarations", "the document type declares things (entities?), which is not read",
              at: start)
          }
          cursor.advance()
        }
        cursor.advance()
      } else {
        return
      }
    }
  }

  private mutating func skip(
    past end: StaticString, _ what: String, openedBy count: Int = 0
  ) throws(InputError) {
    let start = cursor.position
    cursor.advance(by: count)
    while !cursor.startsWith(end) {
      guard !cursor.atEnd else { throw cursor.fail("xml-syntax", "\(what) is not closed", at: start) }
      cursor.advance()
    }
    cursor.advance(by: end.utf8CodeUnitCount)
  }

  private mutating func skipComment() throws(InputError) {
    try skip(past: "-->", "a comment", openedBy: 4)
  }

  private mutating func name() throws(InputError) -> String {
    let start = cursor.position
    let name = cursor.take {
      $0 >= 0x80 || ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
        || ($0 >= 0x30 && $0 <= 0x3A) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: ".")
    }
    guard let first = name.utf8.first, first > 0x39 || first == 0x3A else {
      throw cursor.fail("xml-syntax", "found \(cursor.found), expected a name", at: start)
    }
    return name
  }

  private static func local(_ name: String) -> String {
    name.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// Elements are kept on an own stack, so that deep nesting cannot exhaust the machine's.
  private mutating func element() throws(InputError) -> XMLNode {
    var open: [(node: XMLNode, tag: String, text: [UInt8])] = []
    while true {
      // Here the cursor stands on the ‘<’ of a start tag.
      let (node, tag, isEmpty) = try startTag()
      elements += 1
      guard elements <= Self.mostElements else {
        throw cursor.fail("xml-too-large", "more than \(Self.mostElements) elements", at: node.position)
      }
      if isEmpty {
        guard !open.isEmpty else { return node }
        open[open.count - 1].node.children.append(node)
      } else {
        guard open.count < Self.deepest else {
          throw cursor.fail(
            "xml-too-deep", "nested more than \(Self.deepest) levels deep", at: node.position)
        }
        open.append((node, tag, []))
      }
      content: while true {
        try text(into: &open[open.count - 1].text)
        guard !cursor.atEnd else {
          throw fail(
            "found the end of the file, expected </\(open.last!.tag)> for the element that starts on line \(open.last!.node.position.line)"
          )
        }
        if cursor.startsWith("</") {
          var (node, tag, text) = open.removeLast()
          let start = cursor.position
          cursor.advance(by: 2)
          let closing = try name()
          guard closing == tag else {
            throw cursor.fail("xml-syntax", "found </\(closing)>, expected </\(tag)>", at: start)
          }
          cursor.skipSpace()
          guard cursor.byte == UInt8(ascii: ">") else { throw fail("found \(cursor.found), expected ‘>’") }
          cursor.advance()
          node.text = String(decoding: text, as: UTF8.self)
          text = []
          guard !open.isEmpty else { return node }
          open[open.count - 1].node.children.append(node)
        } else if cursor.startsWith("<!--") {
          try skipComment()
        } else if cursor.startsWith("<![CDATA[") {
          cursor.advance(by: 9)
          let start = cursor.index
          try skip(past: "]]>", "a CDATA section")
          open[open.count - 1].text += cursor.bytes[start..<cursor.index - 3]
        } else if cursor.startsWith("<?") {
          try skip(past: "?>", "a processing instruction")
        } else {
          break content
        }
      }
    }
  }

  private mutating func startTag() throws(InputError) -> (node: XMLNode, tag: String, isEmpty: Bool) {
    let position = cursor.position
    cursor.advance()
    let tag = try name()
    var node = XMLNode(name: Self.local(tag), position: position)
    while true {
      let before = cursor.index
      cursor.skipSpace()
      switch cursor.byte {
      case UInt8(ascii: ">"):
        cursor.advance()
        return (node, tag, false)
      case UInt8(ascii: "/"):
        cursor.advance()
        guard cursor.byte == UInt8(ascii: ">") else { throw fail("found \(cursor.found), expected ‘>’") }
        cursor.advance()
        return (node, tag, true)
      default:
        guard cursor.index > before else { throw fail("found \(cursor.found), expected ‘>’ or a space") }
      }
      let start = cursor.position
      let attribute = try name()
      cursor.skipSpace()
      guard cursor.byte == UInt8(ascii: "=") else {
        throw fail("found \(cursor.found), expected ‘=’ after the attribute \(attribute)")
      }
      cursor.advance()
      cursor.skipSpace()
      let quote = cursor.byte
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
        throw fail("found \(cursor.found), expected a quoted value of the attribute \(attribute)")
      }
      cursor.advance()
      var value: [UInt8] = []
      while cursor.byte != quote {
        switch cursor.byte {
        case 0, UInt8(ascii: "<"):
          throw fail("found \(cursor.found) inside the value of the attribute \(attribute)")
        case UInt8(ascii: "&"): value += try reference()
        default:
          value.append(cursor.byte)
          cursor.advance()
        }
      }
      cursor.advance()
      guard node.attributes.count < 512 else {
        throw cursor.fail("xml-too-large", "more than 512 attributes of one element", at: start)
      }
      guard node[attribute] == nil else {
        throw cursor.fail("duplicate-key", "the attribute \(attribute) stands twice", at: start)
      }
      node.attributes.append((attribute, String(decoding: value, as: UTF8.self)))
    }
  }

  private mutating func text(into text: inout [UInt8]) throws(InputError) {
    while !cursor.atEnd, cursor.byte != UInt8(ascii: "<") {
      if cursor.byte == UInt8(ascii: "&") {
        text += try reference()
      } else {
        text.append(cursor.byte)
        cursor.advance()
      }
    }
  }

  /// `&name;` or `&#number;`.
  private mutating func reference() throws(InputError) -> [UInt8] {
    let start = cursor.position
    cursor.advance()
    let begin = cursor.index
    while cursor.byte != UInt8(ascii: ";") {
      guard !cursor.atEnd, cursor.index - begin < 16, cursor.byte > 0x20 else {
        throw cursor.fail("xml-syntax", "‘&’ does not start a reference such as &amp;", at: start)
      }
      cursor.advance()
    }
    let name = cursor.text(from: begin)
    cursor.advance()
    guard let scalar = entity(name) else {
      throw cursor.fail("xml-entity", "the entity &\(name); is not known", at: start)
    }
    return Array(String(scalar).utf8)
  }
}

/// The character of a predefined XML entity or of a character reference, named without `&` and `;`.
func entity(_ name: String) -> Unicode.Scalar? {
  switch name {
  case "amp": return "&"
  case "lt": return "<"
  case "gt": return ">"
  case "quot": return "\""
  case "apos": return "'"
  default:
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let isHex = digits.hasPrefix("x")
    guard let value = UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10), value != 0,
      value >= 0x20 || value == 9 || value == 10 || value == 13
    else { return nil }
    return Unicode.Scalar(value)
  }
}
