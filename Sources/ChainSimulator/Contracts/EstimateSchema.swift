public import SourceDocument

extension EstimateReport {
  /// The JSON Schema (draft 2020-12) of estimates.
  public static let schema: JSON = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://swapline.dev/schema/estimate/1",
    "title": "Swapline estimate",
    "description":
      "What one chain delivers, exactly and by simulation. Times in time_unit; null where there is no such figure.",
    "type": "object",
    "required": [
      "schema", "policy", "delivery", "mode", "time_unit", "exact", "exact_unavailable", "monte_carlo",
      "secret_key_fraction",
    ],
    "properties": [
      "schema": ["const": .string(schemaName)],
      "policy": ["enum": .array(SwapPolicy.allCases.map { .string($0.rawValue) })],
      "delivery": ["enum": .array(Chain.Delivery.allCases.map { .string($0.rawValue) })],
      "mode": ["enum": .array(Chain.TimeBase.allCases.map { .string($0.rawValue) })],
      "time_unit": ["enum": ["s", "rounds"]],
      "latency": ["enum": .array(Chain.Latency.allCases.map { .string($0.rawValue) })],
      "segments": ["type": "integer"],
      "memory": ["type": "object"],
      "cutoff": ["type": "object"],
      "time_grid": [
        "description":
          "The tick of the integer grid of time and the largest rounding error of an attempt period; 0 where all times have a common measure.",
        "type": "object",
      ],
      "exact": [
        "type": ["object", "null"],
        "properties": [
          "mean_time": figure("Mean time per delivered pair."),
          "mean_time_relative_error": figure("Rounding, or a bound where the method is approximate."),
          "std_time": figure("Standard deviation of the delivery time."),
          "quantiles": quantiles,
          "fidelity": figure("Of the mean state with Φ+."),
          "characters": triple("Mean Pauli characters [x, y, z]."),
          "werner": figure("Mean of the characters, (4F−1)/3."),
          "characters_error": figure("Absolute error of each character."),
          "state_unavailable": ["type": ["string", "null"]],
          "rate_hz": figure("Pairs per second in physical mode."),
          "method": ["type": "string"],
        ],
      ],
      "exact_unavailable": ["description": "Why there is no exact estimate.", "type": ["string", "null"]],
      "monte_carlo": [
        "description": "Keys that end in _se are standard errors.",
        "type": ["object", "null"],
        "properties": [
          "mean_time": figure("Mean time per delivered pair."), "mean_time_se": figure("Its standard error."),
          "std_time": figure("Standard deviation of the delivery time."), "quantiles": quantiles,
          "fidelity": figure("Of the mean state with Φ+."), "fidelity_se": figure("Its standard error."),
          "characters": triple("Mean Pauli characters [x, y, z]."),
          "characters_se": triple("Their standard errors."),
          "werner": figure("Mean of the characters, (4F−1)/3."),
          "rate_hz": figure("Pairs per second in physical mode."),
          "rate_se_hz": figure("Its standard error."),
          "error_rate_x": figure("Probability of different outcomes in X."),
          "error_rate_x_se": figure("Its standard error."), "error_rate_z": figure("The same in Z."),
          "error_rate_z_se": figure("Its standard error."),
          "secret_key_fraction": figure("BBM92, of the sampled mean state."),
          "links_per_pair": figure("Elementary pairs made for each delivered one."),
          "samples": ["type": "integer"],
          "seed": ["type": "integer"], "stop": ["enum": ["samples", "relative-error", "cancelled"]],
          "histogram": [
            "description": "Counts of delivery times, empty bins left out.", "type": "array",
            "items": ["type": "object"],
          ],
        ],
      ],
      "z_scores": ["description": "Sampled minus exact, in standard errors.", "type": "object"],
      "rate_hz": figure("Pairs per second in physical mode, exact where there is an exact figure."),
      "error_rate_x": figure("Probability of different outcomes in X."),
      "error_rate_z": figure("The same in Z."),
      "secret_key_fraction": figure("BBM92 of the mean state, max(0, 1 − h(e_x) − h(e_z))."),
      "secret_key_rate_hz": figure("Secret bits per second in physical mode."),
      "secret_key_per_round": figure("Secret bits per round in rounds mode."),
    ],
  ]

  private static func figure(_ description: String) -> JSON {
    ["description": .string(description), "type": ["number", "null"]]
  }

  private static func triple(_ description: String) -> JSON {
    [
      "description": .string(description), "type": ["array", "null"], "items": ["type": "number"],
      "minItems": 3,
      "maxItems": 3,
    ]
  }

  private static let quantiles: JSON = [
    "description": "Times by which a share of deliveries is done.", "type": "array",
    "items": ["type": "object", "properties": ["share": ["type": "number"], "time": ["type": "number"]]],
  ]
}
