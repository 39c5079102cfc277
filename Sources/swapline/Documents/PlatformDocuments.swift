internal import LinkPhysics
internal import SourceDocument

/// What `swapline platforms --format json` prints: the platforms, or with `--validate` the checks.
struct PlatformsDocument {
  var platforms: [Platform]?
  var checks: [ValidationCheck]?

  static var contract: FileContract<PlatformsDocument> {
    FileContract(
      "platforms", title: "Swapline platforms",
      "The platforms that ship, or what their models say beside what experiments published.",
      shown: [
        .figure("platforms", .list(platform), "In the order of listings.", leavesOut: true, \.platforms),
        .figure("checks", .list(check), "Models beside experiments.", leavesOut: true, \.checks),
      ])
  }

  private static var platform: Contract<Platform> {
    .shown([
      .figure("name", .text, "As commands take it.", \.name), .figure("label", .text, "For people.", \.label),
      .figure("scheme", .word, "How hops are heralded.", \.scheme),
      .figure("uses_station", .flag, "Whether hops meet at a heralding station.", \.usesStation),
      .figure("modes", .list(.integer()), "Attempts side by side that there may be.", \.modeOptions),
      .figure("maximum_hop_loss_db", .number(.nonNegative), "Of a usable hop.", \.maximumHopLossDb),
      .figure("platform_sha256", .text, "Of the platform's file.", \.sha256),
      .figure(
        "assumptions",
        .list(
          .shown([
            .figure("name", .text, "", \.name), .figure("value", .text, "With its unit.", \.value),
            .figure("why", .text, "Source or reason.", \.why),
          ])), "Numbers that nobody has published.", \.assumptions),
    ])
  }

  private static var check: Contract<ValidationCheck> {
    let number = Contract<Double>.number()
    return .shown([
      .figure("platform", .text, "", \.platform), .figure("experiment", .text, "", \.experiment),
      .figure("quantity", .text, "", \.quantity), .figure("unit", .text, "1 for a pure number.", \.unit),
      .figure("inputs", .text, "What the model was given.", \.inputs),
      .figure("predicted", number, "By the model.", \.predicted),
      .figure("measured", number, "As published.", \.measured),
      .figure("uncertainty", number, "One standard deviation, as published.", \.uncertainty),
      .figure("standard_deviations", number, "Between the two.", \.standardDeviations),
      .figure("relative_deviation", number, "", \.relativeDeviation),
      .figure("kind", .text, "") { $0.kind.rawValue }, .figure("verdict", .text, "") { $0.verdict.rawValue },
      .figure("known", .word, "How well the measured value is known.", \.provenance),
      .figure("source", .text, "", \.source), .figure("note", .text, "", \.note),
    ])
  }
}
