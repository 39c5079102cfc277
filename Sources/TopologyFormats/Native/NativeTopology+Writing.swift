public import FibreNetwork
public import SourceDocument

extension NativeTopology {
  /// The map as a native topology document; what it leaves out is what holds by default.
  public static func json(_ network: FibreNetwork) -> JSON {
    var members: [JSON.Member] = [
      .init("schema", .string(schemaName)), .init("name", .string(network.name)),
    ]
    if let summary = network.summary { members.append(.init("summary", .string(summary))) }
    if let licence = network.licence { members.append(.init("licence", .string(licence))) }
    members.append(.init("sources", .array(network.sources.map(JSON.string))))
    var defaults: [JSON.Member] = []
    if network.defaults.attenuationIsStated {
      defaults.append(.init("attenuation_db_per_km", .number(network.defaults.attenuationDbPerKm)))
    }
    if network.defaults.groupIndexIsStated {
      defaults.append(.init("group_index", .number(network.defaults.groupIndex)))
    }
    if !defaults.isEmpty { members.append(.init("defaults", .object(defaults))) }
    members.append(.init("sites", .array(network.sites.map(json))))
    members.append(.init("spans", .array(network.spans.map { json($0, in: network) })))
    return .object(members)
  }

  static func json(_ site: Site) -> JSON {
    var members: [JSON.Member] = [.init("id", .string(site.id))]
    if site.name != site.id { members.append(.init("name", .string(site.name))) }
    if let place = site.coordinate {
      members.append(.init("latitude", .number(place.latitude)))
      members.append(.init("longitude", .number(place.longitude)))
    }
    if !site.mayHostRepeater { members.append(.init("may_host_repeater", false)) }
    if !site.mayHostStation { members.append(.init("may_host_station", false)) }
    if site.cost != 1 { members.append(.init("cost", .number(site.cost))) }
    if let memories = site.memories { members.append(.init("memories", .integer(memories))) }
    if let note = site.note { members.append(.init("note", .string(note))) }
    return .object(members)
  }

  static func json(_ span: Span, in network: FibreNetwork) -> JSON {
    var members: [JSON.Member] = []
    if let id = span.id { members.append(.init("id", .string(id))) }
    members.append(.init("from", .string(network.sites[span.from].id)))
    members.append(.init("to", .string(network.sites[span.to].id)))
    if span.lengthSource != .unknown {
      members.append(.init("length_km", .number(span.lengthKm)))
      members.append(.init("length_source", .string(span.lengthSource.rawValue)))
    }
    if let value = span.attenuationDbPerKm { members.append(.init("attenuation_db_per_km", .number(value))) }
    if let value = span.measuredLossDb { members.append(.init("loss_db", .number(value))) }
    if span.connectorLossDb != 0 {
      members.append(.init("connector_loss_db", .number(span.connectorLossDb)))
    }
    if span.spliceLossDb != 0 { members.append(.init("splice_loss_db", .number(span.spliceLossDb))) }
    if let value = span.fibre { members.append(.init("fibre", .string(value))) }
    if span.laying != .buried { members.append(.init("laying", .string(span.laying.rawValue))) }
    if let value = span.groupIndex { members.append(.init("group_index", .number(value))) }
    if !span.polyline.isEmpty {
      members.append(
        .init("route", .array(span.polyline.map { .array([.number($0.longitude), .number($0.latitude)]) })))
    }
    if let note = span.note { members.append(.init("note", .string(note))) }
    return .object(members)
  }
}
