/// A file format that maps come in.
public enum MapFormat: String, Sendable, CaseIterable {
  /// `swapline.topology/1`.
  case native
  /// GraphML, as the Internet Topology Zoo and many tools write it.
  case graphml
  /// Graph Modelling Language, as the Internet Topology Zoo writes it.
  case gml
  /// SNDlib's native text format.
  case sndlib
  /// SNDlib's XML format.
  case sndlibXML = "sndlib-xml"
  /// NetworkX or d3 node-link JSON.
  case nodeLink = "node-link"
  /// GeoJSON (RFC 7946): points are sites, lines are spans.
  case geojson
  /// Open Fibre Data Standard network package, JSON.
  case ofds
  /// Keyhole Markup Language: placemarks that are points or lines.
  case kml
  /// Tables of sites and links.
  case csv
  /// Network of the GNPy planner, JSON.
  case gnpy
  /// Net2Plan n2p.
  case net2plan
  /// SeQUeNCe network configuration.
  case sequence
  /// Graphviz; written only.
  case dot

  /// In words.
  public var title: String {
    switch self {
    case .native: "Swapline topology"
    case .graphml: "GraphML"
    case .gml: "GML"
    case .sndlib: "SNDlib native"
    case .sndlibXML: "SNDlib XML"
    case .nodeLink: "node-link JSON"
    case .geojson: "GeoJSON"
    case .ofds: "Open Fibre Data Standard"
    case .kml: "KML"
    case .csv: "CSV tables"
    case .gnpy: "GNPy topology"
    case .net2plan: "Net2Plan"
    case .sequence: "SeQUeNCe"
    case .dot: "Graphviz DOT"
    }
  }

  /// The formats that ``TopologyReader`` takes.
  public static let readable = allCases.filter { $0 != .dot }
  /// The formats that ``MapWriter`` writes.
  public static let writable: [MapFormat] = [.native, .graphml, .geojson, .kml, .nodeLink, .csv, .dot]

  /// The format that a file name asks to be written, by its extension; `nil` where it asks for none.
  public init?(writingTo path: String) {
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let found: MapFormat? =
      if name.hasSuffix(".graphml") { .graphml } else if name.hasSuffix(".geojson") {
        .geojson
      } else if name.hasSuffix(".kml") { .kml } else if name.hasSuffix(".csv") {
        .csv
      } else if name.hasSuffix(".dot") || name.hasSuffix(".gv") { .dot } else if name.hasSuffix(".json") {
        .native
      } else { nil }
    guard let found else { return nil }
    self = found
  }
}
