internal import ArgumentParser
internal import FibreNetwork
internal import PlanReports
internal import Planning
internal import SourceDocument
internal import TopologyFormats

/// `swapline front`: every plan that nothing beats in both cost and what it delivers.
struct FrontCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "front", abstract: "Plan the Pareto front of repeaters (or cost) against rate.",
    discussion: """
      Takes the options of swapline plan; --objective says what is gained (rate, key-rate or fidelity). Starting from the \
      cheapest plan, each point is the best that its budget allows, then the cheapest that delivers more. Every point is \
      a plan with its own proof.

      \(examples("swapline front line-1000km --from west --to east --max-repeaters 12 --output front.html"))
      """)

  @OptionGroup var plan: PlanCommand
  @Option(help: "What is spent: repeaters or cost. Default: repeaters.")
  var budget = Objective.repeaters
  @Option(help: "Most points. Default: 20.")
  var points = 20

  func validate() throws {
    guard budget.isMinimised else {
      throw ValidationError("--budget is \(budget.rawValue), expected repeaters or cost")
    }
    guard !plan.limits.objective.isMinimised else {
      throw ValidationError(
        "--objective is \(plan.limits.objective.rawValue), expected what is gained: rate, key-rate or fidelity"
      )
    }
    if points < 1 { throw ValidationError("--points is \(points), expected at least 1") }
    for path in plan.output.output
    where ReportFormat(fileName: path).map(CompareCommand.forms.contains) != true {
      throw ValidationError("--output is \(path), expected .html, .json, .txt, .csv, .md or .tex")
    }
  }

  func run() throws {
    let run = Run(plan.search.timeLimit)
    defer { run.clearLine() }
    let loaded = try plan.map.load()
    printDiagnostics(loaded.diagnostics)
    let question = try plan.question(on: loaded.network)
    var entries: [PlanComparison.Entry] = []
    let front = ParetoFront(question: question, spending: budget, budget: run.budget)
    let stop: Stop
    do {
      stop = try front.run(most: points) { solution in
        let point = plan.plan(solution, on: loaded.network, for: question)
        let name =
          budget == .cost
          ? "cost \(Numeral.significant(point.cost, 6))"
          : counted(point.repeaters.count, "repeater")
        entries.append(.init(name: name, outcome: .plan(point)))
      }
    } catch let none as NoPlan {
      throw try failure(none, of: question, run.budget, huts: plan.huts(like: loaded.network))
    }
    run.clearLine()
    let ends = question.demands.count == 1 ? entries.first?.plan.map { PlanWords($0).title } : nil
    let comparison = PlanComparison(
      title: "\(ends ?? loaded.network.name): \(budget.rawValue) against \(plan.limits.objective.rawValue)",
      entries: entries, baseline: 0)
    try CompareCommand.write(
      comparison, to: plan.output.output, format: plan.output.format, isStamped: plan.output.stamp)
    if stop != .finished {
      throw CommandFailure(.stoppedAtLimit, "stopped (\(stop.rawValue)): points beyond the last are missing")
    }
  }
}
