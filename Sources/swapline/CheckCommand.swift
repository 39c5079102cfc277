internal import ArgumentParser
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// `swapline check`: a plan file verified from the map and the hardware alone.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Verify a plan file against a map and a platform.",
    discussion: """
      Recomputes what the plan states: routes, lengths, losses, links, rates, fidelities, capacities, disjointness, limits. \
      Read the map as it was planned on (--hut-spacing, --route-factor, --sites); without one, the map inside the plan is \
      taken. Exit code 0 for a sound plan, 3 with every fault otherwise.

      \(examples(
        "swapline plan line-1000km --from west --to east --max-repeaters 8 --output plan.json",
        "swapline check plan.json line-1000km"))
      """)

  @Argument(help: "A plan file (swapline plan --format json), or - for standard input.", completion: .file())
  var plan: String
  @Argument(
    help: "A map file or the name of a shipped map. Default: the map inside the plan.", completion: .file())
  var map: String?
  @OptionGroup(title: "Reading the map") var reading: MapReading
  @Option(help: "Platform: a built-in name or a platform file. Default: the plan's own.")
  var platform: String?
  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  func run() throws {
    let plan = try readPlan(plan)
    var network = plan.network
    if let map {
      let loaded = try reading.load(map)
      printDiagnostics(loaded.diagnostics)
      network = loaded.network
    }
    let platform = try loadPlatform(platform ?? plan.request.platform)
    let faults = PlanChecker(
      network: network, hardware: HardwareModel(platform, anyModes: true, ends: plan.request.settings.ends)
    ).faults(in: plan)
    let name = self.plan.printable
    switch format {
    case .json:
      let document: JSON = [
        "plan": .string(self.plan), "sound": .bool(faults.isEmpty),
        "faults": .array(faults.map { .string($0) }),
      ]
      print(document.document, terminator: "")
    case .text:
      if faults.isEmpty {
        let chains = plan.demands.reduce(0) { $0 + $1.chains.count }
        print(
          "\(name): sound. \(chains) \(chains == 1 ? "chain" : "chains") recomputed on "
            + "\(network.name.printable) with \(platform.name.printable): routes, links, figures, limits and bound hold."
        )
      }
    }
    guard faults.isEmpty else {
      throw CommandFailure(
        .badInput, faults.map { "\(name): error: \($0.printable)" }.joined(separator: "\n"))
    }
  }
}
