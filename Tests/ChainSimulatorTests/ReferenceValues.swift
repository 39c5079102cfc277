import SourceDocument

extension LocatedJSON {
  subscript(key: String) -> LocatedJSON? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }
  var items: [LocatedJSON] { if case .array(let items) = value { items } else { [] } }
  var number: Double? { if case .number(let number) = value { number } else { nil } }
  var text: String? { if case .string(let text) = value { text } else { nil } }
  var numbers: [Double] { items.compactMap(\.number) }
}

func relativeDifference(_ a: Double, _ b: Double) -> Double {
  a == b ? 0 : abs(a - b) / max(abs(a), abs(b))
}
