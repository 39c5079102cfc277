import GraphAlgorithms
import TestSupport

/// A small random digraph, parallel arcs and loops among its arcs, with costs of arcs and nodes that often tie.
struct RandomGraph {
  var graph: Digraph
  var arcCosts: [Double]
  var nodeCosts: [Double]

  init(seed: Int, nodes: Int = 6, arcs: Int = 14) {
    var random = SplitMix(seed: UInt64(seed))
    let pairs = (0..<arcs).map { _ in
      (Int32.random(in: 0..<Int32(nodes), using: &random), Int32.random(in: 0..<Int32(nodes), using: &random))
    }.sorted { $0 < $1 }
    graph = Digraph(nodeCount: nodes, tails: pairs.map(\.0), heads: pairs.map(\.1))
    arcCosts = pairs.map { _ in Double(Int.random(in: 0...6, using: &random)) }
    nodeCosts = (0..<nodes).map { _ in Double(Int.random(in: 0...4, using: &random)) }
  }

  /// Every path from one node to another without a node twice, as arcs.
  func simplePaths(from start: Int, to end: Int) -> [[Int]] {
    var found: [[Int]] = []
    var path: [Int] = []
    var visited: Set = [start]
    func extend(_ at: Int) {
      if at == end {
        found.append(path)
        return
      }
      for arc in graph.tails.indices where graph.tails[arc] == at {
        let head = Int(graph.heads[arc])
        guard visited.insert(head).inserted else { continue }
        path.append(arc)
        extend(head)
        path.removeLast()
        visited.remove(head)
      }
    }
    extend(start)
    return found
  }

  func cost(of path: [Int]) -> Double { path.reduce(0) { $0 + arcCosts[$1] } }
  func inner(_ path: [Int]) -> [Int] { path.dropLast().map { Int(graph.heads[$0]) } }
}
