import Foundation
import TestSupport

/// A browser driven over the W3C WebDriver protocol by chromedriver, with every name lookup refused.
final class WebDriver {
  static let program = Program(
    installed: "chromedriver", in: ["/usr/bin", "/usr/local/bin", "/usr/lib/chromium"])

  struct Failure: Error, CustomStringConvertible { var description: String }

  private let server: Program.Run
  private let port = Int.random(in: 20_000...60_000)
  private var session = ""
  let downloads: URL

  private init(folder: URL) async throws {
    downloads = folder.appendingPathComponent("downloads")
    try? FileManager.default.removeItem(at: downloads)
    try FileManager.default.createDirectory(at: downloads, withIntermediateDirectories: true)
    server = try Self.program!.start(["--port=\(port)", "--silent"])
    // A minute: a busy machine starts it late.
    for attempt in 0... {
      do {
        if (try await call("GET", "/status") as? [String: Any])?["ready"] as? Bool == true { break }
      } catch {
        guard attempt < 600 else { throw Failure(description: "chromedriver does not answer: \(error)") }
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    let options: [String: Any] = [
      "args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND",
      ]
    ]
    let answer = try await call(
      "POST", "/session",
      [
        "capabilities": [
          "alwaysMatch": [
            "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
          ] as [String: Any]
        ]
      ])
    guard let id = (answer as? [String: Any])?["sessionId"] as? String else {
      throw Failure(description: "no session: \(answer)")
    }
    session = "/session/" + id
    _ = try await devTools(
      "Browser.setDownloadBehavior", ["behavior": "allow", "downloadPath": downloads.path])
  }

  /// Does something with a browser and closes it, whatever happens.
  static func use(folder: URL, _ body: (WebDriver) async throws -> Void) async throws {
    let browser = try await WebDriver(folder: folder)
    let outcome: (any Error)?
    do {
      try await body(browser)
      outcome = nil
    } catch {
      outcome = error
    }
    _ = try? await browser.call("DELETE", browser.session)
    // A child of Process starts with SIGTERM blocked, and waiting for its exit would need a run loop that tasks lack.
    browser.server.signal(SIGKILL)
    if let outcome { throw outcome }
  }

  private func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> Any {
    let data = try LocalHTTP.exchange(
      port: UInt16(port), method: method, path: path,
      body: method == "POST" ? try JSONSerialization.data(withJSONObject: body ?? [:]) : nil)
    guard let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any] else { return [:] }
    let value = answer["value"] ?? NSNull()
    if let error = (value as? [String: Any])?["error"] as? String {
      throw Failure(description: "\(path): \(error): \((value as? [String: Any])?["message"] ?? "")")
    }
    return value
  }

  func open(_ url: URL) async throws {
    _ = try await call("POST", session + "/url", ["url": url.absoluteString])
  }

  /// Runs a function body in the page and gives its result.
  func run(_ script: String, _ arguments: [Any] = []) async throws -> Any {
    try await call("POST", session + "/execute/sync", ["script": script, "args": arguments])
  }

  func devTools(_ command: String, _ parameters: [String: Any] = [:]) async throws -> Any {
    try await call("POST", session + "/goog/cdp/execute", ["cmd": command, "params": parameters])
  }

  /// Messages of the console since the last question.
  func console() async throws -> [String] {
    let entries = try await call("POST", session + "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return entries.compactMap { $0["message"] as? String }
  }

  /// Addresses that the page asked for since the last question.
  func requests() async throws -> [String] {
    let entries =
      try await call("POST", session + "/se/log", ["type": "performance"]) as? [[String: Any]] ?? []
    return entries.compactMap { entry in
      guard let text = entry["message"] as? String,
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        let message = object["message"] as? [String: Any],
        message["method"] as? String == "Network.requestWillBeSent",
        let parameters = message["params"] as? [String: Any],
        let request = parameters["request"] as? [String: Any]
      else { return nil }
      return request["url"] as? String
    }
  }

  /// The whole page as it looks in a window of a width, as PNG.
  func screenshot(width: Int, dark: Bool = false) async throws -> Data {
    _ = try await devTools(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]])
    _ = try await devTools(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500])
    let answer = try await devTools(
      "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
    let text = (answer as? [String: Any])?["data"] as? String ?? ""
    return Data(base64Encoded: text) ?? Data()
  }
}
