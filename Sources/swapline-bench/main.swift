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

  @Option(help: "Only benchmarks with this in their names. Default: all of the part.")
  var only: String?

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
    let sink = BenchmarkSink(only: only) { result in
      guard format == .text else { return }
      print(result.line)
      // Measuring takes minutes; a line is worth seeing even where output is a file.
      fflush(nil)
    }
    if part == .chains || part == .all { ChainBenchmarks(sink: sink, repeats: repeats).run() }
    if part == .placement || part == .all { PlacementBench(sink: sink).run(maps: maps) }
    if part == .plan || part == .all { PlanBench(sink: sink).run(maps: maps) }
    if format == .json {
      print(JSON.object([.init("benchmarks", .array(sink.results.map(\.json)))]).document, terminator: "")
    }
  }
}

SwaplineBench.main()
