internal import SourceDocument

/// An element of an XML document, with its place in the file.
struct XMLNode {
  /// Without its namespace prefix.
  var name: String
  var attributes: [(name: String, value: String)] = []
  var children: [XMLNode] = []
  /// All text directly inside, entities resolved.
  var text = ""
  var position: SourcePosition

  subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }

  func children(named name: String) -> [XMLNode] { children.filter { $0.name == name } }
  func child(named name: String) -> XMLNode? { children.first { $0.name == name } }

  /// The text without white space around it.
  var trimmed: String { text.trimmed }
}

extension String {
  /// Without white space around it.
  var trimmed: String {
    var bytes = utf8[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return bytes.count == utf8.count ? self : String(decoding: bytes, as: UTF8.self)
  }
}
