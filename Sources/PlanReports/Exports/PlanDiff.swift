internal import FibreNetwork
internal import LinkPhysics
internal import PlanFiles
public import Planning
public import SourceDocument

/// What changed from one plan to another: figures, sites and hops.
///
/// Sites are compared by id, so plans of different maps can be compared too.
public struct PlanDiff: Sendable {
  /// One figure of both plans.
  public struct Pair: Sendable {
    /// In words, e.g. `secret key`.
    public var name: String
    /// Its unit; empty for a pure number.
    public var unit: String
    /// Of the first plan; `nil` where it has none.
    public var before: Double?
    /// Of the second plan; `nil` where it has none.
    public var after: Double?
  }

  /// A site or hop that only one plan has, or a hop that both have on different fibre or with another setting.
  public enum Change: Sendable, Hashable {
    /// Only the second plan has it.
    case added(String)
    /// Only the first plan has it.
    case removed(String)
    /// Both have it, with other values.
    case changed(String, from: String, to: String)
  }

  /// Rate, fidelity, key, time, fibre, loss, counts, cost and gap, always all of them.
  public var figures: [Pair]
  /// Connections and backup chains by their ends, with what each delivers; empty where both plans have one and the same.
  public var chains: [Change]
  /// Sites by id, with what stands there.
  public var sites: [Change]
  /// Hops by the ids of their ends, with fibre, station and setting.
  public var hops: [Change]
  /// Assumed inputs by name, with their values.
  public var assumptions: [Change]

  /// Whether the plans differ in nothing that is compared.
  public var isEmpty: Bool {
    chains.isEmpty && sites.isEmpty && hops.isEmpty && assumptions.isEmpty
      && figures.allSatisfy { $0.before == $0.after }
  }

  /// Compares two plans; the maps may differ.
  public init(from a: Plan, to b: Plan) {
    figures = Self.figures(a, b)
    let isSingle = [a, b].allSatisfy { $0.demands.count == 1 && $0.demands[0].backups.isEmpty }
    let ends = [Self.chains(a), Self.chains(b)]
    hops = Self.changes(Self.hops(a, isDirected: isSingle), Self.hops(b, isDirected: isSingle))
    // The figures above tell everything of one chain between the same ends.
    chains = isSingle && ends[0].map(\.0) == ends[1].map(\.0) ? [] : Self.changes(ends[0], ends[1])
    sites = Self.changes(Self.roles(a), Self.roles(b))
    assumptions = Self.changes(
      a.statedAssumptions.map { ($0.name, $0.value) }, b.statedAssumptions.map { ($0.name, $0.value) })
  }

  private static func figures(_ a: Plan, _ b: Plan) -> [Pair] {
    func least(_ plan: Plan, _ value: (ChainPlan) -> Double) -> Double? {
      plan.demands.map { value($0.chain) }.min()
    }
    func total(_ plan: Plan, _ value: (ChainPlan) -> Double) -> Double {
      plan.demands.reduce(0) { $0 + value($1.chain) }
    }
    func pair(_ name: String, _ unit: String, _ value: (Plan) -> Double?) -> Pair {
      Pair(name: name, unit: unit, before: value(a), after: value(b))
    }
    return [
      pair("rate", "pairs/s") { least($0) { $0.estimate.rateHz } },
      pair("fidelity", "") { least($0) { $0.estimate.fidelity } },
      pair("secret key", "bit/s") { least($0) { $0.estimate.keyRateHz } },
      pair("mean time", "s") { total($0) { $0.estimate.meanTimeS } / Double(max(1, $0.demands.count)) },
      pair("fibre", "km") { total($0, \.fibreKm) }, pair("loss", "dB") { total($0, \.lossDb) },
      pair("connections", "") { Double($0.demands.count) },
      pair("backup chains", "") { Double($0.demands.reduce(0) { $0 + $1.backups.count }) },
      pair("repeaters", "") { Double($0.repeaters.count) },
      pair("heralding stations", "") { Double($0.stations.count) },
      pair("cost", "") { $0.cost },
      pair("gap", "") { $0.certificate.gap.isFinite ? $0.certificate.gap : nil },
    ]
  }

  /// Ends in the order of their ids, so that a demand given the other way round is the same.
  private static func chains(_ plan: Plan) -> [(String, String)] {
    func id(_ site: Int) -> String { plan.network.sites[site].id }
    return PlanTables(plan).chains.map { demand, backup, chain in
      let ends = [id(plan.demands[demand].from), id(plan.demands[demand].to)].sorted()
      let figures = chain.estimate
      return (
        ends.joined(separator: " – ") + (backup.map { ", backup \($0)" } ?? ""),
        "\(Figure.rate(figures.rateHz, digits: 4)), fidelity \(Figure.text(figures.fidelity, digits: 4)), \(Figure.text(figures.keyRateHz)) secret bit/s, \(chain.sites.count - 2) repeaters"
      )
    }
  }

  private static func roles(_ plan: Plan) -> [(String, String)] {
    PlanTables(plan).sites.rows.map { row in
      (row[0].shown == row[1].shown ? row[0].shown : "\(row[0].shown) (\(row[1].shown))", row[2].shown)
    }
  }

  /// - Parameter isDirected: hops are named in the direction of their chain; otherwise by their ids in order, for chains that
  ///   pass them either way.
  private static func hops(_ plan: Plan, isDirected: Bool) -> [(String, String)] {
    func id(_ site: Int) -> String { plan.network.sites[site].id }
    let hops = PlanTables(plan).chains.flatMap { _, _, chain in
      chain.segments.map { segment -> (String, String) in
        let station = segment.station.map { ", station \(id($0))" } ?? ""
        let isForward = isDirected || id(segment.from) <= id(segment.to)
        let sites = segment.passedSites.map(id)
        return (
          (isForward ? [id(segment.from), id(segment.to)] : [id(segment.to), id(segment.from)])
            .joined(separator: " – "),
          "\((isForward ? sites : sites.reversed()).joined(separator: " ")), \(segment.isFromSky ? "satellite" : Figure.km(segment.route.lengthKm))\(station), \(segment.link.option)"
        )
      }
    }
    // Chains may share a hop, or run between the same sites on different fibre: all ways of a pair in one line.
    var order: [String] = []
    var ways: [String: [String: Int]] = [:]
    for (hop, way) in hops {
      if ways[hop] == nil { order.append(hop) }
      ways[hop, default: [:]][way, default: 0] += 1
    }
    return order.map { hop in
      let texts = (ways[hop] ?? [:]).sorted { $0.key < $1.key }.map { way, count in
        count == 1 ? way : "\(way) (\(count) chains)"
      }
      return (hop, texts.joined(separator: "; "))
    }
  }

  private static func changes(_ a: [(String, String)], _ b: [(String, String)]) -> [Change] {
    let before = Dictionary(a, uniquingKeysWith: { x, _ in x })
    let after = Dictionary(b, uniquingKeysWith: { x, _ in x })
    return a.map(\.0).uniqued.compactMap { key in
      guard let new = after[key] else { return .removed(key) }
      return new == before[key]! ? nil : .changed(key, from: before[key]!, to: new)
    } + b.map(\.0).uniqued.filter { before[$0] == nil }.map { .added($0) }
  }

  /// For a terminal: figures side by side, then what was added (+), removed (-) or changed (~).
  public var text: String {
    guard !isEmpty else { return "no difference\n" }
    func shown(_ value: Double?) -> String { value.map { Figure.plain($0, digits: 5) } ?? "–" }
    let rows = figures.map { figure -> [String] in
      let change: String =
        if let a = figure.before, let b = figure.after, a != b {
          a == 0 ? "" : Figure.signedPercent(b / a - 1)
        } else {
          figure.before == figure.after ? "=" : ""
        }
      return [figure.name, shown(figure.before), shown(figure.after), figure.unit, change]
    }
    var lines = TextTable.lines(rows, right: [1, 2])
    for (name, changes) in [
      ("connections", chains), ("sites", sites), ("hops", hops), ("assumptions", assumptions),
    ]
    where !changes.isEmpty {
      lines += ["", name]
      lines += changes.map { change in
        switch change {
        case .added(let what): "  + \(what.printable)"
        case .removed(let what): "  - \(what.printable)"
        case .changed(let what, let from, let to): "  ~ \(what): \(from) → \(to)".printable
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `swapline.diff/1`.
  public var json: JSON { Self.contract.json(self) }

  /// The JSON Schema (draft 2020-12) of differences.
  public static var schema: JSON { contract.schema }

  private static var contract: FileContract<PlanDiff> {
    FileContract(
      "diff", title: "Swapline difference of two plans", "What changed from one plan to another.",
      shown: [
        .figure("same", .flag, "Whether nothing changed.", \.isEmpty),
        .figure(
          "figures",
          .list(
            .shown([
              .figure("name", .text, "", \.name), .figure("unit", .text, "", \.unit),
              .figure("before", .number(), "", \.before), .figure("after", .number(), "", \.after),
            ])), "Side by side.", \.figures),
        .figure("connections", .list(change), "Chains by their ends.", \.chains),
        .figure("sites", .list(change), "Equipment by site.", \.sites),
        .figure("hops", .list(change), "", \.hops),
        .figure("assumptions", .list(change), "", \.assumptions),
      ])
  }

  private static var change: Contract<Change> {
    .shown([
      .figure("change", .words(["added", "removed", "changed"].map { ($0, $0) }), "") { $0.parts.change },
      .figure("what", .text, "") { $0.parts.what },
      .figure("from", .text, "Before.", leavesOut: true) {
        if case .changed(_, let from, _) = $0 { from } else { nil }
      },
      .figure("to", .text, "After.", leavesOut: true) {
        if case .changed(_, _, let to) = $0 { to } else { nil }
      },
    ])
  }
}

extension PlanDiff.Change {
  fileprivate var parts: (change: String, what: String) {
    switch self {
    case .added(let what): ("added", what)
    case .removed(let what): ("removed", what)
    case .changed(let what, _, _): ("changed", what)
    }
  }
}
