internal import FibreNetwork
public import Planning
internal import SourceDocument

/// The map of a plan as one SVG: land, fibre, chosen chains, what stands where.
///
/// Everything is told twice, by shape and by shade: ends are squares, repeaters discs, heralding stations diamonds,
/// candidate sites dots; estimated fibre is dashed, the slowest hop is a double line. Where there are several chains,
/// `ChainStrands` draws them.
public struct MapDrawing: Sendable {
  let plan: Plan
  let layout: MapLayout
  let sheet: MapSheet

  /// Gets ready to draw a plan on its map.
  ///
  /// - Parameter width: in pixels; the height follows from the shape of the map.
  public init(_ plan: Plan, width: Double = 1040) {
    self.plan = plan
    let layout = MapLayout(plan)
    self.layout = layout
    sheet = MapSheet(
      layout.places, projection: layout.projection, width: width,
      format: .init(heights: 380...760, leastSlope: 0.3, inside: 0.8))
  }

  var width: Double { sheet.width }
  var height: Double { sheet.height }

  func pixel(_ site: Int) -> Point { sheet.pixel(layout.places[site]) }

  /// The drawing without its `svg` element, so that pages and files can put their own around it.
  var content: Markup {
    """
    \(sheet.ground)
    <g class="fibre">\(sheet.fibre(plan.network.spans, line: line))</g>
    <g class="sites">\(candidates)</g>
    <g class="chains">\(chains)</g>
    <g class="marks">\(marks)</g>
    <g class="names">\(names)</g>
    \(sheet.scaleBar { Figure.plain($0) })
    """
  }

  // MARK: Fibre

  func line(_ span: Int) -> [Point] {
    let span = plan.network.spans[span]
    return sheet.line(span, from: pixel(span.from), to: pixel(span.to))
  }

  /// The line of a hop: along its spans, or straight where a satellite serves.
  func line(_ segment: SegmentPlan, span line: (Int) -> [Point]) -> [Point] {
    guard !segment.isFromSky else { return [pixel(segment.from), pixel(segment.to)] }
    return segment.route.spans.enumerated().flatMap { k, span in
      let drawn = line(span)
      return plan.network.spans[span].from == segment.route.sites[k] ? drawn : drawn.reversed()
    }
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
          let points = line(segment, span: line)
          let title: Markup =
            "\(network.sites[segment.from].name) – \(network.sites[segment.to].name): \(segment.way), \(Figure.time(segment.meanTimeS)) a pair"
          let data = MapSheet.data(points)
          let kind: Markup = rank > 0 ? "hop backup" : i == binding ? "hop binding" : "hop"
          let core: Markup = i == binding ? "<path class=\"core\" d=\"\(data)\"/>" : ""
          let guesses = segment.fibreSpans.filter { network.spans[$0].lengthSource == .estimated }
          let guess: Markup =
            guesses.isEmpty || i == binding
            ? "" : "<path class=\"guess\" d=\"\(guesses.map { MapSheet.data(line($0)) }.joined())\"/>"
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
    return plan.network.sites.indices.filter { !taken.contains($0) }.map {
      sheet.dot(plan.network.sites[$0], at: pixel($0))
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
        "heralding station of \(counted($0.hops, "hop"))")
    }
    let repeaterMarks = plan.repeaters.map {
      mark(
        $0.site, "repeater", hasSeveralChains ? Symbol.repeater(chains: $0.chains) : Symbol.repeater,
        "repeater, \(counted($0.chains, "chain")), \($0.memories) memories")
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
    return sheet.names(
      order.map { site in
        LabelPlacement.Label(
          text: plan.network.sites[site].name, anchor: pixel(site), size: ends.contains(site) ? 15 : 12.5,
          isRequired: ends.contains(site))
      }, obstacles: marked.sorted().map(pixel) + badges)
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
