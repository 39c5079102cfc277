internal import FibreNetwork
internal import Foundation
internal import PlanFiles
public import Planning

/// The map of a plan as one SVG: land, fibre, chosen chains, what stands where.
///
/// Everything is told twice, by shape and by shade: ends are squares, repeaters discs, heralding stations diamonds,
/// candidate sites dots; estimated fibre is dashed, the slowest hop is a double line. Where there are several chains,
/// `ChainStrands` draws them.
public struct MapDrawing: Sendable {
  let plan: Plan
  let layout: MapLayout
  let width: Double
  let height: Double
  /// Pixels per km.
  let scale: Double
  private let origin: Point

  /// Gets ready to draw a plan on its map.
  ///
  /// - Parameter width: in pixels; the height follows from the shape of the map.
  public init(_ plan: Plan, width: Double = 1040) {
    self.plan = plan
    self.width = width
    let layout = MapLayout(plan)
    self.layout = layout
    let xs = layout.places.map(\.x)
    let ys = layout.places.map(\.y)
    let (x0, x1) = (xs.min() ?? 0, xs.max() ?? 1)
    let (y0, y1) = (ys.min() ?? 0, ys.max() ?? 1)
    let margin = 0.1
    let spreadX = max(x1 - x0, 1)
    let spreadY = max(y1 - y0, layout.projection == nil ? 1 : spreadX * 0.3)
    height = max(layout.projection == nil ? 190 : 380, min(760, width * spreadY / spreadX * 1.1)).rounded()
    scale = min(width * (1 - 2 * margin) / spreadX, height * (1 - 2 * margin) / spreadY)
    origin = Point(x: width / 2 - scale * (x0 + x1) / 2, y: height / 2 - scale * (y0 + y1) / 2)
  }

  func pixel(_ place: Point) -> Point { place * scale + origin }
  func pixel(_ site: Int) -> Point { pixel(layout.places[site]) }

  /// The drawing without its `svg` element, so that pages and files can put their own around it.
  var content: Markup {
    let land: Markup
    if let projection = layout.projection {
      let reach = Point(x: width, y: height).length / scale / 2
      let data = BaseMap.path(
        in: Frame(x: -12, y: -12, width: width + 24, height: height + 24), reachKm: reach,
        projection: projection,
        place: pixel)
      land = "<path class=\"land\" d=\"\(Markup(trusted: data))\"/>"
    } else {
      land = ""
    }
    return """
      <rect class="sea" width="\(width)" height="\(height)"/>\(land)
      <g class="fibre">\(fibre)</g>
      <g class="sites">\(candidates)</g>
      <g class="chains">\(chains)</g>
      <g class="marks">\(marks)</g>
      <g class="names">\(names)</g>
      \(scaleBar)
      """
  }

  // MARK: Fibre

  func line(_ span: Int) -> [Point] {
    let network = plan.network
    let value = network.spans[span]
    if let projection = layout.projection, value.polyline.count > 2 {
      return value.polyline.map { pixel(projection.point($0)) }
    }
    return [pixel(value.from), pixel(value.to)]
  }

  static func data(_ points: [Point]) -> Markup {
    guard let first = points.first else { return "" }
    return "M\(first.x) \(first.y)" + points.dropFirst().map { "L\($0.x) \($0.y)" as Markup }.joined()
  }

  private var fibre: Markup {
    func path(_ kind: Markup, _ isMeant: (Span) -> Bool) -> Markup {
      let data = plan.network.spans.indices.filter { isMeant(plan.network.spans[$0]) }.map {
        Self.data(line($0))
      }
      return data.isEmpty ? "" : "<path class=\"\(kind)\" d=\"\(data.joined())\"/>"
    }
    return path("known") { $0.lengthSource != .estimated && $0.lengthSource != .unknown }
      + path("estimated") { $0.lengthSource == .estimated } + path("unknown") { $0.lengthSource == .unknown }
  }

  /// Whether chains need telling apart.
  var hasSeveralChains: Bool { plan.demands.reduce(0) { $0 + $1.chains.count } > 1 }

  private var chains: Markup {
    if hasSeveralChains { return ChainStrands(self).content }
    let network = plan.network
    return plan.demands.flatMap { demand in
      ([demand.chain] + demand.backups).enumerated().map { rank, chain in
        let binding = rank == 0 ? PlanWords.bindingSegment(of: chain) : nil
        return chain.segments.enumerated().map { i, segment -> Markup in
          let points = segment.route.spans.enumerated().flatMap { k, span in
            let drawn = line(span)
            return network.spans[span].from == segment.route.sites[k] ? drawn : drawn.reversed()
          }
          let title: Markup =
            "\(network.sites[segment.from].name) – \(network.sites[segment.to].name): \(Figure.km(segment.route.lengthKm)), \(Figure.db(segment.route.totalLossDb)), \(Figure.time(segment.meanTimeS)) a pair"
          let data = Self.data(points)
          let kind: Markup = rank > 0 ? "hop backup" : i == binding ? "hop binding" : "hop"
          let core: Markup = i == binding ? "<path class=\"core\" d=\"\(data)\"/>" : ""
          let guesses = segment.route.spans.filter { network.spans[$0].lengthSource == .estimated }
          let guess: Markup =
            guesses.isEmpty || i == binding
            ? "" : "<path class=\"guess\" d=\"\(guesses.map { Self.data(line($0)) }.joined())\"/>"
          return "<g><title>\(title)</title><path class=\"\(kind)\" d=\"\(data)\"/>\(guess)\(core)</g>"
        }.joined()
      }
    }.joined()
  }

  // MARK: Sites

  private var ends: Set<Int> { Set(plan.demands.flatMap { [$0.from, $0.to] }) }
  private var repeaters: Set<Int> { Set(plan.repeaters.map(\.site)) }
  private var stations: Set<Int> { Set(plan.stations.map(\.site)) }

  private var candidates: Markup {
    let taken = ends.union(repeaters).union(stations)
    return plan.network.sites.indices.filter { !taken.contains($0) }.map { site in
      let p = pixel(site)
      let kind: Markup = plan.network.sites[site].mayHostRepeater ? "may" : "pass"
      return
        "<circle class=\"\(kind)\" cx=\"\(p.x)\" cy=\"\(p.y)\" r=\"2.2\"><title>\(plan.network.sites[site].name)</title></circle>"
    }.joined()
  }

  private func mark(_ site: Int, _ kind: Markup, _ shape: Markup, _ role: String) -> Markup {
    let p = pixel(site)
    return
      "<g class=\"mark \(kind)\" transform=\"translate(\(p.x) \(p.y))\"><title>\(plan.network.sites[site].name): \(role)</title><g class=\"k\">\(shape)</g></g>"
  }

  private var marks: Markup {
    let network = plan.network
    let stationMarks = plan.stations.filter { !repeaters.contains($0.site) && !ends.contains($0.site) }.map {
      mark(
        $0.site, "station", Symbol.station,
        "heralding station of \($0.hops == 1 ? "1 hop" : "\($0.hops) hops")")
    }
    let repeaterMarks = plan.repeaters.map {
      mark(
        $0.site, "repeater", hasSeveralChains ? Symbol.repeater(chains: $0.chains) : Symbol.repeater,
        "repeater, \($0.chains == 1 ? "1 chain" : "\($0.chains) chains"), \($0.memories) memories")
    }
    let endMarks = network.sites.indices.filter(ends.contains).map { mark($0, "end", Symbol.end, "end") }
    return (stationMarks + repeaterMarks + endMarks).joined()
  }

  private var names: Markup {
    let order =
      plan.network.sites.indices.filter(ends.contains) + plan.repeaters.map(\.site)
      + plan.stations.map(\.site).filter { !repeaters.contains($0) && !ends.contains($0) }
    let marked = Set(order)
    let badges =
      hasSeveralChains
      ? ChainStrands(self).badgePlaces.flatMap { [$0 + Point(x: -4, y: -3), $0 + Point(x: 4, y: 3)] } : []
    let labels = LabelPlacement.place(
      order.map { site in
        LabelPlacement.Label(
          text: plan.network.sites[site].name, anchor: pixel(site), size: ends.contains(site) ? 15 : 12.5,
          isRequired: ends.contains(site))
      }, obstacles: marked.sorted().map(pixel) + badges,
      within: Frame(x: 4, y: 4, width: width - 8, height: height - 34))
    return labels.map { label in
      let kind: Markup = label.label.isRequired ? "name end" : "name"
      let a = label.label.anchor
      return
        "<g class=\"mark\" transform=\"translate(\(a.x) \(a.y))\"><text class=\"k \(kind)\" x=\"\(label.offset.x)\" y=\"\(label.offset.y)\" text-anchor=\"\(Markup(trusted: label.textAnchor))\">\(label.label.text)</text></g>"
    }.joined()
  }

  private var scaleBar: Markup {
    let km = Scale.niceStep(130 / scale)
    let length = km * scale
    let y = height - 16
    let text = layout.projection == nil ? "\(Figure.plain(km)) km of fibre" : "\(Figure.plain(km)) km"
    return """
      <g class="scale"><path d="M16 \(y - 5)V\(y)H\(16 + length)V\(y - 5)"/><text x="\(16 + length + 8)" y="\(y)">\(text)</text></g>
      """
  }
}

/// The shapes of equipment, around the origin.
enum Symbol {
  static let end: Markup = "<rect x=\"-6\" y=\"-6\" width=\"12\" height=\"12\" rx=\"1.5\"/>"
  static let repeater: Markup = "<circle r=\"6.5\"/><circle class=\"hole\" r=\"2.2\"/>"
  /// A repeater with the number of chains that swap there, larger the more they are.
  static func repeater(chains: Int) -> Markup {
    let radius = min(13, 7 + Double(max(0, chains - 1)))
    return
      "<circle r=\"\(radius)\"/><text class=\"count\" y=\"4\" text-anchor=\"middle\">\(chains)</text>"
  }
  static let station: Markup = "<path d=\"M0-5.5 5.5 0 0 5.5-5.5 0Z\"/>"
}
