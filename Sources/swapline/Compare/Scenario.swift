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
    ("map", ""), ("from", "--from"), ("to", "--to"), ("route_factor", "--route-factor"),
    ("hut_spacing_km", "--hut-spacing"), ("objective", "--objective"), ("min_rate_hz", "--min-rate"),
    ("min_fidelity", "--min-fidelity"), ("min_key_rate_hz", "--min-key-rate"),
    ("max_repeaters", "--max-repeaters"), ("max_repeaters_per_chain", "--max-repeaters-per-chain"),
    ("max_cost", "--max-cost"), ("max_hop_km", "--max-hop-km"), ("platform", "--platform"),
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
    var defaults: [String: String] = [:]
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
      let values = defaults.merging(Self.values(&inner)) { _, own in own }
      inner.finish()
      for key in ["map", "from", "to"] where values[key] == nil {
        inner.fault(item, code: "missing-key", "\"\(key)\" is missing here and in \"defaults\"")
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

  private static func values(_ reader: inout JSONReader) -> [String: String] {
    var values: [String: String] = [:]
    for (key, _) in options {
      guard let item = reader.value(key), !item.isNull else { continue }
      switch item.value {
      case .string(let text): values[key] = text
      case .number(let number): values[key] = JSON.text(number)
      default: reader.fault(item, code: "wrong-type", "\"\(key)\" is \(item.kind), expected text or a number")
      }
    }
    return values
  }

  private static func arguments(_ values: [String: String]) -> [String] {
    options.flatMap { key, option -> [String] in
      guard let value = values[key] else { return [] }
      return option.isEmpty ? [value] : [option, value]
    }
  }
}
