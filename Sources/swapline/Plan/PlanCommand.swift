internal import ArgumentParser
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Optimization
internal import PlanReports
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// `swapline plan`: one map, one or more pairs of ends, the best layout with its proof.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Plan a repeater layout between sites of a map.",
    discussion: """
      Several demands share the repeaters of the map. For them rate, key-rate and fidelity mean the least of all chains. \
      With --objective repeaters and --max-hop-km, and no least rate, key rate or fidelity, repeaters are placed by \
      distance alone.

      Ctrl-C or a time limit ends the search with the best plan so far and its gap (exit code 5).

      \(examples(
        "swapline plan beijing-shanghai --from Beijing --to Xuzhou --max-repeaters 10 --output plan.html",
        "swapline plan bonn-berlin --all-pairs Bonn,Hannover,Berlin --objective repeaters --min-rate 0.5",
        "swapline plan netherlands-rail --from Rotterdam --to Arnhem --objective repeaters --min-rate 1 --disjoint 2"
      ))
      """)

  @OptionGroup var map: MapOptions
  @OptionGroup(title: "Demands") var demands: DemandOptions
  @OptionGroup(title: "Objective and limits") var limits: LimitOptions
  @OptionGroup(title: "Hardware") var hardware: HardwareOptions
  @OptionGroup(title: "Search and simulation") var search: RunOptions
  @Flag(
    inversion: .prefixedNo,
    help: "Add sweeps, rate against fidelity and sensitivities to the files written.")
  var analysis = true
  @Option(help: "Also find so many next best plans with other repeaters. Default: 0.")
  var alternatives = 0
  @OptionGroup(title: "Output") var output: PlanOutputOptions

  func validate() throws {
    guard (0...100).contains(alternatives) else {
      throw ValidationError("--alternatives is \(alternatives), expected a whole number from 0 to 100")
    }
  }

  func run() throws {
    let plan = try makePlan()
    try output.write(plan)
    if let lower = try map.loadLowerEnd() {
      let other = try makePlan(on: lower.network, isAnalysed: false)
      // One document on standard output: the other end of the range goes where remarks go.
      let text = "With lengths by the lower end of --route-factor:\n" + PlanText.summary(other)
      if output.format == .json { printError(text) } else { print("\n" + text, terminator: "") }
    }
    if plan.certificate.stop != .finished {
      throw CommandFailure(.stoppedAtLimit, stopNote(plan.certificate))
    }
  }

  /// The plan that the options ask for.
  func makePlan() throws -> Plan {
    let loaded = try map.load()
    printDiagnostics(loaded.diagnostics)
    return try makePlan(on: loaded.network)
  }

  /// The plan that the options ask for, on a map.
  func makePlan(
    on network: FibreNetwork, isAnalysed: Bool = true, forCapacity: Bool = false
  ) throws -> Plan {
    let question = try question(on: network)
    let solution = try planOrFail(
      question, timeLimitS: search.timeLimit, writeModel: search.writeModel, readSolution: search.readSolution
    )
    var plan = plan(solution, on: network, for: question)
    if isAnalysed, forCapacity || analysis && output.wantsAnalysis {
      let interruption = Interruption()
      let line = ProgressLine()
      defer { line.clear() }
      plan.analysis = try question.analysis(
        of: plan, withAdditions: forCapacity, budget: Budget(cancellation: interruption.cancellation)
      ) { done, count in line.show("planning change \(done + 1) of \(count)") }
    }
    return plan
  }
}

extension PlanCommand {
  /// The question that the options ask on a map.
  func question(on network: FibreNetwork) throws -> Question {
    let (_, model) = try hardware.load()
    let pairs = try demands.pairs(in: network, map: map.map)
    var wanted = limits.limits
    wanted.disjointChains = demands.disjoint
    wanted.disjointBy = demands.disjointBy
    wanted.maximumChainsPerSite = demands.siteCapacity
    wanted.protection = demands.protection
    var question = Question(
      network: network, hardware: model, demands: pairs, objective: limits.objective, limits: wanted,
      stationPlacement: hardware.stations, linkTimeModel: hardware.linkTimeModel, knob: hardware.knob,
      countsMessages: hardware.messages, samples: search.samples, seed: search.seed,
      threads: search.threadCount)
    question.alternatives = alternatives
    question.equipment = limits.equipment
    if alternatives > 0, !question.isSinglePair || question.asksForReachAlone {
      throw CommandFailure(
        .usage, "--alternatives: next best plans are found for one chain between one pair of ends")
    }
    return question
  }

  /// The answer with the words that only the command line knows.
  func plan(_ solution: Solution, on network: FibreNetwork, for question: Question) -> Plan {
    Plan(
      solution, network: network,
      request: PlanSummary(
        map: map.map, platform: question.hardware.name, platformLabel: question.hardware.label,
        objective: question.objective, limits: question.limits,
        settings: hardware.settings(limits.equipment),
        command: reproducingCommand()),
      hardware: question.hardware)
  }
}

/// Options of one run of the planner.
struct RunOptions: ParsableArguments {
  @Option(help: "Seconds of search before the best plan so far is taken. Default: no limit.")
  var timeLimit: Double?
  @Option(help: "Monte Carlo samples that confirm the plan; 0 for none. Default: 100000.")
  var samples = 100_000
  @Option(
    help: "Seed of the simulation. The same seed gives the same figures at any number of threads. Default: 1."
  )
  var seed: UInt64 = 1
  @Option(help: "Threads of the simulation. Default: all cores.")
  var threads: Int?
  @Option(
    help: ArgumentHelp(
      "Write the integer program as .lp or .mps, for glpsol or any other solver.", valueName: "path"))
  var writeModel: String?
  @Option(
    help: ArgumentHelp(
      "Make the plan of a solution that HiGHS, CBC, Gurobi or glpsol found for the model that --write-model wrote with the same options.",
      valueName: "path"))
  var readSolution: String?

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let timeLimit, !(timeLimit > 0) {
      throw ValidationError("--time-limit is \(timeLimit), expected seconds above 0")
    }
    if samples < 0 { throw ValidationError("--samples is \(samples), expected a whole number of at least 0") }
    if let threads, threads < 1 { throw ValidationError("--threads is \(threads), expected at least 1") }
    if let writeModel, !writeModel.hasSuffix(".lp"), !writeModel.hasSuffix(".mps") {
      throw ValidationError("--write-model is \(writeModel), expected a path that ends in .lp or .mps")
    }
  }
}

/// Plans with progress on the terminal; turns failures into exit codes.
func planOrFail(
  _ question: Question, timeLimitS: Double?, writeModel: String? = nil, readSolution: String? = nil
) throws -> Solution {
  let interruption = Interruption()
  let line = ProgressLine()
  defer { line.clear() }
  let budget = Budget(limitS: timeLimitS, cancellation: interruption.cancellation) { progress in
    func figure(_ value: Double?, _ unknown: String) -> String {
      value.map { String(format: "%.5g", $0) } ?? unknown
    }
    line.show(
      "best \(figure(progress.value, "none"))  bound \(figure(progress.bound, "…"))  gap "
        + (progress.gap.map { String(format: "%.2g %%", $0 * 100) } ?? "…")
        + "  ILP solves \(progress.ilpSolves)  exact estimates \(progress.exactEstimates)")
  }
  do {
    if writeModel != nil || readSolution != nil {
      let program = try question.externalProgram(budget: budget)
      if let writeModel {
        try writeFile(writeModel, try program.text(as: writeModel.hasSuffix(".lp") ? .lp : .mps))
      }
      if let readSolution {
        let text = String(decoding: try readFile(readSolution), as: UTF8.self)
        return try question.plan(
          from: try program.readSolution(text, file: readSolution), file: readSolution, budget: budget)
      }
    }
    return try question.plan(budget: budget)
  } catch let none as NoPlan {
    line.clear()
    throw CommandFailure(none.isProved ? .noPlan : .stoppedAtLimit, "no plan: " + none.description.printable)
  } catch let fault as AllocationProblem.Fault {
    throw CommandFailure(.usage, "\(fault)".printable)
  } catch let error as SolverError {
    throw CommandFailure(.internalError, "the solver failed: \(error)")
  }
}

/// The words for a search that did not end by itself.
func stopNote(_ certificate: Certificate) -> String {
  "stopped (\(certificate.stop.rawValue)): best plan so far, gap \(String(format: "%.3g", certificate.gap * 100)) %"
}

/// The command line of this process, quoted for a shell.
func reproducingCommand() -> String {
  (["swapline"] + CommandLine.arguments.dropFirst()).map(shellQuoted).joined(separator: " ")
}

/// A word as a shell reads it.
func shellQuoted(_ word: String) -> String {
  let safe = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,+".contains($0)) }
  return safe && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
}
