internal import FibreNetwork
internal import LinkPhysics
internal import PlanFiles
public import Planning
internal import SourceDocument

/// The report of a plan as one HTML file that needs nothing else: no request leaves it.
public struct PlanPage: Sendable {
  let plan: Plan
  let words: PlanWords
  let tables: PlanTables
  let stamp: String?

  /// Gets ready to report a plan.
  ///
  /// - Parameters:
  ///   - askedRateHz: pairs per second that the headline speaks of; `nil` takes the plan's minimum, or 1.
  ///   - stamp: a date to print; `nil` keeps two runs alike.
  public init(_ plan: Plan, askedRateHz: Double? = nil, stamp: String? = nil) {
    self.plan = plan
    words = PlanWords(plan, askedRateHz: askedRateHz)
    tables = PlanTables(plan)
    self.stamp = stamp
  }

  /// The whole page; without a stamp the same plan gives the same bytes.
  public var html: String {
    Page.document(title: "\(words.title) · repeater plan", body: body).text
  }

  func name(_ site: Int) -> String { plan.network.sites[site].name }

  private var body: Markup {
    """
    <header>
    <p class="kicker">Repeater plan · \(plan.network.name)</p>
    <h1>\(words.title)</h1>
    <p class="lede">\(lede)</p>
    \(verdict)
    </header>
    <main id="content">
    \(map)
    \(isAboutCapacity ? capacity : "")
    \(chainSections)
    \(alternatives)
    \(analysis)
    \(words.leftOut.map { "<p class=\"note\" id=\"left-out\">\($0)</p>" as Markup } ?? "")
    \(budgets)
    \(bounds)
    \(uses)
    \(materials)
    \(isAboutCapacity ? "" : capacity)
    \(assumptions)
    \(validation)
    \(method)
    </main>
    <footer>\(footer)</footer>
    """
  }

  private var lede: String {
    let chains = plan.demands.map(\.chain)
    let km = chains.reduce(0) { $0 + $1.fibreKm }
    let sky = chains.reduce(0) { $0 + $1.segments.count { $0.link.sky != nil } }
    var words =
      (sky > 0 ? [counted(sky, "satellite hop")] : [])
      + (km > 0 || sky == 0 ? ["\(Figure.whole(Int(km.rounded()))) km of fibre"] : [])
    words += [
      counted(plan.repeaters.count, "repeater")
    ]
    if !plan.stations.isEmpty { words.append(counted(plan.stations.count, "heralding station")) }
    return words.joined(separator: ", ") + ". " + plan.request.platformLabel.capitalisedFirst + "."
  }

  // MARK: Headline

  private var verdict: Markup {
    let sign: Markup =
      words.isReached
      ? "<svg viewBox=\"0 0 28 28\" aria-hidden=\"true\"><path class=\"sign yes\" d=\"M3 14a11 11 0 1 0 22 0a11 11 0 1 0-22 0M8.5 14.5l4 4 7-8\"/></svg>"
      : "<svg viewBox=\"0 0 28 28\" aria-hidden=\"true\"><path class=\"sign no\" d=\"M3 14a11 11 0 1 0 22 0a11 11 0 1 0-22 0M9.5 9.5l9 9M18.5 9.5l-9 9\"/></svg>"
    let slowest = plan.demands.map(\.chain).min { $0.estimate.rateHz < $1.estimate.rateHz }
    // Two widths of the same drawing: text on a phone would be too small to read in the wide one.
    let gauges = [("wide", 1000.0), ("narrow", 340.0)].map { kind, width -> Markup in
      slowest.map { chain in
        let gauge = RateGauge(words: words, chain: chain, width: width)
        return
          "<div class=\"plain \(kind)\">\(Page.drawing(gauge.content, id: "gauge-\(kind)", width: width, height: gauge.height, label: "Rate on a logarithmic scale beside what was asked and what bounds it"))</div>"
      } ?? ""
    }
    return """
      <div class="verdict"><p class="said">\(sign)<span>\(words.verdict).</span></p>
      <p>\(caveat)What binds: \(plan.bindingWords). \(words.proofSentence)\(assumptionNote)</p>
      \(gauges)</div>
      \(plan.demands.count == 1 ? headline(plan.demands[0].chain) : manyHeadline)
      """
  }

  private var caveat: Markup { words.caveat.map { "<strong>\($0)</strong> " } ?? "" }

  private var assumptionNote: Markup {
    let count = plan.statedAssumptions.count
    guard count > 0 else { return "" }
    return
      " The figures rest on <a href=\"#assumptions\">\(counted(count, "assumed input"))</a>."
  }

  private func headline(_ chain: ChainPlan) -> Markup {
    let figures = chain.estimate
    let simulated: Markup =
      chain.simulation.map { "simulated \(Figure.measured($0.rateHz, error: $0.rateStandardErrorHz))" }
      ?? "exact"
    let simulatedFidelity: Markup =
      chain.simulation.map { "simulated \(Figure.measured($0.fidelity, error: $0.fidelityStandardError))" }
      ?? "exact"
    return """
      <dl class="figures">
      \(cell("Rate", "\(Figure.text(figures.rateHz, digits: 4)) <small>pairs/s</small>", simulated))
      \(cell("Fidelity", "\(Figure.text(figures.fidelity, digits: 4))", "\(simulatedFidelity)\(words.otherEnd(chain).map { "; " + $0 } ?? "")"))
      \(cell("Secret key rate", "\(Figure.text(figures.keyRateHz)) <small>bit/s</small>", "\(Figure.text(figures.keyFraction)) bit a pair, asymptotic; \(plan.request.limits.key.words)\(words.block(figures).map { "; " + $0 } ?? "")"))
      \(cell("A pair takes", "\(Figure.time(figures.meanTimeS))", "on average, ± \(Figure.time(figures.standardDeviationS)) from pair to pair"))
      \(cell("Repeaters", "\(chain.sites.count - 2)", "\(chain.segments.count) hops, \(chain.swapPolicy)"))
      \(cell("Proof", plan.certificate.provedOptimal ? "Optimal" : "\(words.proof.capitalisedFirst)", plan.certificate.provedOptimal ? "proved, \(words.objective)" : "bound \(words.objectiveValue(plan.certificate.bound))"))
      </dl>
      """
  }

  func cell(_ name: Markup, _ value: Markup, _ more: Markup) -> Markup {
    "<div><dt>\(name)</dt><dd>\(value)</dd><dd class=\"more\">\(more)</dd></div>"
  }

  // MARK: Pictures

  private var map: Markup {
    let drawing = MapDrawing(plan)
    let isMap = drawing.layout.projection != nil
    let how =
      isMap
      ? "\(tables.chains.count == 1 ? "A broken light line along a hop marks fibre of estimated length. " : "")Lambert azimuthal equal-area projection around the middle of the map. \(BaseMap.attribution)."
      : "The map gives no coordinates: sites stand at their fibre distance from \(name(plan.demands.first?.from ?? 0))."
    return """
      <section id="map"><h2>Where the equipment stands</h2>
      <figure><div class="frame map">\(Page.drawing(drawing.content, id: "plan-map", width: drawing.width, height: drawing.height, label: "Map of the plan: \(mapWords)"))
      <div class="tools"><button type="button" data-script hidden data-zoom="1.6" aria-label="Zoom in">+</button><button type="button" data-script hidden data-zoom="0.625" aria-label="Zoom out">−</button><button type="button" data-script hidden data-zoom="0">Whole map</button></div></div>
      \(legend)
      \(Page.foot(how, saves: "plan-map"))</figure></section>
      """
  }

  /// The picture in words, for those who do not see it.
  private var mapWords: String {
    plan.demands.map { $0.chain.sites.map(name).joined(separator: ", ") }.joined(separator: "; ")
  }

  private var legend: Markup {
    func item(_ drawing: Markup, _ text: String) -> Markup {
      "<li><svg viewBox=\"-13 -8 26 16\" aria-hidden=\"true\">\(drawing)</svg>\(text)</li>"
    }
    let network = plan.network
    var items: [Markup] = [
      item("<g class=\"mark end\">\(Symbol.end)</g>", "end")
    ]
    if tables.chains.count == 1 {
      items.append(item("<g class=\"mark repeater\">\(Symbol.repeater)</g>", "repeater"))
    }
    if !plan.stations.isEmpty {
      items.append(item("<g class=\"mark station\">\(Symbol.station)</g>", "heralding station"))
    }
    items.append(item("<g class=\"sites\"><circle r=\"2.2\"/></g>", "site without equipment"))
    if tables.chains.count > 1 {
      items += strandLegend(item)
    } else {
      items.append(item("<path class=\"hop\" d=\"M-11 0H11\"/>", "hop of the chain"))
      items.append(
        item(
          "<path class=\"hop binding\" d=\"M-9 0H9\"/><path class=\"core\" d=\"M-11 0H11\"/>", "slowest hop"))
    }
    if network.spans.contains(where: { $0.lengthSource != .estimated }) {
      items.append(item("<g class=\"fibre\"><path d=\"M-11 0H11\"/></g>", "fibre of known length"))
    }
    if network.spans.contains(where: { $0.lengthSource == .estimated }) {
      items.append(
        item(
          "<g class=\"fibre\"><path class=\"estimated\" d=\"M-11 0H11\"/></g>", "fibre of estimated length"))
    }
    return "<ul class=\"legend\">\(items)</ul>"
  }

  /// What the lines of several chains mean.
  private func strandLegend(_ item: (Markup, String) -> Markup) -> [Markup] {
    guard tables.chains.count <= ChainStrands.mostStrands else {
      return [
        item(
          "<path class=\"load\" stroke-width=\"7\" d=\"M-11 0H11\"/>",
          "fibre in use, the wider the more chains"),
        item(ChainStrands.badge("3", at: Point(x: 0, y: 0), hue: "c1").scaled, "chains through a span"),
      ]
    }
    var items = plan.demands.enumerated().map { i, demand -> Markup in
      let hue: Markup = "c\(i % ChainStrands.hues + 1)"
      return item(
        "<g class=\"strand \(hue)\"><path d=\"M-13 0H13\"/></g>\(ChainStrands.badge(String(i + 1), at: Point(x: 0, y: 0), hue: hue).scaled)",
        "\(name(demand.from)) – \(name(demand.to))")
    }
    if plan.demands.contains(where: { !$0.backups.isEmpty }) {
      items.append(item("<g class=\"strand backup c1\"><path d=\"M-13 0H13\"/></g>", "backup chain (b, c …)"))
    }
    items.append(item("<path class=\"under\" d=\"M-7 0H7\"/>", "slowest hop of the slowest chain"))
    items.append(
      item(
        "<g class=\"mark repeater\">\(Symbol.repeater(chains: 2))</g>",
        "repeater with the chains that swap there"))
    return items
  }

  /// Chains one after the other; behind a line each where there are many.
  private var chainSections: Markup {
    guard plan.demands.count > 2 else { return plan.demands.indices.map(chainSection).joined() }
    let folded = plan.demands.enumerated().map { i, demand -> Markup in
      let figures = demand.chain.estimate
      return
        "<details><summary>\(i + 1)  \(name(demand.from)) – \(name(demand.to)): \(Figure.rate(figures.rateHz)), fidelity \(Figure.text(figures.fidelity)), \(demand.chain.sites.count - 2) repeaters</summary>\(chainSection(i))</details>"
    }
    return "<section id=\"chains\"><h2>Chain by chain</h2>\(folded)</section>"
  }

  /// Pages of more connections leave the drawings of chains to SVG files: they would weigh too much.
  private static let mostDrawnChains = 12

  private func chainSection(_ demand: Int) -> Markup {
    let chain = plan.demands[demand].chain
    let drawing = ChainDrawing(plan, chain: chain)
    let index = tables.chains.firstIndex { $0.demand == demand && $0.backup == nil } ?? 0
    let id: Markup = "chain-\(demand + 1)"
    let isDrawn = plan.demands.count <= Self.mostDrawnChains
    let heading =
      plan.demands.count == 1
      ? "The chain, drawn to scale"
      : isDrawn ? drawing.title : "\(name(plan.demands[demand].from)) – \(name(plan.demands[demand].to))"
    let figure: Markup =
      isDrawn
      ? """
      <figure><div class="frame pad"><div class="scroll" tabindex="0" role="region" aria-label="\(drawing.title)">\(Page.drawing(drawing.content, id: id, width: drawing.width, height: drawing.height, label: "Chain along its fibre with loss and mean time of each hop; the table below has the numbers"))</div></div>
      \(Page.foot("Above: sites along the \(chain.usesSky ? "way" : "fibre"). Below: loss of each hop, and the mean time until that hop alone holds a pair. The slowest hop is filled and numbered in bold.", saves: id))</figure>
      """ : ""
    return """
      <section><h2>\(heading)</h2>
      <p>\(chainSentence(chain))</p>
      \(figure)
      <h3>Hops</h3>
      \(tables.segments(chain: index).withoutEmptyColumns().html(wide: ["from", "to", "station"]))
      \(plan.demands[demand].backups.enumerated().map { backupSection($1, number: $0 + 1, table: index + $0 + 1) })</section>
      """
  }

  private func backupSection(_ chain: ChainPlan, number: Int, table: Int) -> Markup {
    """
    <h3>Backup \(number): \(Figure.rate(chain.estimate.rateHz)), fidelity \(Figure.text(chain.estimate.fidelity))</h3>
    <p>\(chainSentence(chain))</p>
    \(tables.segments(chain: table).withoutEmptyColumns().html(wide: ["from", "to", "station"]))
    """
  }

  private func chainSentence(_ chain: ChainPlan) -> String {
    let lengths = chain.segments.map(\.route.lengthKm)
    let shortest = Figure.text(lengths.min() ?? 0)
    let longest = Figure.text(lengths.max() ?? 0)
    return
      (chain.usesSky
      ? chain.segments.map { "\($0.way): \($0.skyYield ?? "")" }.joined(separator: "; ") + ". "
      : "\(chain.segments.count) hops of \(shortest) to \(longest) km, \(Figure.fixed(chain.lossDb, 1)) dB in all. ")
      + "Swap policy \(chain.swapPolicy), delivery \(chain.delivery)."
  }

  private var alternatives: Markup {
    guard !plan.alternatives.isEmpty else { return "" }
    let proof =
      plan.areAlternativesProved
      ? "No plan with other repeaters comes between these." : "Better ones may be missing."
    return
      "<section><h2>Next best plans</h2><p>Each has other repeaters than all before it, and is the best that can be had with them. \(proof)</p>\(tables.alternatives.withoutEmptyColumns().html(wide: ["difference"]))</section>"
  }

  private var footer: Markup {
    let when: Markup = stamp.map { " Written \($0)." } ?? ""
    return
      "<p>Written by swapline.\(when) This page is one file and loads nothing from anywhere.</p><p>\(sources)</p>"
  }

  private var sources: Markup {
    let licence: Markup = plan.network.licence.map { " Terms of the map: \($0)." } ?? ""
    guard !plan.network.sources.isEmpty else { return licence }
    return "Map data: \(plan.network.sources.joined(separator: "; ")).\(licence)"
  }
}

extension String {
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
