/// Maximum flow and the minimum cuts at both its ends (Dinic, "Algorithm for solution of a problem of maximum flow in
/// networks with power estimation", Soviet Mathematics Doklady 11, 1970).
///
/// Flow below 1e-9 counts as none.
///
/// - Complexity: O(nodes² × arcs) for a flow; in practice near linear.
public struct MaximumFlow: Sendable {
  private let nodeCount: Int
  private let tails: [Int32]
  private let heads: [Int32]
  /// Arcs at each node, both directions: arc a forward is 2a, backward 2a + 1.
  private let starts: [Int32]
  private let incident: [Int32]
  /// What is left of each direction.
  private var residual: [Double]
  private var level: [Int32]
  private var next: [Int32]
  private let tolerance = 1e-9

  /// Creates the network without capacities; ``load(_:)`` gives each arc its own.
  ///
  /// - Precondition: as many heads as tails, all of them nodes.
  /// - Complexity: O(nodes + arcs).
  public init(nodeCount: Int, tails: [Int32], heads: [Int32]) {
    self.nodeCount = nodeCount
    self.tails = tails
    self.heads = heads
    var starts = [Int32](repeating: 0, count: nodeCount + 1)
    for arc in tails.indices {
      starts[Int(tails[arc]) + 1] += 1
      starts[Int(heads[arc]) + 1] += 1
    }
    for node in 0..<nodeCount { starts[node + 1] += starts[node] }
    var place = starts
    var incident = [Int32](repeating: 0, count: 2 * tails.count)
    for arc in tails.indices {
      for (node, direction) in [(Int(tails[arc]), 2 * arc), (Int(heads[arc]), 2 * arc + 1)] {
        incident[Int(place[node])] = Int32(direction)
        place[node] += 1
      }
    }
    self.starts = starts
    self.incident = incident
    residual = [Double](repeating: 0, count: 2 * tails.count)
    level = [Int32](repeating: -1, count: nodeCount)
    next = starts
  }

  /// Begins anew with capacities of arcs, in their order.
  ///
  /// - Parameter capacity: one for each arc, 0 or more; infinite on some arcs of a path at most, not on all.
  /// - Complexity: O(arcs).
  public mutating func load(_ capacity: [Double]) {
    for arc in capacity.indices {
      residual[2 * arc] = capacity[arc]
      residual[2 * arc + 1] = 0
    }
  }

  /// Flow over an arc, in the unit of the capacities: what was sent forward less what was sent back.
  public func sent(over arc: Int) -> Double { residual[2 * arc + 1] }

  /// Adds to the capacity of an arc; the flow sent so far stays, and ``augment(from:to:limit:)`` goes on from
  /// it.
  public mutating func raise(_ arc: Int, by amount: Double) { residual[2 * arc] += amount }

  @inline(__always) private func end(_ direction: Int) -> Int {
    Int(direction & 1 == 0 ? heads[direction >> 1] : tails[direction >> 1])
  }

  /// Sends more flow, at most `limit`; returns what was sent.
  ///
  /// - Complexity: O(nodes² × arcs).
  public mutating func augment(from source: Int, to sink: Int, limit: Double) -> Double {
    var sent = 0.0
    while sent < limit - tolerance, layer(from: source, to: sink) {
      next = starts
      while sent < limit - tolerance {
        let amount = push(from: source, to: sink, limit: limit - sent)
        if amount == 0 { break }
        sent += amount
      }
    }
    return sent
  }

  private mutating func layer(from source: Int, to sink: Int) -> Bool {
    for node in 0..<nodeCount { level[node] = -1 }
    level[source] = 0
    var queue = [Int32(source)]
    var done = 0
    while done < queue.count {
      let at = Int(queue[done])
      done += 1
      for place in starts[at]..<starts[at + 1] {
        let direction = Int(incident[Int(place)])
        let to = end(direction)
        if level[to] < 0 && residual[direction] > tolerance {
          level[to] = level[at] + 1
          if to == sink { return true }
          queue.append(Int32(to))
        }
      }
    }
    return false
  }

  /// One path of the layered network.
  private mutating func push(from source: Int, to sink: Int, limit: Double) -> Double {
    var path: [Int] = []
    var at = source
    while at != sink {
      var advanced = false
      while next[at] < starts[at + 1] {
        let direction = Int(incident[Int(next[at])])
        let to = end(direction)
        if level[to] == level[at] + 1 && residual[direction] > tolerance {
          path.append(direction)
          at = to
          advanced = true
          break
        }
        next[at] += 1
      }
      if advanced { continue }
      guard let last = path.popLast() else { return 0 }
      at = end(last ^ 1)
      next[at] += 1
    }
    let amount = path.reduce(limit) { min($0, residual[$1]) }
    for direction in path {
      residual[direction] -= amount
      residual[direction ^ 1] += amount
    }
    return amount
  }

  /// Nodes that could still be reached from the source.
  ///
  /// - Complexity: O(nodes + arcs).
  public func sourceSide(_ source: Int) -> [Bool] { side(source) { residual[$0] } }

  /// Nodes that could still reach the sink.
  ///
  /// - Complexity: O(nodes + arcs).
  public func sinkSide(_ sink: Int) -> [Bool] { side(sink) { residual[$0 ^ 1] } }

  private func side(_ start: Int, _ left: (Int) -> Double) -> [Bool] {
    var reached = [Bool](repeating: false, count: nodeCount)
    reached[start] = true
    var queue = [start]
    while let at = queue.popLast() {
      for place in starts[at]..<starts[at + 1] {
        let direction = Int(incident[Int(place)])
        let to = end(direction)
        if !reached[to] && left(direction) > tolerance {
          reached[to] = true
          queue.append(to)
        }
      }
    }
    return reached
  }
}
