public import FibreNetwork

/// A repeater layout with its estimates and the proof of how good it is: what planning returns and reports show.
///
/// Sites and spans are indices into `network`, which is the planned map itself (huts included), so that a plan can
/// be drawn, checked and compared without any other file.
public struct Plan: Sendable {
  public var network: FibreNetwork
  public var request: PlanSummary
  public var demands: [DemandPlan]
  /// Sites where repeaters stand, in map order, with what each needs.
  public var repeaters: [RepeaterUse]
  /// Sites where heralding stations stand, in map order.
  public var stations: [StationUse]
  public var certificate: Certificate
  /// Each assumed input that the plan rests on.
  public var assumptions: [PlanAssumption]
  public var analysis: PlanAnalysis?
  /// The next best plans of other sets of repeaters, best first; of the first demand.
  public var alternatives: [PlanAlternative] = []
  /// Whether no better plan of other repeaters is missing among the alternatives.
  public var areAlternativesProved = true

  public init(
    network: FibreNetwork, request: PlanSummary, demands: [DemandPlan], repeaters: [RepeaterUse],
    stations: [StationUse], certificate: Certificate, assumptions: [PlanAssumption],
    analysis: PlanAnalysis? = nil
  ) {
    self.network = network
    self.request = request
    self.demands = demands
    self.repeaters = repeaters
    self.stations = stations
    self.certificate = certificate
    self.assumptions = assumptions
    self.analysis = analysis
  }
}

/// A repeater site and what stands there.
public struct RepeaterUse: Sendable, Hashable {
  public var site: Int
  /// Memories in use, over all demands.
  public var memories: Int
  /// Chains that swap here.
  public var chains: Int

  public init(site: Int, memories: Int, chains: Int) {
    self.site = site
    self.memories = memories
    self.chains = chains
  }
}

/// A heralding-station site and how many hops meet there.
public struct StationUse: Sendable, Hashable {
  public var site: Int
  public var hops: Int

  public init(site: Int, hops: Int) {
    self.site = site
    self.hops = hops
  }
}
