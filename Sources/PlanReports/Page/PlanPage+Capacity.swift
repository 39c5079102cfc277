internal import Planning

extension PlanPage {
  /// Whether the page is about sharing a network: several chains, or additions that were planned.
  var isAboutCapacity: Bool {
    tables.chains.count > 1 || !(plan.analysis?.additions.isEmpty ?? true)
  }

  private var charts: CapacityCharts { CapacityCharts(plan: plan, words: words) }

  /// What sites and fibre carry, what fails with what, and what one more of a resource would bring.
  var capacity: Markup { load + failures + additions + fibre }

  // MARK: Connections

  /// The figures of a plan of several connections.
  var manyHeadline: Markup {
    let chains = plan.demands.map(\.chain)
    let rates = chains.map(\.estimate.rateHz)
    let worst = chains.map(\.estimate.fidelity).min() ?? .nan
    let key = chains.map(\.estimate.keyRateHz).min() ?? .nan
    let backups = tables.chains.count - plan.demands.count
    let bars = charts.connections
    let more: Markup =
      plan.demands.count > CapacityCharts.most
      ? " The \(CapacityCharts.most) slowest of \(plan.demands.count)." : ""
    return """
      <dl class="figures">
      \(cell("Connections", "\(plan.demands.count)", backups > 0 ? "with \(backups) backup chains" : "no backup chains"))
      \(cell("Slowest", "\(Figure.text(rates.min() ?? .nan, digits: 4)) <small>pairs/s</small>", "fastest \(Figure.text(rates.max() ?? .nan, digits: 4))"))
      \(cell("Least fidelity", "\(Figure.text(worst, digits: 4))", "least secret key \(Figure.text(key)) bit/s"))
      \(cell("Repeaters", "\(plan.repeaters.count)", "\(plan.stations.count) heralding stations"))
      \(cell("Single failures", survivalFigure, survivalNote))
      \(cell("Proof", plan.certificate.provedOptimal ? "Optimal" : "\(words.proof.capitalisedFirst)", plan.certificate.provedOptimal ? "proved, \(words.objective)" : "bound \(words.objectiveValue(plan.certificate.bound))"))
      </dl>
      <section id="connections"><h2>Connections</h2>
      <p>Numbers are those on the map.\(more)</p>
      <figure><div class="frame pad"><div class="scroll" tabindex="0" role="region" aria-label="Rate of each connection">\(Page.drawing(bars.content, id: "rates", width: bars.width, height: bars.height, label: "Rate of each connection; the table below has the numbers"))</div></div>
      \(Page.foot("Pairs per second of each connection's first chain, the slowest first and marked.", saves: "rates"))</figure>
      \(tables.connections.withoutEmptyColumns().html(wide: ["connection"], rowHead: 1))</section>
      """
  }

  private var survivalFigure: Markup {
    guard let failures = plan.analysis?.failures, !failures.isEmpty else { return "–" }
    let cut = failures.count { !$0.demandsLost.isEmpty }
    return cut == 0 ? "None cuts" : "\(cut) <small>of \(failures.count) cut</small>"
  }

  private var survivalNote: Markup {
    guard let failures = plan.analysis?.failures, !failures.isEmpty else { return "not looked at" }
    let cut = failures.filter { !$0.demandsLost.isEmpty }
    guard !cut.isEmpty else { return "no connection is lost" }
    return "\(cut.count { ($0.rateAfterReroutingHz ?? 0) > 0 }) mended by re-routing"
  }

  // MARK: Load

  private var load: Markup {
    guard isAboutCapacity, !plan.repeaters.isEmpty else { return "" }
    let memories = charts.memories
    let chains = charts.chains
    let limit: Markup =
      plan.request.limits.maximumChainsPerSite == nil
      ? "No limit was asked for." : "The frame is the limit that was asked for."
    let atWorst = plan.request.limits.protection == .shared ? ", at worst after one failure" : ""
    return """
      <section id="load"><h2>How full the sites are</h2><div class="two">
      \(panel("memory-use", "Memories", memories.content, width: memories.width, height: memories.height, caption: "In use at each repeater\(atWorst). The frame is what the map says is there; full ones are marked."))
      \(tables.chains.count < 2 ? "" : panel("chain-use", "Chains", chains.content, width: chains.width, height: chains.height, caption: "Chains that swap at each repeater. \(limit.text)"))
      </div>\(plan.repeaters.count > CapacityCharts.most ? "<p>The \(CapacityCharts.most) most used of \(plan.repeaters.count); the bill of materials has all.</p>" : "")</section>
      """
  }

  private var fibre: Markup {
    """
    <section id="fibre"><h2>Fibre in use</h2><p>Each span that carries light for the plan, and how much runs through it.</p>
    \(tables.spans.withoutEmptyColumns().html())</section>
    """
  }

  // MARK: Failures

  private var failures: Markup {
    guard let failures = plan.analysis?.failures, !failures.isEmpty, let sentence = words.survival,
      let chart = charts.failures
    else { return "" }
    let hidden: Markup =
      chart.hidden > 0 ? " \(chart.hidden) more groups of less effect are in the table only." : ""
    return """
      <section id="failures"><h2>When something fails</h2>
      <p>\(sentence) A lost site takes its equipment and the fibre that ends there. Re-routing sets up new chains with the repeaters and stations that still stand; nothing is moved. Failures of the same effect share a row.</p>
      <figure><div class="frame pad"><div class="scroll" tabindex="0" role="region" aria-label="What is left after each failure">\(Page.drawing(chart.content, id: "failure-chart", width: chart.width, height: chart.height, label: "Least rate after each single failure; the table below has the numbers"))</div></div>
      \(Page.foot("Least rate of all connections in pairs/s: filled at once, framed after re-routing. Marked rows leave a connection without any.\(hidden.text)", saves: "failure-chart"))</figure>
      \(tables.failureGroups(failures).withoutEmptyColumns().html(wide: ["lost", "cut_off"], rowHead: 0))
      <details><summary>Every single failure (\(failures.count))</summary>
      \(tables.failures(failures).withoutEmptyColumns().html(wide: ["lost", "cut_off"], rowHead: 0))</details></section>
      """
  }

  // MARK: Additions

  private var additions: Markup {
    guard let additions = plan.analysis?.additions, !additions.isEmpty else { return "" }
    let chart: Markup =
      charts.additions.map { chart in
        """
        <figure><div class="frame pad"><div class="scroll" tabindex="0" role="region" aria-label="The objective after each addition">\(Page.drawing(chart.content, id: "additions-chart", width: chart.width, height: chart.height, label: "The objective after each addition; the table below has the numbers"))</div></div>
        \(Page.foot("Each bar is a plan made anew with that one change.", saves: "additions-chart"))</figure>
        """
      } ?? ""
    let hasPrices = additions.contains { $0.shadowPrice != nil }
    let prices: Markup =
      hasPrices
      ? " The price is what the linear relaxation promises (how far the objective would fall if equipment came in fractions): it says where to look, it is not what will be gained."
      : ""
    return """
      <section id="additions"><h2>What one more would bring</h2>
      <p>Each limit that binds, loosened by one and planned again. Now: \(words.objectiveValue(plan.certificate.value)).\(prices)</p>
      \(chart)
      \(tables.additions(additions).withoutEmptyColumns().html(wide: ["change"]))</section>
      """
  }
}
