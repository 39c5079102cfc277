internal import FibreNetwork
internal import LinkPhysics
internal import SourceDocument

/// A segment of a chain file.
struct SegmentEntry {
  var name: String?
  var segment = Segment(successProbability: 1)
  var periodRounds: Int?
  var periodS: Double?
  var lengthKm: Double?
  var messageDelayS: Double?
  var heraldWaitS: [Double]?
  var ownHeraldWaitS: [Double]?
  var state = StateEntry()

  init() {}

  init(_ segment: Segment) {
    self.segment = segment
    periodRounds = Int(exactly: segment.attemptPeriod)
    periodS = segment.attemptPeriod
    messageDelayS = segment.messageDelay
    if segment.heraldWait != .none {
      heraldWaitS = [segment.heraldWait.both.left, segment.heraldWait.both.right]
      ownHeraldWaitS = [segment.heraldWait.own.left, segment.heraldWait.own.right]
    }
    state = StateEntry(segment.state)
  }

  static func contract(_ timeBase: Chain.TimeBase) -> Contract<SegmentEntry> {
    let common: [Field<SegmentEntry>] = [
      .optional("name", \.name, .text, "For people.", leavesOut: true),
      .required(
        "success_probability", \.segment.successProbability, .number(.from(1e-15, to: 1)),
        "Of one attempt of one mode."),
      .standing(
        "modes", \.segment.modes, .integer(1...Chain.mostModes),
        "Attempts side by side, of which one success is kept. Default 1."),
    ]
    let own: [Field<SegmentEntry>] =
      switch timeBase {
      case .rounds:
        [
          .optional(
            "attempt_period_rounds", \.periodRounds, .integer(1...1_000_000_000),
            "Rounds that one attempt takes. Default 1.")
        ]
      case .physical:
        [
          .optional(
            "attempt_period_s", \.periodS, .number(.positive),
            "From one attempt to the next. Default: length_km at the speed of light in fibre."),
          .optional("length_km", \.lengthKm, .number(.nonNegative), "Fibre length.", leavesOut: true),
          .optional(
            "message_delay_s", \.messageDelayS, .number(.nonNegative),
            "One-way time of a classical message. Default: length_km at the speed of light in fibre, else 0."),
          .optional(
            "herald_wait_s", \.heraldWaitS, .list(.number(.nonNegative), count: 2...2),
            "What the left and the right qubit of a fresh pair have waited when both nodes know of its herald: its memories decay for that long. Default: length_km at the speed of light in fibre where attempt_period_s is left out too, else 0.",
            leavesOut: true),
          .optional(
            "own_herald_wait_s", \.ownHeraldWaitS, .list(.number(.nonNegative), count: 2...2),
            "The same until each node itself knows, for ends that measure at the herald. Default: herald_wait_s.",
            leavesOut: true),
        ]
      }
    let needsPeriod = JSON.Member(
      "anyOf",
      [
        ["required": ["attempt_period_s"], "properties": ["attempt_period_s": ["type": "number"]]],
        [
          "required": ["length_km"],
          "properties": ["length_km": ["type": "number", "exclusiveMinimum": 0]],
        ],
      ])
    return .object(
      SegmentEntry(),
      common + own
        + StateEntry.fields("State of a fresh pair; perfect when absent.").map { $0.within(\.state) },
      also: (timeBase == .physical ? [needsPeriod] : []) + StateEntry.atMostOne,
      check: { entry, json, faults in
        entry.segment.state = entry.state.state(json, &faults)
        if timeBase == .physical, entry.periodS == nil, entry.lengthKm ?? 0 <= 0 {
          faults.add(
            json, code: "missing-key", "\"attempt_period_s\" is missing, expected a number above 0")
        }
      })
  }

  func segment(_ timeBase: Chain.TimeBase, _ latency: Chain.Latency, groupIndex: Double) -> Segment {
    var segment = segment
    switch timeBase {
    case .rounds: segment.attemptPeriod = Double(periodRounds ?? 1)
    case .physical:
      let travel = lengthKm.map { $0 * groupIndex / speedOfLightKmPerS }
      segment.messageDelay = messageDelayS ?? travel ?? 0
      // Herald round trip to a station at the midpoint, no preparation.
      segment.attemptPeriod = periodS ?? travel ?? 1
      let byLength = periodS == nil && latency == .messages ? travel ?? 0 : 0
      let both = heraldWaitS.map { Arms($0[0], $0[1]) } ?? Arms(byLength)
      segment.heraldWait = HeraldWait(own: ownHeraldWaitS.map { Arms($0[0], $0[1]) } ?? both, both: both)
    }
    return segment
  }
}

/// A Bell-diagonal state under `werner`, `characters` or `bell_diagonal`; perfect where none is given.
struct StateEntry {
  var werner: Double?
  var characters: [Double]?
  var bellDiagonal: [Double]?

  init() {}

  init(_ state: BellDiagonalState) { characters = [state.x, state.y, state.z] }

  static func fields(_ about: String) -> [Field<StateEntry>] {
    [
      .optional("werner", \.werner, .number(.from(-1.0 / 3, to: 1)), about, leavesOut: true),
      .optional(
        "characters", \.characters, .list(.number(.from(-1, to: 1)), count: 3...3),
        "The same as [x, y, z] of the Pauli characters.", leavesOut: true),
      .optional(
        "bell_diagonal", \.bellDiagonal, .list(.number(.share), count: 4...4),
        "The same as probabilities of [I, X, Y, Z].", leavesOut: true),
    ]
  }

  /// Schema of objects with one of the three at most.
  static let atMostOne: [JSON.Member] = {
    let keys = ["werner", "characters", "bell_diagonal"]
    let pairs = [(keys[0], keys[1]), (keys[0], keys[2]), (keys[1], keys[2])]
    return [
      .init(
        "allOf",
        .array(
          pairs.map { a, b in
            [
              "not": [
                "required": [.string(a), .string(b)],
                "properties": .object([a, b].map { .init($0, ["not": ["type": "null"]]) }),
              ]
            ]
          }))
    ]
  }()

  func state(_ json: LocatedJSON, _ faults: inout Faults) -> BellDiagonalState {
    let given = [
      werner.map { _ in "werner" }, characters.map { _ in "characters" },
      bellDiagonal.map { _ in "bell_diagonal" },
    ].compactMap { $0 }
    if given.count > 1 {
      faults.add(
        json[given[1]] ?? json, code: "ambiguous-state",
        "the state is given as \"\(given[0])\" and as \"\(given[1])\", expected one of them")
    }
    if let werner { return BellDiagonalState(werner: werner) }
    if let c = characters {
      let state = BellDiagonalState(x: c[0], y: c[1], z: c[2])
      let p = state.probabilities
      let least = min(p.i, p.x, p.y, p.z)
      if least < -1e-12 {
        faults.add(
          json["characters"] ?? json, code: "unphysical-state",
          "these characters belong to no state: a Bell state would have the probability \(least)")
      }
      return state
    }
    guard let p = bellDiagonal else { return .perfect }
    let sum = p.reduce(0, +)
    guard abs(sum - 1) <= 1e-6 else {
      faults.add(
        json["bell_diagonal"] ?? json, code: "unphysical-state",
        "the four probabilities sum to \(sum), expected 1")
      return .perfect
    }
    return BellDiagonalState(i: p[0] / sum, x: p[1] / sum, y: p[2] / sum, z: p[3] / sum)
  }
}

/// The swap of one repeater.
struct SwapEntry {
  var policy: SwapPolicy?
  var swap: Swap
  var state = StateEntry()

  init(policy: SwapPolicy?, swap: Swap) {
    self.policy = policy
    self.swap = swap
    state = StateEntry(swap.noise)
  }

  private static var contract: Contract<SwapEntry> {
    var blank = SwapEntry(policy: nil, swap: Swap())
    blank.state = StateEntry()
    let fields: [Field<SwapEntry>] = [
      .optional("policy", \.policy, .word, "The same for all repeaters of a chain.", leavesOut: true),
      .standing("success_probability", \.swap.successProbability, .number(.above(0, to: 1)), "Default 1."),
    ]
    let about = "Characters that a successful swap multiplies into the state; perfect when absent."
    return .object(
      blank, fields + StateEntry.fields(about).map { $0.within(\.state) }, also: StateEntry.atMostOne,
      check: { entry, json, faults in entry.swap.noise = entry.state.state(json, &faults) })
  }

  static var oneOrMany: Contract<SwapEntries> {
    let one = contract.mapped(
      read: { swap, _, _ in SwapEntries(items: [swap], isList: false) }, write: { $0.items[0] })
    let many = Contract<[SwapEntry]>.list(contract).mapped(
      read: { swaps, _, _ in SwapEntries(items: swaps, isList: true) }, write: \.items)
    return one.or(many, reads: \.isArray, writes: \.isList)
  }
}

/// One swap for all repeaters, or one for each.
struct SwapEntries {
  var items: [SwapEntry]
  var isList: Bool
}

/// How stored pairs decay.
struct MemoryEntry {
  enum Kind: String, CaseIterable {
    case depolarising, dephasing
    case t1t2 = "t1-t2"
  }

  var kind = Kind.depolarising
  var time: Double?
  var t1: Double?
  var t2: Double?
  var convention = Memory.Convention.qubit
  var ends = EndQubits.measured

  init() {}

  init?(_ memory: Memory) {
    guard memory != .perfect else { return nil }
    func time(_ rate: Double) -> Double? { rate > 0 ? 1 / rate : nil }
    if memory.rateX == memory.rateZ {
      self.time = time(memory.rateX)
    } else {
      kind = .t1t2
      t1 = time(memory.rateZ)
      t2 = time(memory.rateX)
    }
    convention = memory.convention
    ends = memory.ends
  }

  var memory: Memory {
    switch kind {
    case .depolarising: .depolarising(time: time ?? .infinity, convention: convention, ends: ends)
    case .dephasing: .dephasing(time: time ?? .infinity, convention: convention, ends: ends)
    case .t1t2: .t1t2(t1: t1 ?? .infinity, t2: t2 ?? .infinity, convention: convention, ends: ends)
    }
  }

  static var contract: Contract<MemoryEntry> {
    func none(_ keys: [String]) -> JSON {
      ["properties": .object(keys.map { .init($0, ["type": "null"]) })]
    }
    return .object(
      MemoryEntry(),
      [
        .standing(
          "kind", \.kind, .word,
          "depolarising: all three characters by exp(-t/time); dephasing: x and y; t1-t2: z by exp(-t/t1), x and y by exp(-t/t2). Default depolarising."
        ),
        .optional(
          "time", \.time, .number(.positive), "Of depolarising and dephasing; null for no decay.",
          leavesOut: true),
        .optional(
          "t1", \.t1, .number(.positive), "Relaxation time of t1-t2; null for no decay.", leavesOut: true),
        .optional(
          "t2", \.t2, .number(.positive), "Dephasing time of t1-t2, at most twice t1; null for no decay.",
          leavesOut: true),
        .standing(
          "convention", \.convention, .words([("qubit", .qubit), ("pair", .pair), ("pair-time", .pair)]),
          "qubit: each stored qubit decays. pair (or pair-time): one factor for each stored pair. Default qubit."
        ),
        .standing(
          "ends", \.ends, .word,
          "Whether end qubits are measured at once, when their node knows the herald, or stored until delivery (convention qubit). Default measured."
        ),
      ],
      also: [
        .init("if", ["required": ["kind"], "properties": ["kind": ["const": "t1-t2"]]]),
        .init("then", none(["time"])), .init("else", none(["t1", "t2"])),
      ],
      check: { entry, json, faults in
        let strange = entry.kind == .t1t2 ? ["time"] : ["t1", "t2"]
        for key in strange {
          guard let place = json[key], !place.isNull else { continue }
          faults.add(
            place, code: "unknown-key",
            "\"\(key)\" is no number of the kind \(entry.kind.rawValue), expected "
              + (entry.kind == .t1t2 ? "\"t1\" and \"t2\"" : "\"time\""))
        }
        if let t2 = entry.t2, let place = json["t2"], t2 > 2 * (entry.t1 ?? .infinity) * (1 + 1e-12) {
          faults.add(
            place, code: "unphysical-memory", "t2 is \(t2), more than twice t1 = \(entry.t1 ?? .infinity)")
        }
      })
  }
}

/// One memory for all nodes, or one for each repeater.
struct MemoryEntries {
  var items: [MemoryEntry]
  var isList: Bool
}

extension MemoryEntry {
  static var oneOrMany: Contract<MemoryEntries> {
    let one = contract.mapped(
      read: { memory, _, _ in MemoryEntries(items: [memory], isList: false) }, write: { $0.items[0] })
    let many = Contract<[MemoryEntry]>.list(contract).mapped(
      read: { memories, _, _ in MemoryEntries(items: memories, isList: true) }, write: \.items)
    return one.or(many, reads: \.isArray, writes: \.isList)
  }
}

/// How repeaters with one optical interface work.
struct OneInterfaceEntry {
  var attemptsTo1e: Double?
  var move = 0.0
  var moveCharacters: [Double]?
  var first: TakingTurns.Order?

  init() {}

  init(_ interface: OneInterface) {
    attemptsTo1e = interface.attemptsTo1e.isFinite ? interface.attemptsTo1e : nil
    move = interface.move
    let noise = interface.moveNoise
    moveCharacters = noise == .perfect ? nil : [noise.x, noise.y, noise.z]
    first = interface.first
  }

  var oneInterface: OneInterface {
    OneInterface(
      attemptsTo1e: attemptsTo1e ?? .infinity, move: move,
      moveNoise: moveCharacters.map { BellDiagonalState(x: $0[0], y: $0[1], z: $0[2]) } ?? .perfect,
      first: first)
  }

  static var contract: Contract<OneInterfaceEntry> {
    .object(
      OneInterfaceEntry(),
      [
        .optional(
          "attempts_to_1e", \.attemptsTo1e, .number(.positive),
          "Attempts of its node after which the coherence of a stored qubit has fallen to 1/e; null for never.",
          leavesOut: true),
        .standing(
          "move", \.move, .number(.nonNegative),
          "Time of moving a qubit into memory, in s or rounds. Default 0."),
        .optional(
          "move_characters", \.moveCharacters, .list(.number(.from(-1, to: 1)), count: 3...3),
          "Characters that the move multiplies in, once at each repeater. Default: none.", leavesOut: true),
        .optional(
          "first", \.first, .word, "Which hops go first. Default: the better order.", leavesOut: true),
      ])
  }
}

extension SwapTree {
  static var schema: [JSON.Member] {
    [
      .init(
        "anyOf",
        [
          ["type": "integer", "minimum": 0, "maximum": .integer(Chain.mostSegments - 1)],
          ["type": "array", "minItems": 2, "maxItems": 2, "items": ["$ref": "#/$defs/tree"]],
        ])
    ]
  }

  /// Nested lists of segment indices.
  static var contract: Contract<SwapTree> {
    Contract(
      schema: [.init("$ref", "#/$defs/tree")], read: { json, _, faults in read(json, &faults) },
      write: { tree in
        func written(_ tree: SwapTree) -> JSON {
          switch tree {
          case .leaf(let index): .integer(index)
          case .node(let left, let right): [written(left), written(right)]
          }
        }
        return written(tree)
      })
  }

  private static func read(_ json: LocatedJSON, _ faults: inout Faults) -> SwapTree? {
    func wrong(_ message: String) -> SwapTree? {
      faults.add(json, code: "wrong-tree", message)
      return nil
    }
    switch json.value {
    case .number(let number):
      guard let index = Int(exactly: number), index >= 0, index < Chain.mostSegments else {
        return wrong("found \(JSON.text(number)), expected the index of a segment, from 0")
      }
      return .leaf(index)
    case .array(let items):
      guard items.count == 2 else {
        return wrong("a node of the tree has \(items.count) parts, expected two: [left, right]")
      }
      guard let left = read(items[0], &faults), let right = read(items[1], &faults) else { return nil }
      return .node(left, right)
    case .string("balanced"): return wrong("leave out \"tree\" for the balanced one")
    default: return wrong("found \(json.kind), expected nested lists of segment indices")
    }
  }

  /// As chain files write it, e.g. `[[0, 1], 2]`.
  public var text: String {
    switch self {
    case .leaf(let index): "\(index)"
    case .node(let left, let right): "[\(left.text), \(right.text)]"
    }
  }

  /// The tree of a text that `text` made; `nil` for anything else.
  public init?(text: String) {
    var faults = Faults()
    do throws(InputError) {
      let json = try LocatedJSON(parsing: Array(text.utf8), file: "")
      guard let tree = Self.read(json, &faults) else { return nil }
      self = tree
    } catch { return nil }
  }
}
