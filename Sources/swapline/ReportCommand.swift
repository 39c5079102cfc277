internal import ArgumentParser
internal import PlanFiles
internal import Planning

/// `swapline report`: a plan file in another form.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a plan file as a page, tables, drawings or geography.",
    discussion: examples(
      "swapline plan bonn-berlin --from Bonn --to Hannover --output plan.json",
      "swapline report plan.json --output plan.html --output plan.csv --output plan.kml"))

  @Argument(help: "A plan file (swapline plan --format json), or - for standard input.", completion: .file())
  var plan: String

  @OptionGroup(title: "Output") var output: PlanOutputOptions

  func run() throws { try output.write(try readPlan(plan)) }
}

/// Reads a plan file.
///
/// - Throws: `InputError` or `CommandFailure` with exit code 3.
func readPlan(_ path: String) throws -> Plan {
  try PlanJSON.read(bytes: try readFile(path), file: path == "-" ? "standard input" : path)
}
