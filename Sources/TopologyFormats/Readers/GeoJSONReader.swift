internal import FibreNetwork
internal import SourceDocument

/// GeoJSON (RFC 7946): points are sites, lines are spans; OFDS 0.3 in GeoJSON and our own files name the ends.
enum GeoJSONReader {
  /// - Parameter documents: one file, or one of nodes and one of spans.
  static func read(_ documents: [LocatedJSON]) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: documents[0].file)
    var work = LineWork()
    // Nodes come first: spans repeat them.
    let isNodes = documents.map { $0["features"]?.array?.first?["geometry"]?["type"]?.text == "Point" }
    for (_, document) in zip(isNodes, documents).sorted(by: { $0.0 && !$1.0 }) {
      if documents.count > 1 { builder.spanFile = document.file }
      builder.file = document.file
      if let map = document["swapline"] {
        builder.readGraph(map.attributes)
        if let sources = map["sources"]?.array { builder.sources += sources.compactMap(\.text) }
      } else if builder.name.isEmpty, let name = document["name"]?.text {
        builder.name = name
      }
      let features = document["type"]?.text == "Feature" ? [document] : try document.requiredArray("features")
      for feature in features where !builder.isHopeless { read(feature, into: &work, &builder) }
    }
    work.build(into: &builder)
    return try builder.finish()
  }

  private static func read(_ feature: LocatedJSON, into work: inout LineWork, _ builder: inout MapBuilder) {
    let properties = feature["properties"]
    var attributes = properties?.attributes ?? []
    if let id = feature["id"], properties?["id"] == nil, let value = Attribute.Value(id) {
      attributes.append(Attribute(key: "id", value: value, position: id.position))
    }
    guard let geometry = feature["geometry"], !geometry.isNull else {
      // RFC 7946 allows features without a place; whether it is a site or a span, its ends tell.
      if attributes.contains(where: { SpanFact.isEnd($0.key) }) {
        work.lines.append(LineWork.Line(attributes: attributes, route: [], position: feature.position))
      } else {
        work.add(LineWork.Point(attributes: attributes, place: nil, position: feature.position))
      }
      return
    }
    // An OFDS span tells its end nodes in full, which is all there is where the nodes are in another file.
    for end in ["start", "end"] {
      if let node = properties?[end], let id = node["id"]?.id, let place = node["location"],
        let pair = Attribute.Value(place)?.asPair,
        !work.ids.contains(id)
      {
        work.add(
          LineWork.Point(
            attributes: node.attributes.filter { $0.key != "location" },
            place: Coordinate(latitude: pair.latitude, longitude: pair.longitude), position: node.position))
      }
    }
    add(geometry, attributes, into: &work, &builder)
  }

  private static func add(
    _ geometry: LocatedJSON, _ attributes: [Attribute], into work: inout LineWork, _ builder: inout MapBuilder
  ) {
    let items = geometry["coordinates"]?.array ?? []
    switch geometry["type"]?.text {
    case "Point":
      guard items.count >= 2, let longitude = items[0].number, let latitude = items[1].number,
        longitude.magnitude <= 180, latitude.magnitude <= 90
      else {
        builder.report(
          .error, "bad-geometry", "a point is not [longitude, latitude] in degrees", at: geometry.position)
        return
      }
      work.add(
        LineWork.Point(
          attributes: attributes, place: Coordinate(latitude: latitude, longitude: longitude),
          position: geometry.position))
    case "LineString": add(line: items, attributes, at: geometry.position, into: &work, &builder)
    case "MultiLineString":
      for part in items {
        add(line: part.array ?? [], attributes, at: part.position, into: &work, &builder)
      }
    case "GeometryCollection":
      for part in geometry["geometries"]?.array ?? [] { add(part, attributes, into: &work, &builder) }
    case let other:
      builder.report(
        .warning, "geometry-left-out",
        "the geometry \(other.map { "\"\($0)\"" } ?? "without a type") is neither a point nor a line and is left out",
        at: geometry.position)
    }
  }

  private static func add(
    line items: [LocatedJSON], _ attributes: [Attribute], at position: SourcePosition,
    into work: inout LineWork, _ builder: inout MapBuilder
  ) {
    guard let points = coordinates(items) else {
      builder.report(
        .error, "bad-geometry", "a line is not a list of [longitude, latitude] in degrees", at: position)
      return
    }
    let route = builder.onEarth(points, at: position)
    guard route.count >= 2 else {
      builder.report(
        .warning, "bad-geometry", "a line with fewer than two points is left out", at: position)
      return
    }
    work.lines.append(LineWork.Line(attributes: attributes, route: route, position: position))
  }
}
