internal import ArgumentParser
internal import PlanReports
internal import SourceDocument

/// `swapline diff`: what changed between two plans.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what changed from one plan file to another.",
    discussion: """
      Sites are compared by id. Exit code 0 whether or not the plans differ.

      \(examples(
        "swapline plan line-1000km --from west --to east --max-repeaters 6 --output before.json",
        "swapline plan line-1000km --from west --to east --max-repeaters 8 --output after.json",
        "swapline diff before.json after.json"))
      """)

  @Argument(help: "The plan before.", completion: .file())
  var before: String

  @Argument(help: "The plan after.", completion: .file())
  var after: String

  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  func run() throws {
    let diff = PlanDiff(from: try readPlan(before), to: try readPlan(after))
    switch format {
    case .text: print(diff.text, terminator: "")
    case .json: print(diff.json.document, terminator: "")
    }
  }
}
