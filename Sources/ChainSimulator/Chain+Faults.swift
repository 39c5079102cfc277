internal import LinkPhysics

/// Something about a chain that no simulation can have: what, and under which key of a chain file.
public struct ChainFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Key of the chain file under which the fault stands, e.g. `segments`.
  public var key: String
  /// What was found and what is expected, in one sentence.
  public var message: String
  /// The message alone; the key is for readers of files.
  public var description: String { message }
}

extension Chain {
  /// Segments that one chain may have.
  public static let mostSegments = 64
  /// Modes that one segment may have.
  public static let mostModes = 1_000_000

  /// What is wrong with this chain; empty for one that can be estimated.
  ///
  /// - Complexity: O(segments).
  public var faults: [ChainFault] {
    var faults: [ChainFault] = []
    func fault(_ key: String, _ message: String) { faults.append(ChainFault(key: key, message: message)) }
    let n = segments.count
    if n == 0 { fault("segments", "a chain needs at least one segment") }
    if n > Self.mostSegments {
      fault("segments", "the chain has \(n) segments, at most \(Self.mostSegments) can be simulated")
    }
    for (i, segment) in segments.enumerated() {
      if !(segment.successProbability >= 1e-15 && segment.successProbability <= 1) {
        fault("segments", "segment \(i): the success probability must be from 1e-15 to 1")
      }
      if !(segment.attemptPeriod > 0 && segment.attemptPeriod.isFinite) {
        fault("segments", "segment \(i): the attempt period must be above 0")
      }
      if segment.modes < 1 || segment.modes > Self.mostModes {
        fault("segments", "segment \(i): modes must be from 1 to \(Self.mostModes)")
      }
      if !(segment.messageDelay >= 0 && segment.messageDelay.isFinite) {
        fault("segments", "segment \(i): the message delay must be 0 or more")
      }
    }
    if n > 0, swaps.count != n - 1 {
      fault("swap", "\(swaps.count) swaps are given for \(n) segments, expected \(n - 1)")
    }
    if swaps.contains(where: { !($0.successProbability > 0 && $0.successProbability <= 1) }) {
      fault("swap", "a swap's success probability must be above 0 and at most 1")
    }
    if ![memory.rateX, memory.rateY, memory.rateZ].allSatisfy({ $0 >= 0 }) {
      fault("memory", "decay rates must be 0 or more")
    }
    repeaterFaults(fault)
    guard faults.isEmpty else { return faults }
    nestedFaults(fault)
    cutoffFaults(fault)
    if delivery == .continuous {
      if policy == .sequential || policy == .waitAll || policy == .wholePath {
        fault(
          "delivery", "continuous delivery is defined for nested and asap policies, not \(policy.rawValue)")
      }
      if protocolSteps.contains(.purify) {
        fault("delivery", "continuous delivery is not defined with purification")
      }
    }
    return faults
  }

  /// What only certain swaps as soon as possible can have.
  private func repeaterFaults(_ fault: (String, String) -> Void) {
    let isPlain = isDeterministicAsap && cutoff == nil && delivery == .onDemand
    if !repeaterMemories.isEmpty {
      if repeaterMemories.count != swaps.count {
        fault("memory", "\(repeaterMemories.count) memories are given for \(swaps.count) repeaters")
      }
      if repeaterMemories.contains(where: { ![$0.rateX, $0.rateY, $0.rateZ].allSatisfy { $0 >= 0 } }) {
        fault("memory", "decay rates must be 0 or more")
      }
      if !isPlain || memory.ends != .measured || oneInterface != nil
        || repeaterMemories.contains(where: { $0.convention != .qubit || $0.ends != .measured })
      {
        fault(
          "memory",
          "memories that differ from repeater to repeater go with certain swaps as soon as possible, on demand, without cut-off, ends measured at once, each qubit decaying"
        )
      }
    }
    guard let oneInterface else { return }
    if !isPlain || memory.convention != .qubit {
      fault(
        "one_interface",
        "hops in turn go with certain swaps as soon as possible, on demand, without cut-off, each qubit decaying"
      )
    }
    if !(oneInterface.attemptsTo1e > 0) || !(oneInterface.move >= 0 && oneInterface.move.isFinite) {
      fault("one_interface", "attempts to 1/e must be above 0, and the time of a move 0 or more")
    }
  }

  private func nestedFaults(_ fault: (String, String) -> Void) {
    if policy != .nested {
      if tree != nil { fault("tree", "a tree goes with the policy nested, not \(policy.rawValue)") }
      if !protocolSteps.isEmpty {
        fault("protocol", "a protocol goes with the policy nested, not \(policy.rawValue)")
      }
      return
    }
    if let tree, tree.leaves != Array(segments.indices) {
      fault("tree", "the tree must hold each segment once, from left to right: 0 to \(segments.count - 1)")
      return
    }
    let height = (tree ?? .balanced(0..<segments.count)).height
    let swapLevels = protocolSteps.count { $0 == .swap }
    if !protocolSteps.isEmpty, swapLevels != height {
      fault(
        "protocol",
        "the protocol swaps on \(swapLevels) levels, but \(segments.count) segments need \(height) levels of swaps"
      )
    }
  }

  private func cutoffFaults(_ fault: (String, String) -> Void) {
    guard let cutoff else { return }
    if cutoff.values.isEmpty || cutoff.values.contains(where: { !($0 >= 0) }) {
      fault("cutoff", "cut-off values must be 0 or more")
    }
    switch cutoff.kind {
    case .memoryTime:
      let steps = stepCount
      if policy != .nested {
        fault(
          "cutoff",
          "the cut-off memory-time goes with the policy nested; use age or global with \(policy.rawValue)")
      } else if cutoff.values.count != 1 && cutoff.values.count != steps {
        fault(
          "cutoff", "\(cutoff.values.count) cut-offs are given, expected one or \(steps) (one for each step)")
      } else if delivery == .continuous {
        fault("cutoff", "continuous delivery goes with the cut-off age, not memory-time")
      }
    case .age:
      if policy == .sequential || policy == .waitAll || protocolSteps.contains(.purify) {
        fault(
          "cutoff", "the cut-off age goes with swaps made as soon as possible or nested, without purification"
        )
      } else if cutoff.values.count != 1 {
        fault("cutoff", "the cut-off age takes one value")
      }
    case .global:
      if cutoff.values.count != 1 {
        fault("cutoff", "the cut-off global takes one value")
      } else if delivery == .continuous {
        fault("cutoff", "continuous delivery goes with the cut-off age, not global")
      } else if let slowest = segments.map(\.attemptPeriod).max(), cutoff.values[0] < slowest {
        fault("cutoff", "the global cut-off is shorter than an attempt period, so nothing can be delivered")
      }
    }
  }

  /// Levels of a nested chain: the protocol's length, or the height of the tree.
  var stepCount: Int {
    protocolSteps.isEmpty ? (tree ?? .balanced(0..<segments.count)).height : protocolSteps.count
  }
}

extension SwapTree {
  /// The tree that halves each range, the left half the larger.
  public static func balanced(_ range: Range<Int>) -> SwapTree {
    if range.count == 1 { return .leaf(range.lowerBound) }
    let middle = range.lowerBound + (range.count + 1) / 2
    return .node(balanced(range.lowerBound..<middle), balanced(middle..<range.upperBound))
  }

  /// Segments from left to right.
  public var leaves: [Int] {
    switch self {
    case .leaf(let i): [i]
    case .node(let a, let b): a.leaves + b.leaves
    }
  }

  /// Levels of swaps: 0 for a single segment.
  public var height: Int {
    switch self {
    case .leaf: 0
    case .node(let a, let b): max(a.height, b.height) + 1
    }
  }
}
