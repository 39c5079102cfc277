internal import ArgumentParser
internal import Foundation
internal import PlanFiles
internal import PlanReports
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// `swapline compare`: several plans side by side.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Plan several variants and compare them.",
    discussion: """
      Either a scenario file (swapline.scenario/1), or every combination of the maps, platforms and numbers of repeaters \
      given. All variants share one seed. Ctrl-C keeps what is done (exit code 5); --resume goes on from there.

      \(examples(
        "swapline compare --map bonn-berlin --from Bonn --to Berlin --platform generic --platform micius-2017 --output compare.html"
      ))
      """)

  @Argument(help: "A scenario file; leave out to use the options.", completion: .file())
  var scenario: String?

  @Option(help: "A map to plan on. May be repeated.")
  var map: [String] = []
  @OptionGroup var reading: MapReading
  @OptionGroup(title: "Demands") var demands: DemandOptions
  @OptionGroup(title: "Objective and limits") var limits: LimitOptions
  @Option(help: "Most repeaters in all. May be repeated.")
  var maxRepeaters: [Int] = []
  @Option(help: "A platform to plan with. May be repeated. Default: generic.")
  var platform: [String] = []
  @OptionGroup(title: "Hardware") var hardware: HardwareOptions
  @OptionGroup(title: "Simulation") var simulation: SimulationOptions
  @Option(help: "Name of the variant that others are compared with. Default: the first.")
  var baseline: String?
  @Option(help: "Form on standard output: text or json. Default: text.")
  var format = TextOrJSON.text
  @Option(
    help: ArgumentHelp(
      "Also write the comparison to this file: .html, .json, .txt, .csv, .md or .tex. May be repeated.",
      valueName: "path"))
  var output: [String] = []
  @Option(
    help: ArgumentHelp(
      "Keep each finished plan in this folder and take those that are already there.", valueName: "folder"))
  var resume: String?
  @Option(
    help: ArgumentHelp(
      "Seconds that the whole comparison may take; none for no limit. Default: 60 for each plan.",
      valueName: "s"))
  var timeLimit: TimeLimit?
  @Flag(help: "Print the date in pages. Default: two runs write the same bytes.")
  var stamp = false

  static let forms: [ReportFormat] = [.html, .json, .text, .csv, .markdown, .latex]

  func validate() throws {
    for path in output {
      guard let form = ReportFormat(fileName: path), Self.forms.contains(form) else {
        throw ValidationError("--output is \(path), expected .html, .json, .txt, .csv, .md or .tex")
      }
    }
    if scenario == nil {
      guard !map.isEmpty, !demands.hasNoEnds else {
        throw ValidationError("give a scenario file, or --map, --from and --to")
      }
    } else if !map.isEmpty || !platform.isEmpty || !maxRepeaters.isEmpty
      || !PlanKeys.arguments(of: asked).isEmpty
    {
      throw ValidationError("give a scenario file or options, not both")
    }
  }

  /// What all variants of the command line share.
  private var asked: PlanCommand {
    var plan = PlanCommand.blank
    plan.map.reading = reading
    plan.demands = demands
    plan.limits = limits
    plan.hardware = hardware
    plan.simulation = simulation
    return plan
  }

  func run() throws {
    let scenario = try readScenario()
    let (entries, faults, isInterrupted) = try plan(scenario)
    let baseline = self.baseline ?? scenario.baseline
    let index = baseline.flatMap { name in entries.firstIndex { $0.name == name } }
    if let baseline, index == nil {
      let hint =
        nearestName(to: baseline, among: entries.map(\.name)).map { " (did you mean \"\($0)\"?)" } ?? ""
      throw CommandFailure(.usage, "no variant is called \"\(baseline)\"\(hint)".printable)
    }
    try Self.write(
      PlanComparison(title: scenario.title, entries: entries, baseline: index ?? 0), to: output,
      format: format,
      isStamped: stamp)
    if !scenario.faults.isEmpty || !faults.isEmpty {
      throw CommandFailure(.badInput, (scenario.faults + faults).map(\.description).joined(separator: "\n"))
    }
    if isInterrupted { throw CommandFailure(.stoppedAtLimit, "stopped: what was done is compared") }
    if entries.allSatisfy({ $0.plan == nil }) { throw CommandFailure(.noPlan, "no variant has a plan") }
  }

  private func readScenario() throws -> Scenario {
    if let scenario {
      let read = try Scenario(
        reading: try readFile(scenario), file: scenario == "-" ? "standard input" : scenario)
      guard read.variants.contains(where: \.faults.isEmpty) else { throw InputError(read.faults) }
      return read
    }
    return Scenario(
      title: title, maps: map, platforms: platform, repeaters: maxRepeaters, of: asked, baseline: baseline)
  }

  private var title: String {
    if let from = demands.from, let to = demands.to { return "\(from) – \(to)" }
    return demands.demand.isEmpty ? demands.allPairs ?? "" : demands.demand.joined(separator: ", ")
  }

  /// Plans one variant after the other; an interruption leaves the rest without a plan.
  private func plan(
    _ scenario: Scenario
  ) throws -> (entries: [PlanComparison.Entry], faults: [Diagnostic], isInterrupted: Bool) {
    var entries: [PlanComparison.Entry] = []
    var faults: [Diagnostic] = []
    var isInterrupted = false
    let all = Budget(limitS: timeLimit?.limitS, cancellation: Interruption().cancellation)
    for (i, variant) in scenario.variants.enumerated() {
      func add(_ outcome: PlanComparison.Outcome) {
        entries.append(.init(name: variant.name, outcome: outcome))
      }
      guard variant.faults.isEmpty else {
        add(.none(NoPlanWords("its entry in the scenario is faulty: \(variant.faults[0].message)")))
        continue
      }
      guard !isInterrupted, all.stop == nil else {
        isInterrupted = true
        add(.none(NoPlanWords("not planned: the comparison was ended before")))
        continue
      }
      let left =
        i == 0
        ? ""
        : ", about "
          + Figure.time(all.elapsedS / Double(i) * Double(scenario.variants.count - i), digits: 2) + " left"
      let command = (["swapline", "plan"] + PlanKeys.arguments(of: variant.plan)).map(shellQuoted)
        .joined(separator: " ")
      let file = resume.map { "\($0)/\(i + 1).json" }
      if let file, fileExists(file), let kept = try? readPlan(file), kept.request.command == command {
        add(.plan(kept))
        continue
      }
      // What one plan does not need is there for the others.
      let own = variant.plan.search.timeLimit.limitS.map {
        all.part(1 / Double(scenario.variants.count - i)).share(ofS: $0)
      }
      let run = Run(
        own ?? all, prefix: "plan \(i + 1) of \(scenario.variants.count): \(variant.name.printable)\(left) · "
      )
      defer { run.clearLine() }
      do {
        let asked = variant.plan
        let loaded = try asked.map.load()
        printDiagnostics(loaded.diagnostics)
        var plan = try asked.makePlan(on: loaded.network, run.budget, analysis: .none)
        plan.request.command = command
        isInterrupted = plan.certificate.stop == .interrupted
        if let file, !isInterrupted { try writeFile(file, PlanJSON.json(plan).document) }
        add(.plan(plan))
      } catch let none as NoPlanFailure {
        add(.none(none.words))
      } catch {
        // One variant that cannot be planned does not take the others with it.
        guard let fault = variant.fault(error), scenario.variants.count > 1 || self.scenario != nil else {
          throw error
        }
        faults.append(fault)
        add(.none(NoPlanWords(fault.message)))
      }
    }
    return (entries, faults, isInterrupted)
  }

  static func write(
    _ comparison: PlanComparison, to output: [String], format: TextOrJSON, isStamped: Bool
  ) throws {
    let date = isStamped ? Date.now.formatted(.iso8601.year().month().day()) : nil
    for path in output {
      let text =
        switch ReportFormat(fileName: path)! {
        case .html: ComparisonPage(comparison, stamp: date).html
        case .json: comparison.json.document
        case .csv: comparison.table.csv
        case .markdown: comparison.markdown
        case .latex: comparison.table.withoutEmptyColumns().latex
        default: comparison.text
        }
      try writeFile(path, text)
    }
    print(format == .json ? comparison.json.document : comparison.text, terminator: "")
  }
}
