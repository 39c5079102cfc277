/// The number that a text is, read in the same way in every locale: `12`, `-3.5`, `1e3`, with spaces around it.
///
/// Not numbers: the empty text, hexadecimal, `nan`, `inf` and what overflows.
func number(in text: String) -> Double? {
  let text = text.trimmed
  guard !text.isEmpty,
    text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }),
    let value = Double(text), value.isFinite
  else { return nil }
  return value
}

/// All numbers in a text, whatever stands between them: `[4.96, 52.42]`, `POINT (-0.174 5.625)`.
func allNumbers(in text: String) -> [Double] {
  var found: [Double] = []
  for piece in text.utf8.split(whereSeparator: { byte in
    !((0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E || byte == 0x45
      || byte == 0x65)
  }) {
    if let value = Double(String(decoding: piece, as: UTF8.self)), value.isFinite { found.append(value) }
  }
  return found
}
