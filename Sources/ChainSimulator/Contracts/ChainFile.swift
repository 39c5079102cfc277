internal import FibreNetwork
internal import LinkPhysics
public import SourceDocument

/// Chain files, `swapline.chain/1`: the way to ask the simulator a question without a map.
public enum ChainFile {
  public static let schemaName = "swapline.chain/1"

  /// Reads a chain file.
  ///
  /// - Parameter file: the name that errors carry.
  /// - Throws: `InputError` with every fault of the file, each with its line and column.
  public static func read(_ bytes: [UInt8], file: String) throws(InputError) -> Chain {
    try chain(LocatedJSON(parsing: bytes, file: file))
  }

  /// Reads a chain from a JSON object.
  public static func chain(_ json: LocatedJSON) throws(InputError) -> Chain {
    var reader = try JSONReader(json)
    reader.schema(schemaName)
    _ = reader.optionalString("name")
    _ = reader.value("sources")
    let timeBase = reader.word("mode", default: Chain.TimeBase.rounds)
    let groupIndex = reader.optionalNumber("group_index", in: 1...4) ?? FibreClass.ordinary.groupIndex
    var segments: [Segment] = []
    for item in reader.array("segments", required: true) {
      reader.collect { () throws(InputError) in
        segments.append(try segment(item, timeBase: timeBase, groupIndex: groupIndex))
      }
    }
    let (policy, swaps) = swaps(&reader, repeaters: max(0, segments.count - 1))
    let memory = memory(&reader)
    let cutoff = cutoff(&reader)
    var chain = Chain(
      timeBase: timeBase, segments: segments, swaps: swaps, policy: policy, memory: memory, cutoff: cutoff,
      protocolSteps: steps(&reader), purification: reader.word("purification", default: .bbpssw),
      tree: tree(&reader), delivery: reader.word("delivery", default: .onDemand),
      latency: reader.word("latency", default: timeBase == .physical ? .messages : .none))
    if timeBase == .rounds, chain.latency == .messages, let item = reader.value("latency") {
      reader.fault(
        item, code: "wrong-mode",
        "\"latency\" is \"messages\", but rounds have no latency; use \"mode\": \"physical\"")
    }
    if timeBase == .rounds { chain.latency = .none }
    reader.finish()
    try reader.throwIfFaulty()
    for fault in chain.faults {
      reader.fault(reader.value(fault.key) ?? json, code: "impossible-chain", fault.message)
    }
    try reader.throwIfFaulty()
    return chain
  }

  private static func segment(
    _ json: LocatedJSON, timeBase: Chain.TimeBase, groupIndex: Double
  ) throws(InputError) -> Segment {
    var reader = try JSONReader(json)
    _ = reader.optionalString("name")
    let p = reader.number("success_probability", in: 1e-15...1)
    let modes = reader.optionalInteger("modes", in: 1...Chain.mostModes) ?? 1
    let state = state(&reader)
    var period = 1.0
    var delay = 0.0
    switch timeBase {
    case .rounds:
      period = Double(reader.optionalInteger("attempt_period_rounds", in: 1...1_000_000_000) ?? 1)
    case .physical:
      let length = reader.optionalNumber("length_km", in: 0...)
      let travel = length.map { $0 * groupIndex / speedOfLightKmPerS }
      delay = reader.optionalNumber("message_delay_s", in: 0...) ?? travel ?? 0
      if let travel, travel > 0, reader.value("attempt_period_s") == nil {
        // Herald round trip to a station at the midpoint, no preparation.
        period = travel
      } else {
        period = reader.number("attempt_period_s", in: Double.leastNonzeroMagnitude...)
      }
    }
    reader.finish()
    try reader.throwIfFaulty()
    return Segment(
      successProbability: p, attemptPeriod: period, modes: modes, state: state, messageDelay: delay)
  }

  /// A Bell-diagonal state under `werner`, `characters` or `bell_diagonal`; perfect where none is given.
  private static func state(_ reader: inout JSONReader) -> BellDiagonalState {
    let keys = ["werner", "characters", "bell_diagonal"]
    let given = keys.filter { reader.value($0).map { !$0.isNull } ?? false }
    guard given.count <= 1 else {
      reader.fault(
        reader.value(given[1])!, code: "ambiguous-state",
        "the state is given as \"\(given[0])\" and as \"\(given[1])\", expected one of them")
      return .perfect
    }
    switch given.first {
    case "werner": return BellDiagonalState(werner: reader.number("werner", in: (-1.0 / 3)...1))
    case "characters":
      let item = reader.value("characters")!
      guard let c = numbers(&reader, "characters", count: 3, in: -1...1) else { return .perfect }
      let state = BellDiagonalState(x: c[0], y: c[1], z: c[2])
      let p = state.probabilities
      if min(p.i, p.x, p.y, p.z) < -1e-12 {
        reader.fault(
          item, code: "unphysical-state",
          "these characters belong to no state: a Bell state would have the probability \(min(p.i, p.x, p.y, p.z))"
        )
      }
      return state
    case "bell_diagonal":
      let item = reader.value("bell_diagonal")!
      guard let p = numbers(&reader, "bell_diagonal", count: 4, in: 0...1) else { return .perfect }
      let sum = p.reduce(0, +)
      if abs(sum - 1) > 1e-6 {
        reader.fault(item, code: "unphysical-state", "the four probabilities sum to \(sum), expected 1")
        return .perfect
      }
      return BellDiagonalState(i: p[0] / sum, x: p[1] / sum, y: p[2] / sum, z: p[3] / sum)
    default: return .perfect
    }
  }

  private static func numbers(
    _ reader: inout JSONReader, _ key: String, count: Int?, in range: ClosedRange<Double>
  ) -> [Double]? {
    var values: [Double] = []
    let items = reader.array(key)
    for item in items {
      guard case .number(let number) = item.value, range.contains(number) else {
        let found = if case .number(let number) = item.value { JSON.text(number) } else { item.kind }
        let limits =
          range.upperBound == .infinity
          ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        reader.fault(item, code: "out-of-range", "\"\(key)\" holds \(found), expected numbers \(limits)")
        return nil
      }
      values.append(number)
    }
    if let count, values.count != count {
      reader.fault(
        reader.value(key)!, code: "wrong-count", "\"\(key)\" has \(values.count) numbers, expected \(count)")
      return nil
    }
    return values
  }

  private static func swaps(_ reader: inout JSONReader, repeaters: Int) -> (SwapPolicy, [Swap]) {
    let fallback = SwapPolicy.asapSequential
    guard let item = reader.value("swap"), !item.isNull else {
      return (fallback, [Swap](repeating: Swap(), count: repeaters))
    }
    let items: [LocatedJSON] = if case .array(let list) = item.value { list } else { [item] }
    var policy: SwapPolicy?
    var swaps: [Swap] = []
    for entry in items {
      reader.collect { () throws(InputError) in
        var inner = try JSONReader(entry)
        if let place = inner.value("policy"), !place.isNull {
          let word = inner.word("policy", default: fallback)
          if let policy, policy != word {
            inner.fault(
              place, code: "two-policies",
              "the policy is \(word.rawValue) here and \(policy.rawValue) before; a chain has one policy")
          }
          policy = word
        }
        let q = inner.optionalNumber("success_probability", in: Double.leastNonzeroMagnitude...1) ?? 1
        swaps.append(Swap(successProbability: q, noise: state(&inner)))
        inner.finish()
        try inner.throwIfFaulty()
      }
    }
    if case .array(let list) = item.value {
      if list.count != repeaters {
        reader.fault(
          item, code: "wrong-count",
          "\"swap\" has \(list.count) entries, expected \(repeaters): one for each repeater")
        swaps = [Swap](repeating: Swap(), count: repeaters)
      }
    } else {
      swaps = [Swap](repeating: swaps.first ?? Swap(), count: repeaters)
    }
    return (policy ?? fallback, swaps)
  }

  private enum MemoryKind: String, CaseIterable {
    case depolarising, dephasing
    case t1t2 = "t1-t2"
  }

  private enum ConventionWord: String, CaseIterable {
    case qubit, pair
    case pairTime = "pair-time"
  }

  private static func memory(_ reader: inout JSONReader) -> Memory {
    guard let item = reader.value("memory"), !item.isNull else { return .perfect }
    var memory = Memory.perfect
    reader.collect { () throws(InputError) in
      var inner = try JSONReader(item)
      let kind = inner.word("kind", default: MemoryKind.depolarising)
      let positive = Double.leastNonzeroMagnitude...
      let word = inner.word("convention", default: ConventionWord.qubit)
      let convention = word == .qubit ? Memory.Convention.qubit : .pair
      let ends = inner.word("ends", default: Memory.Ends.measured)
      switch kind {
      case .t1t2:
        let t1 = inner.optionalNumber("t1", in: positive) ?? .infinity
        let t2 = inner.optionalNumber("t2", in: positive) ?? .infinity
        if t2 > 2 * t1 * (1 + 1e-12) {
          inner.fault(
            inner.value("t2")!, code: "unphysical-memory", "t2 is \(t2), more than twice t1 = \(t1)")
        }
        memory = .t1t2(t1: t1, t2: t2, convention: convention, ends: ends)
      case .dephasing, .depolarising:
        let time = inner.optionalNumber("time", in: positive) ?? .infinity
        memory =
          kind == .dephasing
          ? .dephasing(time: time, convention: convention, ends: ends)
          : .depolarising(time: time, convention: convention, ends: ends)
      }
      inner.finish()
      try inner.throwIfFaulty()
    }
    return memory
  }

  private static func cutoff(_ reader: inout JSONReader) -> Cutoff? {
    guard let item = reader.value("cutoff"), !item.isNull else { return nil }
    var cutoff: Cutoff?
    reader.collect { () throws(InputError) in
      var inner = try JSONReader(item)
      if inner.value("kind") == nil {
        inner.fault(item, code: "missing-key", "\"kind\" is missing, expected memory-time, age or global")
      }
      let kind = inner.word("kind", default: Cutoff.Kind.memoryTime)
      if case .number? = inner.value("values")?.value {
        cutoff = Cutoff(kind: kind, values: [inner.number("values", in: 0...)])
      } else {
        _ = inner.array("values", required: true)
        cutoff = Cutoff(kind: kind, values: numbers(&inner, "values", count: nil, in: 0...(.infinity)) ?? [])
      }
      inner.finish()
      try inner.throwIfFaulty()
    }
    return cutoff
  }

  private static func steps(_ reader: inout JSONReader) -> [ProtocolStep] {
    var steps: [ProtocolStep] = []
    for item in reader.array("protocol") {
      switch item.value {
      case .number(0), .string("swap"): steps.append(.swap)
      case .number(1), .string("purify"): steps.append(.purify)
      default: reader.fault(item, code: "unknown-step", "a protocol holds 0 (swap) and 1 (purify)")
      }
    }
    return steps
  }

  private static func tree(_ reader: inout JSONReader) -> SwapTree? {
    guard let item = reader.value("tree"), !item.isNull else { return nil }
    func build(_ json: LocatedJSON) throws(InputError) -> SwapTree {
      switch json.value {
      case .number(let number):
        guard let index = Int(exactly: number), index >= 0, index < Chain.mostSegments else {
          throw json.error(code: "wrong-tree", "found \(number), expected the index of a segment, from 0")
        }
        return .leaf(index)
      case .array(let items):
        guard items.count == 2 else {
          throw json.error(
            code: "wrong-tree", "a node of the tree has \(items.count) parts, expected two: [left, right]")
        }
        return .node(try build(items[0]), try build(items[1]))
      case .string("balanced"):
        throw json.error(code: "wrong-tree", "leave out \"tree\" for the balanced one")
      default:
        throw json.error(code: "wrong-tree", "found \(json.kind), expected nested lists of segment indices")
      }
    }
    var tree: SwapTree?
    reader.collect { () throws(InputError) in tree = try build(item) }
    return tree
  }
}

extension JSONReader {
  /// Does a part of the reading; its errors join those of this reader.
  fileprivate mutating func collect(_ body: () throws(InputError) -> Void) {
    do { try body() } catch { report(error) }
  }
}
