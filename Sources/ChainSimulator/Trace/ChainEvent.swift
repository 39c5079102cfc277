/// What an observer of a sampled delivery is told, in the order of events.
enum ChainEvent: Hashable {
  case generated(segment: Int)
  case swapped(repeater: Int, left: Int, right: Int)
  case swapFailed(repeater: Int, left: Int, right: Int)
  case purified(left: Int, right: Int)
  case purificationFailed(left: Int, right: Int)
  /// By a cut-off: the pairs between two nodes.
  case dropped(left: Int, right: Int)
  /// By the global cut-off, or by a failure that starts the whole chain again.
  case restarted
  case delivered
}

protocol ChainObserver {
  mutating func note(_ event: ChainEvent, at tick: Int)
}

struct NoObserver: ChainObserver {
  @inline(__always)
  mutating func note(_ event: ChainEvent, at tick: Int) {}
}
