internal import ArgumentParser
internal import SourceDocument

struct Swapline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swapline",
    abstract: "Plan entanglement-swapping repeater chains on real fibre.",
    discussion: """
      Exit codes: 0 done; 1 no plan exists; 2 wrong usage; 3 bad input file; 4 internal error or solver failure; \
      5 stopped at a limit with the best plan so far.

      \(examples(
        "swapline maps",
        "swapline plan beijing-shanghai --from Beijing --to Xuzhou --max-repeaters 10 --output plan.html"))
      """,
    version: Release.version,
    subcommands: [
      PlanCommand.self,
      CapacityCommand.self,
      DemoCommand.self,
      ReportCommand.self,
      CheckCommand.self,
      DiffCommand.self,
      CompareCommand.self,
      FrontCommand.self,
      SchemaCommand.self,
      EstimateCommand.self,
      ConvertCommand.self,
      LintCommand.self,
      MapCommand.self,
      MapsCommand.self,
      PlatformsCommand.self,
    ])
}
