internal import FibreNetwork
internal import LinkPhysics
internal import PlanFiles
public import Planning

/// The tables of a plan.
public struct PlanTables: Sendable {
  let plan: Plan

  /// Gets ready to make tables of a plan.
  public init(_ plan: Plan) { self.plan = plan }

  /// Every table that has rows, in the order of the report.
  public var all: [ReportTable] {
    let hops = chains.indices.map { segments(chain: $0) }
    let pictures = [alternatives, limits, budget, readiness, sites, spans] + capacity
    return ([demands] + hops + pictures + [assumptions] + analysis + [validation()]).filter {
      !$0.rows.isEmpty
    }
  }

  /// Every chain of the plan, backups after the chain they stand for.
  var chains: [(demand: Int, backup: Int?, chain: ChainPlan)] {
    plan.demands.enumerated().flatMap { i, demand in
      [(i, nil, demand.chain)] + demand.backups.enumerated().map { (i, $0 + 1, $1) }
    }
  }

  private func name(_ site: Int) -> String { plan.network.sites[site].name }

  /// Figures of every chain, backups after the chain they stand for: rates with the interval of the
  /// simulation, fidelity, key, length in km, loss in dB.
  public var demands: ReportTable {
    ReportTable(
      name: "demands", title: "What each connection delivers",
      columns: [
        .text("from", "From"), .text("to", "To"), .text("chain", "Chain"),
        .number("rate_hz", "Rate", "pairs/s"),
        .number("rate_low_hz", "from", "95 %"), .number("rate_high_hz", "to", "95 %"),
        .number("fidelity", "Fidelity"),
        .number("fidelity_standard_error", "std. error"),
        .number("secret_key_rate_hz", "Secret key", "bit/s"),
        .number("mean_time_s", "Mean time"), .number("length_km", "Fibre", "km"),
        .number("loss_db", "Loss", "dB"),
        .number("repeaters", "Repeaters"), .text("swap_policy", "Swap policy"), .text("delivery", "Delivery"),
        .number("slowest_link_hz", "Slowest hop", "pairs/s"),
        .number("repeaterless_bits_per_use", "Without repeaters", "bit/use"),
        .number("chain_bits_per_use", "Weakest arm", "bit/use"),
      ],
      rows: chains.map { demand, backup, chain in
        let figures = chain.estimate
        let interval = chain.simulation.map(PlanWords.interval)
        return [
          .text(name(plan.demands[demand].from)), .text(name(plan.demands[demand].to)),
          .text(backup.map { "backup \($0)" } ?? "first"),
          .number(figures.rateHz, Figure.text(figures.rateHz, digits: 4)),
          interval.map { .number($0.low, Figure.text($0.low, digits: 4)) } ?? .none,
          interval.map { .number($0.high, Figure.text($0.high, digits: 4)) } ?? .none,
          .number(figures.fidelity, Figure.text(figures.fidelity, digits: 4)),
          chain.simulation.map {
            .number($0.fidelityStandardError, Figure.text($0.fidelityStandardError, digits: 2))
          } ?? .none,
          .number(figures.keyRateHz, Figure.text(figures.keyRateHz)),
          .number(figures.meanTimeS, Figure.time(figures.meanTimeS)),
          .number(chain.fibreKm, Figure.fixed(chain.fibreKm, 1)),
          chain.usesSky ? .none : .number(chain.lossDb, Figure.fixed(chain.lossDb, 1)),
          .whole(chain.sites.count - 2), .text(chain.swapPolicy), .text(chain.delivery),
          .number(chain.bounds.slowestLinkHz, Figure.text(chain.bounds.slowestLinkHz)),
          chain.bounds.repeaterless.isFinite
            ? .number(chain.bounds.repeaterless, Figure.text(chain.bounds.repeaterless)) : .none,
          chain.bounds.chain.isFinite ? .number(chain.bounds.chain, Figure.text(chain.bounds.chain)) : .none,
        ]
      })
  }

  /// One row a hop of one chain.
  ///
  /// - Parameter index: counts all chains of the plan, backups after the chain they stand for, from 0.
  public func segments(chain index: Int) -> ReportTable {
    let (demand, backup, chain) = chains[index]
    let binding = PlanWords.bindingSegment(of: chain)
    let who = "\(name(plan.demands[demand].from)) – \(name(plan.demands[demand].to))"
    return ReportTable(
      name: chains.count == 1 ? "hops" : "hops-\(index + 1)",
      title: "Hops \(who)" + (backup.map { ", backup \($0)" } ?? ""),
      columns: [
        .number("hop", "Hop"), .text("from", "From"), .text("to", "To"), .text("slowest", "Mark"),
        .number("length_km", "Fibre", "km"), .number("loss_db", "Loss", "dB"),
        .number("mean_time_s", "Mean time", "to a pair"), .number("fidelity", "Fidelity", "fresh pair"),
        .number("success_probability", "p", "per attempt"), .number("attempt_period_s", "Attempt", "period"),
        .number("vacuum_fraction", "No pair", "though heralded"), .number("modes", "Modes"),
        .text("station", "Heralding station"),
        .number("left_arm_km", "Left arm", "km"),
        .number("right_arm_km", "Right arm", "km"), .number("estimated_km", "Estimated", "km"),
        .number("capacity_bits_per_use", "Capacity", "bit/use"), .text("option", "Setting"),
      ]
        + (chain.usesSky
          ? [
            .number("windows_per_day", "Windows", "a day"), .number("usable_s_per_day", "In use", "s a day"),
            .number("pairs_per_day", "Pairs", "a day"),
            .number("pairs_per_window", "Pairs", "a usable window"),
          ] : []),
      rows: chain.segments.enumerated().map { i, segment in
        let link = segment.link
        let arms = segment.armLengthsKm
        let estimated = segment.fibreSpans.reduce(0.0) {
          $0 + (plan.network.spans[$1].lengthSource == .estimated ? plan.network.spans[$1].lengthKm : 0)
        }
        let hasStation = segment.stationIndex != nil
        return [
          .whole(i + 1), .text(name(segment.from)), .text(name(segment.to)),
          i == binding ? .marked("slowest") : .text(""),
          link.sky == nil ? .number(segment.route.lengthKm, Figure.fixed(segment.route.lengthKm, 1)) : .none,
          .number(segment.lightLossDb, Figure.fixed(segment.lightLossDb, 2)),
          .number(segment.meanTimeS, Figure.time(segment.meanTimeS)),
          .number(link.state.fidelity, Figure.text(link.state.fidelity, digits: 4)),
          .number(link.successProbability, Figure.text(link.successProbability)),
          .number(link.attemptPeriodS, Figure.time(link.attemptPeriodS)),
          link.vacuumFraction > 0
            ? .number(link.vacuumFraction, Figure.percent(link.vacuumFraction)) : .none,
          .whole(link.modes),
          segment.station.map { .text(name($0)) } ?? .none,
          hasStation ? .number(arms.left, Figure.fixed(arms.left, 1)) : .none,
          hasStation ? .number(arms.right, Figure.fixed(arms.right, 1)) : .none,
          .number(estimated, estimated > 0 ? Figure.fixed(estimated, 1) : "0"),
          segment.capacity.isFinite ? .number(segment.capacity, Figure.text(segment.capacity)) : .none,
          .text(link.option),
        ] + (chain.usesSky ? sky(link) : [])
      })
  }

  /// When a satellite serves a hop and what that brings; empty cells for fibre.
  private func sky(_ link: ElementaryLink) -> [ReportTable.Cell] {
    guard let sky = link.sky else { return [.none, .none, .none, .none] }
    return [
      .number(sky.windowsPerDay, Figure.text(sky.windowsPerDay)),
      .number(sky.usableSecondsPerDay, Figure.text(sky.usableSecondsPerDay)),
      .number(link.pairsPerDay, Figure.text(link.pairsPerDay)),
      link.pairsPerWindow.map { .number($0, Figure.text($0)) } ?? .none,
    ]
  }

  /// What has to be built where.
  public var sites: ReportTable {
    let ends = Set(plan.demands.flatMap { [$0.from, $0.to] })
    let repeaters = Dictionary(plan.repeaters.map { ($0.site, $0) }, uniquingKeysWith: { a, _ in a })
    let stations = Dictionary(plan.stations.map { ($0.site, $0) }, uniquingKeysWith: { a, _ in a })
    let used = plan.network.sites.indices.filter {
      ends.contains($0) || repeaters[$0] != nil || stations[$0] != nil
    }
    return ReportTable(
      name: "sites", title: "Bill of materials by site",
      columns: [
        .text("site", "Site"), .text("id", "Id"), .text("role", "Role"),
        .number("latitude_deg", "Latitude", "°N"),
        .number("longitude_deg", "Longitude", "°E"), .number("memories", "Memories", "in use"),
        .number("memories_available", "Memories", "available"), .number("chains", "Chains"),
        .number("hops_heralded", "Hops", "heralded"), .number("cost", "Cost"),
      ],
      rows: used.map { index in
        let site = plan.network.sites[index]
        let roles = [
          ends.contains(index) ? "end" : nil, repeaters[index] != nil ? "repeater" : nil,
          stations[index] != nil ? "heralding station" : nil,
        ].compactMap { $0 }
        return [
          .text(site.name), .text(site.id), .text(roles.joined(separator: ", ")),
          site.coordinate.map { .number($0.latitude, Figure.fixed($0.latitude, 3)) } ?? .none,
          site.coordinate.map { .number($0.longitude, Figure.fixed($0.longitude, 3)) } ?? .none,
          repeaters[index].map { .whole($0.memories) } ?? .none, site.memories.map { .whole($0) } ?? .none,
          repeaters[index].map { .whole($0.chains) } ?? .none,
          stations[index].map { .whole($0.hops) } ?? .none,
          repeaters[index] != nil ? .number(site.cost, Figure.text(site.cost)) : .none,
        ]
      })
  }

  /// The next best plans with other repeaters.
  public var alternatives: ReportTable {
    let words = PlanWords(plan, askedRateHz: nil)
    return ReportTable(
      name: "alternatives", title: "Next best plans with other repeaters",
      columns: [
        .number("place", "Place"), .number("value", "Objective"), .number("loss", "Loss"),
        .number("rate_hz", "Rate", "pairs/s"), .number("fidelity", "Fidelity"),
        .number("secret_key_rate_hz", "Secret key", "bit/s"), .number("repeaters", "Repeaters"),
        .text("difference", "Against the plan"),
      ],
      rows: plan.alternatives.enumerated().map { i, other in
        let figures = other.chain.estimate
        return [
          .whole(i + 2), .number(other.value, Figure.text(other.value, digits: 4)),
          .number(other.loss(against: plan.certificate.value), words.loss(other)),
          .number(figures.rateHz, Figure.text(figures.rateHz, digits: 4)),
          .number(figures.fidelity, Figure.text(figures.fidelity, digits: 4)),
          .number(figures.keyRateHz, Figure.text(figures.keyRateHz)),
          .whole(other.chain.sites.count - 2), .text(words.difference(other)),
        ]
      })
  }

  /// Every number that the plan rests on without its being known.
  public var assumptions: ReportTable {
    ReportTable(
      name: "assumptions", title: "What the plan assumes",
      columns: [.text("name", "Input"), .text("value", "Value"), .text("why", "Source or reason")],
      rows: plan.statedAssumptions.map { [.text($0.name), .text($0.value), .text($0.why)] })
  }

  private var analysis: [ReportTable] {
    guard let analysis = plan.analysis else { return [] }
    return [
      points("sweep", "Best plan for each number of repeaters", analysis.sweep),
      points("trade-off", "Rate against fidelity", analysis.tradeOff), knob(analysis.knob),
      sensitivity(analysis.sensitivity),
      ReportTable(
        name: "delivery-times", title: "Time until a pair is delivered",
        columns: [.number("probability", "Probability"), .number("time_s", "Within")],
        rows: analysis.deliveryQuantiles.map {
          [.number($0.probability, Figure.percent($0.probability)), .number($0.timeS, Figure.time($0.timeS))]
        }),
    ]
  }

  private func points(_ name: String, _ title: String, _ points: [PlanAnalysis.SweepPoint]) -> ReportTable {
    ReportTable(
      name: name, title: title,
      columns: [
        .text("plan", "Plan"), .number("repeaters", "Repeaters"), .number("rate_hz", "Rate", "pairs/s"),
        .number("fidelity", "Fidelity"), .number("secret_key_rate_hz", "Secret key", "bit/s"),
        .text("proof", "Proof"),
      ],
      rows: points.map {
        [
          .text($0.label), .whole($0.repeaters), .number($0.rateHz, Figure.text($0.rateHz)),
          .number($0.fidelity, Figure.text($0.fidelity, digits: 4)),
          .number($0.keyRateHz, Figure.text($0.keyRateHz)),
          .text($0.provedOptimal ? "proved optimal" : "best found"),
        ]
      })
  }

  private func sensitivity(_ changes: [PlanAnalysis.Sensitivity]) -> ReportTable {
    let now = plan.demands.first?.chain.estimate
    return ReportTable(
      name: "sensitivity", title: "What a change of one input brings",
      columns: [
        .text("input", "Input"), .text("change", "Change"), .number("rate_hz", "Rate", "pairs/s"),
        .number("rate_change", "Rate", "change"), .number("fidelity", "Fidelity"),
        .number("secret_key_rate_hz", "Secret key", "bit/s"),
      ],
      rows: changes.map { change in
        let gain = now.map { change.rateHz / $0.rateHz - 1 }
        return [
          .text(change.input.name), .text(change.input.change),
          .number(change.rateHz, Figure.text(change.rateHz)),
          gain.map { .number($0, Figure.signedPercent($0)) } ?? .none,
          .number(change.fidelity, Figure.text(change.fidelity, digits: 4)),
          .number(change.keyRateHz, Figure.text(change.keyRateHz)),
        ]
      })
  }
}
