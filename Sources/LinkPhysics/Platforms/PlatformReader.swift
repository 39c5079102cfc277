public import SourceDocument

extension Platform {
  /// Reads a platform file.
  ///
  /// - Parameter file: the name that error messages carry.
  /// - Throws: `InputError` with every fault at file:line:column: a value out of range, an unknown scheme or parameter
  ///   (with the nearest name, or the right unit suffix), a parameter that the scheme needs and the file lacks.
  public init(parsing bytes: [UInt8], file: String) throws(InputError) {
    try self.init(LocatedJSON(parsing: bytes, file: file))
  }

  public init(_ json: LocatedJSON) throws(InputError) {
    var reader = try JSONReader(json)
    reader.schema("swapline.platform/1")
    let name = reader.string("name")
    let label = reader.string("label")
    let scheme = reader.word("scheme", default: Scheme?.none)
    let sources = reader.array("sources").compactMap { item -> String? in
      if case .string(let text) = item.value { return text }
      reader.fault(item, code: "wrong-type", "a source is \(item.kind), expected a string")
      return nil
    }
    let parameters = reader.parameters(of: scheme)
    let measurements = reader.measurements()
    reader.finish()
    try reader.throwIfFaulty()
    self.init(
      name: name, label: label, scheme: scheme!, sources: sources, parameters: parameters,
      measurements: measurements)
  }
}

extension JSONReader {
  /// A required word of a closed set, `nil` after reporting.
  fileprivate mutating func word(_ key: String, default: Scheme?) -> Scheme? {
    guard value(key) != nil else {
      let names = Scheme.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      fault(json, code: "missing-key", "\"\(key)\" is missing, expected one of \(names)")
      return nil
    }
    let before = diagnostics.count
    let scheme = word(key, default: Scheme.singleClick)
    return diagnostics.count == before ? scheme : nil
  }

  fileprivate mutating func parameters(of scheme: Scheme?) -> [Parameter] {
    guard let json = value("parameters"), case .object(let members) = json.value else {
      report(
        value("parameters")?.error(code: "wrong-type", "\"parameters\" is not an object")
          ?? self.json.error(code: "missing-key", "\"parameters\" is missing, expected an object"))
      return []
    }
    guard let scheme else { return [] }
    var found: [Parameter] = []
    for member in members {
      guard let specification = scheme.parameters.first(where: { $0.name == member.key }) else {
        report(unknownParameter(member, of: scheme))
        continue
      }
      do throws(InputError) { found.append(try parameter(member.value, specification)) } catch {
        report(error)
      }
    }
    if let member = members.first(where: { $0.key == "memory_depolarising_s" }),
      members.contains(where: { $0.key == "memory_t1_s" || $0.key == "memory_t2_s" })
    {
      fault(
        member.value, code: "contradiction",
        "\"memory_depolarising_s\" stands beside \"memory_t1_s\" or \"memory_t2_s\", expected one kind of decay"
      )
    }
    func used(_ name: String) -> Double? { found.first { $0.name == name }?.used.first }
    if let t1 = used("memory_t1_s"), let t2 = used("memory_t2_s"), t2 > 2 * t1,
      let member = members.first(where: { $0.key == "memory_t2_s" })
    {
      fault(
        member.value, code: "contradiction",
        "\"memory_t2_s\" is \(JSON.text(t2)), expected at most twice \"memory_t1_s\", \(JSON.text(2 * t1)) s: no qubit dephases more slowly"
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
      } else if specification.name != "memory_depolarising_s" {
        fault(
          json, code: "missing-parameter",
          "the scheme \(scheme.rawValue) needs \"\(specification.name)\": \(specification.meaning), \(specification.rangeWords)",
          suggestion:
            "where it is not known, give \"value\": null, \"known\": \"missing\" and \"assumed\" with \"because\""
        )
      }
    }
    return found
  }

  private func unknownParameter(_ member: LocatedJSON.Member, of scheme: Scheme) -> Diagnostic {
    let names = scheme.parameters.map(\.name)
    let (stem, unit) = ParameterSpecification.split(member.key)
    if let meant = scheme.parameters.first(where: { $0.parts.stem == stem }) {
      return Diagnostic(
        .error, code: "wrong-unit",
        "\"\(member.key)\" is in \(unit == "1" ? "no unit" : unit), expected \"\(meant.name)\" in \(meant.parts.unit == "1" ? "no unit" : meant.parts.unit)",
        suggestion: "convert the value and rename the key", file: json.file, at: member.keyPosition)
    }
    return Diagnostic(
      .error, code: "unknown-parameter",
      "unknown parameter \"\(member.key)\" of the scheme \(scheme.rawValue)",
      suggestion: nearestName(to: member.key, among: names).map { "did you mean \"\($0)\"?" }
        ?? "known: \(names.joined(separator: ", "))",
      file: json.file, at: member.keyPosition)
  }

  /// `{ "value": …, "uncertainty": …, "source": …, "known": …, "assumed": …, "because": … }`
  private func parameter(_ json: LocatedJSON, _ specification: ParameterSpecification) throws(InputError)
    -> Parameter
  {
    var entry = try JSONReader(json)
    func numbers(_ key: String, checked: Bool) -> [Double] {
      guard let item = entry.value(key), !item.isNull else { return [] }
      let items: [LocatedJSON] = if case .array(let all) = item.value { all } else { [item] }
      if checked, !specification.count.allows(items.count) {
        entry.fault(
          item, code: "wrong-count",
          "\"\(specification.name)\" has \(items.count) values, expected \(specification.count.words)")
      }
      var seen: Set<Double> = []
      return items.compactMap { number in
        guard case .number(let value) = number.value else {
          entry.fault(
            number, code: "wrong-type",
            checked
              ? "\"\(specification.name)\" is \(number.kind), expected \(specification.count.words) \(specification.rangeWords)"
              : "\"\(key)\" of \"\(specification.name)\" is \(number.kind), expected a number of at least 0")
          return nil
        }
        if !checked, value < 0 {
          entry.fault(
            number, code: "out-of-range",
            "\"\(key)\" of \"\(specification.name)\" is \(JSON.text(value)), expected a number of at least 0")
        }
        if checked, !specification.contains(value) || specification.isWhole && value != value.rounded() {
          entry.fault(
            number, code: "out-of-range",
            "\"\(specification.name)\" is \(JSON.text(value)), expected \(specification.isWhole ? "a whole number" : "a number") \(specification.rangeWords)\(specification.parts.unit == "1" ? "" : " \(specification.parts.unit)")"
          )
        }
        if checked, case .options = specification.count, !seen.insert(value).inserted {
          entry.fault(
            number, code: "twice",
            "\"\(specification.name)\" holds \(JSON.text(value)) twice, expected each choice once")
        }
        return value
      }
    }
    let values = numbers("value", checked: true)
    let assumed = numbers("assumed", checked: true)
    for (key, characters) in [("value", values), ("assumed", assumed)] where specification.isPauliChannel {
      guard characters.count == 3, let item = entry.value(key) else { continue }
      let state = BellDiagonalState(x: characters[0], y: characters[1], z: characters[2])
      let p = state.probabilities
      guard let least = [p.i, p.x, p.y, p.z].min(), least < -1e-9 else { continue }
      entry.fault(
        item, code: "not-a-channel",
        "\"\(specification.name)\" belongs to no noise: an error would have the probability \(digits(least)), expected characters with x + y at most 1 + z, and so in turn"
      )
    }
    let uncertainties = numbers("uncertainty", checked: false)
    let provenance = entry.word("known", default: Provenance.assumed)
    if entry.value("known") == nil { _ = entry.string("known") }
    let parameter = Parameter(
      name: specification.name, values: values, unit: specification.parts.unit, uncertainties: uncertainties,
      source: entry.optionalString("source"), url: entry.optionalString("url"), provenance: provenance,
      assumedValues: assumed, because: entry.optionalString("because"), note: entry.optionalString("note"))
    entry.checkProvenance(of: parameter)
    entry.finish()
    try entry.throwIfFaulty()
    return parameter
  }

  private mutating func checkProvenance(of parameter: Parameter) {
    let name = parameter.name
    switch parameter.provenance {
    case .missing:
      if !parameter.values.isEmpty {
        fault(
          value("value")!, code: "missing-with-value",
          "\"\(name)\" is known as missing but has a value, expected null")
      }
      if parameter.assumedValues.isEmpty || parameter.because == nil {
        fault(
          json, code: "no-assumption",
          "\"\(name)\" is missing and the scheme needs it, expected \"assumed\" with \"because\"")
      }
    case .assumed:
      if parameter.because == nil {
        fault(json, code: "no-reason", "\"\(name)\" is assumed, expected \"because\" with the reason")
      }
    default:
      if parameter.source == nil {
        fault(json, code: "no-source", "\"\(name)\" has no \"source\", expected where the value was read")
      }
    }
    if parameter.used.isEmpty, parameter.provenance != .missing, diagnostics.isEmpty {
      fault(json, code: "no-value", "\"\(name)\" has no \"value\", expected a number")
    }
  }

  fileprivate mutating func measurements() -> [Platform.Measurement] {
    array("measurements").compactMap { item -> Platform.Measurement? in
      do throws(InputError) {
        var entry = try JSONReader(item)
        func numbers(_ key: String) -> [Double] {
          guard let item = entry.value(key), !item.isNull else { return [] }
          let items: [LocatedJSON] = if case .array(let all) = item.value { all } else { [item] }
          return items.compactMap { number in
            if case .number(let value) = number.value { return value }
            entry.fault(
              number, code: "wrong-type",
              "\"\(key)\" of a measurement is \(number.kind), expected a number, an array of numbers or null")
            return nil
          }
        }
        let measurement = Platform.Measurement(
          quantity: Parameter(
            name: entry.string("name"), values: numbers("value"), unit: entry.string("unit"),
            uncertainties: numbers("uncertainty"), source: entry.optionalString("source"),
            url: entry.optionalString("url"), provenance: entry.word("known", default: Provenance.missing),
            assumedValues: [], note: entry.optionalString("note")),
          configuration: entry.optionalString("configuration"))
        entry.finish()
        try entry.throwIfFaulty()
        return measurement
      } catch {
        report(error)
        return nil
      }
    }
  }
}
