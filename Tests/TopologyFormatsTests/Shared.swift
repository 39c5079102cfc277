import Foundation

@testable import TopologyFormats

/// Public topology files beside the repository, which do not come with it.
enum Shared {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/topologies")

  static let isHere = FileManager.default.fileExists(atPath: root.path)
  static let message = "../shared/topologies is not here"

  static func load(_ path: String) throws -> LoadedMap {
    let bytes = Array(try Data(contentsOf: root.appendingPathComponent(path)))
    return try TopologyReader.read(bytes: bytes, file: path)
  }

  static func names(in folder: String, ending: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
    return (names ?? []).filter { $0.hasSuffix(ending) }.sorted()
  }
}
