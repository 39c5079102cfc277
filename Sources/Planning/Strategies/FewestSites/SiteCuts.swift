internal import GraphAlgorithms

/// Site cuts of one demand: sets of repeater sites that every chain meets.
///
/// Where sites are open only in part, the maximum flow from end to end with that as capacity tells whether some cut holds
/// less than the demand needs (Menger; Ford and Fulkerson). Cuts are read near the source and near the sink; then their
/// sites are opened a little more and further cuts are looked for, so that one call gives several.
struct SiteCuts {
  /// Sites that every cut needs open at least.
  let need: Double
  /// Index on the map of each site of the network.
  private let sites: [Int]
  /// How many chains may pass each site.
  private let weights: [Double]
  /// With the sites split in two; hops follow them.
  private var flow: MaximumFlow
  private let hopCount: Int

  /// Stands for no limit.
  private static let plenty = 1e6

  /// - Parameters:
  ///   - passages: for each site of the map, the demand's chains that may pass it.
  ///   - directChains: chains that may meet no repeater at all.
  init(_ network: DemandNetwork, passages: [Int], directChains: Int) {
    sites = network.sites
    weights = sites.map { Double(passages[$0]) }
    let arcs = (0..<network.arcCount).filter { network.tails[$0] != 0 || network.heads[$0] != 1 }
    hopCount = arcs.count
    need = Double(max(0, network.chains - directChains))
    flow =
      SplitNodes(
        nodeCount: sites.count, tails: arcs.map { network.tails[$0] }, heads: arcs.map { network.heads[$0] }
      ).flow
  }

  /// Cuts that hold less than needed, as sites of the map in the order of their indices.
  ///
  /// - Parameters:
  ///   - openness: of each site of the map, 0...1.
  ///   - margin: how much less.
  ///   - share: only this part of what the demand needs.
  mutating func violated(
    _ openness: [Double], margin: Double, most: Int, share: Double = 1
  ) -> [[Int]] {
    let need = need * share
    guard need > margin else { return [] }
    var capacity = zip(sites, weights).map { openness[$0] * $1 }
    flow.load(capacity + Array(repeating: Self.plenty, count: hopCount))
    let (source, sink) = (SplitNodes.exit(0), SplitNodes.entry(1))
    var sent = 0.0
    var cuts: [[Int]] = []
    while cuts.count < most {
      sent += flow.augment(from: source, to: sink, limit: need - sent)
      if sent >= need - margin { break }
      for cut in SplitNodes.cuts(flow, among: 2..<sites.count, from: source, to: sink) {
        cuts.append(cut.map { sites[$0] }.sorted())
        // As if the linear program had just satisfied this cut.
        let missing = max(0, need - cut.reduce(0) { $0 + capacity[$1] })
        for site in cut {
          let more = min(weights[site] - capacity[site], 1.01 * missing / Double(cut.count))
          capacity[site] += more
          flow.raise(site, by: more)
        }
      }
    }
    return cuts
  }
}
