public import FibreNetwork
internal import SourceDocument

/// Writes maps in the formats of others.
///
/// Every fact stands under the key of the native format, so that reading the file back gives the same map; what a format
/// cannot hold is named.
public enum MapWriter {
  /// A written map.
  public struct Output: Sendable {
    /// One file, or for CSV two: sites and links.
    public var files: [File]
    /// What the format could not hold, in words; empty where nothing was lost.
    public var dropped: [String]
  }

  /// One file of a written map.
  public struct File: Sendable {
    /// What goes between the stem and the extension of the path: empty, `-nodes` or `-links`.
    public var suffix: String
    /// The whole content.
    public var text: String
  }

  /// Writes a map in one of the formats that can hold one.
  ///
  /// - Precondition: the format is one of `MapFormat.writable`.
  /// - Complexity: O(sites + spans + points of routes).
  public static func write(_ network: FibreNetwork, as format: MapFormat) -> Output {
    switch format {
    case .native:
      Output(files: [File(suffix: "", text: NativeTopology.json(network).document)], dropped: [])
    case .graphml: GraphMLWriter.write(network)
    case .geojson: GeoJSONWriter.write(network)
    case .kml: KMLWriter.write(network)
    case .nodeLink: NodeLinkWriter.write(network)
    case .csv: CSVWriter.write(network)
    case .dot: DOTWriter.write(network)
    default: preconditionFailure("\(format.rawValue) is not written")
    }
  }
}

extension FibreNetwork {
  /// What the map says about itself, under the keys of the native format.
  var headFacts: [JSON.Member] {
    var members: [JSON.Member] = [.init("name", .string(name))]
    if let summary { members.append(.init("summary", .string(summary))) }
    if let licence { members.append(.init("licence", .string(licence))) }
    if !sources.isEmpty { members.append(.init("sources", .array(sources.map(JSON.string)))) }
    if defaults.attenuationIsStated {
      members.append(.init("attenuation_db_per_km", .number(defaults.attenuationDbPerKm)))
    }
    if defaults.groupIndexIsStated { members.append(.init("group_index", .number(defaults.groupIndex))) }
    return members
  }

  /// The facts of a site under the keys of the native format; the name always.
  func facts(ofSite index: Int) -> [JSON.Member] {
    guard case .object(var members) = NativeTopology.json(sites[index]) else { return [] }
    if !members.contains(where: { $0.key == "name" }) {
      members.insert(.init("name", .string(sites[index].name)), at: 1)
    }
    return members
  }

  /// The facts of a span under the keys of the native format, without its ends.
  ///
  /// - Parameter withDefaults: states the defaults of the map on each span, for formats that cannot hold them.
  func facts(ofSpan index: Int, withDefaults: Bool = false) -> [JSON.Member] {
    var span = spans[index]
    if withDefaults {
      if defaults.attenuationIsStated, span.measuredLossDb == nil {
        span.attenuationDbPerKm = attenuationDbPerKm(ofSpan: index)
      }
      if defaults.groupIndexIsStated { span.groupIndex = groupIndex(ofSpan: index) }
    }
    guard case .object(let members) = NativeTopology.json(span, in: self) else { return [] }
    return members.filter { $0.key != "from" && $0.key != "to" }
  }

  /// What tables and drawings cannot hold of the map as a whole.
  var headDropped: [String] {
    (summary == nil ? [] : ["the summary"]) + (licence == nil ? [] : ["the licence"])
      + (sources.isEmpty ? [] : ["the sources"])
  }
}

extension [JSON.Member] {
  subscript(key: String) -> JSON? { first { $0.key == key }?.value }

  func without(_ keys: String...) -> [JSON.Member] { filter { !keys.contains($0.key) } }
}

extension JSON {
  /// As the text of a cell, an element or an attribute; routes become WKT.
  var plainText: String {
    switch self {
    case .null: return ""
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let number): return String(number)
    case .number(let number): return JSON.text(number)
    case .string(let text): return text
    case .array(let items):
      let points = items.compactMap { item -> String? in
        guard case .array(let pair) = item, pair.count == 2 else { return nil }
        return pair[0].plainText + " " + pair[1].plainText
      }
      return points.count == items.count && !items.isEmpty
        ? "LINESTRING (" + points.joined(separator: ", ") + ")"
        : items.map(\.plainText).joined(separator: "\n")
    case .object: return compact
    }
  }
}
