extension PlanComparison {
  /// As a page of text: the figures, why some have no plan, what hops start with and would need.
  public var markdown: String {
    var shown = table
    let kept = shown.columns.indices.filter {
      !["binding", "map", "length_km"].contains(shown.columns[$0].key)
    }
    shown.columns = kept.map { shown.columns[$0] }
    shown.rows = shown.rows.map { row in kept.map { row[$0] } }
    var parts = [shown.withoutEmptyColumns().markdown]
    let reasons = entries.compactMap { entry -> String? in
      guard case .none(let reason) = entry.outcome else { return nil }
      let (why, more) = reason.shortReason
      return "- **\(ReportTable.escapedMarkdown(entry.name))**: \(ReportTable.escapedMarkdown(why))"
        + (more.isEmpty ? "\n" : "; and \(more.count) more\n")
        + (reason.remedies + reason.remarks).map { "  - \(ReportTable.escapedMarkdown($0))\n" }.joined()
    }
    if !reasons.isEmpty { parts.append("## Without a plan\n\n" + reasons.joined()) }
    if !needs.rows.isEmpty { parts.append(needs.withoutEmptyColumns().markdown) }
    if !checks.rows.isEmpty { parts.append(checks.withoutEmptyColumns().markdown) }
    return parts.joined(separator: "\n")
  }
}
