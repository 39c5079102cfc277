internal import Planning
internal import SourceDocument

/// A place in a document, from its top.
struct DocumentPath: Hashable, CustomStringConvertible {
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }
  var steps: [Step] = []

  func appending(_ key: String) -> Self { DocumentPath(steps: steps + [.key(key)]) }
  func appending(_ index: Int) -> Self { DocumentPath(steps: steps + [.index(index)]) }

  /// E.g. `demands[0].segments[2].loss_db`.
  var description: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key
      case .index(let index): text += "[\(index)]"
      }
    }
  }

  /// E.g. `demands.segments.loss_db`.
  var keys: String {
    steps.compactMap { if case .key(let key) = $0 { key } else { nil } }.joined(separator: ".")
  }
}

/// A statement about a place in a document.
struct DocumentFault {
  var path: DocumentPath
  var words: String

  init(_ path: DocumentPath, _ words: String) {
    self.path = path
    self.words = words
  }
}

extension LocatedJSON {
  /// The value at a path, or the innermost one on the way to it that is there.
  func nearest(_ path: DocumentPath) -> LocatedJSON {
    var here = self
    for step in path.steps {
      switch (step, here.value) {
      case (.key(let key), .object(let members)):
        guard let member = members.first(where: { $0.key == key }) else { return here }
        here = member.value
      case (.index(let index), .array(let items)):
        guard items.indices.contains(index) else { return here }
        here = items[index]
      default: return here
      }
    }
    return here
  }
}

/// Compares a document with the one that it should be, leaf by leaf.
struct DocumentComparison {
  /// Keys that may be absent, whatever they should be: older files do not have them.
  let mayLack: (DocumentPath) -> Bool
  private(set) var faults: [DocumentFault] = []
  /// Where the comparison is.
  private var path = DocumentPath()

  init(mayLack: @escaping (DocumentPath) -> Bool) { self.mayLack = mayLack }

  mutating func compare(_ stated: JSON, with again: JSON) {
    switch (stated, again) {
    case (.object(let members), .object(let others)): compare(members, with: others)
    case (.array(let items), .array(let others)):
      guard items.count == others.count else {
        return fault("has \(counted(items.count, "item")), recomputes with \(others.count)")
      }
      for index in items.indices {
        within(.index(index)) { $0.compare(items[index], with: others[index]) }
      }
    default:
      if !Self.isSame(stated, again, path) {
        fault("is \(stated.short), recomputes as \(again.short)")
      }
    }
  }

  private mutating func compare(_ members: [JSON.Member], with others: [JSON.Member]) {
    for (index, member) in members.enumerated() {
      // Members mostly stand in the order in which they are written.
      let isInPlace = index < others.count && others[index].key == member.key
      let other = isInPlace ? others[index] : others.first { $0.key == member.key }
      within(.key(member.key)) { here in
        if let other {
          here.compare(member.value, with: other.value)
        } else {
          here.fault("is stated, but nothing of it recomputes")
        }
      }
    }
    guard members.map(\.key) != others.map(\.key) else { return }
    for other in others where !other.value.saysNothing && !members.contains(where: { $0.key == other.key }) {
      within(.key(other.key)) { here in
        if !here.mayLack(here.path) { here.fault("is missing: the plan is incomplete") }
      }
    }
  }

  private mutating func within(_ step: DocumentPath.Step, _ body: (inout Self) -> Void) {
    path.steps.append(step)
    body(&self)
    path.steps.removeLast()
  }

  private mutating func fault(_ words: String) { faults.append(DocumentFault(path, words)) }

  private static func isSame(_ a: JSON, _ b: JSON, _ path: DocumentPath) -> Bool {
    if a.isNothing || b.isNothing { return a.isNothing && b.isNothing }
    if let x = a.asNumber, let y = b.asNumber {
      return x == y || abs(x - y) <= max(relative * max(abs(x), abs(y)), absolute(path))
    }
    if case .string(let x) = a, case .string(let y) = b {
      return x == y || isMethod(path) && saySame(x, y)
    }
    return a == b
  }

  /// Closed forms and exact estimates alike: the same input gives the same bits but for the rounding of elementary functions
  /// and sums, which differ by machine.
  static let relative = 1e-9

  /// Numbers of order 1 that may be differences of such: states, shares and scores carry the rounding of what they are made
  /// of, however small they are themselves.
  private static func absolute(_ path: DocumentPath) -> Double {
    let key = path.keys.split(separator: ".").suffix(2)
    guard let last = key.last else { return 0 }
    if last == "value" {
      return key.first == "infidelity_budget" || key.first == "loss_budget_db" ? 1e-12 : 0
    }
    return [
      "characters", "swap_characters", "herald_characters", "key_fraction", "vacuum_fraction", "gap", "loss",
      "fidelity_standard_error",
    ].contains(last) ? 1e-12 : last == "time_z" || last == "fidelity_z" ? 1e-9 : 0
  }

  private static func isMethod(_ path: DocumentPath) -> Bool { path.keys.hasSuffix("estimate.method") }

  /// Whether words are the same but for an error that is rounding itself.
  private static func saySame(_ a: String, _ b: String) -> Bool {
    let (a, b) = (a.split(separator: " "), b.split(separator: " "))
    return a.count == b.count
      && zip(a, b).allSatisfy { x, y in
        guard x != y else { return true }
        guard let x = Double(x), let y = Double(y) else { return false }
        return (0...1e-9).contains(x) && (0...1e-9).contains(y)
      }
  }
}

extension JSON {
  fileprivate var isNothing: Bool {
    switch self {
    case .null: true
    case .number(let number): !number.isFinite
    default: false
    }
  }

  /// Whether an absent key says as much.
  fileprivate var saysNothing: Bool { isNothing || self == .array([]) }

  fileprivate var asNumber: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  fileprivate var short: String {
    switch self {
    case .array(let items): "a list of \(items.count)"
    case .object: "an object"
    default: compact.count > 120 ? compact.prefix(120) + "…" : compact
    }
  }
}
