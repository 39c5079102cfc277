/// Names for a written model: unique, and such that every reader of LP and MPS files takes them as they are.
///
/// Letters, digits and `_` only, a letter first, not `e` before a digit (it would read as an exponent), no words of
/// the LP format, at most 60 characters.
struct ModelNames {
  let variables: [String]
  let rows: [String]
  /// The variable fixed to 1 that carries the constant of the objective: the formats disagree about constants.
  let offset: String
  let objective: String

  init(_ program: MixedIntegerProgram) {
    var taken = Set<String>()
    objective = Self.unique("objective", &taken)
    offset = Self.unique("objective_offset", &taken)
    variables = program.variableNames.enumerated().map { j, name in
      Self.unique(Self.sanitised(name, prefix: "x", number: j), &taken)
    }
    // A row that is bounded on both sides is written as two, so these names stay free.
    rows = program.rowNames.enumerated().map { i, name in
      let base = Self.sanitised(name, prefix: "r", number: i)
      let unique = Self.unique(base, &taken)
      taken.insert(unique + "_lower")
      taken.insert(unique + "_upper")
      return unique
    }
  }

  private static let words: Set<String> = [
    "min", "minimise", "minimize", "minimum", "max", "maximise", "maximize", "maximum", "obj", "subject",
    "such",
    "st", "bounds", "bound", "free", "inf", "infinity", "general", "generals", "gen", "integer", "integers",
    "int",
    "binary", "binaries", "bin", "semi", "sos", "sos1", "sos2", "sec", "sin", "end", "nan", "to", "that",
  ]

  static func sanitised(_ name: String, prefix: String, number: Int) -> String {
    if name.isEmpty { return "\(prefix)\(number + 1)" }
    var text = ""
    for scalar in name.unicodeScalars.prefix(60) {
      let keep = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      text.unicodeScalars.append(keep ? scalar : "_")
    }
    let first = text.unicodeScalars.first!
    let second = text.unicodeScalars.dropFirst().first
    let looksLikeNumber = (first == "e" || first == "E") && second.map { ("0"..."9").contains($0) } ?? true
    if !first.properties.isAlphabetic || looksLikeNumber || words.contains(text.lowercased()) {
      return "\(prefix)_\(text)"
    }
    return text
  }

  private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }
}
