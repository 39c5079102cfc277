internal import FibreNetwork
internal import SourceDocument

/// KML placemarks: points are sites, lines are spans; `ExtendedData` holds their facts.
enum KMLReader {
  static func read(_ root: XMLNode, file: String) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: file)
    var work = LineWork()
    let document = root.child(named: "Document") ?? root
    builder.readGraph(data(document))
    if builder.name.isEmpty { builder.name = oneLine(document.child(named: "name")?.text ?? "") }
    visit(root, into: &work, &builder)
    work.build(into: &builder)
    return try builder.finish()
  }

  private static func visit(_ node: XMLNode, into work: inout LineWork, _ builder: inout MapBuilder) {
    for child in node.children where !builder.isHopeless {
      switch child.name {
      case "Placemark":
        var attributes = data(child)
        if let name = child.child(named: "name") {
          attributes.append(Attribute(key: "name", value: .text(name.text), position: name.position))
        }
        let known = (work.points.count, work.lines.count)
        geometry(child, attributes, into: &work, &builder)
        guard known == (work.points.count, work.lines.count) else { continue }
        if attributes.contains(where: { SpanFact.isEnd($0.key) }) {
          work.lines.append(LineWork.Line(attributes: attributes, route: [], position: child.position))
        } else if attributes.contains(where: { $0.key == "id" }) {
          work.add(LineWork.Point(attributes: attributes, place: nil, position: child.position))
        }
      case "Document", "Folder": visit(child, into: &work, &builder)
      default: break
      }
    }
  }

  /// `<ExtendedData>`: untyped pairs, or typed ones in a schema.
  private static func data(_ node: XMLNode) -> [Attribute] {
    guard let extended = node.child(named: "ExtendedData") else { return [] }
    let pairs = extended.children(named: "Data").compactMap { data in
      data["name"].map { ($0, data.child(named: "value")?.trimmed ?? "", data.position) }
    }
    let typed = extended.children(named: "SchemaData").flatMap { $0.children(named: "SimpleData") }
      .compactMap { data in data["name"].map { ($0, data.trimmed, data.position) } }
    return (pairs + typed).map { Attribute(key: $0.0, value: .text($0.1), position: $0.2) }
  }

  private static func geometry(
    _ node: XMLNode, _ attributes: [Attribute], into work: inout LineWork, _ builder: inout MapBuilder
  ) {
    for child in node.children {
      switch child.name {
      case "MultiGeometry": geometry(child, attributes, into: &work, &builder)
      case "Point":
        guard let place = points(of: child, &builder).first else { continue }
        work.add(
          LineWork.Point(attributes: attributes, place: place, position: child.position))
      case "LineString":
        let route = points(of: child, &builder)
        guard route.count >= 2 else {
          builder.report(
            .warning, "bad-geometry", "a line with fewer than two points is left out", at: child.position)
          continue
        }
        work.lines.append(LineWork.Line(attributes: attributes, route: route, position: child.position))
      case "Polygon", "LinearRing", "Model", "Track":
        builder.report(
          .warning, "geometry-left-out", "a \(child.name) is neither a point nor a line and is left out",
          at: child.position)
      default: break
      }
    }
  }

  /// Tuples `longitude,latitude[,height]` between white space.
  private static func points(of node: XMLNode, _ builder: inout MapBuilder) -> [Coordinate] {
    guard let coordinates = node.child(named: "coordinates") else { return [] }
    var points: [Coordinate] = []
    for tuple in coordinates.text.utf8.split(whereSeparator: { $0 <= 0x20 }) {
      let parts = tuple.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard parts.count == 2 || parts.count == 3,
        let longitude = number(in: String(decoding: parts[0], as: UTF8.self)),
        let latitude = number(in: String(decoding: parts[1], as: UTF8.self))
      else {
        builder.report(
          .error, "bad-geometry",
          "found \"\(String(decoding: tuple.prefix(60), as: UTF8.self))\", expected longitude,latitude",
          at: coordinates.position)
        return []
      }
      points.append(Coordinate(latitude: latitude, longitude: longitude))
    }
    return builder.onEarth(points, at: coordinates.position)
  }
}
