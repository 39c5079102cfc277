internal import Foundation

/// A good path for the mean time, found by shortest paths alone.
///
/// 1 − e^(−x) lies below its tangent, so at a path with cost x0(t) the weights w_e = ∫ e^(−x0(t)) c_e(t) dt turn the mean time
/// into an additive upper bound; the shortest path by w can only be better (majorise-minimise). Starts from the sum of means.
///
/// - Complexity: O(rounds × (hops × choices + choices × moments)).
struct MajoriseMinimise {
  let problem: DemandProblem

  /// The best path found for each number of hops up to the limit, best first; empty if there is none.
  func paths() -> [[Int]] {
    var found: [(path: [Int], time: Double)] = []
    var seen: Set<[Int]> = []
    for path in shortestPaths(weights: problem.choices.map(\.meanS)) {
      var path = path
      var time = problem.meanTimeBound(path)
      for _ in 0..<20 {
        let next = shortestPaths(weights: tangentWeights(at: path))
          .filter { $0.count <= path.count }
          .map { ($0, problem.meanTimeBound($0)) }
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
    let g = problem.grid.count
    let smooth = problem.grid.smoothTimes.count
    var factor = Array(repeating: 0.0, count: smooth)
    for j in 0..<smooth {
      var x = 0.0
      for choice in path { x += problem.costs[choice * g + j] }
      factor[j] = problem.grid.smoothWeights[j] * exp(-x)
    }
    return problem.choices.indices.map { choice in
      var sum = problem.delay(choice)
      for j in 0..<smooth { sum += factor[j] * problem.costs[choice * g + j] }
      return sum
    }
  }

  /// For each number of hops the path of least total weight (Bellman-Ford by hops).
  func shortestPaths(weights: [Double]) -> [[Int]] {
    let n = problem.steps.count
    var distance = Array(repeating: Double.infinity, count: n)
    distance[problem.source] = 0
    var arrivals: [[(choice: Int, from: Int)]] = []
    var paths: [[Int]] = []
    for k in 1...max(1, problem.maximumHops) {
      var next = Array(repeating: Double.infinity, count: n)
      var arrival = Array(repeating: (choice: -1, from: -1), count: n)
      for site in 0..<n where distance[site].isFinite {
        for step in problem.steps[site] {
          let value = distance[site] + weights[step.choice]
          if value < next[step.to] {
            next[step.to] = value
            arrival[step.to] = (step.choice, site)
          }
        }
      }
      arrivals.append(arrival)
      distance = next
      if next[problem.target].isFinite {
        var path: [Int] = []
        var at = problem.target
        for step in stride(from: k - 1, through: 0, by: -1) {
          path.append(arrivals[step][at].choice)
          at = arrivals[step][at].from
        }
        // A walk that meets a site twice is never the best of its length for long; the search needs simple paths.
        if let sites = problem.sites(of: path.reversed()), Set(sites).count == sites.count {
          paths.append(path.reversed())
        }
      }
    }
    return paths
  }
}
