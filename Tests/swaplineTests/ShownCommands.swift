import Foundation

/// A command that a document shows, with what the document says comes out of it.
struct ShownCommand: CustomStringConvertible {
  /// As it is pasted into a shell: it may go on over several lines.
  var text: String
  var line: Int
  /// From the words "exit code is N" between this command and the next.
  var status: Int32 = 0
  /// Pieces of text that have to come out, in this order.
  var output: [String] = []
  /// Sites with repeaters in the plan.
  var repeaters: Int?
  /// Numbers, most with a unit, that have to come out when rounded to the same places.
  var figures: [String] = []

  /// What is missing in what the command printed.
  func missing(in printed: String) -> [String] {
    var rest = printed[...]
    var missing: [String] = []
    for line in output {
      if let range = rest.range(of: line) {
        rest = rest[range.upperBound...]
      } else {
        missing.append(line)
      }
    }
    return missing + figures.filter { !Self.holds(printed, figure: $0) }
  }

  private static func holds(_ printed: String, figure: String) -> Bool {
    guard let match = figure.wholeMatch(of: /(\d+)(\.\d+)?(.*)/) else { return false }
    let places = max(0, (match.2?.count ?? 0) - 1)
    let value = Double(String(match.1) + String(match.2 ?? ""))
    return printed.matches(of: /\d+(\.\d+)?/).contains { number in
      guard printed[number.range.upperBound...].hasPrefix(match.3), let printed = Double(number.0) else {
        return false
      }
      return Double(String(format: "%.\(places)f", printed)) == value
    }
  }

  var description: String { "line \(line): \(text)" }
}

/// The commands of a Markdown document.
///
/// - In fenced blocks: each line that begins with `swapline`, with the lines that it goes on to behind a backslash. A comment
///   `# 9 repeaters` behind it says how many sites have some. A block without commands and without a language that follows is
///   output of the last command before; lines and columns may be left out.
/// - In the text: each `code span` of `swapline`, a subcommand and something more.
/// - A row of figures in a table that follows a block of as many commands is output of the command at its place: cells that
///   begin with a digit have to come out, rounded as they are.
///
/// Words in capitals (`MAP`, `A:B`, `OUT.json`) and `…` are placeholders: what has them is no command. Neither is a mere name,
/// `swapline plan`. Both are kept in `patterns`.
struct ShownCommands {
  private(set) var commands: [ShownCommand] = []
  private(set) var patterns: [ShownCommand] = []

  init(markdown: String) {
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var text = ""
    var textLine = 1
    var index = 0
    while index < lines.count {
      guard lines[index].hasPrefix("```") else {
        if text.isEmpty { textLine = index + 1 }
        text += lines[index] + "\n"
        index += 1
        continue
      }
      readText(text, line: textLine)
      text = ""
      let end = lines[(index + 1)...].firstIndex { $0.hasPrefix("```") } ?? lines.count
      readBlock(
        Array(lines[(index + 1)..<end]), line: index + 2, isPlain: lines[index] == "```")
      index = end + 1
    }
    readText(text, line: textLine)
  }

  /// Commands of the last block, for which output may follow.
  private var open: Range<Int> = 0..<0

  private mutating func readBlock(_ lines: [String], line: Int, isPlain: Bool) {
    guard lines.contains(where: { $0.hasPrefix("swapline ") || $0.hasPrefix("$ swapline ") }) else {
      if isPlain, let last = open.last {
        commands[last].output += lines.filter {
          !["", "…"].contains($0.trimmingCharacters(in: .whitespaces))
        }
      }
      return
    }
    let first = commands.count
    var index = 0
    while index < lines.count {
      var command = lines[index].hasPrefix("$ ") ? String(lines[index].dropFirst(2)) : lines[index]
      let at = line + index
      index += 1
      guard command.hasPrefix("swapline ") else { continue }
      while command.hasSuffix("\\"), index < lines.count {
        command += "\n" + lines[index]
        index += 1
      }
      var shown = ShownCommand(text: command, line: at)
      if let comment = command.firstMatch(of: /\s+# (?:(\d+) repeaters)?.*$/) {
        shown.text = String(command[..<comment.range.lowerBound])
        shown.repeaters = comment.1.flatMap { Int($0) }
      }
      add(shown)
    }
    open = first..<commands.count
  }

  private mutating func readText(_ text: String, line: Int) {
    var line = line
    for (number, part) in text.split(separator: "\n#", omittingEmptySubsequences: false).enumerated() {
      // A heading is the end of what a command is said to do.
      if number > 0 { open = 0..<0 }
      readSection(part, line: line)
      line += 1 + part.count { $0 == "\n" }
    }
  }

  private mutating func readSection(_ text: Substring, line: Int) {
    if let last = open.last, let match = text.firstMatch(of: /exit\s+code\s+is\s+(\d)/) {
      commands[last].status = Int32(match.1) ?? 0
    }
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2)
    if !open.isEmpty, rows.count == open.count {
      for (command, row) in zip(open, rows) {
        commands[command].figures = row.split(separator: "|").dropFirst()
          .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.first?.isNumber == true }
      }
    }
    for span in text.matches(of: /`(swapline\s[^`]+)`/) {
      let command = span.1.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      add(
        ShownCommand(text: command, line: line + text[..<span.range.lowerBound].count { $0 == "\n" }),
        isInText: true)
    }
  }

  private mutating func add(_ command: ShownCommand, isInText: Bool = false) {
    let words = command.text.split(whereSeparator: \.isWhitespace)
    let isPattern = words.contains { $0 == "…" || $0.wholeMatch(of: /[A-Z]+([:,.][A-Za-z]+)*/) != nil }
    if isPattern || isInText && words.count < 3 { patterns.append(command) } else { commands.append(command) }
  }
}
