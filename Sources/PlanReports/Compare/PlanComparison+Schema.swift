internal import Planning
public import SourceDocument

extension PlanComparison {
  /// The JSON Schema (draft 2020-12) of comparison documents.
  public static let schema: JSON = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://swapline.dev/schema/comparison/1",
    "title": "Swapline comparison",
    "description": "Plans side by side; null where an entry has no plan.",
    "type": "object", "additionalProperties": false, "required": ["schema", "title", "baseline", "entries"],
    "properties": [
      "schema": ["const": "swapline.comparison/1"], "title": ["type": "string"],
      "baseline": ["description": "Name of the entry that others are compared with.", "type": "string"],
      "entries": [
        "type": "array",
        "items": [
          "type": "object", "additionalProperties": false, "required": ["name", "plan"],
          "properties": [
            "name": ["type": "string"],
            "no_plan": ["description": "Why there is no plan.", "type": ["string", "null"]],
            "rank": ["description": "Place by rate, 1 for the fastest.", "type": ["integer", "null"]],
            "rate_hz": number("Exact pairs/s of the slowest demand."),
            "rate_standard_error_hz": number("Of the simulated rate."),
            "rate_difference_z": number("Difference to the baseline in standard errors."),
            "fidelity": number("Least of all demands."),
            "secret_key_rate_hz": number("Least of all demands, bit/s."),
            "repeaters": ["type": ["integer", "null"]], "heralding_stations": ["type": ["integer", "null"]],
            "cost": number("Of all repeater sites, in the map's unit."),
            "length_km": number("Fibre of all chains."),
            "on_rate_front": [
              "description": "No other has as few repeaters and as high a rate.", "type": "boolean",
            ],
            "on_key_front": [
              "description": "No other costs as little for as many key bits.", "type": "boolean",
            ],
            "plan": .object([.init("anyOf", [["type": "null"], PlanJSON.schema])]),
          ],
        ],
      ],
    ],
  ]

  private static func number(_ text: String) -> JSON {
    ["description": .string(text), "type": ["number", "null"]]
  }
}
