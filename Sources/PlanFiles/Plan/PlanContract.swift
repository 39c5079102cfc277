internal import ChainSimulator
internal import FibreNetwork
internal import LinkPhysics
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// What a plan file holds, each key once. Sites and spans are those of one map.
struct PlanContract {
  let network: FibreNetwork
  /// What is left of the end qubits and how key is made, for what the pairs of a plan that is written are good for.
  let ends: EndQubits
  let key: KeyRule
  private let siteIndex: [String: Int]

  init(_ network: FibreNetwork, ends: EndQubits = .measured, key: KeyRule = KeyRule()) {
    self.network = network
    self.ends = ends
    self.key = key
    siteIndex = Dictionary(
      network.sites.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var file: FileContract<Plan> {
    FileContract(
      "plan", title: "Swapline plan",
      "A repeater layout, what it delivers and how good it is known to be. Sites are ids of the embedded map. Units stand in the keys; null means unknown, or none for a limit or bound.",
      isAnswer: true, blank, fields,
      check: { plan, json, _ in
        // Older files do not say.
        if json["alternatives_proved"]?.isNull ?? true {
          plan.areAlternativesProved = plan.alternatives.isEmpty
        }
        var certificate = plan.certificate
        if certificate.bound.isNaN {
          certificate.bound = plan.request.objective.isMinimised ? -.infinity : .infinity
        }
        // Of fewer routes than all, the best is no plan that is proved optimal.
        if certificate.stop == .finished, certificate.bound == certificate.value,
          !certificate.scope.hasEveryRoute
        {
          certificate.proof = .optimal(certificate.scope)
        }
        plan.certificate = certificate
      })
  }

  private var blank: Plan {
    Plan(
      network: network,
      request: PlanSummary(
        map: "", platform: "", platformLabel: "", objective: .rate, limits: Limits(), command: ""),
      demands: [], repeaters: [], stations: [],
      certificate: Certificate(
        value: 0, bound: .nan, proof: .gap(.finished, Scope()), method: .stated(""),
        statistics: SolveStatistics()),
      assumptions: [])
  }

  private var fields: [Field<Plan>] {
    [
      .required("map_name", \.request.map, .text, "Name or path of the map that was planned."),
      .optional(
        "map_sha256", \.request.mapSHA256, .text, "Of the map's file; null where the map came from none."),
      .required("platform", \.request.platform, .text, "Name of the hardware platform."),
      .optional(
        "platform_sha256", \.request.platformSHA256, .text,
        "Of the platform's file; null where it came from none."),
      .required("platform_label", \.request.platformLabel, .text, "The platform in words."),
      .standing("objective", \.request.objective, .word, "What was made best."),
      .group("limits", "What every plan had to keep to.", limits),
      .group("settings", "How the hardware was used and waiting was modelled.", settings),
      .required("command", \.request.command, .text, "The command that makes this plan again."),
      .required(
        "value", \.certificate.value, .number(), "Objective: pairs/s, bit/s, fidelity, repeaters or cost."),
      .optional(
        "bound", .number(), "No plan is better than this.", get: { $0.certificate.bound },
        set: { plan, bound, _, _ in plan.certificate.bound = bound }),
      .figure(
        "gap", .number(.nonNegative), "|bound - value| / |value|; 0 when proved optimal.",
        { $0.certificate.gap }),
      .optional(
        "proved_optimal", .flag, "Whether no plan is better.", get: { $0.certificate.provedOptimal },
        set: { plan, isProved, _, _ in if isProved { plan.certificate.proof = .optimal(Scope()) } }),
      .group("certificate", "How good the plan is and how that is known.", certificate),
      .figure("binding", .text, "What limits the objective.", { $0.bindingWords }),
      .figure(
        "capacity_bound_bits_per_use", .number(.nonNegative),
        "Capacity of the weakest hop of all demands, in ebits per mode use.",
        { $0.demands.map(\.chain.bounds.chain).min() }),
      .required(
        "demands", \.demands, .list(demand), "Pairs of end sites with the chains that serve them."),
      .required(
        "repeaters", \.repeaters,
        .list(
          .object(
            RepeaterUse(site: 0, memories: 0, chains: 0),
            [
              .required("site", \.site, site, "Id of a site of the map."),
              .required("memories", \.memories, .integer(), "In use, over all demands."),
              .required("chains", \.chains, .integer(), "That swap here."),
            ])), "Sites where repeaters stand."),
      .required(
        "heralding_stations", \.stations,
        .list(
          .object(
            StationUse(site: 0, hops: 0),
            [
              .required("site", \.site, site, "Id of a site of the map."),
              .required("hops", \.hops, .integer(), "That meet here."),
            ])), "Sites where heralding stations stand."),
      .required(
        "assumptions", .list(assumption), "Inputs that nobody has measured.",
        get: { $0.statedAssumptions },
        set: { plan, stated, _, _ in plan.assumptions = stated.map(PlanAssumption.input) }),
      .optional(
        "alternatives", .list(alternative), "The next best plans of other sets of repeaters, best first.",
        get: { plan in
          plan.alternatives.map { GradedAlternative(alternative: $0, best: plan.certificate.value) }
        }, set: { plan, all, _, _ in plan.alternatives = all.map(\.alternative) }),
      .optional(
        "alternatives_proved", .flag, "Whether no better plan of other repeaters is missing.",
        get: { $0.areAlternativesProved },
        set: { plan, areProved, _, _ in plan.areAlternativesProved = areProved }),
      .optional(
        "analysis", \.analysis, AnalysisContract(sites: self).contract, "Curves and tables beside the plan."),
      .required(
        "map", map, "The map that was planned, huts included.", get: \.network, set: { _, _, _, _ in }),
    ]
  }

  // MARK: - What was asked

  private var limits: [Field<Plan>] {
    let fields: [Field<Limits>] = [
      .optional("minimum_rate_hz", \.minimumRateHz, .number(.nonNegative), "Pairs/s of each demand."),
      .optional("minimum_fidelity", \.minimumFidelity, .number(.share), "Of delivered pairs."),
      .optional(
        "minimum_secret_key_rate_hz", \.minimumKeyRateHz, .number(.nonNegative),
        "Secret bits/s of each demand."),
      .optional("maximum_repeaters", \.maximumRepeaters, .integer(), "In all."),
      .optional("maximum_repeaters_per_chain", \.maximumRepeatersPerChain, .integer(), "Of one chain."),
      .optional("maximum_cost", \.maximumCost, .number(.nonNegative), "In the map's unit."),
      .optional("maximum_hop_km", \.maximumHopKm, .number(.nonNegative), "Fibre of one hop."),
      .standing(
        "disjoint_chains", \.disjointChains, .integer(1...Contract.mostCount),
        "Chains of each demand, disjoint from each other."),
      .standing("disjoint_by", \.disjointBy, .word, "What disjoint chains may not share."),
      .standing(
        "protection", \.protection, .word,
        "Whether memories suffice for all chains at once, or for first chains and the backups that one failure calls for."
      ),
      .optional(
        "maximum_chains_per_site", \.maximumChainsPerSite, .integer(), "Chains that swap at one site."),
    ]
    return fields.map { $0.within(\.request.limits) }
  }

  private var settings: [Field<Plan>] {
    let fields: [Field<PlanSettings>] = [
      .standing(
        "ends", \.ends, .word,
        "Whether end qubits are measured at once, at the herald, or stored until delivery."),
      .standing("link_time_model", \.linkTimeModel, .word, "How the time until a link is there is modelled."),
      .standing("messages", \.countsMessages, .flag, "Whether the last message counts."),
      .standing(
        "cost_per_memory", \.equipment.perMemory, .number(.nonNegative), "In the map's unit."),
      .standing(
        "cost_per_station", \.equipment.perStation, .number(.nonNegative), "In the map's unit."),
      .optional(
        "modes", \.modes, modes,
        "Modes that hops could have: the platform's fewest, any of its numbers, or so many; null if not known."
      ),
      .optional(
        "knob", \.knob, .word, "Settings of the platform's free knob along a chain; null if not known."),
      .optional(
        "stations", \.stations, .word, "Where heralding stations could stand; null if not known."),
    ]
    let key: [Field<KeyRule>] = [
      .standing("key_protocol", \.keyProtocol, .word, "Protocol that all key rates are about."),
      .standing("key_basis", \.basis, .word, "Bases of BBM92."),
      .standing(
        "error_correction", \.errorCorrection, .number(.from(1, to: 10)),
        "Bits told for error correction over Shannon's limit."),
      .standing(
        "sifting", \.sifting, .number(.share), "Share of pairs measured in the basis of the key."),
    ]
    return fields.map { $0.within(\.request.settings) } + key.map { $0.within(\.request.limits.key) }
  }

  private var modes: Contract<PlanSettings.Modes> {
    let words = Contract<PlanSettings.Modes>.words([("fewest", .fewest), ("any", .any)])
    let number = Contract<Int>.integer(1...Contract.mostCount).mapped(
      read: { count, _, _ in PlanSettings.Modes.exactly(count) },
      write: { if case .exactly(let count) = $0 { count } else { 1 } })
    return words.or(
      number, reads: \.isNumber, writes: { if case .exactly = $0 { true } else { false } })
  }

  // MARK: - The proof

  private var certificate: [Field<Plan>] {
    let statistics: [Field<SolveStatistics>] = [
      .required("hops", \.hops, .integer(), "Candidate hops of the map."),
      .required("hops_kept", \.hopsKept, .integer(), "Left after bounds."),
      .required("ilp_solves", \.ilpSolves, .integer(), "Integer programs solved."),
      .required("ilp_columns", \.ilpColumns, .integer(), "Of the last program."),
      .required("ilp_rows", \.ilpRows, .integer(), "Of the last program."),
      .required("exact_estimates", \.exactEstimates, .integer(), "Chains estimated exactly."),
      .required("labels", \.labels, .integer(), "Path beginnings searched."),
      .required("solver", \.solver, .text, "Name and version."),
    ]
    return [
      .optional(
        "stop", .word, "Why the search ended.", get: { $0.certificate.stop },
        set: { plan, stop, _, _ in
          if !plan.certificate.proof.isProof { plan.certificate.proof = .gap(stop, Scope()) }
        }),
      .required(
        "method", .text, "The proof in words.", get: { $0.methodWords },
        set: { plan, words, _, _ in plan.certificate.method = .stated(words) }),
      .group("statistics", "What the search did.", statistics.map { $0.within(\.certificate.statistics) }),
      .optional(
        "scope", scope, "Among which plans it holds.", get: { $0.certificate.scope },
        set: { plan, scope, _, _ in
          plan.certificate.proof =
            plan.certificate.proof.isProof ? .optimal(scope) : .gap(plan.certificate.stop, scope)
        }),
    ]
  }

  private var scope: Contract<Scope> {
    struct Routes {
      var perPair: Int?
      var dropped = 0
    }
    let routes = Contract<Routes>.object(
      Routes(),
      [
        .optional(
          "kept_per_pair", \.perPair, .integer(1...Contract.mostCount),
          "The first so many in rising loss; null for every route that can matter."),
        .standing(
          "pairs_with_more", \.dropped, .integer(), "Pairs of sites with more routes that could matter."),
      ]
    ).mapped(
      read: { routes, _, _ in
        routes.perPair.map { Scope.Routes.some(perPair: $0, dropped: routes.dropped) } ?? .every
      },
      write: { kept in
        if case .some(let perPair, let dropped) = kept {
          Routes(perPair: perPair, dropped: dropped)
        } else {
          Routes()
        }
      })
    return .object(
      Scope(),
      [
        .standing("routes", \.routes, routes, "Fibre routes of each pair of sites."),
        .required("swap_policy", \.operation.swapPolicy, .text, "How chains swap."),
        .required("delivery", \.operation.delivery, .text, "How pairs are delivered."),
      ])
  }

  private var assumption: Contract<Assumption> {
    .object(
      Assumption(name: "", value: "", why: ""),
      [
        .required("name", \.name, .text, "Of the input."),
        .required("value", \.value, .text, "With its unit."),
        .required("why", \.why, .text, "Source or reason."),
      ])
  }

  // MARK: - The map

  /// Read before, so that sites and spans have their meaning.
  private var map: Contract<FibreNetwork> {
    Contract(
      schema: NativeTopology.map.schema, read: { _, _, _ in network },
      write: NativeTopology.json)
  }

  /// The id of a site.
  var site: Contract<Int> {
    Contract<String>.text.mapped(
      read: { id, json, faults in
        if let index = siteIndex[id] { return index }
        faults.add(
          json, code: "unknown-site", "\"\(id)\" is not the id of a site of the map",
          suggestion: nearestName(to: id, among: network.sites.lazy.map(\.id)).map {
            "did you mean \"\($0)\"?"
          })
        return nil
      }, write: { network.sites[$0].id })
  }

  /// The place of a span in the map's spans.
  var span: Contract<Int> {
    Contract<Int>.integer().mapped(
      read: { index, json, faults in
        if network.spans.indices.contains(index) { return index }
        faults.add(
          json, code: "unknown-span", "expected a span of the map, 0 to \(network.spans.count - 1)")
        return nil
      }, write: { $0 })
  }
}
