import Foundation
import TestSupport
import Testing

/// What stands once stays once: each search, program and answer of planning has one place.
@Suite struct ArchitectureTests {
  private static let sources = Repository.url("Sources")

  /// Lines of the product's sources that match, by file (as a path below `Sources`).
  private func places(of pattern: String, in folders: [String] = [""]) throws -> [String: [String]] {
    let expression = try Regex(pattern)
    var found: [String: [String]] = [:]
    for folder in folders {
      let root = Self.sources.appending(path: folder)
      let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
      for case let file as URL in files where file.pathExtension == "swift" {
        let path = String(file.path.dropFirst(Self.sources.path.count + 1))
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        where line.contains(expression) && !line.contains("///") {
          found[path, default: []].append(String(line))
        }
      }
    }
    return found
  }

  private func files(_ places: [String: [String]]) -> Set<String> { Set(places.keys) }

  @Test func namesOfTheOldPlannersAreGone() throws {
    #expect(
      try places(
        of:
          #"\b(Planner|NetworkPlanner|AllocationPlanner|AllocationTask|PlanTask|PlanRequest|SinglePairSolver|PlacementModel|RequirementsModel|AllocationModel)\b"#
      ) == [:])
  }

  /// Planning speaks in values: two words of English side by side, or an option of the command line, belong above it.
  @Test func planningHasNoEnglishAndNoOptions() throws {
    #expect(try places(of: #""[^"]*[A-Za-z]{2,}[,;:]? [a-z]{2,}[^"]*""#, in: ["Planning"]) == [:])
    #expect(try places(of: #"--[a-z]"#, in: ["Planning"]) == [:])
    let pages = try FileManager.default.contentsOfDirectory(
      at: Self.sources.appending(path: "Planning/Planning.docc"), includingPropertiesForKeys: nil)
    for page in pages {
      #expect(
        !(try String(contentsOf: page, encoding: .utf8)).contains(#/--[a-z]/#), "\(page.lastPathComponent)")
    }
  }

  /// File contracts are said once: no JSON is read key by key, and no schema written by hand, beside them.
  @Test func contractsAreSaidOnce() throws {
    #expect(try places(of: #"\bJSONReader|swapline\.dev"#) == [:])
    #expect(
      files(try places(of: #""additionalProperties""#)).isSubset(of: [
        "SourceDocument/Contracts/Field.swift", "LinkPhysics/Platforms/PlatformContract.swift",
      ]))
    #expect(files(try places(of: #""\$schema""#)) == ["SourceDocument/Contracts/FileContract.swift"])
    // The example that the help of estimate shows.
    #expect(files(try places(of: #""swapline\.[a-z]+/1""#)) == ["swapline/EstimateCommand.swift"])
  }

  /// One maker of decimal text and one of padded columns.
  @Test func numbersAndTablesArePrintedInOnePlace() throws {
    let numbers = files(try places(of: #"String\(format:"#))
    #expect(numbers.isSubset(of: ["SourceDocument/Numeral.swift"]), "\(numbers)")
    #expect(try places(of: #"== 1 \? "" : "s""#).keys.sorted() == ["SourceDocument/Numeral.swift"])
  }

  @Test func solverErrorsAreNotSwallowed() throws {
    #expect(try places(of: #"try\?"#, in: ["Planning"]) == [:])
  }

  /// Queues that give the least first are for shortest paths; what else has one is another search: routes in rising loss (A*),
  /// labels of two amounts that do not beat each other, branch and bound, best first.
  @Test func thereIsOneDijkstra() throws {
    #expect(
      files(try places(of: #"Heap<|Heap\("#)) == [
        "GraphAlgorithms/ShortestPaths.swift", "Planning/Candidates/RouteSet.swift",
        "Planning/Strategies/FewestSites/ChainSearch.swift",
        "Planning/Strategies/FewestSites/RouteEnumeration.swift",
        "Planning/Strategies/ManyChains/MostUsefulChains.swift",
        "Planning/Strategies/BestChain/PrefixSearch.swift",
      ])
    #expect(files(try places(of: #"struct ShortestPaths"#)) == ["GraphAlgorithms/ShortestPaths.swift"])
  }

  /// Nothing else goes from what so many arcs reach to what one more does.
  @Test func thereIsOneLayeredSearch() throws {
    #expect(
      files(try places(of: #"\[(k|n|hop|hops|layer|arcs) - 1\]"#, in: ["GraphAlgorithms", "Planning"])) == [])
    #expect(files(try places(of: #"enum Layers\b"#)) == ["GraphAlgorithms/Layers.swift"])
  }

  @Test func thereIsOneMaximumFlow() throws {
    #expect(
      files(try places(of: #"\bresidual"#, in: ["GraphAlgorithms", "FibreNetwork", "Planning"])).isSubset(
        of: [
          "GraphAlgorithms/MaximumFlow.swift"
        ]))
    #expect(files(try places(of: #"struct MaximumFlow"#)) == ["GraphAlgorithms/MaximumFlow.swift"])
  }

  /// Hops stand in one program; beside it there are relaxations over whole chains, and over sites alone.
  @Test func thereIsOneProgramOverHops() throws {
    #expect(
      files(try places(of: #"MixedIntegerProgram\(name"#)) == [
        "Planning/Programs/ChainProgram.swift", "Planning/Strategies/FewestSites/AllocationMaster.swift",
        "Planning/Strategies/FewestSites/SiteRelaxation.swift",
      ])
  }

  @Test func thereIsOneOutcomeAndOneWayIn() throws {
    #expect(
      files(try places(of: #"(enum|struct|class) \w*Outcome\b"#, in: ["Planning"])) == [
        "Planning/Strategies/Outcome.swift"
      ])
    #expect(
      try places(of: #"public func plan\(budget"#, in: ["Planning"]) == [
        "Planning/Strategies/Solution.swift": [
          "  public func plan(budget: Budget = Budget()) throws -> Solution {"
        ]
      ])
  }

  /// Only the model of a chain makes a chain for the simulator; the check of plans does so on its own.
  @Test func chainsForTheSimulatorAreMadeOnce() throws {
    #expect(
      files(try places(of: #"timeBase: \.physical"#, in: ["Planning", "PlanFiles"])) == [
        "Planning/Judging/ChainModel.swift", "PlanFiles/Check/PlanRecomputation+Chains.swift",
      ])
  }
}
