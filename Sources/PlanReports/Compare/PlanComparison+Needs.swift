internal import Foundation
internal import LinkPhysics
internal import Planning

extension PlanComparison {
  /// What the models say of the experiments behind the platforms that are compared, beside what was measured.
  var checks: ReportTable {
    let platforms = entries.map { entry in
      switch entry.outcome {
      case .plan(let plan): plan.request.platform
      case .none(let reason): reason.platform ?? ""
      }
    }
    var table = ReportTable.validation(
      ValidationCheck.all.filter { platforms.contains($0.platform ?? "") && $0.measured != nil },
      name: "validation")
    let kept = table.columns.indices.filter { !["inputs", "source"].contains(table.columns[$0].key) }
    table.columns = kept.map { table.columns[$0] }
    table.rows = table.rows.map { row in kept.map { row[$0] } }
    return table
  }

  /// Fidelity that each hop of a chain needs at least for a delivered fidelity, if swaps and memories add no noise.
  ///
  /// Perfect swaps multiply the Werner parameters w = (4F − 1)/3 of the links (Briegel, Dür, Cirac, Zoller, Phys. Rev. Lett. 81,
  /// 5932 (1998), eq. 1), so w of a hop must be the n-th root of the one delivered.
  ///
  /// - Parameters:
  ///   - fidelity: delivered, above 0.25.
  ///   - hops: at least 1.
  public static func neededHopFidelity(for fidelity: Double, hops: Int) -> Double {
    (1 + 3 * pow((4 * fidelity - 1) / 3, 1 / Double(hops))) / 4
  }

  /// Per plan, the chain of least fidelity: what its hops start with, what is left of it at the ends, and what hops would need for entanglement.
  public var needs: ReportTable {
    ReportTable(
      name: "needs", title: "What each plan starts with and what it would need",
      columns: [
        .text("plan", "Plan"), .number("hops", "Hops"),
        .number("worst_hop_fidelity", "Worst hop", "fidelity, fresh"),
        .number("needed_hop_fidelity", "Needed of a hop", "for F 0.5, no other noise"),
        .number("swapped_fidelity", "Swapped", "without waiting"),
        .number("fidelity", "Delivered", "fidelity"),
        .number("slowest_hop_s", "Slowest hop", "mean time to a pair"),
        .number("rate_hz", "Rate", "pairs/s"), .text("entangled", "Entangled"),
      ],
      rows: entries.compactMap { entry in
        let chains = entry.plan?.demands.map(\.chain) ?? []
        guard let chain = chains.min(by: { $0.estimate.fidelity < $1.estimate.fidelity }),
          let worst = chain.segments.map(\.link.state.fidelity).min()
        else { return nil }
        let needed = Self.neededHopFidelity(for: 0.5, hops: chain.segments.count)
        let swapped = chain.segments.reduce(BellDiagonalState.perfect) { $0 * $1.link.state }.fidelity
        let slowest = chain.segments.map(\.meanTimeS).max() ?? .nan
        let figures = chain.estimate
        return [
          .text(entry.name), .whole(chain.segments.count), .number(worst, Figure.text(worst)),
          .number(needed, Figure.text(needed)), .number(swapped, Figure.text(swapped)),
          .number(figures.fidelity, Figure.text(figures.fidelity)), .number(slowest, Figure.time(slowest)),
          .number(figures.rateHz, Figure.text(figures.rateHz)),
          figures.fidelity > 0.5 ? .text("yes") : .marked("no"),
        ]
      })
  }
}
