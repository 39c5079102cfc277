import Testing

@testable import SourceDocument

/// One list of fields: reader, writer and schema say the same.
@Suite struct ContractTests {
  struct Cable: Equatable {
    enum Laying: String, CaseIterable { case buried, aerial }

    var name = ""
    var lengthKm = 0.0
    var lossDb: Double?
    var fibres = 1
    var laying = Laying.buried
    var notes: [String] = []
    var seed: UInt64 = 0
  }

  private var file: FileContract<Cable> {
    FileContract(
      "cable", title: "Cable", "A cable.", Cable(),
      [
        .required("name", \.name, .name, "Of the cable."),
        .required("length_km", \.lengthKm, .number(.nonNegative), "Fibre."),
        .optional("loss_db", \.lossDb, .number(.nonNegative), "Measured."),
        .standing("fibres", \.fibres, .integer(1...1_000), "In it.", leavesOut: 1),
        .standing("laying", \.laying, .word, "Where it lies."),
        .list("notes", \.notes, .text, "Of people.", leavesOutNone: true),
        .standing("seed", \.seed, .seed, "Of random numbers."),
        .figure("metres", .number(.nonNegative), "Of fibre.") { 1_000 * $0.lengthKm },
      ],
      check: { cable, json, faults in
        if let loss = cable.lossDb, loss < 0.1 * cable.lengthKm {
          faults.add(json["loss_db"] ?? json, code: "too-good", "no fibre loses so little")
        }
      })
  }

  private func faults(_ text: String) -> [String] {
    do throws(InputError) {
      _ = try file.read(Array(text.utf8), file: "t.json")
      return []
    } catch { return error.diagnostics.map(\.description) }
  }

  @Test func whatIsWrittenReadsBack() throws {
    let cable = Cable(
      name: "A – B", lengthKm: 12.5, lossDb: 3, fibres: 96, laying: .aerial, notes: ["old"], seed: .max)
    let json = file.json(cable)
    #expect(
      json.compact
        == #"{"schema":"swapline.cable/1","name":"A – B","length_km":12.5,"loss_db":3,"fibres":96,"laying":"aerial","notes":["old"],"seed":"18446744073709551615","metres":12500}"#
    )
    #expect(try file.read(Array(json.document.utf8), file: "t.json") == cable)
    let least = Cable(name: "A", lengthKm: 1)
    #expect(
      file.json(least).compact
        == #"{"schema":"swapline.cable/1","name":"A","length_km":1,"loss_db":null,"laying":"buried","seed":0,"metres":1000}"#
    )
  }

  @Test func absentAndNullKeysSayNothingNew() throws {
    let text =
      #"{"schema":"swapline.cable/1","name":"A","length_km":1,"fibres":null,"notes":null,"metres":null}"#
    #expect(try file.read(Array(text.utf8), file: "t.json") == Cable(name: "A", lengthKm: 1))
  }

  @Test func everyFaultIsNamedAtItsPlace() {
    let text = """
      { "schema": "swapline.cable/1", "name": "",
        "lenght_km": 3, "loss_db": -1,
        "fibres": 2.5, "laying": "burried", "notes": ["a", 7], "metres": "many", "seed": 1e300 }
      """
    #expect(
      faults(text) == [
        "t.json:1:1: error: \"length_km\" is missing, expected a number of at least 0",
        "t.json:1:41: error: \"name\" is empty, expected a text",
        "t.json:2:3: error: unknown key \"lenght_km\" (did you mean \"length_km\"?)",
        "t.json:2:30: error: \"loss_db\" is -1, expected a number of at least 0",
        "t.json:3:13: error: \"fibres\" is 2.5, expected a whole number from 1 to 1000",
        "t.json:3:28: error: \"laying\" is \"burried\", expected one of \"buried\", \"aerial\" (did you mean \"buried\"?)",
        "t.json:3:54: error: an item of \"notes\" is 7, expected a string",
        "t.json:3:68: error: \"metres\" is \"many\", expected a number of at least 0",
        "t.json:3:84: error: \"seed\" is 1e+300, expected a whole number from 0 to 9007199254740992",
      ])
    #expect(faults("[]") == ["t.json:1:1: error: the document is an array, expected an object"])
    #expect(
      faults(#"{"schema":"swapline.cable/2","name":"A","length_km":1}"#) == [
        "t.json:1:11: error: \"schema\" is \"swapline.cable/2\", expected \"swapline.cable/1\""
      ])
  }

  /// What keys say together is asked where each by itself is right.
  @Test func checksComeAfterTheKeys() {
    let head = #"{"schema":"swapline.cable/1","name":"A","length_km":100,"loss_db":"#
    #expect(faults(head + "5}") == ["t.json:1:67: error: no fibre loses so little"])
    #expect(faults(head + "5,\"fibres\":0}").count == 1)
  }

  @Test func theSchemaIsThatOfTheFields() {
    let schema = file.schema.compact
    #expect(schema.contains(#""$id":"urn:swapline:schema:cable:1""#))
    #expect(schema.contains(#""required":["schema","name","length_km"]"#))
    #expect(
      schema.contains(
        #""loss_db":{"description":"Measured.","type":["number","null"],"minimum":0}"#))
    #expect(
      schema.contains(#""laying":{"description":"Where it lies.","enum":["buried","aerial",null]}"#))
  }

  /// As many faults as help: a file with a million of them does not print a million lines.
  @Test func faultsEnd() {
    let notes = Array(repeating: "7", count: 100_000).joined(separator: ",")
    let text = #"{"schema":"swapline.cable/1","name":"A","length_km":1,"notes":[\#(notes)]}"#
    #expect(faults(text).count == 100)
  }
}
