public import FibreNetwork

/// A map without a plan as one SVG: land, fibre by how its length is known, sites with their names.
public struct NetworkDrawing: Sendable {
  let network: FibreNetwork
  let layout: NetworkLayout
  let width: Double
  let height: Double
  private let scale: Double
  private let origin: Point

  /// Gets ready to draw a map.
  ///
  /// - Parameter width: in pixels; the height follows from the shape of the map.
  public init(_ network: FibreNetwork, width: Double = 1040) {
    self.network = network
    self.width = width
    layout = NetworkLayout(network)
    let placed = layout.places.compactMap { $0 }
    let xs = placed.map(\.x)
    let ys = placed.map(\.y)
    let (x0, x1) = (xs.min() ?? 0, xs.max() ?? 1)
    let (y0, y1) = (ys.min() ?? 0, ys.max() ?? 1)
    let spread = Point(x: max(x1 - x0, 1), y: max(y1 - y0, 1))
    height = max(layout.projection == nil ? 190 : 320, min(900, width * spread.y / spread.x * 1.1)).rounded()
    scale = 0.84 * min(width / spread.x, height / spread.y)
    origin = Point(x: width / 2 - scale * (x0 + x1) / 2, y: height / 2 - scale * (y0 + y1) / 2)
  }

  /// The drawing as a file of its own.
  public var svg: String { Page.file(content, width: width, height: height, title: network.name) }

  private func pixel(_ place: Point) -> Point { place * scale + origin }
  private func pixel(_ site: Int) -> Point? { layout.places[site].map(pixel) }

  var content: Markup {
    var land: Markup = ""
    if let projection = layout.projection {
      let data = BaseMap.path(
        in: Frame(x: -12, y: -12, width: width + 24, height: height + 24),
        reachKm: Point(x: width, y: height).length / scale / 2, projection: projection, place: pixel)
      land = "<path class=\"land\" d=\"\(Markup(trusted: data))\"/>"
    }
    return """
      <rect class="sea" width="\(width)" height="\(height)"/>\(land)
      <g class="fibre">\(fibre)</g>
      <g class="sites">\(sites)</g>
      <g class="names">\(names)</g>
      \(scaleBar)
      """
  }

  private func line(_ span: Span) -> [Point] {
    if let projection = layout.projection, span.polyline.count > 2 {
      // Points closer than half a pixel are not seen.
      var points: [Point] = []
      for place in span.polyline {
        let next = pixel(projection.point(place))
        if points.last.map({ ($0 - next).length >= 0.5 }) ?? true { points.append(next) }
      }
      return points
    }
    guard let a = pixel(span.from), let b = pixel(span.to) else { return [] }
    return [a, b]
  }

  private var fibre: Markup {
    func path(_ kind: Markup, _ isMeant: (Span) -> Bool) -> Markup {
      let lines = network.spans.filter(isMeant).map(line).filter { $0.count > 1 }
      return lines.isEmpty ? "" : "<path class=\"\(kind)\" d=\"\(lines.map(MapDrawing.data).joined())\"/>"
    }
    return path("known") { $0.lengthSource != .estimated && $0.lengthSource != .unknown }
      + path("estimated") { $0.lengthSource == .estimated } + path("unknown") { $0.lengthSource == .unknown }
  }

  private var sites: Markup {
    network.sites.indices.compactMap { site -> Markup? in
      guard let p = pixel(site) else { return nil }
      let kind: Markup = network.sites[site].mayHostRepeater ? "may" : "pass"
      return
        "<circle class=\"\(kind)\" cx=\"\(p.x)\" cy=\"\(p.y)\" r=\"2.2\"><title>\(network.sites[site].name)</title></circle>"
    }.joined()
  }

  /// Names of the sites that most spans meet first; the rest where they fit. Junctions and huts have none.
  private var names: Markup {
    let order = network.sites.indices.filter { pixel($0) != nil && !network.sites[$0].isJunction }
      .sorted { (network.neighbours[$1].count, $0) < (network.neighbours[$0].count, $1) }
      .prefix(300)
    let labels = LabelPlacement.place(
      order.map { .init(text: network.sites[$0].name, anchor: pixel($0) ?? Point(x: 0, y: 0), size: 12.5) },
      obstacles: order.count <= 100 ? order.compactMap { pixel($0) } : [],
      within: Frame(x: 4, y: 4, width: width - 8, height: height - 34))
    return labels.map { label in
      let a = label.label.anchor
      return
        "<g class=\"mark\" transform=\"translate(\(a.x) \(a.y))\"><text class=\"k name\" x=\"\(label.offset.x)\" y=\"\(label.offset.y)\" text-anchor=\"\(Markup(trusted: label.textAnchor))\">\(label.label.text)</text></g>"
    }.joined()
  }

  private var scaleBar: Markup {
    let km = Scale.niceStep(130 / scale)
    let y = height - 16
    let text = layout.projection == nil ? "\(Figure.text(km)) km of fibre" : "\(Figure.text(km)) km"
    return """
      <g class="scale"><path d="M16 \(y - 5)V\(y)H\(16 + km * scale)V\(y - 5)"/><text x="\(16 + km * scale + 8)" y="\(y)">\(text)</text></g>
      """
  }
}
