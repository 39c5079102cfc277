/// Rows of cells as text.
public enum TextTable {
  /// Columns padded to their widest cell, two spaces between, no spaces at the end of a line.
  ///
  /// - Parameters:
  ///   - rows: all of the same length, headings among them.
  ///   - right: columns that stand to the right.
  public static func lines(_ rows: [[String]], right: Set<Int> = []) -> [String] {
    guard let first = rows.first else { return [] }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { padded(row[$0], to: widths[$0], right: right.contains($0)) }
        .joined(separator: "  ").withoutSpacesAtEnd
    }
  }

  /// The text with spaces up to a width in characters.
  public static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
  }

  /// Lines of a Markdown pipe table; cells as they are.
  public static func markdown(_ rows: [[String]]) -> String {
    rows.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var withoutSpacesAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
