internal import ArgumentParser
internal import PlanReports
internal import Planning
internal import TopologyFormats

/// `swapline capacity`: what a network can carry for its demands, what binds it and what breaks it.
struct CapacityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capacity", abstract: "Report what a network can carry for a list of demands.",
    discussion: """
      Plans like swapline plan, and adds: memories and modes in use at every site and span, what the loss of each single \
      site or span does, and what one more repeater, hut, memory or fibre would bring (each planned again).

      \(examples(
        "swapline capacity bonn-berlin --all-pairs Bonn,Hannover,Berlin --objective repeaters --min-rate 0.5 --output capacity.html"
      ))
      """)

  @OptionGroup var plan: PlanCommand

  func run() throws {
    let run = Run(plan.search.timeLimit)
    defer { run.clearLine() }
    let loaded = try plan.map.load()
    printDiagnostics(loaded.diagnostics)
    let result = try plan.makePlan(on: loaded.network, run.budget, analysis: .capacity)
    run.clearLine()
    try plan.output.write(result) { PlanText.capacity($0, askedRateHz: plan.output.askedRate) }
    try plan.endIfStopped(result)
  }
}
