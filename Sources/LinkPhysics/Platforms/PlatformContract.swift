public import SourceDocument

extension Platform {
  /// JSON Schema (draft 2020-12) of platform files.
  public static var jsonSchema: JSON { PlatformContract.file.schema }

  /// The platform as a file that `init(parsing:file:)` reads back; parameters that were not in the file stay out.
  public var document: JSON { PlatformContract.file.json(PlatformContract(self)) }

  /// Reads a platform file.
  ///
  /// - Parameter file: the name that error messages carry.
  /// - Throws: `InputError` with every fault at file:line:column: a value out of range, an unknown scheme or parameter
  ///   (with the nearest name, or the right unit suffix), a parameter that the scheme needs and the file lacks.
  public init(parsing bytes: [UInt8], file: String) throws(InputError) {
    try self.init(LocatedJSON(parsing: bytes, file: file))
    sha256 = SHA256.hex(bytes)
  }

  /// Reads a platform document.
  ///
  /// - Throws: `InputError` with every fault, each at its place.
  public init(_ json: LocatedJSON) throws(InputError) {
    let read = try PlatformContract.file.read(json)
    self.init(
      name: read.name, label: read.label, scheme: read.scheme ?? .singleClick, sources: read.sources,
      parameters: read.parameters, measurements: read.measurements)
  }
}

/// What a platform file holds, on the way to or from a platform.
private struct PlatformContract {
  var name = ""
  var label = ""
  /// `nil` where a file names none that is known.
  var scheme: Scheme?
  var sources: [String] = []
  var parameters: [Parameter] = []
  var measurements: [Platform.Measurement] = []

  init() {}

  init(_ platform: Platform) {
    name = platform.name
    label = platform.label
    scheme = platform.scheme
    sources = platform.sources
    parameters = platform.parameters
    measurements = platform.measurements
  }

  static var file: FileContract<PlatformContract> {
    FileContract(
      "platform", title: "Swapline platform",
      "Hardware for repeater chains. Every parameter says how well it is known; units stand in the keys.",
      PlatformContract(),
      [
        .required("name", \.name, .text, "As commands name it."),
        .required("label", \.label, .text, "One line for people."),
        .required(
          "scheme", .word, "How hops are heralded; decides which parameters there are.",
          get: { $0.scheme ?? .singleClick }, set: { platform, scheme, _, _ in platform.scheme = scheme }),
        .list("sources", \.sources, .text, "Papers and files that the platform rests on."),
        .required(
          "parameters", .unread, "What the scheme's link model computes with.",
          get: { platform in
            .object(
              platform.parameters.filter { $0.absence == nil }.map { parameter in
                let specification = platform.scheme?.parameters.first { $0.name == parameter.name }
                return .init(
                  parameter.name, specification.map { $0.contract.write(parameter) } ?? .null)
              })
          },
          set: { platform, _, json, faults in
            guard let scheme = platform.scheme else { return }
            platform.parameters = readParameters(json, of: scheme, &faults)
          }),
        .list(
          "measurements", \.measurements, Platform.Measurement.contract,
          "Published results of the experiment, to compare with; no model uses them.", leavesOutNone: true),
      ],
      also: [
        .init(
          "allOf",
          .array(
            Scheme.allCases.map { scheme in
              [
                "if": ["properties": ["scheme": ["const": .string(scheme.rawValue)]]],
                "then": ["properties": ["parameters": schema(of: scheme)]],
              ]
            }))
      ])
  }

  private static let memoryTimes = ["memory_t1_s", "memory_t2_s"]
  private static let depolarising = "memory_depolarising_s"

  /// One of several keys that stand in place of one other.
  private struct Choice {
    var keys: [String]
    var other: String
    /// What a fault is called, and what the keys and the other say, where both are there.
    var code: String
    var expected: String

    /// Whether one of both has to be there.
    var isNeeded = true

    /// The keys, or the other one alone.
    var schema: JSON {
      [
        [
          "required": isNeeded ? .array(keys.map(JSON.string)) : [],
          "properties": .object([.init(other, false)]),
        ],
        ["required": [.string(other)], "properties": .object(keys.map { .init($0, false) })],
      ]
    }

    var words: String {
      let quoted = keys.map { "\"\($0)\"" }
      return quoted.dropLast().joined(separator: ", ") + " or " + quoted.last!
    }
  }

  /// Two times of decay, or the one of depolarising.
  private static let decay = Choice(
    keys: memoryTimes, other: depolarising, code: "two-kinds-of-decay", expected: "one kind of decay")
  /// An orbit and what of it is of use, or passes.
  private static let service = Choice(
    keys: SatellitePairHardware.orbit, other: SatellitePairHardware.passes, code: "two-kinds-of-service",
    expected: "an orbit or passes, not both")

  private static func choices(of scheme: Scheme) -> [Choice] {
    var decay = decay
    decay.isNeeded = scheme.swapMultipliesCharacters
    return scheme == .satellitePairSource ? [decay, service] : [decay]
  }

  private static func schema(of scheme: Scheme) -> JSON {
    let needed = scheme.parameters.filter { $0.fallback == nil && $0.alternative == nil }.map(\.name)
    let further = choices(of: scheme).dropFirst().map { JSON.object([.init("anyOf", $0.schema)]) }
    let more: [JSON.Member] = further.isEmpty ? [] : [.init("allOf", .array(Array(further)))]
    return .object(
      [
        .init("type", "object"), .init("additionalProperties", false),
        .init("required", .array(needed.map(JSON.string))),
        .init(
          "properties",
          .object(
            scheme.parameters.map { specification in
              let unit = specification.parts.unit
              let about = specification.meaning + (unit == "1" ? "" : ", in \(unit)")
              return .init(
                specification.name,
                .object([.init("description", .string(about))] + specification.contract.schema))
            })),
        .init("anyOf", choices(of: scheme)[0].schema),
      ] + more)
  }

  private static func readParameters(
    _ json: LocatedJSON, of scheme: Scheme, _ faults: inout Faults
  ) -> [Parameter] {
    guard case .object(let members) = json.value else { return [] }
    var found: [Parameter] = []
    for member in members {
      guard let specification = scheme.parameters.first(where: { $0.name == member.key }) else {
        faults.add(unknownParameter(member, of: scheme, file: json.file))
        continue
      }
      if let parameter = specification.contract.read(member.value, "\"\(member.key)\"", &faults) {
        found.append(parameter)
      }
    }
    let choices = choices(of: scheme)
    for choice in choices {
      guard let member = members.first(where: { $0.key == choice.other }),
        members.contains(where: { choice.keys.contains($0.key) })
      else { continue }
      faults.add(
        member.value, code: choice.code,
        "\"\(choice.other)\" stands beside \(choice.words), expected \(choice.expected)")
    }
    func used(_ name: String) -> Double? { found.first { $0.name == name }?.used.first }
    if let t1 = used("memory_t1_s"), let t2 = used("memory_t2_s"), t2 > 2 * t1,
      let member = members.first(where: { $0.key == "memory_t2_s" })
    {
      faults.add(
        member.value, code: "contradiction",
        "\"memory_t2_s\" is \(JSON.text(t2)), expected at most twice \"memory_t1_s\", \(JSON.text(2 * t1)) s: no qubit dephases more slowly"
      )
    }
    if used("interfaces") == 1, let success = used("swap_success_probability"), success < 1,
      let member = members.first(where: { $0.key == "interfaces" })
    {
      faults.add(
        member.value, code: "contradiction",
        "\"interfaces\" is 1 beside a \"swap_success_probability\" of \(JSON.text(success)), expected swaps that always succeed where hops take turns, or 2 interfaces"
      )
    }
    if let visibility = used("visibility"), let coherence = used("mode_coherence"),
      coherence < visibility * (1 - 1e-9) || coherence > visibility.squareRoot() * (1 + 1e-9),
      let member = members.first(where: { $0.key == "mode_coherence" })
    {
      faults.add(
        member.value, code: "contradiction",
        "\"mode_coherence\" is \(JSON.text(coherence)), expected from the visibility \(JSON.text(visibility)) to its root \(Numeral.significant(visibility.squareRoot(), 4))"
      )
    }
    for specification in scheme.parameters where !members.contains(where: { $0.key == specification.name }) {
      // A key in the wrong unit has been reported as such.
      if members.contains(where: { ParameterSpecification.split($0.key).stem == specification.parts.stem }) {
        continue
      }
      if let alternative = specification.alternative, members.contains(where: { $0.key == alternative }) {
        continue
      }
      if let fallback = specification.fallback {
        found.append(
          Parameter(
            name: specification.name, values: [], unit: specification.parts.unit, uncertainties: [],
            provenance: .missing, assumedValues: fallback.values, because: "the platform file does not say",
            absence: fallback.words))
      } else if !choices.contains(where: { $0.other == specification.name }) {
        faults.add(
          json, code: "missing-parameter",
          "the scheme \(scheme.rawValue) needs \"\(specification.name)\": \(specification.meaning), \(specification.rangeWords)",
          suggestion:
            "where it is not known, give \"value\": null, \"known\": \"missing\" and \"assumed\" with \"because\""
        )
      }
    }
    return found
  }

  private static func unknownParameter(
    _ member: LocatedJSON.Member, of scheme: Scheme, file: String
  ) -> Diagnostic {
    let names = scheme.parameters.map(\.name)
    let (stem, unit) = ParameterSpecification.split(member.key)
    if let meant = scheme.parameters.first(where: { $0.parts.stem == stem }) {
      return Diagnostic(
        .error, code: "wrong-unit",
        "\"\(member.key)\" is in \(unit == "1" ? "no unit" : unit), expected \"\(meant.name)\" in \(meant.parts.unit == "1" ? "no unit" : meant.parts.unit)",
        suggestion: "convert the value and rename the key", file: file, at: member.keyPosition)
    }
    return Diagnostic(
      .error, code: "unknown-parameter",
      "unknown parameter \"\(member.key)\" of the scheme \(scheme.rawValue)",
      suggestion: nearestName(to: member.key, among: names).map { "did you mean \"\($0)\"?" }
        ?? "known: \(names.joined(separator: ", "))",
      file: file, at: member.keyPosition)
  }
}
