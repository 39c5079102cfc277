internal import ArgumentParser
internal import ChainSimulator
internal import LinkPhysics
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// A key of a plan in a scenario, and the option of `swapline plan` that it stands for.
struct PlanKey {
  let field: Field<PlanCommand>
  /// Words of the command line for the value as it stands in a file.
  let arguments: (JSON) -> [String]
}

/// Every option of `swapline plan` that decides what is planned, each said once.
enum PlanKeys {
  /// Keys of the ends of one pair, and of pairs.
  static let ends = ["from", "to"]
  static let pairs = ["demand", "all_pairs"]

  /// The command line of a plan, without what holds by default.
  static func arguments(of plan: PlanCommand) -> [String] {
    let blank = PlanCommand.blank
    return all.flatMap { key -> [String] in
      guard let value = key.field.write(plan), value != key.field.write(blank) else { return [] }
      return key.arguments(value)
    }
  }

  static var all: [PlanKey] {
    [
      PlanKey(
        field: .optional(
          "map", .text, "The map.", get: { $0.map.map },
          set: { plan, map, _, _ in plan.map.map = map }), arguments: { [text($0)] }),
      key("from", "--from", \.demands.from, .text), key("to", "--to", \.demands.to, .text),
      PlanKey(
        field: list("demand", "--demand", "several", get: { $0.demands.demand }) { $0.demands.demand = $1 },
        arguments: { words($0).flatMap { ["--demand", $0] } }),
      PlanKey(
        field: list(
          "all_pairs", "--all-pairs", "the sites",
          get: { $0.demands.allPairs.map { [$0] } ?? [] }
        ) { $0.demands.allPairs = $1.joined(separator: ",") },
        arguments: { ["--all-pairs", words($0).joined(separator: ",")] }),
      key("disjoint", "--disjoint", \.demands.disjoint, .integer(DemandOptions.disjointRange)),
      key("disjoint_by", "--disjoint-by", \.demands.disjointBy, .word),
      key("protection", "--protection", \.demands.protection, .word),
      key("site_capacity", "--site-capacity", \.demands.siteCapacity, .integer(1...Contract.mostCount)),
      key(
        "from_format", "--from-format", \.map.reading.fromFormat,
        .words(MapFormat.readable.map { ($0.rawValue, $0) })),
      key("route_factor", "--route-factor", \.map.reading.routeFactor, routeFactor),
      flag("degrees_minutes", "--degrees-minutes", \.map.reading.degreesMinutes, when: true),
      key("hut_spacing_km", "--hut-spacing", \.map.reading.hutSpacing, .number(MapReading.hutSpacingRange)),
      key("sites", "--sites", \.map.reading.sites, .text),
      key("objective", "--objective", \.limits.objective, .word),
      key("min_rate_hz", "--min-rate", \.limits.minRate, .number(LimitOptions.rateRange)),
      key("min_fidelity", "--min-fidelity", \.limits.minFidelity, .number(LimitOptions.fidelityRange)),
      key("min_key_rate_hz", "--min-key-rate", \.limits.minKeyRate, .number(LimitOptions.rateRange)),
      key("application", "--application", \.limits.application, application),
      key("key_protocol", "--key-protocol", \.limits.key.keyProtocol, .word),
      key("key_basis", "--key-basis", \.limits.key.keyBasis, .word),
      key(
        "error_correction", "--error-correction", \.limits.key.errorCorrection,
        .number(KeyOptions.errorCorrectionRange)),
      key("sifting", "--sifting", \.limits.key.sifting, .number(KeyOptions.siftingRange)),
      key("max_repeaters", "--max-repeaters", \.count.maxRepeaters, .integer()),
      key(
        "max_repeaters_per_chain", "--max-repeaters-per-chain", \.limits.maxRepeatersPerChain,
        .integer(LimitOptions.chainRange)),
      key("max_cost", "--max-cost", \.limits.maxCost, .number(LimitOptions.costRange)),
      key("memory_cost", "--memory-cost", \.limits.memoryCost, .number(LimitOptions.priceRange)),
      key("station_cost", "--station-cost", \.limits.stationCost, .number(LimitOptions.priceRange)),
      key("max_hop_km", "--max-hop-km", \.limits.maxHopKm, .number(LimitOptions.hopRange)),
      key("platform", "--platform", \.platform.platform, .text),
      key("modes", "--modes", \.hardware.modes, modes), key("ends", "--ends", \.hardware.ends, .word),
      key("stations", "--stations", \.hardware.stations, .word),
      key("link_time_model", "--link-time-model", \.hardware.linkTimeModel, .word),
      key("knob", "--knob", \.hardware.knob, .word),
      flag("messages", "--no-messages", \.hardware.messages, when: false),
      key("samples", "--samples", \.simulation.samples, .integer()),
      key("seed", "--seed", \.simulation.seed, .seed),
      key("time_limit_s", "--time-limit", \.search.timeLimit, timeLimit),
    ]
  }

  // MARK: - Makers

  private static func about(_ option: String) -> String { "As \(option)." }

  private static func key<Value>(
    _ key: String, _ option: String, _ path: WritableKeyPath<PlanCommand, Value?>, _ contract: Contract<Value>
  ) -> PlanKey {
    PlanKey(
      field: .optional(key, path, contract, about(option)), arguments: { [option, text($0)] })
  }

  private static func key<Value: Equatable>(
    _ key: String, _ option: String, _ path: WritableKeyPath<PlanCommand, Value>, _ contract: Contract<Value>
  ) -> PlanKey {
    PlanKey(
      field: .standing(key, path, contract, about(option)), arguments: { [option, text($0)] })
  }

  private static func flag(
    _ key: String, _ option: String, _ path: WritableKeyPath<PlanCommand, Bool>, when value: Bool
  ) -> PlanKey {
    PlanKey(
      field: .standing(key, path, .flag, "Where \(value): as \(option)."),
      arguments: { $0 == .bool(value) ? [option] : [] })
  }

  /// One text or a list of texts.
  private static func list(
    _ key: String, _ option: String, _ several: String, get: @escaping (PlanCommand) -> [String],
    set: @escaping (inout PlanCommand, [String]) -> Void
  ) -> Field<PlanCommand> {
    let one = Contract<String>.text.mapped(
      read: { text, _, _ in [text] }, write: { (texts: [String]) in texts[0] })
    let contract = one.or(.list(.text, count: 1...Int.max), reads: \.isArray, writes: { _ in true })
    return .optional(
      key, contract, "As \(option); a list gives \(several).",
      get: { plan in get(plan).isEmpty ? nil : get(plan) }, set: { plan, texts, _, _ in set(&plan, texts) })
  }

  private static var application: Contract<Application> {
    Contract<Application>(
      schema: [
        .init("type", "string"), .init("pattern", "^(qkd|di-qkd|chsh|(teleportation|bqc):[0-9.]+)$"),
      ],
      read: { json, name, faults in
        guard let text = Contract<String>.text.read(json, name, &faults) else { return nil }
        if let application = Application(text: text) { return application }
        faults.add(
          json, code: "not-an-application",
          "\"\(text)\" is no application, expected \(Application.forms.joined(separator: ", "))")
        return nil
      }, write: { .string($0.text) })
  }

  private static var modes: Contract<ModeChoice> {
    let number = Contract<Int>.integer(1...Contract.mostCount).mapped(
      read: { count, _, _ in ModeChoice.exactly(count) },
      write: { if case .exactly(let count) = $0 { count } else { 1 } })
    return .words([("any", .any)]).or(number, reads: \.isNumber, writes: { $0 != .any })
  }

  private static var timeLimit: Contract<TimeLimit> {
    let number = Contract<Double>.number(.positive).mapped(
      read: { limit, _, _ in TimeLimit.seconds(limit) }, write: { $0.limitS ?? 1 })
    return .words([("none", .none)]).or(number, reads: \.isNumber, writes: { $0 != .none })
  }

  /// A factor, or a range of them as text.
  private static var routeFactor: Contract<RouteFactor> {
    let number = Contract<Double>.number(RouteFactor.range).mapped(
      read: { factor, _, _ in RouteFactor(lower: factor, upper: factor) }, write: { $0.upper })
    let text = Contract<RouteFactor>(
      schema: [
        .init("type", "string"), .init("pattern", #"^[0-9]+(\.[0-9]+)?(-[0-9]+(\.[0-9]+)?)?$"#),
      ],
      read: { json, name, faults in
        do { return try RouteFactor(Self.text(json.plain)) } catch {
          faults.add(json, code: "not-a-factor", "\(name): \(error)")
          return nil
        }
      }, write: { .string("\(JSON.text($0.lower))-\(JSON.text($0.upper))") })
    return number.or(text, reads: \.isText, writes: { $0.lower != $0.upper })
  }

  private static func text(_ value: JSON) -> String {
    if case .string(let text) = value { text } else { value.compact }
  }

  private static func words(_ value: JSON) -> [String] {
    if case .array(let items) = value { items.map(text) } else { [text(value)] }
  }
}
