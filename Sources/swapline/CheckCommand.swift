internal import ArgumentParser
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import PlanFiles
internal import PlanReports
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// `swapline check`: a plan file verified from the map and the hardware alone.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Verify a plan file against a map and a platform.",
    discussion: """
      Works the plan out anew from its sites, routes, stations and settings, compares every leaf of the file, and asks \
      about limits, disjointness, capacities and proof. Says what was verified and what is taken on trust. Read the map as \
      it was planned on (--hut-spacing, --route-factor, --sites); without one, the map inside the plan is taken and its \
      SHA-256 printed: that of the file that swapline convert MAP - writes. With --reprove the question is planned again, \
      too, and the bound compared. Exit code 0 for a sound plan, 3 with every fault otherwise.

      \(examples(
        "swapline plan line-1000km --from west --to east --max-repeaters 8 --output plan.json",
        "swapline check plan.json line-1000km",
        "swapline check plan.json line-1000km --reprove"))
      """)

  @Argument(help: "A plan file (swapline plan --format json), or - for standard input.", completion: .file())
  var plan: String
  @Argument(
    help: "A map file or the name of a shipped map. Default: the map inside the plan.", completion: .file())
  var map: String?
  @OptionGroup(title: "Reading the map") var reading: MapReading
  @Option(help: "Platform: a built-in name or a platform file. Default: the plan's own.")
  var platform: String?
  @Flag(help: "Plan again, and compare value and bound.")
  var reprove = false
  @Option(
    help: ArgumentHelp(
      "Seconds for planning again; none for no limit. Default: 60.", valueName: "s"))
  var timeLimit = TimeLimit.standard
  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  func run() throws {
    let document = try LocatedJSON(
      parsing: try readFile(plan), file: plan == "-" ? "standard input" : plan)
    let stated = try PlanJSON.read(document)
    var network: FibreNetwork?
    if let map {
      let loaded = try reading.load(map)
      printDiagnostics(loaded.diagnostics)
      network = loaded.network
    }
    let platform = try loadPlatform(platform ?? stated.request.platform)
    let checker = PlanChecker(
      network: network,
      hardware: HardwareModel(platform, anyModes: true, ends: stated.request.settings.ends))
    var check = try checker.check(document)
    var reproof: Reproof?
    if reprove, check.isSound {
      reproof = try planAgain(stated, on: network ?? stated.network, platform)
      if let reproof { check.add(reproof, file: plan) }
    }
    let found = CheckDocument(
      file: plan, check: check, reproof: reproof, mapSHA256: network?.sha256 ?? check.mapDigest,
      platformSHA256: platform.sha256)
    switch format {
    case .json: print(CheckDocument.contract.json(found).document, terminator: "")
    case .text: if check.isSound { print(text(found), terminator: "") }
    }
    guard check.isSound else { throw CommandFailure(.badInput, faults(check.faults)) }
  }

  private func planAgain(_ plan: Plan, on network: FibreNetwork, _ platform: Platform) throws -> Reproof {
    let demands = plan.demands.map { Demand(from: $0.from, to: $0.to) }
    guard let question = plan.request.question(on: network, platform, demands: demands) else {
      throw CommandFailure(
        .badInput,
        "\(self.plan.printable): error: \"settings\" does not say \"modes\", \"knob\" and \"stations\": an older plan file, which cannot be planned again"
      )
    }
    let run = Run(timeLimit)
    defer { run.clearLine() }
    do {
      return try Reproof(of: plan, question, budget: run.budget)
    } catch let error as CommandFailure { throw error } catch {
      throw CommandFailure(.internalError, "planning again failed: \(error)".printable)
    }
  }

  private static let mostFaults = 20

  private func faults(_ faults: [Diagnostic]) -> String {
    let more = faults.count - Self.mostFaults
    return
      (faults.prefix(Self.mostFaults).map(\.description)
      + (more > 0 ? ["\(plan.printable): error: and \(more) more (--format json has all)"] : []))
      .joined(separator: "\n")
  }

  private func text(_ document: CheckDocument) -> String {
    let check = document.check
    let chains = check.plan.demands.reduce(0) { $0 + $1.chains.count }
    var lines = [
      "\(plan.printable): sound. \(counted(chains, "chain")) recomputed on "
        + "\(check.plan.network.name.printable) with \(check.plan.request.platform.printable)."
    ]
    if let reproof = document.reproof { lines.append(reproof.words) }
    lines.append("verified:")
    lines += check.verified.map { "  \($0.words)" }
    lines.append("taken on trust:")
    lines += check.trusted.map { "  \(document.words($0))" }
    return lines.joined(separator: "\n") + "\n"
  }
}
