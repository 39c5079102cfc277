/// The candidate closest to a mistyped name, or `nil` if none is close enough to be meant.
///
/// Distance: optimal string alignment (insert, delete, replace, swap neighbours), case ignored. A candidate is
/// close enough within a third of the longer name's length (at least 1). Ties go to the earlier candidate.
///
/// - Complexity: O(candidates × |name| × |candidate|).
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let target = Array(name.lowercased())
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let text = Array(candidate.lowercased())
    let limit = max(1, max(target.count, text.count) / 3)
    let isPrefix = target.count >= 3 && text.starts(with: target)
    let distance = isPrefix ? 1 : alignmentDistance(target, text)
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

private func alignmentDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast = [Int]()
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in 0..<b.count {
      var d = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { d = min(d, beforeLast[j - 1] + 1) }
      row.append(d)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
