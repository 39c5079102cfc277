/// The best plans found, one for each set of repeaters.
struct KeptPlans {
  let count: Int
  /// Best first; of equal scores the one found first.
  private(set) var plans: [(repeaters: [Int], candidate: PrefixSearch.Candidate)] = []

  init(count: Int) { self.count = max(1, count) }

  var best: PrefixSearch.Candidate? { plans.first?.candidate }
  /// What a further plan has to beat; `nil` while there is room.
  var last: PrefixSearch.Candidate? { plans.count == count ? plans.last?.candidate : nil }

  /// Takes in a plan if it is among the best, and the best of its repeaters.
  mutating func add(_ candidate: PrefixSearch.Candidate, repeaters: [Int]) {
    if let same = plans.firstIndex(where: { $0.repeaters == repeaters }) {
      guard candidate.score > plans[same].candidate.score else { return }
      plans.remove(at: same)
    }
    let place = plans.firstIndex { $0.candidate.score < candidate.score } ?? plans.count
    plans.insert((repeaters, candidate), at: place)
    if plans.count > count { plans.removeLast() }
  }
}
