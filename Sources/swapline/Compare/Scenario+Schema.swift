internal import SourceDocument

extension Scenario {
  /// The JSON Schema (draft 2020-12) of scenario files.
  static let schema: JSON = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://swapline.dev/schema/scenario/1",
    "title": "Swapline scenario",
    "description":
      "Plans to compare. Every key of a plan stands for the option of swapline plan of the same name; what a plan leaves out holds from the defaults (ends as a whole: a plan with demands takes none of the defaults).",
    "type": "object", "additionalProperties": false, "required": ["schema", "plans"],
    "properties": [
      "schema": ["const": .string(schemaName)],
      "name": ["description": "Title of the comparison.", "type": ["string", "null"]],
      "baseline": [
        "description": "Name of the plan that others are compared with; the first when absent.",
        "type": ["string", "null"],
      ],
      "defaults": .object([.init("type", ["object", "null"])] + members(named: false)),
      "plans": [
        "type": "array",
        "items": .object([.init("type", "object"), .init("required", ["name"])] + members(named: true)),
      ],
    ],
  ]

  private static func members(named: Bool) -> [JSON.Member] {
    let name: [JSON.Member] = named ? [.init("name", ["description": "Unique.", "type": "string"])] : []
    let values = options.map { key, option -> JSON.Member in
      let isList = lists.contains(key)
      let types: [JSON] = ["string", "number", "null"] + (isList ? ["array"] : [])
      return JSON.Member(
        key,
        .object(
          [
            .init(
              "description",
              .string(
                option.isEmpty ? "The map." : "As \(option)\(isList ? "; a list gives several" : "").")),
            .init("type", .array(types)),
          ] + (isList ? [.init("items", ["type": "string"]), .init("minItems", 1)] : [])))
    }
    return [.init("additionalProperties", false), .init("properties", .object(name + values))]
  }
}
