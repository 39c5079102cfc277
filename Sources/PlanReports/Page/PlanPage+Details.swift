internal import FibreNetwork
internal import LinkPhysics
internal import PlanFiles
internal import Planning

extension PlanPage {
  // MARK: Analyses

  var analysis: Markup {
    guard let analysis = plan.analysis else { return "" }
    let figures = [
      sweep(analysis), tradeOff(analysis), knob(analysis), delivery(analysis), sensitivity(analysis),
    ].compactMap { $0 }
    guard !figures.isEmpty else { return "" }
    return "<section><h2>What if</h2><div class=\"two\">\(figures)</div></section>"
  }

  func panel(
    _ id: Markup, _ title: String, _ content: Markup, width: Double, height: Double, caption: String
  ) -> Markup {
    """
    <figure><h3>\(title)</h3><div class="frame pad">\(Page.drawing(content, id: id, width: width, height: height, label: title))</div>
    \(Page.foot(caption, saves: id))</figure>
    """
  }

  private func sweep(_ analysis: PlanAnalysis) -> Markup? {
    guard analysis.sweep.count > 1 else { return nil }
    let chart = PlanCharts(plan, words: words).sweep
    return panel(
      "sweep", "Rate and number of repeaters", chart.content, width: chart.width, height: chart.height,
      caption: "Each point is the best plan with so many repeaters; open points are not proved optimal.")
  }

  private func tradeOff(_ analysis: PlanAnalysis) -> Markup? {
    guard analysis.tradeOff.count > 1 else { return nil }
    let chart = PlanCharts(plan, words: words).tradeOff
    return panel(
      "trade-off", "Rate against fidelity", chart.content, width: chart.width, height: chart.height,
      caption: "Plans that no other beats in both; open points are not proved optimal.")
  }

  private func knob(_ analysis: PlanAnalysis) -> Markup? {
    guard let curve = analysis.knob, curve.points.count > 1 else { return nil }
    let chart = PlanCharts(plan, words: words).knob
    return panel(
      "knob-chart", "The free knob: \(curve.name)", chart.content, width: chart.width, height: chart.height,
      caption:
        "Heralds of the slowest hop against the fidelity of a fresh pair, from the least to the largest setting of the platform. The diamond is this plan. A setting that another beats in both is not used."
    )
  }

  private func delivery(_ analysis: PlanAnalysis) -> Markup? {
    guard analysis.deliveryQuantiles.count > 1 else { return nil }
    let chart = PlanCharts(plan, words: words).delivery
    return panel(
      "delivery", "How long a pair takes", chart.content, width: chart.width, height: chart.height,
      caption: "Probability that a pair has been delivered within a time.")
  }

  private func sensitivity(_ analysis: PlanAnalysis) -> Markup? {
    guard !analysis.sensitivity.isEmpty else { return nil }
    let chart = PlanCharts(plan, words: words).sensitivity
    return panel(
      "sensitivity-chart", "What better hardware would bring", chart.content, width: chart.width,
      height: chart.height,
      caption: "Change of the rate, and of the fidelity F, when one input changes and all else stays.")
  }

  // MARK: Sites, assumptions, method

  var materials: Markup {
    """
    <section id="materials"><h2>Bill of materials</h2><p>What has to stand at each site.</p>
    \(tables.sites.withoutEmptyColumns().html())</section>
    """
  }

  var assumptions: Markup {
    let estimated = plan.demands.flatMap(\.chain.segments).flatMap(\.route.spans).filter {
      plan.network.spans[$0].lengthSource == .estimated
    }
    let share: Markup =
      estimated.isEmpty
      ? ""
      : "<p>\(Figure.percent(estimatedShare)) of the chosen fibre has an estimated length: nobody has published it. It is marked on the map.</p>"
    guard !plan.statedAssumptions.isEmpty || !estimated.isEmpty else {
      return
        "<section id=\"assumptions\"><h2>Assumptions</h2><p>None: every input was given or published.</p></section>"
    }
    return """
      <section id="assumptions"><h2>Assumptions</h2>
      <p>Inputs that are chosen or recalled, not measured for this map and hardware. Change one and plan again to see what it does.</p>\(share)
      \(plan.statedAssumptions.isEmpty ? "" : tables.assumptions.html(wide: ["why", "value"], rowHead: 0))</section>
      """
  }

  private var estimatedShare: Double {
    let spans = plan.demands.flatMap(\.chain.segments).flatMap(\.route.spans)
    let total = spans.reduce(0) { $0 + plan.network.spans[$1].lengthKm }
    let estimated = spans.filter { plan.network.spans[$0].lengthSource == .estimated }
    return estimated.reduce(0) { $0 + plan.network.spans[$1].lengthKm } / max(total, 1e-300)
  }

  var method: Markup {
    let certificate = plan.certificate
    let statistics = certificate.statistics
    var counts: [String] = []
    if statistics.hops > 0 {
      counts.append("\(Figure.whole(statistics.hops)) candidate hops")
      counts.append("\(Figure.whole(statistics.hopsKept)) left after bounds")
    }
    if statistics.ilpSolves > 0 {
      counts.append(
        "\(Figure.whole(statistics.ilpSolves)) integer programs (the last with \(Figure.whole(statistics.ilpColumns)) columns, \(Figure.whole(statistics.ilpRows)) rows)"
      )
    }
    if statistics.exactEstimates > 0 {
      counts.append("\(Figure.whole(statistics.exactEstimates)) exact estimates")
    }
    if statistics.labels > 0 { counts.append("\(Figure.whole(statistics.labels)) path beginnings searched") }
    let simulations = plan.demands.compactMap { demand -> Markup? in
      demand.chain.simulation.map { figures in
        "<p>\(Figure.whole(figures.samples)) pairs, seed \(String(figures.seed)): \(words.simulatedRate(figures)), \(Figure.fixed(figures.timeZ, 1)) standard errors from exact; fidelity \(Figure.measured(figures.fidelity, error: figures.fidelityStandardError)), \(Figure.fixed(figures.fidelityZ, 1)) standard errors.</p>"
      }
    }
    let solver: Markup = statistics.solver.isEmpty ? "" : "<dt>Solver</dt><dd>\(statistics.solver)</dd>"
    let limits = words.limits.isEmpty ? "none" : words.limits.joined(separator: "; ")
    let simulation: Markup = simulations.isEmpty ? "" : "<dt>Simulation</dt><dd>\(simulations)</dd>"
    let methods = plan.demands.map(\.chain.estimate.estimator.words).uniqued.joined(separator: "; ")
    return """
      <section id="method"><h2>How it was computed</h2>
      <dl class="list">
      <dt>Objective</dt><dd>\(words.objective.capitalisedFirst)</dd>
      <dt>Limits</dt><dd>\(limits.capitalisedFirst)</dd>
      \(words.protection.map { "<dt>Protection</dt><dd>\($0)</dd>" as Markup } ?? "")
      <dt>Estimate</dt><dd>\(methods)</dd>
      \(simulation)
      <dt>Proof</dt><dd>\(words.proofSentence) \(plan.methodWords.capitalisedFirst).</dd>
      <dt>Search</dt><dd>\(counts.isEmpty ? "–" : counts.joined(separator: ", "))</dd>
      \(solver)
      <dt>Platform</dt><dd>\(plan.request.platform): \(plan.request.platformLabel)</dd>
      <dt>Map</dt><dd>\(plan.request.map): \(Figure.whole(plan.network.sites.count)) sites, \(Figure.whole(plan.network.spans.count)) spans, \(Figure.whole(Int(plan.network.totalKm.rounded()))) km</dd>
      </dl>
      <h3>Make it again</h3>
      <pre id="command">\(plan.request.command)</pre>
      <p class="save"><button type="button" data-script hidden data-copy="command">Copy</button></p></section>
      """
  }
}

extension Array where Element: Hashable {
  /// Each element once, where it stood first.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
