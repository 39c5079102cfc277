public import FibreNetwork

/// A map without a plan as one SVG: land, fibre by how its length is known, sites with their names.
public struct NetworkDrawing: Sendable {
  let network: FibreNetwork
  let layout: NetworkLayout
  let sheet: MapSheet

  /// Gets ready to draw a map.
  ///
  /// - Parameter width: in pixels; the height follows from the shape of the map.
  public init(_ network: FibreNetwork, width: Double = 1040) {
    self.network = network
    layout = NetworkLayout(network)
    sheet = MapSheet(
      layout.places.compactMap { $0 }, projection: layout.projection, width: width,
      format: .init(heights: 320...900, leastSlope: nil, inside: 0.84))
  }

  var width: Double { sheet.width }
  var height: Double { sheet.height }

  /// The drawing as a file of its own.
  public var svg: String { Page.file(content, width: width, height: height, title: network.name) }

  private func pixel(_ site: Int) -> Point? { layout.places[site].map(sheet.pixel) }

  var content: Markup {
    """
    \(sheet.ground)
    <g class="fibre">\(sheet.fibre(network.spans, line: line))</g>
    <g class="sites">\(sites)</g>
    <g class="names">\(names)</g>
    \(sheet.scaleBar { Figure.text($0) })
    """
  }

  /// Points closer than half a pixel are not seen.
  private func line(_ span: Int) -> [Point] {
    let span = network.spans[span]
    return sheet.line(span, from: pixel(span.from), to: pixel(span.to), apart: 0.5)
  }

  private var sites: Markup {
    network.sites.indices.compactMap { site in
      pixel(site).map { sheet.dot(network.sites[site], at: $0) }
    }.joined()
  }

  /// Names of the sites that most spans meet first; the rest where they fit. Junctions and huts have none.
  private var names: Markup {
    let order = network.sites.indices.filter { pixel($0) != nil && !network.sites[$0].isJunction }
      .sorted { (network.neighbours[$1].count, $0) < (network.neighbours[$0].count, $1) }
      .prefix(300)
    return sheet.names(
      order.map { .init(text: network.sites[$0].name, anchor: pixel($0) ?? Point(x: 0, y: 0), size: 12.5) },
      obstacles: order.count <= 100 ? order.compactMap { pixel($0) } : [])
  }
}
