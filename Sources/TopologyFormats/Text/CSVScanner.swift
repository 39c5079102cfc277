internal import SourceDocument

/// A table of comma-, semicolon- or tab-separated values (RFC 4180) with a header.
struct CSVTable {
  struct Row {
    var cells: [String]
    /// Where each cell starts.
    var positions: [SourcePosition]
  }

  var header: Row
  var rows: [Row]
  var file: String
  var delimiter: UInt8
  var diagnostics: [Diagnostic]

  /// The delimiter is the one of `,`, `;` and tab that the first line holds most often outside quotes.
  ///
  /// - Throws: `InputError` for a file without a header, unclosed quotes or rows longer than the header.
  /// - Complexity: O(bytes).
  init(_ text: SourceText) throws(InputError) {
    var cursor = TextCursor(text)
    file = text.file
    diagnostics = text.diagnostics
    delimiter = Self.delimiter(cursor)
    guard let header = try Self.row(&cursor, delimiter) else {
      throw cursor.fail("csv-syntax", "the table is empty, expected a header")
    }
    self.header = header
    rows = []
    guard header.cells.count <= 1000 else {
      throw cursor.fail("csv-too-wide", "the header has \(header.cells.count) cells, expected at most 1,000")
    }
    while let row = try Self.row(&cursor, delimiter) {
      guard rows.count < MapBuilder.most else {
        throw cursor.fail("too-many", "the table has more than \(MapBuilder.most) rows")
      }
      guard row.cells.count <= header.cells.count else {
        throw cursor.fail(
          "csv-syntax", "the row has \(row.cells.count) cells, the header \(header.cells.count)",
          at: row.positions[header.cells.count])
      }
      rows.append(row)
    }
  }

  static func delimiter(_ start: TextCursor) -> UInt8 {
    var cursor = start
    var counts: [UInt8: Int] = [:]
    var quoted = false
    while !cursor.atEnd, quoted || cursor.byte != 0x0A {
      if cursor.byte == UInt8(ascii: "\"") { quoted.toggle() }
      if !quoted { counts[cursor.byte, default: 0] += 1 }
      cursor.advance()
    }
    let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
    return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
  }

  /// The next row that holds anything; `nil` at the end.
  private static func row(_ cursor: inout TextCursor, _ delimiter: UInt8) throws(InputError) -> Row? {
    while !cursor.atEnd {
      var row = Row(cells: [], positions: [])
      repeat {
        if !row.cells.isEmpty { cursor.advance() }
        guard row.cells.count <= 10_000 else {
          throw cursor.fail("csv-too-wide", "a row has over 10,000 cells")
        }
        row.positions.append(cursor.position)
        row.cells.append(try cell(&cursor, delimiter))
      } while cursor.byte == delimiter
      if !cursor.atEnd, cursor.byte != 0x0A {
        throw cursor.fail("csv-syntax", "found \(cursor.found) after a quoted cell")
      }
      cursor.advance()
      if row.cells.contains(where: { !$0.isEmpty }) { return row }
    }
    return nil
  }

  private static func cell(_ cursor: inout TextCursor, _ delimiter: UInt8) throws(InputError) -> String {
    guard cursor.byte == UInt8(ascii: "\"") else {
      return cursor.take { $0 != delimiter && $0 != 0x0A }.trimmed
    }
    let start = cursor.position
    var bytes: [UInt8] = []
    cursor.advance()
    while true {
      guard !cursor.atEnd else { throw cursor.fail("csv-syntax", "a quoted cell is not closed", at: start) }
      let byte = cursor.byte
      cursor.advance()
      if byte != UInt8(ascii: "\"") {
        bytes.append(byte)
      } else if cursor.byte == UInt8(ascii: "\"") {
        bytes.append(byte)
        cursor.advance()
      } else {
        break
      }
    }
    while cursor.byte == 0x0D || cursor.byte == 0x20 { cursor.advance() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
