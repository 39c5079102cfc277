public import LinkPhysics
public import SourceDocument

/// Both answers about one chain, side by side: what `swapline.estimate/1` holds.
public struct EstimateReport: Sendable {
  /// The chain that both answers are about.
  public var chain: Chain
  /// What an exact method says; `nil` where none covers the chain or none was asked for.
  public var exact: ExactEstimate?
  /// Why there is no exact estimate; `nil` where there is one or none was asked for.
  public var exactUnavailable: String?
  /// What sampling says; `nil` where it was not asked for.
  public var monteCarlo: MonteCarloEstimate?
  /// How key is made of the pairs.
  public var key: KeyRule

  /// Creates a report from its parts; both answers have to be of `chain`.
  public init(
    chain: Chain, exact: ExactEstimate?, exactUnavailable: String?, monteCarlo: MonteCarloEstimate?,
    key: KeyRule = KeyRule()
  ) {
    self.key = key
    self.chain = chain
    self.exact = exact
    self.exactUnavailable = exactUnavailable
    self.monteCarlo = monteCarlo
  }

  /// The best known state: exact where there is one.
  public var state: BellDiagonalState? { exact?.state ?? monteCarlo?.state }
  /// Mean time per delivered pair, exact where that is known: in s, or in rounds where the chain counts
  /// rounds.
  public var meanTime: Double? { exact?.meanTime ?? monteCarlo?.meanTime.value }
  /// Key fraction of the mean state: a lower bound for keys that are binned by waiting time.
  public var secretKeyFraction: Double? { state.map(key.fraction) }

  /// How far the sampled mean time lies above the exact one, in standard errors; `nil` where one of them is
  /// missing or sampling has no spread.
  public var timeZScore: Double? { Self.score(monteCarlo?.meanTime, exact?.meanTime) }
  /// The same of the fidelity.
  public var fidelityZScore: Double? { Self.score(monteCarlo?.fidelity, exact?.fidelity) }

  private static func score(_ sampled: Measured?, _ exact: Double?) -> Double? {
    guard let sampled, let exact, sampled.standardError > 0 else { return nil }
    return (sampled.value - exact) / sampled.standardError
  }

  private var isPhysical: Bool { chain.timeBase == .physical }

  /// The report as a `swapline.estimate/1` document.
  public var json: JSON { Self.contract.json(self) }

  /// The JSON Schema (draft 2020-12) of estimates.
  public static var schema: JSON { contract.schema }

  private static var contract: FileContract<EstimateReport> {
    let number = Contract<Double>.number()
    return FileContract(
      "estimate", title: "Swapline estimate",
      "What one chain delivers, exactly and by simulation. Times in time_unit; null where there is no such figure.",
      shown: [
        .figure("policy", .word, "Swap policy.", \.chain.policy),
        .figure("delivery", .word, "How pairs are delivered.", \.chain.delivery),
        .figure("mode", .word, "Time base of the chain.", \.chain.timeBase),
        .figure("time_unit", .words([("s", true), ("rounds", false)]), "Of all times.", \.isPhysical),
        .figure("latency", .word, "Whether messages take time.", \.chain.latency),
        .figure("segments", .integer(), "How many the chain has.", \.chain.segments.count),
        .group(
          "memory", "How stored pairs decay.",
          [
            .figure("convention", .word, "", \.chain.memory.convention),
            .figure("ends", .word, "", \.chain.memory.ends),
          ]),
        .figure(
          "cutoff",
          .shown([
            .figure("kind", .word, "", \.kind), .figure("values", .list(.number()), "", \.values),
          ]), "When stored pairs are given up.", leavesOut: true, \.chain.cutoff),
        .figure(
          "time_grid",
          .shown([
            .figure("tick", number, "", \.tick),
            .figure("largest_relative_error", number, "", \.largestRelativeError),
          ]),
          "The tick of the integer grid of time and the largest rounding error of an attempt period; 0 where all times have a common measure."
        ) { TickGrid($0.chain) },
        .figure("exact", exactly, "From an exact method.") { report in
          report.exact.map { ($0, report.isPhysical) }
        },
        .figure("exact_unavailable", .text, "Why there is no exact estimate.", \.exactUnavailable),
        .figure("monte_carlo", sampled, "Keys that end in _se are standard errors.") { report in
          report.monteCarlo.map { ($0, report.isPhysical) }
        },
        .group(
          "z_scores", "Sampled minus exact, in standard errors.",
          [
            .figure("mean_time", number, "", \.timeZScore),
            .figure("fidelity", number, "", \.fidelityZScore),
          ]),
        .figure("rate_hz", number, "Pairs per second in physical mode, exact where there is an exact figure.")
        {
          report in report.isPhysical ? report.meanTime.map { 1 / $0 } : nil
        },
        .figure("error_rate_x", number, "Probability of different outcomes in X.") { $0.state?.errorRateX },
        .figure("error_rate_z", number, "The same in Z.") { $0.state?.errorRateZ },
        .figure("error_rate_y", number, "The same in Y.") { $0.state?.errorRateY },
        .figure("key_rule", .text, "Protocol, bases, error correction and sifting of the key.") {
          $0.key.words
        },
        .figure(
          "secret_key_fraction", number,
          "Of the mean state by key_rule, in the limit of infinitely many pairs.",
          \.secretKeyFraction),
        .figure(
          "secret_key_rate_hz", number.orNull, "Secret bits per second in physical mode.", leavesOut: true
        ) { report in report.isPhysical ? .some(report.keyPerTime) : nil },
        .figure(
          "secret_key_per_round", number.orNull, "Secret bits per round in rounds mode.", leavesOut: true
        ) { report in report.isPhysical ? nil : .some(report.keyPerTime) },
      ])
  }

  private var keyPerTime: Double? {
    meanTime.flatMap { time in secretKeyFraction.map { $0 / time } }
  }

  private static let characters = "Mean Pauli characters [x, y, z]."
  private static let fidelity = "Of the mean state with Φ+."

  private static var triple: Contract<[Double]> { .list(.number(), count: 3...3) }

  private static var exactly: Contract<(ExactEstimate, isPhysical: Bool)> {
    let number = Contract<Double>.number()
    return .shown([
      .figure("mean_time", number, "Mean time per delivered pair.", \.0.meanTime),
      .figure(
        "mean_time_relative_error", number, "Rounding, or a bound where the method is approximate.",
        \.0.meanTimeError),
      .figure("std_time", number, "Standard deviation of the delivery time.", \.0.standardDeviation),
      .figure("quantiles", .list(quantile), "Times by which a share of deliveries is done.", \.0.quantiles),
      .figure("fidelity", number, fidelity) { $0.0.state?.fidelity },
      .figure("characters", triple, characters) { $0.0.state.map { [$0.x, $0.y, $0.z] } },
      .figure("werner", number, "Mean of the characters, (4F−1)/3.") {
        $0.0.state.map { ($0.x + $0.y + $0.z) / 3 }
      },
      .figure("characters_error", number, "Absolute error of each character.") {
        $0.0.state == nil ? nil : $0.0.stateError
      },
      .figure("state_unavailable", .text, "Why no state is known.", \.0.stateUnavailable),
      .figure("rate_hz", number, "Pairs per second in physical mode.") {
        $0.isPhysical ? 1 / $0.0.meanTime : nil
      },
      .figure("method", .text, "Which method.", \.0.method),
    ])
  }

  private static var sampled: Contract<(MonteCarloEstimate, isPhysical: Bool)> {
    let number = Contract<Double>.number()
    return .shown([
      .figure("mean_time", number, "Mean time per delivered pair.", \.0.meanTime.value),
      .figure("mean_time_se", number, "Its standard error.", \.0.meanTime.standardError),
      .figure("std_time", number, "Standard deviation of the delivery time.", \.0.standardDeviation),
      .figure("quantiles", .list(quantile), "Times by which a share of deliveries is done.", \.0.quantiles),
      .figure("fidelity", number, fidelity, \.0.fidelity.value),
      .figure("fidelity_se", number, "Its standard error.", \.0.fidelity.standardError),
      .figure("characters", triple, characters) { [$0.0.x, $0.0.y, $0.0.z].map(\.value) },
      .figure("characters_se", triple, "Their standard errors.") {
        [$0.0.x, $0.0.y, $0.0.z].map(\.standardError)
      },
      .figure("werner", number, "Mean of the characters, (4F−1)/3.") {
        ($0.0.x.value + $0.0.y.value + $0.0.z.value) / 3
      },
      .figure("rate_hz", number, "Pairs per second in physical mode.") {
        $0.isPhysical ? 1 / $0.0.meanTime.value : nil
      },
      .figure("rate_se_hz", number, "Its standard error.") {
        $0.isPhysical ? $0.0.meanTime.standardError / ($0.0.meanTime.value * $0.0.meanTime.value) : nil
      },
      .figure("error_rate_x", number, "Probability of different outcomes in X.", \.0.state.errorRateX),
      .figure("error_rate_x_se", number, "Its standard error.") { $0.0.x.standardError / 2 },
      .figure("error_rate_z", number, "The same in Z.", \.0.state.errorRateZ),
      .figure("error_rate_z_se", number, "Its standard error.") { $0.0.z.standardError / 2 },
      .figure(
        "secret_key_fraction", number, "BBM92 in its best bases, of the sampled mean state."
      ) {
        KeyRule().fraction($0.0.state)
      },
      .figure("links_per_pair", number, "Elementary pairs made for each delivered one.", \.0.linksPerPair),
      .figure("samples", .integer(), "Delivered pairs.", \.0.samples),
      .figure("seed", .seed, "Whole number; text above 2^53.", \.0.seed),
      .figure("stop", .text, "Why sampling ended.") { $0.0.stop.rawValue },
      .figure(
        "histogram",
        .list(
          .shown([
            .figure("from", number, "", \.from), .figure("to", number, "", \.to),
            .figure("count", .integer(), "", \.count),
          ])), "Counts of delivery times, empty bins left out.", \.0.histogram),
    ])
  }

  private static var quantile: Contract<ExactEstimate.Quantile> {
    .shown([.figure("share", .number(), "", \.share), .figure("time", .number(), "", \.time)])
  }
}
