internal import ArgumentParser
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Optimization
internal import PlanFiles
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
  @OptionGroup(title: "Objective and limits") var count: RepeaterLimit
  @OptionGroup(title: "Hardware") var platform: PlatformOption
  @OptionGroup(title: "Hardware") var hardware: HardwareOptions
  @OptionGroup(title: "Search and simulation") var search: SearchOptions
  @OptionGroup(title: "Search and simulation") var simulation: SimulationOptions
  @Flag(
    inversion: .prefixedNo,
    help: "Add sweeps, rate against fidelity and sensitivities to the files written.")
  var analysis = true
  @Option(help: "Also find so many next best plans with other repeaters. Default: 0.")
  var alternatives = 0
  @OptionGroup(title: "Output") var output: PlanOutputOptions

  func validate() throws {
    if demands.hasNoEnds {
      throw ValidationError("give the ends: --from A --to B, --demand A:B or --all-pairs A,B,C")
    }
    guard (0...100).contains(alternatives) else {
      throw ValidationError("--alternatives is \(alternatives), expected a whole number from 0 to 100")
    }
  }

  func run() throws {
    let run = Run(search.timeLimit)
    defer { run.clearLine() }
    let loaded = try map.load()
    printDiagnostics(loaded.diagnostics)
    let lower = try map.loadLowerEnd()
    let plan = try makePlan(
      on: loaded.network, lower == nil ? run.budget : run.budget.part(0.6),
      analysis: analysis ? .curves : .none)
    let other = try lower.map { try makePlan(on: $0.network, run.budget, analysis: .none) }
    run.clearLine()
    try output.write(plan)
    if let other {
      // One document on standard output: the other end of the range goes where remarks go.
      let text = "With lengths by the lower end of --route-factor:\n" + PlanText.summary(other)
      if output.format == .json { printError(text) } else { print("\n" + text, terminator: "") }
    }
    try endIfStopped(plan)
  }

  /// What a plan is given beside its figures where files are written.
  enum AnalysisKind { case none, curves, capacity }

  /// The plan that the options ask for, on a map. Files that are asked for are there as soon as the plan is, and again after
  /// each analysis that takes long.
  func makePlan(
    on network: FibreNetwork, _ budget: Budget, analysis kind: AnalysisKind
  ) throws -> Plan {
    let question = try question(on: network)
    budget.progress?.update { $0.phase = .searching }
    let isAnalysed = kind == .capacity || kind == .curves && output.wantsAnalysis
    let solution = try planOrFail(
      question, isAnalysed ? budget.leaving(kind == .capacity ? 20 : 6) : budget,
      writeModel: search.writeModel, readSolution: search.readSolution, huts: huts(like: network))
    var plan = plan(solution, on: network, for: question)
    guard isAnalysed else { return plan }
    try output.writeFiles(plan, isLast: false)
    plan.analysis = try question.analysis(
      of: plan, withAdditions: kind == .capacity, budget: budget
    ) { analysis in
      plan.analysis = analysis
      try output.writeFiles(plan, isLast: false)
    }
    return plan
  }

  /// The map read again with candidate huts of another spacing, as `--hut-spacing` would; `nil` where that fails.
  func huts(like network: FibreNetwork) -> (Double) -> FibreNetwork? {
    { spacing in
      guard map.map != "-" else { return network.withHuts(spacingKm: spacing) }
      var reading = map.reading
      reading.hutSpacing = spacing
      return try? reading.load(map.map).network
    }
  }

  /// Fails with what a limit ended, and says on standard error what an analysis lacks.
  func endIfStopped(_ plan: Plan) throws {
    if let left = plan.analysis?.leftOut, !left.isEmpty {
      printError("left out for lack of time: " + left.map(PlanWords.name).joined(separator: ", "))
    }
    if plan.certificate.stop != .finished {
      throw CommandFailure(.stoppedAtLimit, stopNote(plan.certificate))
    }
  }
}

extension PlanCommand {
  /// The question that the options ask on a map.
  func question(on network: FibreNetwork) throws -> Question {
    let platform = try loadPlatform(platform.platform)
    let model = try hardware.model(of: platform, for: limits.application)
    let pairs = try demands.pairs(in: network, map: map.map)
    var wanted = limits.limits
    wanted.maximumRepeaters = count.maxRepeaters
    wanted.disjointChains = demands.disjoint
    wanted.disjointBy = demands.disjointBy
    wanted.maximumChainsPerSite = demands.siteCapacity
    wanted.protection = demands.protection
    var question = Question(
      network: network, hardware: model, demands: pairs, objective: limits.objective, limits: wanted,
      stationPlacement: hardware.stations, linkTimeModel: hardware.linkTimeModel, knob: hardware.knob,
      countsMessages: hardware.messages, samples: simulation.samples, seed: simulation.seed,
      threads: simulation.threadCount)
    question.alternatives = alternatives
    question.equipment = limits.equipment
    if alternatives > 0, !question.isSinglePair || question.asksForReachAlone {
      throw CommandFailure(
        .usage, "--alternatives: next best plans are found for one chain between one pair of ends")
    }
    return question
  }

  /// What holds where no option is given; without map and ends, which have to be.
  static var blank: PlanCommand {
    do {
      var plan = try parse(["", "--from", "", "--to", ""])
      plan.demands.clearEnds()
      return plan
    } catch { preconditionFailure("options without values have no defaults: \(error)") }
  }

  /// Asks each group of options whether its values go together.
  func validateParts() throws {
    try map.reading.validate()
    try demands.validate()
    try limits.validate()
    try limits.key.validate()
    try count.validate()
    try simulation.validate()
  }

  /// The answer with the words that only the command line knows.
  func plan(_ solution: Solution, on network: FibreNetwork, for question: Question) -> Plan {
    Plan(
      solution, network: network,
      request: PlanSummary(
        map: map.map, platform: question.hardware.name, platformLabel: question.hardware.label,
        objective: question.objective, limits: question.limits,
        settings: hardware.settings(limits),
        command: reproducingCommand(), mapSHA256: network.sha256, platformSHA256: question.hardware.sha256),
      hardware: question.hardware)
  }
}

/// How long a plan is searched for, and models and solutions of other solvers.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Seconds that the command may take: the best plan so far is taken then. none for no limit. Default: 60.",
      valueName: "s"))
  var timeLimit = TimeLimit.standard
  @Option(
    help: ArgumentHelp(
      "Write the integer program as .lp or .mps, for glpsol or any other solver.", valueName: "path"))
  var writeModel: String?
  @Option(
    help: ArgumentHelp(
      "Make the plan of a solution that HiGHS, CBC, Gurobi or glpsol found for the model that --write-model wrote with the same options.",
      valueName: "path"))
  var readSolution: String?

  func validate() throws {
    if let writeModel, !writeModel.hasSuffix(".lp"), !writeModel.hasSuffix(".mps") {
      throw ValidationError("--write-model is \(writeModel), expected a path that ends in .lp or .mps")
    }
  }
}

/// The simulation that stands beside a plan.
struct SimulationOptions: ParsableArguments {
  @Option(help: "Monte Carlo samples that confirm the plan; 0 for none. Default: 100000.")
  var samples = 100_000
  @Option(
    help: "Seed of the simulation. The same seed gives the same figures at any number of threads. Default: 1."
  )
  var seed: UInt64 = 1
  @Option(help: "Threads of the simulation. Default: all cores.")
  var threads: Int?

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if samples < 0 { throw ValidationError("--samples is \(samples), expected a whole number of at least 0") }
    if let threads, threads < 1 { throw ValidationError("--threads is \(threads), expected at least 1") }
  }
}

/// Plans; turns failures into exit codes, and says why there is no plan and what would do.
func planOrFail(
  _ question: Question, _ budget: Budget, writeModel: String? = nil, readSolution: String? = nil,
  huts: ((Double) -> FibreNetwork?)? = nil
) throws -> Solution {
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
    throw try failure(none, of: question, budget, huts: huts)
  } catch let fault as AllocationProblem.Fault {
    throw CommandFailure(.usage, fault.words.printable)
  } catch let error as SolverError {
    throw CommandFailure(.internalError, "the solver failed: \(error)")
  }
}

/// What a command without a plan ends with.
func failure(
  _ none: NoPlan, of question: Question, _ budget: Budget, huts: ((Double) -> FibreNetwork?)? = nil
) throws -> NoPlanFailure {
  let explained = try question.explain(none, budget: budget, huts: huts)
  return NoPlanFailure(words: NoPlanWords(explained, question))
}

/// There is no plan: why, and what would do.
struct NoPlanFailure: Error {
  var words: NoPlanWords

  var commandFailure: CommandFailure {
    CommandFailure(words.isProved ? .noPlan : .stoppedAtLimit, "no plan: " + words.text.printable)
  }
}

/// The words for a search that did not end by itself.
func stopNote(_ certificate: Certificate) -> String {
  "stopped (\(certificate.stop.rawValue)): best plan so far, "
    + (certificate.gap.isFinite
      ? "gap \(Numeral.significant(certificate.gap * 100)) %" : "no bound is known")
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
