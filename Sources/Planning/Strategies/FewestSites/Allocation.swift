/// An allocation of repeaters: chains for every demand, and how good it is proved to be.
public struct Allocation: Sendable {
  /// A chain by sites and fibre alone.
  public struct Chain: Sendable, Hashable {
    /// Indices of sites from end to end; all but the first and last are repeaters.
    public var sites: [Int]
    /// For each hop, the indices of the spans of its route, in order from the chain's start.
    public var routes: [[Int]]
    /// km of fibre of each hop.
    public var hopLengthsKm: [Double]

    /// Fibre of all hops, km.
    public var lengthKm: Double { hopLengthsKm.reduce(0, +) }
    /// Indices of sites between the ends, in the order of the chain.
    public var repeaters: ArraySlice<Int> { sites.dropFirst().dropLast() }
  }

  /// For each demand its chains.
  public var chains: [[Chain]]
  /// Indices of sites, in their order.
  public var repeaters: [Int]
  /// Of all chains, km.
  public var totalLengthKm: Double
  /// No allocation has fewer repeaters.
  public var repeaterBound: Int
  /// No allocation with as many repeaters as this one is shorter, km; 0 where the length was not looked at.
  public var lengthBoundKm: Double
  /// What finding it took.
  public var statistics: AllocationStatistics

  /// Whether no allocation has fewer repeaters.
  public var provedFewest: Bool { repeaters.count == repeaterBound }
  /// Whether no allocation with as many repeaters is shorter by more than one part in a million.
  public var provedShortest: Bool { totalLengthKm <= lengthBoundKm * (1 + 1e-6) + 1e-6 }
  /// (repeaters - bound) / repeaters: 0 with proof.
  public var repeaterGap: Double {
    repeaters.isEmpty ? 0 : Double(repeaters.count - repeaterBound) / Double(repeaters.count)
  }
}

/// What finding an allocation took.
public struct AllocationStatistics: Sendable, Hashable {
  /// Hops of the map within reach.
  public var hops = 0
  /// Arcs of all demands' networks, before the reduction by prices.
  public var arcs = 0
  /// Those left in the last integer program over hops; 0 where none was needed.
  public var reducedArcs = 0
  /// Repeaters of the first plan.
  public var firstPlan = 0
  /// Value of the linear relaxation: repeaters.
  public var relaxation = 0.0
  /// Linear programs solved.
  public var rounds = 0
  /// Chains in the relaxations over chains.
  public var columns = 0
  /// Subproblems of branch and bound.
  public var nodes = 0
  /// Where a program over hops had too many routes to draw: how many of each pair of sites it had at least;
  /// `nil` where it had every route that can matter. Bounds hold over all routes in any case: what a program
  /// that lacks some says is none.
  public var routesPerPair: Int?
  /// How many routes at least that program lacked; 0 where it had every one.
  public var droppedRoutes = 0
  /// Seconds to the first plan.
  public var firstPlanS = 0.0
  /// Seconds to the end of the first stage (fewest repeaters).
  public var fewestS = 0.0
  /// Seconds in all.
  public var totalS = 0.0
}
