/// Places for sites that have none, amid their neighbours: for drawing, and for estimating lengths of fibre that passes
/// junctions.
///
/// Each such site gets the mean of its neighbours' places (Tutte's barycentric layout, 1963, on the sphere). Sites at
/// the end of a branch, and parts without any place, stay without one: nothing tells where they are.
///
/// - Parameters:
///   - given: the place of each site, `nil` where it is not known.
///   - links: pairs of indices of sites.
/// - Complexity: O(links), with at most 400 sweeps over the sites without a place.
public func inferredPlaces(given: [Coordinate?], links: [(Int, Int)]) -> [Coordinate?] {
  let missing = given.indices.filter { given[$0] == nil }
  guard !missing.isEmpty, missing.count < given.count else { return given }

  var neighbours = [Int: [Int]](uniqueKeysWithValues: missing.map { ($0, []) })
  for (a, b) in links where a != b {
    neighbours[a]?.append(b)
    neighbours[b]?.append(a)
  }
  // Branches that end without a place are cut off, from their tips inwards.
  var degree = neighbours.mapValues { Set($0).count }
  var tips = missing.filter { degree[$0]! <= 1 }
  var cut: Set<Int> = []
  while let tip = tips.popLast() {
    guard cut.insert(tip).inserted else { continue }
    for next in Set(neighbours[tip]!).sorted() where degree[next] != nil && !cut.contains(next) {
      degree[next]! -= 1
      if degree[next]! == 1 { tips.append(next) }
    }
  }

  var vectors = given.map { $0?.vector }
  // First guesses, outwards from the sites with a place.
  var open = missing.filter { !cut.contains($0) }
  while !open.isEmpty {
    let reached = open.filter { site in neighbours[site]!.contains { vectors[$0] != nil } }
    guard !reached.isEmpty else { break }
    for site in reached { vectors[site] = mean(neighbours[site]!.compactMap { vectors[$0] }) }
    open = open.filter { vectors[$0] == nil }
  }
  let moving = missing.filter { !cut.contains($0) && vectors[$0] != nil }
  for _ in 0..<min(400, 20_000_000 / max(1, moving.count)) {
    var change = 0.0
    for site in moving {
      let next = mean(neighbours[site]!.compactMap { vectors[$0] })
      change = max(
        change, (next - vectors[site]!).indices.reduce(0) { max($0, (next - vectors[site]!)[$1].magnitude) })
      vectors[site] = next
    }
    // 1e-7 of the Earth's radius is 0.6 m.
    if change < 1e-7 { break }
  }
  return given.indices.map { index in given[index] ?? vectors[index].map(Coordinate.init(vector:)) }
}

/// The direction of the mean; the first of the vectors where they cancel out.
private func mean(_ vectors: [SIMD3<Double>]) -> SIMD3<Double> {
  let sum = vectors.reduce(SIMD3(), +)
  let length = (sum * sum).sum().squareRoot()
  return length > 1e-9 ? sum / length : vectors[0]
}
