internal import LinkPhysics

/// Nested swapping by recursion over the tree: each step draws both halves afresh until it succeeds.
struct NestedKernel: SamplingKernel {
  let blockSize = 1024

  private struct Step {
    var kind: Kind
    var left: Int
    var right: Int
    /// Segment, repeater, or step of purification.
    var index: Int
    var inverseHazard: Double
    var period: Int
    var threshold: UInt64
    var cutoff: Int
    var delay: Int
    var leftQubits: Int
    var rightQubits: Int
    var qubits: Int
    var state: BellDiagonalState
    /// Nodes that the pair joins.
    var low = 0
    var high = 0

    enum Kind { case segment, swap, purify }
  }

  private var steps: [Step] = []
  private let streams: Int
  private let purifies: Bool
  private let scheme: PurificationScheme
  private let rates: SIMD4<Double>
  private let tick: Double
  private let state: BellDiagonalState
  /// The whole chain starts again after this many ticks.
  private let globalCutoff: Int

  init(_ chain: Chain) {
    let grid = TickGrid(chain)
    tick = grid.tick
    purifies = chain.protocolSteps.contains(.purify)
    scheme = chain.purification
    rates = SIMD4(0, chain.memory.rateX, chain.memory.rateY, chain.memory.rateZ) * grid.tick
    state = chain.staticState
    globalCutoff = chain.cutoff?.kind == .global ? grid.ticksWithin(chain.cutoff!.values[0]) : .max
    var steps: [Step] = []
    var purifications = 0
    var segment = 0
    func flatten(_ node: NestedNode) -> Int {
      switch node {
      case .segment(let g):
        steps.append(
          Step(
            kind: .segment, left: 0, right: 0, index: segment, inverseHazard: -1 / g.hazard, period: g.period,
            threshold: .max, cutoff: .max, delay: 0, leftQubits: 0, rightQubits: 0, qubits: 0, state: g.state,
            low: segment, high: segment + 1))
        segment += 1
      case .swap(let a, let b, let s):
        let left = flatten(a)
        let repeater = segment
        let right = flatten(b)
        var step = Self.step(.swap, left, right, 64 + repeater, s)
        (step.low, step.high) = (steps[left].low, steps[right].high)
        steps.append(step)
      case .purify(let a, let s):
        let left = flatten(a)
        var step = Self.step(.purify, left, left, 128 + purifications, s)
        (step.low, step.high) = (steps[left].low, steps[left].high)
        steps.append(step)
        purifications += 1
      }
      return steps.count - 1
    }
    _ = flatten(chain.nestedTree(grid: grid))
    self.steps = steps
    streams = 128 + purifications
  }

  private static func step(
    _ kind: Step.Kind, _ left: Int, _ right: Int, _ index: Int, _ s: NestedNode.Step
  ) -> Step {
    Step(
      kind: kind, left: left, right: right, index: index, inverseHazard: 0, period: 0,
      threshold: Draws.threshold(s.successProbability), cutoff: s.cutoff, delay: Int(s.delay.rounded()),
      leftQubits: Int(s.leftQubits), rightQubits: Int(s.rightQubits), qubits: Int(s.qubits), state: s.noise)
  }

  /// One delivery, told to an observer; events come by halves, not in the order of time.
  func observe(sample: Int, seed: UInt64, _ observer: inout some ChainObserver) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: streams) { counters in
      steps.withUnsafeBufferPointer { steps in
        var draws = Draws(seed: seed, sample: sample, counters: counters)
        var origin = 0
        while true {
          let time =
            purifies
            ? pair(steps, steps.count - 1, origin, &draws, &observer).time
            : time(steps, steps.count - 1, origin, &draws, &observer).time
          if time <= globalCutoff {
            observer.note(.delivered, at: origin + time)
            return
          }
          origin += globalCutoff
          observer.note(.restarted, at: origin)
        }
      }
    }
  }

  func block(_ index: Int, count: Int, seed: UInt64, isCancelled: () -> Bool) -> Tally {
    var tally = Tally(near: state)
    var observer = NoObserver()
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: streams) { counters in
      steps.withUnsafeBufferPointer { steps in
        for i in 0..<count {
          if isCancelled() { break }
          var draws = Draws(seed: seed, sample: index * blockSize + i, counters: counters)
          let top = steps.count - 1
          var lost = 0
          if purifies {
            var out = pair(steps, top, 0, &draws, &observer)
            while out.time > globalCutoff {
              lost += globalCutoff
              out = pair(steps, top, 0, &draws, &observer)
            }
            tally.add(
              time: Double(lost + out.time) * tick, x: out.state[1], y: out.state[2], z: out.state[3],
              links: draws.links)
          } else {
            var out = time(steps, top, 0, &draws, &observer)
            while out.time > globalCutoff {
              lost += globalCutoff
              out = time(steps, top, 0, &draws, &observer)
            }
            let d = Double(out.stored)
            let x = exponential(-rates[1] * d)
            let y = rates[2] == rates[1] ? x : exponential(-rates[2] * d)
            let z = rates[3] == rates[1] ? x : exponential(-rates[3] * d)
            tally.add(
              time: Double(lost + out.time) * tick, x: state.x * x, y: state.y * y, z: state.z * z,
              links: draws.links)
          }
        }
      }
    }
    return tally
  }

  /// Delivery time of a step, and the qubit ticks that its pair has been stored.
  private func time(
    _ steps: UnsafeBufferPointer<Step>, _ node: Int, _ origin: Int, _ draws: inout Draws,
    _ observer: inout some ChainObserver
  ) -> (time: Int, stored: Int) {
    let step = steps[node]
    if step.kind == .segment {
      draws.links &+= 1
      let time = step.period &* draws.attempts(segment: step.index, inverseHazard: step.inverseHazard)
      observer.note(.generated(segment: step.index), at: origin &+ time)
      return (time, 0)
    }
    var now = 0
    while true {
      let a = time(steps, step.left, origin &+ now, &draws, &observer)
      let b = time(steps, step.right, origin &+ now, &draws, &observer)
      let wait = a.time &- b.time
      if wait.magnitude > UInt(step.cutoff) {
        now &+= min(a.time, b.time) &+ step.cutoff
        observer.note(.dropped(left: step.low, right: step.high), at: origin &+ now)
        now &+= step.delay
        continue
      }
      now &+= max(a.time, b.time)
      let works = draws.coin(stream: step.index, threshold: step.threshold)
      observer.note(outcome(step, works), at: origin &+ now)
      now &+= step.delay
      if works {
        let waited = wait < 0 ? -wait &* step.leftQubits : wait &* step.rightQubits
        return (now, a.stored &+ b.stored &+ waited &+ step.delay &* step.qubits)
      }
    }
  }

  /// Delivery time of a step and the state of its pair as (1, x, y, z).
  private func pair(
    _ steps: UnsafeBufferPointer<Step>, _ node: Int, _ origin: Int, _ draws: inout Draws,
    _ observer: inout some ChainObserver
  ) -> (time: Int, state: SIMD4<Double>) {
    let step = steps[node]
    let own = SIMD4(1, step.state.x, step.state.y, step.state.z)
    if step.kind == .segment {
      draws.links &+= 1
      let time = step.period &* draws.attempts(segment: step.index, inverseHazard: step.inverseHazard)
      observer.note(.generated(segment: step.index), at: origin &+ time)
      return (time, own)
    }
    var now = 0
    while true {
      var a = pair(steps, step.left, origin &+ now, &draws, &observer)
      var b = pair(steps, step.right, origin &+ now, &draws, &observer)
      let wait = a.time &- b.time
      if wait.magnitude > UInt(step.cutoff) {
        now &+= min(a.time, b.time) &+ step.cutoff
        observer.note(.dropped(left: step.low, right: step.high), at: origin &+ now)
        now &+= step.delay
        continue
      }
      now &+= max(a.time, b.time)
      if wait < 0 {
        a.state *= decay(-wait &* step.leftQubits)
      } else {
        b.state *= decay(wait &* step.rightQubits)
      }
      if step.kind == .swap {
        let works = draws.coin(stream: step.index, threshold: step.threshold)
        observer.note(outcome(step, works), at: origin &+ now)
        now &+= step.delay
        if works { return (now, a.state * b.state * own * decay(step.delay &* step.qubits)) }
        continue
      }
      let out = scheme.apply(a.state, b.state)
      let works = draws.coin(stream: step.index, threshold: Draws.threshold(out[0]))
      observer.note(outcome(step, works), at: origin &+ now)
      now &+= step.delay
      if works {
        return (now, out / out[0] * decay(step.delay &* step.qubits))
      }
    }
  }

  @inline(__always)
  private func outcome(_ step: Step, _ works: Bool) -> ChainEvent {
    if step.kind == .purify {
      return works
        ? .purified(left: step.low, right: step.high) : .purificationFailed(left: step.low, right: step.high)
    }
    let repeater = step.index &- 64
    return works
      ? .swapped(repeater: repeater, left: step.low, right: step.high)
      : .swapFailed(repeater: repeater, left: step.low, right: step.high)
  }

  @inline(__always)
  private func decay(_ stored: Int) -> SIMD4<Double> {
    if stored == 0 { return SIMD4(repeating: 1) }
    let t = -Double(stored)
    let x = exponential(rates[1] * t)
    let y = rates[2] == rates[1] ? x : exponential(rates[2] * t)
    let z = rates[3] == rates[1] ? x : exponential(rates[3] * t)
    return SIMD4(1, x, y, z)
  }
}
