internal import SourceDocument

/// What a comparison plans: named variants of one `swapline plan` command.
struct Scenario {
  static let schemaName = "swapline.scenario/1"

  struct Variant {
    var name: String
    /// Arguments of `swapline plan`, without output options.
    var arguments: [String]
  }

  var title: String
  var variants: [Variant]
  var baseline: String?

  /// Keys of a scenario file and the options of `swapline plan` that they stand for; a map is an argument.
  static let options: [(key: String, option: String)] = [
    ("map", ""), ("from", "--from"), ("to", "--to"), ("demand", "--demand"), ("all_pairs", "--all-pairs"),
    ("disjoint", "--disjoint"), ("disjoint_by", "--disjoint-by"), ("protection", "--protection"),
    ("site_capacity", "--site-capacity"),
    ("from_format", "--from-format"), ("route_factor", "--route-factor"), ("hut_spacing_km", "--hut-spacing"),
    ("objective", "--objective"), ("min_rate_hz", "--min-rate"),
    ("min_fidelity", "--min-fidelity"), ("min_key_rate_hz", "--min-key-rate"),
    ("max_repeaters", "--max-repeaters"), ("max_repeaters_per_chain", "--max-repeaters-per-chain"),
    ("max_cost", "--max-cost"), ("memory_cost", "--memory-cost"), ("station_cost", "--station-cost"),
    ("max_hop_km", "--max-hop-km"), ("platform", "--platform"),
    ("modes", "--modes"),
    ("ends", "--ends"), ("stations", "--stations"), ("link_time_model", "--link-time-model"),
    ("knob", "--knob"),
    ("samples", "--samples"), ("seed", "--seed"), ("time_limit_s", "--time-limit"),
  ]

  init(title: String, variants: [Variant], baseline: String?) {
    self.title = title
    self.variants = variants
    self.baseline = baseline
  }

  /// Reads a scenario file: `defaults` hold for every entry of `plans` that does not say otherwise.
  ///
  /// - Throws: `InputError` with every error at its place.
  init(reading bytes: [UInt8], file: String) throws(InputError) {
    var reader = try JSONReader(try LocatedJSON(parsing: bytes, file: file))
    reader.schema(Self.schemaName)
    title = reader.optionalString("name") ?? file
    baseline = reader.optionalString("baseline")
    var defaults: [String: [String]] = [:]
    if let item = reader.value("defaults"), !item.isNull {
      var inner = try JSONReader(item)
      defaults = Self.values(&inner)
      inner.finish()
      reader.report(InputError(inner.diagnostics))
    }
    variants = []
    for item in reader.array("plans", required: true) {
      var inner = try JSONReader(item)
      let name = inner.string("name")
      let own = Self.values(&inner)
      var values = defaults
      // Ends of a plan's own stand instead of those of the defaults.
      let ends = ["from", "to", "demand", "all_pairs"]
      if ends.contains(where: { own[$0] != nil }) { for key in ends { values[key] = nil } }
      values.merge(own) { _, own in own }
      inner.finish()
      if values["map"] == nil {
        inner.fault(item, code: "missing-key", "\"map\" is missing here and in \"defaults\"")
      }
      if values["demand"] == nil, values["all_pairs"] == nil {
        for key in ["from", "to"] where values[key] == nil {
          inner.fault(
            item, code: "missing-key",
            "\"\(key)\" is missing here and in \"defaults\" (or \"demand\" or \"all_pairs\" in place of both ends)"
          )
        }
      }
      if variants.contains(where: { $0.name == name }) {
        inner.fault(item, code: "duplicate-name", "the name \"\(name)\" stands twice")
      }
      reader.report(InputError(inner.diagnostics))
      variants.append(Variant(name: name, arguments: Self.arguments(values)))
    }
    if let baseline, !variants.contains(where: { $0.name == baseline }), let item = reader.value("baseline") {
      let hint = nearestName(to: baseline, among: variants.map(\.name))
      reader.fault(
        item, code: "unknown-plan", "no plan is called \"\(baseline)\"",
        suggestion: hint.map { "did you mean \"\($0)\"?" })
    }
    reader.finish()
    try reader.throwIfFaulty()
  }

  /// A scenario from flags: every combination of maps, platforms and numbers of repeaters.
  init(
    title: String, maps: [String], platforms: [String], repeaters: [Int], common: [String], baseline: String?
  ) {
    let someRepeaters: [Int?] = repeaters.isEmpty ? [nil] : repeaters
    let somePlatforms: [String?] = platforms.isEmpty ? [nil] : platforms
    var combinations: [(String, String?, Int?)] = []
    for map in maps {
      for platform in somePlatforms {
        for count in someRepeaters { combinations.append((map, platform, count)) }
      }
    }
    variants = combinations.map { map, platform, count in
      var name: [String] = []
      if maps.count > 1 { name.append(map) }
      if let platform, platforms.count > 1 || maps.count == 1 && repeaters.count < 2 { name.append(platform) }
      if let count, repeaters.count > 1 { name.append("at most \(count)") }
      return Variant(
        name: name.isEmpty ? map : name.joined(separator: ", "),
        arguments: [map] + common + (platform.map { ["--platform", $0] } ?? [])
          + (count.map { ["--max-repeaters", String($0)] } ?? []))
    }
    self.title = title
    self.baseline = baseline
  }

  /// Keys that hold a list: the option is given once for each element, or once with all behind commas.
  static let lists = ["demand", "all_pairs"]

  private static func values(_ reader: inout JSONReader) -> [String: [String]] {
    var values: [String: [String]] = [:]
    for (key, _) in options {
      guard let item = reader.value(key), !item.isNull else { continue }
      switch item.value {
      case .string(let text): values[key] = [text]
      case .number(let number): values[key] = [JSON.text(number)]
      case .array(let items) where lists.contains(key):
        let texts = items.compactMap { element -> String? in
          if case .string(let text) = element.value { return text }
          reader.fault(
            element, code: "wrong-type", "an element of \"\(key)\" is \(element.kind), expected text")
          return nil
        }
        if texts.isEmpty {
          reader.fault(item, code: "empty-list", "\"\(key)\" is empty, expected at least one element")
        }
        values[key] = texts
      default:
        reader.fault(
          item, code: "wrong-type",
          "\"\(key)\" is \(item.kind), expected text or a number\(lists.contains(key) ? " or a list of texts" : "")"
        )
      }
    }
    return values
  }

  private static func arguments(_ values: [String: [String]]) -> [String] {
    options.flatMap { key, option -> [String] in
      guard let texts = values[key] else { return [] }
      if option.isEmpty { return texts }
      return key == "all_pairs" ? [option, texts.joined(separator: ",")] : texts.flatMap { [option, $0] }
    }
  }
}
