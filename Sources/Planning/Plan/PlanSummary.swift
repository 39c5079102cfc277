public import LinkPhysics

/// What was asked, in the words a report repeats.
public struct PlanSummary: Sendable, Hashable {
  /// Name or path of the map.
  public var map: String
  /// Name of the platform, as its file states it.
  public var platform: String
  /// The platform in words, for headings.
  public var platformLabel: String
  /// What was made best.
  public var objective: Objective
  /// What the plan keeps to.
  public var limits: Limits
  /// How the hardware is used and waiting is modelled.
  public var settings: PlanSettings
  /// The command that makes this plan again.
  public var command: String
  /// SHA-256 of the file that the map was read from, in hexadecimal; `nil` where there was none.
  public var mapSHA256: String?
  /// SHA-256 of the file that the platform was read from, in hexadecimal; `nil` where there was none.
  public var platformSHA256: String?

  /// Creates a summary from its parts; digests in hexadecimal.
  public init(
    map: String, platform: String, platformLabel: String, objective: Objective, limits: Limits,
    settings: PlanSettings = PlanSettings(), command: String, mapSHA256: String? = nil,
    platformSHA256: String? = nil
  ) {
    self.map = map
    self.platform = platform
    self.platformLabel = platformLabel
    self.objective = objective
    self.limits = limits
    self.settings = settings
    self.command = command
    self.mapSHA256 = mapSHA256
    self.platformSHA256 = platformSHA256
  }
}

/// How the hardware is used and waiting is modelled: what figures need, beside the hops, to be computed again.
public struct PlanSettings: Sendable, Hashable {
  /// Whether end users measure at once or store.
  public var ends: EndQubits
  /// How the time until a hop has a pair is modelled.
  public var linkTimeModel: LinkTimeModel
  /// Whether the last swap outcome's way to the ends counts.
  public var countsMessages: Bool
  /// Prices of memories and stations, in the map's unit of cost.
  public var equipment: EquipmentCost
  /// Numbers of modes that hops could have; `nil` where a plan file does not say.
  public var modes: Modes?
  /// Whether hops of one chain could have different settings; `nil` where a plan file does not say.
  public var knob: KnobSetting?
  /// Where heralding stations could stand; `nil` where a plan file does not say.
  public var stations: StationPlacement?

  /// Which numbers of modes were allowed.
  public enum Modes: Sendable, Hashable {
    /// The fewest that the platform has.
    case fewest
    /// For the planner to choose.
    case any
    /// So many at every hop.
    case exactly(Int)
  }

  /// Creates settings; without arguments, measured ends and attempt after attempt, messages counted.
  public init(
    ends: EndQubits = .measured, linkTimeModel: LinkTimeModel = .attempts, countsMessages: Bool = true,
    equipment: EquipmentCost = EquipmentCost(), modes: Modes? = nil, knob: KnobSetting? = nil,
    stations: StationPlacement? = nil
  ) {
    self.ends = ends
    self.linkTimeModel = linkTimeModel
    self.countsMessages = countsMessages
    self.equipment = equipment
    self.modes = modes
    self.knob = knob
    self.stations = stations
  }
}
