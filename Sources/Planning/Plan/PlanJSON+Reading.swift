internal import ChainSimulator
internal import FibreNetwork
internal import LinkPhysics
public import SourceDocument
internal import TopologyFormats

extension PlanJSON {
  /// Reads a plan document. Figures that others determine (rates, lengths, losses) are recomputed, not read.
  ///
  /// - Throws: `InputError` with every error, each at its place in the file.
  public static func read(_ json: LocatedJSON) throws(InputError) -> Plan {
    var reader = try JSONReader(json)
    reader.schema(schemaName)
    guard let map = reader.value("map") else {
      throw json.error(code: "missing-key", "\"map\" is missing, expected the topology that was planned")
    }
    var inner = PlanReader(network: try NativeTopology.network(from: map))
    let plan = inner.plan(&reader)
    try reader.throwIfFaulty()
    return plan
  }
}

/// Reads the parts of a plan that refer to the sites and spans of its map.
private struct PlanReader {
  let network: FibreNetwork
  let siteIndex: [String: Int]

  init(network: FibreNetwork) {
    self.network = network
    siteIndex = Dictionary(uniqueKeysWithValues: network.sites.enumerated().map { ($1.id, $0) })
  }

  mutating func plan(_ reader: inout JSONReader) -> Plan {
    let limits = reader.part("limits", absent: Limits()) { Self.limits(&$0) }
    let objective = reader.word("objective", default: Objective.rate)
    let request = PlanSummary(
      map: reader.string("map_name"), platform: reader.string("platform"),
      platformLabel: reader.string("platform_label"), objective: objective, limits: limits,
      settings: reader.part("settings", absent: PlanSettings()) {
        PlanSettings(
          ends: $0.word("ends", default: .measured),
          linkTimeModel: $0.word("link_time_model", default: .attempts),
          countsMessages: $0.optionalBool("messages") ?? true,
          equipment: EquipmentCost(
            perMemory: $0.optionalNumber("cost_per_memory", in: 0...) ?? 0,
            perStation: $0.optionalNumber("cost_per_station", in: 0...) ?? 0),
          modes: Self.modes(&$0), knob: $0.optionalWord("knob"), stations: $0.optionalWord("stations"))
      }, command: reader.string("command"))
    let certificate = certificate(&reader, objective)
    let demands = reader.list("demands", required: true) { demand(&$0) }
    let repeaters = reader.list("repeaters", required: true) {
      RepeaterUse(site: site("site", &$0), memories: $0.count("memories"), chains: $0.count("chains"))
    }
    let stations = reader.list("heralding_stations", required: true) {
      StationUse(site: site("site", &$0), hops: $0.count("hops"))
    }
    let assumptions = reader.list("assumptions", required: true) {
      Assumption(name: $0.string("name"), value: $0.string("value"), why: $0.string("why"))
    }
    let analysis: PlanAnalysis? = reader.part("analysis", absent: nil) { self.analysis(&$0) }
    let binding = reader.string("binding")
    let alternatives = reader.list("alternatives") { reader in
      reader.skip(["loss"])
      return PlanAlternative(chain: chain(&reader), value: reader.number("value"))
    }
    let areProved = reader.optionalBool("alternatives_proved") ?? alternatives.isEmpty
    reader.skip(["capacity_bound_bits_per_use"])
    reader.finish()
    var plan = Plan(
      network: network, request: request, demands: demands, repeaters: repeaters, stations: stations,
      certificate: certificate, assumptions: assumptions, binding: binding, analysis: analysis)
    plan.alternatives = alternatives
    plan.areAlternativesProved = areProved
    return plan
  }

  private static func limits(_ reader: inout JSONReader) -> Limits {
    Limits(
      minimumRateHz: reader.optionalNumber("minimum_rate_hz", in: 0...),
      minimumFidelity: reader.optionalNumber("minimum_fidelity", in: 0...1),
      minimumKeyRateHz: reader.optionalNumber("minimum_secret_key_rate_hz", in: 0...),
      maximumRepeaters: reader.optionalInteger("maximum_repeaters", in: 0...maximumCount),
      maximumRepeatersPerChain: reader.optionalInteger("maximum_repeaters_per_chain", in: 0...maximumCount),
      maximumCost: reader.optionalNumber("maximum_cost", in: 0...),
      maximumHopKm: reader.optionalNumber("maximum_hop_km", in: 0...),
      disjointChains: reader.optionalInteger("disjoint_chains", in: 1...maximumCount) ?? 1,
      disjointBy: reader.word("disjoint_by", default: Disjointness.spans),
      maximumChainsPerSite: reader.optionalInteger("maximum_chains_per_site", in: 0...maximumCount),
      protection: reader.word("protection", default: Protection.dedicated))
  }

  private static func modes(_ reader: inout JSONReader) -> PlanSettings.Modes? {
    switch reader.value("modes")?.value {
    case nil, .null: return nil
    case .string("fewest"): return .fewest
    case .string("any"): return .any
    case .string:
      reader.fault(
        reader.value("modes")!, code: "unknown-word",
        "\"modes\" is neither \"fewest\" nor \"any\" nor a number")
      return nil
    default: return reader.optionalInteger("modes", in: 1...maximumCount).map { .exactly($0) }
    }
  }

  private func certificate(_ reader: inout JSONReader, _ objective: Objective) -> Certificate {
    let none = objective.isMinimised ? -Double.infinity : .infinity
    let value = reader.number("value")
    let bound = reader.optionalNumber("bound") ?? none
    let proved = reader.optionalBool("proved_optimal") ?? false
    reader.skip(["gap"])
    return reader.part(
      "certificate",
      absent: Certificate(
        value: value, bound: bound, proof: proved ? .optimal(Scope()) : .gap(.finished, Scope()), method: "",
        statistics: SolveStatistics())
    ) { inner in
      let stop = inner.word("stop", default: Stop.finished)
      let method = inner.string("method")
      let statistics = inner.part("statistics", absent: SolveStatistics()) { Self.statistics(&$0) }
      let scope = inner.part("scope", absent: Scope()) { Self.scope(&$0) }
      // Of fewer routes than all, the best is no plan that is proved optimal.
      let isBest = proved || stop == .finished && bound == value && !scope.hasEveryRoute
      return Certificate(
        value: value, bound: bound, proof: isBest ? .optimal(scope) : .gap(stop, scope), method: method,
        statistics: statistics)
    }
  }

  private static func scope(_ reader: inout JSONReader) -> Scope {
    let routes = reader.part("routes", absent: Scope.Routes.every) { inner -> Scope.Routes in
      let dropped = inner.optionalInteger("pairs_with_more", in: 0...maximumCount) ?? 0
      return inner.optionalInteger("kept_per_pair", in: 1...maximumCount).map {
        .some(perPair: $0, dropped: dropped)
      } ?? .every
    }
    return Scope(
      routes: routes,
      operation: Scope.Operation(
        swapPolicy: reader.string("swap_policy"), delivery: reader.string("delivery")))
  }

  private static func statistics(_ reader: inout JSONReader) -> SolveStatistics {
    var statistics = SolveStatistics()
    statistics.hops = reader.count("hops")
    statistics.hopsKept = reader.count("hops_kept")
    statistics.ilpSolves = reader.count("ilp_solves")
    statistics.ilpColumns = reader.count("ilp_columns")
    statistics.ilpRows = reader.count("ilp_rows")
    statistics.exactEstimates = reader.count("exact_estimates")
    statistics.labels = reader.count("labels")
    statistics.solver = reader.string("solver")
    return statistics
  }

  private func demand(_ reader: inout JSONReader) -> DemandPlan {
    let ends = (site("from", &reader), site("to", &reader))
    let backups = reader.list("backups") { chain(&$0) }
    return DemandPlan(from: ends.0, to: ends.1, chain: chain(&reader), backups: backups)
  }

  private func chain(_ reader: inout JSONReader) -> ChainPlan {
    let sites = reader.array("sites", required: true).map { site($0, &reader) }
    let segments = reader.list("segments", required: true) { segment(&$0) }
    if !reader.isFaulty, segments.map(\.from) + segments.suffix(1).map(\.to) != sites {
      reader.fault(
        reader.value("sites")!, code: "contradiction", "\"sites\" are not the ends of the segments in order")
    }
    reader.skip([
      "length_km", "loss_db", "rate_hz", "rate_standard_error_hz", "fidelity", "secret_key_rate_hz",
      "readiness",
    ])
    let swapNoise: BellDiagonalState? =
      reader.value("swap_characters").map { $0.isNull } ?? true ? nil : reader.characters("swap_characters")
    var chain = ChainPlan(
      sites: sites, segments: segments, swapPolicy: reader.string("swap_policy"),
      delivery: reader.string("delivery"),
      estimate: reader.part("estimate", required: Self.noFigures) { Self.figures(&$0) },
      simulation: reader.part("simulation", absent: nil) { Self.simulation(&$0) },
      bounds: reader.part(
        "bounds", required: ChainBounds(repeaterless: 0, chain: 0, slowestLinkHz: 0, firstPairS: 0)
      ) {
        var bounds = ChainBounds(
          repeaterless: $0.optionalNumber("repeaterless_bits_per_use", in: 0...) ?? .infinity,
          chain: $0.optionalNumber("chain_bits_per_use", in: 0...) ?? .infinity,
          slowestLinkHz: $0.optionalNumber("slowest_link_hz", in: 0...) ?? .infinity,
          firstPairS: $0.number("first_pair_s", in: 0...))
        bounds.relayChain = $0.optionalNumber("relay_chain_bits_per_use", in: 0...) ?? .infinity
        bounds.repeaterlessHz = $0.optionalNumber("repeaterless_hz", in: 0...) ?? .infinity
        bounds.chainHz = $0.optionalNumber("chain_hz", in: 0...) ?? .infinity
        bounds.relayChainHz = $0.optionalNumber("relay_chain_hz", in: 0...) ?? .infinity
        bounds.heraldingHz = $0.optionalNumber("heralding_hz", in: 0...) ?? .infinity
        $0.skip(["light_speed_hz", "reached"])
        return bounds
      }, swapNoise: swapNoise)
    chain.swapTree = reader.optionalString("swap_tree")
    return chain
  }

  private static let noFigures = ChainFigures(
    meanTimeS: .nan, standardDeviationS: .nan, state: .perfect, keyFraction: .nan, method: "")

  private static func figures(_ reader: inout JSONReader) -> ChainFigures {
    ChainFigures(
      meanTimeS: reader.number("mean_time_s", in: Double.leastNonzeroMagnitude...),
      standardDeviationS: reader.number("standard_deviation_s", in: 0...),
      state: reader.characters("characters"), keyFraction: reader.number("key_fraction", in: 0...1),
      method: reader.string("method"))
  }

  private static func simulation(_ reader: inout JSONReader) -> SimulatedFigures {
    reader.skip(["rate_hz"])
    return SimulatedFigures(
      meanTimeS: reader.number("mean_time_s", in: Double.leastNonzeroMagnitude...),
      meanTimeStandardErrorS: reader.number("mean_time_standard_error_s", in: 0...),
      fidelity: reader.number("fidelity", in: 0...1),
      fidelityStandardError: reader.number("fidelity_standard_error", in: 0...),
      samples: reader.count("samples"), seed: reader.seed("seed"), timeZ: reader.number("time_z"),
      fidelityZ: reader.number("fidelity_z"))
  }

  private func segment(_ reader: inout JSONReader) -> SegmentPlan {
    let ends = (site("from", &reader), site("to", &reader))
    let route = route(from: ends.0, to: ends.1, &reader)
    var stationIndex: Int?
    if let station = reader.value("station"), !station.isNull {
      stationIndex = route.sites.firstIndex(of: site("station", &reader))
      if stationIndex == nil, !reader.isFaulty {
        reader.fault(station, code: "contradiction", "\"station\" does not stand on the route")
      }
    }
    reader.skip(["length_km", "loss_db", "arm_lengths_km", "fidelity"])
    let link = ElementaryLink(
      option: reader.string("option"), successProbability: reader.number("success_probability", in: 0...1),
      attemptPeriodS: reader.number("attempt_period_s", in: Double.leastNonzeroMagnitude...),
      modes: reader.count("modes"), state: reader.characters("characters"),
      vacuumFraction: reader.number("vacuum_fraction", in: 0...1),
      lossBudget: reader.contributions("loss_budget_db"),
      infidelityBudget: reader.contributions("infidelity_budget"))
    return SegmentPlan(
      from: ends.0, to: ends.1, route: route, stationIndex: stationIndex, link: link,
      meanTimeS: reader.number("mean_time_s", in: 0...),
      capacity: reader.optionalNumber("capacity_bits_per_use", in: 0...) ?? .infinity)
  }

  /// The route along the spans that the segment names; `route` must be the sites that they pass.
  private func route(from start: Int, to end: Int, _ reader: inout JSONReader) -> Route {
    let empty = Route(from: start, along: [], in: network)
    let items = reader.array("spans", required: true)
    let named = reader.array("route", required: true).map { site($0, &reader) }
    var spans: [Int] = []
    var here = start
    for item in items {
      guard case .number(let number) = item.value, let index = Int(exactly: number),
        network.spans.indices.contains(index)
      else {
        reader.fault(
          item, code: "unknown-span", "expected a span of the map, 0 to \(network.spans.count - 1)")
        return empty
      }
      let span = network.spans[index]
      guard span.from == here || span.to == here else {
        reader.fault(
          item, code: "contradiction", "span \(index) does not start at \"\(network.sites[here].id)\"")
        return empty
      }
      here = span.otherEnd(from: here)
      spans.append(index)
    }
    let route = Route(from: start, along: spans, in: network)
    if !reader.isFaulty, here != end || route.sites != named {
      reader.fault(
        reader.value("route")!, code: "contradiction",
        "\"route\" is not the sites along \"spans\" from end to end"
      )
    }
    return route
  }

  private func analysis(_ reader: inout JSONReader) -> PlanAnalysis {
    var analysis = PlanAnalysis(
      sweep: reader.list("sweep") { Self.point(&$0) }, tradeOff: reader.list("trade_off") { Self.point(&$0) },
      sensitivity: reader.list("sensitivity") {
        PlanAnalysis.Sensitivity(
          name: $0.string("name"), change: $0.string("change"), rateHz: $0.number("rate_hz", in: 0...),
          fidelity: $0.number("fidelity", in: 0...1), keyRateHz: $0.number("secret_key_rate_hz", in: 0...))
      },
      deliveryQuantiles: reader.list("delivery_quantiles") {
        ($0.number("probability", in: 0...1), $0.number("time_s", in: 0...))
      },
      knob: reader.part("knob", absent: nil) { inner in
        PlanAnalysis.KnobCurve(
          name: inner.string("name"), segment: inner.count("segment"),
          points: inner.list("points") {
            TradeOffPoint(
              knob: $0.number("setting", in: 0...), rateHz: $0.number("rate_hz", in: 0...),
              fidelity: $0.number("fidelity", in: 0...1), presence: $0.number("presence", in: 0...1),
              keyRateHz: $0.number("secret_key_rate_hz", in: 0...))
          })
      },
      failures: reader.list("failures") { failure(&$0) },
      additions: reader.list("additions") {
        PlanAnalysis.Addition(
          kind: $0.word("kind", default: .repeater), change: $0.string("change"),
          shadowPrice: $0.optionalNumber("shadow_price"), value: $0.optionalNumber("value"),
          provedOptimal: $0.optionalBool("proved_optimal") ?? false,
          rateHz: $0.optionalNumber("rate_hz", in: 0...))
      })
    analysis.leftOut = reader.array("left_out").compactMap { item in
      if case .string(let text) = item.value, let part = PlanAnalysis.Part(rawValue: text) { return part }
      let parts = PlanAnalysis.Part.allCases.map(\.rawValue).joined(separator: ", ")
      reader.fault(item, code: "unknown-word", "found \(item.kind), expected one of \(parts)")
      return nil
    }
    return analysis
  }

  private func failure(_ reader: inout JSONReader) -> PlanAnalysis.Failure {
    var element = PlanAnalysis.Failure.Element.span(0)
    if let item = reader.value("site"), !item.isNull {
      element = .site(site("site", &reader))
      reader.skip(["span"])
    } else {
      element = .span(
        reader.optionalInteger("span", in: 0...max(0, network.spans.count - 1)) ?? 0)
    }
    return PlanAnalysis.Failure(
      element: element, chains: reader.count("chains"),
      demandsLost: reader.array("demands_lost").compactMap { item in
        if case .number(let number) = item.value { Int(exactly: number) } else { nil }
      },
      rateHz: reader.number("rate_hz", in: 0...),
      rateAfterReroutingHz: reader.optionalNumber("rate_after_rerouting_hz", in: 0...))
  }

  private static func point(_ reader: inout JSONReader) -> PlanAnalysis.SweepPoint {
    PlanAnalysis.SweepPoint(
      label: reader.string("label"), repeaters: reader.count("repeaters"),
      rateHz: reader.number("rate_hz", in: 0...), fidelity: reader.number("fidelity", in: 0...1),
      keyRateHz: reader.number("secret_key_rate_hz", in: 0...),
      provedOptimal: reader.optionalBool("proved_optimal") ?? false)
  }

  private func site(_ key: String, _ reader: inout JSONReader) -> Int {
    guard let item = reader.value(key) else {
      _ = reader.string(key)
      return 0
    }
    return site(item, &reader)
  }

  private func site(_ item: LocatedJSON, _ reader: inout JSONReader) -> Int {
    guard case .string(let id) = item.value else {
      reader.fault(item, code: "wrong-type", "found \(item.kind), expected the id of a site")
      return 0
    }
    if let index = siteIndex[id] { return index }
    reader.fault(
      item, code: "unknown-site", "\"\(id)\" is not the id of a site of the map",
      suggestion: nearestName(to: id, among: network.sites.lazy.map(\.id)).map { "did you mean \"\($0)\"?" })
    return 0
  }
}
