public import HeapModule

/// Best paths from one node to every node within reach (Dijkstra, "A note on two problems in connexion with graphs", 1959).
///
/// A label tells how good a path is; it grows (or stays) with every arc, and of two labels at one node the smaller stays
/// the smaller along any arc: numbers will do, and lexicographic labels such as (loss, length). Nodes of equal labels are
/// settled in the order of their indices; of paths with equal labels the one that was met first is kept.
///
/// - Complexity: O((nodes + arcs) log nodes) over the part of the graph that is followed, and 4 bytes for each other node.
public struct ShortestPaths<Label: Comparable, Arc> {
  @usableFromInline struct Step: Comparable {
    @usableFromInline var label: Label
    @usableFromInline var node: Int32
    /// Number of the node among those met.
    @usableFromInline var place: Int32

    @inlinable init(label: Label, node: Int32, place: Int32) {
      self.label = label
      self.node = node
      self.place = place
    }

    @inlinable static func == (a: Self, b: Self) -> Bool { a.node == b.node && a.label == b.label }

    @inlinable static func < (a: Self, b: Self) -> Bool {
      a.label == b.label ? a.node < b.node : a.label < b.label
    }
  }

  /// A node that was met, and the best path to it so far.
  @usableFromInline struct Arrival {
    @usableFromInline var label: Label
    @usableFromInline var arc: Arc?
    /// Number of the node before it among those met.
    @usableFromInline var before: Int32
    @usableFromInline var isSettled: Bool

    @inlinable init(label: Label, arc: Arc?, before: Int32) {
      self.label = label
      self.arc = arc
      self.before = before
      isSettled = false
    }
  }

  /// Nodes within reach, the best first; the start is the first of all.
  public let settled: [Int]
  @usableFromInline let arrivals: [Arrival]
  /// For each node its number among those met; -1 for others.
  @usableFromInline let places: [Int32]

  /// Settles nodes in the order of their labels until all within reach, or the node `last`, are settled.
  ///
  /// - Parameters:
  ///   - label: of the start.
  ///   - last: the search ends once this node is settled.
  ///   - arcs: those that leave a node.
  ///   - step: where an arc leads from a node with a label, and the label there; `nil` where it is not to be followed.
  @inlinable
  public init<Arcs: Sequence>(
    nodeCount: Int, from start: Int, label: Label, until last: Int? = nil, arcs: (_ node: Int) -> Arcs,
    step: (_ label: Label, _ arc: Arc) -> (head: Int, label: Label)?
  ) where Arcs.Element == Arc {
    var places = [Int32](repeating: -1, count: nodeCount)
    places[start] = 0
    var arrivals = [Arrival(label: label, arc: nil, before: -1)]
    var settled: [Int] = []
    var heap: Heap<Step> = [Step(label: label, node: Int32(start), place: 0)]
    while let next = heap.popMin() {
      let (node, place) = (Int(next.node), Int(next.place))
      if arrivals[place].isSettled { continue }
      arrivals[place].isSettled = true
      settled.append(node)
      if node == last { break }
      for arc in arcs(node) {
        guard let (head, label) = step(next.label, arc) else { continue }
        let known = Int(places[head])
        if known < 0 {
          places[head] = Int32(arrivals.count)
          heap.insert(Step(label: label, node: Int32(head), place: Int32(arrivals.count)))
          arrivals.append(Arrival(label: label, arc: arc, before: next.place))
        } else if !arrivals[known].isSettled, label < arrivals[known].label {
          arrivals[known] = Arrival(label: label, arc: arc, before: next.place)
          heap.insert(Step(label: label, node: Int32(head), place: Int32(known)))
        }
      }
    }
    self.settled = settled
    self.arrivals = arrivals
    self.places = places
  }

  @inlinable func arrival(at node: Int) -> Arrival? {
    let place = Int(places[node])
    return place >= 0 && arrivals[place].isSettled ? arrivals[place] : nil
  }

  /// Label of the best path to a node; `nil` where it was not settled.
  @inlinable public func label(of node: Int) -> Label? { arrival(at: node)?.label }

  /// The arc by which the best path arrives at a node; `nil` at the start and where it was not settled.
  @inlinable public func arrivingArc(at node: Int) -> Arc? { arrival(at: node)?.arc }

  /// Arcs of the best path to a node; `nil` where it was not settled.
  ///
  /// - Complexity: O(arcs of the path).
  @inlinable public func path(to node: Int) -> [Arc]? {
    guard var arrival = arrival(at: node) else { return nil }
    var path: [Arc] = []
    while let arc = arrival.arc {
      path.append(arc)
      arrival = arrivals[Int(arrival.before)]
    }
    path.reverse()
    return path
  }
}

extension ShortestPaths: Sendable where Label: Sendable, Arc: Sendable {}
extension ShortestPaths.Step: Sendable where Label: Sendable {}
extension ShortestPaths.Arrival: Sendable where Label: Sendable, Arc: Sendable {}
