public import FibreNetwork

/// A connected random map: a line of sites with shortcuts, some sites barred to repeaters or stations.
public func randomMap(seed: UInt64, sites: Int) -> FibreNetwork {
  var random = SplitMix(seed: seed)
  let list = (0..<sites).map { i in
    Site(
      id: "s\(i)",
      mayHostRepeater: i == 0 || i == sites - 1 || Double.random(in: 0...1, using: &random) < 0.85,
      mayHostStation: Double.random(in: 0...1, using: &random) < 0.8,
      cost: Double.random(in: 0.5...2, using: &random))
  }
  var spans: [Span] = []
  func span(_ a: Int, _ b: Int, _ km: ClosedRange<Double>) {
    spans.append(
      Span(
        from: a, to: b, lengthKm: Double.random(in: km, using: &random),
        attenuationDbPerKm: Double.random(in: 0.17...0.3, using: &random),
        connectorLossDb: Double.random(in: 0...0.5, using: &random)))
  }
  for i in 1..<sites { span(i - 1, i, 12...60) }
  for _ in 0..<sites / 2 {
    let a = Int.random(in: 0..<sites, using: &random)
    let b = Int.random(in: 0..<sites, using: &random)
    if a != b { span(a, b, Double(abs(a - b)) * 15...Double(abs(a - b)) * 60) }
  }
  return FibreNetwork(name: "random \(seed)", sites: list, spans: spans)
}

/// A small mesh as planners find hard: spans side by side, sites on stubs, unequal arms, sites that may not host
/// repeaters or stations, losses that do not follow lengths, few memories.
///
/// Questions ask for a chain between the first and the last site, which lie apart.
public func randomMesh(
  seed: UInt64, sites count: Int, km: ClosedRange<Double> = 8...45, memories: Bool = false, chords: Int? = nil
) -> FibreNetwork {
  var random = SplitMix(seed: seed &* 0x9E37 &+ 17)
  func chance(_ share: Double) -> Bool { Double.random(in: 0...1, using: &random) < share }
  let hasOddLosses = chance(0.3)
  let sites = (0..<count).map { i in
    Site(
      id: "m\(i)", mayHostRepeater: chance(i == 0 || i == count - 1 ? 0.5 : 0.8), mayHostStation: chance(0.7),
      cost: (Double.random(in: 0.5...2, using: &random) * 100).rounded() / 100,
      memories: memories && chance(0.5) ? [1, 2, 2, 3, 4].randomElement(using: &random)! : nil)
  }
  var spans: [Span] = []
  func join(_ a: Int, _ b: Int) {
    let length = (Double.random(in: km, using: &random) * 10).rounded() / 10
    spans.append(
      Span(
        from: a, to: b, lengthKm: length,
        measuredLossDb: hasOddLosses && chance(0.6)
          ? (length * Double.random(in: 0.15...0.4, using: &random) * 10).rounded() / 10 : nil,
        connectorLossDb: chance(0.2) ? 0.5 : 0))
  }
  // A long tree, which has stubs; then chords, then second fibres beside some spans.
  for i in 1..<count { join(Int.random(in: max(0, i - 2)..<i, using: &random), i) }
  for _ in 0..<(chords ?? count / 2 + 1) {
    let a = Int.random(in: 0..<count, using: &random)
    let b = Int.random(in: 0..<count, using: &random)
    if a != b { join(a, b) }
  }
  for _ in 0..<2 {
    let span = spans.randomElement(using: &random)!
    join(span.from, span.to)
  }
  return FibreNetwork(name: "mesh \(seed)", sites: sites, spans: spans)
}
