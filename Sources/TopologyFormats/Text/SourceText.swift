internal import SourceDocument

/// The text of a map file as UTF-8, whatever encoding it came in.
struct SourceText {
  var bytes: [UInt8]
  var file: String
  /// What is to be said about the encoding.
  var diagnostics: [Diagnostic] = []

  init(utf8 bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// UTF-8 with or without a byte order mark, UTF-16 with one, else Latin-1 (and a warning says so).
  ///
  /// - Throws: `InputError` where the bytes are no text.
  /// - Complexity: O(bytes).
  init(decoding raw: [UInt8], file: String) throws(InputError) {
    self.file = file
    if raw.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw InputError(
        Diagnostic(
          .error, code: "archive", "the file is a zip archive (KMZ or XLSX?), expected text",
          suggestion: "unpack it, or export KML or CSV", file: file))
    }
    if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) {
      let high = raw[0] == 0xFE ? 0 : 1
      var units: [UInt16] = []
      units.reserveCapacity(raw.count / 2)
      for i in stride(from: 2, to: raw.count - 1, by: 2) {
        units.append(UInt16(raw[i + high]) << 8 | UInt16(raw[i + 1 - high]))
      }
      guard let text = String(validating: units, as: UTF16.self), raw.count % 2 == 0 else {
        throw InputError(
          Diagnostic(.error, code: "encoding", "the file is not valid UTF-16", file: file))
      }
      bytes = Array(text.utf8)
      diagnostics.append(
        Diagnostic(.note, code: "encoding", "the file was read as UTF-16", file: file))
    } else if String(validating: raw, as: UTF8.self) != nil {
      bytes = raw
    } else {
      let first = raw.firstIndex { $0 >= 0x80 } ?? 0
      bytes = []
      bytes.reserveCapacity(raw.count + raw.count / 8)
      for byte in raw {
        if byte < 0x80 {
          bytes.append(byte)
        } else {
          bytes.append(0xC0 | byte >> 6)
          bytes.append(0x80 | byte & 0x3F)
        }
      }
      let line = raw[..<first].reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
      let column = first - (raw[..<first].lastIndex(of: 0x0A) ?? -1)
      diagnostics.append(
        Diagnostic(
          .warning, code: "encoding", "the file is not valid UTF-8 and was read as Latin-1",
          suggestion: "save it as UTF-8", file: file, at: SourcePosition(line: line, column: column)))
    }
    if let nul = bytes.firstIndex(of: 0) {
      throw InputError(
        Diagnostic(
          .error, code: "binary", "byte \(nul + 1) is zero, expected text", file: file))
    }
  }

  /// The first byte that is neither white space nor a byte order mark.
  var firstByte: UInt8? {
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    return index < bytes.count ? bytes[index] : nil
  }
}
