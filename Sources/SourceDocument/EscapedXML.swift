/// Text as it may stand in an element or a double-quoted attribute of XML 1.0; what XML cannot hold becomes U+FFFD.
///
/// - Parameter isData: whether programs read the text back to the letter: line breaks and tabs, which an attribute would
///   lose, become references, and control characters above U+007E stay. Otherwise the text is for pages: it may stand
///   between apostrophes too, and shows no control character.
public func escapedXML(_ text: String, isData: Bool) -> String {
  var out = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": out.append(contentsOf: "&amp;".unicodeScalars)
    case "<": out.append(contentsOf: "&lt;".unicodeScalars)
    case ">": out.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
    case "'" where !isData: out.append(contentsOf: "&#39;".unicodeScalars)
    case "\t", "\n", "\r":
      if isData { out.append(contentsOf: "&#\(scalar.value);".unicodeScalars) } else { out.append(scalar) }
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": out.append("\u{FFFD}")
    case "\u{7F}"..."\u{9F}" where !isData: out.append("\u{FFFD}")
    default: out.append(scalar)
    }
  }
  return String(out)
}
