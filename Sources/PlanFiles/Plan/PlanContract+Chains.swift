internal import FibreNetwork
internal import LinkPhysics
internal import Planning
internal import SourceDocument

/// An alternative beside the value of the plan that is better.
struct GradedAlternative {
  var alternative: PlanAlternative
  var best: Double
}

extension PlanContract {
  var demand: Contract<DemandPlan> {
    .object(
      DemandPlan(from: 0, to: 0, chain: blankChain),
      [
        .required("from", \.from, site, "Id of a site of the map."),
        .required("to", \.to, site, "Id of a site of the map."),
      ] + chainFields.map { $0.within(\.chain) } + [
        .list("backups", \.backups, .object(blankChain, chainFields, check: chainCheck), "Disjoint chains.")
      ], check: { demand, json, faults in chainCheck(&demand.chain, json, &faults) })
  }

  var alternative: Contract<GradedAlternative> {
    .object(
      GradedAlternative(alternative: PlanAlternative(chain: blankChain, value: 0), best: 0),
      [
        .required("value", \.alternative.value, .number(), "Of the objective."),
        .figure("loss", .number(.nonNegative), "|best value - value| / |best value|.") {
          $0.alternative.loss(against: $0.best)
        },
      ] + chainFields.map { $0.within(\.alternative.chain) },
      check: { graded, json, faults in chainCheck(&graded.alternative.chain, json, &faults) })
  }

  private var blankChain: ChainPlan {
    ChainPlan(
      sites: [], segments: [], swapPolicy: "", delivery: "",
      estimate: ChainFigures(
        meanTimeS: .nan, standardDeviationS: .nan, state: .perfect, keyFraction: .nan,
        estimator: Estimator(.none)), simulation: nil,
      bounds: ChainBounds(
        repeaterless: .infinity, slowestLinkHz: .infinity, firstPairS: 0))
  }

  private func chainCheck(_ chain: inout ChainPlan, _ json: LocatedJSON, _ faults: inout Faults) {
    if chain.segments.map(\.from) + chain.segments.suffix(1).map(\.to) != chain.sites {
      faults.add(
        json["sites"] ?? json, code: "contradiction", "\"sites\" are not the ends of the segments in order")
    }
  }

  private var chainFields: [Field<ChainPlan>] {
    [
      .required("sites", \.sites, .list(site), "Both ends and the repeaters between them, in order."),
      .figure("length_km", .number(.nonNegative), "Fibre of the chain.", \.lengthKm),
      .figure("loss_db", .number(.nonNegative), "Loss of the chain.", \.lossDb),
      .figure("rate_hz", .number(.nonNegative), "Pairs/s, exact.", \.estimate.rateHz),
      .figure("rate_standard_error_hz", .number(.nonNegative), "Of the simulated rate.") {
        $0.simulation?.rateStandardErrorHz
      },
      .figure("fidelity", .number(.share), "Of delivered pairs, exact.", \.estimate.fidelity),
      .figure(
        "secret_key_rate_hz", .number(.nonNegative),
        "Bit/s by the key rule of the settings, one-way, asymptotic.",
        \.estimate.keyRateHz),
      .required("swap_policy", \.swapPolicy, .text, "By name, e.g. asap-simultaneous."),
      .optional(
        "swap_tree", \.swapTree, .text, "Order of swaps as nested lists of segments, e.g. [[0, 1], 2]."),
      .optional(
        "first_hops", \.firstHops, .word,
        "Where repeaters take turns: whether the odd or the even hops go first, counted from 1.",
        leavesOut: true),
      .required("delivery", \.delivery, .text, "By name."),
      .required("estimate", \.estimate, estimate, "From an exact estimator."),
      .optional("simulation", \.simulation, simulation, "From Monte Carlo."),
      .optional(
        "swap_characters", \.swapNoise, .characters, "Characters that all swaps together multiply in."),
      .optional(
        "herald_characters", \.heraldNoise, .characters,
        "Characters that the waits of all memories for their heralds multiply in."),
      .optional(
        "most_coherent", \.mostCoherent,
        .object(
          ChainPlan.Figures(fidelity: 0, keyFraction: 0),
          [
            .required("fidelity", \.fidelity, .number(.share), "Of the mean state."),
            .required("key_fraction", \.keyFraction, .number(.share), "Secret bits per pair."),
          ]),
        "The same chain with the most coherence of single clicks that the visibility allows, where nobody says how much there is.",
        leavesOut: true),
      .figure("readiness", .list(readiness), "What the delivered pairs are good for.") {
        Readiness.statements(
          state: $0.estimate.state, rateHz: $0.estimate.rateHz, ends: ends, key: key)
      },
      .group("bounds", "What physics allows at most.", isRequired: true, bounds),
      .required("segments", \.segments, .list(segment), "Hops in order."),
    ]
  }

  private var estimate: Contract<ChainFigures> {
    .object(
      blankChain.estimate,
      [
        .required("mean_time_s", \.meanTimeS, .number(.positive), "Until a pair is delivered."),
        .required("standard_deviation_s", \.standardDeviationS, .number(.nonNegative), "Of that time."),
        .required("characters", \.state, .characters),
        .required("key_fraction", \.keyFraction, .number(.share), "Secret bits per pair."),
        .required(
          "method", .text, "Which estimator.", get: { $0.estimator.words },
          set: { figures, words, _, _ in figures.estimator = Estimator(.stated(words)) }),
      ])
  }

  private var simulation: Contract<SimulatedFigures> {
    .object(
      SimulatedFigures(
        meanTimeS: .nan, meanTimeStandardErrorS: .nan, fidelity: .nan, fidelityStandardError: .nan,
        samples: 0, seed: 0, timeZ: .nan, fidelityZ: .nan),
      [
        .required("mean_time_s", \.meanTimeS, .number(.positive), "Until a pair is delivered."),
        .required(
          "mean_time_standard_error_s", \.meanTimeStandardErrorS, .number(.nonNegative), "Of the mean."),
        .figure("rate_hz", .number(.nonNegative), "1 / mean time.", \.rateHz),
        .required("fidelity", \.fidelity, .number(.share), "Mean."),
        .required(
          "fidelity_standard_error", \.fidelityStandardError, .number(.nonNegative), "Of the mean."),
        .required("samples", \.samples, .integer(), "Pairs."),
        .required("seed", \.seed, .seed, "Whole number; text above 2^53."),
        .required("time_z", \.timeZ, .number(), "(simulated - exact) / standard error."),
        .required("fidelity_z", \.fidelityZ, .number(), "The same of the fidelity."),
      ])
  }

  private var readiness: Contract<Readiness> {
    .shown([
      .figure("application", .text, "", \.application), .figure("ready", .flag, "", \.isReady),
      .figure("asks", .text, "Of pairs.", \.asks),
      .figure("delivered", .text, "What the pairs come to.", \.delivered),
      .figure("source", .text, "Of the threshold.", \.source),
      .figure("known", .text, "How well the threshold is known.") { $0.provenance.rawValue },
    ])
  }

  private var bounds: [Field<ChainPlan>] {
    func bound(
      _ key: String, _ path: WritableKeyPath<ChainBounds, Double>, _ about: String
    ) -> Field<ChainPlan> {
      Field<ChainBounds>.optional(
        key, .number(.nonNegative), about, get: { $0[keyPath: path] },
        set: { bounds, value, _, _ in bounds[keyPath: path] = value }
      ).within(\.bounds)
    }
    let reached: [Field<ChainPlan>] = [
      "repeaterless", "chain", "slowest_link", "heralding", "light_speed",
    ].map { key in
      .figure(key, .number(.nonNegative), leavesOut: true) { chain in
        chain.boundsReached.first { $0.key == key }?.ratio
      }
    }
    return [
      bound("repeaterless_bits_per_use", \.repeaterless, "PLOB capacity of the fibre as one."),
      bound(
        "chain_bits_per_use", \.chain,
        "Capacity of the weakest channel: an arm where stations stand between, else a hop. No more ebits or key."
      ),
      bound("slowest_link_hz", \.slowestLinkHz, "Pairs/s of the slowest hop alone."),
      .required(
        "first_pair_s", \.bounds.firstPairS, .number(.nonNegative), "No pair can be there sooner."),
      bound(
        "repeaterless_hz", \.repeaterlessHz, "PLOB capacity at the plan's mode uses per s, pairs/s."),
      bound("chain_hz", \.chainHz, "Capacities of the channels at their mode uses per s, the smallest."),
      .ignored("relay_chain_bits_per_use", "Of older plan files: now chain_bits_per_use."),
      .ignored("relay_chain_hz", "Of older plan files: now chain_hz."),
      bound(
        "heralding_hz", \.heraldingHz, "Pairs/s of the slowest hop if attempts waited for nothing but light."
      ),
      .figure("light_speed_hz", .number(.nonNegative), "1 / first_pair_s.") { 1 / $0.bounds.firstPairS },
      .group("reached", "The rate over each of these bounds.", reached),
    ]
  }

  // MARK: - Segments

  private var segment: Contract<SegmentPlan> {
    .object(
      SegmentPlan(
        from: 0, to: 0, route: Route(from: 0, along: [], in: network), stationIndex: nil,
        link: ElementaryLink(
          option: "", successProbability: 0, attemptPeriodS: 1, modes: 1, state: .perfect),
        meanTimeS: 0, capacity: .infinity),
      [
        .required("from", \.from, site, "Id of a site of the map."),
        .required("to", \.to, site, "Id of a site of the map."),
        .required(
          "route", .list(site), "Sites along the fibre, both ends included.", get: \.route.sites,
          set: { _, _, _, _ in }),
        .required(
          "spans", .list(span), "Places in the map's spans.", get: \.route.spans, set: setRoute),
        .figure("length_km", .number(.nonNegative), "Fibre of the hop.", \.route.lengthKm),
        .figure("loss_db", .number(.nonNegative), "Loss of the hop.", \.route.totalLossDb),
        .optional(
          "station", site,
          "Site of the heralding station; null at a midpoint without a site, or without one.",
          get: \.station,
          set: { segment, station, json, faults in
            segment.stationIndex = segment.route.sites.firstIndex(of: station)
            if segment.stationIndex == nil, faults.isEmpty {
              faults.add(json, code: "contradiction", "\"station\" does not stand on the route")
            }
          }),
        .figure("arm_lengths_km", .list(.number(.nonNegative)), "Fibre from each end to the station.") {
          [$0.armLengthsKm.left, $0.armLengthsKm.right]
        },
        .required("option", \.link.option, .text, "Setting of the platform."),
        .required(
          "success_probability", \.link.successProbability, .number(.share), "Of one attempt of one mode."),
        .required(
          "attempt_period_s", \.link.attemptPeriodS, .number(.positive), "From attempt to attempt."),
        .required("modes", \.link.modes, .integer(), "Attempts side by side."),
        .figure("fidelity", .number(.share), "Of a fresh pair.", \.link.state.fidelity),
        .required("characters", \.link.state, .characters),
        .optional(
          "herald_wait_s", .list(.number(.nonNegative), count: 2...2),
          "What the qubits at both ends have waited when both know of the herald; null if not known.",
          get: { [$0.link.heraldWait.both.left, $0.link.heraldWait.both.right] },
          set: { segment, wait, _, _ in segment.link.heraldWait.both = Arms(wait[0], wait[1]) }),
        .optional(
          "own_herald_wait_s", .list(.number(.nonNegative), count: 2...2),
          "The same when each node itself knows; null if not known.",
          get: { [$0.link.heraldWait.own.left, $0.link.heraldWait.own.right] },
          set: { segment, wait, _, _ in segment.link.heraldWait.own = Arms(wait[0], wait[1]) }),
        .required(
          "vacuum_fraction", \.link.vacuumFraction, .number(.share), "Heralded without a pair."),
        .required("mean_time_s", \.meanTimeS, .number(.nonNegative), "Until the hop alone has a pair."),
        .optional(
          "capacity_bits_per_use", .number(.nonNegative), "Of the hop's weakest channel.",
          get: { $0.capacity },
          set: { segment, capacity, _, _ in segment.capacity = capacity }),
        .optional(
          "sky", \.link.sky, sky, "When a satellite serves the hop; left out for fibre.", leavesOut: true),
        .figure(
          "pairs_per_day", .number(.nonNegative), "Of a satellite's hop alone.", leavesOut: true
        ) { $0.link.sky == nil ? nil : $0.link.pairsPerDay },
        .figure(
          "pairs_per_window", .number(.nonNegative), "Of a satellite's hop alone, in a usable window.",
          leavesOut: true
        ) { $0.link.pairsPerWindow },
        .list("loss_budget_db", \.link.lossBudget, contribution, "Where photons are lost."),
        .list("infidelity_budget", \.link.infidelityBudget, contribution, "Where fidelity is lost."),
      ],
      check: { segment, json, faults in
        let named = json["route"]?.items.compactMap { item -> String? in
          if case .string(let id) = item.value { id } else { nil }
        }
        if segment.route.sites.last != segment.to
          || segment.route.sites.map({ network.sites[$0].id }) != named
        {
          faults.add(
            json["route"] ?? json, code: "contradiction",
            "\"route\" is not the sites along \"spans\" from end to end")
        }
      })
  }

  /// The route along spans, each of which has to start where the one before ends.
  private func setRoute(
    _ segment: inout SegmentPlan, _ spans: [Int], _ json: LocatedJSON, _ faults: inout Faults
  ) {
    var here = segment.from
    for (place, index) in spans.enumerated() {
      let span = network.spans[index]
      guard span.from == here || span.to == here else {
        faults.add(
          json.items[place], code: "contradiction",
          "span \(index) does not start at \"\(network.sites[here].id)\"")
        return
      }
      here = span.otherEnd(from: here)
    }
    segment.route = Route(from: segment.from, along: spans, in: network)
  }

  private var sky: Contract<SkyTime> {
    .object(
      SkyTime(jointSecondsPerDay: 0, windowsPerDay: 0),
      [
        .required(
          "joint_seconds_per_day", \.jointSecondsPerDay, .number(.nonNegative),
          "Both ends have the satellite in sight, at any hour and in any weather."),
        .required("windows_per_day", \.windowsPerDay, .number(.nonNegative), "In which they do."),
        .required("night_share", \.nightShare, .number(.share), "Of windows."),
        .required("clear_sky_share", \.clearSkyShare, .number(.share), "Of windows."),
        .required(
          "long_run_mean", \.isLongRunMean, .flag, "All windows of the orbit, not great-circle passes."),
        .required("places_assumed", \.assumesPlaces, .flag, "Coordinates of the ends are not known."),
      ])
  }

  private var contribution: Contract<ElementaryLink.Contribution> {
    .object(
      ElementaryLink.Contribution("", 0),
      [.required("name", \.name, .text), .required("value", \.value, .number())])
  }
}

extension Contract where Value == BellDiagonalState {
  /// Three Pauli characters, each from -1 to 1.
  static var characters: Contract {
    Contract<[Double]>.list(.number(.from(-1, to: 1)), count: 3...3).mapped(
      read: { numbers, _, _ in BellDiagonalState(x: numbers[0], y: numbers[1], z: numbers[2]) },
      write: { [$0.x, $0.y, $0.z] })
  }
}
