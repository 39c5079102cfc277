internal import FibreNetwork
public import SourceDocument

extension NativeTopology {
  /// The JSON Schema (draft 2020-12) of the native topology format.
  public static let schema: JSON = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://swapline.dev/schema/topology/1",
    "title": "Swapline topology",
    "description":
      "A map of fibre: sites that may host equipment and the spans between them. Units stand in the keys; null means unknown.",
    "type": "object",
    "required": ["schema", "sites", "spans"],
    "additionalProperties": false,
    "properties": [
      "schema": ["const": .string(schemaName)],
      "name": text("Name of the map."),
      "summary": text("What the map shows and how it was made."),
      "licence": text("Terms under which the map may be passed on."),
      "sources": [
        "description": "Where the facts come from.", "type": ["array", "null"], "items": ["type": "string"],
      ],
      "defaults": [
        "description": "What holds for every span that does not say otherwise.",
        "type": ["object", "null"], "additionalProperties": false,
        "properties": [
          "attenuation_db_per_km": number("Fibre attenuation in dB/km; 0.2 when absent.", 0),
          "group_index": number("Group index of the fibre; 1.4682 when absent.", 1, 10),
        ],
      ],
      "sites": [
        "type": "array", "items": site,
      ],
      "spans": [
        "type": "array", "items": span,
      ],
    ],
  ]

  private static let site: JSON = [
    "type": "object", "required": ["id"], "additionalProperties": false,
    "dependentRequired": ["latitude": ["longitude"], "longitude": ["latitude"]],
    "properties": [
      "id": ["description": "Unique name that spans refer to.", "type": "string", "minLength": 1],
      "name": text("Name for people; the id when absent."),
      "latitude": number("Degrees north, WGS 84; null where the place is not known.", -90, 90),
      "longitude": number("Degrees east, WGS 84.", -180, 180),
      "may_host_repeater": flag("Whether a repeater may stand here; true when absent."),
      "may_host_station": flag("Whether a heralding station may stand here; true when absent."),
      "cost": number("Cost of a repeater here, in the map's own unit; 1 when absent.", 0),
      "memories": [
        "description": "Number of memories that fit here; null for no limit.",
        "type": ["integer", "null"], "minimum": 0, "maximum": 1_000_000_000,
      ],
      "note": text("What else is known, sources among it."),
    ],
  ]

  private static let span: JSON = [
    "type": "object", "required": ["from", "to"], "additionalProperties": false,
    "properties": [
      "id": text("Name of the span."),
      "from": ["description": "Id of the site at one end.", "type": "string"],
      "to": ["description": "Id of the site at the other end.", "type": "string"],
      "length_km": number(
        "Fibre length in km; when absent it is summed along the route or estimated from the great circle.", 0),
      "length_source": [
        "description": "How the length is known; published when absent.",
        "enum": .array(LengthSource.allCases.map { .string($0.rawValue) } + [.null]),
      ],
      "attenuation_db_per_km": number(
        "Fibre attenuation in dB/km; when absent, that of the fibre class, or the default of the map for G.652 and unknown ones.",
        0),
      "loss_db": number("Measured loss of the whole span in dB; wins over dB/km.", 0),
      "connector_loss_db": number("Loss of connectors in dB; 0 when absent.", 0),
      "splice_loss_db": number("Loss of splices in dB; 0 when absent.", 0),
      "fibre": text(
        "Class of the fibre: \(FibreClass.all.map(\.name).joined(separator: ", ")). Others are kept, but say nothing of loss."
      ),
      "laying": [
        "description":
          "Where the fibre lies; buried when absent. A platform may say what wind does to aerial fibre.",
        "enum": .array(FibreLaying.allCases.map { .string($0.rawValue) } + [.null]),
      ],
      "group_index": number(
        "Group index of the fibre; when absent, that of the fibre class, or the default of the map.", 1, 10),
      "route": [
        "description":
          "Points of the fibre's route, both ends included, each [longitude, latitude] in degrees.",
        "type": ["array", "null"],
        "items": [
          "type": "array", "minItems": 2, "maxItems": 2,
          "prefixItems": [
            ["type": "number", "minimum": -180, "maximum": 180],
            ["type": "number", "minimum": -90, "maximum": 90],
          ],
        ],
      ],
      "note": text("What else is known, sources among it."),
    ],
  ]

  private static func text(_ description: String) -> JSON {
    ["description": .string(description), "type": ["string", "null"]]
  }

  private static func flag(_ description: String) -> JSON {
    ["description": .string(description), "type": ["boolean", "null"]]
  }

  private static func number(_ description: String, _ low: Int, _ high: Int? = nil) -> JSON {
    var members: [JSON.Member] = [
      .init("description", .string(description)), .init("type", ["number", "null"]),
      .init("minimum", .integer(low)),
    ]
    if let high { members.append(.init("maximum", .integer(high))) }
    return .object(members)
  }
}
