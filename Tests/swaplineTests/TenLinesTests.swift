import Foundation
import SourceDocument
import TestSupport
import Testing

/// The program that the README shows for people who use the libraries.
@Suite struct TenLinesTests {
  @Test func theProgramOfTheReadmePlans() throws {
    let source = try Repository.text("Tests/TenLines/main.swift").trimmingCharacters(in: .newlines)
    let statements = source.split(separator: "\n").filter { !$0.hasPrefix("import") }
    #expect(statements.count <= 10)
    let readme = try Repository.text("README.md")
    #expect(readme.contains("```swift\n\(source)\n```"))
    let folder = try #require(Program.swapline).executable.deletingLastPathComponent()
    let result = try Program(folder.appending(path: "ten-lines")).run([])
    #expect(result.status == 0, "\(result.errors)")
    // What it prints is shown under it, and is the plan that the command line makes.
    #expect(readme.contains("```\n\(result.output)```"), "\(result.output)")
    let command = try CommandLineRunner.run([
      "plan", "bonn-berlin", "--from", "Bonn", "--to", "Berlin", "--samples", "0", "--format", "json",
    ])
    let json = try LocatedJSON(parsing: Array(command.output.utf8), file: "plan.json")
    #expect(result.output.contains("\n\(try #require(json["value"]).plain.compact) pairs/s proved optimal"))
  }
}
