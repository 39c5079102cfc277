internal import ArgumentParser
internal import Foundation
internal import SourceDocument

struct SwaplineBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swapline-bench",
    abstract: "Measure the product's own work: thread processor time, best of several runs.",
    discussion: "Build with -c release; figures of debug builds mean nothing.")

  @Option(help: "Runs of each benchmark, of which the best counts. Default: 5.")
  var repeats = 5

  @Option(help: "text or json. Default: text.")
  var format: Format = .text

  @Option(help: "What to measure: chains, placement, plan or all. Default: chains.")
  var part: Part = .chains

  @Option(
    help:
      "Folder with SurfnetCore.gml, Colt.gml, UsCarrier.gml and Kdl.gml, and corridors (C*.json); missing ones are skipped. Default: random and shipped maps alone."
  )
  var maps: String?

  enum Part: String, ExpressibleByArgument, CaseIterable { case chains, placement, plan, all }

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  func run() throws {
    var results: [Benchmark] = []
    if part == .chains || part == .all { results += ChainBenchmarks.run(repeats: repeats) }
    if part == .placement || part == .all { results += PlacementBench.run(maps: maps) }
    if part == .plan || part == .all { results += PlanBench.run(maps: maps) }
    switch format {
    case .json:
      print(JSON.object([.init("benchmarks", .array(results.map(\.json)))]).document, terminator: "")
    case .text: for result in results { print(result.line) }
    }
  }
}

SwaplineBench.main()
