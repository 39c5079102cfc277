/// The last part of a help text: commands that work when they are pasted into a shell, in this order, in an empty
/// folder. A test runs them all.
///
/// Help is wrapped at the terminal's width, and a command that is cut there is two commands to a shell. So every line is
/// shorter than the narrowest terminal that is cared for, and goes on behind a backslash.
func examples(_ commands: String...) -> String {
  (["Examples:"] + commands.map(pasteable)).joined(separator: "\n")
}

/// A command in short lines: it may be broken before each option.
private func pasteable(_ command: String) -> String {
  let narrowestTerminal = 60
  var lines: [String] = []
  for line in command.split(separator: "\n") {
    // The library wraps a line that is as long as the terminal is wide; two columns are for the backslash.
    let longest = narrowestTerminal - 1 - 2
    var current = "  "
    for (index, part) in line.split(separator: " --").enumerated() {
      let word = index == 0 ? String(part) : "--" + part
      if index > 0, current.count + 1 + word.count > longest {
        lines.append(current + " \\")
        current = "    " + word
      } else {
        current += (index == 0 ? "" : " ") + word
      }
    }
    lines.append(current)
  }
  return lines.joined(separator: "\n")
}
