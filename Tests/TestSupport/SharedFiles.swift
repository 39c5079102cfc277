public import Foundation
public import SourceDocument

/// Reference material that may lie beside the repository and does not come with it.
///
/// Tests that need it are skipped where it is absent, and say so:
/// `@Test(.enabled(if: SharedFiles.exists(path), SharedFiles.absent(path)))`.
public enum SharedFiles {
  public static func url(_ path: String) -> URL {
    Repository.root.deletingLastPathComponent().appending(path: "shared").appending(path: path)
  }

  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: url(path).path)
  }

  /// What a skipped test says.
  public static func absent(_ path: String) -> String { "../shared/\(path) is not beside the repository" }

  public static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(path))) }

  public static func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  /// A JSON file as Foundation reads it.
  public static func json(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(contentsOf: url(path)))
  }

  /// A JSON file with the positions of its values.
  public static func located(_ path: String) throws -> LocatedJSON {
    try LocatedJSON(parsing: bytes(path), file: path)
  }

  /// Names of the files of a folder that end so, sorted; none where there is no such folder.
  public static func names(in folder: String, ending: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: url(folder).path)
    return (names ?? []).filter { $0.hasSuffix(ending) }.sorted()
  }
}
