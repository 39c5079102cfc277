import Foundation
import TestSupport
import Testing

/// Runs the built command line as a user does.
enum CommandLineRunner {
  static func program() throws -> Program { try #require(Program.swapline, "the program is not built") }

  /// - Parameter variables: of the environment, beside those that this process has.
  static func run(
    _ arguments: [String], input: String = "", in folder: URL? = nil, variables: [String: String] = [:]
  ) throws -> Program.Result {
    try program().run(arguments, input: input, in: folder, variables: variables)
  }

  /// Runs a shell script in which `swapline` is the built program; it ends at the first command that fails.
  static func runScript(_ script: String, in folder: URL) throws -> Program.Result {
    try withShell { shell, variables in
      try shell.run(["-e", "-c", script], in: folder, variables: variables)
    }
  }

  /// Runs one command as a shell does, and stops it like by Ctrl-C once it heeds that.
  static func runStopped(_ command: String, in folder: URL) throws -> Program.Result {
    try withShell { shell, variables in
      try shell.run(
        ["-c", "exec " + command], interruptedBy: SIGINT, in: folder, variables: variables,
        onceItHas: { !$0.isKilled })
    }
  }

  private static func withShell<T>(_ body: (Program, [String: String]) throws -> T) throws -> T {
    try withTemporaryFolder { programs in
      try FileManager.default.createSymbolicLink(
        at: programs.appending(path: "swapline"), withDestinationURL: program().executable)
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return try body(Program(URL(filePath: "/bin/sh")), ["PATH": programs.path + ":" + path])
    }
  }
}

/// Compares with a file of `Golden`; `SWAPLINE_UPDATE_GOLDEN=1` writes it anew (read the difference before it is committed).
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let file = Repository.url("Tests/swaplineTests/Golden/\(name)")
  if ProcessInfo.processInfo.environment["SWAPLINE_UPDATE_GOLDEN"] != nil {
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  guard text != expected else { return }
  let pairs = zip(
    text.split(separator: "\n", omittingEmptySubsequences: false),
    expected.split(separator: "\n", omittingEmptySubsequences: false))
  let difference = pairs.enumerated().first { $1.0 != $1.1 }
  Issue.record(
    "\(name) differs, first at line \((difference?.offset ?? 0) + 1): \(difference.map { "\($0.element.0) instead of \($0.element.1)" } ?? "one is longer")",
    sourceLocation: sourceLocation)
}
