import GraphAlgorithms
import Testing

@Suite struct PathTests {
  private struct Label: Comparable {
    var cost: Double
    var arcs: Int
    static func < (a: Self, b: Self) -> Bool { (a.cost, a.arcs) < (b.cost, b.arcs) }
  }

  private func shortest(_ random: RandomGraph, until last: Int? = nil, within limit: Double = .infinity)
    -> ShortestPaths<Label, Int>
  {
    ShortestPaths(
      nodeCount: random.graph.nodeCount, from: 0, label: Label(cost: 0, arcs: 0), until: last,
      arcs: { random.graph.arcs(from: $0) },
      step: { label, arc in
        let next = Label(cost: label.cost + random.arcCosts[arc], arcs: label.arcs + 1)
        return next.cost <= limit ? (Int(random.graph.heads[arc]), next) : nil
      })
  }

  @Test(arguments: 0..<40) func shortestPathsAreThoseOfAllPaths(seed: Int) {
    let random = RandomGraph(seed: seed)
    let paths = shortest(random)
    #expect(paths.settled.first == 0 && paths.path(to: 0) == [] && paths.arrivingArc(at: 0) == nil)
    let labels = paths.settled.map { (paths.label(of: $0)!, $0) }
    #expect(zip(labels, labels.dropFirst()).allSatisfy { $0.0 < $1.0 || ($0.0 == $1.0 && $0.1 < $1.1) })
    for node in 1..<random.graph.nodeCount {
      let all = random.simplePaths(from: 0, to: node).map { Label(cost: random.cost(of: $0), arcs: $0.count) }
      #expect(paths.label(of: node) == all.min())
      guard let path = paths.path(to: node) else { continue }
      #expect(paths.arrivingArc(at: node) == path.last)
      #expect(Label(cost: random.cost(of: path), arcs: path.count) == all.min())
      #expect(random.simplePaths(from: 0, to: node).contains(path))
    }
  }

  @Test(arguments: 0..<20) func searchEndsWhereItIsTold(seed: Int) {
    let random = RandomGraph(seed: seed)
    let (whole, stopped, bounded) = (
      shortest(random), shortest(random, until: 3), shortest(random, within: 5)
    )
    let end = whole.settled.firstIndex(of: 3) ?? whole.settled.count - 1
    #expect(stopped.settled == Array(whole.settled[...end]))
    // Met, but not settled.
    for node in whole.settled[(end + 1)...] { #expect(stopped.label(of: node) == nil) }
    #expect(bounded.settled == whole.settled.filter { whole.label(of: $0)!.cost <= 5 })
  }

  /// Two numbers, of which the first that differs decides.
  private struct Pair: AdditiveLabel {
    var first: Double
    var second: Double
    static var zero: Pair { Pair(first: 0, second: 0) }
    static var unreachable: Pair { Pair(first: .infinity, second: .infinity) }
    static func < (a: Self, b: Self) -> Bool { (a.first, a.second) < (b.first, b.second) }
    static func + (a: Self, b: Self) -> Pair { Pair(first: a.first + b.first, second: a.second + b.second) }
    static func - (a: Self, b: Self) -> Pair { Pair(first: a.first - b.first, second: a.second - b.second) }
  }

  @Test(arguments: 0..<40) func layersHoldTheBestOfSoManyArcs(seed: Int) {
    let random = RandomGraph(seed: seed)
    let graph = random.graph
    let last = graph.nodeCount - 1
    func label(_ arc: Int, _ node: Int) -> Pair {
      Pair(first: random.arcCosts[arc], second: random.nodeCosts[node])
    }
    let free = Pair(first: 1e9, second: 0)
    let there = LayeredPaths(graph, from: 0, to: last, atMost: 4, ceiling: free, label: label)
    let back = LayeredPaths(graph, from: last, to: 0, atMost: 4, backward: true, ceiling: free, label: label)
    for most in 0...4 {
      for node in 0..<graph.nodeCount {
        // Paths are not followed beyond the other end.
        let to = random.simplePaths(from: 0, to: node).filter {
          $0.count <= most && !random.inner($0).contains(last)
        }
        let best = to.map { $0.reduce(Pair.zero) { $0 + label($1, Int(graph.heads[$1])) } }.min()
        #expect(there.label(of: node, arcs: most) == best ?? .unreachable)
        let from = random.simplePaths(from: node, to: last).filter {
          $0.count <= most && !random.inner($0).contains(0)
        }
        let bestBack = from.map { $0.reduce(Pair.zero) { $0 + label($1, Int(graph.tails[$1])) } }.min()
        #expect(back.label(of: node, arcs: most) == bestBack ?? .unreachable)
      }
    }
    for paths in [there, back] {
      let all = random.simplePaths(from: 0, to: last).filter { $0.count <= 4 }
      guard let path = paths.path(in: graph) else {
        #expect(all.isEmpty)
        continue
      }
      #expect(all.contains(path))
    }
    // Without a ceiling the end is as near.
    #expect(LayeredPaths(graph, from: 0, to: last, atMost: 4, label: label).label == there.label)
  }

  @Test(arguments: 0..<20) func breadthFirstCountsArcs(seed: Int) {
    let random = RandomGraph(seed: seed, arcs: 9)
    let search = BreadthFirst(nodeCount: 6, from: 0) { node in
      random.graph.arcs(from: node).lazy.map { random.graph.heads[$0] }
    }
    #expect(
      search.reached.map { search.distances[$0] } == search.reached.map { search.distances[$0] }.sorted())
    for node in 1..<6 {
      let least = random.simplePaths(from: 0, to: node).map(\.count).min()
      #expect(search.distances[node] == Int32(least ?? -1))
      let stopped = BreadthFirst(nodeCount: 6, from: 0, until: node) { at in
        random.graph.arcs(from: at).lazy.map { random.graph.heads[$0] }
      }
      #expect(stopped.distances[node] == search.distances[node])
    }
  }

  @Test func arcsAreFoundByTailAndByHead() {
    for seed in 0..<10 {
      var graph = RandomGraph(seed: seed).graph
      for _ in 0..<2 {
        for node in 0..<graph.nodeCount {
          #expect(Array(graph.arcs(from: node)) == graph.tails.indices.filter { graph.tails[$0] == node })
          #expect(
            graph.arcs(into: node).map { Int($0) } == graph.heads.indices.filter { graph.heads[$0] == node })
        }
        let odd = zip(graph.tails, graph.heads).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        graph.keepArcs { $0 % 2 == 1 }
        #expect(graph.tails == odd.map(\.0) && graph.heads == odd.map(\.1))
      }
    }
  }

  /// Walks of exactly so many arcs, nodes and arcs passed again: by powers of the matrix of least arcs.
  @Test(arguments: 0..<40) func walksHaveExactlySoManyArcs(seed: Int) {
    let random = RandomGraph(seed: seed)
    let (graph, count) = (random.graph, random.graph.nodeCount)
    func leaving(_ node: Int) -> [Int] { graph.tails.indices.filter { Int(graph.tails[$0]) == node } }
    let walks = LayeredWalks(nodeCount: count, from: 0, atMost: 7) { node in
      leaving(node).map { (head: Int(graph.heads[$0]), label: random.arcCosts[$0]) }
    }
    var power = (0..<count).map { $0 == 0 ? 0 : Double.infinity }
    for arcs in 0...7 {
      #expect(walks.labels[arcs] == power)
      for node in 0..<count {
        guard let walk = walks.walk(to: node, arcs: arcs) else {
          #expect(power[node] == .infinity)
          continue
        }
        let own = walk.map { leaving($0.from)[$0.arc] }
        #expect(own.count == arcs && random.cost(of: own) == power[node])
        let passed = [0] + own.map { Int(graph.heads[$0]) }
        #expect(zip(own, passed).allSatisfy { Int(graph.tails[$0]) == $1 } && passed.last == node)
      }
      var next = Array(repeating: Double.infinity, count: count)
      for arc in graph.tails.indices {
        let head = Int(graph.heads[arc])
        next[head] = min(next[head], power[Int(graph.tails[arc])] + random.arcCosts[arc])
      }
      power = next
    }
  }
}
