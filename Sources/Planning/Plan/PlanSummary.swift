public import ChainSimulator
internal import LinkPhysics

/// What was asked, in the words a report repeats.
public struct PlanSummary: Sendable, Hashable {
  /// Name or path of the map.
  public var map: String
  public var platform: String
  public var platformLabel: String
  public var objective: Objective
  public var limits: Limits
  public var settings: PlanSettings
  /// The command that makes this plan again.
  public var command: String
  /// SHA-256 of the files that the map and the platform were read from, in hexadecimal; `nil` where there was none.
  public var mapSHA256: String?
  public var platformSHA256: String?

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
  public var ends: Memory.Ends
  public var linkTimeModel: LinkTimeModel
  /// Whether the last swap outcome's way to the ends counts.
  public var countsMessages: Bool
  public var equipment: EquipmentCost
  /// Numbers of modes that hops could have, and how knobs and stations could be set; `nil` where a plan file does not say.
  public var modes: Modes?
  public var knob: KnobSetting?
  public var stations: StationPlacement?

  public enum Modes: Sendable, Hashable {
    /// The fewest that the platform has.
    case fewest
    /// For the planner to choose.
    case any
    case exactly(Int)
  }

  public init(
    ends: Memory.Ends = .measured, linkTimeModel: LinkTimeModel = .attempts, countsMessages: Bool = true,
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
