import Foundation

/// Runs the built program, as a user would.
struct Command {
  var status: Int32
  var output: String
  var errors: String

  static let binary =
    Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    .map { $0.bundleURL.deletingLastPathComponent().appendingPathComponent("swapline") }
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
      "swapline")

  static let isBuilt = FileManager.default.isExecutableFile(atPath: binary.path)

  init(_ arguments: String..., input: String? = nil) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "swapline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: a full pipe would wait for ever.
    let (outPath, errorPath, inPath) = ("out", "err", "in")
    for name in [outPath, errorPath] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    try Data((input ?? "").utf8).write(to: folder.appendingPathComponent(inPath))
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: folder.appendingPathComponent(outPath))
    process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent(errorPath))
    process.standardInput = try FileHandle(forReadingFrom: folder.appendingPathComponent(inPath))
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOf: folder.appendingPathComponent(outPath), encoding: .utf8)
    errors = try String(contentsOf: folder.appendingPathComponent(errorPath), encoding: .utf8)
  }
}
