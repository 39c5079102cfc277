internal import ArgumentParser
internal import SourceDocument
internal import TopologyFormats

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a map in another format, and say what was lost.",
    discussion: """
      CSV becomes two files, NAME-nodes.csv and NAME-links.csv. Estimated lengths are written as estimated, huts as sites.

      \(examples(
        "swapline convert bonn-berlin bonn-berlin.graphml",
        "swapline convert bonn-berlin.graphml bonn-berlin.json --hut-spacing 30"))
      """
  )

  @OptionGroup var options: MapOptions

  @Argument(help: "The file to write, - for standard output.", completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "Format to write: \(MapFormat.writable.map(\.rawValue).joined(separator: ", ")). Default: by the extension of the output (.json: native), native for standard output.",
      valueName: "format"), transform: mapFormat)
  var toFormat: MapFormat?

  func validate() throws {
    if let toFormat, !MapFormat.writable.contains(toFormat) {
      throw ValidationError("--to-format \(toFormat.rawValue) is read, not written")
    }
    if toFormat == nil, output != "-", MapFormat(writingTo: output) == nil {
      throw ValidationError("the extension of \(output.printable) is no map format's; use --to-format")
    }
  }

  func run() throws {
    let format = toFormat ?? MapFormat(writingTo: output) ?? .native
    let map = try options.load()
    printDiagnostics(map.diagnostics)
    let written = MapWriter.write(map.network, as: format)
    if output == "-" {
      guard written.files.count == 1 else {
        throw CommandFailure(.usage, "\(format.title) is two files and cannot go to standard output")
      }
      print(written.files[0].text, terminator: "")
    } else {
      for file in written.files {
        let path = file.suffix.isEmpty ? output : withSuffix(file.suffix)
        try writeFile(path, file.text)
        print(path)
      }
    }
    let lost = map.ignoredFacts + written.dropped
    if !lost.isEmpty { printError("note: not carried over: \(lost.joined(separator: ", ").printable)") }
  }

  /// `a/b.csv` with a suffix: `a/b-nodes.csv`.
  private func withSuffix(_ suffix: String) -> String {
    let stem = output.lowercased().hasSuffix(".csv") ? String(output.dropLast(4)) : output
    return stem + suffix + ".csv"
  }
}
