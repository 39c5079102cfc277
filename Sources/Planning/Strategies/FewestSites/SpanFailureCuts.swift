internal import GraphAlgorithms

/// Site cuts of one demand whose chains may share no span, with one span out of service.
///
/// Of K chains that share no span, one at most passes a given span, once or twice; the others avoid every route over it. So
/// without the hops that have no other route every site cut still carries K − 1 chains. Only spans that carry flow can matter: while a maximum flow avoids a
/// span, its loss leaves that flow.
struct SpanFailureCuts {
  private let network: DemandNetwork
  /// Spans that every route of each hop of the map uses.
  private let spansOfHop: [[Int32]]
  /// Chains that must be left.
  private let need: Double
  /// How often these chains may pass each site.
  private let weights: [Double]
  /// With the sites split in two; arcs of the network follow those of the sites.
  private var flow: MaximumFlow
  private let arcsOverSpan: [Int32: [Int]]
  /// The arc from end to end, if there is one, and the chains that may take one of its routes.
  private let direct: Int?
  private let directChains: Double

  /// Stands for no limit.
  private static let plenty = 1e6

  /// - Parameters:
  ///   - spansOfHop: for each hop of the map, the spans that all its routes use.
  ///   - passages: for each site of the map, the demand's chains that may pass it.
  ///   - directChains: chains that may meet no repeater at all.
  init(_ network: DemandNetwork, spansOfHop: [[Int32]], passages: [Int], directChains: Int) {
    self.network = network
    self.spansOfHop = spansOfHop
    need = Double(network.chains - 1)
    self.directChains = Double(directChains)
    direct = network.arcs(from: 0).first { network.heads[$0] == 1 }
    weights = network.sites.map { Double(min(passages[$0], network.chains - 1)) }
    var arcsOverSpan: [Int32: [Int]] = [:]
    for arc in 0..<network.arcCount {
      for span in spansOfHop[Int(network.hops[arc])] { arcsOverSpan[span, default: []].append(arc) }
    }
    self.arcsOverSpan = arcsOverSpan
    flow = SplitNodes(nodeCount: network.siteCount, tails: network.tails, heads: network.heads).flow
  }

  /// Cuts that hold less than needed, as sites of the map in rising order with how many chains may pass each.
  ///
  /// - Parameters:
  ///   - openness: of each site of the map, 0...1.
  ///   - margin: how much less.
  mutating func violated(_ openness: [Double], margin: Double, most: Int) -> [(cut: [Int], need: Double)] {
    guard need > margin else { return [] }
    var capacity = network.sites.enumerated().map { weights[$0.offset] * openness[$0.element] }
    capacity += [Double](repeating: Self.plenty, count: network.arcCount)
    if let direct { capacity[network.siteCount + direct] = directChains }
    let (source, sink) = (SplitNodes.exit(0), SplitNodes.entry(1))
    flow.load(capacity)
    guard flow.augment(from: source, to: sink, limit: need) >= need - margin else { return [] }
    var carrying: Set<Int32> = []
    for arc in 0..<network.arcCount where flow.sent(over: network.siteCount + arc) > 1e-7 {
      carrying.formUnion(spansOfHop[Int(network.hops[arc])])
    }
    var cuts: [(cut: [Int], need: Double)] = []
    for span in carrying.sorted() where cuts.count < most {
      var left = capacity
      for arc in arcsOverSpan[span]! { left[network.siteCount + arc] = 0 }
      flow.load(left)
      guard flow.augment(from: source, to: sink, limit: need) < need - margin else { continue }
      // Direct hops meet no site.
      let past = direct.map { left[network.siteCount + $0] } ?? 0
      for cut in SplitNodes.cuts(flow, among: 2..<network.siteCount, from: source, to: sink) {
        if need > past { cuts.append((cut.map { network.sites[$0] }.sorted(), need - past)) }
      }
    }
    return cuts
  }

  /// How many of the chains that are left may pass each site of a cut.
  func weight(of site: Int) -> Double { weights[Int(network.numbers[site])] }
}
