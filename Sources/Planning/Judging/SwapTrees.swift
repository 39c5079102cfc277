internal import ChainSimulator
internal import Foundation

/// Trees worth a look for the nested policy on a chain whose hops take unequal times.
package struct SwapTrees {
  /// Mean time of each hop alone, in s.
  let means: [Double]
  let swapSuccess: Double

  /// Chains of at most so many hops have few enough trees (1, 1, 2, 5, 14) to try all.
  package static let mostHopsForAll = 5

  /// All trees of a short chain; of a longer one the balanced tree, the fastest by `fastest` and the one of most
  /// throughput.
  var candidates: [SwapTree] {
    let range = 0..<means.count
    if means.count <= Self.mostHopsForAll { return Self.all(range) }
    var trees: [SwapTree] = []
    for tree in [.balanced(range), fastest.tree, mostThroughput] where !trees.contains(tree) {
      trees.append(tree)
    }
    return trees
  }

  static func all(_ range: Range<Int>) -> [SwapTree] {
    guard range.count > 1 else { return [.leaf(range.lowerBound)] }
    var trees: [SwapTree] = []
    for middle in range.lowerBound + 1..<range.upperBound {
      let rights = all(middle..<range.upperBound)
      for left in all(range.lowerBound..<middle) {
        for right in rights { trees.append(.node(left, right)) }
      }
    }
    return trees
  }

  /// The tree of least mean time, and that time, if every part took an exponential time: then
  /// E[max] = a + b − ab/(a + b), over q for the swap that may fail. An approximation that orders trees well.
  var fastest: (tree: SwapTree, meanS: Double) {
    best { (a, b) in (a + b - a * b / (a + b)) / swapSuccess }
  }

  /// The tree of most pairs/s with unlimited memories: V(i, j) = max over k of q min(V(i, k), V(k, j)).
  var mostThroughput: SwapTree { best { (a, b) in max(a, b) / swapSuccess }.tree }

  private func best(_ join: (Double, Double) -> Double) -> (tree: SwapTree, meanS: Double) {
    let n = means.count
    var value = Array(
      repeating: Array(repeating: (SwapTree.leaf(0), Double.infinity), count: n + 1), count: n)
    for i in 0..<n { value[i][i + 1] = (.leaf(i), means[i]) }
    for length in stride(from: 2, through: n, by: 1) {
      for i in 0...(n - length) {
        for k in i + 1..<i + length {
          let (left, right) = (value[i][k], value[k][i + length])
          let time = join(left.1, right.1)
          if time < value[i][i + length].1 { value[i][i + length] = (.node(left.0, right.0), time) }
        }
      }
    }
    return (value[0][n].0, value[0][n].1)
  }
}
