import SourceDocument
import Testing

@testable import LinkPhysics

@Suite struct PlatformReaderTests {
  /// The generic platform with one piece of text exchanged.
  func faults(_ old: String, _ new: String) throws -> String {
    let bytes = try #require(Platform.text(of: "generic"))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(old))
    do {
      _ = try Platform(
        parsing: Array(text.replacing(old, with: new, maxReplacements: 1).utf8), file: "p.json")
      return ""
    } catch {
      return error.description
    }
  }

  @Test func probabilityOverOne() throws {
    #expect(
      try faults("\"value\": 0.99,", "\"value\": 1.2,")
        == "p.json:41:16: error: \"visibility\" is 1.2, expected a number from 0 to 1")
  }

  @Test func negativeTime() throws {
    #expect(
      try faults("\"value\": 1e-06,", "\"value\": -1e-06,")
        == "p.json:61:16: error: \"preparation_time_s\" is -1e-06, expected a number from 0 to 1000000 s")
  }

  @Test func unknownScheme() throws {
    let message = try faults("\"single-click\"", "\"single-clik\"")
    #expect(
      message.hasPrefix("p.json:5:13: error: \"scheme\" is \"single-clik\", expected one of \"single-click\"")
    )
    #expect(message.hasSuffix("(did you mean \"single-click\"?)"))
  }

  @Test func wrongUnit() throws {
    #expect(
      try faults("\"preparation_time_s\"", "\"preparation_time_ms\"").hasPrefix(
        "p.json:60:5: error: \"preparation_time_ms\" is in ms, expected \"preparation_time_s\" in s"))
    #expect(
      try faults("\"dark_rate_hz\"", "\"dark_rate\"").contains(
        "\"dark_rate\" is in no unit, expected \"dark_rate_hz\" in Hz"))
  }

  @Test func oneKindOfDecay() throws {
    let extra =
      "\"memory_depolarising_s\": { \"value\": 1, \"known\": \"assumed\", \"because\": \"x\" },\n    \"memory_t1_s\""
    #expect(try faults("\"memory_t1_s\"", extra).contains("expected one kind of decay"))
  }

  @Test func mistypedParameter() throws {
    let message = try faults("\"visibility\"", "\"visiblity\"")
    #expect(
      message.contains(
        "unknown parameter \"visiblity\" of the scheme single-click (did you mean \"visibility\"?)"))
    #expect(message.contains("the scheme single-click needs \"visibility\""))
  }

  @Test func provenanceIsAsked() throws {
    #expect(
      try faults("\"known\": \"assumed\"", "\"known\": \"primary\"").contains(
        "has no \"source\", expected where"))
    #expect(try faults("\"known\": \"assumed\"", "\"known\": \"missing\"").contains("expected null"))
    #expect(
      try faults("\"known\": \"assumed\"", "\"known\": \"guessed\"").contains("expected one of \"primary\""))
    #expect(try faults("\"known\": \"assumed\",", "").contains("\"known\" is missing"))
    #expect(try faults("\"because\": \"short", "\"becuase\": \"short").contains("did you mean \"because\"?"))
  }

  @Test func countsAndWholeNumbers() throws {
    #expect(try faults("[0.998, 0.998, 0.998]", "[0.998]").contains("has 1 values, expected an array of 3"))
    #expect(try faults("[1, 10, 100]", "[1, 2.5]").contains("\"modes\" is 2.5, expected a whole number"))
    #expect(
      try faults("\"value\": 0.99,", "\"value\": [0.9, 0.8],").contains("has 2 values, expected a number"))
    #expect(try faults("\"value\": 0.99,", "\"value\": \"high\",").contains("\"visibility\" is a string"))
    #expect(try faults("\"value\": 0.99,", "\"value\": null,").contains("has no \"value\""))
  }

  @Test(arguments: Platform.names) func documentReadsBack(name: String) throws {
    let platform = try #require(Platform.named(name))
    let text = platform.document.document
    let again = try Platform(parsing: Array(text.utf8), file: name)
    #expect(again.parameters == platform.parameters)
    #expect(again.document == platform.document)
    #expect(again.links(over: hop(8, 10)) == platform.links(over: hop(8, 10)))
  }

  @Test func recalledAndMissingNumbersAreAssumptions() throws {
    let platform = try #require(Platform.named("delft-nv"))
    let names = platform.assumptions.map(\.name)
    #expect(names.contains("bright_state_population") && names.contains("conversion_efficiency"))
    #expect(!names.contains("visibility"))
    for measurement in platform.measurements where measurement.quantity.provenance == .missing {
      #expect(measurement.quantity.values.isEmpty)
    }
  }
}
