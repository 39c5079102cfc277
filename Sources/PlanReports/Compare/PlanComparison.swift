internal import FibreNetwork
internal import PlanFiles
public import Planning
internal import SourceDocument

/// Several plans side by side: differences to a baseline, ranks, the plans that nothing beats.
public struct PlanComparison: Sendable {
  /// One of the plans that are compared.
  public struct Entry: Sendable {
    /// What it is called in tables, e.g. a file name.
    public var name: String
    /// The plan, or why there is none.
    public var outcome: Outcome

    /// Creates an entry from its parts.
    public init(name: String, outcome: Outcome) {
      self.name = name
      self.outcome = outcome
    }

    /// The plan; `nil` where there is none.
    public var plan: Plan? { if case .plan(let plan) = outcome { plan } else { nil } }
  }

  /// What planning came to.
  public enum Outcome: Sendable {
    /// A plan within the limits.
    case plan(Plan)
    /// Why there is no plan.
    case none(NoPlanWords)
  }

  /// Heading of the comparison.
  public var title: String
  /// What is compared, in the order of the table.
  public var entries: [Entry]
  /// Index of the entry that others are compared with.
  public var baseline: Int

  /// Creates a comparison; a baseline that is no index of an entry counts as 0.
  public init(title: String, entries: [Entry], baseline: Int = 0) {
    self.title = title
    self.entries = entries
    self.baseline = entries.indices.contains(baseline) ? baseline : 0
  }

  /// The figures that are compared, of the first chain of each demand: the least of each kind that it
  /// delivers, so that every demand is at least so good.
  public struct Figures: Sendable, Hashable {
    /// Least rate of all demands, in pairs/s.
    public var rateHz: Double
    /// Standard error of the simulated rate of the slowest demand, in pairs/s; `nil` without a simulation.
    public var rateStandardErrorHz: Double?
    /// Least fidelity of all demands, 0 to 1.
    public var fidelity: Double
    /// Least key rate of all demands, in secret bits/s.
    public var keyRateHz: Double
    /// Sites with repeaters, those of backups too.
    public var repeaters: Int
    /// Sites with heralding stations, those of backups too.
    public var stations: Int
    /// Sites and equipment of all chains, backups too, in the map's unit of cost.
    public var cost: Double
    /// Fibre of the first chains of all demands together, in km.
    public var lengthKm: Double
  }

  /// The figures of a plan; `nil` for one without demands.
  public static func figures(_ plan: Plan) -> Figures? {
    let chains = plan.demands.map(\.chain)
    guard let slowest = chains.min(by: { $0.estimate.rateHz < $1.estimate.rateHz }) else { return nil }
    return Figures(
      rateHz: slowest.estimate.rateHz, rateStandardErrorHz: slowest.simulation?.rateStandardErrorHz,
      fidelity: chains.map(\.estimate.fidelity).min() ?? .nan,
      keyRateHz: chains.map(\.estimate.keyRateHz).min() ?? .nan, repeaters: plan.repeaters.count,
      stations: plan.stations.count, cost: plan.cost,
      lengthKm: chains.reduce(0) { $0 + $1.fibreKm })
  }

  /// The figures of an entry; `nil` where it has no plan.
  public func figures(_ index: Int) -> Figures? { entries[index].plan.flatMap(Self.figures) }

  /// Whether an entry answers the baseline's question: a plan that joins places of the same names. Ranks, fronts and differences
  /// of others would say nothing.
  public func isComparable(_ index: Int) -> Bool {
    func ends(_ plan: Plan) -> Set<Set<String>> {
      Set(plan.demands.map { [plan.network.sites[$0.from].name, plan.network.sites[$0.to].name] })
    }
    guard let plan = entries[index].plan else { return false }
    guard let reference = entries[baseline].plan ?? entries.lazy.compactMap(\.plan).first else { return true }
    return ends(plan) == ends(reference)
  }

  /// How many standard errors the simulated rates of two entries differ by; independent errors are supposed, which with
  /// common random numbers makes it too small, never too large. `nil` without simulations.
  public func significance(_ index: Int) -> Double? {
    /// Of the slowest demand, whose rate the table shows.
    func simulation(_ index: Int) -> SimulatedFigures? {
      entries[index].plan?.demands.map(\.chain).min { $0.estimate.rateHz < $1.estimate.rateHz }?.simulation
    }
    guard index != baseline, isComparable(index), let a = simulation(baseline), let b = simulation(index)
    else { return nil }
    let error =
      (a.rateStandardErrorHz * a.rateStandardErrorHz + b.rateStandardErrorHz * b.rateStandardErrorHz)
      .squareRoot()
    return error > 0 ? (b.rateHz - a.rateHz) / error : nil
  }

  /// Place of each comparable entry by rate, 1 for the fastest; `nil` for the others.
  public var ranks: [Int?] {
    let rates = entries.indices.map { isComparable($0) ? figures($0)?.rateHz : nil }
    return rates.map { rate in rate.map { mine in 1 + rates.count { ($0 ?? -1) > mine } } }
  }

  /// Comparable entries that no other beats: less (or equal) of `cost`, more (or equal) of `gain`, one of them strictly.
  public func front(cost: (Figures) -> Double, gain: (Figures) -> Double) -> Set<Int> {
    let points = entries.indices.filter(isComparable).compactMap { i in
      figures(i).map { (i, cost($0), gain($0)) }
    }
    return Set(
      points.filter { _, c, g in
        !points.contains { $0.1 <= c && $0.2 >= g && ($0.1 < c || $0.2 > g) }
      }.map(\.0))
  }

  /// Comparable entries that no other beats in both repeaters and rate.
  public var rateFront: Set<Int> { front(cost: { Double($0.repeaters) }, gain: \.rateHz) }
  /// Comparable entries that no other beats in both cost and key rate.
  public var keyFront: Set<Int> { front(cost: \.cost, gain: \.keyRateHz) }

  /// One row an entry.
  public var table: ReportTable {
    let base = figures(baseline)
    let ranks = ranks
    let rateFront = rateFront
    let keyFront = keyFront
    return ReportTable(
      name: "comparison", title: title,
      columns: [
        .text("plan", "Plan"), .text("mark", "Mark"), .number("rank", "Rank", "by rate"),
        .number("rate_hz", "Rate", "pairs/s"), .number("rate_change", "Rate", "to baseline"),
        .number("rate_z", "Difference", "std. errors"), .number("fidelity", "Fidelity"),
        .number("fidelity_change", "Fidelity", "to baseline"),
        .number("secret_key_rate_hz", "Secret key", "bit/s"),
        .number("repeaters", "Repeaters"), .number("stations", "Stations"), .number("cost", "Cost"),
        .number("length_km", "Fibre", "km"), .text("proof", "Proof"), .text("platform", "Platform"),
        .text("map", "Map"), .text("binding", "What binds"),
      ],
      rows: entries.indices.map { i in
        guard let plan = entries[i].plan, let f = figures(i) else {
          guard case .none(let reason) = entries[i].outcome else { return [] }
          return [.text(entries[i].name), .marked("no plan")] + Array(repeating: .none, count: 14) + [
            .text(reason.text)
          ]
        }
        var marks: [String] = []
        if i == baseline { marks.append("baseline") }
        if rateFront.contains(i) { marks.append("front: repeaters, rate") }
        if keyFront.contains(i), f.keyRateHz > 0 { marks.append("front: cost, key") }
        let base = isComparable(i) ? base : nil
        let change = base.map { f.rateHz / $0.rateHz - 1 }
        let z = significance(i)
        return [
          .text(entries[i].name), .text(marks.joined(separator: "; ")), ranks[i].map { .whole($0) } ?? .none,
          .number(f.rateHz, Figure.text(f.rateHz, digits: 4)),
          i == baseline ? .none : change.map { .number($0, Figure.signedPercent($0)) } ?? .none,
          z.map { .number($0, Figure.fixed($0, 1)) } ?? .none,
          .number(f.fidelity, Figure.text(f.fidelity, digits: 4)),
          i == baseline
            ? .none
            : base.map { .number(f.fidelity - $0.fidelity, Figure.fixed(f.fidelity - $0.fidelity, 4)) }
              ?? .none,
          .number(f.keyRateHz, Figure.text(f.keyRateHz)), .whole(f.repeaters), .whole(f.stations),
          .number(f.cost, Figure.plain(f.cost)), .number(f.lengthKm, Figure.fixed(f.lengthKm, 1)),
          .text(PlanWords(plan).proof), .text(plan.request.platform), .text(plan.request.map),
          .text(plan.bindingWords),
        ]
      })
  }

  /// For a terminal.
  public var text: String {
    let shown = table.withoutEmptyColumns()
    let kept = shown.columns.indices.filter {
      !["binding", "map", "length_km"].contains(shown.columns[$0].key)
    }
    let heads = kept.map {
      shown.columns[$0].title + (shown.columns[$0].unit.isEmpty ? "" : " (\(shown.columns[$0].unit))")
    }
    let rows = [heads] + shown.rows.map { row in kept.map { row[$0].shown.printable } }
    var lines = TextTable.lines(
      rows, right: Set(kept.indices.filter { !shown.columns[kept[$0]].isText }))
    for entry in entries {
      if case .none(let reason) = entry.outcome {
        lines.append("\n\(entry.name): no plan: \(reason.text)".printable)
      }
    }
    return title.printable + "\n\n" + lines.joined(separator: "\n") + "\n"
  }
}
