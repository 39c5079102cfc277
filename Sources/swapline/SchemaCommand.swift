internal import ArgumentParser
internal import ChainSimulator
internal import LinkPhysics
internal import PlanFiles
internal import PlanReports
internal import SourceDocument
internal import TopologyFormats

/// `swapline schema`: the JSON Schema of a file kind.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema (draft 2020-12) of a kind of file.",
    discussion: examples("swapline schema topology > topology.schema.json"))

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case topology, platform, chain, scenario
    case plan, estimate, comparison
    case trace, diff, check, lint, map, maps, platforms

    var schema: JSON {
      switch self {
      case .topology: NativeTopology.schema
      case .platform: Platform.jsonSchema
      case .chain: ChainFile.schema
      case .scenario: Scenario.schema
      case .plan: PlanJSON.schema
      case .estimate: EstimateReport.schema
      // A front is a comparison of the plans on it.
      case .comparison: PlanComparison.schema
      case .trace: TraceFile.schema
      case .diff: PlanDiff.schema
      case .check: CheckDocument.contract.schema
      case .lint: LintDocument.contract.schema
      case .map: MapSummary.contract.schema
      case .maps: MapsDocument.contract.schema
      case .platforms: PlatformsDocument.contract.schema
      }
    }
  }

  @Argument(help: "One of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: Kind

  func run() throws { print(kind.schema.document, terminator: "") }
}
