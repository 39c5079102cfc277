internal import ArgumentParser
internal import Foundation
internal import PlanReports
internal import Planning
internal import SourceDocument

/// Where a plan goes and in which form.
struct PlanOutputOptions: ParsableArguments {
  @Option(help: "Form on standard output: text or json. Default: text.")
  var format = TextOrJSON.text

  @Option(
    help: ArgumentHelp(
      "Also write the plan to this file; its ending says the form: \(PlanFile.endings). CSV and SVG write one file a table or drawing, named after it (plan-hops.csv). May be repeated.",
      valueName: "path"))
  var output: [String] = []

  @Option(help: "Pairs/s that the report measures the plan against. Default: --min-rate, or 1.")
  var askedRate: Double?

  @Flag(help: "Print the date in pages. Default: two runs write the same bytes.")
  var stamp = false

  func validate() throws {
    for path in output where PlanFile(path: path) == nil {
      throw ValidationError("--output is \(path), expected a path that ends in one of \(PlanFile.endings)")
    }
    if let askedRate, !(askedRate > 0 && askedRate.isFinite) {
      throw ValidationError("--asked-rate is \(askedRate), expected pairs/s above 0")
    }
  }

  /// Whether anything is written that shows curves.
  var wantsAnalysis: Bool { !output.isEmpty }

  private func export(_ plan: Plan) -> PlanExport {
    let date = stamp ? Date.now.formatted(.iso8601.year().month().day()) : nil
    return PlanExport(plan, askedRateHz: askedRate, stamp: date)
  }

  /// - Parameter isLast: whether no more will be known; only then a browser is started to print.
  func writeFiles(_ plan: Plan, isLast: Bool) throws {
    let export = export(plan)
    for file in output.compactMap(PlanFile.init(path:)) where isLast || file.format != nil {
      try file.write(export, isStamped: stamp)
    }
  }

  /// - Parameter text: what standard output shows as text; `nil` for the summary of the plan.
  func write(_ plan: Plan, text: ((Plan) -> String)? = nil) throws {
    try writeFiles(plan, isLast: true)
    let export = export(plan)
    if let text, format == .text {
      print(text(plan), terminator: "")
      return
    }
    for document in export.documents(format == .json ? .json : .text) { print(document.text, terminator: "") }
  }
}

/// A file that a plan is written to, in the form that its ending says.
struct PlanFile {
  var path: String
  /// `nil` for PDF, which a browser prints from the page.
  var format: ReportFormat?

  static let endings =
    (ReportFormat.allCases.map(\.fileExtension) + ["pdf"]).map { "." + $0 }.joined(separator: ", ")

  init?(path: String) {
    self.path = path
    format = ReportFormat(fileName: path)
    if format == nil, (path as NSString).pathExtension.lowercased() != "pdf" { return nil }
  }

  func write(_ export: PlanExport, isStamped: Bool) throws {
    guard let format else {
      let page = export.documents(.html)[0].text
      try writeFile(path, try Browser.pdf(ofPage: page, isStamped: isStamped))
      return
    }
    let stem = (path as NSString).deletingPathExtension
    let ending = (path as NSString).pathExtension
    for document in export.documents(format) {
      try writeFile(document.part.map { "\(stem)-\($0).\(ending)" } ?? path, document.text)
    }
  }
}
