internal import SourceDocument

extension ReportTable {
  /// RFC 4180 with a header of keys; numbers as they are, unknown cells empty.
  ///
  /// A text that a spreadsheet would take for a formula gets an apostrophe in front.
  public var csv: String {
    let lines =
      [columns.map { Self.quoted($0.key) }] + rows.map { row in row.map(Self.csvCell) }
    return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private static func csvCell(_ cell: Cell) -> String {
    switch cell {
    case .none: ""
    case .number(let value, _): value.isFinite ? JSON.text(value) : ""
    case .text(let text), .marked(let text):
      quoted("=+-@\t\r".contains(text.first ?? " ") ? "'" + text : text)
    }
  }

  private static func quoted(_ text: String) -> String {
    text.contains { "\",\r\n\r\n".contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// A pipe table with a heading.
  public var markdown: String {
    let heads = columns.map { column in
      Self.escapedMarkdown(column.title + (column.unit.isEmpty ? "" : " (\(column.unit))"))
    }
    let rule = columns.map { $0.isText ? ":--" : "--:" }
    let body = rows.map { row in row.map { Self.escapedMarkdown($0.shown) } }
    return "## \(Self.escapedMarkdown(title))\n\n" + TextTable.markdown([heads, rule] + body) + "\n"
  }

  static func escapedMarkdown(_ text: String) -> String {
    var out = ""
    for character in text.printable {
      if character.isNewline {
        out += " "
      } else {
        // `<` would open HTML, the others would format or end a cell.
        if "\\|<>*_`[]#&~$".contains(character) { out += "\\" }
        out.append(character)
      }
    }
    return out
  }

  /// Columns side by side for a terminal, numbers to the right; at most `most` rows, the rest counted.
  public func plain(most: Int = .max) -> String {
    let heads = [columns.map(\.title), columns.map(\.unit)]
    let shown = rows.prefix(most).map { row in row.map { $0.shown.printable } }
    var text = TextTable.lines(
      (heads[1].allSatisfy(\.isEmpty) ? [heads[0]] : heads) + shown,
      right: Set(columns.indices.filter { !columns[$0].isText })
    ).map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
    if rows.count > most { text += "  … and \(rows.count - most) more\n" }
    return text
  }

  /// A floating table that needs no package.
  public var latex: String {
    let alignment = columns.map { $0.isText ? "l" : "r" }.joined()
    func line(_ cells: [String]) -> String { "    " + cells.joined(separator: " & ") + " \\\\\n" }
    let heads = line(columns.map { Self.escapedLatex($0.title) })
    let units =
      columns.allSatisfy(\.unit.isEmpty) ? "" : line(columns.map { Self.escapedLatex($0.unit) })
    let body = rows.map { row in line(row.map { Self.escapedLatex($0.shown) }) }.joined()
    return """
      \\begin{table}
        \\centering
        \\caption{\(Self.escapedLatex(title))}
        \\label{tab:\(name)}
        \\begin{tabular}{\(alignment)}
          \\hline
      \(heads)\(units)    \\hline
      \(body)    \\hline
        \\end{tabular}
      \\end{table}

      """
  }

  static func escapedLatex(_ text: String) -> String {
    var out = ""
    var exponent = ""
    func closed(_ exponent: String) -> String { exponent.isEmpty ? "" : "$^{\(exponent)}$" }
    for character in text.printable {
      if let digit = superscripts[character] {
        exponent += digit
        continue
      }
      out += closed(exponent)
      exponent = ""
      out += latexNames[character] ?? String(character)
    }
    return out + closed(exponent)
  }

  private static let superscripts: [Character: String] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
    "⁻": "-",
  ]
  private static let latexNames: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%",
    "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "\n": " ",
    "\"": "\\textquotedbl{}", "|": "\\textbar{}", "–": "--", "−": "$-$", "×": "$\\times$", "±": "$\\pm$",
    "µ": "$\\mu$", "°": "$^{\\circ}$", "∞": "$\\infty$",
  ]
}
