public import SourceDocument

extension Platform {
  /// The platform as a file that `init(parsing:file:)` reads back; parameters that were not in the file stay out.
  public var document: JSON {
    let stated = parameters.filter { $0.absence == nil }
    var members: [JSON.Member] = [
      .init("schema", "swapline.platform/1"), .init("name", .string(name)), .init("label", .string(label)),
      .init("scheme", .string(scheme.rawValue)), .init("sources", .array(sources.map(JSON.string))),
      .init("parameters", .object(stated.map { .init($0.name, .object($0.members)) })),
    ]
    if !measurements.isEmpty {
      members.append(.init("measurements", .array(measurements.map(\.json))))
    }
    return .object(members)
  }
}

extension Parameter {
  fileprivate var members: [JSON.Member] {
    var members = [JSON.Member("value", Self.json(values))]
    if !uncertainties.isEmpty { members.append(.init("uncertainty", Self.json(uncertainties))) }
    members.append(.init("known", .string(provenance.rawValue)))
    if !assumedValues.isEmpty { members.append(.init("assumed", Self.json(assumedValues))) }
    for (key, text) in [("because", because), ("source", source), ("url", url), ("note", note)] {
      if let text { members.append(.init(key, .string(text))) }
    }
    return members
  }

  fileprivate static func json(_ values: [Double]) -> JSON {
    values.isEmpty ? .null : values.count == 1 ? .number(values[0]) : .array(values.map(JSON.number))
  }
}

extension Platform.Measurement {
  /// The entry of a platform file.
  var json: JSON {
    var members: [JSON.Member] = [
      .init("name", .string(quantity.name)), .init("unit", .string(quantity.unit)),
    ]
    members += quantity.members
    if let configuration { members.append(.init("configuration", .string(configuration))) }
    return .object(members)
  }
}
