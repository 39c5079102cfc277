internal import Foundation

/// How a hop is heralded.
public enum Scheme: String, Sendable, Hashable, CaseIterable {
  /// One photon at a station between the nodes: `SingleClick`.
  case singleClick = "single-click"
  /// Two photons at a station, in two time bins or polarisations: `DoubleClick`.
  case doubleClick = "double-click"
  /// One photon of atomic ensembles at a station, two rails for a pair: `EnsembleInterference`.
  case ensembleInterference = "ensemble-interference"
  /// One pulse reflected by both nodes in turn, no station: `SerialReflection`.
  case serialReflection = "serial-reflection"
  /// Pair sources at the nodes, absorptive memories, two photons at a station: `AbsorptiveMemories`.
  case absorptiveMemories = "absorptive-memories"
  /// A pair source at a station in the middle and memories that herald what they have absorbed: `CentralPairSource`.
  case centralPairSource = "central-pair-source"

  /// A pair source on a satellite above both ends, each with a telescope: `SatellitePairLink`.
  case satellitePairSource = "satellite-pair-source"

  /// Whether a hop needs equipment at a station on the way.
  public var usesStation: Bool { self != .serialReflection && usesFibre }

  /// Whether a swap of two pairs multiplies their characters. Rails of ensembles and of absorptive memories are joined by linear
  /// optics, whose success and errors hang on occupations that no pair of qubits has (`RailOperator`).
  public var swapMultipliesCharacters: Bool { self != .ensembleInterference && self != .absorptiveMemories }

  /// Whether photons travel in the fibre of the hop; otherwise only its messages do.
  public var usesFibre: Bool { self != .satellitePairSource }

  /// Whether a mode starts its next attempt only when it knows the outcome of the last.
  public var waitsForHerald: Bool { self != .satellitePairSource }

  /// Time from the start of an attempt until both ends know its outcome, s: to the station and back over the longer
  /// arm; for a serial pulse along the whole hop and back; from a source in the middle along the longer arm, then
  /// from end to end; below a satellite from end to end.
  public func heraldDelayS(over hop: HopGeometry) -> Double {
    let longer = max(hop.leftDelayS, hop.rightDelayS)
    return switch self {
    case .serialReflection: 2 * hop.delayS
    case .centralPairSource: longer + hop.delayS
    // What the satellite's light takes is below a tenth of this and differs from moment to moment.
    case .satellitePairSource: hop.delayS
    default: 2 * longer
    }
  }

  /// Optical modes that one attempt sends through each stretch of fibre: two where a photon is in one of two time bins or
  /// polarisations, or where two rails make one pair.
  public var modeUsesPerAttempt: Int { self == .singleClick ? 1 : 2 }

  var hardware: any LinkHardware.Type {
    switch self {
    case .singleClick: StationHardware<SingleClick>.self
    case .doubleClick: StationHardware<DoubleClick>.self
    case .ensembleInterference: StationHardware<EnsembleInterference>.self
    case .serialReflection: SerialReflectionHardware.self
    case .absorptiveMemories: StationHardware<AbsorptiveMemories>.self
    case .centralPairSource: CentralPairSourceHardware.self
    case .satellitePairSource: SatellitePairHardware.self
    }
  }

  /// Every parameter that a platform file of this scheme may hold.
  var parameters: [ParameterSpecification] {
    hardware.parameters + FibreEnvironment.parameters.filter { feels($0.name) } + node
      + (storesQubits ? ParameterSpecification.interfaces : [])
  }

  /// What nodes say; of stored light, which is lost and seldom spoilt, dephasing may be left out.
  private var node: [ParameterSpecification] {
    ParameterSpecification.node.map { specification in
      var specification = specification
      if !swapMultipliesCharacters, specification.name == "memory_t1_s" || specification.name == "memory_t2_s"
      {
        specification.fallback = .init([1e30], "no dephasing of what is stored beside its loss assumed")
      }
      return specification
    }
  }

  /// Whether nodes hold qubits one by one, whose optical interface a repeater may have once only.
  var storesQubits: Bool {
    [.singleClick, .doubleClick, .serialReflection, .centralPairSource].contains(self)
  }

  /// Whether a parameter of the environment has an effect on hops of this scheme.
  private func feels(_ parameter: String) -> Bool {
    switch parameter {
    case "phase_drift_rad_per_s", "aerial_phase_drift_rad_per_s", "stabilisation_interval_s":
      // Elsewhere one fibre carries both amplitudes, a bin or a polarisation apart.
      self == .singleClick || self == .ensembleInterference
    case "arrival_jitter_s", "temperature_swing_k", "aerial_temperature_swing_k", "photon_duration_s":
      [.singleClick, .doubleClick, .ensembleInterference, .absorptiveMemories].contains(self)
    case "uptime": true
    default: usesFibre
    }
  }
}

/// What a scheme makes of a hop with one platform's numbers.
protocol LinkHardware: Sendable {
  static var parameters: [ParameterSpecification] { get }
  init(_ values: ParameterValues)
  /// Settings of the free knob, in the order of the platform file.
  var knob: [Double] { get }
  /// One attempt for each of some settings of the knob.
  func attempts(over hop: HopGeometry, in environment: FibreEnvironment, knob: [Double]) -> [HopAttempt]
  /// Time from one attempt to the next in s where attempts do not wait for heralds; `nil` where they do.
  func pipelinedPeriodS(over hop: HopGeometry) -> Double?
  /// When a satellite serves a hop; `nil` without one, or where it never does.
  func sky(over hop: HopGeometry) -> SkyTime?
  /// What of each arm's light the nodes and the station leave, fibre left out; 1 where no light meets at a station.
  var nodeEfficiency: Arms { get }
}

extension LinkHardware {
  var nodeEfficiency: Arms { Arms(1) }
  func pipelinedPeriodS(over hop: HopGeometry) -> Double? { nil }
  func sky(over hop: HopGeometry) -> SkyTime? { nil }
}

/// One mode's attempt over a hop with one setting of the free knob.
struct HopAttempt {
  var option: String
  var pair: HeraldedPair
  /// The pair after a storage that loses it, where the scheme stores light; `nil` where its qubits do not get lost.
  var stored: ((RailStorage) -> HeraldedPair)?
  /// Where light and fidelity are lost: made only for links that somebody reads.
  var lossBudget: () -> [ElementaryLink.Contribution]
  var infidelityBudget: () -> [ElementaryLink.Contribution]

  init(
    option: String, pair: HeraldedPair, stored: ((RailStorage) -> HeraldedPair)? = nil,
    lossBudget: @escaping @autoclosure () -> [ElementaryLink.Contribution],
    infidelityBudget: @escaping @autoclosure () -> [ElementaryLink.Contribution]
  ) {
    self.option = option
    self.pair = pair
    self.stored = stored
    self.lossBudget = lossBudget
    self.infidelityBudget = infidelityBudget
  }
}

/// The numbers of a platform as a model takes them. The reader has checked that they are there and in range.
struct ParameterValues: Sendable {
  private var values: [String: [Double]]

  init(_ parameters: [Parameter]) {
    values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.used) })
  }

  func one(_ name: String) -> Double { values[name]![0] }
  func optional(_ name: String) -> Double? { values[name]?.first }
  func options(_ name: String) -> [Double] { values[name]! }
  func arms(_ name: String) -> Arms {
    let both = values[name]!
    return Arms(both[0], both.last!)
  }
  func characters(_ name: String) -> BellDiagonalState {
    let c = values[name]!
    return BellDiagonalState(x: c[0], y: c[1], z: c[2])
  }
  /// Chance of a click without light: dark rate × window, Poisson.
  var darkProbability: Double { -expm1(-one("dark_rate_hz") * one("detection_window_s")) }
}
