/// A key of an object: how its value is read into, and written from, the value that the object stands for.
public struct Field<Root> {
  /// The key as it stands in files.
  public let key: String
  let isRequired: Bool
  /// The key's JSON Schema, its description included.
  let schema: JSON
  /// `nil` for a key that is absent.
  let read: (LocatedJSON?, _ object: LocatedJSON, inout Root, inout Faults) -> Void
  /// `nil` for a key that is left out.
  public let write: (Root) -> JSON?
  /// Of a figure, which no value takes in: whether what stands in a file is of the right kind.
  let judge: ((LocatedJSON, inout Faults) -> Void)?
}

extension Field {
  /// Of a key that is left out; a bare `nil` is JSON's `null`.
  private static var absent: JSON? { Optional<JSON>.none }

  private init(
    _ key: String, isRequired: Bool, schema: [JSON.Member], _ about: String,
    read: @escaping (LocatedJSON?, LocatedJSON, inout Root, inout Faults) -> Void,
    write: @escaping (Root) -> JSON?, judge: ((LocatedJSON, inout Faults) -> Void)? = nil
  ) {
    self.init(
      key: key, isRequired: isRequired,
      schema: .object((about.isEmpty ? [] : [.init("description", .string(about))]) + schema), read: read,
      write: write, judge: judge)
  }

  /// A key that has to be there.
  public static func required<Value>(
    _ key: String, _ path: WritableKeyPath<Root, Value>, _ contract: Contract<Value>, _ about: String = ""
  ) -> Field {
    .required(
      key, contract, about, get: { $0[keyPath: path] },
      set: { root, value, _, _ in root[keyPath: path] = value })
  }

  /// A key that has to be there; `set` may report what does not fit what was read before.
  public static func required<Value>(
    _ key: String, _ contract: Contract<Value>, _ about: String = "", get: @escaping (Root) -> Value,
    set: @escaping (inout Root, Value, LocatedJSON, inout Faults) -> Void
  ) -> Field {
    Field(
      key, isRequired: true, schema: contract.schema, about,
      read: { item, object, root, faults in
        guard let item else {
          faults.add(object, code: "missing-key", "\"\(key)\" is missing, expected \(contract.expectation)")
          return
        }
        if let value = contract.read(item, "\"\(key)\"", &faults) { set(&root, value, item, &faults) }
      }, write: { contract.write(get($0)) })
  }

  /// A key whose value may be unknown or none: absent and `null` alike.
  ///
  /// - Parameter leavesOut: whether the key is left out where there is no value; else it is `null` then.
  public static func optional<Value>(
    _ key: String, _ path: WritableKeyPath<Root, Value?>, _ contract: Contract<Value>, _ about: String = "",
    leavesOut: Bool = false
  ) -> Field {
    .optional(
      key, contract, about, leavesOut: leavesOut, get: { $0[keyPath: path] },
      set: { root, value, _, _ in root[keyPath: path] = value })
  }

  /// The same with closures; `set` is not called for an absent or `null` value.
  public static func optional<Value>(
    _ key: String, _ contract: Contract<Value>, _ about: String = "", leavesOut: Bool = false,
    get: @escaping (Root) -> Value?, set: @escaping (inout Root, Value, LocatedJSON, inout Faults) -> Void
  ) -> Field {
    Field(
      key, isRequired: false, schema: contract.orNull.schema, about,
      read: { item, _, root, faults in
        guard let item, !item.isNull else { return }
        if let value = contract.read(item, "\"\(key)\"", &faults) { set(&root, value, item, &faults) }
      },
      write: { root in
        get(root).map(contract.write) ?? (leavesOut ? Self.absent : .null)
      })
  }

  /// A key that says nothing new where it is absent or `null`: what stands in the value already holds then.
  ///
  /// - Parameter default: left out when writing where the value is this.
  public static func standing<Value: Equatable>(
    _ key: String, _ path: WritableKeyPath<Root, Value>, _ contract: Contract<Value>, _ about: String = "",
    leavesOut default: Value? = nil
  ) -> Field {
    Field(
      key, isRequired: false, schema: contract.orNull.schema, about,
      read: { item, _, root, faults in
        guard let item, !item.isNull else { return }
        if let value = contract.read(item, "\"\(key)\"", &faults) { root[keyPath: path] = value }
      },
      write: { root in
        let value = root[keyPath: path]
        return `default` == value ? Self.absent : contract.write(value)
      })
  }

  /// A list that may be absent or `null` for none.
  public static func list<Item>(
    _ key: String, _ path: WritableKeyPath<Root, [Item]>, _ item: Contract<Item>, _ about: String = "",
    leavesOutNone: Bool = false
  ) -> Field {
    .optional(
      key, .list(item), about, leavesOut: true,
      get: { root in leavesOutNone && root[keyPath: path].isEmpty ? nil : root[keyPath: path] },
      set: { root, value, _, _ in root[keyPath: path] = value })
  }

  /// A figure that follows from others: it is written, and what a file says of it has to be of the right kind, no more.
  ///
  /// - Parameter leavesOut: whether the key is left out where there is no figure; else it is `null` then.
  public static func figure<Value>(
    _ key: String, _ contract: Contract<Value>, _ about: String = "", leavesOut: Bool = false,
    _ get: @escaping (Root) -> Value?
  ) -> Field {
    let judge = { (item: LocatedJSON, faults: inout Faults) in
      if !item.isNull { _ = contract.read(item, "\"\(key)\"", &faults) }
    }
    return Field(
      key, isRequired: false, schema: contract.orNull.schema, about,
      read: { item, _, _, faults in if let item { judge(item, &faults) } },
      write: { get($0).map(contract.write) ?? (leavesOut ? Self.absent : .null) }, judge: judge)
  }

  /// A key that older files have: it is read over and never written.
  public static func ignored(_ key: String, _ about: String = "") -> Field {
    Field(key, isRequired: false, schema: [], about, read: { _, _, _, _ in }, write: { _ in absent })
  }

  /// A nested object whose keys belong to the same value.
  public static func group(
    _ key: String, _ about: String = "", isRequired: Bool = false, _ fields: [Field]
  ) -> Field {
    Field(
      key, isRequired: isRequired,
      schema: isRequired
        ? objectSchema(fields) : nullable(objectSchema(fields)),
      about,
      read: { item, object, root, faults in
        guard let item, isRequired || !item.isNull else {
          if isRequired {
            faults.add(object, code: "missing-key", "\"\(key)\" is missing, expected an object")
          }
          return
        }
        readMembers(of: item, "\"\(key)\"", fields, into: &root, &faults)
      }, write: { root in writeMembers(fields, root) },
      judge: { item, faults in if !item.isNull { judgeMembers(of: item, "\"\(key)\"", fields, &faults) } })
  }

  /// The same key of a value that holds this one.
  public func within<Outer>(_ path: WritableKeyPath<Outer, Root>) -> Field<Outer> {
    Field<Outer>(
      key: key, isRequired: isRequired, schema: schema,
      read: { item, object, outer, faults in read(item, object, &outer[keyPath: path], &faults) },
      write: { write($0[keyPath: path]) }, judge: judge)
  }
}

extension Contract {
  /// An object: each of its keys once.
  ///
  /// - Parameters:
  ///   - blank: the value that the keys are read into.
  ///   - also: further members of its schema.
  ///   - inspect: reports what does not fit together, in the document itself; called in any case.
  ///   - check: reports what does not fit together; called where each key by itself is right.
  public static func object(
    _ blank: @autoclosure @escaping () -> Value, _ fields: [Field<Value>], also: [JSON.Member] = [],
    inspect: @escaping (LocatedJSON, inout Faults) -> Void = { _, _ in },
    check: @escaping (inout Value, LocatedJSON, inout Faults) -> Void = { _, _, _ in }
  ) -> Contract {
    Contract(
      schema: objectSchema(fields) + also,
      read: { json, name, faults in
        var value = blank()
        var own = Faults()
        readMembers(of: json, name, fields, into: &value, &own)
        inspect(json, &own)
        if own.isEmpty { check(&value, json, &own) }
        for diagnostic in own.diagnostics { faults.add(diagnostic) }
        return own.isEmpty ? value : nil
      }, write: { writeMembers(fields, $0) })
  }

  /// An object that is written and never read for its own sake: all its keys are figures.
  public static func shown(_ fields: [Field<Value>]) -> Contract {
    Contract(
      schema: objectSchema(fields),
      read: { json, name, faults in
        judgeMembers(of: json, name, fields, &faults)
        return nil
      }, write: { writeMembers(fields, $0) })
  }

  /// For messages: what is expected, in a few words.
  fileprivate var expectation: String {
    func member(_ key: String) -> JSON? { schema.first { $0.key == key }?.value }
    if case .array(let words)? = member("enum") {
      return "one of " + words.filter { $0 != .null }.map(\.compact).joined(separator: ", ")
    }
    if let constant = member("const") { return constant.compact }
    let type: String? =
      switch member("type") {
      case .string(let type)?: type
      case .array(let types)?:
        types.lazy.compactMap { if case .string(let type) = $0 { type } else { nil } }.first
      default: nil
      }
    switch type {
    case "string": return "a string"
    case "boolean": return "true or false"
    case "integer": return "a whole number"
    case "array": return "an array"
    case "object": return "an object"
    case "number":
      func number(_ key: String) -> Double? {
        if case .number(let number)? = member(key) { number } else { nil }
      }
      let least = number("minimum") ?? number("exclusiveMinimum")
      let most = number("maximum") ?? number("exclusiveMaximum")
      return "a number "
        + NumberRange(
          least: least, most: most, excludesLeast: number("exclusiveMinimum") != nil,
          excludesMost: number("exclusiveMaximum") != nil
        ).words
    default: return "a value"
    }
  }
}

private func objectSchema<Root>(_ fields: [Field<Root>]) -> [JSON.Member] {
  let required = fields.filter(\.isRequired).map(\.key)
  return [.init("type", "object"), .init("additionalProperties", false)]
    + (required.isEmpty ? [] : [.init("required", .array(required.map(JSON.string)))])
    + [.init("properties", .object(fields.map { .init($0.key, $0.schema) }))]
}

private func readMembers<Root>(
  of json: LocatedJSON, _ name: String, _ fields: [Field<Root>], into root: inout Root, _ faults: inout Faults
) {
  guard let members = members(of: json, name, known: fields.map(\.key), &faults) else { return }
  for field in fields {
    field.read(members.first { $0.key == field.key }?.value, json, &root, &faults)
  }
}

private func judgeMembers<Root>(
  of json: LocatedJSON, _ name: String, _ fields: [Field<Root>], _ faults: inout Faults
) {
  for member in members(of: json, name, known: fields.map(\.key), &faults) ?? [] {
    fields.first { $0.key == member.key }?.judge?(member.value, &faults)
  }
}

/// The members of an object; those that are not known are reported, with the nearest known key.
private func members(
  of json: LocatedJSON, _ name: String, known: [String], _ faults: inout Faults
) -> [LocatedJSON.Member]? {
  guard case .object(let members) = json.value else {
    faults.unfit(json, name, code: "wrong-type", expected: "an object")
    return nil
  }
  for member in members where !known.contains(member.key) {
    faults.add(
      Diagnostic(
        .error, code: "unknown-key", "unknown key \"\(member.key)\"",
        suggestion: nearestName(to: member.key, among: known).map { "did you mean \"\($0)\"?" }
          ?? "known here: \(known.joined(separator: ", "))",
        file: json.file, at: member.keyPosition))
  }
  return members
}

private func writeMembers<Root>(_ fields: [Field<Root>], _ root: Root) -> JSON {
  .object(fields.compactMap { field in field.write(root).map { .init(field.key, $0) } })
}
