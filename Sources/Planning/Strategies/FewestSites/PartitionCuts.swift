internal import FibreNetwork
internal import GraphAlgorithms

/// Site cuts that part some ends of demands from the others, rounded up to whole repeaters.
///
/// Where the chains of all demands with an end on either side number m and a repeater carries D, every set of sites that
/// meets all ways from one side to the other holds at least ⌈m/D⌉ repeaters (rounded cut-sets of network design: Magnanti,
/// Mirchandani, Vachani, "Modeling and solving the two-facility capacitated network loading problem", Operations Research
/// 43, 1, 1995). With fractional openness as capacity, a minimum cut between the two sides is the one that lacks most.
struct PartitionCuts {
  /// One way to part the ends.
  private struct Partition {
    /// Repeaters that a cut holds at least.
    var need: Double
    /// Sites (by number) next to an end of either side.
    var near: [[Int]]
  }

  /// With the sites split in two; the two sides are the last two nodes.
  private var flow: MaximumFlow
  private let siteCount: Int
  private let firstEntry: Int
  private let partitions: [Partition]
  /// Partitions in the order in which they are asked; one that was violated is asked first the next time.
  private var order: [Int]
  private let hopCount: Int

  private var source: Int { 2 * siteCount }
  private var sink: Int { 2 * siteCount + 1 }

  /// With fewer ends than this, all ways to part them are looked at; else each end with so many of its nearest ones.
  private static let mostEndsForAll = 9
  private static let nearest = [1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48]
  /// Stands for no limit; any cut holds less.
  private static let plenty = 1e6

  /// - Parameters:
  ///   - sites: candidate sites of the map; cuts name them by their numbers in here.
  ///   - needs: of each demand, the chains that every site cut carries.
  ///   - capacity: chains through one repeater.
  init(_ context: AllocationContext, sites: [Int], needs: [Int], capacity: Int) {
    siteCount = sites.count
    var numbers = [Int](repeating: -1, count: context.siteCount)
    for (number, site) in sites.enumerated() { numbers[site] = number }
    var tails: [Int32] = []
    var heads: [Int32] = []
    for (number, site) in sites.enumerated() {
      for neighbour in context.reach.neighbours[site] where numbers[neighbour.site] >= 0 {
        tails.append(Int32(number))
        heads.append(Int32(numbers[neighbour.site]))
      }
    }
    hopCount = tails.count
    var split = SplitNodes(nodeCount: sites.count, tails: tails, heads: heads, more: 2)
    firstEntry = split.tails.count
    for number in sites.indices { split.addArc(from: 2 * sites.count, to: SplitNodes.entry(number)) }
    for number in sites.indices { split.addArc(from: SplitNodes.exit(number), to: 2 * sites.count + 1) }
    flow = split.flow
    let ends = Set(context.networks.filter { $0.chains > 0 }.flatMap { [$0.source, $0.sink] }).sorted()
    partitions = Self.partitions(context, ends, needs, capacity).map { side, need in
      Partition(
        need: need,
        near: [true, false].map { wanted in
          let near = ends.filter { side.contains($0) == wanted }.flatMap { end in
            context.reach.neighbours[end].map { numbers[$0.site] }.filter { $0 >= 0 }
          }
          return Set(near).sorted()
        })
    }
    order = Array(partitions.indices)
  }

  /// Ends on the one side, with the repeaters that parting them takes, where that is more than a single demand tells.
  private static func partitions(
    _ context: AllocationContext, _ ends: [Int], _ needs: [Int], _ capacity: Int
  ) -> [(Set<Int>, Double)] {
    var sides: [Set<Int>] = []
    if ends.count <= mostEndsForAll {
      for bits in 1..<max(1, 1 << (ends.count - 1)) {
        sides.append(Set(ends.indices.filter { bits >> $0 & 1 == 1 }.map { ends[$0] }))
      }
    } else {
      var known: Set<Set<Int>> = []
      for end in ends {
        let tree = RouteTree(from: end, in: context.problem.network)
        let byDistance = ends.map { ($0 == end ? -1 : tree.lengthKm(to: $0) ?? .infinity, $0) }
          .sorted { $0 < $1 }.map(\.1)
        for count in nearest where count < ends.count {
          let side = Set(byDistance.prefix(count))
          if known.insert(side).inserted { sides.append(side) }
        }
      }
    }
    return sides.compactMap { side in
      let parted = zip(context.networks, needs).filter { network, _ in
        side.contains(network.source) != side.contains(network.sink)
      }.map(\.1)
      let need = (parted.reduce(0, +) + capacity - 1) / capacity
      // Chains of one demand that share no repeater ask for as many sites already.
      return need > (context.shareSites ? 1 : parted.max() ?? 0) ? (side, Double(need)) : nil
    }
  }

  /// Cuts that hold less than needed, as numbers of sites in rising order, each with what it needs.
  ///
  /// - Parameters:
  ///   - openness: of each candidate site, 0...1.
  ///   - margin: how much less.
  mutating func violated(_ openness: [Double], margin: Double, most: Int) -> [(cut: [Int], need: Double)] {
    var found: [(cut: [Int], need: Double)] = []
    var violated: [Int] = []
    var rest: [Int] = []
    for place in order {
      guard found.count < most else {
        rest.append(place)
        continue
      }
      let cuts = cuts(partitions[place], openness, margin)
      if cuts.isEmpty { rest.append(place) } else { violated.append(place) }
      found += cuts.map { ($0, partitions[place].need) }
    }
    order = violated + rest
    return found
  }

  private mutating func cuts(_ partition: Partition, _ openness: [Double], _ margin: Double) -> [[Int]] {
    var capacity = openness
    capacity += [Double](repeating: Self.plenty, count: hopCount)
    capacity += [Double](repeating: 0, count: 2 * siteCount)
    flow.load(capacity)
    for (side, sites) in partition.near.enumerated() {
      for site in sites { flow.raise(firstEntry + side * siteCount + site, by: Self.plenty) }
    }
    let need = partition.need
    var held = openness
    var sent = 0.0
    var cuts: [[Int]] = []
    for _ in 0..<3 {
      sent += flow.augment(from: source, to: sink, limit: need - sent)
      if sent >= need - margin { break }
      for cut in SplitNodes.cuts(flow, among: 0..<siteCount, from: source, to: sink) {
        cuts.append(cut)
        // As if the linear program had just satisfied this cut.
        let missing = need - cut.reduce(0) { $0 + held[$1] }
        guard missing > 0, !cut.isEmpty else { continue }
        for site in cut {
          let more = min(1 - held[site], 1.01 * missing / Double(cut.count))
          held[site] += more
          flow.raise(site, by: more)
        }
      }
    }
    return cuts
  }
}
