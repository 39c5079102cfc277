internal import FibreNetwork
internal import SourceDocument

/// Makes sites and spans of drawn points and lines that do not say how they join (KML, plain GeoJSON).
///
/// Line ends within 500 m of a point, or of each other, are one site; a line that passes a point or the end of another
/// line within 500 m is split at its nearest vertex there, so that a network drawn line by line hangs together.
struct LineWork {
  static let snapKm = 0.5

  struct Point {
    var attributes: [Attribute]
    /// `nil` for a site without a place.
    var place: Coordinate?
    var position: SourcePosition
  }

  struct Line {
    var attributes: [Attribute]
    /// Empty for a span without a place.
    var route: [Coordinate]
    var position: SourcePosition
  }

  private(set) var points: [Point] = []
  /// The ids that points state.
  private(set) var ids: Set<String> = []
  var lines: [Line] = []

  mutating func add(_ point: Point) {
    points.append(point)
    if let id = point.attributes.first(where: { normalised($0.key) == "id" })?.value.asText { ids.insert(id) }
  }

  /// Adds all sites and spans to a map.
  ///
  /// - Complexity: O(vertices) for maps whose sites do not crowd within 500 m.
  func build(into builder: inout MapBuilder) {
    var grid = PlaceGrid(radiusKm: Self.snapKm)
    // The id of the site at each place of the grid.
    var ids: [String] = []
    for point in points where !builder.isHopeless {
      let id = unusedId(point, in: builder)
      var attributes = point.attributes
      if let place = point.place {
        attributes.append(
          Attribute(key: "position", value: .numbers([place.longitude, place.latitude]), position: nil))
      }
      let known = builder.sites.count
      builder.addSite(id: id, attributes, position: point.position)
      guard builder.sites.count > known else { continue }
      guard let place = point.place else { continue }
      grid.insert(place)
      ids.append(id)
    }

    // Lines that name their ends need no snapping.
    var loose: [Int] = []
    for (index, line) in lines.enumerated() {
      if namesKnownEnds(line, builder) {
        var attributes = line.attributes
        // A straight line from end to end was drawn for want of a route.
        if line.route.count > 2 || !isStraight(line, builder) {
          attributes.append(Attribute(key: "route", value: .points(line.route), position: line.position))
        }
        builder.addSpan(attributes, position: line.position)
      } else if line.route.count > 1 {
        loose.append(index)
      } else {
        builder.report(
          .warning, "no-geometry", "a feature has no geometry and is left out", at: line.position)
      }
    }
    var ends: [(Int, Int)] = []
    for index in loose {
      let line = lines[index]
      let names = endNames(line)
      func end(_ place: Coordinate, _ name: String) -> Int {
        if let known = grid.nearest(to: place) { return known }
        let id = "\(name)"
        var unused = id
        var count = 1
        while builder.site(id: unused) != nil {
          count += 1
          unused = "\(id) (\(count))"
        }
        builder.add(
          Site(id: unused, name: name), place: (place.longitude, place.latitude), position: line.position)
        grid.insert(place)
        ids.append(unused)
        return ids.count - 1
      }
      ends.append((end(line.route.first!, names.0), end(line.route.last!, names.1)))
    }
    for (index, (first, last)) in zip(loose, ends) {
      split(lines[index], from: first, to: last, grid: grid, ids: ids, into: &builder)
    }
  }

  private func unusedId(_ point: Point, in builder: MapBuilder) -> String {
    func value(_ keys: [String]) -> String? {
      point.attributes.first { keys.contains(normalised($0.key)) && !$0.value.isAbsent }?.value.asText
        .map(oneLine)
    }
    // A repeated id is an error that the builder reports; a repeated name is not.
    if let id = value(["id"]) { return id }
    let name = value(["name", "label", "title"]) ?? "site"
    var id = name
    var count = 1
    while builder.site(id: id) != nil {
      count += 1
      id = "\(name) (\(count))"
    }
    return id
  }

  private func namesKnownEnds(_ line: Line, _ builder: MapBuilder) -> Bool {
    var from = false
    var to = false
    for attribute in line.attributes {
      guard let id = attribute.value.asText, builder.site(id: id) != nil else { continue }
      switch SpanFact.names[normalised(attribute.key)] {
      case .from: from = true
      case .to: to = true
      default: break
      }
    }
    return from && to
  }

  private func isStraight(_ line: Line, _ builder: MapBuilder) -> Bool {
    guard let first = line.route.first, let last = line.route.last else { return true }
    let ends = line.attributes.compactMap { $0.value.asText.flatMap { builder.site(id: $0) } }
    let places = ends.compactMap { builder.places[$0] }
    return [first, last].allSatisfy { point in
      places.contains { $0.longitude == point.longitude && $0.latitude == point.latitude }
    }
  }

  /// `A - B` names both ends of a line.
  private func endNames(_ line: Line) -> (String, String) {
    let name = line.attributes.first { normalised($0.key) == "name" }?.value.asText.map(oneLine) ?? ""
    for separator in [" - ", " – ", " to ", " <-> ", " → "] where name.contains(separator) {
      let parts = name.components(separatedBy: separator)
      if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty { return (parts[0], parts[1]) }
    }
    return name.isEmpty ? ("line start", "line end") : ("\(name), start", "\(name), end")
  }

  private func split(
    _ line: Line, from first: Int, to last: Int, grid: PlaceGrid, ids: [String],
    into builder: inout MapBuilder
  ) {
    // Of each run of vertices near a site, the nearest vertex is where the line is cut.
    var cuts: [(vertex: Int, site: Int)] = [(0, first)]
    var best: (vertex: Int, site: Int, distance: Double)?
    func close() {
      if let best { cuts.append((best.vertex, best.site)) }
      best = nil
    }
    for vertex in line.route.indices.dropFirst().dropLast() {
      guard let site = grid.nearest(to: line.route[vertex], where: { $0 != first && $0 != last }) else {
        close()
        continue
      }
      let distance = grid.places[site].distanceKm(to: line.route[vertex])
      if let current = best, current.site == site {
        if distance < current.distance { best = (vertex, site, distance) }
      } else {
        close()
        best = (vertex, site, distance)
      }
    }
    close()
    cuts.append((line.route.count - 1, last))

    let isWhole = cuts.count == 2
    let total = polylineKm(line.route)
    for (a, b) in zip(cuts, cuts.dropFirst()) {
      var attributes = line.attributes
      let piece = Array(line.route[a.vertex...b.vertex])
      if !isWhole {
        // What holds for the whole line is shared out by length, or cannot be known.
        let share = total > 0 ? polylineKm(piece) / total : 0
        attributes = attributes.compactMap { attribute in
          switch builder.spanFact(attribute.key) {
          case .id: return nil
          case .length, .loss, .connectorLoss, .spliceLoss:
            guard case .number(let value) = attribute.value else { return nil }
            var part = attribute
            part.value = .number(value * share)
            return part
          default: return attribute
          }
        }
      }
      attributes.append(Attribute(key: "route", value: .points(piece), position: line.position))
      builder.addSpan(ends: (ids[a.site], ids[b.site]), attributes, position: line.position)
    }
  }
}

extension String {
  /// The parts between occurrences of a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
