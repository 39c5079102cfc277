public import FibreNetwork

/// A repeater layout with its estimates and the proof of how good it is: what planning returns and reports show.
///
/// Sites and spans are indices into `network`, which is the planned map itself (huts included), so that a plan can
/// be drawn, checked and compared without any other file.
public struct Plan: Sendable {
  /// The planned map, which indices of sites and spans refer to.
  public var network: FibreNetwork
  /// What was asked.
  public var request: PlanSummary
  /// The chains of each demand, in the order of the question.
  public var demands: [DemandPlan]
  /// Sites where repeaters stand, in map order, with what each needs.
  public var repeaters: [RepeaterUse]
  /// Sites where heralding stations stand, in map order.
  public var stations: [StationUse]
  /// Value, bound and proof.
  public var certificate: Certificate
  /// Each assumed input that the plan rests on.
  public var assumptions: [PlanAssumption]
  /// Curves and tables beside the plan; `nil` where none were asked for.
  public var analysis: PlanAnalysis?
  /// The next best plans of other sets of repeaters, best first; of the first demand.
  public var alternatives: [PlanAlternative] = []
  /// Whether no better plan of other repeaters is missing among the alternatives.
  public var areAlternativesProved = true

  /// Creates a plan from its parts, without alternatives.
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
  /// Index of the site.
  public var site: Int
  /// Memories in use, over all demands.
  public var memories: Int
  /// Chains that swap here.
  public var chains: Int

  /// Creates the use of a repeater site from its parts.
  public init(site: Int, memories: Int, chains: Int) {
    self.site = site
    self.memories = memories
    self.chains = chains
  }
}

/// A heralding-station site and how many hops meet there.
public struct StationUse: Sendable, Hashable {
  /// Index of the site.
  public var site: Int
  /// Hops with a station of their own there.
  public var hops: Int

  /// Creates the use of a station site from its parts.
  public init(site: Int, hops: Int) {
    self.site = site
    self.hops = hops
  }
}
