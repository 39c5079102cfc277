internal import PlanFiles
internal import Planning
public import SourceDocument

extension PlanComparison {
  /// `swapline.comparison/1`: the figures of each entry, and its whole plan.
  public var json: JSON { Self.contract.json(self) }

  /// The JSON Schema (draft 2020-12) of comparison documents.
  public static var schema: JSON { contract.schema }

  private struct Row {
    var entry: Entry
    var figures: Figures?
    var rank: Int?
    var significance: Double?
    var isOnRateFront: Bool
    var isOnKeyFront: Bool

    var reason: String? { if case .none(let reason) = entry.outcome { reason.text } else { nil } }
  }

  private var rows: [Row] {
    let (ranks, rateFront, keyFront) = (ranks, rateFront, keyFront)
    return entries.indices.map { i in
      Row(
        entry: entries[i], figures: figures(i), rank: ranks[i], significance: significance(i),
        isOnRateFront: rateFront.contains(i), isOnKeyFront: keyFront.contains(i))
    }
  }

  private static var contract: FileContract<PlanComparison> {
    FileContract(
      "comparison", title: "Swapline comparison",
      "Plans side by side, or the plans of a front; null where an entry has no plan.",
      shown: [
        .figure("title", .text, "For people.", \.title),
        .figure("baseline", .text, "Name of the entry that others are compared with.") {
          $0.entries[$0.baseline].name
        },
        .figure("entries", .list(row), "In the order in which they were asked for.", \.rows),
      ])
  }

  private static var row: Contract<Row> {
    let number = Contract<Double>.number()
    return .shown([
      .figure("name", .text, "", \.entry.name),
      .figure("no_plan", .text, "Why there is no plan.", \.reason),
      .figure("rank", .integer(), "Place by rate, 1 for the fastest.", \.rank),
      .figure("rate_hz", number, "Exact pairs/s of the slowest demand.") { $0.figures?.rateHz },
      .figure("rate_standard_error_hz", number, "Of the simulated rate.") { $0.figures?.rateStandardErrorHz },
      .figure("rate_difference_z", number, "Difference to the baseline in standard errors.", \.significance),
      .figure("fidelity", number, "Least of all demands.") { $0.figures?.fidelity },
      .figure("secret_key_rate_hz", number, "Least of all demands, bit/s.") { $0.figures?.keyRateHz },
      .figure("repeaters", .integer(), "") { $0.figures?.repeaters },
      .figure("heralding_stations", .integer(), "") { $0.figures?.stations },
      .figure("cost", number, "Of all repeater sites and equipment, in the map's unit.") { $0.figures?.cost },
      .figure("length_km", number, "Fibre of all first chains.") { $0.figures?.lengthKm },
      .figure(
        "on_rate_front", .flag, "No other has as few repeaters and as high a rate.", \.isOnRateFront),
      .figure("on_key_front", .flag, "No other costs as little for as many key bits.", \.isOnKeyFront),
      .figure("plan", PlanJSON.plan, "The whole plan, as its own file holds it.", \.entry.plan),
    ])
  }
}
