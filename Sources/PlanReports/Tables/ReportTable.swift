/// A table that every format writes from: numbers stay numbers, the words for people stand beside them.
public struct ReportTable: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// Key of machine formats, with its unit, e.g. `length_km`.
    public var key: String
    /// Heading for people, and the unit under it.
    public var title: String
    /// Unit of the numbers as people read it; empty for texts and pure numbers.
    public var unit: String
    var isText: Bool

    static func text(_ key: String, _ title: String) -> Column {
      Column(key: key, title: title, unit: "", isText: true)
    }
    static func number(_ key: String, _ title: String, _ unit: String = "") -> Column {
      Column(key: key, title: title, unit: unit, isText: false)
    }
  }

  /// One cell.
  public enum Cell: Sendable, Hashable {
    /// Words.
    case text(String)
    /// A number, and what people read.
    case number(Double, String)
    /// Unknown or not applicable.
    case none
    /// Words that are marked as a finding (the hop that binds).
    case marked(String)

    static func whole(_ value: Int) -> Cell { .number(Double(value), Figure.whole(value)) }

    var shown: String {
      switch self {
      case .text(let text), .number(_, let text), .marked(let text): text
      case .none: "–"
      }
    }
  }

  /// File name of one table, without its ending; also its id in a page.
  public var name: String
  /// Heading for people.
  public var title: String
  /// From left to right.
  public var columns: [Column]
  /// From top to bottom, each with one cell a column.
  public var rows: [[Cell]]

  /// Columns in which at least one row says something, with all others left out.
  public func withoutEmptyColumns() -> ReportTable {
    let kept = columns.indices.filter { i in
      rows.contains { row in
        switch row[i] {
        case .none: false
        case .text(let text), .marked(let text): !text.isEmpty
        case .number: true
        }
      }
    }
    return ReportTable(
      name: name, title: title, columns: kept.map { columns[$0] },
      rows: rows.map { row in kept.map { row[$0] } })
  }
}
