import Foundation
import Testing

/// Runs the built command line as a user does.
struct CommandLineRunner {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The product stands beside the test bundle.
  static let executable: URL? = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appending(path: "swapline")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return ["debug", "release"].map { package.appending(path: ".build/\($0)/swapline") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  /// - Parameter variables: of the environment, beside those that this process has.
  static func run(
    _ arguments: [String], input: String? = nil, in folder: URL? = nil, variables: [String: String] = [:]
  ) throws -> Result {
    try run(#require(Self.executable), arguments, input: input, in: folder, variables: variables)
  }

  /// Runs a shell script in which `swapline` is the built program; it ends at the first command that fails.
  static func runScript(_ script: String, in folder: URL) throws -> Result {
    try withTemporaryFolder { programs in
      try FileManager.default.createSymbolicLink(
        at: programs.appending(path: "swapline"), withDestinationURL: #require(Self.executable))
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return try run(
        URL(fileURLWithPath: "/bin/sh"), ["-e", "-c", script], in: folder,
        variables: ["PATH": programs.path + ":" + path])
    }
  }

  private static func run(
    _ executable: URL, _ arguments: [String], input: String? = nil, in folder: URL?,
    variables: [String: String]
  ) throws -> Result {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    process.currentDirectoryURL = folder ?? FileManager.default.temporaryDirectory
    let output = Pipe()
    let errors = Pipe()
    let standardInput = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = standardInput
    try process.run()
    if let input { standardInput.fileHandleForWriting.write(Data(input.utf8)) }
    try standardInput.fileHandleForWriting.close()
    // Standard error stays small; standard output may fill the pipe.
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let words = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: words, as: UTF8.self))
  }
}

/// Compares with a file of `Golden`; `SWAPLINE_UPDATE_GOLDEN=1` writes it anew (read the difference before it is committed).
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
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

/// A folder that is gone when the test is over.
func withTemporaryFolder<T>(_ body: (URL) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory.appending(path: "swapline-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
