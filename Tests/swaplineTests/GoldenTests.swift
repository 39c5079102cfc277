import Foundation
import TestSupport
import Testing

/// Whole commands on shipped maps. The files were read and their figures checked when they were written.
@Suite struct GoldenTests {
  @Test(arguments: [
    (
      "plan-beijing-xuzhou",
      [
        "plan", "beijing-shanghai", "--from", "Beijing", "--to", "Xuzhou", "--hut-spacing", "25",
        "--max-repeaters", "10",
      ]
    ),
    (
      "plan-line-fewest",
      [
        "plan", "line-1000km", "--from", "west", "--to", "east", "--objective", "repeaters", "--min-rate",
        "1",
      ]
    ),
    (
      "plan-line-no-plan",
      ["plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "4", "--min-rate", "1"]
    ),
    ("lint-beijing-shanghai", ["lint", "beijing-shanghai"]),
    ("map-line", ["map", "line-1000km"]),
    ("maps", ["maps"]),
  ])
  func commandOnAShippedMap(name: String, arguments: [String]) throws {
    let result = try CommandLineRunner.run(arguments)
    try expectGolden("exit \(result.status)\n\(result.output)\(result.errors)", name + ".txt")
  }

  @Test func sameInputGivesTheSameBytesAtAnyNumberOfThreads() throws {
    let arguments = [
      "plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "8", "--format", "json",
    ]
    var texts: [String] = []
    for threads in ["1", "2", "3"] {
      let result = try CommandLineRunner.run(arguments + ["--threads", threads])
      #expect(result.status == 0)
      // The command that reproduces the plan is part of it.
      texts.append(result.output.replacingOccurrences(of: "--threads \(threads)", with: ""))
    }
    #expect(texts[0] == texts[1] && texts[1] == texts[2])
  }
}
