internal import FibreNetwork
public import SourceDocument

/// Chain files, `swapline.chain/1`: the way to ask the simulator a question without a map.
public enum ChainFile {
  /// The JSON Schema (draft 2020-12) of chain files.
  public static var schema: JSON { contract.schema }

  /// Reads a chain file.
  ///
  /// - Parameter file: the name that errors carry.
  /// - Throws: `InputError` with every fault of the file, each with its line and column.
  public static func read(_ bytes: [UInt8], file: String) throws(InputError) -> Chain {
    try chain(LocatedJSON(parsing: bytes, file: file))
  }

  /// Reads a chain from a JSON object.
  ///
  /// - Throws: `InputError` with every fault of the object, each with its line and column.
  public static func chain(_ json: LocatedJSON) throws(InputError) -> Chain { try contract.read(json).chain }

  /// The chain file of a chain.
  public static func json(_ chain: Chain) -> JSON { contract.json(ChainEntry(chain)) }

  private static var contract: FileContract<ChainEntry> {
    FileContract(
      "chain", title: "Swapline repeater chain",
      "A repeater chain for the simulator. In mode rounds all times are rounds; in mode physical they are seconds.",
      ChainEntry(),
      [
        .optional("name", \.name, .text, "For people.", leavesOut: true),
        .ignored("sources", "Where the facts come from."),
        .standing(
          "mode", \.chain.timeBase, .word,
          "rounds: every attempt takes one round, no latency. physical: seconds. Default rounds."),
        .optional(
          "latency", \.latency, .word,
          "Physical mode: messages delay restarts, nested swaps and the delivery, or not. Default messages."),
        .optional(
          "group_index", \.groupIndex, .number(.from(1, to: 4)),
          "Of the fibre, turns length_km into delays; 1.4682 when absent.", leavesOut: true),
        .required(
          "segments", .unread(count: 1...Chain.mostSegments), "From end to end.",
          get: { entry in
            let item = SegmentEntry.contract(entry.chain.timeBase)
            return UnreadItems(written: entry.segments.map(item.write))
          },
          set: { entry, places, _, faults in
            let item = SegmentEntry.contract(entry.chain.timeBase)
            for place in places.located where !faults.isFull {
              if let segment = item.read(place, "an item of \"segments\"", &faults) {
                entry.segments.append(segment)
              }
            }
          }),
        .optional(
          "swap", SwapEntry.oneOrMany,
          "The swap of every repeater, or a list with one for each from left to right. Default: certain and perfect, asap-sequential.",
          get: { $0.swaps }, set: { entry, swaps, _, _ in entry.swaps = swaps }),
        .optional(
          "memory", \.memory, MemoryEntry.oneOrMany,
          "How stored pairs decay, or a list with one for each repeater from left to right. Default: not at all.",
          leavesOut: true),
        .optional(
          "one_interface", \.oneInterface, OneInterfaceEntry.contract,
          "Nodes have one optical interface: a repeater generates its two hops in turn. Default: both at once.",
          leavesOut: true),
        .optional(
          "cutoff", \.chain.cutoff, cutoff, "When stored pairs are given up. Default: never.", leavesOut: true
        ),
        .list(
          "protocol", \.chain.protocolSteps, step,
          "Nested: what each level does, from the elementary one; 0 or swap, 1 or purify. Default: all levels swap.",
          leavesOutNone: true),
        .standing("purification", \.chain.purification, .word, "Default bbpssw."),
        .optional(
          "tree", \.chain.tree, SwapTree.contract,
          "Nested: nested lists of segment indices, e.g. [[0, 1], 2]. Default balanced, the left half the larger.",
          leavesOut: true),
        .standing(
          "delivery", \.chain.delivery, .word,
          "on-demand: start, deliver one pair, stop. continuous: segments start again as soon as their memories are free. Default on-demand."
        ),
      ],
      also: [
        .init("if", ["required": ["mode"], "properties": ["mode": ["const": "physical"]]]),
        .init("then", segments(.physical)),
        .init("else", segments(.rounds, ["latency": ["enum": ["none", .null]]])),
        .init("$defs", ["tree": .object(SwapTree.schema)]),
      ], check: ChainEntry.finish)
  }

  private static func segments(_ timeBase: Chain.TimeBase, _ more: JSON = [:]) -> JSON {
    guard case .object(let others) = more else { return more }
    return [
      "properties": .object(
        [.init("segments", ["items": .object(SegmentEntry.contract(timeBase).schema)])] + others)
    ]
  }

  private static var cutoff: Contract<Cutoff> {
    let one = Contract<Double>.number(.nonNegative).mapped(
      read: { value, _, _ in [value] }, write: { (values: [Double]) in values[0] })
    let values = one.or(.list(.number(.nonNegative)), reads: \.isArray, writes: { _ in true })
    return .object(
      Cutoff(kind: .memoryTime, values: []),
      [
        .required(
          "kind", \.kind, .word,
          "memory-time: the earlier pair has waited so long when its neighbour comes. age: a pair is so old. global: so long after the start."
        ), .required("values", \.values, values, "One for all, or one for each step of the protocol."),
      ])
  }

  private static var step: Contract<ProtocolStep> {
    Contract(
      schema: [.init("enum", [0, 1, "swap", "purify"])],
      read: { json, _, faults in
        switch json.value {
        case .number(0), .string("swap"): return .swap
        case .number(1), .string("purify"): return .purify
        default:
          faults.add(json, code: "unknown-step", "a protocol holds 0 (swap) and 1 (purify)")
          return nil
        }
      }, write: { .integer($0.rawValue) })
  }
}

/// A chain on the way from or to its file.
struct ChainEntry {
  var chain = Chain(timeBase: .rounds, segments: [], swaps: [], policy: .asapSequential)
  var name: String?
  var latency: Chain.Latency?
  var groupIndex: Double?
  var segments: [SegmentEntry] = []
  var swaps: SwapEntries?
  var memory: MemoryEntries?
  var oneInterface: OneInterfaceEntry?

  init() {}

  init(_ chain: Chain) {
    self.chain = chain
    latency = chain.timeBase == .physical ? chain.latency : nil
    segments = chain.segments.map { SegmentEntry($0) }
    swaps = SwapEntries(items: chain.swaps.map { SwapEntry(policy: chain.policy, swap: $0) }, isList: true)
    if chain.swaps.isEmpty {
      swaps = SwapEntries(items: [SwapEntry(policy: chain.policy, swap: Swap())], isList: false)
    }
    memory = MemoryEntry(chain.memory).map { MemoryEntries(items: [$0], isList: false) }
    if !chain.repeaterMemories.isEmpty {
      memory = MemoryEntries(
        items: chain.repeaterMemories.map { MemoryEntry($0) ?? MemoryEntry() }, isList: true)
    }
    oneInterface = chain.oneInterface.map { OneInterfaceEntry($0) }
  }

  /// Puts the parts together and asks what only the whole chain can tell.
  static func finish(_ entry: inout ChainEntry, _ json: LocatedJSON, _ faults: inout Faults) {
    let timeBase = entry.chain.timeBase
    if timeBase == .rounds, entry.latency == .messages, let place = json["latency"] {
      faults.add(
        place, code: "wrong-mode",
        "\"latency\" is \"messages\", but rounds have no latency; use \"mode\": \"physical\"")
    }
    entry.chain.latency = timeBase == .physical ? entry.latency ?? .messages : .none
    let groupIndex = entry.groupIndex ?? FibreClass.ordinary.groupIndex
    entry.chain.segments = entry.segments.map {
      $0.segment(timeBase, entry.chain.latency, groupIndex: groupIndex)
    }
    let memories = entry.memory?.items.map(\.memory) ?? []
    if entry.memory?.isList ?? false {
      entry.chain.repeaterMemories = memories
      entry.chain.memory = .perfect
      if memories.count != max(0, entry.segments.count - 1), let place = json["memory"] {
        faults.add(
          place, code: "wrong-length",
          "\"memory\" has \(memories.count) entries, expected \(max(0, entry.segments.count - 1)): one for each repeater"
        )
      }
    } else {
      entry.chain.memory = memories.first ?? .perfect
    }
    entry.chain.oneInterface = entry.oneInterface?.oneInterface
    let repeaters = max(0, entry.segments.count - 1)
    entry.chain.swaps = [Swap](repeating: Swap(), count: repeaters)
    if let swaps = entry.swaps, let place = json["swap"] {
      entry.chain.policy = swaps.items.lazy.compactMap(\.policy).first ?? .asapSequential
      for (item, at) in zip(swaps.items, swaps.isList ? place.items : [place]) {
        if let policy = item.policy, policy != entry.chain.policy {
          faults.add(
            at["policy"] ?? at, code: "two-policies",
            "the policy is \(policy.rawValue) here and \(entry.chain.policy.rawValue) before; a chain has one policy"
          )
        }
      }
      if !swaps.isList {
        entry.chain.swaps = [Swap](repeating: swaps.items[0].swap, count: repeaters)
      } else if swaps.items.count == repeaters {
        entry.chain.swaps = swaps.items.map(\.swap)
      } else {
        faults.add(
          place, code: "wrong-length",
          "\"swap\" has \(swaps.items.count) entries, expected \(repeaters): one for each repeater")
      }
    }
    guard faults.isEmpty else { return }
    for fault in entry.chain.faults {
      faults.add(json[fault.key] ?? json, code: "impossible-chain", fault.message)
    }
  }
}
