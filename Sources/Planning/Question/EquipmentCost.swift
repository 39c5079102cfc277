internal import LinkPhysics

/// What the equipment of hops costs, in the map's unit of cost, beside the sites of repeaters.
public struct EquipmentCost: Sendable, Hashable {
  /// Each memory: one at either end of every mode of a hop.
  public var perMemory: Double
  /// Each heralding station at a site, one for every hop that meets at one.
  public var perStation: Double

  /// Creates prices in the map's unit of cost; 0 leaves a kind of equipment out of plans' costs.
  public init(perMemory: Double = 0, perStation: Double = 0) {
    self.perMemory = perMemory
    self.perStation = perStation
  }

  func cost(of link: ElementaryLink, hasStation: Bool) -> Double {
    2 * Double(link.modes) * perMemory + (hasStation ? perStation : 0)
  }

  func cost(of chains: [ChainPlan]) -> Double {
    chains.flatMap(\.segments).reduce(0.0) { $0 + cost(of: $1.link, hasStation: $1.stationIndex != nil) }
  }
}
