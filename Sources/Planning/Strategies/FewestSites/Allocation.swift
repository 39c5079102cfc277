/// An allocation of repeaters: chains for every demand, and how good it is proved to be.
public struct Allocation: Sendable {
  public struct Chain: Sendable, Hashable {
    /// Indices of sites from end to end; all but the first and last are repeaters.
    public var sites: [Int]
    /// For each hop, the indices of the spans of its route, in order from the chain's start.
    public var routes: [[Int]]
    /// km of fibre of each hop.
    public var hopLengthsKm: [Double]

    public var lengthKm: Double { hopLengthsKm.reduce(0, +) }
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
  public var statistics: AllocationStatistics

  public var provedFewest: Bool { repeaters.count == repeaterBound }
  public var provedShortest: Bool { totalLengthKm <= lengthBoundKm * (1 + 1e-6) + 1e-6 }
  /// (repeaters - bound) / repeaters: 0 with proof.
  public var repeaterGap: Double {
    repeaters.isEmpty ? 0 : Double(repeaters.count - repeaterBound) / Double(repeaters.count)
  }
}

/// What finding an allocation took.
public struct AllocationStatistics: Sendable, Hashable {
  /// Hops of the map within reach; arcs of all demands' networks before and after the reduction by prices.
  public var hops = 0
  public var arcs = 0
  public var reducedArcs = 0
  /// Repeaters of the first plan.
  public var firstPlan = 0
  /// Value of the linear relaxation: repeaters.
  public var relaxation = 0.0
  /// Linear programs solved, and chains in the relaxation over chains.
  public var rounds = 0
  public var columns = 0
  /// Subproblems of branch and bound.
  public var nodes = 0
  /// Where a program over hops had too many routes to draw: how many of each pair of sites it had at least, and how many
  /// routes at least it lacked; `nil` and 0 where it had every route that can matter. Bounds hold over all routes in any
  /// case: what a program that lacks some says is none.
  public var routesPerPair: Int?
  public var droppedRoutes = 0
  /// Seconds to the first plan, to the end of the first stage (fewest repeaters), in all.
  public var firstPlanS = 0.0
  public var fewestS = 0.0
  public var totalS = 0.0
}
