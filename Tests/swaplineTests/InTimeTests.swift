import Foundation
import Testing

/// Ctrl-C, SIGTERM and limits of time end a command with what it has.
@Suite struct InTimeTests {
  /// A question that takes minutes, with a page that is there when the command has ended.
  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalKeepsThePlan(signal: Int32) throws {
    try withTemporaryFolder { folder in
      let process = Process()
      let found: URL = try #require(CommandLineRunner.executable)
      process.executableURL = found
      process.arguments = [
        "plan", "line-1000km", "--from", "west", "--to", "east", "--hut-spacing", "2", "--time-limit", "none",
        "--samples", "1000000000000", "--output", "plan.html", "--output", "plan.json",
      ]
      process.currentDirectoryURL = folder
      process.standardOutput = FileHandle.nullDevice
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      Thread.sleep(forTimeInterval: 8)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(process.terminationReason == .exit && process.terminationStatus == 5, "\(words)")
      #expect(words.contains("interrupted"))
      let page = try String(contentsOf: folder.appending(path: "plan.html"), encoding: .utf8)
      #expect(page.contains("Left out for lack of time"))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "plan.json").path))
    }
  }

  @Test func wrongTimeLimits() throws {
    for text in ["0", "-3", "nan", "inf", "soon", ""] {
      let result = try CommandLineRunner.run([
        "plan", "boston-loop", "--from", "a", "--to", "b", "--time-limit", text,
      ])
      #expect(result.status == 2, "\(text)")
    }
  }

  @Test func estimateStopsSampling() throws {
    let chain = """
      { "schema": "swapline.chain/1", "mode": "rounds",
        "segments": [ { "success_probability": 0.01, "werner": 0.98 }, { "success_probability": 0.02, "werner": 0.98 } ],
        "swap": { "policy": "nested", "success_probability": 0.5 } }
      """
    let result = try CommandLineRunner.run(
      ["estimate", "-", "--method", "monte-carlo", "--samples", "1000000000000", "--time-limit", "1"],
      input: chain)
    #expect(result.status == 5 && result.output.contains("pairs"), "\(result.errors)")
  }
}
