internal import FibreNetwork
internal import LinkPhysics
internal import PlanFiles
internal import Planning

/// A plan as Markdown: what was found, then the tables.
enum PlanMarkdown {
  static func text(_ plan: Plan, askedRateHz: Double?, stamp: String?) -> String {
    let words = PlanWords(plan, askedRateHz: askedRateHz)
    func escaped(_ text: String) -> String { ReportTable.escapedMarkdown(text) }
    var parts = [
      "# \(escaped(words.title))\n",
      "**\(escaped(words.verdict)).** What binds: \(escaped(plan.bindingWords)). \(escaped(words.proofSentence))\n",
    ]
    for demand in plan.demands {
      let figures = demand.chain.estimate
      let who =
        plan.demands.count == 1
        ? "" : "\(escaped(words.name(demand.from))) – \(escaped(words.name(demand.to))): "
      let simulated = demand.chain.simulation.map { ", simulated \(words.simulatedRate($0))" } ?? ""
      parts.append(
        "- \(who)rate \(Figure.rate(figures.rateHz, digits: 4))\(simulated); fidelity \(Figure.text(figures.fidelity, digits: 4)); secret key \(Figure.text(figures.keyRateHz)) bit/s; \(demand.chain.sites.count - 2) repeaters over \(demand.chain.wayWords)\n"
      )
    }
    parts += PlanTables(plan).all.map { $0.withoutEmptyColumns().markdown }
    parts.append("Made by: `\(plan.request.command.replacing("`", with: "'").replacing("\n", with: " "))`\n")
    if let stamp { parts.append("Written \(escaped(stamp)).\n") }
    return parts.joined(separator: "\n")
  }
}
