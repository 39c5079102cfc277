internal import ArgumentParser
internal import LinkPhysics
internal import SourceDocument

struct PlatformsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "platforms",
    abstract: "List hardware platforms, show one with the source of every number, or check them all.",
    discussion: """
      With --format json a single platform is printed as a platform file, which may be edited and given to --platform.

      \(examples(
        "swapline platforms",
        "swapline platforms hefei-rubidium --validate",
        "swapline platforms generic --format json > mine.json",
        "swapline plan line-1000km --from west --to east --max-repeaters 8 --platform mine.json"))
      """)

  @Argument(help: "A built-in platform or a platform file. Default: list all.")
  var name: String?

  @Flag(help: "Show what the models predict for each experiment beside what was measured.")
  var validate = false

  @Option(help: "text, json or markdown. Default: text.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

  func run() throws {
    let platform = try name.map(loadPlatform)
    if validate {
      let checks = ValidationCheck.all.filter { platform == nil || $0.platform == platform?.name }
      guard !checks.isEmpty else {
        throw CommandFailure(.usage, "no experiment stands behind the platform \(platform!.name.printable)")
      }
      switch format {
      case .json: printDocument(PlatformsDocument(checks: checks))
      case .text: print(text(of: checks))
      case .markdown: print(markdown(of: checks))
      }
    } else if let platform {
      switch format {
      case .json: print(platform.document.document, terminator: "")
      case .text: print(text(of: platform))
      case .markdown: print(markdown(of: platform))
      }
    } else {
      let platforms = Platform.names.compactMap(Platform.named)
      switch format {
      case .json: printDocument(PlatformsDocument(platforms: platforms))
      case .text: print(table(Self.listHeads, rows(of: platforms)))
      case .markdown: print(markdownTable(Self.listHeads, rows(of: platforms)))
      }
    }
  }

  private func printDocument(_ document: PlatformsDocument) {
    print(PlatformsDocument.contract.json(document).document, terminator: "")
  }

  private static let listHeads = ["platform", "scheme", "assumed", "what it is"]

  private func rows(of platforms: [Platform]) -> [[String]] {
    platforms.map { platform in
      [
        platform.name, platform.scheme.rawValue,
        "\(platform.parameters.count(where: \.isAssumption)) of \(platform.parameters.count)", platform.label,
      ]
    }
  }

  private func rows(of platform: Platform) -> [[String]] {
    platform.parameters.filter { $0.absence == nil }.map { parameter in
      let spread = parameter.uncertainties.isEmpty ? "" : " ± " + parameter.valueText(parameter.uncertainties)
      let value =
        parameter.values.isEmpty
        ? "missing; assumed \(parameter.valueText(parameter.assumedValues))"
        : parameter.valueText(parameter.values) + spread
      let origin = [
        parameter.apparatus.map { "of another apparatus, \($0)" },
        parameter.fittedTo.map { "fitted to \($0)" },
        parameter.because, parameter.source, parameter.note,
      ].compactMap { $0 }.joined(separator: "; ")
      return [parameter.name, value, parameter.provenance.rawValue, origin]
    }
  }

  private func measurements(of platform: Platform) -> [[String]] {
    platform.measurements.map { measurement in
      let quantity = measurement.quantity
      let spread = quantity.uncertainties.isEmpty ? "" : " ± " + quantity.valueText(quantity.uncertainties)
      return [
        quantity.name, quantity.values.isEmpty ? "missing" : quantity.valueText(quantity.values) + spread,
        quantity.provenance.rawValue, measurement.configuration ?? "", quantity.source ?? "",
      ]
    }
  }

  private static let parameterHeads = ["parameter", "value", "known from", "source or reason"]
  private static let measurementHeads = ["measured", "value", "known from", "configuration", "source"]

  private func text(of platform: Platform) -> String {
    var parts = [
      "\(platform.label) (\(platform.name), \(platform.scheme.rawValue))",
      table(Self.parameterHeads, rows(of: platform)),
    ]
    if !platform.measurements.isEmpty {
      parts.append(table(Self.measurementHeads, measurements(of: platform)))
    }
    let checks = ValidationCheck.all.filter { $0.platform == platform.name }
    if !checks.isEmpty { parts.append(text(of: checks)) }
    let left = platform.parameters.compactMap { parameter in parameter.absence.map { [parameter.name, $0] } }
    if !left.isEmpty { parts.append(table(["not given", "so"], left)) }
    return parts.joined(separator: "\n\n").printable
  }

  private func markdown(of platform: Platform) -> String {
    ([
      "## \(platform.label)", "Platform `\(platform.name)`, scheme `\(platform.scheme.rawValue)`.",
      markdownTable(Self.parameterHeads, rows(of: platform)),
    ]
      + (platform.measurements.isEmpty
        ? [] : [markdownTable(Self.measurementHeads, measurements(of: platform))]))
      .joined(separator: "\n\n").printable
  }

  private func rows(of checks: [ValidationCheck]) -> [[String]] {
    checks.map {
      [
        $0.experiment, $0.quantity, $0.predictedText, $0.measuredText, $0.residualText, $0.kind.rawValue,
        $0.verdict.rawValue,
      ]
    }
  }

  private static let checkHeads = [
    "experiment", "quantity", "predicted", "measured", "residual", "kind of check", "verdict",
  ]

  private func text(of checks: [ValidationCheck]) -> String {
    let words: [(ValidationCheck.Verdict, String)] = [
      (.agrees, "agree"), (.fails, "fail"), (.unconfirmed, "unconfirmed"), (.none, "no test"),
    ]
    let counts = words.map { verdict, word in "\(checks.count { $0.verdict == verdict }) \(word)" }
    let notes = checks.filter { !$0.note.isEmpty }.map { "\($0.experiment), \($0.quantity): \($0.note)" }
    return
      (table(Self.checkHeads, rows(of: checks)) + "\n\n" + counts.joined(separator: ", ") + "\n\n"
      + notes.joined(separator: "\n")).printable
  }

  private func markdown(of checks: [ValidationCheck]) -> String {
    markdownTable(
      Self.checkHeads + ["inputs", "source", "note"],
      zip(rows(of: checks), checks).map { $0 + [$1.inputs, $1.source, $1.note] })
  }
}

/// Columns padded to their widest cell, two spaces between, the last one as it is.
private func table(_ heads: [String], _ rows: [[String]]) -> String {
  TextTable.lines([heads] + rows).joined(separator: "\n")
}

private func markdownTable(_ heads: [String], _ rows: [[String]]) -> String {
  TextTable.markdown(
    ([heads, heads.map { _ in "---" }] + rows).map { row in row.map { $0.replacing("|", with: "\\|") } })
}
