internal import FibreNetwork
internal import LinkPhysics
public import Planning
internal import SourceDocument

/// A plan as plain text for a terminal.
public enum PlanText {
  /// What was found, the sites in order with the hops between them, how sure it is, and what it rests on.
  ///
  /// Lines are at most some 100 columns wide where names allow; control characters of names are written out.
  public static func summary(_ plan: Plan, askedRateHz: Double? = nil) -> String {
    let words = PlanWords(plan, askedRateHz: askedRateHz)
    var lines = [
      words.title.printable,
      "\(plan.request.platformLabel.printable) · \(plan.network.name.printable)",
      "",
      (words.isReached ? "✓ " : "✗ ") + words.verdict,
    ]
    if let caveat = words.caveat { lines.append("  " + caveat) }
    lines.append("")
    for demand in plan.demands {
      if plan.demands.count > 1 {
        lines += ["\(words.name(demand.from)) – \(words.name(demand.to))".printable]
      }
      lines += figures(demand.chain, words) + [""] + table(demand.chain, plan) + [""]
      for (i, backup) in demand.backups.enumerated() {
        lines += [
          "backup \(i + 1)",
          field("through", backup.sites.map { words.name($0).printable }.joined(separator: " – ")),
        ]
        lines += figures(backup, words) + [""]
      }
    }
    lines += [
      field("binds", plan.binding.printable), field("proof", words.proofSentence),
      field("", plan.certificate.method.printable), "",
    ]
    lines += alternatives(plan, words) + assumptions(plan)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func alternatives(_ plan: Plan, _ words: PlanWords) -> [String] {
    guard !plan.alternatives.isEmpty else { return [] }
    let proof = plan.areAlternativesProved ? "proved to be the next best" : "perhaps not the next best"
    return [field("alternatives", "with other repeaters, \(proof)")]
      + plan.alternatives.enumerated().map { i, other in
        let figures = other.chain.estimate
        let more =
          plan.request.objective == .rate ? "" : ", \(Figure.rate(figures.rateHz, digits: 4))"
        return field(
          "  \(i + 1)",
          "\(words.objectiveValue(other.value)) (\(words.loss(other)))\(more), fidelity \(Figure.text(figures.fidelity, digits: 4)): \(words.difference(other).printable)"
        )
      } + [""]
  }

  private static func field(_ name: String, _ value: String) -> String {
    "  " + name.padding(to: 14) + value
  }

  private static func figures(_ chain: ChainPlan, _ words: PlanWords) -> [String] {
    let figures = chain.estimate
    var lines = [
      field("rate", "\(Figure.rate(figures.rateHz, digits: 4))  exact: \(figures.method)")
    ]
    if let simulation = chain.simulation {
      lines.append(
        field(
          "",
          "\(words.simulatedRate(simulation))  simulated: \(Figure.whole(simulation.samples)) pairs, seed \(simulation.seed), z = \(Figure.fixed(simulation.timeZ, 1))"
        ))
    }
    lines.append(
      field(
        "a pair takes",
        "\(Figure.time(figures.meanTimeS)) ± \(Figure.time(figures.standardDeviationS)) (mean, standard deviation)"
      ))
    let simulated = chain.simulation.map {
      "  simulated: \(Figure.measured($0.fidelity, error: $0.fidelityStandardError))"
    }
    lines.append(field("fidelity", Figure.text(figures.fidelity, digits: 4) + (simulated ?? "")))
    lines.append(
      field(
        "secret key",
        "\(Figure.text(figures.keyRateHz)) bit/s (\(Figure.text(figures.keyFraction)) bit per pair, BBM92)"))
    lines.append(
      field(
        "fibre",
        "\(Figure.km(chain.lengthKm)), \(Figure.fixed(chain.lossDb, 1)) dB, \(chain.sites.count - 2) repeaters, swap policy \(chain.swapPolicy)\(chain.swapTree.map { " on the tree \($0.printable)" } ?? ""), \(chain.delivery)"
      ))
    lines.append(
      field(
        "bounds",
        "\(Figure.rate(chain.bounds.slowestLinkHz)) slowest link alone; \(Figure.text(chain.bounds.repeaterless)) bit per use without repeaters (PLOB)"
      ))
    return lines
  }

  private static func table(_ chain: ChainPlan, _ plan: Plan) -> [String] {
    func name(_ site: Int) -> String { plan.network.sites[site].name.printable }
    let binding = PlanWords.bindingSegment(of: chain)
    var rows = [["site", "", "hop", "loss", "station", "p per attempt", "mean time", "fidelity"]]
    rows.append([name(chain.sites[0]), "end", "", "", "", "", "", ""])
    for (i, segment) in chain.segments.enumerated() {
      rows.append([
        name(segment.to), i == chain.segments.count - 1 ? "end" : "repeater",
        Figure.km(segment.route.lengthKm), Figure.db(segment.route.totalLossDb),
        segment.station.map { name($0) } ?? "–", Figure.text(segment.link.successProbability),
        Figure.time(segment.meanTimeS),
        Figure.text(segment.link.state.fidelity, digits: 4) + (i == binding ? "  ← slowest hop" : ""),
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        [2, 3, 5, 6].contains(column)
          ? text.padding(to: widths[column], right: true) : text.padding(to: widths[column])
      }
      return ("  " + cells.joined(separator: "  ")).trimmedAtEnd
    }
  }

  private static func assumptions(_ plan: Plan) -> [String] {
    guard !plan.assumptions.isEmpty else { return [field("assumed", "nothing")] }
    let width = min(40, plan.assumptions.map(\.name.count).max() ?? 0)
    return [field("assumed", "\(plan.assumptions.count) inputs that nobody has measured here")]
      + plan.assumptions.map {
        "    " + "\($0.name.printable.padding(to: width))  \($0.value.printable)".trimmedAtEnd
      }
  }
}

extension String {
  /// The text with spaces up to a width in characters.
  func padding(to width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - count))
    return right ? space + self : self + space
  }

  var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
