internal import FibreNetwork
internal import PlanFiles
public import Planning
internal import SourceDocument

/// The forms that a plan is written in.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// `text`: a summary for terminals; `html`: a page that needs nothing else; `json`: a plan file; `csv`: one
  /// table a file; `markdown`, `latex`: the tables; `geojson`, `kml`: the chains on a map; `svg`: one drawing
  /// a file; `dot`: the chains as a graph.
  case text, html, json, csv, markdown, latex, geojson, kml, svg, dot
  /// A network configuration of the SeQUeNCe simulator.
  case sequence

  /// Ending of file names.
  public var fileExtension: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .latex: "tex"
    case .sequence: "sequence.json"
    default: rawValue
    }
  }

  /// The format that a file name asks for.
  ///
  /// - Returns: `nil` for an ending that no format has; `.sequence.json` is told from `.json`.
  public init?(fileName: String) {
    if fileName.lowercased().hasSuffix(".sequence.json") {
      self = .sequence
      return
    }
    guard let dot = fileName.lastIndex(of: ".") else { return nil }
    let ending = fileName[fileName.index(after: dot)...].lowercased()
    guard let format = Self.allCases.first(where: { $0.fileExtension == ending || $0.rawValue == ending })
    else {
      return nil
    }
    self = format
  }
}

/// One file of a report.
public struct ReportDocument: Sendable, Hashable {
  /// What it shows, where a format has several (`hops`, `map`); `nil` for the whole plan.
  public var part: String?
  /// The form in which `text` is written.
  public var format: ReportFormat
  /// The whole content.
  public var text: String
}

/// A plan in every form that people hand on.
///
/// The same plan gives the same bytes: nothing is dated unless a stamp is given.
public struct PlanExport: Sendable {
  let plan: Plan
  let askedRateHz: Double?
  let stamp: String?

  /// Gets ready to write a plan; nothing is computed before a format is asked for.
  ///
  /// - Parameters:
  ///   - askedRateHz: pairs per second that headlines speak of; `nil` takes the plan's minimum, or 1.
  ///   - stamp: a date to print in pages.
  public init(_ plan: Plan, askedRateHz: Double? = nil, stamp: String? = nil) {
    self.plan = plan
    self.askedRateHz = askedRateHz
    self.stamp = stamp
  }

  /// The documents of one format: one a table for CSV, one a drawing for SVG, one in all for the others.
  ///
  /// - Complexity: O(size of the plan), its map included.
  public func documents(_ format: ReportFormat) -> [ReportDocument] {
    func whole(_ text: String) -> [ReportDocument] { [ReportDocument(part: nil, format: format, text: text)] }
    switch format {
    case .text: return whole(PlanText.summary(plan, askedRateHz: askedRateHz))
    case .html: return whole(PlanPage(plan, askedRateHz: askedRateHz, stamp: stamp).html)
    case .json: return whole(PlanJSON.json(plan).document)
    case .csv:
      return PlanTables(plan).all.map { ReportDocument(part: $0.name, format: .csv, text: $0.csv) }
    case .markdown: return whole(PlanMarkdown.text(plan, askedRateHz: askedRateHz, stamp: stamp))
    case .latex:
      return whole(PlanTables(plan).all.map { $0.withoutEmptyColumns().latex }.joined(separator: "\n"))
    case .geojson: return whole(PlanGeography(plan).geoJSON.document)
    case .kml: return whole(PlanGeography(plan).kml.text)
    case .svg:
      return drawings.map { name, drawing in
        ReportDocument(
          part: name, format: .svg,
          text: Page.file(drawing.content, width: drawing.width, height: drawing.height, title: drawing.title)
        )
      }
    case .dot: return whole(PlanGraph.dot(plan))
    case .sequence: return whole(PlanSequence.json(plan).document)
    }
  }

  struct Drawing {
    var title: String
    var content: Markup
    var width: Double
    var height: Double
  }

  private var drawings: [(String, Drawing)] {
    let words = PlanWords(plan, askedRateHz: askedRateHz)
    let map = MapDrawing(plan)
    var drawings = [
      ("map", Drawing(title: words.title, content: map.content, width: map.width, height: map.height))
    ]
    for (i, demand) in plan.demands.enumerated() {
      let chain = ChainDrawing(plan, chain: demand.chain)
      drawings.append(
        (
          plan.demands.count == 1 ? "chain" : "chain-\(i + 1)",
          Drawing(title: chain.title, content: chain.content, width: chain.width, height: chain.height)
        ))
    }
    drawings += capacityDrawings(words)
    guard let analysis = plan.analysis else { return drawings }
    let charts = PlanCharts(plan, words: words)
    let plots: [(String, String, Chart, Int)] = [
      ("sweep", "Rate and number of repeaters", charts.sweep, analysis.sweep.count),
      ("trade-off", "Rate against fidelity", charts.tradeOff, analysis.tradeOff.count),
      ("delivery", "How long a pair takes", charts.delivery, analysis.deliveryQuantiles.count),
    ]
    for (name, title, chart, count) in plots where count > 1 {
      drawings.append(
        (name, Drawing(title: title, content: chart.content, width: chart.width, height: chart.height)))
    }
    if !analysis.sensitivity.isEmpty {
      let chart = charts.sensitivity
      drawings.append(
        (
          "sensitivity",
          Drawing(
            title: "What better hardware would bring", content: chart.content, width: chart.width,
            height: chart.height)
        ))
    }
    return drawings
  }
}
