internal import ArgumentParser
internal import FibreNetwork
internal import SourceDocument
internal import TopologyFormats

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Say what is wrong or suspicious in a map, with its place in the file.",
    discussion: """
      Exit codes: 0 no errors; 3 errors, or with --strict also warnings.

      \(examples("swapline lint netherlands-rail --strict"))
      """)

  @OptionGroup var options: MapOptions

  @Flag(help: "End with exit code 3 where there are warnings.")
  var strict = false

  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  func run() throws {
    let (findings, failed): ([Diagnostic], Bool)
    var digest: String?
    do {
      let map = try options.load()
      digest = map.network.sha256
      findings = MapLint.findings(in: map)
      failed = strict && findings.contains { $0.severity >= .warning }
    } catch let error as InputError {
      (findings, failed) = (error.diagnostics, true)
    }
    switch format {
    case .text:
      for finding in findings { print(finding.description) }
      if findings.isEmpty { print("\(options.map.printable): nothing suspicious") }
    case .json:
      print(
        LintDocument.contract.json(LintDocument(findings: findings, sha256: digest)).document, terminator: "")
    }
    if failed { throw CommandFailure(.badInput, "") }
  }
}

/// The two ways a command prints its result.
enum TextOrJSON: String, ExpressibleByArgument, CaseIterable { case text, json }
