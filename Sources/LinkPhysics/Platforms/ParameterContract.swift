internal import SourceDocument

extension ParameterSpecification {
  /// The entry of a platform file: `{ "value": …, "uncertainty": …, "source": …, "known": …, "assumed": …, "because": … }`.
  var contract: Contract<Parameter> {
    let numbers = values
    return .object(
      Parameter(
        name: name, values: [], unit: parts.unit, uncertainties: [], provenance: .assumed, assumedValues: []),
      [
        .optional(
          "value", numbers, "As published; null where it is missing.",
          get: { $0.values.isEmpty ? nil : $0.values },
          set: { parameter, values, _, _ in parameter.values = values }),
        .optional(
          "uncertainty", .numbers(.nonNegative).named("\"uncertainty\" of \"\(name)\""),
          "One standard deviation.", leavesOut: true,
          get: { $0.uncertainties.isEmpty ? nil : $0.uncertainties },
          set: { parameter, values, _, _ in parameter.uncertainties = values }),
        .required("known", \.provenance, .word, "How well the value is known."),
        .optional(
          "assumed", numbers, "Taken in place of a missing value.", leavesOut: true,
          get: { $0.assumedValues.isEmpty ? nil : $0.assumedValues },
          set: { parameter, values, _, _ in parameter.assumedValues = values }),
        .optional("because", \.because, .text, "Why an assumption is what it is.", leavesOut: true),
        .optional("source", \.source, .text, "Where the value was read.", leavesOut: true),
        .optional("url", \.url, .text, "", leavesOut: true),
        .optional("note", \.note, .text, "", leavesOut: true),
        .optional(
          "apparatus", \.apparatus, .text,
          "The apparatus that the value is of, where it is not the platform's own: the value counts as assumed.",
          leavesOut: true),
        .optional(
          "fitted_to", \.fittedTo, .text,
          "The observable that the value was set by: the value counts as assumed, and the observable is no test.",
          leavesOut: true),
        .list(
          "measured_at", \.measuredAt, .number(),
          "Choices at which the experiment was: a plan with others says that nobody measured them.",
          leavesOutNone: true),
      ], also: [Self.provenanceRules], check: check)
  }

  /// The values as the file gives them: a number, or a list of as many as the parameter takes.
  private var values: Contract<[Double]> {
    let numbers = NumberRange(
      least: range.lowerBound, most: range.upperBound < .greatestFiniteMagnitude ? range.upperBound : nil,
      excludesLeast: !includesLower, excludesMost: !includesUpper)
    let unit = parts.unit == "1" ? "" : parts.unit
    let number = Contract<Double>.number(numbers, isWhole: isWhole, unit: unit)
    let counts: ClosedRange<Int> =
      switch count {
      case .one: 1...1
      case .arms: 1...2
      case .options: 1...64
      case .exactly(let count): count...count
      }
    let allDiffer: Bool = if case .options = count { true } else { false }
    return .numbers(number, counts, words: count.words, allDiffer: allDiffer).named("\"\(name)\"")
  }

  /// What each way of knowing a number asks for beside it.
  private static let provenanceRules: JSON.Member = {
    func given(_ key: String) -> JSON {
      ["required": [.string(key)], "properties": .object([.init(key, ["not": ["type": "null"]])])]
    }
    let used: JSON = ["anyOf": [given("value"), given("assumed")]]
    let stated = Provenance.allCases.filter { $0 != .missing && $0 != .assumed }.map(\.rawValue)
    func rule(_ words: [String], _ then: JSON) -> JSON {
      ["if": ["properties": ["known": ["enum": .array(words.map(JSON.string))]]], "then": then]
    }
    return .init(
      "allOf",
      [
        rule(
          ["missing"],
          ["allOf": [["properties": ["value": ["type": "null"]]], given("assumed"), given("because")]]),
        rule(["assumed"], ["allOf": [given("because"), used]]),
        rule(stated, ["allOf": [given("source"), used]]),
      ])
  }()

  private func check(_ parameter: inout Parameter, _ json: LocatedJSON, _ faults: inout Faults) {
    switch parameter.provenance {
    case .missing:
      if !parameter.values.isEmpty {
        faults.add(
          json["value"] ?? json, code: "missing-with-value",
          "\"\(name)\" is known as missing but has a value, expected null")
      }
      if parameter.assumedValues.isEmpty || parameter.because == nil {
        faults.add(
          json, code: "no-assumption",
          "\"\(name)\" is missing and the scheme needs it, expected \"assumed\" with \"because\"")
      }
    case .assumed:
      if parameter.because == nil {
        faults.add(json, code: "no-reason", "\"\(name)\" is assumed, expected \"because\" with the reason")
      }
    default:
      if parameter.source == nil {
        faults.add(
          json, code: "no-source", "\"\(name)\" has no \"source\", expected where the value was read")
      }
    }
    if parameter.used.isEmpty, parameter.provenance != .missing, faults.isEmpty {
      faults.add(json, code: "no-value", "\"\(name)\" has no \"value\", expected a number")
    }
    for (key, characters) in [("value", parameter.values), ("assumed", parameter.assumedValues)]
    where isPauliChannel && characters.count == 3 {
      let p = BellDiagonalState(x: characters[0], y: characters[1], z: characters[2]).probabilities
      guard let least = [p.i, p.x, p.y, p.z].min(), least < -1e-9 else { continue }
      faults.add(
        json[key] ?? json, code: "not-a-channel",
        "\"\(name)\" belongs to no noise: an error would have the probability \(digits(least)), expected characters with x + y at most 1 + z, and so in turn"
      )
    }
  }
}

extension Contract where Value == [Double] {
  /// One number or a list of them; one is written as a number.
  ///
  /// - Parameters:
  ///   - words: what is expected of the count.
  ///   - allDiffer: whether no number may stand twice.
  static func numbers(
    _ number: Contract<Double>, _ count: ClosedRange<Int>? = nil, words: String = "", allDiffer: Bool = false
  ) -> Contract {
    let each = Contract<[Double]>.list(number)
    let list = Contract(
      schema: Contract<[Double]>.list(number, count: count).schema
        + (allDiffer ? [.init("uniqueItems", true)] : []),
      read: { json, name, faults in
        guard let values = each.read(json, name, &faults) else { return nil }
        if let count, !count.contains(values.count) {
          faults.add(json, code: "wrong-count", "\(name) has \(values.count) values, expected \(words)")
          return nil
        }
        for (place, value) in zip(json.items.indices, values)
        where allDiffer && values[..<place].contains(value) {
          faults.add(
            json.items[place], code: "twice",
            "\(name) holds \(JSON.text(value)) twice, expected each choice once")
        }
        return values
      }, write: each.write)
    guard count?.contains(1) ?? true else { return list }
    let one = number.mapped(read: { value, _, _ in [value] }, write: { (values: [Double]) in values[0] })
    return one.or(list, reads: \.isArray, writes: { $0.count != 1 })
  }

  static func numbers(_ range: NumberRange) -> Contract { .numbers(.number(range)) }
}

extension Platform.Measurement {
  static var contract: Contract<Platform.Measurement> {
    .object(
      Platform.Measurement(
        quantity: Parameter(
          name: "", values: [], unit: "", uncertainties: [], provenance: .missing, assumedValues: []),
        configuration: nil),
      [
        .required("name", \.quantity.name, .text, "What was measured."),
        .required("unit", \.quantity.unit, .text, "1 for a pure number."),
        .optional(
          "value", .numbers(.finite), "As published.",
          get: { $0.quantity.values.isEmpty ? nil : $0.quantity.values },
          set: { measurement, values, _, _ in measurement.quantity.values = values }),
        .optional(
          "uncertainty", .numbers(.finite), "One standard deviation.", leavesOut: true,
          get: { $0.quantity.uncertainties.isEmpty ? nil : $0.quantity.uncertainties },
          set: { measurement, values, _, _ in measurement.quantity.uncertainties = values }),
        .standing("known", \.quantity.provenance, .word, "How well the value is known."),
        .optional("source", \.quantity.source, .text, "Where the value was read.", leavesOut: true),
        .optional("url", \.quantity.url, .text, "", leavesOut: true),
        .optional("note", \.quantity.note, .text, "", leavesOut: true),
        .optional("configuration", \.configuration, .text, "It was measured in.", leavesOut: true),
      ])
  }
}
