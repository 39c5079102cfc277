public import FibreNetwork

/// A map without a plan as one HTML file: the drawing, its figures, what lint found, where the facts come from.
public struct NetworkPage: Sendable {
  let network: FibreNetwork
  let lengthRule: String?
  let findings: [String]

  /// Gets ready to show a map with what is known about it.
  ///
  /// - Parameters:
  ///   - lengthRule: in words, what made the estimated lengths; `nil` where reading estimated none.
  ///   - findings: what lint says, one line each.
  public init(_ network: FibreNetwork, lengthRule: String?, findings: [String]) {
    self.network = network
    self.lengthRule = lengthRule
    self.findings = findings
  }

  /// The whole page; the same map and findings give the same bytes.
  public var html: String { Page.document(title: "\(network.name) · fibre map", body: body).text }

  private var body: Markup {
    let drawing = NetworkDrawing(network)
    let how =
      drawing.layout.projection == nil
      ? "The map gives no coordinates: sites stand by their fibre distances."
      : "Lambert azimuthal equal-area projection around the middle of the map. \(BaseMap.attribution)."
    let missing = drawing.layout.places.count { $0 == nil }
    let hidden = missing > 0 ? " \(Figure.whole(missing)) sites have no place and are not drawn." : ""
    return """
      <header><p class="kicker">Fibre map</p><h1>\(network.name)</h1>
      <p class="lede">\(network.summary ?? "\(Figure.whole(network.sites.count)) sites, \(Figure.whole(network.spans.count)) spans.")</p>
      \(figures)</header>
      <main id="content">
      <section><figure><div class="frame map">\(Page.drawing(drawing.content, id: "fibre-map", width: drawing.width, height: drawing.height, label: "Map of \(network.name)"))
      <div class="tools"><button type="button" data-script hidden data-zoom="1.6" aria-label="Zoom in">+</button><button type="button" data-script hidden data-zoom="0.625" aria-label="Zoom out">−</button><button type="button" data-script hidden data-zoom="0">Whole map</button></div></div>
      <figcaption>\(how)\(hidden) Dashed fibre has estimated lengths, dotted fibre unknown ones.</figcaption>
      <p class="save"><button type="button" data-script hidden data-svg="fibre-map">Save as SVG</button></p></figure></section>
      <section><h2>What is suspicious</h2>\(list(findings, none: "Nothing."))</section>
      <section><h2>Sources</h2>\(list(network.sources, none: "The map names none."))
      \(rule)</section>
      </main>
      <footer>Swapline</footer>
      """
  }

  private var rule: Markup { lengthRule.map { "<p>Estimated lengths: \($0).</p>" } ?? "" }

  private var figures: Markup {
    let longest = network.spans.map(\.lengthKm).max() ?? 0
    return """
      <dl class="figures">
      \(cell("Sites", Figure.whole(network.sites.count)))
      \(cell("Spans", Figure.whole(network.spans.count)))
      \(cell("Fibre", Figure.km(network.totalKm)))
      \(cell("Longest span", Figure.km(longest)))
      \(cell("Parts", Figure.whole(network.components().count)))
      \(cell("Estimated", Figure.percent(network.shareEstimated)))
      </dl>
      """
  }

  private func cell(_ name: String, _ value: String) -> Markup {
    "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
  }

  private func list(_ lines: [String], none: String) -> Markup {
    lines.isEmpty ? "<p>\(none)</p>" : "<ul>\(lines.map { "<li>\($0)</li>" as Markup })</ul>"
  }
}
