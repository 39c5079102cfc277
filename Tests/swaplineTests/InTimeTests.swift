import Foundation
import TestSupport
import Testing

/// Ctrl-C, SIGTERM and limits of time end a command with what it has.
///
/// The one suite of commands in real time, which is its subject: what is asked takes many times as long as it is given, and no
/// test asks how fast the machine is.
@Suite struct InTimeTests {
  /// A question that takes minutes, with a page that is there when the command has ended.
  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalKeepsThePlan(signal: Int32) throws {
    try withTemporaryFolder { folder in
      let files = ["plan.html", "plan.json"].map { folder.appending(path: $0) }
      func areWritten() -> Bool { files.allSatisfy { FileManager.default.fileExists(atPath: $0.path) } }
      let result = try CommandLineRunner.program().run(
        [
          "plan", "line-1000km", "--from", "west", "--to", "east", "--hut-spacing", "2", "--time-limit",
          "none", "--samples", "1000000000000", "--output", "plan.html", "--output", "plan.json",
        ], interruptedBy: signal, in: folder, onceItHas: { _ in areWritten() })
      #expect(!result.isKilled && result.status == 5, "\(result.errors)")
      #expect(result.errors.contains("interrupted"))
      try #require(areWritten())
      let page = try String(contentsOf: files[0], encoding: .utf8)
      #expect(page.contains("Left out for lack of time"))
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
