internal import ChainSimulator
public import FibreNetwork
internal import LinkPhysics

/// What to plan: which ends are to be joined on which map with which hardware, what is best, and what every plan must keep
/// to. Which strategy answers follows from what is asked.
///
/// ```swift
/// let question = Question(
///   network: map, hardware: HardwareModel(platform), demands: [Demand(from: 0, to: 7)],
///   limits: Limits(minimumFidelity: 0.8))
/// let solution = try question.plan(budget: Budget(limitS: 60))
/// ```
public struct Question: Sendable {
  public var network: FibreNetwork
  public var hardware: HardwareModel
  public var demands: [Demand]
  public var objective: Objective
  public var limits: Limits
  public var stationPlacement: StationPlacement
  public var linkTimeModel: LinkTimeModel
  public var knob: KnobSetting
  /// Whether the last swap outcome's way to the ends counts in delivery times.
  public var countsMessages: Bool
  /// Monte Carlo samples that confirm the plan; 0 for none.
  public var samples: Int
  public var seed: UInt64
  public var threads: Int
  /// Next best plans of other sets of repeaters that are wanted too, of one chain for one demand.
  public var alternatives = 0
  public var equipment = EquipmentCost()

  public init(
    network: FibreNetwork, hardware: HardwareModel, demands: [Demand], objective: Objective = .rate,
    limits: Limits = Limits(), stationPlacement: StationPlacement = .sites,
    linkTimeModel: LinkTimeModel = .attempts, knob: KnobSetting = .perHop, countsMessages: Bool = true,
    samples: Int = 100_000, seed: UInt64 = 1, threads: Int = 1
  ) {
    self.network = network
    self.hardware = hardware
    self.demands = demands
    self.objective = objective
    self.limits = limits
    self.stationPlacement = stationPlacement
    self.linkTimeModel = linkTimeModel
    self.knob = knob
    self.countsMessages = countsMessages
    self.samples = samples
    self.seed = seed
    self.threads = threads
  }

  /// Whether one chain for one demand is asked.
  public var isSinglePair: Bool { demands.count == 1 && limits.disjointChains == 1 }

  /// Whether nothing is asked of rate, key and fidelity: the fewest repeaters such that no hop is longer than allowed
  /// (RepAlloc's question).
  public var asksForReachAlone: Bool { objective == .repeaters && limits.isReachAlone }

  /// Among which plans a proof holds, where so many routes were looked at.
  func scope(_ routes: Scope.Routes) -> Scope {
    Scope(routes: routes, operation: Scope.Operation(swapPolicy: hardware.swapPolicy.rawValue))
  }

  /// Seconds of a budget that are kept for simulating the plan: a good million samples take no time worth mentioning.
  var simulationS: Double { samples > 1 << 20 ? 1 : samples > 0 ? 0.1 : 0 }

  /// The same question of one demand.
  func about(_ demand: Demand) -> Question {
    var question = self
    question.demands = [demand]
    return question
  }
}

/// A pair of ends that a plan joins.
public struct Demand: Sendable, Hashable {
  /// Indices of sites on the map.
  public var from: Int
  public var to: Int

  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }
}
