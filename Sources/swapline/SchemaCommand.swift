internal import ArgumentParser
internal import ChainSimulator
internal import LinkPhysics
internal import PlanReports
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// `swapline schema`: the JSON Schema of a file kind.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema (draft 2020-12) of a kind of file.",
    discussion: examples("swapline schema topology > topology.schema.json"))

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case topology, platform, chain, estimate, plan, scenario, comparison
  }

  @Argument(help: "One of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: Kind

  func run() throws {
    let schema: JSON =
      switch kind {
      case .topology: NativeTopology.schema
      case .platform: Platform.jsonSchema
      case .chain: ChainFile.schema
      case .estimate: EstimateReport.schema
      case .plan: PlanJSON.schema
      case .scenario: Scenario.schema
      case .comparison: PlanComparison.schema
      }
    print(schema.document, terminator: "")
  }
}
