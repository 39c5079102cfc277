internal import Foundation

/// Chromium as a printer of pages.
enum Browser {
  /// The first browser on the search path that can print.
  static var path: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    for name in ["chromium", "chromium-browser", "google-chrome", "chrome"] {
      for folder in folders {
        let candidate = (folder as NSString).appendingPathComponent(name)
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      }
    }
    return nil
  }

  /// A page as PDF. Its dates are set to zero unless it is stamped, so that two runs write the same bytes.
  ///
  /// - Throws: `CommandFailure` where there is no browser (exit code 2) or it fails (4).
  static func pdf(ofPage html: String, isStamped: Bool) throws -> Data {
    guard let path else {
      throw CommandFailure(
        .usage,
        "writing PDF needs Chromium, which is not on the search path (Debian: apt-get install chromium)")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "swapline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appendingPathComponent("page.html")
    let result = folder.appendingPathComponent("page.pdf")
    try Data(html.utf8).write(to: page)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=\(folder.path)/profile",
      "--host-resolver-rules=MAP * ~NOTFOUND", "--print-to-pdf=\(result.path)", page.absoluteString,
    ]
    // Chromium refuses its sandbox to the superuser; the page is our own and loads nothing.
    if getuid() == 0 { process.arguments!.insert("--no-sandbox", at: 0) }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, var data = try? Data(contentsOf: result) else {
      throw CommandFailure(.internalError, "the browser could not print the page (\(path))")
    }
    if !isStamped { data.clearDates() }
    return data
  }
}

extension Data {
  /// Overwrites the digits of the dates of a PDF with zeros; nothing moves.
  fileprivate mutating func clearDates() {
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
      guard let place = range(of: Data(key.utf8)) else { continue }
      var index = place.upperBound
      while index < endIndex, self[index] >= 0x30, self[index] <= 0x39 {
        self[index] = 0x30
        index += 1
      }
    }
  }
}
