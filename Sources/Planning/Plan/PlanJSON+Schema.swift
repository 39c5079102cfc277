internal import ChainSimulator
public import SourceDocument
internal import TopologyFormats

extension PlanJSON {
  /// The JSON Schema (draft 2020-12) of plan files.
  public static let schema: JSON = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://swapline.dev/schema/plan/1",
    "title": "Swapline plan",
    "description":
      "A repeater layout, what it delivers and how good it is known to be. Sites are ids of the embedded map. Units stand in the keys; null means unknown, or none for a limit or bound.",
    "type": "object", "additionalProperties": false,
    "required": [
      "schema", "map_name", "platform", "platform_label", "objective", "limits", "command", "value",
      "certificate",
      "binding", "demands", "repeaters", "heralding_stations", "assumptions", "map",
    ],
    "properties": [
      "schema": ["const": .string(schemaName)],
      "map_name": text("Name or path of the map that was planned."),
      "platform": text("Name of the hardware platform."),
      "platform_label": text("The platform in words."),
      "objective": [
        "description": "What was made best.", "enum": .array(Objective.allCases.map { .string($0.rawValue) }),
      ],
      "limits": object(
        "What every plan had to keep to.",
        [
          "minimum_rate_hz": number("Pairs/s of each demand.", optional: true),
          "minimum_fidelity": number("Of delivered pairs.", optional: true),
          "minimum_secret_key_rate_hz": number("Secret bits/s of each demand.", optional: true),
          "maximum_repeaters": count("In all.", optional: true),
          "maximum_repeaters_per_chain": count("Of one chain.", optional: true),
          "maximum_cost": number("In the map's unit.", optional: true),
          "maximum_hop_km": number("Fibre of one hop.", optional: true),
          "disjoint_chains": count("Chains of each demand, disjoint from each other."),
          "disjoint_by": [
            "description": "What disjoint chains may not share.",
            "enum": .array(Disjointness.allCases.map { .string($0.rawValue) }),
          ],
          "protection": [
            "description":
              "Whether memories suffice for all chains at once, or for first chains and the backups that one failure calls for.",
            "enum": .array(Protection.allCases.map { .string($0.rawValue) }),
          ],
          "maximum_chains_per_site": count("Chains that swap at one site.", optional: true),
        ]),
      "settings": object(
        "How the hardware is used and waiting is modelled.",
        [
          "ends": [
            "description": "What end users do with their qubits.",
            "enum": .array(Memory.Ends.allCases.map { .string($0.rawValue) }),
          ],
          "link_time_model": [
            "description": "Model of the time until a hop has a pair.",
            "enum": .array(LinkTimeModel.allCases.map { .string($0.rawValue) }),
          ],
          "messages": ["description": "Whether the last message counts.", "type": "boolean"],
          "cost_per_memory": number("In the map's unit."), "cost_per_station": number("In the map's unit."),
          "modes": [
            "description":
              "Modes that hops could have: the platform's fewest, any of its numbers, or so many; null if not known.",
            "anyOf": [
              ["enum": ["fewest", "any", .null]], ["type": "integer", "minimum": 1],
            ],
          ],
          "knob": [
            "description": "Settings of the platform's free knob along a chain; null if not known.",
            "enum": .array(KnobSetting.allCases.map { .string($0.rawValue) } + [.null]),
          ],
          "stations": [
            "description": "Where heralding stations could stand; null if not known.",
            "enum": .array(StationPlacement.allCases.map { .string($0.rawValue) } + [.null]),
          ],
        ]),
      "command": text("The command that makes this plan again."),
      "value": number("Objective: pairs/s, bit/s, fidelity, repeaters or cost."),
      "bound": ["description": "No plan is better than this.", "type": ["number", "null"]],
      "gap": number("|bound - value| / |value|; 0 when proved optimal.", optional: true),
      "proved_optimal": ["type": "boolean"],
      "certificate": object(
        "How good the plan is and how that is known.",
        [
          "stop": ["enum": .array(Stop.allCases.map { .string($0.rawValue) })],
          "method": text("The proof in words."),
          "scope": object(
            "Among which plans it holds.",
            [
              "routes": object(
                "Fibre routes of each pair of sites.",
                [
                  "kept_per_pair": [
                    "description": "The first so many in rising loss; null for every route that can matter.",
                    "type": ["integer", "null"], "minimum": 1,
                  ],
                  "pairs_with_more": count("Pairs of sites with more routes that could matter."),
                ]), "swap_policy": text("How chains swap."), "delivery": text("How pairs are delivered."),
            ]),
          "statistics": object(
            "What the search did.",
            [
              "hops": count("Candidate hops of the map."), "hops_kept": count("Left after bounds."),
              "ilp_solves": count("Integer programs solved."), "ilp_columns": count("Of the last program."),
              "ilp_rows": count("Of the last program."),
              "exact_estimates": count("Chains estimated exactly."),
              "labels": count("Path beginnings searched."), "solver": text("Name and version."),
            ]),
        ]),
      "binding": text("What limits the objective."),
      "capacity_bound_bits_per_use": number(
        "Capacity of the weakest hop of all demands, in ebits per mode use.", optional: true),
      "demands": list("Pairs of end sites with the chains that serve them.", demand),
      "repeaters": list(
        "Sites where repeaters stand.",
        object(
          nil,
          ["site": site, "memories": count("In use, over all demands."), "chains": count("That swap here.")])),
      "heralding_stations": list(
        "Sites where heralding stations stand.",
        object(nil, ["site": site, "hops": count("That meet here.")])),
      "assumptions": list(
        "Inputs that nobody has measured.",
        object(
          nil,
          [
            "name": text("Of the input."), "value": text("With its unit."), "why": text("Source or reason."),
          ])),
      "alternatives": list("The next best plans of other sets of repeaters, best first.", alternative),
      "alternatives_proved": [
        "description": "Whether no better plan of other repeaters is missing.", "type": "boolean",
      ],
      "analysis": .object([
        .init("description", "Curves and tables beside the plan."),
        .init("anyOf", [["type": "null"], analysis]),
      ]),
      "map": NativeTopology.schema,
    ],
  ]

  private static let site: JSON = ["description": "Id of a site of the map.", "type": "string"]

  private static let demand: JSON = object(
    nil,
    chainMembers + [
      .init("from", site), .init("to", site), .init("backups", list("Disjoint chains.", chain)),
    ],
    required: chainRequired + ["from", "to"])
  private static let chain: JSON = object(nil, chainMembers, required: chainRequired)

  private static let alternative: JSON = object(
    nil,
    chainMembers + [
      .init("value", signed("Of the objective.")),
      .init("loss", number("|best value - value| / |best value|.")),
    ], required: chainRequired + ["value"])

  private static let chainRequired = ["sites", "segments", "swap_policy", "delivery", "estimate", "bounds"]
  private static let chainMembers: [JSON.Member] = [
    .init("sites", list("Both ends and the repeaters between them, in order.", site)),
    .init("length_km", number("Fibre of the chain.")), .init("loss_db", number("Loss of the chain.")),
    .init("rate_hz", number("Pairs/s, exact.")),
    .init("rate_standard_error_hz", number("Of the simulated rate.", optional: true)),
    .init("fidelity", number("Of delivered pairs, exact.")),
    .init("secret_key_rate_hz", number("BBM92 bit/s, one-way, asymptotic.")),
    .init("swap_policy", text("By name, e.g. asap-simultaneous.")),
    .init(
      "swap_tree",
      [
        "description": "Order of swaps as nested lists of segments, e.g. [[0, 1], 2].",
        "type": ["string", "null"],
      ]), .init("delivery", text("By name.")),
    .init(
      "estimate",
      object(
        "From an exact estimator.",
        [
          "mean_time_s": number("Until a pair is delivered."),
          "standard_deviation_s": number("Of that time."),
          "characters": characters, "key_fraction": number("Secret bits per pair."),
          "method": text("Which estimator."),
        ])),
    .init("simulation", .object([.init("anyOf", [["type": "null"], simulation])])),
    .init("swap_characters", .object([.init("anyOf", [["type": "null"], characters])])),
    .init(
      "readiness",
      list(
        "What the delivered pairs are good for.",
        object(
          nil,
          [
            "application": text(""), "ready": ["type": "boolean"], "asks": text("Of pairs."),
            "delivered": text("What the pairs come to."), "source": text("Of the threshold."),
            "known": text("How well the threshold is known."),
          ]))),
    .init(
      "bounds",
      object(
        "What physics allows at most.",
        [
          "repeaterless_bits_per_use": number("PLOB capacity of the fibre as one.", optional: true),
          "chain_bits_per_use": number("Capacity of the weakest hop.", optional: true),
          "slowest_link_hz": number("Pairs/s of the slowest hop alone.", optional: true),
          "first_pair_s": number("No pair can be there sooner."),
          "relay_chain_bits_per_use": number(
            "Capacity of the weakest arm, heralding stations counted as relays.", optional: true),
          "repeaterless_hz": number("PLOB capacity at the plan's mode uses per s, pairs/s.", optional: true),
          "chain_hz": number(
            "Capacities of the hops at their mode uses per s, the smallest.", optional: true),
          "relay_chain_hz": number("The same of the arms: no more ebits can be made.", optional: true),
          "heralding_hz": number(
            "Pairs/s of the slowest hop if attempts waited for nothing but light.", optional: true),
          "light_speed_hz": number("1 / first_pair_s.", optional: true),
          "reached": object(
            "The rate over each of these bounds.",
            [
              "repeaterless": number(""), "chain": number(""), "relay_chain": number(""),
              "slowest_link": number(""), "heralding": number(""), "light_speed": number(""),
            ]),
        ])),
    .init("segments", list("Hops in order.", segment)),
  ]

  private static let simulation: JSON = object(
    "From Monte Carlo.",
    [
      "mean_time_s": number("Until a pair is delivered."),
      "mean_time_standard_error_s": number("Of the mean."),
      "rate_hz": number("1 / mean time."), "fidelity": number("Mean."),
      "fidelity_standard_error": number("Of the mean."), "samples": count("Pairs."),
      "seed": ["description": "Whole number; text from 2^53 on.", "type": ["integer", "string"]],
      "time_z": signed("(simulated - exact) / standard error."),
      "fidelity_z": signed("The same of the fidelity."),
    ])

  private static let segment: JSON = object(
    nil,
    [
      "from": site, "to": site, "route": list("Sites along the fibre, both ends included.", site),
      "spans": list("Places in the map's spans.", count("")), "length_km": number("Fibre of the hop."),
      "loss_db": number("Loss of the hop."), "station": ["type": ["string", "null"]],
      "arm_lengths_km": list("Fibre from each end to the station.", number("")),
      "option": text("Setting of the platform."),
      "success_probability": number("Of one attempt of one mode."),
      "attempt_period_s": number("From attempt to attempt."), "modes": count("Attempts side by side."),
      "fidelity": number("Of a fresh pair."), "characters": characters,
      "vacuum_fraction": number("Heralded without a pair."),
      "mean_time_s": number("Until the hop alone has a pair."),
      "capacity_bits_per_use": number("Of the hop's fibre.", optional: true),
      "loss_budget_db": list("Where photons are lost.", contribution),
      "infidelity_budget": list("Where fidelity is lost.", contribution),
    ])

  private static let contribution: JSON = object(nil, ["name": text(""), "value": signed("")])

  private static let point: JSON = object(
    nil,
    [
      "label": text("Of the point."), "repeaters": count(""), "rate_hz": number("Pairs/s."),
      "fidelity": number(""),
      "secret_key_rate_hz": number("bit/s."), "proved_optimal": ["type": "boolean"],
    ])

  private static let analysis: JSON = object(
    nil,
    [
      "sweep": list("Best plan for each number of repeaters.", point),
      "trade_off": list("Rate against fidelity.", point),
      "sensitivity": list(
        "What a change of one input brings.",
        object(
          nil,
          [
            "name": text("Of the input."), "change": text("E.g. +10 %."), "rate_hz": number("Pairs/s."),
            "fidelity": number(""), "secret_key_rate_hz": number("bit/s."),
          ])),
      "delivery_quantiles": list(
        "Probability that a pair is delivered within a time.",
        object(nil, ["probability": number(""), "time_s": number("")])),
      "failures": list(
        "What the loss of one site or span does, worst first.",
        object(
          nil,
          [
            "site": ["description": "Id; null for a span.", "type": ["string", "null"]],
            "span": count("Place in the map's spans; null for a site.", optional: true),
            "chains": count("That stop."),
            "demands_lost": list("Places in demands that no standing chain serves.", ["type": "integer"]),
            "rate_hz": number("Least of the demands over standing chains, pairs/s."),
            "rate_after_rerouting_hz": number(
              "Least after new chains over standing equipment, pairs/s.", optional: true),
          ])),
      "additions": list(
        "What one more of a resource brings, best first.",
        object(
          nil,
          [
            "kind": ["enum": .array(PlanAnalysis.Addition.Kind.allCases.map { .string($0.rawValue) })],
            "change": text("What and where."),
            "shadow_price": number("Of the linear relaxation, in units of the objective.", optional: true),
            "value": number(
              "Objective after planning again; null without an answer in time.", optional: true),
            "proved_optimal": ["type": "boolean"],
            "rate_hz": number("Least rate of all chains then.", optional: true),
          ])),
      "left_out": list(
        "Parts that the time did not suffice for: what they hold is a beginning, or nothing.",
        ["enum": .array(PlanAnalysis.Part.allCases.map { .string($0.rawValue) })]),
      "knob": .object([
        .init("description", "What the platform's free knob does to the slowest hop."),
        .init(
          "anyOf",
          [
            ["type": "null"],
            object(
              nil,
              [
                "name": text("Of the knob."), "segment": count("Place in the first demand's segments."),
                "points": list(
                  "Settings in order.",
                  object(
                    nil,
                    [
                      "setting": number(""), "rate_hz": number("Heralds/s of one mode."),
                      "fidelity": number("Of a pair that is there."),
                      "presence": number("Probability that a heralded pair is there."),
                      "secret_key_rate_hz": number("bit/s of the hop alone, best two bases."),
                    ])),
              ]),
          ]),
      ]),
    ])

  private static let characters: JSON = [
    "description": "Pauli characters [x, y, z] of a Bell-diagonal state.", "type": "array", "minItems": 3,
    "maxItems": 3, "items": ["type": "number", "minimum": -1, "maximum": 1],
  ]

  private static func described(_ text: String, _ members: [JSON.Member]) -> JSON {
    .object((text.isEmpty ? [] : [.init("description", .string(text))]) + members)
  }
  private static func text(_ text: String) -> JSON { described(text, [.init("type", "string")]) }
  private static func signed(_ text: String) -> JSON { described(text, [.init("type", "number")]) }
  private static func number(_ text: String, optional: Bool = false) -> JSON {
    described(text, [.init("type", optional ? ["number", "null"] : "number"), .init("minimum", 0)])
  }
  private static func count(_ text: String, optional: Bool = false) -> JSON {
    described(text, [.init("type", optional ? ["integer", "null"] : "integer"), .init("minimum", 0)])
  }
  private static func list(_ text: String, _ items: JSON) -> JSON {
    described(text, [.init("type", "array"), .init("items", items)])
  }
  private static func object(_ text: String?, _ properties: JSON) -> JSON {
    guard case .object(let members) = properties else { return properties }
    return object(text, members, required: [])
  }
  private static func object(_ text: String?, _ properties: [JSON.Member], required: [String]) -> JSON {
    var members: [JSON.Member] = [.init("type", "object"), .init("additionalProperties", false)]
    if !required.isEmpty { members.append(.init("required", .array(required.map(JSON.string)))) }
    return described(text ?? "", members + [.init("properties", .object(properties))])
  }
}
