/// The parts of a path: Foundation's own `deletingLastPathComponent` traps on names of one character (6.3, Linux).
struct Path {
  /// Everything up to and with the last `/`; empty where there is none.
  var folder: String
  /// What follows.
  var name: String

  init(_ text: String) {
    let cut = text.utf8.lastIndex(of: UInt8(ascii: "/")).map { text.utf8.index(after: $0) } ?? text.startIndex
    folder = String(text[..<cut])
    name = String(text[cut...])
  }

  /// A file in the same folder.
  func beside(_ name: String) -> String { folder + name }
}
