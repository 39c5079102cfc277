internal import FibreNetwork
internal import SourceDocument

/// GeoJSON (RFC 7946): a point for each site, a line for each span; facts are properties.
///
/// Without a place, a geometry is null. A span without a route is drawn as a straight line, which reading takes back.
enum GeoJSONWriter {
  static func write(_ network: FibreNetwork) -> MapWriter.Output {
    let sites = network.sites.indices.map { index -> JSON in
      let facts = network.facts(ofSite: index).without("latitude", "longitude")
      let geometry: JSON =
        network.sites[index].coordinate.map { ["type": "Point", "coordinates": $0.geoJSON] } ?? .null
      return ["type": "Feature", "geometry": geometry, "properties": .object(facts)]
    }
    let spans = network.spans.indices.map { index -> JSON in
      let span = network.spans[index]
      let ends: [JSON.Member] = [
        .init("from", .string(network.sites[span.from].id)), .init("to", .string(network.sites[span.to].id)),
      ]
      let route = network.drawnRoute(ofSpan: index)
      let geometry: JSON =
        route.isEmpty ? .null : ["type": "LineString", "coordinates": .array(route.map(\.geoJSON))]
      return [
        "type": "Feature", "geometry": geometry,
        "properties": .object(ends + network.facts(ofSpan: index).without("route")),
      ]
    }
    let document: JSON = [
      "type": "FeatureCollection", "swapline": .object(network.headFacts), "features": .array(sites + spans),
    ]
    return .init(files: [.init(suffix: "", text: document.document)], dropped: [])
  }
}
