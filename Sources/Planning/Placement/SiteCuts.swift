/// Site cuts of one demand: sets of repeater sites that every chain meets.
///
/// Where sites are open only in part, the maximum flow from end to end with that as capacity tells whether some cut holds
/// less than the demand needs (Menger; Ford and Fulkerson). Cuts are read near the source and near the sink; then their
/// sites are opened a little more and further cuts are looked for, so that one call gives several.
struct SiteCuts {
  private let network: DemandNetwork
  /// Sites that every cut needs open at least.
  let need: Double
  /// How often a chain may pass each site.
  private let weights: [Double]
  private let arcs: [[(arc: Int, to: Int)]]
  private let tolerance = 1e-7

  /// - Parameter passages: for each site of the map, the demand's chains that may pass it.
  init(_ network: DemandNetwork, passages: [Int]) {
    self.network = network
    weights = network.sites.map { Double(passages[$0]) }
    var direct = 0
    // A direct hop meets no repeater; one chain may take it.
    arcs = (0..<network.siteCount).map { site in
      network.arcs(from: site).compactMap { arc in
        if site == 0 && network.heads[arc] == 1 {
          direct = 1
          return nil
        }
        return (arc, Int(network.heads[arc]))
      }
    }
    need = Double(max(0, network.chains - direct))
  }

  /// Cuts that hold less than needed, as sites of the map in the order of their indices.
  ///
  /// - Parameters:
  ///   - openness: of each site of the map, 0...1.
  ///   - margin: how much less.
  ///   - share: only this part of what the demand needs.
  func violated(_ openness: [Double], margin: Double, most: Int, share: Double = 1) -> [[Int]] {
    let need = need * share
    guard need > margin else { return [] }
    var capacity = network.sites.enumerated().map { weights[$0.offset] * openness[$0.element] }
    var flow = Flow(siteCount: network.siteCount, arcCount: network.arcCount)
    var cuts: [[Int]] = []
    while cuts.count < most {
      while flow.value < need - tolerance, augment(&flow, capacity, need) {}
      if flow.value >= need - margin { break }
      let near = sourceCut(flow, capacity)
      let far = sinkCut(flow, capacity)
      for cut in near == far ? [near] : [near, far] {
        cuts.append(cut.map { network.sites[$0] }.sorted())
        // As if the linear program had just satisfied this cut.
        let missing = max(0, need - cut.reduce(0) { $0 + capacity[$1] })
        for site in cut {
          capacity[site] = min(weights[site], capacity[site] + 1.01 * missing / Double(cut.count))
        }
      }
    }
    return cuts
  }

  private struct Flow {
    var value = 0.0
    var through: [Double]
    var over: [Double]

    init(siteCount: Int, arcCount: Int) {
      through = [Double](repeating: 0, count: siteCount)
      over = [Double](repeating: 0, count: arcCount)
    }
  }

  // State 2v is the entry of site v, 2v + 1 its exit.

  /// States reached from the source in the residual network, with the way to each.
  private func search(_ flow: Flow, _ capacity: [Double]) -> (reached: [Bool], how: [Int32]) {
    var reached = [Bool](repeating: false, count: 2 * network.siteCount)
    var how = [Int32](repeating: -1, count: 2 * network.siteCount)
    reached[1] = true
    var queue = [1]
    var done = 0
    func visit(_ state: Int, _ by: Int) {
      if reached[state] { return }
      reached[state] = true
      how[state] = Int32(by)
      queue.append(state)
    }
    while done < queue.count, !reached[2] {
      let state = queue[done]
      done += 1
      let site = state / 2
      if state % 2 == 1 {
        for (arc, to) in arcs[site] { visit(2 * to, arc) }
        if flow.through[site] > tolerance { visit(2 * site, -1) }
      } else {
        if capacity[site] - flow.through[site] > tolerance { visit(2 * site + 1, -1) }
        for arc in network.arcs(into: site) where flow.over[Int(arc)] > tolerance {
          visit(2 * Int(network.tails[Int(arc)]) + 1, -2 - Int(arc))
        }
      }
    }
    return (reached, how)
  }

  private func augment(_ flow: inout Flow, _ capacity: [Double], _ need: Double) -> Bool {
    let (reached, how) = search(flow, capacity)
    guard reached[2] else { return false }
    var steps: [(state: Int, by: Int)] = []
    var amount = need - flow.value
    var state = 2
    while state != 1 {
      let by = Int(how[state])
      let site = state / 2
      steps.append((state, by))
      if by == -1 {
        amount = min(
          amount, state % 2 == 1 ? capacity[site] - flow.through[site] : flow.through[site])
        state ^= 1
      } else if by >= 0 {
        state = 2 * Int(network.tails[by]) + 1
      } else {
        amount = min(amount, flow.over[-2 - by])
        state = 2 * Int(network.heads[-2 - by])
      }
    }
    for (state, by) in steps {
      if by == -1 {
        flow.through[state / 2] += state % 2 == 1 ? amount : -amount
      } else if by >= 0 {
        flow.over[by] += amount
      } else {
        flow.over[-2 - by] -= amount
      }
    }
    flow.value += amount
    return true
  }

  private func sourceCut(_ flow: Flow, _ capacity: [Double]) -> [Int] {
    let (reached, _) = search(flow, capacity)
    return (2..<network.siteCount).filter { reached[2 * $0] && !reached[2 * $0 + 1] }
  }

  private func sinkCut(_ flow: Flow, _ capacity: [Double]) -> [Int] {
    var reaches = [Bool](repeating: false, count: 2 * network.siteCount)
    reaches[2] = true
    var queue = [2]
    var done = 0
    func visit(_ state: Int) {
      if reaches[state] { return }
      reaches[state] = true
      queue.append(state)
    }
    while done < queue.count {
      let state = queue[done]
      done += 1
      let site = state / 2
      if state % 2 == 0 {
        // The direct hop is no part of the network here.
        for arc in network.arcs(into: site) where site != 1 || network.tails[Int(arc)] != 0 {
          visit(2 * Int(network.tails[Int(arc)]) + 1)
        }
        if flow.through[site] > tolerance { visit(2 * site + 1) }
      } else {
        if capacity[site] - flow.through[site] > tolerance { visit(2 * site) }
        for (arc, to) in arcs[site] where flow.over[arc] > tolerance { visit(2 * to) }
      }
    }
    return (2..<network.siteCount).filter { !reaches[2 * $0] && reaches[2 * $0 + 1] }
  }
}
