public import LinkPhysics

/// A repeater chain: what the simulator core is asked about.
public struct Chain: Hashable, Sendable {
  public var timeBase: TimeBase
  /// From the left end to the right end.
  public var segments: [Segment]
  /// One for each repeater, from left to right: one fewer than segments.
  public var swaps: [Swap]
  public var policy: SwapPolicy
  public var memory: Memory
  public var cutoff: Cutoff?
  /// Nested only, read from the elementary level: what each level does. Empty: all levels swap.
  public var protocolSteps: [ProtocolStep]
  public var purification: PurificationScheme
  /// Nested only; `nil` for the balanced tree.
  public var tree: SwapTree?
  public var delivery: Delivery
  public var latency: Latency

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

  public enum TimeBase: String, Sendable, CaseIterable {
    /// Every attempt takes one round, no latency, first success at T = 1; memory times are in rounds.
    case rounds
    /// Seconds.
    case physical
  }

  public enum Delivery: String, Sendable, CaseIterable {
    /// Start, deliver one pair, stop.
    case onDemand = "on-demand"
    /// Segments are refilled at once.
    case continuous
  }

  public enum Latency: String, Sendable, CaseIterable {
    case none, messages
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
  /// State of a fresh pair.
  public var state: BellDiagonalState
  /// One-way travel time of a classical message over the segment in s; 0 in round mode.
  public var messageDelay: Double

  public init(
    successProbability: Double, attemptPeriod: Double = 1, modes: Int = 1,
    state: BellDiagonalState = .perfect,
    messageDelay: Double = 0
  ) {
    self.successProbability = successProbability
    self.attemptPeriod = attemptPeriod
    self.modes = modes
    self.state = state
    self.messageDelay = messageDelay
  }
}

/// The Bell measurement of one repeater.
public struct Swap: Hashable, Sendable {
  public var successProbability: Double
  /// Characters that a successful swap multiplies into the state.
  public var noise: BellDiagonalState

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
  case nested
  case asapSequential = "asap-sequential"
  case asapSimultaneous = "asap-simultaneous"
  case wholePath = "whole-path"
  case sequential
  case waitAll = "wait-all"
}

/// How stored pairs decay. Times in the chain's time base; `infinity` for no decay.
public struct Memory: Hashable, Sendable {
  /// Factor per unit of time on each character, as decay rates: x, y and z decay as exp(−rate·t) for each stored qubit.
  public var rateX: Double
  public var rateY: Double
  public var rateZ: Double
  public var convention: Convention
  public var ends: Ends

  public enum Convention: String, Sendable, CaseIterable {
    /// Each stored qubit decays.
    case qubit
    /// One factor for each stored pair.
    case pair
  }

  public enum Ends: String, Sendable, CaseIterable {
    /// End qubits are measured at once and do not decay.
    case measured
    /// End qubits are stored until the end-to-end pair is there.
    case stored
  }

  public init(
    rateX: Double, rateY: Double, rateZ: Double, convention: Convention = .qubit, ends: Ends = .measured
  ) {
    self.rateX = rateX
    self.rateY = rateY
    self.rateZ = rateZ
    self.convention = convention
    self.ends = ends
  }

  public static let perfect = Memory(rateX: 0, rateY: 0, rateZ: 0)
  /// x, y and z by exp(−t/time).
  public static func depolarising(time: Double, convention: Convention = .qubit, ends: Ends = .measured)
    -> Memory
  {
    Memory(rateX: 1 / time, rateY: 1 / time, rateZ: 1 / time, convention: convention, ends: ends)
  }
  /// x and y by exp(−t/T2), z by exp(−t/T1).
  public static func t1t2(
    t1: Double, t2: Double, convention: Convention = .qubit, ends: Ends = .measured
  ) -> Memory {
    Memory(rateX: 1 / t2, rateY: 1 / t2, rateZ: 1 / t1, convention: convention, ends: ends)
  }
  /// x and y by exp(−t/T2).
  public static func dephasing(time: Double, convention: Convention = .qubit, ends: Ends = .measured)
    -> Memory
  {
    t1t2(t1: .infinity, t2: time, convention: convention, ends: ends)
  }
}

public struct Cutoff: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case memoryTime = "memory-time"
    case age, global
  }
  public var kind: Kind
  /// One for each protocol step, or one for all; in the chain's time base.
  public var values: [Double]

  public init(kind: Kind, values: [Double]) {
    self.kind = kind
    self.values = values
  }
}

public enum ProtocolStep: Int, Sendable, Hashable {
  case swap = 0
  case purify = 1
}

public enum PurificationScheme: String, Sendable, CaseIterable {
  case bbpssw, dejmps
}

/// A binary tree over segments: which neighbours swap first.
public indirect enum SwapTree: Hashable, Sendable {
  case leaf(Int)
  case node(SwapTree, SwapTree)
}
