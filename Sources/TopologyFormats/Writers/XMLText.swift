/// Text for XML 1.0: markup escaped, line breaks kept, what XML cannot hold as U+FFFD.
func xmlText(_ text: String) -> String {
  var out = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": out.append(contentsOf: "&amp;".unicodeScalars)
    case "<": out.append(contentsOf: "&lt;".unicodeScalars)
    case ">": out.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
    case "\n": out.append(contentsOf: "&#10;".unicodeScalars)
    case "\t": out.append(contentsOf: "&#9;".unicodeScalars)
    case "\r": out.append(contentsOf: "&#13;".unicodeScalars)
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": out.append("\u{FFFD}")
    default: out.append(scalar)
    }
  }
  return String(out)
}
