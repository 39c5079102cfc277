internal import Planning

extension PlanPage {
  /// What sites and fibre carry, what fails with what, and what one more of a resource would bring.
  var capacity: Markup {
    """
    <section id="fibre"><h2>Fibre in use</h2><p>Each span that carries light for the plan, and how much runs through it.</p>
    \(tables.spans.withoutEmptyColumns().html())</section>
    \(failures)
    \(additions)
    """
  }

  private var failures: Markup {
    guard let failures = plan.analysis?.failures, !failures.isEmpty, let sentence = words.survival else {
      return ""
    }
    return """
      <section id="failures"><h2>When something fails</h2>
      <p>\(sentence) A lost site takes its equipment and the fibre that ends there. Re-routing sets up new chains with the repeaters and stations that still stand.</p>
      \(tables.failures(failures).withoutEmptyColumns().html(wide: ["lost", "cut_off"], rowHead: 0))</section>
      """
  }

  private var additions: Markup {
    guard let additions = plan.analysis?.additions, !additions.isEmpty else { return "" }
    return """
      <section id="additions"><h2>What one more would bring</h2>
      <p>Each limit that binds, loosened by one and planned again. Now: \(words.objectiveValue(plan.certificate.value)).</p>
      \(tables.additions(additions).withoutEmptyColumns().html(wide: ["change"]))</section>
      """
  }
}
