public import SourceDocument

extension Platform {
  /// JSON Schema (draft 2020-12) of a platform file, for `swapline schema platform`: one variant for each scheme.
  public static var jsonSchema: JSON {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "swapline.platform/1",
      "title": "Swapline platform",
      "description":
        "Hardware for repeater chains. Every parameter says how well it is known; units stand in the keys.",
      "oneOf": .array(Scheme.allCases.map(variant)),
      "$defs": ["measurement": measurementSchema],
    ]
  }

  private static func variant(of scheme: Scheme) -> JSON {
    let parameters = scheme.parameters
    let required = parameters.filter { $0.fallback == nil && $0.alternative == nil }.map(\.name)
    return [
      "title": .string(scheme.rawValue), "type": "object", "additionalProperties": false,
      "required": ["schema", "name", "label", "scheme", "parameters"],
      "properties": [
        "schema": ["const": "swapline.platform/1"], "name": ["type": "string"], "label": ["type": "string"],
        "scheme": ["const": .string(scheme.rawValue)],
        "sources": ["type": "array", "items": ["type": "string"]],
        "parameters": [
          "type": "object", "additionalProperties": false, "required": .array(required.map(JSON.string)),
          "anyOf": [
            ["required": ["memory_t1_s", "memory_t2_s"]], ["required": ["memory_depolarising_s"]],
          ],
          "properties": .object(parameters.map { .init($0.name, schema(of: $0)) }),
        ],
        "measurements": ["type": "array", "items": ["$ref": "#/$defs/measurement"]],
      ],
    ]
  }

  private static func schema(of parameter: ParameterSpecification) -> JSON {
    let number = numberSchema(of: parameter)
    let list = { (least: Int, most: Int) -> JSON in
      ["type": "array", "items": number, "minItems": .integer(least), "maxItems": .integer(most)]
    }
    let values: JSON =
      switch parameter.count {
      case .one: number
      case .arms: ["anyOf": .array([number, list(1, 2)])]
      case .options: ["anyOf": .array([number, list(1, 64)])]
      case .exactly(let count): list(count, count)
      }
    let free: JSON = [
      "anyOf": [["type": "number"], ["type": "array", "items": ["type": "number"]], ["type": "null"]]
    ]
    let text: JSON = ["type": ["string", "null"]]
    return [
      "type": "object", "additionalProperties": false, "required": ["value", "known"],
      "description": .string(
        parameter.meaning + (parameter.parts.unit == "1" ? "" : ", in \(parameter.parts.unit)")),
      "properties": [
        "value": ["anyOf": .array([values, ["type": "null"]])], "uncertainty": free,
        "known": ["enum": .array(Provenance.allCases.map { .string($0.rawValue) })],
        "assumed": ["anyOf": .array([values, ["type": "null"]])], "because": text, "source": text,
        "url": text,
        "note": text,
      ],
    ]
  }

  private static func numberSchema(of parameter: ParameterSpecification) -> JSON {
    var members: [JSON.Member] = [.init("type", parameter.isWhole ? "integer" : "number")]
    members.append(
      .init(parameter.includesLower ? "minimum" : "exclusiveMinimum", .number(parameter.range.lowerBound)))
    if parameter.range.upperBound < .greatestFiniteMagnitude {
      members.append(
        .init(parameter.includesUpper ? "maximum" : "exclusiveMaximum", .number(parameter.range.upperBound)))
    }
    return .object(members)
  }

  private static var measurementSchema: JSON {
    let text: JSON = ["type": ["string", "null"]]
    let numbers: JSON = [
      "anyOf": [["type": "number"], ["type": "array", "items": ["type": "number"]], ["type": "null"]]
    ]
    return [
      "type": "object", "additionalProperties": false, "required": ["name", "unit", "value"],
      "properties": [
        "name": ["type": "string"], "unit": ["type": "string"], "value": numbers, "uncertainty": numbers,
        "known": ["enum": .array(Provenance.allCases.map { .string($0.rawValue) })], "configuration": text,
        "source": text, "url": text, "note": text,
      ],
    ]
  }
}
