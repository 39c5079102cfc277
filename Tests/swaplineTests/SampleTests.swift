import Foundation
import TestSupport
import Testing

/// The sample of `reports` is what the code writes today; `make sample` writes it anew.
@Suite struct SampleTests {
  #if DEBUG
    private static let isOptimised = false
  #else
    private static let isOptimised = true
  #endif

  @Test(.enabled(if: isOptimised, "the sample is planned in optimised builds only (make test)"))
  func committedSampleIsWhatTheCommandWrites() throws {
    let sample = Repository.url("reports/sample")
    try withTemporaryFolder { folder in
      let forms = ["html", "md"]
      let result = try CommandLineRunner.run(
        ["compare", sample.appending(path: "platforms.scenario.json").path]
          + forms.flatMap { ["--output", "platforms.\($0)"] }, in: folder)
      #expect(result.status == 0, "\(result.errors)")
      for form in forms {
        let kept = try Data(contentsOf: sample.appending(path: "platforms.\(form)"))
        let written = try Data(contentsOf: folder.appending(path: "platforms.\(form)"))
        #expect(kept == written, "platforms.\(form) differs: run make sample and read what changed")
        #expect(kept.count < 500_000)
      }
    }
  }
}
