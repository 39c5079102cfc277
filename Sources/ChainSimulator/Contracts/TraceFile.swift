public import SourceDocument

/// Events of sampled deliveries, `swapline.trace/1`.
public struct TraceFile: Sendable {
  /// The chain whose deliveries these are.
  public var chain: Chain
  /// Seed that draws the same deliveries again.
  public var seed: UInt64
  /// Sampled deliveries, each with its events in order of time.
  public var deliveries: [DeliveryTrace]

  /// Creates a trace from its parts.
  public init(chain: Chain, seed: UInt64, deliveries: [DeliveryTrace]) {
    self.chain = chain
    self.seed = seed
    self.deliveries = deliveries
  }

  /// The trace as a `swapline.trace/1` document.
  public var json: JSON { Self.contract.json(self) }

  /// The JSON Schema (draft 2020-12) of traces.
  public static var schema: JSON { contract.schema }

  private static var contract: FileContract<TraceFile> {
    FileContract(
      "trace", title: "Swapline trace",
      "Events of sampled deliveries of one chain. Nodes are 0 (left end) to the number of segments (right end); segment k joins nodes k and k + 1.",
      shown: [
        .figure("policy", .word, "Swap policy.", \.chain.policy),
        .figure(
          "time_unit", .words([("s", .physical), ("rounds", .rounds)]), "Of all times.", \.chain.timeBase),
        .figure("segments", .integer(), "How many the chain has.", \.chain.segments.count),
        .figure("seed", .seed, "Whole number; text above 2^53.", \.seed),
        .figure(
          "deliveries",
          .list(
            .shown([
              .figure("sample", .integer(), "Which of the seed's deliveries.", \.sample),
              .figure("time", .number(), "Until the last swap.", \.time),
              .figure("events", .list(event), "In the order of time.", \.events),
            ])), "One after the other.", \.deliveries),
      ])
  }

  private static var event: Contract<DeliveryTrace.Event> {
    .shown([
      .figure("time", .number(), "From the start of the delivery.", \.time),
      .figure("event", .word, "", \.kind),
      .figure("left", .integer(), "Node where the pair that was made, joined or lost begins.", \.left),
      .figure("right", .integer(), "Node where it ends.", \.right),
      .figure("repeater", .integer(), "That swapped or failed.", \.repeater),
    ])
  }
}
