/// A stored pair: its ends, when its oldest part was made, the qubit ticks it has been stored until `since`, and when both ends of
/// the chain know of all its swaps.
struct StoredPair {
  var left: Int
  var right: Int
  var born: Int
  var since: Int
  var stored: Int
  var known = 0

  static let none = StoredPair(left: -1, right: -1, born: 0, since: 0, stored: 0)
}

/// What is going on in a chain at one instant of an event-driven run.
///
/// Nodes are 0 to n, segment k joins nodes k and k+1. A pair is kept under the memory of its right end, or, when that is the right end of
/// the chain, under the memory of its left end: interior nodes have one memory on each side.
struct EventRun {
  let n: Int
  /// Success time of each segment's current attempts; `.max` while it makes none.
  let next: UnsafeMutableBufferPointer<Int>
  /// By slot; `left` is below 0 in empty ones.
  let pairs: UnsafeMutableBufferPointer<StoredPair>
  /// Where the pair that begins at a node is kept; below 0 for none.
  let rightSlot: UnsafeMutableBufferPointer<Int>
  /// Nodes at which a pair begins, and interior nodes at which one ends, one bit each.
  private(set) var begins: UInt64 = 0
  private var ends: UInt64 = 0
  var now = 0
  /// Qubit ticks of the delivered pair; below 0 while there is none.
  var delivered = -1
  /// When both ends know that it is there.
  var known = 0

  /// Repeaters with a pair on each side, one bit each.
  var ready: UInt64 { begins & ends }

  /// Calls a closure with a run of n segments.
  static func with(segments n: Int, _ body: (inout EventRun) -> Void) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * n + 1) { integers in
      withUnsafeTemporaryAllocation(of: StoredPair.self, capacity: 2 * n) { pairs in
        integers.initialize(repeating: 0)
        pairs.initialize(repeating: .none)
        var run = EventRun(
          n: n, next: UnsafeMutableBufferPointer(rebasing: integers[0..<n]), pairs: pairs,
          rightSlot: UnsafeMutableBufferPointer(rebasing: integers[n..<2 * n + 1]))
        body(&run)
      }
    }
  }

  @inline(__always)
  mutating func clear() {
    pairs.update(repeating: .none)
    rightSlot.update(repeating: -1)
    next.update(repeating: .max)
    (begins, ends) = (0, 0)
    delivered = -1
  }

  @inline(__always)
  static func bit(_ node: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: node) }

  @inline(__always)
  mutating func store(_ pair: StoredPair) {
    let slot = slot(pair.left, pair.right)
    pairs[slot] = pair
    rightSlot[pair.left] = slot
    begins |= Self.bit(pair.left)
    ends |= pair.right < n ? Self.bit(pair.right) : 0
  }

  @inline(__always)
  mutating func remove(_ slot: Int) -> StoredPair {
    let pair = pairs[slot]
    pairs[slot].left = -1
    // A measured left end may have given several pairs; only the newest is found from there.
    if rightSlot[pair.left] == slot {
      rightSlot[pair.left] = -1
      begins &= ~Self.bit(pair.left)
    }
    if slot < n { ends &= ~Self.bit(slot) }
    return pair
  }

  /// The pairs of a ready repeater.
  @inline(__always)
  func pairs(of repeater: Int) -> (left: StoredPair, right: StoredPair) {
    (pairs[repeater], pairs[rightSlot[repeater]])
  }

  /// Puts one pair in the place of both of a ready repeater's; its ends keep their marks.
  @inline(__always)
  mutating func merge(at repeater: Int, into pair: StoredPair) {
    pairs[repeater].left = -1
    pairs[rightSlot[repeater]].left = -1
    rightSlot[repeater] = -1
    begins &= ~Self.bit(repeater)
    ends &= ~Self.bit(repeater)
    let slot = slot(pair.left, pair.right)
    pairs[slot] = pair
    rightSlot[pair.left] = slot
  }

  @inline(__always)
  private func slot(_ left: Int, _ right: Int) -> Int { right < n ? right : n &+ left }
}
