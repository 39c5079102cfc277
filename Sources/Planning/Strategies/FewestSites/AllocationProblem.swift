public import FibreNetwork

/// Repeater allocation: the fewest repeaters such that every demand gets its disjoint chains of short enough hops.
///
/// The meaning of RepAlloc (Rabbie, Chakraborty, Avis, Wehner, "Designing quantum networks using preexisting
/// infrastructure", npj Quantum Information 8, 5, 2022), made complete: hops follow fibre routes of at most `longestHopKm`, any
/// such route where chains may share no span, since a longer one may be the only one that is free, else the shortest;
/// a chain has at most `mostRepeaters` repeaters; at most `siteCapacity` chains pass a repeater; each demand gets
/// `disjointChains` chains. Among allocations with the fewest repeaters the one of least total fibre length is asked.
public struct AllocationProblem: Sendable {
  /// What different chains of one demand may not share. By spans: no span, so two direct hops over different spans are two
  /// chains. By sites: no repeater, and at most one chain is a direct hop. One chain may use a span twice (a repeater at the
  /// end of a stub).
  public typealias Disjointness = Planning.Disjointness

  /// The map.
  public var network: FibreNetwork
  /// Pairs of ends, by indices of sites; at least one, its ends different.
  public var demands: [Demand]
  /// Sites where a repeater may stand, at a demand's own ends for the chains of others alone.
  public var mayHostRepeater: [Bool]
  /// km, > 0.
  public var longestHopKm: Double
  /// Per chain; `nil` for no limit.
  public var mostRepeaters: Int?
  /// Chains through one repeater, all demands together; `nil` for no limit.
  public var siteCapacity: Int?
  /// Per demand, >= 1.
  public var disjointChains: Int
  /// What the chains of one demand may not share.
  public var disjointBy: Disjointness

  /// Repeaters may stand where the map allows them, at ends of other demands too; no chain has one at its own ends.
  public init(
    network: FibreNetwork, demands: [Demand], longestHopKm: Double, mostRepeaters: Int? = nil,
    siteCapacity: Int? = nil, disjointChains: Int = 1, disjointBy: Disjointness = .spans
  ) {
    self.network = network
    self.demands = demands
    mayHostRepeater = network.sites.map(\.mayHostRepeater)
    self.longestHopKm = longestHopKm
    self.mostRepeaters = mostRepeaters
    self.siteCapacity = siteCapacity
    self.disjointChains = disjointChains
    self.disjointBy = disjointBy
  }

  /// Why a problem has no meaning.
  public enum Fault: Error, Sendable, Hashable {
    /// No demand is asked for.
    case noDemands
    /// An end of a demand, by its index, is no site of the map.
    case unknownSite(demand: Int)
    /// Both ends of a demand, by its index, are the same site.
    case endsEqual(demand: Int)
    /// The longest hop is so many km: 0, negative or not a number.
    case longestHopNotPositive(Double)
    /// A limit is below the least that has a meaning.
    case limitTooSmall(Limit, Int)

    /// Which limit: the least is 0 for repeaters of a chain, 1 for the others.
    public enum Limit: Sendable, Hashable { case repeatersOfAChain, chainsThroughASite, disjointChains }
  }

  func validate() throws(Fault) {
    if demands.isEmpty { throw .noDemands }
    for (index, demand) in demands.enumerated() {
      guard network.sites.indices.contains(demand.from), network.sites.indices.contains(demand.to) else {
        throw .unknownSite(demand: index)
      }
      if demand.from == demand.to { throw .endsEqual(demand: index) }
    }
    guard longestHopKm > 0 else { throw .longestHopNotPositive(longestHopKm) }
    if let mostRepeaters, mostRepeaters < 0 {
      throw .limitTooSmall(.repeatersOfAChain, mostRepeaters)
    }
    if let siteCapacity, siteCapacity < 1 { throw .limitTooSmall(.chainsThroughASite, siteCapacity) }
    if disjointChains < 1 { throw .limitTooSmall(.disjointChains, disjointChains) }
  }
}
