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
      "Also write the plan to this file; its ending says the form: \(PlanFileForm.list). May be repeated.",
      valueName: "path"))
  var output: [String] = []

  func validate() throws {
    for path in output where PlanFileForm(path: path) == nil {
      throw ValidationError("--output is \(path), expected a path that ends in \(PlanFileForm.list)")
    }
  }

  func write(_ plan: Plan) throws {
    for path in output { try PlanFileForm(path: path)!.write(plan, to: path) }
    switch format {
    case .text: print(PlanText.summary(plan), terminator: "")
    case .json: print(PlanJSON.json(plan).document, terminator: "")
    }
  }
}

/// The forms of a plan file, by file ending.
enum PlanFileForm: String, CaseIterable {
  case html, json, txt

  static let list = allCases.map { "." + $0.rawValue }.joined(separator: ", ")

  init?(path: String) {
    self.init(rawValue: (path as NSString).pathExtension.lowercased())
  }

  func write(_ plan: Plan, to path: String) throws {
    switch self {
    case .html: try writeFile(path, PlanPage(plan).html)
    case .json: try writeFile(path, PlanJSON.json(plan).document)
    case .txt: try writeFile(path, PlanText.summary(plan))
    }
  }
}
