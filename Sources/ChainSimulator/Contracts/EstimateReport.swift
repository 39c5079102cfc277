public import LinkPhysics
public import SourceDocument

/// Both answers about one chain, side by side: what `swapline.estimate/1` holds.
public struct EstimateReport: Sendable {
  public static let schemaName = "swapline.estimate/1"

  public var chain: Chain
  public var exact: ExactEstimate?
  /// Why there is no exact estimate; `nil` where there is one or none was asked for.
  public var exactUnavailable: String?
  public var monteCarlo: MonteCarloEstimate?

  public init(
    chain: Chain, exact: ExactEstimate?, exactUnavailable: String?, monteCarlo: MonteCarloEstimate?
  ) {
    self.chain = chain
    self.exact = exact
    self.exactUnavailable = exactUnavailable
    self.monteCarlo = monteCarlo
  }

  /// The best known state: exact where there is one.
  public var state: BellDiagonalState? { exact?.state ?? monteCarlo?.state }
  public var meanTime: Double? { exact?.meanTime ?? monteCarlo?.meanTime.value }
  /// BBM92 key fraction of the mean state: a lower bound for keys that are binned by waiting time.
  public var secretKeyFraction: Double? { state?.bb84KeyFraction }

  /// How far sampling and exact method are apart, in standard errors.
  public var timeZScore: Double? { Self.score(monteCarlo?.meanTime, exact?.meanTime) }
  public var fidelityZScore: Double? { Self.score(monteCarlo?.fidelity, exact?.fidelity) }

  private static func score(_ sampled: Measured?, _ exact: Double?) -> Double? {
    guard let sampled, let exact, sampled.standardError > 0 else { return nil }
    return (sampled.value - exact) / sampled.standardError
  }

  private var physical: Bool { chain.timeBase == .physical }

  public var json: JSON {
    var members: [JSON.Member] = []
    func put(_ key: String, _ value: JSON) { members.append(JSON.Member(key, value)) }
    put("schema", .string(Self.schemaName))
    put("policy", .string(chain.policy.rawValue))
    put("delivery", .string(chain.delivery.rawValue))
    put("mode", .string(chain.timeBase.rawValue))
    put("time_unit", .string(physical ? "s" : "rounds"))
    put("latency", .string(chain.latency.rawValue))
    put("segments", .integer(chain.segments.count))
    put(
      "memory",
      ["convention": .string(chain.memory.convention.rawValue), "ends": .string(chain.memory.ends.rawValue)])
    if let cutoff = chain.cutoff {
      put(
        "cutoff",
        ["kind": .string(cutoff.kind.rawValue), "values": .array(cutoff.values.map { .number($0) })])
    }
    put("time_grid", timeGrid)
    put("exact", exact.map(json) ?? .null)
    put("exact_unavailable", JSON(exactUnavailable))
    put("monte_carlo", monteCarlo.map(json) ?? .null)
    put("z_scores", ["mean_time": JSON(timeZScore), "fidelity": JSON(fidelityZScore)])
    put("rate_hz", physical ? JSON(meanTime.map { 1 / $0 }) : .null)
    put("error_rate_x", JSON(state?.errorRateX))
    put("error_rate_z", JSON(state?.errorRateZ))
    put("secret_key_fraction", JSON(secretKeyFraction))
    let rate = meanTime.flatMap { time in secretKeyFraction.map { $0 / time } }
    put(physical ? "secret_key_rate_hz" : "secret_key_per_round", JSON(rate))
    return .object(members)
  }

  private var timeGrid: JSON {
    let grid = TickGrid(chain)
    return ["tick": .number(grid.tick), "largest_relative_error": .number(grid.largestRelativeError)]
  }

  private func json(_ exact: ExactEstimate) -> JSON {
    let s = exact.state
    return [
      "mean_time": .number(exact.meanTime), "mean_time_relative_error": .number(exact.meanTimeError),
      "std_time": JSON(exact.standardDeviation), "quantiles": quantiles(exact.quantiles),
      "fidelity": JSON(s?.fidelity),
      "characters": s.map { .array([.number($0.x), .number($0.y), .number($0.z)]) } ?? .null,
      "werner": JSON(s.map { ($0.x + $0.y + $0.z) / 3 }),
      "characters_error": s == nil ? .null : .number(exact.stateError),
      "state_unavailable": JSON(exact.stateUnavailable),
      "rate_hz": physical ? .number(1 / exact.meanTime) : .null, "method": .string(exact.method),
    ]
  }

  private func json(_ sampled: MonteCarloEstimate) -> JSON {
    [
      "mean_time": .number(sampled.meanTime.value), "mean_time_se": .number(sampled.meanTime.standardError),
      "std_time": .number(sampled.standardDeviation), "quantiles": quantiles(sampled.quantiles),
      "fidelity": .number(sampled.fidelity.value), "fidelity_se": .number(sampled.fidelity.standardError),
      "characters": .array([sampled.x, sampled.y, sampled.z].map { .number($0.value) }),
      "characters_se": .array([sampled.x, sampled.y, sampled.z].map { .number($0.standardError) }),
      "werner": .number((sampled.x.value + sampled.y.value + sampled.z.value) / 3),
      "rate_hz": physical ? .number(1 / sampled.meanTime.value) : .null,
      "rate_se_hz": physical
        ? .number(sampled.meanTime.standardError / (sampled.meanTime.value * sampled.meanTime.value)) : .null,
      "error_rate_x": .number(sampled.state.errorRateX),
      "error_rate_x_se": .number(sampled.x.standardError / 2),
      "error_rate_z": .number(sampled.state.errorRateZ),
      "error_rate_z_se": .number(sampled.z.standardError / 2),
      "secret_key_fraction": .number(sampled.state.bb84KeyFraction),
      "links_per_pair": .number(sampled.linksPerPair), "samples": .integer(sampled.samples),
      "seed": .integer(Int(truncatingIfNeeded: sampled.seed)), "stop": .string(sampled.stop.rawValue),
      "histogram": .array(
        sampled.histogram.map {
          ["from": .number($0.from), "to": .number($0.to), "count": .integer($0.count)]
        }),
    ]
  }

  private func quantiles(_ quantiles: [ExactEstimate.Quantile]) -> JSON {
    .array(quantiles.map { ["share": .number($0.share), "time": .number($0.time)] })
  }
}
