public import FibreNetwork
public import SourceDocument

/// The native map format, `swapline.topology/1`.
public enum NativeTopology {
  /// The JSON Schema (draft 2020-12) of native maps.
  public static var schema: JSON { file.schema }

  /// The map as a native topology document; what it leaves out is what holds by default.
  public static func json(_ network: FibreNetwork) -> JSON { file.json(NativeMap(network)) }

  /// A map as a part of another file.
  public static var map: Contract<FibreNetwork> {
    Contract(
      schema: file.contract.schema,
      read: { json, _, faults in
        do throws(InputError) { return try network(from: json) } catch {
          faults.add(error)
          return nil
        }
      }, write: json)
  }

  /// - Throws: `InputError` with all errors of the file.
  static func read(_ json: LocatedJSON) throws(InputError) -> MapDraft { try file.read(json).draft }

  /// Facts of one site and of one span, under the keys of the format.
  static func json(_ site: Site) -> JSON { self.site.write(SiteEntry(site)) }
  static func json(_ span: Span, in network: FibreNetwork) -> JSON {
    self.span.write(SpanEntry(span, network))
  }

  private static var file: FileContract<NativeMap> {
    FileContract(
      "topology", title: "Swapline topology",
      "A map of fibre: sites that may host equipment and the spans between them. Units stand in the keys; null means unknown.",
      NativeMap(),
      [
        .optional("name", \.name, .text, "Name of the map.", leavesOut: true),
        .optional(
          "summary", \.draft.summary, .text, "What the map shows and how it was made.", leavesOut: true),
        .optional(
          "licence", \.draft.licence, .text, "Terms under which the map may be passed on.", leavesOut: true),
        .list("sources", \.draft.sources, .text, "Where the facts come from."),
        .optional(
          "defaults", defaults, "What holds for every span that does not say otherwise.", leavesOut: true,
          get: { $0.draft.defaults.isStated ? $0.draft.defaults : nil },
          set: { map, defaults, _, _ in map.draft.defaults = defaults }),
        .required("sites", \.sites, .list(site)),
        .required("spans", \.spans, .list(span)),
      ], inspect: inspect, check: finish)
  }

  private static var defaults: Contract<FibreDefaults> {
    .object(
      FibreDefaults(),
      [
        .optional(
          "attenuation_db_per_km", .number(.nonNegative), "Fibre attenuation in dB/km; 0.2 when absent.",
          leavesOut: true, get: { $0.attenuationIsStated ? $0.attenuationDbPerKm : nil },
          set: { defaults, value, _, _ in
            defaults.attenuationDbPerKm = value
            defaults.attenuationIsStated = true
          }),
        .optional(
          "group_index", .number(.from(1, to: 10)), "Group index of the fibre; 1.4682 when absent.",
          leavesOut: true, get: { $0.groupIndexIsStated ? $0.groupIndex : nil },
          set: { defaults, value, _, _ in
            defaults.groupIndex = value
            defaults.groupIndexIsStated = true
          }),
      ])
  }

  /// Made once: writers of tables ask for the facts of every site and span. It never changes; key paths alone are not
  /// declared to be safe to share.
  nonisolated(unsafe) private static let site: Contract<SiteEntry> =
    .object(
      SiteEntry(Site(id: "")),
      [
        .required("id", \.site.id, .name, "Unique name that spans refer to."),
        .optional("name", \.name, .text, "Name for people; the id when absent.", leavesOut: true),
        .optional(
          "latitude", \.latitude, .number(.from(-90, to: 90)),
          "Degrees north, WGS 84; null where the place is not known.", leavesOut: true),
        .optional(
          "longitude", \.longitude, .number(.from(-180, to: 180)), "Degrees east, WGS 84.", leavesOut: true),
        .standing(
          "may_host_repeater", \.site.mayHostRepeater, .flag,
          "Whether a repeater may stand here; true when absent.", leavesOut: true),
        .standing(
          "may_host_station", \.site.mayHostStation, .flag,
          "Whether a heralding station may stand here; true when absent.", leavesOut: true),
        .standing(
          "cost", \.site.cost, .number(.nonNegative),
          "Cost of a repeater here, in the map's own unit; 1 when absent.", leavesOut: 1),
        .optional(
          "memories", \.site.memories, .integer(0...1_000_000_000),
          "Number of memories that fit here; null for no limit.", leavesOut: true),
        .optional("note", \.site.note, .text, "What else is known, sources among it.", leavesOut: true),
      ], also: [bothOrNone], check: finish)

  /// Schema of sites whose place is known in both coordinates, or in none.
  private static let bothOrNone = JSON.Member(
    "anyOf",
    [
      [
        "required": ["latitude", "longitude"],
        "properties": ["latitude": ["type": "number"], "longitude": ["type": "number"]],
      ],
      ["properties": ["latitude": ["type": "null"], "longitude": ["type": "null"]]],
    ])

  private static func finish(_ entry: inout SiteEntry, _ json: LocatedJSON, _ faults: inout Faults) {
    switch (entry.latitude, entry.longitude) {
    case (let latitude?, let longitude?):
      entry.site.coordinate = Coordinate(latitude: latitude, longitude: longitude)
    case (nil, nil): break
    case (let latitude, _):
      let (there, missing) = latitude == nil ? ("longitude", "latitude") : ("latitude", "longitude")
      faults.add(json[there] ?? json, code: "half-coordinate", "\"\(there)\" stands without \"\(missing)\"")
    }
    entry.site.name = entry.name ?? entry.site.id
    entry.position = json.position
  }

  nonisolated(unsafe) private static let span: Contract<SpanEntry> =
    .object(
      SpanEntry(),
      [
        .optional("id", \.draft.id, .text, "Name of the span.", leavesOut: true),
        .required("from", \.from, .text, "Id of the site at one end."),
        .required("to", \.to, .text, "Id of the site at the other end."),
        .optional(
          "length_km", \.draft.lengthKm, .number(.nonNegative),
          "Fibre length in km; when absent it is summed along the route or estimated from the great circle.",
          leavesOut: true),
        .optional(
          "length_source", \.draft.lengthSource, .word, "How the length is known; published when absent.",
          leavesOut: true),
        .optional(
          "attenuation_db_per_km", \.draft.attenuationDbPerKm, .number(.nonNegative),
          "Fibre attenuation in dB/km; when absent, that of the fibre class, or the default of the map for G.652 and unknown ones.",
          leavesOut: true),
        .optional(
          "loss_db", \.draft.measuredLossDb, .number(.nonNegative),
          "Measured loss of the whole span in dB; wins over dB/km.", leavesOut: true),
        .standing(
          "connector_loss_db", \.draft.connectorLossDb, .number(.nonNegative),
          "Loss of connectors in dB; 0 when absent.", leavesOut: 0),
        .standing(
          "splice_loss_db", \.draft.spliceLossDb, .number(.nonNegative),
          "Loss of splices in dB; 0 when absent.", leavesOut: 0),
        .optional(
          "fibre", \.draft.fibre, .text,
          "Class of the fibre: \(FibreClass.all.map(\.name).joined(separator: ", ")). Others are kept, but say nothing of loss.",
          leavesOut: true),
        .standing(
          "laying", \.draft.laying, .word,
          "Where the fibre lies; buried when absent. A platform may say what wind does to aerial fibre.",
          leavesOut: .buried),
        .optional(
          "group_index", \.draft.groupIndex, .number(.from(1, to: 10)),
          "Group index of the fibre; when absent, that of the fibre class, or the default of the map.",
          leavesOut: true),
        .list(
          "route", \.draft.polyline, point,
          "Points of the fibre's route, both ends included, each [longitude, latitude] in degrees.",
          leavesOutNone: true),
        .optional("note", \.draft.note, .text, "What else is known, sources among it.", leavesOut: true),
      ],
      also: [
        .init(
          "not",
          [
            "required": ["length_source", "length_km"],
            "properties": ["length_source": ["const": "unknown"], "length_km": ["type": "number"]],
          ])
      ],
      check: { entry, json, faults in
        if entry.draft.lengthSource == .unknown, entry.draft.lengthKm != nil {
          faults.add(
            json["length_source"] ?? json, code: "length-of-unknown",
            "\"length_source\" is \"unknown\", but \"length_km\" is given")
        }
        entry.draft.position = json.position
      })

  private static var point: Contract<Coordinate> {
    Contract(
      schema: [
        .init("type", "array"), .init("minItems", 2), .init("maxItems", 2),
        .init(
          "prefixItems",
          [
            ["type": "number", "minimum": -180, "maximum": 180],
            ["type": "number", "minimum": -90, "maximum": 90],
          ]),
      ],
      read: { json, _, faults in
        if json.items.count == 2, case .number(let longitude) = json.items[0].value,
          case .number(let latitude) = json.items[1].value, (-180...180).contains(longitude),
          (-90...90).contains(latitude)
        {
          return Coordinate(latitude: latitude, longitude: longitude)
        }
        faults.add(json, code: "wrong-type", "expected a point [longitude, latitude] in degrees")
        return nil
      }, write: { .array([.number($0.longitude), .number($0.latitude)]) })
  }

  /// Ids of sites are unique, and spans end at sites.
  private static func inspect(_ json: LocatedJSON, _ faults: inout Faults) {
    var ids: Set<String> = []
    for place in (json["sites"]?.items ?? []).compactMap({ $0["id"] }) where !faults.isFull {
      guard case .string(let id) = place.value, !ids.insert(id).inserted else { continue }
      faults.add(place, code: "duplicate-id", "the site id \"\(id)\" stands twice")
    }
    for span in json["spans"]?.items ?? [] {
      for key in ["from", "to"] where !faults.isFull {
        guard let place = span[key], case .string(let id) = place.value, !ids.contains(id) else { continue }
        faults.add(
          place, code: "unknown-site", "\"\(key)\" is \"\(id)\", which is not the id of a site",
          suggestion: nearestName(to: id, among: ids.sorted()).map { "did you mean \"\($0)\"?" })
      }
    }
  }

  private static func finish(_ map: inout NativeMap, _ json: LocatedJSON, _ faults: inout Faults) {
    map.draft.name = map.name ?? ""
    map.draft.sites = map.sites.map { DraftSite(site: $0.site, position: $0.position) }
    let index = Dictionary(
      map.draft.sites.enumerated().map { ($1.site.id, $0) }, uniquingKeysWith: { first, _ in first })
    map.draft.spans = map.spans.map { entry in
      var span = entry.draft
      span.from = index[entry.from] ?? 0
      span.to = index[entry.to] ?? 0
      return span
    }
  }
}

/// What a native file holds, on the way to or from a map.
private struct NativeMap {
  var name: String?
  var draft = MapDraft(name: "")
  var sites: [SiteEntry] = []
  var spans: [SpanEntry] = []

  init() {}

  init(_ network: FibreNetwork) {
    name = network.name
    draft.summary = network.summary
    draft.licence = network.licence
    draft.sources = network.sources
    draft.defaults = network.defaults
    sites = network.sites.map(SiteEntry.init)
    spans = network.spans.map { SpanEntry($0, network) }
  }
}

private struct SiteEntry {
  var site: Site
  var name: String?
  var latitude: Double?
  var longitude: Double?
  var position: SourcePosition?

  init(_ site: Site) {
    self.site = site
    name = site.name == site.id ? nil : site.name
    latitude = site.coordinate?.latitude
    longitude = site.coordinate?.longitude
  }
}

private struct SpanEntry {
  var from = ""
  var to = ""
  var draft = DraftSpan(from: 0, to: 0, position: nil)

  init() {}

  init(_ span: Span, _ network: FibreNetwork) {
    from = network.sites[span.from].id
    to = network.sites[span.to].id
    draft.id = span.id
    if span.lengthSource != .unknown {
      draft.lengthKm = span.lengthKm
      draft.lengthSource = span.lengthSource
    }
    draft.attenuationDbPerKm = span.attenuationDbPerKm
    draft.measuredLossDb = span.measuredLossDb
    draft.connectorLossDb = span.connectorLossDb
    draft.spliceLossDb = span.spliceLossDb
    draft.fibre = span.fibre
    draft.laying = span.laying
    draft.groupIndex = span.groupIndex
    draft.polyline = span.polyline
    draft.note = span.note
  }
}

extension FibreDefaults {
  fileprivate var isStated: Bool { attenuationIsStated || groupIndexIsStated }
}
