internal import SourceDocument

/// A place in a text that moves forward byte by byte and knows its line and column: the base of the scanners.
struct TextCursor {
  let bytes: [UInt8]
  let file: String
  private(set) var index: Int
  private var line = 1
  private var lineStart: Int

  init(_ text: SourceText) {
    bytes = text.bytes
    file = text.file
    index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    lineStart = index
  }

  var atEnd: Bool { index >= bytes.count }
  /// The byte here; 0, which no text holds, at the end.
  var byte: UInt8 { index < bytes.count ? bytes[index] : 0 }

  func startsWith(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - index >= count else { return false }
    for i in 0..<count where bytes[index + i] != text.utf8Start[i] { return false }
    return true
  }

  /// The column counts characters; far into a long line it counts bytes, so that reading stays linear.
  var position: SourcePosition {
    guard index - lineStart <= 1_000 else { return SourcePosition(line: line, column: index - lineStart + 1) }
    var column = 1
    var i = lineStart
    while i < index {
      if bytes[i] & 0xC0 != 0x80 { column += 1 }
      i += 1
    }
    return SourcePosition(line: line, column: column)
  }

  mutating func advance() {
    if byte == 0x0A {
      line += 1
      lineStart = index + 1
    }
    if index < bytes.count { index += 1 }
  }

  mutating func advance(by count: Int) { for _ in 0..<count { advance() } }

  mutating func skipSpace() { while !atEnd, byte <= 0x20 { advance() } }

  mutating func skipLine() { while !atEnd, byte != 0x0A { advance() } }

  /// The text from here to where the condition fails first.
  mutating func take(while condition: (UInt8) -> Bool) -> String {
    let start = index
    while index < bytes.count, condition(bytes[index]) { advance() }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// The text from a byte offset to here.
  func text(from start: Int) -> String { String(decoding: bytes[start..<index], as: UTF8.self) }

  /// What stands here, for messages.
  var found: String {
    guard !atEnd else { return "the end of the file" }
    return byte > 0x20 && byte < 0x7F
      ? "‘\(Character(Unicode.Scalar(byte)))’" : "byte 0x\(String(byte, radix: 16, uppercase: true))"
  }

  func fail(
    _ code: String, _ message: String, suggestion: String? = nil, at position: SourcePosition? = nil
  ) -> InputError {
    InputError(
      Diagnostic(
        .error, code: code, message, suggestion: suggestion, file: file, at: position ?? self.position))
  }
}
