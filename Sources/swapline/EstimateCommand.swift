internal import ArgumentParser
internal import ChainSimulator
internal import Foundation
internal import Optimization
internal import Planning
internal import SourceDocument
internal import Synchronization

struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Rate and fidelity of one repeater chain, exactly and by simulation.",
    discussion: """
      CHAIN is a file of swapline.chain/1 (its JSON Schema: swapline schema chain). Where an exact method exists both \
      answers stand side by side; where none exists the result says so.

      \(examples(
        """
        echo '{ "schema": "swapline.chain/1", "segments": [
          { "success_probability": 0.1, "werner": 0.98 },
          { "success_probability": 0.2, "werner": 0.97 }
        ] }' > chain.json
        swapline estimate chain.json --explain
        """))
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case exact
    case monteCarlo = "monte-carlo"
    case both
  }

  @Argument(help: "The chain file, - for standard input.", completion: .file(extensions: ["json"]))
  var chain: String

  @Option(help: "exact, monte-carlo or both. Default: both.")
  var method: Method = .both

  @Option(
    help:
      "Sampled deliveries; with --relative-error the most. Default: 100000 (with --relative-error 1000000000)."
  )
  var samples: Int?

  @Option(
    help: "Sample until the standard errors of mean time and fidelity are below this share of their values.")
  var relativeError: Double?

  @Option(help: "Seed of the random numbers, a whole number from 0. Default: 1.")
  var seed: UInt64 = 1

  @Option(help: "Threads; the result does not depend on them. Default: one for each core.")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Seconds that sampling may take: the figures so far are taken then. none for no limit. Default: 60.",
      valueName: "s"))
  var timeLimit = TimeLimit.standard

  @OptionGroup(title: "Key") var key: KeyOptions

  @Flag(help: "Draw the timeline of one sampled delivery after the text.")
  var explain = false

  @Option(
    help: ArgumentHelp(
      "Write the events of the first five sampled deliveries to a file, as JSON.", valueName: "path"))
  var trace: String?

  @Option(help: "text or json. Default: text.")
  var format: TextOrJSON = .text

  func validate() throws {
    if let samples, samples < 1 { throw ValidationError("--samples must be at least 1") }
    if let relativeError, !(relativeError > 0 && relativeError < 1) {
      throw ValidationError("--relative-error must be above 0 and below 1")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    let chain = try ChainFile.read(readFile(chain), file: chain)
    var report = EstimateReport(
      chain: chain, exact: nil, exactUnavailable: nil, monteCarlo: nil, key: key.rule)
    if method != .monteCarlo {
      do throws(ExactUnavailable) { report.exact = try chain.exactEstimate() } catch {
        report.exactUnavailable = error.reason
      }
    }
    if method != .exact { report.monteCarlo = try sampled(chain) }
    switch format {
    case .json: print(report.json.document, terminator: "")
    case .text:
      print(EstimateText.lines(report).joined(separator: "\n"))
      if explain {
        let unit = chain.timeBase == .physical ? "s" : "rounds"
        let trace = try traced(chain, sample: 0)
        print((["", ""] + Timeline.lines(trace, unit: unit)).dropFirst().joined(separator: "\n"))
      }
    }
    if let trace {
      let deliveries = try (0..<5).map { try traced(chain, sample: $0) }
      try writeFile(trace, TraceFile(chain: chain, seed: seed, deliveries: deliveries).json.document)
    }
    if let sampled = report.monteCarlo, sampled.stop == .cancelled {
      throw CommandFailure(.stoppedAtLimit, "stopped: the result is that of \(sampled.samples) pairs")
    }
  }

  /// Samples with progress on the terminal; Ctrl-C ends it with what has been sampled so far.
  private func sampled(_ chain: Chain) throws -> MonteCarloEstimate {
    let most = samples ?? (relativeError == nil ? 100_000 : 1_000_000_000)
    let budget = Budget(limitS: timeLimit.limitS, cancellation: Interruption().cancellation)
    let said = Mutex("sampling …")
    let line = ProgressLine { elapsedS in "\(Int(elapsedS)) s · " + said.withLock { $0 } }
    defer { line.clear() }
    let estimate: MonteCarloEstimate
    do throws(ChainFault) {
      estimate = try chain.sample(
        MonteCarloOptions(
          seed: seed, samples: most, relativeError: relativeError,
          threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
          isCancelled: { budget.stop != nil })
      ) { sampled in
        let text = EstimateText.progress(sampled, most: most, relativeError: relativeError)
        said.withLock { $0 = text }
      }
    } catch {
      throw CommandFailure(.badInput, error.message)
    }
    line.clear()
    if estimate.samples == 0 {
      throw CommandFailure(.stoppedAtLimit, "stopped before the first delivery")
    }
    if let relativeError, estimate.stop == .samples {
      printError("warning: relative error \(relativeError) is not reached with \(estimate.samples) pairs")
    }
    return estimate
  }

  private func traced(_ chain: Chain, sample: Int) throws -> DeliveryTrace {
    do throws(ChainFault) { return try chain.trace(sample: sample, seed: seed) } catch {
      throw CommandFailure(.badInput, error.message)
    }
  }
}
