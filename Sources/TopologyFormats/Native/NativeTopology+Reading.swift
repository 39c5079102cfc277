internal import FibreNetwork
internal import SourceDocument

/// The native map format, `swapline.topology/1`.
public enum NativeTopology {
  public static let schemaName = "swapline.topology/1"
}

extension NativeTopology {
  /// - Throws: `InputError` with all errors of the file.
  static func read(_ json: LocatedJSON) throws(InputError) -> MapDraft {
    var reader = try JSONReader(json)
    reader.schema(schemaName)
    var draft = MapDraft(name: reader.optionalString("name") ?? "")
    draft.summary = reader.optionalString("summary")
    draft.licence = reader.optionalString("licence")
    for source in reader.array("sources") {
      if case .string(let text) = source.value {
        draft.sources.append(text)
      } else {
        reader.fault(
          source, code: "wrong-type", "found \(source.kind), expected a string that names a source")
      }
    }
    if let defaults = reader.value("defaults"), !defaults.isNull {
      if var inner = reader.object(defaults) {
        draft.defaults = readDefaults(&inner)
        reader.report(InputError(inner.diagnostics))
      }
    }

    var index: [String: Int] = [:]
    for item in reader.array("sites", required: true) {
      if reader.diagnostics.count > MapBuilder.mostErrors { break }
      guard var inner = reader.object(item) else { continue }
      let site = readSite(&inner)
      reader.report(InputError(inner.diagnostics))
      guard index.updateValue(draft.sites.count, forKey: site.id) == nil else {
        reader.fault(
          inner.value("id") ?? item, code: "duplicate-id", "the site id \"\(site.id)\" stands twice")
        continue
      }
      draft.sites.append(DraftSite(site: site, position: item.position))
    }
    for item in reader.array("spans", required: true) {
      if reader.diagnostics.count > MapBuilder.mostErrors { break }
      guard var inner = reader.object(item) else { continue }
      let ends = (readEnd("from", &inner, index), readEnd("to", &inner, index))
      var span = DraftSpan(from: ends.0 ?? 0, to: ends.1 ?? 0, position: item.position)
      readSpan(&inner, into: &span)
      reader.report(InputError(inner.diagnostics))
      if ends.0 != nil, ends.1 != nil { draft.spans.append(span) }
    }
    reader.finish()
    try reader.throwIfFaulty()
    draft.diagnostics = reader.diagnostics
    return draft
  }

  private static func readDefaults(_ reader: inout JSONReader) -> FibreDefaults {
    let attenuation = reader.optionalNumber("attenuation_db_per_km", in: 0...)
    let index = reader.optionalNumber("group_index", in: 1...10)
    reader.finish()
    let fallback = FibreDefaults()
    return FibreDefaults(
      attenuationDbPerKm: attenuation ?? fallback.attenuationDbPerKm,
      groupIndex: index ?? fallback.groupIndex,
      attenuationIsStated: attenuation != nil, groupIndexIsStated: index != nil)
  }

  private static func readSite(_ reader: inout JSONReader) -> Site {
    let id = reader.string("id")
    if id.isEmpty, let value = reader.value("id"), case .string = value.value {
      reader.fault(value, code: "empty-id", "\"id\" is empty, expected a name that no other site has")
    }
    let latitude = reader.optionalNumber("latitude", in: -90...90)
    let longitude = reader.optionalNumber("longitude", in: -180...180)
    if let given = reader.value("latitude"), latitude != nil, reader.value("longitude")?.isNull ?? true {
      reader.fault(given, code: "half-coordinate", "\"latitude\" stands without \"longitude\"")
    }
    if let given = reader.value("longitude"), longitude != nil, reader.value("latitude")?.isNull ?? true {
      reader.fault(given, code: "half-coordinate", "\"longitude\" stands without \"latitude\"")
    }
    var site = Site(id: id, name: reader.optionalString("name"))
    if let latitude, let longitude {
      site.coordinate = Coordinate(latitude: latitude, longitude: longitude)
    }
    site.mayHostRepeater = reader.optionalBool("may_host_repeater") ?? true
    site.mayHostStation = reader.optionalBool("may_host_station") ?? true
    site.cost = reader.optionalNumber("cost", in: 0...) ?? 1
    site.memories = reader.optionalInteger("memories", in: 0...1_000_000_000)
    site.note = reader.optionalString("note")
    reader.finish()
    return site
  }

  private static func readEnd(_ key: String, _ reader: inout JSONReader, _ index: [String: Int]) -> Int? {
    let known = reader.diagnostics.count
    let id = reader.string(key)
    guard reader.diagnostics.count == known else { return nil }
    guard let site = index[id] else {
      if let value = reader.value(key) {
        reader.fault(
          value, code: "unknown-site", "\"\(key)\" is \"\(id)\", which is not the id of a site",
          suggestion: nearestName(to: id, among: index.keys.sorted()).map { "did you mean \"\($0)\"?" })
      }
      return nil
    }
    return site
  }

  private static func readSpan(_ reader: inout JSONReader, into span: inout DraftSpan) {
    span.id = reader.optionalString("id")
    span.lengthKm = reader.optionalNumber("length_km", in: 0...)
    if let source = reader.value("length_source"), !source.isNull {
      span.lengthSource = reader.word("length_source", default: LengthSource.published)
      if span.lengthSource == .unknown, span.lengthKm != nil {
        reader.fault(
          source, code: "contradiction", "\"length_source\" is \"unknown\", but \"length_km\" is given")
      }
    }
    span.attenuationDbPerKm = reader.optionalNumber("attenuation_db_per_km", in: 0...)
    span.measuredLossDb = reader.optionalNumber("loss_db", in: 0...)
    span.connectorLossDb = reader.optionalNumber("connector_loss_db", in: 0...) ?? 0
    span.spliceLossDb = reader.optionalNumber("splice_loss_db", in: 0...) ?? 0
    span.fibre = reader.optionalString("fibre")
    span.laying = reader.word("laying", default: FibreLaying.buried)
    span.groupIndex = reader.optionalNumber("group_index", in: 1...10)
    span.note = reader.optionalString("note")
    for point in reader.array("route") {
      guard case .array(let pair) = point.value, pair.count == 2, case .number(let longitude) = pair[0].value,
        case .number(let latitude) = pair[1].value, (-180...180).contains(longitude),
        (-90...90).contains(latitude)
      else {
        reader.fault(point, code: "wrong-type", "expected a point [longitude, latitude] in degrees")
        continue
      }
      span.polyline.append(Coordinate(latitude: latitude, longitude: longitude))
    }
    reader.finish()
  }
}

extension JSONReader {
  /// A reader of an item that must be an object; `nil` after reporting where it is not.
  mutating func object(_ item: LocatedJSON) -> JSONReader? {
    do { return try JSONReader(item) } catch {
      report(error)
      return nil
    }
  }
}
