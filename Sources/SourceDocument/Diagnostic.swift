/// A place in a text file: line and column count from 1, the column in characters.
public struct SourcePosition: Hashable, Comparable, Sendable {
  /// From 1.
  public var line: Int
  /// From 1, in characters; in bytes beyond 2,000 bytes of one line of JSON.
  public var column: Int

  /// Creates a place from its parts.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Whether a place stands before another in the file.
  public static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// Something to say about an input file, with the place where it stands.
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  /// How bad a finding is; a note is below a warning, a warning below an error.
  public enum Severity: String, Sendable, CaseIterable, Comparable {
    /// `note`: good to know; `warning`: probably wrong; `error`: the file cannot be used.
    case note, warning, error

    /// Whether a finding is less bad than another.
    public static func < (a: Self, b: Self) -> Bool {
      func rank(_ s: Self) -> Int { s == .note ? 0 : s == .warning ? 1 : 2 }
      return rank(a) < rank(b)
    }
  }

  /// How bad it is.
  public var severity: Severity
  /// A stable, kebab-case name of the kind of finding, e.g. `negative-length`.
  public var code: String
  /// What was found and what is expected, in one sentence without a final full stop.
  public var message: String
  /// What the user may do about it.
  public var suggestion: String?
  /// Name of the file as the user gave it.
  public var file: String
  /// `nil` where the finding concerns the whole file.
  public var position: SourcePosition?

  /// Creates a finding from its parts.
  public init(
    _ severity: Severity, code: String, _ message: String, suggestion: String? = nil,
    file: String, at position: SourcePosition? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.suggestion = suggestion
    self.file = file
    self.position = position
  }

  /// `file:line:column: severity: message (suggestion)`; control characters of the file's own text are escaped.
  public var description: String {
    let place = position.map { ":\($0.line):\($0.column)" } ?? ""
    let hint = suggestion.map { " (\($0))" } ?? ""
    return "\(file)\(place): \(severity.rawValue): \(message)\(hint)".printable
  }
}

/// One or more errors that make an input file unusable, in the order in which they stand in the file.
public struct InputError: Error, Sendable, CustomStringConvertible {
  /// The errors, at least one, in file order.
  public var diagnostics: [Diagnostic]

  /// An error that collects several findings.
  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  /// An error of a single finding.
  public init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

  /// One finding a line.
  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

extension String {
  /// The text with control characters (terminal escapes among them) and bidirectional overrides written as `\u{…}`.
  ///
  /// - Complexity: O(length of the text).
  public var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    var out = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isUnprintable {
        out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }
}

extension Unicode.Scalar {
  fileprivate var isUnprintable: Bool {
    switch value {
    case 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
