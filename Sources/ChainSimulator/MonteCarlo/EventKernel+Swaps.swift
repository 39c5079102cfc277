// What repeaters do once they hold a pair on each side, by policy.

extension EventKernel {
  /// The pairs of a repeater become one, or the chain's.
  @inline(__always)
  private func join(_ run: inout EventRun, _ node: Int, _ observer: inout some ChainObserver) {
    let (left, right) = run.pairs(of: node)
    observer.note(.swapped(repeater: node, left: left.left, right: right.right), at: run.now)
    let qubitTicks = stored(left, run.now) &+ stored(right, run.now)
    let known = max(left.known, right.known, run.now &+ messageTicks[node])
    if left.left == 0, right.right == n {
      _ = run.remove(run.rightSlot[node])
      _ = run.remove(node)
      run.delivered = qubitTicks
      run.known = known
      return
    }
    run.merge(
      at: node,
      into: StoredPair(
        left: left.left, right: right.right, born: min(left.born, right.born), since: run.now,
        stored: qubitTicks, known: known)
    )
  }

  /// Segments from one node to another start again, once the message from a node has reached the farther end of each.
  @inline(__always)
  private func restart(_ run: inout EventRun, _ from: Int, _ to: Int, told node: Int, _ draws: inout Draws) {
    for k in from..<to {
      let message = hasMessages ? max(distance[k &+ 1] &- distance[node], distance[node] &- distance[k]) : 0
      begin(&run, k, at: run.now &+ message, &draws)
    }
  }

  @inline(__always)
  private func destroy(
    _ run: inout EventRun, _ node: Int, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    let right = run.remove(run.rightSlot[node])
    let left = run.remove(node)
    observer.note(.swapFailed(repeater: node, left: left.left, right: right.right), at: run.now)
    if policy == .wholePath {
      observer.note(.restarted, at: run.now)
      clear(&run, at: run.now &+ restartDelay, &draws)
    } else if isContinuous {
      refill(&run, left.left, &draws)
      refill(&run, node, &draws)
      refill(&run, right.right, &draws)
    } else {
      restart(&run, left.left, right.right, told: node, &draws)
    }
  }

  func swapInOrder(
    _ run: inout EventRun, _ ready: UInt64, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    var waiting = ready
    while waiting != 0 {
      let node = waiting.trailingZeroBitCount
      waiting &= waiting &- 1
      if draws.coin(stream: 64 &+ node, threshold: thresholds[node]) {
        join(&run, node, &observer)
        if isContinuous { refill(&run, node, &draws) }
        if run.delivered >= 0, !isContinuous { return }
      } else {
        destroy(&run, node, &draws, &observer)
        if policy == .wholePath { return }
        // The next one may have lost its left pair.
        waiting &= run.ready
      }
    }
  }

  func swapTogether(
    _ run: inout EventRun, _ allReady: UInt64, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    var ready = allReady
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
        _ = run.remove(first)
        while true {
          let pair = run.remove(run.rightSlot[node])
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

  func swapNested(
    _ run: inout EventRun, _ ready: UInt64, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    var waiting = ready
    while waiting != 0 {
      let node = waiting.trailingZeroBitCount
      waiting &= waiting &- 1
      let low = run.pairs[node].left
      let high = run.pairs[run.rightSlot[node]].right
      guard spans[node].low == low, spans[node].high == high else { continue }
      if draws.coin(stream: 64 &+ node, threshold: thresholds[node]) {
        join(&run, node, &observer)
        if isContinuous { refill(&run, node, &draws) }
        if run.delivered >= 0, !isContinuous { return }
        waiting |= EventRun.bit(low) | EventRun.bit(high)
      } else {
        destroy(&run, node, &draws, &observer)
      }
      waiting &= run.ready
    }
  }

  func swapAll(_ run: inout EventRun, _ draws: inout Draws, _ observer: inout some ChainObserver) {
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
      clear(&run, at: run.now &+ restartDelay, &draws)
    } else {
      for node in 1..<n { join(&run, node, &observer) }
    }
  }

  func swapNext(
    _ run: inout EventRun, _ segment: Int, _ draws: inout Draws, _ observer: inout some ChainObserver
  ) {
    if segment > 0 {
      if draws.coin(stream: 64 &+ segment, threshold: thresholds[segment]) {
        join(&run, segment, &observer)
        if run.delivered >= 0, !isContinuous { return }
      } else {
        observer.note(.swapFailed(repeater: segment, left: 0, right: segment &+ 1), at: run.now)
        observer.note(.restarted, at: run.now)
        clear(&run, at: run.now &+ restartDelay, &draws)
        return
      }
    }
    begin(&run, segment &+ 1, at: run.now, &draws)
  }
}
