internal import SourceDocument

/// Writes what there is to say about an input file to standard error, at most five findings of a kind.
func printDiagnostics(_ diagnostics: [Diagnostic]) {
  var counts: [String: Int] = [:]
  for diagnostic in diagnostics {
    counts[diagnostic.code, default: 0] += 1
    if counts[diagnostic.code, default: 0] <= 5 { printError(diagnostic.description) }
  }
  for (code, count) in counts.sorted(by: { $0.key < $1.key }) where count > 5 {
    printError("note: \(count - 5) more findings of the kind \(code); swapline lint shows all")
  }
}
