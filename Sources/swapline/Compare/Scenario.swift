internal import ArgumentParser
internal import SourceDocument

/// What a comparison plans: named variants of one `swapline plan` command.
struct Scenario {
  struct Variant {
    var name: String
    var plan: PlanCommand
    /// What is wrong with it, each at its place; such a variant is not planned.
    var faults: [Diagnostic] = []
    /// Where each key stands in a scenario file, be it in the defaults; empty for a variant of the command line.
    var places: [String: LocatedJSON] = [:]
  }

  var title = ""
  var variants: [Variant] = []
  var baseline: String?

  /// What is wrong with single variants.
  var faults: [Diagnostic] { variants.flatMap(\.faults) }
}

extension Scenario.Variant {
  /// A variant that cannot be planned, as a fault of its entry: at the key that is named in the words of the failure, or
  /// the map's; `nil` for a failure that is not of the input.
  func fault(_ error: any Error) -> Diagnostic? {
    let words: String
    switch error {
    case let error as InputError: words = error.description
    case let error as CommandFailure where error.status == .badInput || error.status == .usage:
      words = error.message
    default: return nil
    }
    // Most messages name the map, too.
    let named = PlanKeys.all.filter { $0.field.key != "map" }.first { key in
      guard let place = places[key.field.key] else { return false }
      return key.arguments(place.plain).contains { !$0.isEmpty && words.contains($0) }
    }
    let place = named.flatMap { places[$0.field.key] } ?? places["map"]
    return Diagnostic(
      .error, code: "cannot-be-planned", "\"\(name)\" cannot be planned: \(words)",
      file: place?.file ?? name, at: place?.position)
  }
}

// MARK: - Files

extension Scenario {
  static var schema: JSON { contract.schema }

  /// Reads a scenario file: `defaults` hold for every entry of `plans` that does not say otherwise.
  ///
  /// - Throws: `InputError` with every fault, each at its place, of what all variants share. A variant's own are its `faults`.
  init(reading bytes: [UInt8], file: String) throws(InputError) {
    let entry = try Self.contract.read(bytes, file: file)
    self.init(title: entry.name ?? file, variants: entry.variants, baseline: entry.baseline)
  }

  private struct Entry {
    var name: String?
    var baseline: String?
    var defaults = PlanCommand.blank
    var places: [String: LocatedJSON] = [:]
    var variants: [Variant] = []
  }

  private static var contract: FileContract<Entry> {
    let options = Contract<PlanCommand>.object(.blank, PlanKeys.all.map(\.field))
    return FileContract(
      "scenario", title: "Swapline scenario",
      "Plans to compare. Every key of a plan stands for the option of swapline plan of the same name; what a plan leaves out holds from the defaults (a plan with pairs of its own takes no ends of the defaults, and the other way round).",
      Entry(),
      [
        .optional("name", \.name, .text, "Title of the comparison."),
        .optional(
          "baseline", \.baseline, .text,
          "Name of the plan that others are compared with; the first when absent."),
        .optional(
          "defaults", options, "What holds for every plan that does not say otherwise.", get: \.defaults,
          set: { entry, plan, json, _ in
            entry.defaults = plan
            entry.places = places(json)
          }),
        .required(
          "plans", .unread(count: 1...10_000, schema: planSchema), "The plans to compare.",
          get: { _ in UnreadItems(written: []) },
          set: { entry, items, _, _ in
            for item in items.located {
              entry.variants.append(variant(item, entry))
            }
          }),
      ],
      check: { entry, json, faults in
        if let baseline = entry.baseline, let place = json["baseline"],
          !entry.variants.contains(where: { $0.name == baseline })
        {
          let hint = nearestName(to: baseline, among: entry.variants.map(\.name))
          faults.add(
            place, code: "unknown-plan", "no plan is called \"\(baseline)\"",
            suggestion: hint.map { "did you mean \"\($0)\"?" })
        }
      })
  }

  private static func named(_ blank: PlanCommand) -> Contract<(name: String, plan: PlanCommand)> {
    let keys = PlanKeys.all.map { $0.field.within(\(name: String, plan: PlanCommand).plan) }
    return .object(
      (name: "", plan: blank), [.required("name", \.name, .text, "Of the plan; no two have the same.")] + keys
    )
  }

  private static var planSchema: [JSON.Member] { named(.blank).schema }

  private static func places(_ json: LocatedJSON) -> [String: LocatedJSON] {
    guard case .object(let members) = json.value else { return [:] }
    return Dictionary(
      members.filter { !$0.value.isNull }.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// One entry of `plans`, over the defaults.
  private static func variant(_ item: LocatedJSON, _ entry: Entry) -> Variant {
    var faults = Faults()
    var plan = entry.defaults
    let own = places(item)
    var all = entry.places
    // Pairs of a plan's own stand in place of the default ends, and ends in place of default pairs.
    if PlanKeys.pairs.contains(where: { own[$0] != nil }) {
      plan.demands.clearEnds()
      for key in PlanKeys.ends + PlanKeys.pairs { all[key] = nil }
    } else if PlanKeys.ends.contains(where: { own[$0] != nil }) {
      plan.demands.clearPairs()
      for key in PlanKeys.pairs { all[key] = nil }
    }
    all.merge(own) { _, own in own }
    let read = named(plan).read(item, "an item of \"plans\"", &faults)
    let name: String? = if case .string(let text)? = item["name"]?.value { text } else { nil }
    if let read { plan = read.plan }
    if all["map"] == nil {
      faults.add(item, code: "nothing-to-plan", "\"map\" is missing here and in \"defaults\"")
    }
    if all["demand"] == nil, all["all_pairs"] == nil {
      for key in ["from", "to"] where all[key] == nil {
        faults.add(
          item, code: "nothing-to-plan",
          "\"\(key)\" is missing here and in \"defaults\" (or \"demand\" or \"all_pairs\" in place of both ends)"
        )
      }
    }
    if let name, entry.variants.contains(where: { $0.name == name }) {
      faults.add(item["name"] ?? item, code: "duplicate-name", "the name \"\(name)\" stands twice")
    }
    if faults.isEmpty {
      do { try plan.validateParts() } catch {
        faults.add(item, code: "contradiction", "\(error)")
      }
    }
    return Variant(
      name: name ?? "plan \(entry.variants.count + 1)", plan: plan, faults: faults.diagnostics, places: all)
  }
}

// MARK: - The command line

extension Scenario {
  /// Every combination of maps, platforms and numbers of repeaters, otherwise as one plan says.
  init(
    title: String, maps: [String], platforms: [String], repeaters: [Int], of plan: PlanCommand,
    baseline: String?
  ) {
    self.title = title
    self.baseline = baseline
    for map in maps {
      for platform in platforms.isEmpty ? [nil] : platforms.map(Optional.some) {
        for count in repeaters.isEmpty ? [nil] : repeaters.map(Optional.some) {
          var name: [String] = []
          if maps.count > 1 { name.append(map) }
          if let platform, platforms.count > 1 || maps.count == 1 && repeaters.count < 2 {
            name.append(platform)
          }
          if let count, repeaters.count > 1 { name.append("at most \(count)") }
          var plan = plan
          plan.map.map = map
          if let platform { plan.platform.platform = platform }
          if let count { plan.count.maxRepeaters = count }
          variants.append(
            Variant(name: name.isEmpty ? map : name.joined(separator: ", "), plan: plan))
        }
      }
    }
  }
}
