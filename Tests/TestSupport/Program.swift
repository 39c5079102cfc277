public import Foundation

/// An installed or built program.
public struct Program: Sendable {
  public let executable: URL

  public init(_ executable: URL) { self.executable = executable }

  /// The first place where an executable of the name stands; `nil` where it is not installed.
  public init?(
    installed name: String, in folders: [String] = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
  ) {
    let path = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let path else { return nil }
    executable = URL(filePath: path)
  }

  /// This package's command line, which stands beside the test bundle.
  public static let swapline: Program? = {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    var candidates: [URL] = []
    for _ in 0..<4 {
      candidates.append(folder.appending(path: "swapline"))
      folder.deleteLastPathComponent()
    }
    candidates += ["debug", "release"].map { Repository.url(".build/\($0)/swapline") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }.map(Program.init)
  }()

  /// How a run ended.
  public struct Result: Sendable {
    /// The exit code, or the number of the signal.
    public var status: Int32
    /// Whether a signal that the program does not handle ended it.
    public var isKilled: Bool
    public var output: String
    public var errors: String
  }

  /// Runs to the end.
  ///
  /// - Parameter variables: of the environment, beside those that this process has.
  public func run(
    _ arguments: [String], input: String = "", in folder: URL? = nil, variables: [String: String] = [:]
  ) throws -> Result {
    try start(arguments, input: input, in: folder, variables: variables).result()
  }

  /// Starts a run and does not wait for it.
  public func start(
    _ arguments: [String], input: String = "", in folder: URL? = nil, variables: [String: String] = [:]
  ) throws -> Run {
    try Run(executable, arguments, input, folder, variables)
  }

  /// A run under way.
  public final class Run {
    private let process = Process()
    private let folder: URL

    /// Input and output are files: what fills a pipe waits for a reader, and a reader of two pipes for the wrong one.
    fileprivate init(
      _ executable: URL, _ arguments: [String], _ input: String, _ workingFolder: URL?,
      _ variables: [String: String]
    ) throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "swapline-run-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      func file(_ name: String, _ text: String = "") throws -> URL {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url
      }
      process.executableURL = executable
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
      process.currentDirectoryURL = workingFolder ?? FileManager.default.temporaryDirectory
      process.standardInput = try FileHandle(forReadingFrom: file("input", input))
      process.standardOutput = try FileHandle(forWritingTo: file("output"))
      process.standardError = try FileHandle(forWritingTo: file("errors"))
      try process.run()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    public var isRunning: Bool { process.isRunning }

    public func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end.
    public func result() throws -> Result {
      process.waitUntilExit()
      func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
      }
      return Result(
        status: process.terminationStatus, isKilled: process.terminationReason == .uncaughtSignal,
        output: try text("output"), errors: try text("errors"))
    }
  }
}

extension Program {
  /// Runs, and sends a signal once the run has something to keep.
  ///
  /// When that is depends on the machine and its load, and a run does not say: so the signal comes ever later, each time to a new
  /// run, until one had begun, or a minute was too early.
  public func run(
    _ arguments: [String], interruptedBy signal: Int32, input: String = "", in folder: URL? = nil,
    variables: [String: String] = [:], onceItHas hasBegun: (Result) -> Bool
  ) throws -> Result {
    var waitS = 1.0
    while true {
      let run = try start(arguments, input: input, in: folder, variables: variables)
      Thread.sleep(forTimeInterval: waitS)
      run.signal(signal)
      let result = try run.result()
      if hasBegun(result) || waitS > 60 { return result }
      waitS *= 2
    }
  }
}
