public import LinkPhysics

/// A repeater chain: what the simulator core is asked about.
public struct Chain: Hashable, Sendable {
  /// What a unit of time is in all durations of the chain.
  public var timeBase: TimeBase
  /// From the left end to the right end.
  public var segments: [Segment]
  /// One for each repeater, from left to right: one fewer than segments.
  public var swaps: [Swap]
  /// When repeaters swap and what a failed swap destroys.
  public var policy: SwapPolicy
  /// How stored pairs decay.
  public var memory: Memory
  /// Memories of each repeater where they are unlike, from left to right; empty where all are as `memory`.
  public var repeaterMemories: [Memory] = []
  /// How repeaters work whose two hops share one optical interface; `nil` where both are tried at once.
  public var oneInterface: OneInterface?
  /// When pairs are given up; `nil` for never.
  public var cutoff: Cutoff?
  /// Nested only, read from the elementary level: what each level does. Empty: all levels swap.
  public var protocolSteps: [ProtocolStep]
  /// How pairs are purified where a step of the protocol does.
  public var purification: PurificationScheme
  /// Nested only; `nil` for the balanced tree.
  public var tree: SwapTree?
  /// Whether one pair is asked for, or one after the other.
  public var delivery: Delivery
  /// Whether outcomes take time to be known; without effect in rounds.
  public var latency: Latency

  /// Creates a chain from its parts, which are not checked: ``faults`` tells what is wrong with it.
  public init(
    timeBase: TimeBase, segments: [Segment], swaps: [Swap], policy: SwapPolicy, memory: Memory = .perfect,
    cutoff: Cutoff? = nil, protocolSteps: [ProtocolStep] = [], purification: PurificationScheme = .bbpssw,
    tree: SwapTree? = nil, delivery: Delivery = .onDemand, latency: Latency = .messages
  ) {
    self.timeBase = timeBase
    self.segments = segments
    self.swaps = swaps
    self.policy = policy
    self.memory = memory
    self.cutoff = cutoff
    self.protocolSteps = protocolSteps
    self.purification = purification
    self.tree = tree
    self.delivery = delivery
    self.latency = latency
  }

  /// What a unit of time is.
  public enum TimeBase: String, Sendable, CaseIterable {
    /// Every attempt takes one round, no latency, first success at T = 1; memory times are in rounds.
    case rounds
    /// Seconds.
    case physical
  }

  /// What is asked of the chain.
  public enum Delivery: String, Sendable, CaseIterable {
    /// Start, deliver one pair, stop.
    case onDemand = "on-demand"
    /// Segments are refilled at once.
    case continuous
  }

  /// Whether classical messages take time.
  public enum Latency: String, Sendable, CaseIterable {
    /// `none`: outcomes are known everywhere at once; `messages`: they travel with the segments' delays.
    case none, messages
  }
}

/// Nodes with one optical interface: a repeater generates its two hops in turn, the qubit of the first moved into memory.
public struct OneInterface: Hashable, Sendable {
  /// Attempts of its node after which the coherence of a stored qubit has fallen to 1/e, by them alone; `infinity` for none.
  public var attemptsTo1e: Double
  /// Time of moving a qubit from the interface into memory, in the chain's time base.
  public var move: Double
  /// Characters that the move multiplies in, once at each repeater.
  public var moveNoise: BellDiagonalState
  /// Which hops go first; `nil` for the better order.
  public var first: TakingTurns.Order?

  /// Creates an interface from its parts: moves that cost nothing, attempts that disturb nothing, the better order.
  public init(
    attemptsTo1e: Double = .infinity, move: Double = 0, moveNoise: BellDiagonalState = .perfect,
    first: TakingTurns.Order? = nil
  ) {
    self.attemptsTo1e = attemptsTo1e
    self.move = move
    self.moveNoise = moveNoise
    self.first = first
  }
}

/// A hop seen as part of a chain.
public struct Segment: Hashable, Sendable {
  /// Per attempt and mode, over 0 to 1.
  public var successProbability: Double
  /// Seconds; 1 in round mode.
  public var attemptPeriod: Double
  /// Attempts side by side, of which one success is kept: p becomes 1 − (1−p)^modes.
  public var modes: Int
  /// State of a fresh pair as its qubits were entangled.
  public var state: BellDiagonalState
  /// How long the qubits of a fresh pair have waited when its herald is known, in the chain's time base.
  public var heraldWait: HeraldWait
  /// One-way travel time of a classical message over the segment in s; 0 in round mode.
  public var messageDelay: Double

  /// Creates a segment from its parts; the default period and delay are those of rounds.
  public init(
    successProbability: Double, attemptPeriod: Double = 1, modes: Int = 1,
    state: BellDiagonalState = .perfect, heraldWait: HeraldWait = .none,
    messageDelay: Double = 0
  ) {
    self.successProbability = successProbability
    self.attemptPeriod = attemptPeriod
    self.modes = modes
    self.state = state
    self.heraldWait = heraldWait
    self.messageDelay = messageDelay
  }
}

/// The Bell measurement of one repeater.
public struct Swap: Hashable, Sendable {
  /// Chance that the measurement succeeds, over 0 to 1.
  public var successProbability: Double
  /// Characters that a successful swap multiplies into the state.
  public var noise: BellDiagonalState

  /// Creates a swap from its parts; a perfect one by default.
  public init(successProbability: Double = 1, noise: BellDiagonalState = .perfect) {
    self.successProbability = successProbability
    self.noise = noise
  }
}

/// When repeaters swap and what a failed swap destroys.
///
/// - `nested`: a binary tree of swaps, each made once both of its halves are there; a failed swap destroys both, which
///   start again at once and on their own (local restart). Briegel, Dür, Cirac and Zoller, Phys. Rev. Lett. 81, 5932 (1998).
/// - `asapSequential`: a repeater swaps as soon as it holds a pair on each side. A failed swap destroys both pairs, and the
///   segments they spanned start again. Repeaters that become ready at the same instant are taken from left to right: one
///   whose left pair was destroyed a moment ago does not swap and keeps its right pair.
/// - `asapSimultaneous`: the same, but repeaters that become ready at the same instant all swap, and a run of pairs that
///   they join survives only if all of its swaps succeed. Iñesta, Vardoyan, Scavuzzo and Wehner, npj Quantum Inf. 9, 46 (2023).
/// - `wholePath`: swaps as soon as possible; a failed swap makes every segment of the chain start again.
/// - `sequential`: segments are filled one after the other from the left, each repeater swaps as its right pair arrives;
///   a failed swap starts again with the first segment.
/// - `waitAll`: all repeaters swap at once when every segment holds a pair; if any fails, every segment starts again.
public enum SwapPolicy: String, Sendable, CaseIterable {
  /// A binary tree of swaps with local restart.
  case nested
  /// As soon as possible; equal instants from left to right.
  case asapSequential = "asap-sequential"
  /// As soon as possible; equal instants all at once.
  case asapSimultaneous = "asap-simultaneous"
  /// As soon as possible; a failure starts the whole chain again.
  case wholePath = "whole-path"
  /// One segment after the other, from the left.
  case sequential
  /// All at once, when every segment holds a pair.
  case waitAll = "wait-all"
}

/// How stored pairs decay. Times in the chain's time base; `infinity` for no decay.
public struct Memory: Hashable, Sendable {
  /// Factor per unit of time on each character, as decay rates: x, y and z decay as exp(−rate·t) for each stored qubit.
  public var rateX: Double
  /// The same for the character y.
  public var rateY: Double
  /// The same for the character z.
  public var rateZ: Double
  /// What the rates apply to: qubits or pairs.
  public var convention: Convention
  /// Whether the two end qubits decay, too.
  public var ends: EndQubits

  /// What the rates apply to.
  public enum Convention: String, Sendable, CaseIterable {
    /// Each stored qubit decays.
    case qubit
    /// One factor for each stored pair.
    case pair
  }

  /// Creates a memory from its rates, each 0 or more, per unit of the chain's time.
  public init(
    rateX: Double, rateY: Double, rateZ: Double, convention: Convention = .qubit, ends: EndQubits = .measured
  ) {
    self.rateX = rateX
    self.rateY = rateY
    self.rateZ = rateZ
    self.convention = convention
    self.ends = ends
  }

  /// No decay.
  public static let perfect = Memory(rateX: 0, rateY: 0, rateZ: 0)
  /// x, y and z by exp(−t/time).
  public static func depolarising(time: Double, convention: Convention = .qubit, ends: EndQubits = .measured)
    -> Memory
  {
    Memory(rateX: 1 / time, rateY: 1 / time, rateZ: 1 / time, convention: convention, ends: ends)
  }
  /// x and y by exp(−t/T2), z by exp(−t/T1).
  public static func t1t2(
    t1: Double, t2: Double, convention: Convention = .qubit, ends: EndQubits = .measured
  ) -> Memory {
    Memory(rateX: 1 / t2, rateY: 1 / t2, rateZ: 1 / t1, convention: convention, ends: ends)
  }
  /// x and y by exp(−t/T2).
  public static func dephasing(time: Double, convention: Convention = .qubit, ends: EndQubits = .measured)
    -> Memory
  {
    t1t2(t1: .infinity, t2: time, convention: convention, ends: ends)
  }
}

/// When pairs that have waited long are given up.
public struct Cutoff: Hashable, Sendable {
  /// What the limit applies to.
  public enum Kind: String, Sendable, CaseIterable {
    /// Nested only: the wait of one half of a node for the other.
    case memoryTime = "memory-time"
    /// `age`: the oldest part of a pair; `global`: the time since the chain started.
    case age, global
  }
  /// What the limit applies to.
  public var kind: Kind
  /// One for each protocol step, or one for all; in the chain's time base.
  public var values: [Double]

  /// Creates a cut-off from its parts; values 0 or more.
  public init(kind: Kind, values: [Double]) {
    self.kind = kind
    self.values = values
  }
}

/// What one level of a nested protocol does.
public enum ProtocolStep: Int, Sendable, Hashable {
  /// Joins two neighbouring pairs.
  case swap = 0
  /// Makes one pair of two over the same segments.
  case purify = 1
}

/// How two pairs become a better one; formulas at ``purify(_:_:)``.
public enum PurificationScheme: String, Sendable, CaseIterable {
  /// Bennett et al. (1996), on Werner states, and Deutsch et al. (1996), on Bell-diagonal ones.
  case bbpssw, dejmps
}

/// A binary tree over segments: which neighbours swap first.
public indirect enum SwapTree: Hashable, Sendable {
  /// A segment, by its index.
  case leaf(Int)
  /// A swap that joins the pairs of a left and a right half.
  case node(SwapTree, SwapTree)
}
