internal import ChainSimulator
internal import FibreNetwork
internal import LinkPhysics
public import SourceDocument
internal import TopologyFormats

extension PlanJSON {
  /// The plan as a document that `read` turns into the same plan again.
  public static func json(_ plan: Plan) -> JSON {
    let network = plan.network
    func id(_ site: Int) -> JSON { .string(network.sites[site].id) }
    let certificate = plan.certificate
    return [
      "schema": .string(schemaName),
      "map_name": .string(plan.request.map),
      "platform": .string(plan.request.platform),
      "platform_label": .string(plan.request.platformLabel),
      "objective": .string(plan.request.objective.rawValue),
      "limits": json(plan.request.limits),
      "settings": [
        "ends": .string(plan.request.settings.ends.rawValue),
        "link_time_model": .string(plan.request.settings.linkTimeModel.rawValue),
        "messages": .bool(plan.request.settings.countsMessages),
        "cost_per_memory": .number(plan.request.settings.equipment.perMemory),
        "cost_per_station": .number(plan.request.settings.equipment.perStation),
        "modes": json(plan.request.settings.modes), "knob": JSON(plan.request.settings.knob?.rawValue),
        "stations": JSON(plan.request.settings.stations?.rawValue),
      ],
      "command": .string(plan.request.command),
      "value": .number(certificate.value),
      "bound": .number(certificate.bound),
      "gap": .number(certificate.gap),
      "proved_optimal": .bool(certificate.provedOptimal),
      "certificate": [
        "stop": .string(certificate.stop.rawValue), "method": .string(certificate.method),
        "statistics": json(certificate.statistics), "scope": json(certificate.scope),
      ],
      "binding": .string(plan.binding),
      "capacity_bound_bits_per_use": JSON(plan.demands.map(\.chain.bounds.chain).min()),
      "demands": .array(plan.demands.map { json($0, in: network) }),
      "repeaters": .array(
        plan.repeaters.map {
          ["site": id($0.site), "memories": .integer($0.memories), "chains": .integer($0.chains)]
        }),
      "heralding_stations": .array(plan.stations.map { ["site": id($0.site), "hops": .integer($0.hops)] }),
      "assumptions": .array(
        plan.assumptions.map {
          ["name": .string($0.name), "value": .string($0.value), "why": .string($0.why)]
        }),
      "alternatives": .array(plan.alternatives.map { json($0, best: certificate.value, in: network) }),
      "alternatives_proved": .bool(plan.areAlternativesProved),
      "analysis": plan.analysis.map { json($0, in: network) } ?? .null,
      "map": NativeTopology.json(network),
    ]
  }

  private static func json(_ modes: PlanSettings.Modes?) -> JSON {
    switch modes {
    case nil: .null
    case .fewest: "fewest"
    case .any: "any"
    case .exactly(let count): .integer(count)
    }
  }

  private static func json(_ limits: Limits) -> JSON {
    [
      "minimum_rate_hz": JSON(limits.minimumRateHz),
      "minimum_fidelity": JSON(limits.minimumFidelity),
      "minimum_secret_key_rate_hz": JSON(limits.minimumKeyRateHz),
      "maximum_repeaters": JSON(limits.maximumRepeaters),
      "maximum_repeaters_per_chain": JSON(limits.maximumRepeatersPerChain),
      "maximum_cost": JSON(limits.maximumCost),
      "maximum_hop_km": JSON(limits.maximumHopKm),
      "disjoint_chains": .integer(limits.disjointChains),
      "disjoint_by": .string(limits.disjointBy.rawValue),
      "protection": .string(limits.protection.rawValue),
      "maximum_chains_per_site": JSON(limits.maximumChainsPerSite),
    ]
  }

  private static func json(_ scope: Scope) -> JSON {
    var routes: JSON = ["kept_per_pair": .null, "pairs_with_more": .integer(0)]
    if case .some(let most, let dropped) = scope.routes {
      routes = ["kept_per_pair": .integer(most), "pairs_with_more": .integer(dropped)]
    }
    return [
      "routes": routes, "swap_policy": .string(scope.operation.swapPolicy),
      "delivery": .string(scope.operation.delivery),
    ]
  }

  private static func json(_ statistics: SolveStatistics) -> JSON {
    [
      "hops": .integer(statistics.hops), "hops_kept": .integer(statistics.hopsKept),
      "ilp_solves": .integer(statistics.ilpSolves), "ilp_columns": .integer(statistics.ilpColumns),
      "ilp_rows": .integer(statistics.ilpRows), "exact_estimates": .integer(statistics.exactEstimates),
      "labels": .integer(statistics.labels), "solver": .string(statistics.solver),
    ]
  }

  private static func json(_ demand: DemandPlan, in network: FibreNetwork) -> JSON {
    var members: [JSON.Member] = [
      .init("from", .string(network.sites[demand.from].id)),
      .init("to", .string(network.sites[demand.to].id)),
    ]
    members += chainMembers(of: demand.chain, in: network)
    members.append(
      .init("backups", .array(demand.backups.map { .object(chainMembers(of: $0, in: network)) })))
    return .object(members)
  }

  private static func json(_ alternative: PlanAlternative, best: Double, in network: FibreNetwork) -> JSON {
    .object(
      [
        .init("value", .number(alternative.value)), .init("loss", .number(alternative.loss(against: best))),
      ] + chainMembers(of: alternative.chain, in: network))
  }

  private static func chainMembers(of chain: ChainPlan, in network: FibreNetwork) -> [JSON.Member] {
    let figures = chain.estimate
    return [
      .init("sites", .array(chain.sites.map { .string(network.sites[$0].id) })),
      .init("length_km", .number(chain.lengthKm)),
      .init("loss_db", .number(chain.lossDb)),
      .init("rate_hz", .number(figures.rateHz)),
      .init("rate_standard_error_hz", JSON(chain.simulation?.rateStandardErrorHz)),
      .init("fidelity", .number(figures.fidelity)),
      .init("secret_key_rate_hz", .number(figures.keyRateHz)),
      .init("swap_policy", .string(chain.swapPolicy)), .init("swap_tree", JSON(chain.swapTree)),
      .init("delivery", .string(chain.delivery)),
      .init(
        "estimate",
        [
          "mean_time_s": .number(figures.meanTimeS),
          "standard_deviation_s": .number(figures.standardDeviationS),
          "characters": characters(figures.state), "key_fraction": .number(figures.keyFraction),
          "method": .string(figures.method),
        ]),
      .init("simulation", chain.simulation.map(json) ?? .null),
      .init("swap_characters", chain.swapNoise.map(characters) ?? .null),
      .init(
        "readiness",
        .array(Readiness.statements(state: figures.state, rateHz: figures.rateHz).map(json))),
      .init(
        "bounds",
        [
          "repeaterless_bits_per_use": .number(chain.bounds.repeaterless),
          "chain_bits_per_use": .number(chain.bounds.chain),
          "slowest_link_hz": .number(chain.bounds.slowestLinkHz),
          "first_pair_s": .number(chain.bounds.firstPairS),
          "relay_chain_bits_per_use": .number(chain.bounds.relayChain),
          "repeaterless_hz": .number(chain.bounds.repeaterlessHz),
          "chain_hz": .number(chain.bounds.chainHz),
          "relay_chain_hz": .number(chain.bounds.relayChainHz),
          "heralding_hz": .number(chain.bounds.heraldingHz),
          "light_speed_hz": .number(1 / chain.bounds.firstPairS),
          "reached": .object(
            chain.boundsReached.map { .init($0.key, .number($0.ratio)) }),
        ]),
      .init("segments", .array(chain.segments.map { json($0, in: network) })),
    ]
  }

  private static func json(_ figures: SimulatedFigures) -> JSON {
    [
      "mean_time_s": .number(figures.meanTimeS),
      "mean_time_standard_error_s": .number(figures.meanTimeStandardErrorS),
      "rate_hz": .number(figures.rateHz),
      "fidelity": .number(figures.fidelity),
      "fidelity_standard_error": .number(figures.fidelityStandardError),
      "samples": .integer(figures.samples),
      // A JSON number holds whole numbers exactly only up to 2^53.
      "seed": figures.seed < 1 << 53 ? .integer(Int(figures.seed)) : .string(String(figures.seed)),
      "time_z": .number(figures.timeZ), "fidelity_z": .number(figures.fidelityZ),
    ]
  }

  private static func json(_ segment: SegmentPlan, in network: FibreNetwork) -> JSON {
    let link = segment.link
    let arms = segment.armLengthsKm
    return [
      "from": .string(network.sites[segment.from].id),
      "to": .string(network.sites[segment.to].id),
      "route": .array(segment.route.sites.map { .string(network.sites[$0].id) }),
      "spans": .array(segment.route.spans.map(JSON.integer)),
      "length_km": .number(segment.route.lengthKm),
      "loss_db": .number(segment.route.totalLossDb),
      "station": JSON(segment.station.map { network.sites[$0].id }),
      "arm_lengths_km": [.number(arms.left), .number(arms.right)],
      "option": .string(link.option),
      "success_probability": .number(link.successProbability),
      "attempt_period_s": .number(link.attemptPeriodS),
      "modes": .integer(link.modes),
      "fidelity": .number(link.state.fidelity),
      "characters": characters(link.state),
      "vacuum_fraction": .number(link.vacuumFraction),
      "mean_time_s": .number(segment.meanTimeS),
      "capacity_bits_per_use": .number(segment.capacity),
      "loss_budget_db": .array(link.lossBudget.map(json)),
      "infidelity_budget": .array(link.infidelityBudget.map(json)),
    ]
  }

  private static func json(_ readiness: Readiness) -> JSON {
    [
      "application": .string(readiness.application), "ready": .bool(readiness.isReady),
      "asks": .string(readiness.asks), "delivered": .string(readiness.delivered),
      "source": .string(readiness.source), "known": .string(readiness.provenance.rawValue),
    ]
  }

  private static func json(_ part: ElementaryLink.Contribution) -> JSON {
    ["name": .string(part.name), "value": .number(part.value)]
  }

  private static func characters(_ state: BellDiagonalState) -> JSON {
    [.number(state.x), .number(state.y), .number(state.z)]
  }

  private static func json(_ analysis: PlanAnalysis, in network: FibreNetwork) -> JSON {
    [
      "sweep": .array(analysis.sweep.map(json)),
      "trade_off": .array(analysis.tradeOff.map(json)),
      "sensitivity": .array(
        analysis.sensitivity.map {
          [
            "name": .string($0.name), "change": .string($0.change), "rate_hz": .number($0.rateHz),
            "fidelity": .number($0.fidelity), "secret_key_rate_hz": .number($0.keyRateHz),
          ]
        }),
      "delivery_quantiles": .array(
        analysis.deliveryQuantiles.map {
          ["probability": .number($0.probability), "time_s": .number($0.timeS)]
        }),
      "failures": .array(
        analysis.failures.map { failure in
          let (site, span): (JSON, JSON) =
            switch failure.element {
            case .site(let index): (.string(network.sites[index].id), .null)
            case .span(let index): (.null, .integer(index))
            }
          return [
            "site": site, "span": span, "chains": .integer(failure.chains),
            "demands_lost": .array(failure.demandsLost.map(JSON.integer)), "rate_hz": .number(failure.rateHz),
            "rate_after_rerouting_hz": JSON(failure.rateAfterReroutingHz),
          ]
        }),
      "additions": .array(
        analysis.additions.map {
          [
            "kind": .string($0.kind.rawValue), "change": .string($0.change),
            "shadow_price": JSON($0.shadowPrice), "value": JSON($0.value),
            "proved_optimal": .bool($0.provedOptimal), "rate_hz": JSON($0.rateHz),
          ]
        }),
      "left_out": .array(analysis.leftOut.map { .string($0.rawValue) }),
      "knob": analysis.knob.map { knob in
        [
          "name": .string(knob.name), "segment": .integer(knob.segment),
          "points": .array(
            knob.points.map {
              [
                "setting": .number($0.knob), "rate_hz": .number($0.rateHz), "fidelity": .number($0.fidelity),
                "presence": .number($0.presence), "secret_key_rate_hz": .number($0.keyRateHz),
              ]
            }),
        ]
      } ?? .null,
    ]
  }

  private static func json(_ point: PlanAnalysis.SweepPoint) -> JSON {
    [
      "label": .string(point.label), "repeaters": .integer(point.repeaters), "rate_hz": .number(point.rateHz),
      "fidelity": .number(point.fidelity), "secret_key_rate_hz": .number(point.keyRateHz),
      "proved_optimal": .bool(point.provedOptimal),
    ]
  }
}
