internal import FibreNetwork
internal import Planning

/// A comparison as one HTML file: table, fronts, a small map of each plan.
public struct ComparisonPage: Sendable {
  let comparison: PlanComparison
  let stamp: String?

  /// Creates a page of a comparison.
  ///
  /// - Parameter stamp: when it is written, in words, for the foot of the page; `nil` leaves that out.
  public init(_ comparison: PlanComparison, stamp: String? = nil) {
    self.comparison = comparison
    self.stamp = stamp
  }

  /// The whole page: one file that loads nothing from anywhere.
  public var html: String { Page.document(title: comparison.title, body: body).text }

  private var body: Markup {
    let plans = comparison.entries.count { $0.plan != nil }
    let when: Markup = stamp.map { " Written \($0)." } ?? ""
    return """
      <header><p class="kicker">Comparison of plans</p><h1>\(comparison.title)</h1>
      <p class="lede">\(plans) of \(comparison.entries.count) have a plan. Baseline: \(comparison.entries[comparison.baseline].name).\(shortfalls)</p></header>
      <main id="content">
      <section><h2>Figures</h2><p>Exact figures of the slowest connection of each plan. Differences in standard errors are those of the simulations, which share one seed. \(others)</p>
      \(shownTable.withoutEmptyColumns().html(wide: ["plan", "mark", "binding"], rowHead: 0))</section>
      \(missing)
      \(needs)
      \(fronts)
      \(checks)
      <section><h2>Where the equipment stands</h2><div class="two">\(maps)</div></section>
      </main>
      <footer><p>Written by swapline.\(when) This page is one file and loads nothing from anywhere. \(BaseMap.attribution).</p></footer>
      """
  }

  private var checks: Markup {
    let table = comparison.checks
    guard !table.rows.isEmpty else { return "" }
    return
      "<section id=\"validation\"><h2>\(table.title)</h2><p>What the models say of the experiments behind these platforms. A number that was fitted to an observable tests nothing of it.</p>\(table.withoutEmptyColumns().html(wide: ["experiment", "quantity", "kind", "note"], rowHead: 0))</section>"
  }

  /// The table with reasons left to their own section.
  private var shownTable: ReportTable {
    var table = comparison.table
    for (i, entry) in comparison.entries.enumerated() where entry.plan == nil {
      if let last = table.rows[i].indices.last { table.rows[i][last] = .text("see below") }
    }
    return table
  }

  /// Who fails, by name.
  private var shortfalls: String {
    let without = comparison.entries.filter { $0.plan == nil }.map(\.name)
    let useless = comparison.entries.filter { entry in
      entry.plan?.demands.contains { $0.chain.estimate.fidelity <= 0.5 } ?? false
    }.map(\.name)
    return (without.isEmpty ? "" : " Without a plan: \(without.joined(separator: "; ")).")
      + (useless.isEmpty ? "" : " With pairs that are not entangled: \(useless.joined(separator: "; ")).")
  }

  private var others: String {
    comparison.entries.indices.contains { comparison.entries[$0].plan != nil && !comparison.isComparable($0) }
      ? "Plans between other ends than the baseline's have no rank and no difference." : ""
  }

  // MARK: Fronts

  private func front(
    _ id: Markup, _ title: String, x: String, y: String, members: Set<Int>,
    point: (PlanComparison.Figures) -> (x: Double, y: Double)
  ) -> Markup {
    let entries = comparison.entries.indices.filter(comparison.isComparable).compactMap { i in
      comparison.figures(i).map { (index: i, name: comparison.entries[i].name, at: point($0)) }
    }
    func dots(_ isMember: Bool) -> [Chart.Dot] {
      entries.filter { members.contains($0.index) == isMember }.sorted { $0.at < $1.at }.map {
        Chart.Dot(
          x: $0.at.x, y: $0.at.y, title: "\($0.name): \(Figure.text($0.at.x)), \(Figure.text($0.at.y))",
          label: entries.count <= 6 ? $0.name : nil, isFilled: isMember)
      }
    }
    let chart = Chart(
      x: .init(title: x, isWhole: x == "repeaters"), y: .init(title: y, kind: nil),
      series: [
        .init(name: "front", dots: dots(true)),
        .init(name: "beaten", shape: .square, dots: dots(false), isJoined: false),
      ])
    return """
      <figure><h3>\(title)</h3><div class="frame pad">\(Page.drawing(chart.content, id: id, width: chart.width, height: chart.height, label: title))</div>
      \(Page.foot("Filled discs on the line: nothing beats them. Open squares are beaten in both.", saves: id))</figure>
      """
  }

  private var fronts: Markup {
    let figures = comparison.entries.indices.filter(comparison.isComparable).compactMap(comparison.figures)
    guard figures.count > 1 else { return "" }
    let key =
      figures.contains { $0.keyRateHz > 0 }
      ? front(
        "key-front", "Cost against secret key rate", x: "cost", y: "secret key, bit/s",
        members: comparison.keyFront
      ) { ($0.cost, $0.keyRateHz) } : ""
    return """
      <section><h2>What nothing beats</h2><div class="two">
      \(front("rate-front", "Repeaters against rate", x: "repeaters", y: "rate, pairs/s", members: comparison.rateFront) { (Double($0.repeaters), $0.rateHz) })
      \(key)</div></section>
      """
  }

  // MARK: Maps

  private var maps: Markup {
    comparison.entries.enumerated().compactMap { i, entry -> Markup? in
      guard let plan = entry.plan, let figures = comparison.figures(i) else { return nil }
      let drawing = MapDrawing(plan, width: 520)
      return """
        <figure><h3>\(entry.name)</h3><div class="frame map">\(Page.drawing(drawing.content, id: "map-\(i + 1)", width: drawing.width, height: drawing.height, label: "Map of \(entry.name)"))</div>
        \(Page.foot("\(PlanWords(plan).title): \(Figure.rate(figures.rateHz)), fidelity \(Figure.text(figures.fidelity)), \(figures.repeaters) repeaters.", saves: "map-\(i + 1)"))</figure>
        """
    }.joined()
  }

  /// Shown where something falls short: without a plan, or with pairs that are not entangled.
  private var needs: Markup {
    let short = comparison.entries.contains { entry in
      entry.plan?.demands.contains { $0.chain.estimate.fidelity <= 0.5 } ?? true
    }
    let table = comparison.needs
    guard short, !table.rows.isEmpty else { return "" }
    let hops = comparison.entries[comparison.baseline].plan?.demands.map(\.chain.segments.count).max()
    let asks: Markup =
      hops.map {
        "A chain of \($0) hops like the baseline's delivers entangled pairs (fidelity above 0.5) only if its hops start above \(Figure.text(PlanComparison.neededHopFidelity(for: 0.5, hops: $0))), even with swaps and memories that add no noise. "
      } ?? ""
    return """
      <section id="needs"><h2>What is missing</h2>
      <p>\(asks)Fidelity 0.25 is a state without any information; what lies between the swapped and the delivered fidelity is lost while pairs wait in memories.</p>
      \(table.withoutEmptyColumns().html(wide: ["plan"], rowHead: 0))</section>
      """
  }

  private var missing: Markup {
    let reasons = comparison.entries.compactMap { entry -> Markup? in
      guard case .none(let reason) = entry.outcome else { return nil }
      let (why, more) = reason.shortReason
      let remedies = reason.remedies + reason.remarks
      func list(_ texts: [String]) -> Markup { "<ul>\(texts.map { "<li>\($0)</li>" as Markup })</ul>" }
      let rest: Markup =
        more.isEmpty ? "" : "<details><summary>\(more.count) more</summary>\(list(more))</details>"
      return
        "<dt>\(entry.name)</dt><dd>\(why.capitalisedFirst)\(more.isEmpty ? "." : "; …")\(rest)\(remedies.isEmpty ? "" : list(remedies))</dd>"
    }
    return reasons.isEmpty
      ? "" : "<section><h2>No plan</h2><dl class=\"list\">\(reasons)</dl></section>"
  }
}
