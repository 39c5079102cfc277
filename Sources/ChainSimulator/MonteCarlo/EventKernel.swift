internal import LinkPhysics

/// Every policy that is not a recursion, event by event: success times are drawn at once (geometric skipping), and between
/// them nothing is done. Here is the clock; `EventKernel+Swaps.swift` holds what repeaters do.
struct EventKernel: SamplingKernel {
  let blockSize: Int
  var blocksAreRuns: Bool { isContinuous }
  let n: Int
  let policy: SwapPolicy
  let isContinuous: Bool
  private let periods: [Int]
  private let inverseHazards: [Double]
  let thresholds: [UInt64]
  /// One-way message time from the left end to each node.
  let distance: [Int]
  let hasMessages: Bool
  private let ageCutoff: Int
  private let globalCutoff: Int
  /// From a repeater's swap to the knowledge of its outcome at both ends; 0 for nodes that are ends.
  let messageTicks: [Int]
  /// Until a chain that starts again as a whole does so.
  let restartDelay: Int
  /// Stored qubits that decay at the left end, the right end and inside; by the pair convention half of a pair each.
  private let pairConvention: Bool
  private let endsStored: Bool
  private let allQubitsCount: Bool
  private let rates: (x: Double, y: Double, z: Double)
  private let tick: Double
  private let state: BellDiagonalState
  /// Nested: the nodes that the pairs of each repeater must reach.
  let spans: [(low: Int, high: Int)]
  /// Continuous: deliveries of one block that are not counted.
  private let warmUp: Int

  init(_ chain: Chain) {
    let grid = TickGrid(chain)
    n = chain.segments.count
    policy = chain.policy
    isContinuous = chain.delivery == .continuous
    tick = grid.tick
    periods = grid.periods
    inverseHazards = chain.segments.map { -1 / $0.hazard }
    thresholds = [.max] + chain.swaps.map { Draws.threshold($0.successProbability) }
    let hasMessages = chain.timeBase == .physical && chain.latency == .messages
    self.hasMessages = hasMessages
    var at = 0.0
    distance =
      [0]
      + chain.segments.map {
        at += hasMessages ? $0.messageDelay : 0
        return grid.ticks(at)
      }
    messageTicks = [0] + chain.messageTimes.map { grid.ticks($0) } + [0]
    restartDelay = grid.ticks(chain.longestMessageTime)
    ageCutoff = chain.cutoff?.kind == .age ? grid.ticksWithin(chain.cutoff!.values[0]) : .max
    globalCutoff = chain.cutoff?.kind == .global ? grid.ticksWithin(chain.cutoff!.values[0]) : .max
    pairConvention = chain.memory.convention == .pair
    endsStored = chain.memory.ends == .stored
    allQubitsCount = pairConvention || endsStored
    rates = (
      chain.memory.rateX * grid.tick, chain.memory.rateY * grid.tick, chain.memory.rateZ * grid.tick
    )
    state = chain.staticState * chain.mapRates { chain.finalMessageDecay(rate: $0) }
    var spans = [(low: Int, high: Int)](repeating: (0, 0), count: n + 1)
    if chain.policy == .nested {
      func visit(_ tree: SwapTree) -> Range<Int> {
        switch tree {
        case .leaf(let i): return i..<i + 1
        case .node(let a, let b):
          let (left, right) = (visit(a), visit(b))
          spans[left.upperBound] = (left.lowerBound, right.upperBound)
          return left.lowerBound..<right.upperBound
        }
      }
      _ = visit(chain.tree ?? .balanced(0..<n))
    }
    self.spans = spans
    warmUp = isContinuous ? 64 + 4 * n : 0
    // A block of continuous operation is one run, so that blocks are independent.
    blockSize = isContinuous ? 512 : 256
  }

  func block(_ index: Int, count: Int, seed: UInt64, isCancelled: () -> Bool) -> Tally {
    var tally = Tally(near: state)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64 + n + 1) { counters in
      EventRun.with(segments: n) { run in
        var observer = NoObserver()
        if isContinuous {
          var draws = Draws(seed: seed, sample: index, counters: counters)
          deliverContinuously(&run, &draws, count: count, isCancelled, &tally)
        } else {
          for i in 0..<count {
            if isCancelled() { break }
            var draws = Draws(seed: seed, sample: index * blockSize + i, counters: counters)
            deliver(&run, &draws, isCancelled, &observer)
            if run.delivered < 0 { break }
            add(&tally, time: run.known, stored: run.delivered, links: draws.links)
          }
        }
      }
    }
    return tally
  }

  /// One on-demand delivery, told to an observer.
  func observe(sample: Int, seed: UInt64, _ observer: inout some ChainObserver) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64 + n + 1) { counters in
      EventRun.with(segments: n) { run in
        var draws = Draws(seed: seed, sample: sample, counters: counters)
        deliver(&run, &draws, { false }, &observer)
      }
    }
  }

  @inline(__always)
  private func add(_ tally: inout Tally, time: Int, stored: Int, links: Int) {
    let d = pairConvention ? Double(stored) / 2 : Double(stored)
    let x = exponential(-rates.x * d)
    let y = rates.y == rates.x ? x : exponential(-rates.y * d)
    let z = rates.z == rates.x ? x : exponential(-rates.z * d)
    tally.add(
      time: Double(time) * tick, x: state.x * x, y: state.y * y, z: state.z * z, links: links)
  }

  @inline(__always)
  func clear(_ run: inout EventRun, at start: Int, _ draws: inout Draws) {
    run.clear()
    if policy == .sequential {
      begin(&run, 0, at: start, &draws)
    } else {
      for k in 0..<n { begin(&run, k, at: start, &draws) }
    }
  }

  @inline(__always)
  func begin(_ run: inout EventRun, _ segment: Int, at time: Int, _ draws: inout Draws) {
    run.next[segment] =
      time
      &+ periods[segment]
      &* draws.attempts(segment: segment, inverseHazard: inverseHazards[segment])
  }

  /// Qubit ticks of a pair up to now; a pair by the pair convention counts as two qubits of half the rate.
  @inline(__always)
  func stored(_ pair: StoredPair, _ now: Int) -> Int {
    let qubits = allQubitsCount ? 2 : (pair.left > 0 ? 1 : 0) &+ (pair.right < n ? 1 : 0)
    return pair.stored &+ qubits &* (now &- pair.since)
  }

  // MARK: On demand

  /// One delivery, or none where it takes long and is cancelled.
  private func deliver(
    _ run: inout EventRun, _ draws: inout Draws, _ isCancelled: () -> Bool,
    _ observer: inout some ChainObserver
  ) {
    var origin = 0
    var steps = 0
    clear(&run, at: 0, &draws)
    while run.delivered < 0 {
      if isTime(toAsk: &steps), isCancelled() { return }
      step(&run, &draws, origin, &observer)
      // What is done within the limit counts; else the chain starts again at the limit.
      if globalCutoff != .max, run.now &- origin > globalCutoff {
        origin &+= globalCutoff
        run.now = origin
        observer.note(.restarted, at: origin)
        clear(&run, at: origin, &draws)
      }
    }
    observer.note(.delivered, at: run.now)
  }

  /// Once in 65,536 steps: some milliseconds.
  @inline(__always)
  private func isTime(toAsk steps: inout Int) -> Bool {
    steps &+= 1
    return steps & 0xFFFF == 0
  }

  /// Everything that happens at the next instant: pairs made, swaps, pairs dropped.
  @inline(__always)
  private func step(
    _ run: inout EventRun, _ draws: inout Draws, _ origin: Int, _ observer: inout some ChainObserver
  ) {
    var now = Int.max
    // Segments that succeed at the next instant, one bit each.
    var arrivals: UInt64 = 0
    var bit = 1 as UInt64
    for k in 0..<n {
      let time = run.next[k]
      arrivals = time < now ? bit : time == now ? arrivals | bit : arrivals
      now = min(now, time)
      bit &<<= 1
    }
    if ageCutoff != .max {
      let drop = nextDrop(run)
      if drop < now { (now, arrivals) = (drop, 0) }
    }
    run.now = now
    if globalCutoff != .max, now &- origin > globalCutoff { return }
    var touched: UInt64 = 0
    var single = 0
    while arrivals != 0 {
      let k = arrivals.trailingZeroBitCount
      arrivals &= arrivals &- 1
      run.next[k] = .max
      draws.links &+= 1
      observer.note(.generated(segment: k), at: now)
      if n == 1 {
        run.delivered = 0
        run.known = now
        return
      }
      run.store(StoredPair(left: k, right: k &+ 1, born: now, since: now, stored: 0))
      touched |= (3 as UInt64) &<< UInt64(truncatingIfNeeded: k)
      single = k
    }
    switch policy {
    case .waitAll: if run.begins.nonzeroBitCount == n { swapAll(&run, &draws, &observer) }
    case .sequential: if touched != 0 { swapNext(&run, single, &draws, &observer) }
    case .asapSequential, .asapSimultaneous, .wholePath, .nested:
      let ready = touched & run.ready
      if ready == 0 { break }
      switch policy {
      case .asapSimultaneous: swapTogether(&run, ready, &draws, &observer)
      case .nested: swapNested(&run, ready, &draws, &observer)
      default: swapInOrder(&run, ready, &draws, &observer)
      }
    }
    if ageCutoff != .max, run.delivered < 0 || isContinuous { dropOld(&run, &draws, &observer) }
  }

  // MARK: Age

  private func nextDrop(_ run: EventRun) -> Int {
    var first = Int.max
    for slot in 1..<2 * n where run.pairs[slot].left >= 0 { first = min(first, run.pairs[slot].born) }
    return first == .max ? .max : first &+ ageCutoff
  }

  private func dropOld(_ run: inout EventRun, _ draws: inout Draws, _ observer: inout some ChainObserver) {
    for slot in 1..<2 * n where run.pairs[slot].left >= 0 && run.now &- run.pairs[slot].born >= ageCutoff {
      let pair = run.remove(slot)
      observer.note(.dropped(left: pair.left, right: pair.right), at: run.now)
      if isContinuous {
        refill(&run, pair.left, &draws)
        refill(&run, pair.right, &draws)
      } else {
        for k in pair.left..<pair.right { begin(&run, k, at: run.now, &draws) }
      }
    }
  }

  // MARK: Continuous

  /// A segment may try when it does not and the memories at both of its nodes are free; measured ends always are.
  @inline(__always)
  private func isFree(_ run: EventRun, _ segment: Int) -> Bool {
    if run.next[segment] != .max { return false }
    let leftFree =
      segment == 0 ? !endsStored || run.rightSlot[0] < 0 : run.rightSlot[segment] < 0
    let rightFree =
      segment == n - 1
      ? !endsStored || !hasPairAtEnd(run) : run.pairs[segment &+ 1].left < 0
    return leftFree && rightFree
  }

  private func hasPairAtEnd(_ run: EventRun) -> Bool {
    for slot in n..<2 * n where run.pairs[slot].left >= 0 { return true }
    return false
  }

  /// Both segments of a node try again where they may.
  @inline(__always)
  func refill(_ run: inout EventRun, _ node: Int, _ draws: inout Draws) {
    if node > 0, isFree(run, node &- 1) { begin(&run, node &- 1, at: run.now, &draws) }
    if node < n, isFree(run, node) { begin(&run, node, at: run.now, &draws) }
  }

  /// A run of deliveries, all or none of them.
  private func deliverContinuously(
    _ run: inout EventRun, _ draws: inout Draws, count: Int, _ isCancelled: () -> Bool, _ tally: inout Tally
  ) {
    var observer = NoObserver()
    var steps = 0
    clear(&run, at: 0, &draws)
    var before = 0
    var linksBefore = 0
    for delivery in 0..<warmUp + count {
      while run.delivered < 0 {
        if isTime(toAsk: &steps), isCancelled() {
          tally = Tally(near: state)
          return
        }
        step(&run, &draws, 0, &observer)
      }
      if delivery >= warmUp {
        add(&tally, time: run.now - before, stored: run.delivered, links: draws.links - linksBefore)
      }
      before = run.now
      linksBefore = draws.links
      run.delivered = -1
      // The last swap has freed its repeater and, where they are stored, the ends.
      for node in 0...n { refill(&run, node, &draws) }
    }
    tally.endRun()
  }
}
