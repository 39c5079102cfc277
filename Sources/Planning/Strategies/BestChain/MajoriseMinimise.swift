internal import Foundation
internal import GraphAlgorithms

/// A good path for the mean time, found by shortest paths alone.
///
/// 1 − e^(−x) lies below its tangent, so at a path with cost x0(t) the weights w_e = ∫ e^(−x0(t)) c_e(t) dt turn the mean time
/// into an additive upper bound; the shortest path by w can only be better (majorise-minimise). Starts from the sum of means.
///
/// - Complexity: O(rounds × (hops × choices + choices × moments)).
struct MajoriseMinimise {
  let space: ChainSpace

  /// The best path found for each number of hops up to the limit, best first; empty if there is none.
  func paths() -> [[Int]] {
    var found: [(path: [Int], time: Double)] = []
    var seen: Set<[Int]> = []
    for path in shortestPaths(weights: space.choices.map(\.law.meanS)) {
      var path = path
      var time = space.meanTimeBound(path)
      for _ in 0..<20 where space.budget.stop == nil {
        let next = shortestPaths(weights: tangentWeights(at: path))
          .filter { $0.count <= path.count }
          .map { ($0, space.meanTimeBound($0)) }
          .min { $0.1 < $1.1 }
        guard let next, next.1 < time * (1 - 1e-12) else { break }
        (path, time) = next
      }
      if seen.insert(path).inserted { found.append((path, time)) }
    }
    return found.sorted { $0.time < $1.time }.map(\.path)
  }

  /// Weights w_e of the tangent at a path, message latency included, in s.
  func tangentWeights(at path: [Int]) -> [Double] {
    let g = space.grid.count
    let smooth = space.grid.smoothTimes.count
    var factor = Array(repeating: 0.0, count: smooth)
    for j in 0..<smooth {
      var x = 0.0
      for choice in path { x += space.costs[choice * g + j] }
      factor[j] = space.grid.smoothWeights[j] * exp(-x)
    }
    return space.choices.indices.map { choice in
      var sum = space.delay(choice)
      for j in 0..<smooth { sum += factor[j] * space.costs[choice * g + j] }
      return sum
    }
  }

  /// For each number of hops the path of least total weight.
  func shortestPaths(weights: [Double]) -> [[Int]] {
    let most = max(1, space.maximumHops)
    let walks = LayeredWalks(nodeCount: space.steps.count, from: space.source, atMost: most) { site in
      space.steps[site].lazy.map { (head: $0.to, label: weights[$0.choice]) }
    }
    return (1...most).compactMap { hops -> [Int]? in
      guard let walk = walks.walk(to: space.target, arcs: hops) else { return nil }
      // A walk that meets a site twice is never the best of its length for long; the search needs simple paths.
      guard Set(walk.map(\.from)).count == hops else { return nil }
      return walk.map { space.steps[$0.from][$0.arc].choice }
    }
  }
}
