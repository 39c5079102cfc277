internal import SourceDocument

extension ReportTable {
  /// A table whose columns sort where scripts run; the exact number stands in `data-v`.
  ///
  /// - Parameter wide: keys of text columns that may break into lines.
  func html(wide: Set<String> = [], rowHead: Int? = nil) -> Markup {
    let heads = columns.map { column -> Markup in
      let unit: Markup = column.unit.isEmpty ? "" : "<br><small>\(column.unit)</small>"
      return column.isText
        ? "<th scope=\"col\" class=\"t\">\(column.title)\(unit)</th>"
        : "<th scope=\"col\">\(column.title)\(unit)</th>"
    }
    let body = rows.map { row -> Markup in
      "<tr>\(zip(columns, row).enumerated().map { i, pair in cell(pair.1, pair.0, isHead: i == rowHead, isWide: wide.contains(pair.0.key)) })</tr>\n"
    }
    return """
      <div class="table" tabindex="0" role="region" aria-label="\(title)"><table class="sorts" id="\(name)"><caption class="away">\(title)</caption>
      <thead><tr>\(heads)</tr></thead>
      <tbody>\(body)</tbody></table></div>
      <p class="save"><button type="button" data-script hidden data-csv="\(name)">Save as CSV</button></p>
      """
  }

  private func cell(_ cell: Cell, _ column: Column, isHead: Bool, isWide: Bool) -> Markup {
    switch cell {
    case .number(let value, let text):
      return "<td data-v=\"\(value.isFinite ? JSON.text(value) : "")\">\(text)</td>"
    case .none: return column.isText ? "<td class=\"t\">–</td>" : "<td data-v=\"\">–</td>"
    case .marked(let text): return "<td class=\"t\"><span class=\"tag bind\">\(text)</span></td>"
    case .text(let text):
      if isHead { return "<th scope=\"row\">\(text)</th>" }
      return isWide ? "<td class=\"t w\">\(text)</td>" : "<td class=\"t\">\(text)</td>"
    }
  }
}
