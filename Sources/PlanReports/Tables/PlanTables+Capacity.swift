internal import FibreNetwork
internal import LinkPhysics
internal import PlanFiles
internal import Planning

extension PlanTables {
  /// What each fibre span carries.
  public var spans: ReportTable {
    var hops: [Int: Int] = [:]
    var modes: [Int: Int] = [:]
    var chainsOf: [Int: Set<Int>] = [:]
    for (number, entry) in chains.enumerated() {
      for segment in entry.chain.segments {
        for span in segment.fibreSpans {
          hops[span, default: 0] += 1
          modes[span, default: 0] += segment.link.modes
          chainsOf[span, default: []].insert(number)
        }
      }
    }
    return ReportTable(
      name: "spans", title: "Fibre in use by span",
      columns: [
        .text("from", "From"), .text("to", "To"), .number("length_km", "Fibre", "km"),
        .text("length", "Length"),
        .number("loss_db", "Loss", "dB"), .number("chains", "Chains"), .number("hops", "Hops"),
        .number("modes", "Modes", "in use"),
      ],
      rows: hops.keys.sorted().map { index in
        let span = plan.network.spans[index]
        return [
          .text(plan.network.sites[span.from].name), .text(plan.network.sites[span.to].name),
          .number(span.lengthKm, Figure.fixed(span.lengthKm, 1)), .text(span.lengthSource.rawValue),
          .number(plan.network.lossDb(ofSpan: index), Figure.fixed(plan.network.lossDb(ofSpan: index), 2)),
          .whole(chainsOf[index, default: []].count), .whole(hops[index, default: 0]),
          .whole(modes[index, default: 0]),
        ]
      })
  }

  /// Failures and additions, as far as they were looked at.
  var capacity: [ReportTable] {
    guard let analysis = plan.analysis else { return [] }
    return [failures(analysis.failures), additions(analysis.additions)]
  }

  func failures(_ failures: [PlanAnalysis.Failure]) -> ReportTable {
    let before = plan.demands.map { $0.chains.map(\.estimate.rateHz).max() ?? 0 }.min() ?? 0
    return ReportTable(
      name: "failures", title: "What each single failure does",
      columns: [
        .text("lost", "Lost"), .text("kind", "Kind"), .number("chains", "Chains", "that stop"),
        .number("demands_lost", "Connections", "cut off"), .text("cut_off", "Cut off"),
        .number("rate_hz", "Least rate", "pairs/s at once"),
        .number("rate_after_rerouting_hz", "After re-routing", "pairs/s"),
        .number("share", "Of the rate", "before"),
      ],
      rows: failures.map { failure in
        let (name, kind) = words(failure.element)
        let lost = failure.demandsLost.filter(plan.demands.indices.contains)
        let after = failure.rateAfterReroutingHz
        return [
          .text(name), .text(kind), .whole(failure.chains), .whole(lost.count),
          .text(lost.prefix(4).map(connection).joined(separator: "; ") + (lost.count > 4 ? "; …" : "")),
          .number(failure.rateHz, Figure.text(failure.rateHz)),
          after.map { .number($0, Figure.text($0)) } ?? .none,
          after.map { .number(before > 0 ? $0 / before : 0, Figure.percent(before > 0 ? $0 / before : 0)) }
            ?? .none,
        ]
      })
  }

  /// The same with one row for all failures of the same effect.
  func failureGroups(_ failures: [PlanAnalysis.Failure]) -> ReportTable {
    let all = self.failures(failures)
    // Rows of one effect are alike but for the name and the kind.
    let rows = Dictionary(zip(failures.map(\.element), all.rows), uniquingKeysWith: { first, _ in first })
    return ReportTable(
      name: "failure-groups", title: all.title,
      columns: [all.columns[0], .number("sites", "Sites"), .number("spans", "Spans")]
        + all.columns.dropFirst(2),
      rows: FailureGroup.all(failures).map { group in
        let names = group.elements.map { words($0).name }
        let more = names.count - 2
        return [
          .text(names.prefix(2).joined(separator: "; ") + (more > 0 ? "; \(more) more" : "")),
          .whole(group.sites), .whole(group.elements.count - group.sites),
        ] + (rows[group.elements[0]]?.dropFirst(2) ?? [])
      })
  }

  /// The connections in the columns that fit on a page; `demands` has all.
  var connections: ReportTable {
    let all = demands
    func column(_ key: String) -> Int { all.columns.firstIndex { $0.key == key }! }
    let kept = [
      "rate_hz", "rate_low_hz", "rate_high_hz", "fidelity", "secret_key_rate_hz", "mean_time_s", "repeaters",
      "length_km", "slowest_link_hz",
    ].map(column)
    return ReportTable(
      name: "connections", title: all.title,
      columns: [.text("number", "No."), .text("connection", "Connection")] + kept.map { all.columns[$0] },
      rows: zip(chains, all.rows).map { entry, row in
        let mark = ChainStrands.Strand(demand: entry.demand, backup: entry.backup, chain: entry.chain).mark
        return [.text(mark), .text(connection(entry.demand) + (entry.backup.map { ", backup \($0)" } ?? ""))]
          + kept.map { row[$0] }
      })
  }

  private func connection(_ demand: Int) -> String {
    let ends = plan.demands[demand]
    return "\(plan.network.sites[ends.from].name) – \(plan.network.sites[ends.to].name)"
  }

  func words(_ element: PlanAnalysis.Failure.Element) -> (name: String, kind: String) {
    let network = plan.network
    switch element {
    case .site(let index): return (network.sites[index].name, "site")
    case .span(let index):
      let ends = [network.spans[index].from, network.spans[index].to].map { network.sites[$0].name }
      return ("\(ends[0]) – \(ends[1])", "span")
    }
  }

  func additions(_ additions: [PlanAnalysis.Addition]) -> ReportTable {
    let words = PlanWords(plan)
    let now = plan.certificate.value
    return ReportTable(
      name: "additions", title: "What one more would bring",
      columns: [
        .text("kind", "Kind"), .text("change", "Change"), .number("value", "Then", words.objectiveUnit),
        .number("gain", "Change", "of the objective"), .number("rate_hz", "Least rate", "pairs/s then"),
        .number("shadow_price", "Price", "linear relaxation"), .text("proof", "Proof"),
      ],
      rows: additions.map { addition in
        let value = addition.value.flatMap { isOverruled(addition) ? nil : $0 }
        let gain = value.map { now == 0 ? $0 : $0 / now - 1 }
        return [
          .text(addition.kind.rawValue), .text(addition.change.words(in: plan.network)),
          value.map {
            plan.request.objective == .repeaters ? .whole(Int($0)) : .number($0, Figure.text($0, digits: 4))
          } ?? .none,
          gain.map { .number($0, now == 0 ? Figure.text($0) : Figure.signedPercent($0)) } ?? .none,
          value == nil ? .none : addition.rateHz.map { .number($0, Figure.text($0)) } ?? .none,
          addition.shadowPrice.map { .number($0, Figure.text($0)) } ?? .none,
          .text(
            addition.value == nil
              ? "no plan in the time given"
              : value == nil
                ? "nothing better in the time given"
                : addition.provedOptimal ? "proved optimal" : "best found"),
        ]
      })
  }

  /// Whether planning again stopped at something worse than the plan itself, which the addition leaves possible.
  func isOverruled(_ addition: PlanAnalysis.Addition) -> Bool {
    guard let value = addition.value, !addition.provedOptimal else { return false }
    let now = plan.certificate.value
    let isSpent = plan.request.objective.isMinimised
    return isSpent ? value > now * (1 + 1e-9) : value < now * (1 - 1e-9)
  }
}
