internal import FibreNetwork
internal import LinkPhysics
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// A plan for geographic programs: hops as lines along their fibre, equipment as points.
struct PlanGeography {
  let plan: Plan
  private let tables: PlanTables

  init(_ plan: Plan) {
    self.plan = plan
    tables = PlanTables(plan)
  }

  private func site(_ index: Int) -> Site { plan.network.sites[index] }

  /// Places along a hop; empty where a site on the way has none.
  private func line(_ segment: SegmentPlan) -> [Coordinate] {
    let network = plan.network
    if segment.isFromSky {
      let ends = segment.passedSites.compactMap { site($0).coordinate }
      return ends.count == 2 ? ends : []
    }
    var points: [Coordinate] = []
    for (k, index) in segment.route.spans.enumerated() {
      var drawn = network.drawnRoute(ofSpan: index)
      guard !drawn.isEmpty else { return [] }
      if network.spans[index].from != segment.route.sites[k] { drawn.reverse() }
      points += points.last == drawn[0] ? Array(drawn.dropFirst()) : drawn
    }
    return points
  }

  // MARK: GeoJSON

  /// RFC 7946; a hop or site without coordinates has a null geometry, a line over the date line is cut there.
  var geoJSON: JSON {
    var features: [JSON] = []
    for (demand, backup, chain) in tables.chains {
      for (i, segment) in chain.segments.enumerated() {
        features.append([
          "type": "Feature", "geometry": geometry(line(segment)),
          "properties": [
            "kind": "hop", "demand": .integer(demand + 1), "backup": JSON(backup), "hop": .integer(i + 1),
            "from": .string(site(segment.from).id), "to": .string(site(segment.to).id),
            "length_km": .number(segment.wayKm(in: plan.network)), "loss_db": .number(segment.lightLossDb),
            "success_probability": .number(segment.link.successProbability),
            "mean_time_s": .number(segment.meanTimeS), "fidelity": .number(segment.link.state.fidelity),
            "slowest": .bool(i == PlanWords.bindingSegment(of: chain)),
          ],
        ])
      }
    }
    let table = tables.sites
    for row in table.rows {
      guard case .text(let id) = row[1], let index = plan.network.site(id: id) else { continue }
      var properties: [JSON.Member] = [.init("kind", "site")]
      for (column, cell) in zip(table.columns, row)
      where column.key != "latitude_deg" && column.key != "longitude_deg" {
        switch cell {
        case .none: properties.append(.init(column.key, .null))
        case .number(let value, _): properties.append(.init(column.key, .number(value)))
        case .text(let text), .marked(let text): properties.append(.init(column.key, .string(text)))
        }
      }
      let place = site(index).coordinate
      features.append([
        "type": "Feature",
        "geometry": place.map { ["type": "Point", "coordinates": $0.geoJSON] } ?? .null,
        "properties": .object(properties),
      ])
    }
    return ["type": "FeatureCollection", "features": .array(features)]
  }

  private func geometry(_ points: [Coordinate]) -> JSON {
    let parts = Self.cutAtDateLine(points).map { JSON.array($0.map(\.geoJSON)) }
    switch parts.count {
    case 0: return .null
    case 1: return ["type": "LineString", "coordinates": parts[0]]
    default: return ["type": "MultiLineString", "coordinates": .array(parts)]
    }
  }

  /// RFC 7946, section 3.1.9.
  static func cutAtDateLine(_ points: [Coordinate]) -> [[Coordinate]] {
    guard var last = points.first else { return [] }
    var parts = [[last]]
    for point in points.dropFirst() {
      if abs(point.longitude - last.longitude) > 180 {
        let edge = last.longitude > 0 ? 180.0 : -180.0
        let ahead = edge - last.longitude
        let whole = ahead + (point.longitude + edge)
        let share = whole == 0 ? 0 : ahead / whole
        let latitude = last.latitude + (point.latitude - last.latitude) * share
        parts[parts.count - 1].append(Coordinate(latitude: latitude, longitude: edge))
        parts.append([Coordinate(latitude: latitude, longitude: -edge)])
      }
      parts[parts.count - 1].append(point)
      last = point
    }
    return parts
  }

  // MARK: KML

  /// OGC KML 2.2 with a style for each kind of equipment.
  var kml: Markup {
    let hops = tables.chains.flatMap { _, backup, chain in
      chain.segments.enumerated().map { i, segment -> Markup in
        let parts = Self.cutAtDateLine(line(segment)).map { points -> Markup in
          "<LineString><tessellate>1</tessellate><coordinates>\(points.map(\.kml).joined(separator: " "))</coordinates></LineString>"
        }
        let kind: Markup =
          backup != nil ? "backup" : i == PlanWords.bindingSegment(of: chain) ? "slowest" : "hop"
        let geometry: Markup =
          parts.isEmpty ? "" : parts.count == 1 ? parts[0] : "<MultiGeometry>\(parts)</MultiGeometry>"
        return """
          <Placemark><name>\(site(segment.from).name) – \(site(segment.to).name)</name><styleUrl>#\(kind)</styleUrl><description>\(segment.way), mean time \(Figure.time(segment.meanTimeS)), fidelity \(Figure.text(segment.link.state.fidelity, digits: 4))</description>\(geometry)</Placemark>

          """
      }
    }
    let sites = tables.sites.rows.compactMap { row -> Markup? in
      guard case .text(let id) = row[1], let index = plan.network.site(id: id),
        let place = site(index).coordinate
      else { return nil }
      let kind: Markup =
        row[2].shown.contains("end") ? "end" : row[2].shown.contains("repeater") ? "repeater" : "station"
      return """
        <Placemark><name>\(site(index).name)</name><styleUrl>#\(kind)</styleUrl><description>\(row[2].shown)</description><Point><coordinates>\(place.kml)</coordinates></Point></Placemark>

        """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>\(PlanWords(plan).title)</name>
      \(Self.lineStyle("hop", "ff72640b", 4))\(Self.lineStyle("slowest", "ff1e50c8", 6))\(Self.lineStyle("backup", "ffa75e7b", 3))\(Self.pointStyle("end", "ff2a2017"))\(Self.pointStyle("repeater", "ff72640b"))\(Self.pointStyle("station", "ff0b86b8"))<Folder><name>Hops</name>
      \(hops)</Folder>
      <Folder><name>Sites</name>
      \(sites)</Folder></Document></kml>

      """
  }

  /// Colours are alpha, blue, green, red.
  private static func lineStyle(_ id: Markup, _ colour: Markup, _ width: Int) -> Markup {
    "<Style id=\"\(id)\"><LineStyle><color>\(colour)</color><width>\(width)</width></LineStyle></Style>\n"
  }

  private static func pointStyle(_ id: Markup, _ colour: Markup) -> Markup {
    "<Style id=\"\(id)\"><IconStyle><color>\(colour)</color></IconStyle></Style>\n"
  }
}

/// A plan for Graphviz.
enum PlanGraph {
  /// Sites along the chains and the spans between them; shapes as on the map.
  static func dot(_ plan: Plan) -> String {
    let network = plan.network
    let ends = Set(plan.demands.flatMap { [$0.from, $0.to] })
    let repeaters = Set(plan.repeaters.map(\.site))
    let stations = Set(plan.stations.map(\.site))
    var sites: [Int] = []
    var edges: [String] = []
    for (demand, backup, chain) in PlanTables(plan).chains {
      let slowest = PlanWords.bindingSegment(of: chain)
      for (i, segment) in chain.segments.enumerated() {
        sites += segment.passedSites
        let style = backup != nil ? "dashed" : i == slowest ? "bold" : "solid"
        if segment.isFromSky {
          edges.append(
            "  \(quoted(network.sites[segment.from].id)) -- \(quoted(network.sites[segment.to].id)) [label=\(quoted("satellite")), style=\(style), class=\(quoted("demand-\(demand + 1) hop-\(i + 1)"))];"
          )
        }
        for (k, span) in segment.fibreSpans.enumerated() {
          edges.append(
            "  \(quoted(network.sites[segment.route.sites[k]].id)) -- \(quoted(network.sites[segment.route.sites[k + 1]].id)) [label=\(quoted(Figure.km(network.spans[span].lengthKm))), style=\(style), class=\(quoted("demand-\(demand + 1) hop-\(i + 1)"))];"
          )
        }
      }
    }
    let nodes = sites.uniqued.map { site in
      let shape =
        ends.contains(site)
        ? "box" : repeaters.contains(site) ? "circle" : stations.contains(site) ? "diamond" : "point"
      return
        "  \(quoted(network.sites[site].id)) [label=\(quoted(network.sites[site].name)), shape=\(shape)];"
    }
    return
      "graph \(quoted(PlanWords(plan).title)) {\n  layout=neato; overlap=false; node [fontname=\"Helvetica\"];\n"
      + (nodes + edges).map { $0 + "\n" }.joined() + "}\n"
  }

  /// A quoted id; newlines and backslashes would be escapes of labels.
  private static func quoted(_ text: String) -> String {
    "\""
      + text.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ")
      + "\""
  }
}
