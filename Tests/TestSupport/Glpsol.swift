internal import Foundation
public import Optimization

/// GLPK's own command line, which solves what we write for other solvers.
public enum Glpsol {
  private static let program = Program(installed: "glpsol")

  public static let isInstalled = program != nil
  /// What a skipped test says.
  public static let absent = "glpsol is not installed"

  public struct Failure: Error { public var words: String }

  /// Writes a program as a file, has it solved, and reads the solution's file.
  public static func solve(_ model: MixedIntegerProgram, as format: ModelFormat) throws -> ExternalSolution {
    guard let program else { throw Failure(words: absent) }
    return try withTemporaryFolder { folder in
      try Data(try model.text(as: format).utf8).write(to: folder.appending(path: "model"))
      let run = try program.run(
        [format == .lp ? "--lp" : "--freemps", "model", "--write", "solution"], in: folder)
      guard run.status == 0, !run.isKilled else { throw Failure(words: run.output + run.errors) }
      let text = try String(contentsOf: folder.appending(path: "solution"), encoding: .utf8)
      return try model.readSolution(text, file: "solution")
    }
  }
}
