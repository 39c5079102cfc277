internal import FibreNetwork
internal import LinkPhysics

/// Chains that swap and memories in use at each site, ends of chains included: a hop holds a memory for every mode at both
/// its ends.
///
/// Dedicated protection: all chains at once. Shared protection (shared backup path protection: Ramamurthy, Sahasrabuddhe,
/// Mukherjee, "Survivable WDM mesh networks", Journal of Lightwave Technology 21, 4, 2003): the first chain of every
/// demand, and of the second ones those that one failure calls for, the failure that asks for most. A cut first chain
/// keeps its memories, so that nothing moves when it comes back.
struct SiteUse {
  /// What one chain uses.
  struct Chain {
    /// Ends included.
    var sites: [Int]
    /// Of each hop.
    var modes: [Int]
    var spans: Set<Int>

    init(sites: [Int], modes: [Int], spans: Set<Int>) {
      self.sites = sites
      self.modes = modes
      self.spans = spans
    }

    init(_ chain: ChainPlan) {
      self.init(
        sites: chain.sites, modes: chain.segments.map(\.link.modes),
        spans: Set(chain.segments.flatMap(\.route.spans)))
    }

    /// Memories at each site, one for every mode of the hops that end there, and whether the chain swaps there.
    var memories: [(site: Int, count: Int, swaps: Bool)] {
      sites.indices.map { i in
        let count = (i > 0 ? modes[i - 1] : 0) + (i < modes.count ? modes[i] : 0)
        return (sites[i], count, i > 0 && i < modes.count)
      }
    }
  }

  /// Something that can be lost and takes one chain of a demand at most.
  enum Failure: Hashable, Comparable {
    case span(Int)
    case site(Int)
  }

  struct Load {
    var chains = 0
    var memories = 0
    /// The failures that ask for so much; `nil` where no two demands' backups come together.
    var failureOfChains: Failure?
    var failureOfMemories: Failure?
  }

  /// By site of the map.
  private(set) var sites: [Int: Load] = [:]

  /// - Parameter demands: the chains of each demand, the first one first.
  init(_ demands: [[Chain]], _ limits: Limits) {
    guard limits.protection == .shared else {
      for chain in demands.joined() { add(chain) }
      return
    }
    for chain in demands.compactMap(\.first) { add(chain) }
    let firsts = sites
    // Each backup runs alone at least; demands whose first chains fail together call for theirs together.
    var together: [Failure: [Chain]] = [:]
    for chains in demands {
      guard let first = chains.first else { continue }
      for backup in chains.dropFirst() {
        raise(over: firsts, by: [backup], nil)
        for failure in Self.failures(of: first, limits) { together[failure, default: []].append(backup) }
      }
    }
    for (failure, backups) in together.sorted(by: { $0.key < $1.key }) where backups.count > 1 {
      raise(over: firsts, by: backups, failure)
    }
  }

  /// What a chain loses to one failure of the kinds that its demand's chains are disjoint by.
  private static func failures(of chain: Chain, _ limits: Limits) -> [Failure] {
    (limits.disjointBy == .sites ? [] : chain.spans.map { .span($0) })
      + (limits.disjointBy == .spans ? [] : chain.sites.dropFirst().dropLast().map { .site($0) })
  }

  private mutating func add(_ chain: Chain) {
    for (site, count, swaps) in chain.memories {
      sites[site, default: Load()].chains += swaps ? 1 : 0
      sites[site]!.memories += count
    }
  }

  private mutating func raise(over firsts: [Int: Load], by backups: [Chain], _ failure: Failure?) {
    var sums: [Int: Load] = [:]
    for (site, count, swaps) in backups.flatMap(\.memories) {
      sums[site, default: firsts[site] ?? Load()].chains += swaps ? 1 : 0
      sums[site]!.memories += count
    }
    for (site, sum) in sums {
      var load = sites[site] ?? Load()
      if sum.chains > load.chains { (load.chains, load.failureOfChains) = (sum.chains, failure) }
      if sum.memories > load.memories { (load.memories, load.failureOfMemories) = (sum.memories, failure) }
      sites[site] = load
    }
  }
}
