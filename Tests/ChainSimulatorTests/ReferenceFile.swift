import Foundation
import SourceDocument

/// Numbers to test against, which stand beside the package and do not ship with it.
enum ReferenceFile {
  private static func path(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/reference/\(name).json")
  }

  static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name).path) }

  static func load(_ name: String) throws -> LocatedJSON {
    try LocatedJSON(parsing: Array(Data(contentsOf: path(name))), file: "\(name).json")
  }
}

extension LocatedJSON {
  subscript(key: String) -> LocatedJSON? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }
  var items: [LocatedJSON] { if case .array(let items) = value { items } else { [] } }
  var number: Double? { if case .number(let number) = value { number } else { nil } }
  var text: String? { if case .string(let text) = value { text } else { nil } }
  var numbers: [Double] { items.compactMap(\.number) }
}

func relativeDifference(_ a: Double, _ b: Double) -> Double {
  a == b ? 0 : abs(a - b) / max(abs(a), abs(b))
}
