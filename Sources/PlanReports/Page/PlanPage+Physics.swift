internal import FibreNetwork
internal import LinkPhysics
internal import Planning

extension PlanPage {
  // MARK: Budgets

  var budgets: Markup {
    guard plan.demands.count == 1, let chain = plan.demands.first?.chain else { return "" }
    let budget = ErrorBudget(chain)
    let infidelity = budget.infidelityChart
    let loss = budget.lossChart
    guard !infidelity.bars.isEmpty || !loss.bars.isEmpty else { return "" }
    let steps = chain.fidelitySteps
    let swaps: Markup =
      steps.swaps.map { ", the errors of swaps leave \(Figure.text($0, digits: 4))" } ?? ""
    let heralds: Markup =
      steps.links - steps.heralded > 1e-12
      ? ", waiting for heralds leaves \(Figure.text(steps.heralded, digits: 4))" : ""
    let way: Markup =
      chain.segments.count == 1
      ? "A fresh pair has fidelity \(Figure.text(steps.links, digits: 4))\(heralds)."
      : "Fresh links joined at once would give fidelity \(Figure.text(steps.links, digits: 4))\(heralds)\(swaps), and \(Figure.text(steps.delivered, digits: 4)) is left when the pair is delivered."
    return """
      <section id="budget"><h2>Where fidelity and light are lost</h2><p>\(way)</p><div class="two">
      \(infidelity.bars.isEmpty ? "" : panel("infidelity", "Infidelity of a delivered pair", infidelity.content, width: infidelity.width, height: infidelity.height, caption: "1 − F that each effect alone would cause in a fresh link, summed over the hops; then what waiting for heralds, swaps and waiting for other hops take from the product of the links. Large effects together cost less than their sum."))
      \(loss.bars.isEmpty ? "" : panel("losses", "Loss of an average hop", loss.content, width: loss.width, height: loss.height, caption: "In dB, mean over the hops, in the order in which light meets it."))
      </div></section>
      """
  }

  // MARK: Bounds and uses

  var bounds: Markup {
    guard !tables.limits.rows.isEmpty else { return "" }
    return """
      <section id="bounds"><h2>What physics allows</h2><p>Upper limits whatever is built between the ends, and how much of each the plan reaches. Capacities are in ebits, perfect pairs, on the plan's own mode uses: attempts times modes, twice for light in two time bins or polarisations. Noisy pairs are not ebits: what the plan's pairs hold is stated below the table.</p>
      \(tables.limits.withoutEmptyColumns().html(wide: ["meaning"], rowHead: plan.demands.count == 1 ? 0 : 1))\(ebits)</section>
      """
  }

  private var ebits: Markup {
    plan.demands.reduce(into: "") { markup, demand in
      markup += "<p>\(ChainLimits.ebits(of: demand.chain))</p>"
    }
  }

  var uses: Markup {
    """
    <section id="uses"><h2>What the pairs are good for</h2><p>Thresholds of fidelity are those of white noise; whether the pairs are enough is decided by their own state.</p>
    \(tables.readiness.withoutEmptyColumns().html(wide: ["application", "asks", "delivered", "source"], rowHead: plan.demands.count == 1 ? 0 : 1))</section>
    """
  }

  // MARK: Validation

  var validation: Markup {
    let own = tables.validation(ofPlatform: true)
    let others = tables.validation(ofPlatform: false)
    let all = ValidationCheck.all
    let counts = [
      (ValidationCheck.Verdict.agrees, "agree"), (.fails, "fail"),
      (.unconfirmed, "are compared with numbers only remembered"), (.none, "test nothing"),
    ].map { verdict, word in "\(all.count { $0.verdict == verdict }) \(word)" }.joined(separator: ", ")
    let wide: Set = ["experiment", "quantity", "inputs", "note", "source", "kind"]
    let head: Markup =
      own.rows.isEmpty
      ? "<p>No experiment stands behind the platform \(plan.request.platform): nothing below validates its numbers, only the formulas of its scheme.</p>"
      : "<p>What the models predict for the experiment behind \(plan.request.platform), as that platform ships, beside what was measured.</p>\(own.html(wide: wide, rowHead: 0))"
    return """
      <section id="validation"><h2>How far the models are checked</h2>\(head)
      <p>Of all \(all.count) checks, \(counts).</p>
      <details><summary>\(own.rows.isEmpty ? "All checks" : "The other checks")</summary>\(others.html(wide: wide, rowHead: 0))</details></section>
      """
  }
}
