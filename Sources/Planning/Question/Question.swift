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
  /// The map; huts and second fibres that may be used are part of it.
  public var network: FibreNetwork
  /// What hops, memories and swaps are made of.
  public var hardware: HardwareModel
  /// Pairs of ends, served together; at least one.
  public var demands: [Demand]
  /// What is made best among the plans within the limits.
  public var objective: Objective
  /// What every plan keeps to.
  public var limits: Limits
  /// Where heralding stations may stand; without meaning for schemes that have none.
  public var stationPlacement: StationPlacement
  /// How the time until a hop has a pair is modelled.
  public var linkTimeModel: LinkTimeModel
  /// Whether hops of one chain may have different settings.
  public var knob: KnobSetting
  /// Whether the last swap outcome's way to the ends counts in delivery times.
  public var countsMessages: Bool
  /// Monte Carlo samples that confirm the plan; 0 for none.
  public var samples: Int
  /// Seed of the Monte Carlo samples: the same seed draws the same deliveries.
  public var seed: UInt64
  /// Threads that draw the Monte Carlo samples, which are the same for any number; the search runs on one.
  public var threads: Int
  /// Next best plans of other sets of repeaters that are wanted too, of one chain for one demand.
  public var alternatives = 0
  /// Prices of memories and stations; nothing by default.
  public var equipment = EquipmentCost()

  /// Creates a question without alternatives and without prices of equipment.
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

  /// Whether the fewest repeaters are asked such that no hop is longer than allowed, and nothing of rate, key
  /// rate, fidelity and cost (RepAlloc's question).
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
  /// Index of the site at one end.
  public var from: Int
  /// Index of the site at the other end.
  public var to: Int

  /// Creates a demand between two sites of the map, by their indices.
  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }
}
