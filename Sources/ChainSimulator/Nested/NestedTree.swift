public import LinkPhysics

/// One step of a nested chain, written out: what is waited for, what may fail, and what it costs. Times in ticks.
///
/// A value, so that equal halves of a chain are recognised and computed once.
indirect enum NestedNode: Hashable {
  case segment(Generation)
  case swap(left: NestedNode, right: NestedNode, Step)
  /// Two pairs from two copies of the same half, made side by side.
  case purify(NestedNode, Step)

  struct Generation: Hashable {
    var hazard: Double
    var period: Int
    var state: BellDiagonalState
  }

  struct Step: Hashable {
    /// Of the swap; purification succeeds with the probability that its inputs give it.
    var successProbability = 1.0
    var noise = BellDiagonalState.perfect
    /// Largest difference of the two arrival times, inclusive; both pairs are dropped that long after the first.
    var cutoff = Int.max
    /// One-way message time over the result in ticks (not rounded), paid for success and failure.
    var delay = 0.0
    /// Stored qubits (or, by the pair convention, one) that decay while the left, right and finished pair wait.
    var leftQubits = 1.0
    var rightQubits = 1.0
    var qubits = 1.0
  }
}

extension Chain {
  /// The steps of this nested chain on a grid of time.
  ///
  /// - Parameter hazards: of each segment and period of the grid; those of the chain where absent.
  func nestedTree(grid: TickGrid, hazards: [Double]? = nil) -> NestedNode {
    let segments = segments
    let hazards = hazards ?? segments.map(\.hazard)
    // Steps that purify pairs of each height, and the step that swaps up to it.
    var purifications: [[Int]] = [[]]
    var swapStep = [-1]
    let steps = protocolSteps.isEmpty ? [ProtocolStep](repeating: .swap, count: stepCount) : protocolSteps
    for (i, step) in steps.enumerated() {
      switch step {
      case .swap:
        swapStep.append(i)
        purifications.append([])
      case .purify: purifications[purifications.count - 1].append(i)
      }
    }
    func cutoffTicks(_ step: Int) -> Int {
      guard let cutoff, cutoff.kind == .memoryTime else { return .max }
      return grid.ticksWithin(cutoff.values[cutoff.values.count == 1 ? 0 : step])
    }
    func delay(_ range: Range<Int>) -> Double {
      guard timeBase == .physical, latency == .messages else { return 0 }
      return segments[range].reduce(0) { $0 + $1.messageDelay } / grid.tick
    }
    func qubits(_ range: Range<Int>) -> Double {
      if memory.convention == .pair { return 1 }
      if memory.ends == .stored { return 2 }
      return (range.lowerBound > 0 ? 1 : 0) + (range.upperBound < segments.count ? 1 : 0)
    }
    func build(_ tree: SwapTree) -> (node: NestedNode, range: Range<Int>, height: Int) {
      var node: NestedNode
      let range: Range<Int>
      let height: Int
      switch tree {
      case .leaf(let i):
        node = .segment(
          .init(hazard: hazards[i], period: grid.periods[i], state: freshState(i)))
        (range, height) = (i..<i + 1, 0)
      case .node(let a, let b):
        let (left, right) = (build(a), build(b))
        range = left.range.lowerBound..<right.range.upperBound
        height = max(left.height, right.height) + 1
        let repeater = left.range.upperBound - 1
        node = .swap(
          left: left.node, right: right.node,
          .init(
            successProbability: swaps[repeater].successProbability, noise: swaps[repeater].noise,
            cutoff: cutoffTicks(swapStep[height]), delay: max(delay(left.range), delay(right.range)),
            leftQubits: qubits(left.range), rightQubits: qubits(right.range), qubits: qubits(range)))
      }
      for step in purifications[height] {
        node = .purify(
          node,
          .init(
            cutoff: cutoffTicks(step), delay: delay(range), leftQubits: qubits(range),
            rightQubits: qubits(range),
            qubits: qubits(range)))
      }
      return (node, range, height)
    }
    return build(tree ?? .balanced(0..<segments.count)).node
  }
}

extension PurificationScheme {
  /// One round on two pairs, each given as (weight, x, y, z) with characters times weight: the result's weight is the success
  /// probability, its characters are times that.
  ///
  /// Both keep one pair if the parities of a bilateral CNOT agree. `dejmps` exchanges the Y and Z errors of both inputs first
  /// (Deutsch et al., Phys. Rev. Lett. 77, 2818 (1996)); `bbpssw` twirls both to Werner states first and the result after
  /// (Bennett et al., Phys. Rev. Lett. 76, 722 (1996)). In characters N = (1 + z z')/2, N·x = (x x' + y y')/2,
  /// N·y = (x y' + y x')/2, N·z = (z + z')/2; Werner: N = (1 + w w')/2, N·w = (w + w' + 4 w w')/6.
  @inline(__always)
  func apply(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> SIMD4<Double> {
    switch self {
    case .dejmps:
      return SIMD4(
        (a[0] * b[0] + a[2] * b[2]) / 2, (a[1] * b[1] + a[3] * b[3]) / 2, (a[1] * b[3] + a[3] * b[1]) / 2,
        (a[2] * b[0] + a[0] * b[2]) / 2)
    case .bbpssw:
      let u = (a[1] + a[2] + a[3]) / 3
      let v = (b[1] + b[2] + b[3]) / 3
      let w = (u * b[0] + a[0] * v + 4 * u * v) / 6
      return SIMD4((a[0] * b[0] + u * v) / 2, w, w, w)
    }
  }

  /// One round on two states: the success probability and the state that is kept.
  public func purify(
    _ a: BellDiagonalState, _ b: BellDiagonalState
  ) -> (successProbability: Double, state: BellDiagonalState) {
    let out = apply(SIMD4(1, a.x, a.y, a.z), SIMD4(1, b.x, b.y, b.z))
    return (out[0], BellDiagonalState(x: out[1] / out[0], y: out[2] / out[0], z: out[3] / out[0]))
  }
}
