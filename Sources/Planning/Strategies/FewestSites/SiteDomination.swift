/// Sites that an allocation with the fewest repeaters never needs.
///
/// Let every demand want one chain and no capacity bind. A repeater joins neighbours in a chain that do not reach each other
/// themselves; where another candidate site reaches all such neighbours, it can stand in: no chain gets more hops, none
/// needs another repeater. (Where the other site, or a neighbour's neighbour, is in the chain already, the chain is cut
/// short.) Closing a site takes it from the neighbours of others, so further ones may follow.
struct SiteDomination {
  private let neighbours: [Set<Int>]
  private let isEnd: [Bool]
  private let demands: Set<[Int]>

  init(_ problem: AllocationProblem, _ reach: Reach) {
    neighbours = reach.neighbours.map { Set($0.map(\.site)) }
    var isEnd = [Bool](repeating: false, count: neighbours.count)
    for demand in problem.demands {
      isEnd[demand.from] = true
      isEnd[demand.to] = true
    }
    self.isEnd = isEnd
    demands = Set(problem.demands.map { [$0.from, $0.to].sorted() })
  }

  /// Whether each site is still a candidate.
  ///
  /// - Complexity: O(rounds × sites × neighbours²).
  func candidates(among mayHost: [Bool]) -> [Bool] {
    var isCandidate = mayHost
    var changed = true
    while changed {
      changed = false
      for site in isCandidate.indices where isCandidate[site] && isDominated(site, isCandidate) {
        isCandidate[site] = false
        changed = true
      }
    }
    return isCandidate
  }

  private func isDominated(_ site: Int, _ isCandidate: [Bool]) -> Bool {
    let near = neighbours[site].filter { isCandidate[$0] || isEnd[$0] }.sorted()
    var joined: Set<Int> = []
    for (index, a) in near.enumerated() {
      for b in near[(index + 1)...] where !neighbours[a].contains(b) {
        if isCandidate[a] || isCandidate[b] || demands.contains([a, b]) {
          joined.insert(a)
          joined.insert(b)
        }
      }
    }
    guard let first = joined.min() else { return true }
    let others = neighbours[first].union([first]).sorted()
    return others.contains { other in
      other != site && isCandidate[other]
        && joined.allSatisfy { $0 == other || neighbours[other].contains($0) }
    }
  }
}
