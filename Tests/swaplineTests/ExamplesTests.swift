import Foundation
import TestSupport
import Testing

/// What help texts and documents show works when it is pasted.
@Suite struct ExamplesTests {
  private static let root = Repository.root

  /// The program's own list of its subcommands, with the options of each.
  private static let options: [String: Set<String>] = {
    struct Help: Decodable {
      struct Name: Decodable { var name: String }
      struct Argument: Decodable { var names: [Name]? }
      struct Command: Decodable {
        var commandName: String
        var subcommands: [Command]?
        var arguments: [Argument]?
      }
      var command: Command
    }
    guard let result = try? CommandLineRunner.run(["--experimental-dump-help"]),
      let help = try? JSONDecoder().decode(Help.self, from: Data(result.output.utf8))
    else { return [:] }
    let commands = (help.command.subcommands ?? []).filter { $0.commandName != "help" }
    return Dictionary(
      uniqueKeysWithValues: commands.map {
        ($0.commandName, Set(($0.arguments ?? []).flatMap { ($0.names ?? []).map(\.name) }))
      })
  }()

  /// Beginnings of commands that take minutes: they are stopped like by Ctrl-C.
  private static let slow = ["swapline capacity netherlands-rail "]

  /// Markdown of the repository, by path.
  private static let documents: [String] = {
    let files = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "md" }
      .map { String($0.standardizedFileURL.path.dropFirst(root.standardizedFileURL.path.count + 1)) }.sorted()
  }()

  @Test func everySubcommandAndDocumentIsFound() {
    #expect(Self.options.count >= 15 && Self.options["plan"]?.contains("from") == true)
    #expect(Set(["README.md", "reports/tutorial.md", "topologies/README.md"]).isSubset(of: Self.documents))
  }

  @Test func commandsAreFoundWithWhatTheySay() {
    let shown = ShownCommands(
      markdown: """
        # Title

        `swapline plan` and `swapline map MAP` are none, `swapline map
        line` is one.

        ```
        swapline map a --output \\
          x.html     # 3 repeaters
        $ swapline map b
        ```

        | map | rate | why |
        |---|---:|---|
        | a | 1.50 km | – |
        | b | 2 | none |

        ```
        first
          …
        last
        ```

        The exit
        code is 3.

        ## Next

        The exit code is 1.
        """)
    #expect(
      shown.commands.map(\.text) == [
        "swapline map line", "swapline map a --output \\\n  x.html", "swapline map b",
      ])
    #expect(shown.patterns.map(\.text) == ["swapline plan", "swapline map MAP"])
    #expect(shown.commands.map(\.line) == [3, 7, 9])
    #expect(shown.commands.map(\.status) == [0, 0, 3])
    #expect(shown.commands.map(\.output) == [[], [], ["first", "last"]])
    #expect(shown.commands.map(\.repeaters) == [nil, 3, nil])
    #expect(shown.commands.map(\.figures) == [[], ["1.50 km"], ["2"]])
    #expect(shown.commands[1].missing(in: "1.4996 km").isEmpty)
    #expect(shown.commands[1].missing(in: "1.4996 m") == ["1.50 km"])
    #expect(shown.commands[2].missing(in: "last 2\nfirst") == ["last"])
  }

  /// Runs what stands under "Examples:" as one script in an empty folder; it reads the same at every width.
  @Test(arguments: [""] + options.keys.sorted())
  func examplesInHelpWork(command: String) throws {
    let examples = try [60, 80, 120].map { width in
      let help = try CommandLineRunner.run(
        ["help", command].filter { !$0.isEmpty }, variables: ["COLUMNS": "\(width)"])
      let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
      return lines.drop { $0 != "Examples:" }.dropFirst().prefix { !$0.isEmpty }.joined(separator: "\n")
    }
    #expect(examples.allSatisfy { $0 == examples[0] }, "wrapping changes the examples of \(command)")
    #expect(examples[0].contains("  swapline \(command)"), "no example in the help of \(command)")
    try withTemporaryFolder { folder in
      let result = try CommandLineRunner.runScript(examples[0], in: folder)
      #expect(result.status == 0, "\(examples[0])\n\(result.errors)")
    }
  }

  /// Runs the commands of each document in order, in a folder of their own.
  @Test(arguments: documents)
  func commandsOfDocumentsWork(document: String) throws {
    let text = try String(contentsOf: Self.root.appending(path: document), encoding: .utf8)
    let shown = ShownCommands(markdown: text)
    for pattern in shown.patterns {
      let words = pattern.text.split(separator: " ").map(String.init)
      let options = try #require(Self.options[words[1]], "\(document), \(pattern): no such subcommand")
      for word in words where word.hasPrefix("--") {
        #expect(options.contains(String(word.dropFirst(2))), "\(document), \(pattern): no option \(word)")
      }
    }
    try withTemporaryFolder { folder in
      for command in shown.commands {
        if Self.slow.contains(where: command.text.hasPrefix) {
          let result = try CommandLineRunner.runStopped(command.text, in: folder)
          #expect(result.status == 5, "\(document), \(command)\n\(result.errors)")
          continue
        }
        let plan = folder.appending(path: "counted.json")
        let result = try CommandLineRunner.runScript(
          command.text + (command.repeaters == nil ? "" : " --output \(plan.lastPathComponent)"), in: folder)
        #expect(result.status == command.status, "\(document), \(command)\n\(result.errors)")
        let missing = command.missing(in: result.output + result.errors)
        #expect(
          missing.isEmpty, "\(document), \(command)\nprints no more: \(missing.joined(separator: "\n"))")
        if let repeaters = command.repeaters {
          let json = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: plan)) as? [String: Any])
          #expect((json["repeaters"] as? [Any])?.count == repeaters, "\(document), \(command)")
        }
      }
    }
  }
}
