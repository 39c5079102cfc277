internal import LinkPhysics

/// Every policy that is not a recursion, event by event: success times are drawn at once (geometric skipping), and between
/// them nothing is done.
///
/// Nodes are 0 to n, segment k joins nodes k and k+1. A pair is kept under the memory of its right end, or, when that is the right end of
/// the chain, under the memory of its left end: interior nodes have one memory on each side.
struct EventKernel: SamplingKernel {
  let blockSize: Int
  var blocksAreRuns: Bool { isContinuous }
  private let n: Int
  private let policy: SwapPolicy
  private let isContinuous: Bool
  private let periods: [Int]
  private let inverseHazards: [Double]
  private let thresholds: [UInt64]
  /// One-way message time from the left end to each node.
  private let distance: [Int]
  private let hasMessages: Bool
  private let ageCutoff: Int
  private let globalCutoff: Int
  private let finalDelay: Int
  /// Stored qubits that decay at the left end, the right end and inside; by the pair convention half of a pair each.
  private let pairConvention: Bool
  private let endsStored: Bool
  private let rates: (x: Double, y: Double, z: Double)
  private let tick: Double
  private let state: BellDiagonalState
  /// Nested: the nodes that the pairs of each repeater must reach.
  private let spans: [(low: Int, high: Int)]
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
    finalDelay = grid.ticks(chain.finalMessageDelay)
    ageCutoff = chain.cutoff?.kind == .age ? grid.ticksWithin(chain.cutoff!.values[0]) : .max
    globalCutoff = chain.cutoff?.kind == .global ? grid.ticksWithin(chain.cutoff!.values[0]) : .max
    pairConvention = chain.memory.convention == .pair
    endsStored = chain.memory.ends == .stored
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

  func block(_ index: Int, count: Int, seed: UInt64) -> Tally {
    var tally = Tally()
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64 + n + 1) { counters in
      withRun { run in
        var observer = NoObserver()
        if isContinuous {
          var draws = Draws(seed: seed, sample: index, counters: counters)
          deliverContinuously(&run, &draws, count: count, &tally)
        } else {
          for i in 0..<count {
            var draws = Draws(seed: seed, sample: index * blockSize + i, counters: counters)
            deliver(&run, &draws, &observer)
            add(&tally, time: run.now + finalDelay, stored: run.delivered, links: draws.links)
          }
        }
      }
    }
    return tally
  }

  /// One on-demand delivery, told to an observer.
  func observe(sample: Int, seed: UInt64, _ observer: inout some ChainObserver) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64 + n + 1) { counters in
      withRun { run in
        var draws = Draws(seed: seed, sample: sample, counters: counters)
        deliver(&run, &draws, &observer)
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

  // MARK: One run

  /// A stored pair: its ends, when its oldest part was made, and the qubit ticks it has been stored until `since`.
  private struct Pair {
    var left: Int
    var right: Int
    var born: Int
    var since: Int
    var stored: Int
  }

  private struct Run {
    /// Success time of each segment's current attempts; `.max` while it makes none.
    let next: UnsafeMutableBufferPointer<Int>
    let pairs: UnsafeMutableBufferPointer<Pair>
    /// Where the pair that begins at a node is kept; 0 for none.
    let rightSlot: UnsafeMutableBufferPointer<Int>
    /// Whether slots hold pairs, one bit each.
    var occupied: (low: UInt64, high: UInt64) = (0, 0)
    var now = 0
    /// Qubit ticks of the delivered pair; below 0 while there is none.
    var delivered = -1
    var pairCount = 0
  }

  private func withRun(_ body: (inout Run) -> Void) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * n + 2) { integers in
      withUnsafeTemporaryAllocation(of: Pair.self, capacity: 2 * n + 1) { pairs in
        integers.initialize(repeating: 0)
        pairs.initialize(repeating: Pair(left: -1, right: -1, born: 0, since: 0, stored: 0))
        var run = Run(
          next: UnsafeMutableBufferPointer(rebasing: integers[0..<n]), pairs: pairs,
          rightSlot: UnsafeMutableBufferPointer(rebasing: integers[n..<2 * n + 1]))
        body(&run)
      }
    }
  }

  /// Slot of a pair: its right end, or past n its left end where the right one is the end of the chain.
  @inline(__always)
  private func slot(_ left: Int, _ right: Int) -> Int { right < n ? right : n &+ left }

  @inline(__always)
  private func clear(_ run: inout Run, at start: Int, _ draws: inout Draws) {
    run.pairs.update(repeating: Pair(left: -1, right: -1, born: 0, since: 0, stored: 0))
    run.rightSlot.update(repeating: -1)
    run.next.update(repeating: .max)
    run.pairCount = 0
    run.delivered = -1
    if policy == .sequential {
      begin(&run, 0, at: start, &draws)
    } else {
      for k in 0..<n { begin(&run, k, at: start, &draws) }
    }
  }

  @inline(__always)
  private func begin(_ run: inout Run, _ segment: Int, at time: Int, _ draws: inout Draws) {
    run.next[segment] =
      time
      &+ periods[segment]
      &* draws.attempts(segment: segment, inverseHazard: inverseHazards[segment])
  }

  @inline(__always)
  private func store(_ run: inout Run, _ pair: Pair) {
    let slot = slot(pair.left, pair.right)
    run.pairs[slot] = pair
    run.rightSlot[pair.left] = slot
  }

  @inline(__always)
  private func remove(_ run: inout Run, _ slot: Int) -> Pair {
    let pair = run.pairs[slot]
    run.pairs[slot].left = -1
    // A measured left end may have given several pairs; only the newest is found from there.
    if run.rightSlot[pair.left] == slot { run.rightSlot[pair.left] = -1 }
    run.pairCount &-= 1
    return pair
  }

  /// Qubit ticks of a pair up to now; a pair by the pair convention counts as two qubits of half the rate.
  @inline(__always)
  private func stored(_ pair: Pair, _ now: Int) -> Int {
    var qubits = 2
    if !pairConvention && !endsStored { qubits = (pair.left > 0 ? 1 : 0) &+ (pair.right < n ? 1 : 0) }
    return pair.stored &+ qubits &* (now &- pair.since)
  }

  // MARK: On demand

  private func deliver(_ run: inout Run, _ draws: inout Draws, _ observer: inout some ChainObserver) {
    var origin = 0
    clear(&run, at: 0, &draws)
    while run.delivered < 0 {
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

  /// Everything that happens at the next instant: pairs made, swaps, pairs dropped.
  @inline(__always)
  private func step(
    _ run: inout Run, _ draws: inout Draws, _ origin: Int, _ observer: inout some ChainObserver
  ) {
    var now = Int.max
    // Segments that succeed at the next instant, one bit each.
    var arrivals: UInt64 = 0
    for k in 0..<n {
      let time = run.next[k]
      let bit = (1 as UInt64) &<< UInt64(truncatingIfNeeded: k)
      arrivals = time < now ? bit : time == now ? arrivals | bit : arrivals
      now = min(now, time)
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
        return
      }
      store(&run, Pair(left: k, right: k &+ 1, born: now, since: now, stored: 0))
      run.pairCount &+= 1
      touched |= (3 as UInt64) &<< UInt64(truncatingIfNeeded: k)
      single = k
    }
    switch policy {
    case .asapSequential, .wholePath: swapInOrder(&run, touched, &draws, &observer)
    case .asapSimultaneous: swapTogether(&run, touched, &draws, &observer)
    case .nested: swapNested(&run, touched, &draws, &observer)
    case .waitAll: if run.pairCount == n { swapAll(&run, &draws, &observer) }
    case .sequential: if touched != 0 { swapNext(&run, single, &draws, &observer) }
    }
    if ageCutoff != .max, run.delivered < 0 || isContinuous { dropOld(&run, &draws, &observer) }
  }

  /// Nodes with a pair on each side, out of those given.
  @inline(__always)
  private func isReady(_ run: Run, _ node: Int) -> Bool {
    node > 0 && node < n && run.pairs[node].left >= 0 && run.rightSlot[node] >= 0
  }

  /// The pairs of a repeater become one, or the chain's.
  @inline(__always)
  private func join(_ run: inout Run, _ node: Int, _ observer: inout some ChainObserver) {
    let right = remove(&run, run.rightSlot[node])
    let left = remove(&run, node)
    observer.note(.swapped(repeater: node, left: left.left, right: right.right), at: run.now)
    let stored = stored(left, run.now) &+ stored(right, run.now)
    if left.left == 0, right.right == n {
      run.delivered = stored
      return
    }
    store(
      &run,
      Pair(
        left: left.left, right: right.right, born: min(left.born, right.born), since: run.now, stored: stored)
    )
    run.pairCount &+= 1
  }

  /// Segments from one node to another start again, once the message from a node has reached the farther end of each.
  @inline(__always)
  private func restart(_ run: inout Run, _ from: Int, _ to: Int, told node: Int, _ draws: inout Draws) {
    if !hasMessages, !isContinuous {
      for k in from..<to { begin(&run, k, at: run.now, &draws) }
      return
    }
    for k in from..<to {
      let message = max(distance[k &+ 1] &- distance[node], distance[node] &- distance[k])
      if isContinuous {
        if isFree(run, k) { begin(&run, k, at: run.now &+ message, &draws) }
      } else {
        begin(&run, k, at: run.now &+ message, &draws)
      }
    }
  }

  @inline(__always)
  private func destroy(
    _ run: inout Run, _ node: Int, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    let right = remove(&run, run.rightSlot[node])
    let left = remove(&run, node)
    observer.note(.swapFailed(repeater: node, left: left.left, right: right.right), at: run.now)
    if policy == .wholePath {
      observer.note(.restarted, at: run.now)
      clear(&run, at: run.now &+ finalDelay, &draws)
    } else if isContinuous {
      refill(&run, left.left, &draws)
      refill(&run, node, &draws)
      refill(&run, right.right, &draws)
    } else {
      restart(&run, left.left, right.right, told: node, &draws)
    }
  }

  private func swapInOrder(
    _ run: inout Run, _ touched: UInt64, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    var left = touched & ~1
    while left != 0 {
      let node = left.trailingZeroBitCount
      left &= left &- 1
      guard isReady(run, node) else { continue }
      if draws.coin(stream: 64 &+ node, threshold: thresholds[node]) {
        join(&run, node, &observer)
        if isContinuous { refill(&run, node, &draws) }
        if run.delivered >= 0, !isContinuous { return }
      } else {
        destroy(&run, node, &draws, &observer)
        if policy == .wholePath { return }
      }
    }
  }

  private func swapTogether(
    _ run: inout Run, _ touched: UInt64, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    var ready: UInt64 = 0
    var left = touched & ~1
    while left != 0 {
      let node = left.trailingZeroBitCount
      left &= left &- 1
      if isReady(run, node) { ready |= 1 &<< UInt64(truncatingIfNeeded: node) }
    }
    while ready != 0 {
      // A run of ready repeaters, each joined to the next by a pair.
      let first = ready.trailingZeroBitCount
      var last = first
      ready &= ready &- 1
      var survives = draws.coin(stream: 64 &+ first, threshold: thresholds[first])
      while run.pairs[run.rightSlot[last]].right < n,
        ready & (1 &<< UInt64(truncatingIfNeeded: run.pairs[run.rightSlot[last]].right)) != 0
      {
        last = run.pairs[run.rightSlot[last]].right
        ready &= ready &- 1
        // Every repeater of the run draws, whatever the others did.
        let coin = draws.coin(stream: 64 &+ last, threshold: thresholds[last])
        survives = survives && coin
      }
      var node = first
      if survives {
        while true {
          let next = run.pairs[run.rightSlot[node]].right
          join(&run, node, &observer)
          if isContinuous { refill(&run, node, &draws) }
          if run.delivered >= 0, !isContinuous { return }
          if node == last { break }
          node = next
        }
      } else {
        let begin = run.pairs[first].left
        var end = first
        _ = remove(&run, first)
        while true {
          let pair = remove(&run, run.rightSlot[node])
          observer.note(.swapFailed(repeater: node, left: begin, right: pair.right), at: run.now)
          end = pair.right
          if node == last { break }
          node = end
        }
        if isContinuous {
          for node in begin...end { refill(&run, node, &draws) }
        } else {
          restart(&run, begin, end, told: (first &+ last) / 2, &draws)
        }
      }
    }
  }

  private func swapNested(
    _ run: inout Run, _ touched: UInt64, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    var waiting = touched & ~1
    while waiting != 0 {
      let node = waiting.trailingZeroBitCount
      waiting &= waiting &- 1
      guard isReady(run, node) else { continue }
      let low = run.pairs[node].left
      let high = run.pairs[run.rightSlot[node]].right
      guard spans[node].low == low, spans[node].high == high else { continue }
      if draws.coin(stream: 64 &+ node, threshold: thresholds[node]) {
        join(&run, node, &observer)
        if isContinuous { refill(&run, node, &draws) }
        if run.delivered >= 0, !isContinuous { return }
        if low > 0 { waiting |= 1 &<< UInt64(truncatingIfNeeded: low) }
        if high < n { waiting |= 1 &<< UInt64(truncatingIfNeeded: high) }
      } else {
        destroy(&run, node, &draws, &observer)
      }
    }
  }

  private func swapAll(_ run: inout Run, _ draws: inout Draws, _ observer: inout some ChainObserver) {
    var failed = false
    for node in 1..<n {
      let works = draws.coin(stream: 64 &+ node, threshold: thresholds[node])
      if !works {
        failed = true
        observer.note(.swapFailed(repeater: node, left: node &- 1, right: node &+ 1), at: run.now)
      }
    }
    if failed {
      observer.note(.restarted, at: run.now)
      clear(&run, at: run.now &+ finalDelay, &draws)
    } else {
      for node in 1..<n { join(&run, node, &observer) }
    }
  }

  private func swapNext(
    _ run: inout Run, _ segment: Int, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    if segment > 0 {
      if draws.coin(stream: 64 &+ segment, threshold: thresholds[segment]) {
        join(&run, segment, &observer)
        if run.delivered >= 0, !isContinuous { return }
      } else {
        observer.note(.swapFailed(repeater: segment, left: 0, right: segment &+ 1), at: run.now)
        observer.note(.restarted, at: run.now)
        clear(&run, at: run.now &+ finalDelay, &draws)
        return
      }
    }
    begin(&run, segment &+ 1, at: run.now, &draws)
  }

  // MARK: Age

  private func nextDrop(_ run: Run) -> Int {
    var first = Int.max
    for slot in 1..<2 * n where run.pairs[slot].left >= 0 { first = min(first, run.pairs[slot].born) }
    return first == .max ? .max : first &+ ageCutoff
  }

  private func dropOld(_ run: inout Run, _ draws: inout Draws, _ observer: inout some ChainObserver) {
    for slot in 1..<2 * n where run.pairs[slot].left >= 0 && run.now &- run.pairs[slot].born >= ageCutoff {
      let pair = remove(&run, slot)
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
  private func isFree(_ run: Run, _ segment: Int) -> Bool {
    if run.next[segment] != .max { return false }
    let leftFree =
      segment == 0 ? !endsStored || run.rightSlot[0] < 0 : run.rightSlot[segment] < 0
    let rightFree =
      segment == n - 1
      ? !endsStored || !hasPairAtEnd(run) : run.pairs[segment &+ 1].left < 0
    return leftFree && rightFree
  }

  private func hasPairAtEnd(_ run: Run) -> Bool {
    for slot in n..<2 * n where run.pairs[slot].left >= 0 { return true }
    return false
  }

  /// Both segments of a node try again where they may.
  @inline(__always)
  private func refill(_ run: inout Run, _ node: Int, _ draws: inout Draws) {
    if node > 0, isFree(run, node &- 1) { begin(&run, node &- 1, at: run.now, &draws) }
    if node < n, isFree(run, node) { begin(&run, node, at: run.now, &draws) }
  }

  private func deliverContinuously(_ run: inout Run, _ draws: inout Draws, count: Int, _ tally: inout Tally) {
    var observer = NoObserver()
    clear(&run, at: 0, &draws)
    var before = 0
    var linksBefore = 0
    for delivery in 0..<warmUp + count {
      while run.delivered < 0 { step(&run, &draws, 0, &observer) }
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
