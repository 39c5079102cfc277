internal import FibreNetwork
internal import PlanFiles
internal import Planning

/// The plots of a capacity report.
struct CapacityCharts {
  let plan: Plan
  let words: PlanWords

  static let most = 16

  private func name(_ site: Int) -> String { plan.network.sites[site].name }

  /// Rate of every connection's first chain, slowest first, against what was asked.
  var connections: BarChart {
    let order = plan.demands.enumerated().sorted {
      ($0.element.chain.estimate.rateHz, $0.offset) < ($1.element.chain.estimate.rateHz, $1.offset)
    }
    return BarChart(
      bars: order.prefix(Self.most).enumerated().map { place, entry in
        let demand = entry.element
        return .init(
          name: "\(entry.offset + 1)  \(name(demand.from)) – \(name(demand.to))",
          value: demand.chain.estimate.rateHz, text: Figure.text(demand.chain.estimate.rateHz) + " pairs/s",
          isMarked: place == 0 && order.count > 1)
      }, width: 900, rule: plan.request.limits.minimumRateHz.map { ($0, "asked \(words.askedRate)") })
  }

  /// Memories in use at every repeater, over those that the map says are there.
  var memories: UseChart {
    let order = plan.repeaters.sorted { ($1.memories, $0.site) < ($0.memories, $1.site) }
    return UseChart(
      rows: order.prefix(Self.most).map { repeater in
        let available = plan.network.sites[repeater.site].memories
        let text =
          available.map { "\(repeater.memories) of \($0)" } ?? "\(repeater.memories), no limit on the map"
        return .init(
          name: name(repeater.site), used: Double(repeater.memories), available: available.map(Double.init),
          text: text)
      })
  }

  /// Chains that swap at every repeater, over the most allowed.
  var chains: UseChart {
    let most = plan.request.limits.maximumChainsPerSite
    let order = plan.repeaters.sorted { ($1.chains, $0.site) < ($0.chains, $1.site) }
    return UseChart(
      rows: order.prefix(Self.most).map { repeater in
        .init(
          name: name(repeater.site), used: Double(repeater.chains), available: most.map(Double.init),
          text: most.map { "\(repeater.chains) of \($0)" } ?? "\(repeater.chains)")
      })
  }

  /// What each group of single failures leaves, worst first: at once, and after re-routing.
  var failures: FailureChart? {
    guard let failures = plan.analysis?.failures, !failures.isEmpty else { return nil }
    let before = plan.demands.map { $0.chains.map(\.estimate.rateHz).max() ?? 0 }.min() ?? 0
    let groups = FailureGroup.all(failures)
    return FailureChart(
      rows: groups.prefix(Self.most).map { group in
        .init(
          name: group.label { PlanTables(plan).words($0).name }, atOnce: group.effect.rateHz,
          later: group.effect.rateAfterReroutingHz)
      }, before: before, hidden: groups.count - min(groups.count, Self.most))
  }

  /// The objective after each addition, beside what it is now.
  var additions: BarChart? {
    let planned = (plan.analysis?.additions ?? []).filter {
      $0.value != nil && !PlanTables(plan).isOverruled($0)
    }
    guard !planned.isEmpty else { return nil }
    let now = plan.certificate.value
    return BarChart(
      bars: planned.prefix(Self.most).map { addition in
        let value = addition.value ?? now
        let change = abs(value - now) <= 1e-9 * abs(now) ? "no change" : Figure.signedPercent(value / now - 1)
        let proof = addition.provedOptimal ? "" : ", best found"
        return .init(
          name: addition.change.words(in: plan.network), value: value,
          text:
            "\(plan.request.objective == .repeaters ? Figure.whole(Int(value)) : Figure.text(value)), \(change)\(proof)"
        )
      }, width: 900, rule: (now, "now \(words.objectiveValue(now))"))
  }
}

/// Single failures of the same effect.
struct FailureGroup {
  struct Effect: Hashable {
    var chains: Int
    var demandsLost: [Int]
    var rateHz: Double
    var rateAfterReroutingHz: Double?
  }
  var effect: Effect
  var elements: [PlanAnalysis.Failure.Element]

  /// In the order of their first member.
  static func all(_ failures: [PlanAnalysis.Failure]) -> [FailureGroup] {
    var places: [Effect: Int] = [:]
    var groups: [FailureGroup] = []
    for failure in failures {
      let effect = Effect(
        chains: failure.chains, demandsLost: failure.demandsLost, rateHz: failure.rateHz,
        rateAfterReroutingHz: failure.rateAfterReroutingHz)
      if let place = places[effect] {
        groups[place].elements.append(failure.element)
      } else {
        places[effect] = groups.count
        groups.append(FailureGroup(effect: effect, elements: [failure.element]))
      }
    }
    return groups
  }

  var sites: Int { elements.count { if case .site = $0 { true } else { false } } }

  /// The first member, and how many more of each kind.
  func label(_ name: (PlanAnalysis.Failure.Element) -> String) -> String {
    guard let first = elements.first else { return "" }
    let more = elements.count - 1
    return name(first) + (more == 0 ? "" : more == 1 ? " and 1 more" : " and \(more) more")
  }
}

/// What is in use over what is there, as bars in a frame.
struct UseChart {
  struct Row {
    var name: String
    var used: Double
    /// `nil` where nobody knows.
    var available: Double?
    var text: String
  }

  var rows: [Row]
  var width = 440.0
  var height: Double { Double(rows.count) * 30 + 12 }

  var content: Markup {
    let nameWidth = min(
      width * 0.5, rows.map { LabelPlacement.textWidth($0.name, size: 13.5) }.max().map { $0 + 16 } ?? 60)
    let textWidth = rows.map { LabelPlacement.textWidth($0.text, size: 12) }.max().map { $0 + 12 } ?? 40
    let room = max(40, width - nameWidth - textWidth)
    let most = max(rows.map { max($0.used, $0.available ?? 0) }.max() ?? 1, 1)
    return rows.enumerated().map { i, row -> Markup in
      let y = 6 + Double(i) * 30
      let used = room * row.used / most
      let frame: Markup =
        row.available.map {
          "<rect class=\"room\" x=\"\(nameWidth)\" y=\"\(y + 3)\" width=\"\(room * $0 / most)\" height=\"18\"/>"
        } ?? ""
      let isFull = row.available.map { row.used >= $0 } ?? false
      let kind: Markup = isFull ? "bar binding" : "bar"
      return """
        <g class="\(kind)"><text class="label" x="\(nameWidth - 10)" y="\(y + 16)" text-anchor="end"><title>\(row.name)</title>\(LabelPlacement.shortened(row.name, size: 12.5, to: nameWidth - 12))</text><rect x="\(nameWidth)" y="\(y + 3)" width="\(max(used, 0.5))" height="18"/>\(frame)<text x="\(nameWidth + room * max(row.used, row.available ?? 0) / most + 6)" y="\(y + 16)">\(row.text)</text></g>
        """
    }.joined() + "<path class=\"base\" d=\"M\(nameWidth) 0V\(height)\"/>"
  }
}

/// What is left of the rate after each failure: a filled bar at once, a frame after re-routing.
struct FailureChart {
  struct Row {
    var name: String
    var atOnce: Double
    /// `nil` where that was not computed.
    var later: Double?
  }

  var rows: [Row]
  /// Least rate of all connections with everything standing.
  var before: Double
  /// Groups that are left out.
  var hidden: Int
  var width = 900.0
  var height: Double { Double(rows.count) * 30 + 34 }

  var content: Markup {
    let nameWidth = min(
      width * 0.5, rows.map { LabelPlacement.textWidth($0.name, size: 13.5) }.max().map { $0 + 16 } ?? 60)
    let texts = rows.map { row -> String in
      let later = row.later ?? row.atOnce
      return row.atOnce > 0 || later <= 0
        ? (row.atOnce > 0 ? "\(Figure.text(row.atOnce)) at once" : "nothing left")
        : "0 at once, \(Figure.text(later)) re-routed"
    }
    let textWidth = texts.map { LabelPlacement.textWidth($0, size: 12) }.max().map { $0 + 12 } ?? 40
    let most = max(before, rows.map { max($0.atOnce, $0.later ?? 0) }.max() ?? 0, 1e-300)
    let room = max(60, width - nameWidth - textWidth)
    let drawn = zip(rows, texts).enumerated().map { i, pair -> Markup in
      let (row, text) = pair
      let y = 26 + Double(i) * 30
      let later = max(row.later ?? row.atOnce, row.atOnce)
      let kind: Markup = later <= 0 ? "bar binding" : "bar"
      let frame: Markup =
        later > row.atOnce
        ? "<rect class=\"room\" x=\"\(nameWidth)\" y=\"\(y + 3)\" width=\"\(room * later / most)\" height=\"18\"/>"
        : ""
      return """
        <g class="\(kind)"><text class="label" x="\(nameWidth - 10)" y="\(y + 16)" text-anchor="end"><title>\(row.name)</title>\(LabelPlacement.shortened(row.name, size: 12.5, to: nameWidth - 12))</text><rect x="\(nameWidth)" y="\(y + 3)" width="\(max(room * row.atOnce / most, 0.5))" height="18"/>\(frame)<text x="\(nameWidth + max(room * later / most, 0) + 6)" y="\(y + 16)">\(text)</text></g>
        """
    }.joined()
    let x = nameWidth + room * before / most
    return drawn + """
      <path class="base" d="M\(nameWidth) 20V\(height)"/><g class="limit"><path d="M\(x) 18V\(height)"/><text x="\(x)" y="12" text-anchor="\(before < most * 0.3 ? "start" : "end")">with everything standing: \(Figure.rate(before))</text></g>
      """
  }
}
