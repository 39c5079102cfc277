import GraphAlgorithms
import Testing

@Suite struct FlowTests {
  /// The largest flow equals the smallest cut, and both cuts that are read have its size (Ford and Fulkerson).
  @Test(arguments: 0..<60) func largestFlowIsSmallestCut(seed: Int) {
    let random = RandomGraph(seed: seed)
    let (graph, capacity) = (random.graph, random.arcCosts)
    let (source, sink) = (0, graph.nodeCount - 1)
    func size(_ inside: [Bool]) -> Double {
      graph.tails.indices.filter { inside[Int(graph.tails[$0])] && !inside[Int(graph.heads[$0])] }
        .reduce(0) { $0 + capacity[$1] }
    }
    let cuts = (0..<(1 << graph.nodeCount)).map { bits in (0..<graph.nodeCount).map { bits >> $0 & 1 == 1 } }
      .filter { $0[source] && !$0[sink] }
    let least = cuts.map(size).min()!
    var flow = MaximumFlow(nodeCount: graph.nodeCount, tails: graph.tails, heads: graph.heads)
    // Twice, since a network is used again and again.
    for _ in 0..<2 {
      flow.load(capacity)
      #expect(flow.augment(from: source, to: sink, limit: 2) == min(2, least))
      #expect(flow.augment(from: source, to: sink, limit: .infinity) == least - min(2, least))
      let (near, far) = (flow.sourceSide(source), flow.sinkSide(sink).map { !$0 })
      #expect(size(near) == least && size(far) == least)
      // The nearest and the farthest of all.
      for cut in cuts where size(cut) == least {
        #expect(zip(near, cut).allSatisfy { !$0 || $1 } && zip(cut, far).allSatisfy { !$0 || $1 })
      }
      for arc in graph.tails.indices {
        #expect(flow.sent(over: arc) >= 0 && flow.sent(over: arc) <= capacity[arc])
      }
      for node in 1..<sink {
        let left = graph.arcs(from: node).reduce(0) { $0 + flow.sent(over: $1) }
        let came = graph.arcs(into: node).reduce(0) { $0 + flow.sent(over: Int($1)) }
        #expect(left == came)
      }
    }
  }

  /// As many paths without a common node as the smallest set of nodes that meets all (Menger), direct arcs apart.
  @Test(arguments: 0..<60) func pathsWithoutACommonNodeAreAsManyAsTheCut(seed: Int) {
    let random = RandomGraph(seed: seed, arcs: 16)
    var graph = random.graph
    let sink = graph.nodeCount - 1
    let (tails, heads) = (graph.tails, graph.heads)
    graph.keepArcs { tails[$0] != 0 || heads[$0] != sink }
    let split = SplitNodes(nodeCount: graph.nodeCount, tails: graph.tails, heads: graph.heads)
    var flow = split.flow
    flow.load(Array(repeating: 1, count: graph.nodeCount) + Array(repeating: 100, count: graph.arcCount))
    let (from, to) = (SplitNodes.exit(0), SplitNodes.entry(sink))
    let most = flow.augment(from: from, to: to, limit: .infinity)
    for cut in SplitNodes.cuts(flow, among: 1..<sink, from: from, to: to) {
      #expect(Double(cut.count) == most)
      let search = BreadthFirst(nodeCount: graph.nodeCount, from: 0) { node in
        graph.arcs(from: node).map { graph.heads[$0] }.filter { !cut.contains(Int($0)) }
      }
      #expect(search.distances[sink] < 0)
    }
    let costs = Array(repeating: 0.0, count: graph.nodeCount)
    for count in 1...3 {
      let paths = DisjointPaths(graph, from: 0, to: sink, count: count, nodeCosts: costs) { _ in 1 }
      #expect((paths != nil) == (Double(count) <= most))
    }
  }

  /// The cheapest paths together, against every set of paths.
  @Test(arguments: 0..<60) func disjointPathsAreTheCheapest(seed: Int) {
    var random = RandomGraph(seed: seed, arcs: 16)
    if seed % 3 == 0 { random.nodeCosts[2] = .infinity }
    let sink = random.graph.nodeCount - 1
    let all = random.simplePaths(from: 0, to: sink).filter { path in
      random.inner(path).allSatisfy { random.nodeCosts[$0].isFinite }
    }
    func cost(_ path: [Int]) -> Double {
      random.cost(of: path) + random.inner(path).reduce(0) { $0 + random.nodeCosts[$1] }
    }
    func share(_ a: [Int], _ b: [Int]) -> Bool {
      !Set(random.inner(a)).isDisjoint(with: random.inner(b)) || !Set(a).isDisjoint(with: b)
    }
    let pairs = all.indices.flatMap { i in all[(i + 1)...].filter { !share(all[i], $0) }.map { [all[i], $0] }
    }
    for (count, sets) in [(1, all.map { [$0] }), (2, pairs)] {
      let least = sets.map { $0.reduce(0) { $0 + cost($1) } }.min()
      let found = DisjointPaths(
        random.graph, from: 0, to: sink, count: count, nodeCosts: random.nodeCosts,
        arcCost: { random.arcCosts[$0] })
      guard let paths = found?.paths else {
        #expect(least == nil)
        continue
      }
      #expect(paths.count == count && paths.allSatisfy { all.contains($0) })
      #expect(count == 1 || !share(paths[0], paths[1]))
      #expect(paths.reduce(0) { $0 + cost($1) } == least)
    }
  }
}
