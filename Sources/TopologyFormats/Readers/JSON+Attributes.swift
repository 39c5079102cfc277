internal import SourceDocument

extension LocatedJSON {
  /// The members of an object that can be facts; empty where this is no object.
  var attributes: [Attribute] {
    guard case .object(let members) = value else { return [] }
    return members.compactMap { member in
      Attribute.Value(member.value).map {
        Attribute(key: member.key, value: $0, position: member.value.position)
      }
    }
  }

  /// The value under a key of an object.
  subscript(key: String) -> LocatedJSON? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }

  var array: [LocatedJSON]? { if case .array(let items) = value { items } else { nil } }
  var text: String? { if case .string(let text) = value { text } else { nil } }
  var number: Double? { if case .number(let number) = value { number } else { nil } }

  /// A string, or a number as text: what files use as ids.
  var id: String? { Attribute.Value(self)?.asText }

  /// The array under a key.
  ///
  /// - Throws: `InputError` where there is none.
  func requiredArray(_ key: String) throws(InputError) -> [LocatedJSON] {
    guard let item = self[key] else {
      throw error(code: "missing-key", "\"\(key)\" is missing, expected an array")
    }
    guard let items = item.array else {
      throw item.error(code: "wrong-type", "\"\(key)\" is \(item.kind), expected an array")
    }
    return items
  }
}

extension MapBuilder {
  /// Reads what a file says about the whole map.
  mutating func readGraph(_ attributes: [Attribute]) {
    for attribute in attributes {
      guard !attribute.value.isAbsent else { continue }
      switch normalised(attribute.key) {
      case "name", "network", "networkname", "label":
        // Topology Zoo files carry both, and the network's name is the longer one.
        if let text = attribute.value.asText, name.isEmpty || attribute.key == "Network" {
          name = oneLine(text)
        }
      case "summary", "description": summary = attribute.value.asText
      case "licence", "license": licence = attribute.value.asText
      case "source", "sources":
        if let text = attribute.value.asText { sources += text.split(separator: "\n").map(String.init) }
      case "attenuationdbperkm": attenuationDbPerKm = number(attribute, in: 0...)
      case "groupindex": groupIndex = number(attribute, in: 1...10)
      case "directed": isDirected = attribute.value.asFlag ?? false
      default: break
      }
    }
  }
}
