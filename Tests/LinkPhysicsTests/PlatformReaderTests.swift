import SourceDocument
import TestSupport
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

  /// Text that is no platform at all.
  @Test(arguments: [
    ("", "p.json:1:1: error: the file is empty, expected a JSON object"),
    ("hello", "p.json:1:1: error: found ‘h’, expected a value"),
    ("[]", "p.json:1:1: error: the document is an array, expected an object"),
  ])
  func notAPlatform(_ text: String, _ message: String) {
    #expect(throws: InputError.self) { try Platform(parsing: Array(text.utf8), file: "p.json") }
    do { _ = try Platform(parsing: Array(text.utf8), file: "p.json") } catch {
      #expect(error.description.hasPrefix(message))
    }
  }

  @Test func wordsForNumbersAndKeysTwice() throws {
    #expect(
      try faults("\"value\": 0.99,", "\"value\": NaN,")
        == "p.json:41:16: error: found ‘N’, expected a value")
    #expect(
      try faults("\"value\": 0.99,", "\"value\": \"0.99\",")
        == "p.json:41:16: error: \"visibility\" is \"0.99\", expected a number from 0 to 1")
    #expect(
      try faults("\"visibility\"", "\"dark_rate_hz\"")
        == "p.json:40:5: error: the key \"dark_rate_hz\" stands twice in this object")
    #expect(
      try faults("\"scheme\": \"single-click\",", "").hasPrefix(
        "p.json:1:1: error: \"scheme\" is missing, expected one of \"single-click\", \"double-click\""))
    #expect(
      try faults("\"value\": 0.99,", "\"value\": 0.99, \"uncertainty\": -1,")
        == "p.json:41:37: error: \"uncertainty\" of \"visibility\" is -1, expected a number of at least 0")
  }

  /// Noise that no channel makes, and dephasing slower than relaxation allows.
  @Test func unphysicalNumbers() throws {
    #expect(
      try faults("[0.998, 0.998, 0.998]", "[1, 1, 0]").contains(
        "\"swap_characters\" belongs to no noise: an error would have the probability -0.25"))
    #expect(try faults("[0.998, 0.998, 0.998]", "[0.9, 0.9, 1]") == "")
    let bytes = try #require(Platform.text(of: "ustc-calcium-ion"))
    let text = String(decoding: bytes, as: UTF8.self).replacing(
      "\"assumed\": 1.168", with: "\"assumed\": 0.2")
    #expect(throws: InputError.self) { try Platform(parsing: Array(text.utf8), file: "p.json") }
    do { _ = try Platform(parsing: Array(text.utf8), file: "p.json") } catch {
      #expect(
        error.description.contains("\"memory_t2_s\" is 0.55, expected at most twice \"memory_t1_s\", 0.4 s"))
    }
  }

  @Test func countsAndWholeNumbers() throws {
    #expect(try faults("[0.998, 0.998, 0.998]", "[0.998]").contains("has 1 values, expected an array of 3"))
    #expect(
      try faults("[1, 10, 100]", "[1, 10, 1]").contains("\"modes\" holds 1 twice, expected each choice once"))
    let many = "[" + (1...65).map(String.init).joined(separator: ",") + "]"
    #expect(
      try faults("[1, 10, 100]", many).contains("has 65 values, expected a number or an array of at most 64"))
    #expect(try faults("[1, 10, 100]", "[1, 2.5]").contains("\"modes\" is 2.5, expected a whole number"))
    #expect(
      try faults("\"value\": 0.99,", "\"value\": [0.9, 0.8],").contains("has 2 values, expected a number"))
    #expect(try faults("\"value\": 0.99,", "\"value\": \"high\",").contains("\"visibility\" is \"high\""))
    #expect(try faults("\"value\": 0.99,", "\"value\": null,").contains("has no \"value\""))
  }

  /// Damaged files end in errors or in platforms that answer, never in a crash.
  @Test(arguments: Platform.names) func damagedFiles(name: String) throws {
    let bytes = try #require(Platform.text(of: name))
    var generator = SplitMix(seed: 11)
    let pieces = [
      "", "null", "-1", "0", "1e308", "[]", "{}", "\"\"", "[1,2,3,4]", "true", ",",
      "\"memory_depolarising_s\"",
    ]
    for _ in 0..<60 {
      var damaged = bytes
      let start = Int.random(in: 0..<damaged.count, using: &generator)
      let end = min(damaged.count, start + Int.random(in: 0...12, using: &generator))
      damaged.replaceSubrange(start..<end, with: Array(pieces.randomElement(using: &generator)!.utf8))
      guard let platform = try? Platform(parsing: damaged, file: "p.json") else { continue }
      #expect(
        platform.links(over: hop(8, 10)).allSatisfy { $0.attemptPeriodS > 0 && $0.state.fidelity > 0.5 })
    }
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
    // A published value of another apparatus is an assumption about this one.
    #expect(names.contains("visibility") && !names.contains("modes"))
    let visibility = try #require(platform.assumptions.first { $0.name == "visibility" })
    #expect(visibility.why.hasPrefix("of another apparatus, the laboratory of 2018"))
    let noise = try #require(platform.assumptions.first { $0.name == "dark_rate_hz" })
    #expect(noise.why.hasPrefix("fitted to the fidelity 0.534"))
    for measurement in platform.measurements where measurement.quantity.provenance == .missing {
      #expect(measurement.quantity.values.isEmpty)
    }
  }
}

@Suite struct OtherSchemesTests {
  func platform(_ scheme: Scheme, _ own: [String: Double]) throws -> Platform {
    let node: [String: Double] = [
      "modes": 10, "preparation_time_s": 0, "memory_t1_s": 1, "memory_t2_s": 1, "swap_success_probability": 1,
      "conversion_efficiency": 0.9, "source_efficiency": 0.8, "dark_rate_hz": 1, "detection_window_s": 1e-9,
    ]
    var text = """
      { "schema": "swapline.platform/1", "name": "t", "label": "t", "scheme": "\(scheme.rawValue)", "parameters": {
      "swap_characters": { "value": [1, 1, 1], "known": "assumed", "because": "t" }
      """
    for (key, value) in node.merging(own, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      text += ", \"\(key)\": { \"value\": \(value), \"known\": \"assumed\", \"because\": \"t\" }"
    }
    return try Platform(parsing: Array((text + "} }").utf8), file: "t.json")
  }

  @Test func doubleClick() throws {
    let platform = try platform(
      .doubleClick,
      [
        "detection_efficiency": 0.5, "visibility": 0.9, "phase_noise_rad": 0,
        "double_excitation_probability": 0,
        "arrival_jitter_s": 1e-9, "photon_duration_s": 1e-9, "uptime": 0.5,
      ])
    let links = platform.links(over: hop(10, 20))
    #expect(links.count == 1 && links[0].modes == 10 && links[0].option == "double click, 10 modes")
    let eta = 0.8 * 0.9 * 0.5
    #expect(abs(links[0].successProbability / (eta * eta * transmission(db: 6) / 2) - 1) < 1e-3)
    // Jitter as wide as the photon takes 1 − 1/√1.5 of the visibility; half the time doubles the mean period.
    #expect(abs(links[0].state.x - 0.9 / 1.5.squareRoot()) < 1e-3)
    #expect(abs(links[0].attemptPeriodS - 4 * 20 * 1.4682 / 299_792.458) < 1e-12)
  }

  @Test func centralPairSource() throws {
    let platform = try platform(
      .centralPairSource,
      ["mean_pairs": 0.01, "absorption_efficiency": 0.3, "source_visibility": 0.98, "storage_limit_s": 3e-4])
    let links = platform.links(over: hop(20, 20))
    #expect(links.count == 1 && platform.usesStation)
    #expect(abs(links[0].attemptPeriodS - 60 * 1.4682 / 299_792.458) < 1e-12)
    let eta = 0.8 * 0.9 * 0.3 * transmission(db: 4)
    #expect(abs(links[0].successProbability / (0.01 * eta * eta) - 1) < 0.02)
    // The herald of a longer hop comes back after the memory has let go.
    #expect(platform.links(over: hop(22, 22)).isEmpty)
  }
}
