internal import FibreNetwork
public import SourceDocument

extension ChainFile {
  /// The JSON Schema (draft 2020-12) of chain files.
  public static let schema: JSON = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://swapline.dev/schema/chain/1",
    "title": "Swapline repeater chain",
    "description":
      "A repeater chain for the simulator. In mode rounds all times are rounds; in mode physical they are seconds.",
    "type": "object",
    "required": ["schema", "segments"],
    "additionalProperties": false,
    "properties": [
      "schema": ["const": .string(schemaName)],
      "name": ["type": ["string", "null"]],
      "sources": ["description": "Where the facts come from."],
      "mode": word(
        "rounds: every attempt takes one round, no latency. physical: seconds. Default rounds.",
        Chain.TimeBase.self),
      "latency": word(
        "Physical mode: messages delay restarts, nested swaps and the delivery, or not. Default messages.",
        Chain.Latency.self),
      "group_index": number(
        "Of the fibre, turns length_km into delays; \(FibreClass.ordinary.groupIndex) when absent.", 1, 4),
      "segments": [
        "type": "array", "minItems": 1, "maxItems": .integer(Chain.mostSegments), "items": segment,
      ],
      "swap": [
        "description":
          "The swap of every repeater, or a list with one for each from left to right. Default: certain and perfect, asap-sequential.",
        "oneOf": [swap, ["type": "array", "items": swap], ["type": "null"]],
      ],
      "memory": [
        "description": "How stored pairs decay. Default: not at all.",
        "type": ["object", "null"], "additionalProperties": false,
        "properties": [
          "kind": [
            "description":
              "depolarising: all three characters by exp(-t/time); dephasing: x and y; t1-t2: z by exp(-t/t1), x and y by exp(-t/t2). Default depolarising.",
            "enum": ["depolarising", "dephasing", "t1-t2"],
          ],
          "time": positive("Of depolarising and dephasing; null for no decay."),
          "t1": positive("Relaxation time of t1-t2; null for no decay."),
          "t2": positive("Dephasing time of t1-t2, at most twice t1; null for no decay."),
          "convention": [
            "description":
              "qubit: each stored qubit decays. pair (or pair-time): one factor for each stored pair. Default qubit.",
            "enum": ["qubit", "pair", "pair-time"],
          ],
          "ends": word(
            "Whether end qubits are measured at once or stored until delivery (convention qubit). Default measured.",
            Memory.Ends.self),
        ],
      ],
      "cutoff": [
        "type": ["object", "null"], "required": ["kind", "values"], "additionalProperties": false,
        "properties": [
          "kind": word(
            "memory-time (nested): pairs whose arrivals differ by more than the value are both dropped, that long after the first. age: pairs whose oldest part is that old are dropped. global: the whole chain starts again after that time.",
            Cutoff.Kind.self),
          "values": [
            "description": "One for all, or (memory-time) one for each step of the protocol.",
            "oneOf": [
              ["type": "number", "minimum": 0],
              ["type": "array", "items": ["type": "number", "minimum": 0]],
            ],
          ],
        ],
      ],
      "protocol": [
        "description":
          "Nested: what each level does, from the elementary one; 0 or swap, 1 or purify. Default: all levels swap.",
        "type": ["array", "null"], "items": ["enum": [0, 1, "swap", "purify"]],
      ],
      "purification": word("Default bbpssw.", PurificationScheme.self),
      "tree": [
        "description":
          "Nested: nested lists of segment indices, e.g. [[0, 1], 2]. Default balanced, the left half the larger.",
        "type": ["array", "integer", "null"],
      ],
      "delivery": word(
        "on-demand: start, deliver one pair, stop. continuous: segments start again as soon as their memories are free. Default on-demand.",
        Chain.Delivery.self),
    ],
  ]

  private static let segment: JSON = [
    "type": "object", "required": ["success_probability"], "additionalProperties": false,
    "properties": merge(
      [
        "name": ["type": ["string", "null"]],
        "success_probability": number("Of one attempt of one mode.", 1e-15, 1),
        "modes": [
          "description": "Attempts side by side, of which one success is kept. Default 1.",
          "type": ["integer", "null"],
          "minimum": 1, "maximum": .integer(Chain.mostModes),
        ],
        "attempt_period_s": positive(
          "Physical mode: from one attempt to the next. Default: length_km at the speed of light in fibre."),
        "attempt_period_rounds": [
          "description": "Rounds mode: rounds that one attempt takes. Default 1.",
          "type": ["integer", "null"], "minimum": 1,
        ],
        "length_km": [
          "description": "Physical mode: fibre length.", "type": ["number", "null"], "minimum": 0,
        ],
        "message_delay_s": [
          "description":
            "Physical mode: one-way time of a classical message. Default: length_km at the speed of light in fibre, else 0.",
          "type": ["number", "null"], "minimum": 0,
        ],
      ], state("State of a fresh pair; perfect when absent.")),
  ]

  private static let swap: JSON = [
    "type": "object", "additionalProperties": false,
    "properties": merge(
      [
        "policy": word("The same for all repeaters of a chain.", SwapPolicy.self),
        "success_probability": [
          "description": "Default 1.", "type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 1,
        ],
      ], state("Characters that a successful swap multiplies into the state; perfect when absent.")),
  ]

  private static func state(_ description: JSON) -> JSON {
    [
      "werner": [
        "description": description, "type": ["number", "null"], "minimum": .number(-1.0 / 3), "maximum": 1,
      ],
      "characters": [
        "description": "The same as [x, y, z] of the Pauli characters.", "type": ["array", "null"],
        "items": ["type": "number", "minimum": -1, "maximum": 1], "minItems": 3, "maxItems": 3,
      ],
      "bell_diagonal": [
        "description": "The same as probabilities of [I, X, Y, Z].", "type": ["array", "null"],
        "items": ["type": "number", "minimum": 0, "maximum": 1], "minItems": 4, "maxItems": 4,
      ],
    ]
  }

  private static func merge(_ a: JSON, _ b: JSON) -> JSON {
    guard case .object(let first) = a, case .object(let second) = b else { return a }
    return .object(first + second)
  }

  private static func word<Word: RawRepresentable & CaseIterable>(_ description: String, _ words: Word.Type)
    -> JSON
  where Word.RawValue == String {
    [
      "description": .string(description),
      "enum": .array(words.allCases.map { .string($0.rawValue) } + [.null]),
    ]
  }

  private static func number(_ description: String, _ least: Double, _ most: Double) -> JSON {
    [
      "description": .string(description), "type": "number", "minimum": .number(least),
      "maximum": .number(most),
    ]
  }

  private static func positive(_ description: String) -> JSON {
    ["description": .string(description), "type": ["number", "null"], "exclusiveMinimum": 0]
  }
}
