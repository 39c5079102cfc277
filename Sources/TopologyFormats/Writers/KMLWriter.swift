internal import FibreNetwork
internal import SourceDocument

/// KML 2.2 for Google Earth and GIS programs; facts are `ExtendedData`.
enum KMLWriter {
  static func write(_ network: FibreNetwork) -> MapWriter.Output {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <kml xmlns="http://www.opengis.net/kml/2.2">
      <Document>
      <name>\(escapedXML(network.name, isData: true))</name>
      \(data(network.headFacts))
      <Style id="span"><LineStyle><color>ff8a5a00</color><width>3</width></LineStyle></Style>
      <Folder><name>Sites</name>

      """
    for (index, site) in network.sites.enumerated() {
      text += "<Placemark><name>\(escapedXML(site.name, isData: true))</name>"
      text += data(network.facts(ofSite: index).without("name", "latitude", "longitude"))
      if let place = site.coordinate { text += "<Point><coordinates>\(place.kml)</coordinates></Point>" }
      text += "</Placemark>\n"
    }
    text += "</Folder>\n<Folder><name>Spans</name>\n"
    for (index, span) in network.spans.enumerated() {
      let ends = (network.sites[span.from], network.sites[span.to])
      text +=
        "<Placemark><name>\(escapedXML("\(ends.0.name) – \(ends.1.name)", isData: true))</name><styleUrl>#span</styleUrl>"
      text += data(
        [.init("from", .string(ends.0.id)), .init("to", .string(ends.1.id))]
          + network.facts(ofSpan: index).without("route"))
      let route = network.drawnRoute(ofSpan: index)
      if !route.isEmpty {
        text += "<LineString><tessellate>1</tessellate><coordinates>"
        text += route.map(\.kml).joined(separator: " ")
        text += "</coordinates></LineString>"
      }
      text += "</Placemark>\n"
    }
    text += "</Folder>\n</Document>\n</kml>\n"
    return .init(files: [.init(suffix: "", text: text)], dropped: [])
  }

  private static func data(_ members: [JSON.Member]) -> String {
    let pairs = members.map {
      "<Data name=\"\(escapedXML($0.key, isData: true))\"><value>\(escapedXML($0.value.plainText, isData: true))</value></Data>"
    }
    return "<ExtendedData>\(pairs.joined())</ExtendedData>"
  }
}
