internal import ChainSimulator
internal import FibreNetwork
internal import LinkPhysics
internal import PlanFiles
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
    lines += proof(plan, words)
    lines += checked(plan)
    lines += alternatives(plan, words) + assumptions(plan)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The capacity report: what every connection gets, what sites and fibre carry, what fails with what, and what one
  /// more of a resource would bring.
  public static func capacity(_ plan: Plan, askedRateHz: Double? = nil) -> String {
    let words = PlanWords(plan, askedRateHz: askedRateHz)
    let tables = PlanTables(plan)
    var parts = [
      """
      Capacity of \(plan.network.name.printable)
      \(plan.request.platformLabel.printable) · \(words.objective), \(words.limits.isEmpty ? "no limits" : words.limits.joined(separator: ", "))

      \((words.isReached ? "✓ " : "✗ ") + words.verdict)

      """
    ]
    if let caveat = words.caveat { parts[0] += "  " + caveat + "\n" }
    func add(_ title: String, _ body: String) { if !body.isEmpty { parts.append(title + "\n" + body) } }
    add("What each connection gets", tables.demands.withoutEmptyColumns().plain())
    add("What stands at each site", tables.sites.withoutEmptyColumns().plain())
    add("Fibre in use", tables.spans.withoutEmptyColumns().plain(most: 40))
    if let analysis = plan.analysis {
      if let survival = words.survival {
        add(
          "Single failures: " + survival,
          tables.failureGroups(analysis.failures).withoutEmptyColumns().plain(most: 20))
      }
      if !analysis.additions.isEmpty {
        add(
          "What one more would bring (now: \(words.objectiveValue(plan.certificate.value)))",
          tables.additions(analysis.additions).withoutEmptyColumns().plain())
      }
    }
    if let left = words.leftOut { parts.append(left + "\n") }
    parts.append((proof(plan, words) + assumptions(plan)).joined(separator: "\n") + "\n")
    return parts.joined(separator: "\n")
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

  /// What binds, how chains protect each other, and how good the plan is known to be.
  private static func proof(_ plan: Plan, _ words: PlanWords) -> [String] {
    (words.protection.map { [field("protection", $0)] } ?? []) + [
      field("binds", plan.bindingWords.printable), field("proof", words.proofSentence),
      field("", plan.methodWords.printable), "",
    ]
  }

  /// What the models say of the experiment behind the platform, beside what was measured.
  private static func checked(_ plan: Plan) -> [String] {
    let own = ValidationCheck.all.filter { $0.platform == plan.request.platform && $0.measured != nil }
    guard !own.isEmpty else { return [] }
    let rows = own.map {
      [
        "\($0.experiment), \($0.quantity)", $0.predictedText, "measured \($0.measuredText)",
        $0.kind == .fitted ? "fitted to it: no test" : $0.verdict.rawValue,
      ]
    }
    return TextTable.lines(rows).enumerated().map { field($0 == 0 ? "checked" : "", $1) } + [""]
  }

  private static func field(_ name: String, _ value: String) -> String {
    "  " + TextTable.padded(name, to: 14) + value
  }

  private static func figures(_ chain: ChainPlan, _ words: PlanWords) -> [String] {
    let figures = chain.estimate
    var lines = [
      field("rate", "\(Figure.rate(figures.rateHz, digits: 4))  exact: \(figures.estimator.words)")
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
    if let other = words.otherEnd(chain) { lines.append(field("", other)) }
    lines.append(
      field(
        "secret key",
        "\(Figure.text(figures.keyRateHz)) bit/s asymptotic (\(Figure.text(figures.keyFraction)) bit per pair, \(words.plan.request.limits.key.words))\(words.block(figures).map { "; " + $0 } ?? "")"
      ))
    lines.append(
      field(
        chain.usesSky ? "way" : "fibre",
        "\(chain.wayWords), \(chain.sites.count - 2) repeaters, swap policy \(chain.swapPolicy)\(chain.swapTree.map { " on the tree \($0.printable)" } ?? "")\(chain.firstHops.map { ", hops in turn, \($0.rawValue)" } ?? ""), \(chain.delivery)"
      ))
    for segment in chain.segments {
      guard let sky = segment.link.sky, let yield = segment.skyYield else { continue }
      lines += [field("sky", sky.words), field("", yield + "; the rate above is their mean over the day")]
    }
    lines += limits(chain)
    let ready = Readiness.statements(
      state: figures.state, rateHz: figures.rateHz, ends: words.plan.request.settings.ends,
      key: words.plan.request.limits.key)
    let served = ready.filter(\.isReady).map(\.application)
    lines.append(field("good for", served.isEmpty ? "none of these" : served.joined(separator: "; ")))
    for unmet in ready where !unmet.isReady {
      lines.append(
        field(
          unmet == ready.first { !$0.isReady } ? "not for" : "",
          "\(unmet.application): asks for \(unmet.asks)"))
    }
    return lines
  }

  /// One line for each bound: pairs/s, the share reached, what it is.
  private static func limits(_ chain: ChainPlan) -> [String] {
    let limits = ChainLimits(chain).limits
    let rows = limits.map { limit in
      let bits = limit.bitsPerUse.map { ", \(Figure.text($0)) ebit per mode use" } ?? ""
      return limit.bitsPerUse == nil
        ? [Figure.rate(limit.rateHz), "\(limit.reached) reached", limit.name]
        : ["\(Figure.text(limit.rateHz)) ebit/s", "", limit.name + bits]
    }
    return TextTable.lines(rows, right: [1]).enumerated().map { i, line in
      field(i == 0 ? "bounds" : "", line)
    } + [field("", ChainLimits.ebits(of: chain))]
  }

  private static func table(_ chain: ChainPlan, _ plan: Plan) -> [String] {
    func name(_ site: Int) -> String { plan.network.sites[site].name.printable }
    let binding = PlanWords.bindingSegment(of: chain)
    var rows = [["site", "", "hop", "loss", "station", "p per attempt", "mean time", "fidelity"]]
    rows.append([name(chain.sites[0]), "end", "", "", "", "", "", ""])
    for (i, segment) in chain.segments.enumerated() {
      rows.append([
        name(segment.to), i == chain.segments.count - 1 ? "end" : "repeater",
        segment.link.sky == nil ? Figure.km(segment.route.lengthKm) : "satellite",
        Figure.db(segment.lightLossDb),
        segment.station.map { name($0) } ?? "–", Figure.text(segment.link.successProbability),
        Figure.time(segment.meanTimeS),
        Figure.text(segment.link.state.fidelity, digits: 4) + (i == binding ? "  ← slowest hop" : ""),
      ])
    }
    return TextTable.lines(rows, right: [2, 3, 5, 6]).map { "  " + $0 }
  }

  private static func assumptions(_ plan: Plan) -> [String] {
    guard !plan.statedAssumptions.isEmpty else { return [field("assumed", "nothing")] }
    let width = min(40, plan.statedAssumptions.map(\.name.count).max() ?? 0)
    return [
      field(
        "assumed",
        "\(plan.statedAssumptions.count) inputs and choices of the models that nobody has measured here")
    ]
      + plan.statedAssumptions.map {
        "    " + TextTable.padded($0.name.printable, to: width)
          + ($0.value.isEmpty ? "" : "  " + $0.value.printable)
      }
  }
}
