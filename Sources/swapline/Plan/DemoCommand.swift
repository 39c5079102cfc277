internal import ArgumentParser
internal import Foundation
internal import PlanReports
internal import Planning

/// `swapline demo`: the headline question on a real corridor.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Plan about 1,000 km of the Beijing - Shanghai corridor and ask for one pair per second.",
    discussion: """
      Beijing - Xuzhou, 978 km, with candidate huts about every 25 km and at most ten repeaters, on the generic platform, \
      whose numbers are assumptions. Writes demo.html and demo.json.

      \(examples("swapline demo --output reports"))
      """)

  @Option(help: "Folder for the report and the plan. Default: reports.")
  var output = "reports"

  func run() throws {
    let plan = try PlanCommand.parse(Self.arguments(folder: output))
    printError(
      "swapline plan "
        + Self.arguments(folder: output).map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " "))
    try plan.run()
    printError("wrote \(output)/demo.html and \(output)/demo.json")
  }

  static func arguments(folder: String) -> [String] {
    [
      "beijing-shanghai", "--from", "Beijing", "--to", "Xuzhou", "--hut-spacing", "25", "--max-repeaters",
      "10",
      "--output", folder + "/demo.html", "--output", folder + "/demo.json",
    ]
  }
}
