public import ArgumentParser
internal import ChainSimulator
internal import FibreNetwork
public import LinkPhysics
public import Planning
internal import SourceDocument

extension Objective: ExpressibleByArgument {}
extension Disjointness: ExpressibleByArgument {}
extension Protection: ExpressibleByArgument {}
extension StationPlacement: ExpressibleByArgument {}
extension KnobSetting: ExpressibleByArgument {}
extension LinkTimeModel: ExpressibleByArgument {}
extension EndQubits: ExpressibleByArgument {}

/// The platform.
struct PlatformOption: ParsableArguments {
  @Option(help: "Platform: a built-in name (see swapline platforms) or a platform file. Default: generic.")
  var platform = "generic"
}

/// How the platform is used, which every command that plans shares.
struct HardwareOptions: ParsableArguments {
  @Option(
    help:
      "Modes (attempts side by side) of every hop, or any: the planner chooses for each hop out of the platform's, as memories of sites allow. Default: the fewest the platform has."
  )
  var modes: ModeChoice?

  @Option(
    help:
      "What the end users do with their qubits: \(EndQubits.allCases.map(\.rawValue).joined(separator: ", ")). Default: measured, at once; what --application asks for where that is given."
  )
  var ends: EndQubits?

  @Option(
    help:
      "Where heralding stations may stand: \(StationPlacement.allCases.map(\.rawValue).joined(separator: " or ")). midpoint is an idealisation. Default: sites."
  )
  var stations = StationPlacement.sites

  @Option(
    help:
      "Model of the time until a hop has a pair: \(LinkTimeModel.allCases.map(\.rawValue).joined(separator: " or ")). Default: attempts."
  )
  var linkTimeModel = LinkTimeModel.attempts

  @Option(
    help:
      "Settings of the platform's free knob along a chain: \(KnobSetting.allCases.map(\.rawValue).joined(separator: " or ")). Default: per-hop."
  )
  var knob = KnobSetting.perHop

  @Flag(inversion: .prefixedNo, help: "Count the way of the last swap outcome to the ends.")
  var messages = true

  /// What is asked of the ends, or what the application needs.
  func ends(for application: Application?) -> EndQubits { ends ?? application?.ends ?? .measured }

  func settings(_ limits: LimitOptions) -> PlanSettings {
    let asked: PlanSettings.Modes =
      switch modes {
      case nil: .fewest
      case .any: .any
      case .exactly(let count): .exactly(count)
      }
    return PlanSettings(
      ends: ends(for: limits.application), linkTimeModel: linkTimeModel, countsMessages: messages,
      equipment: limits.equipment, modes: asked,
      knob: knob, stations: stations)
  }

  /// The platform as it is used.
  ///
  /// - Throws: `CommandFailure` where the platform does not have so many modes.
  func model(of platform: Platform, for application: Application?) throws -> HardwareModel {
    let ends = ends(for: application)
    guard case .exactly(let count) = modes else {
      return HardwareModel(platform, anyModes: modes == .any, ends: ends)
    }
    guard platform.modeOptions.contains(count) else {
      throw CommandFailure(
        .usage,
        "--modes \(count): the platform \(platform.name) has \(platform.modeOptions.map(String.init).joined(separator: ", "))"
      )
    }
    return HardwareModel(platform, modes: count, ends: ends)
  }
}

/// The value of `--modes`.
enum ModeChoice: ExpressibleByArgument, Equatable {
  case any
  case exactly(Int)

  init?(argument: String) {
    if argument == "any" {
      self = .any
    } else if let count = Int(argument), count >= 1 {
      self = .exactly(count)
    } else {
      return nil
    }
  }
}

/// A built-in platform by name, or the platform of a file.
func loadPlatform(_ name: String) throws -> Platform {
  if let platform = Platform.named(name), !fileExists(name) { return platform }
  if !name.contains("/"), !name.contains("."), !fileExists(name) {
    let names = Platform.names
    let hint = nearestName(to: name, among: names).map { " (did you mean \($0)?)" } ?? ""
    throw CommandFailure(
      .usage, "no platform is called \(name.printable)\(hint); built in: \(names.joined(separator: ", "))")
  }
  return try Platform(parsing: try readFile(name), file: name)
}

/// How many repeaters there may be.
struct RepeaterLimit: ParsableArguments {
  @Option(help: "Most repeaters in all.")
  var maxRepeaters: Int?

  func validate() throws {
    if let maxRepeaters, maxRepeaters < 0 {
      throw ValidationError("--max-repeaters is \(maxRepeaters), expected a whole number of at least 0")
    }
  }
}

/// Limits and objective, which every command that plans shares.
struct LimitOptions: ParsableArguments {
  static let rateRange = NumberRange.from(1e-12, to: 1e12)
  static let fidelityRange = NumberRange.from(0.25, to: 1)
  static let costRange = NumberRange.from(0, to: 1e15)
  static let priceRange = NumberRange.from(0, to: 1e12)
  static let hopRange = NumberRange.from(1e-3, to: 1e6)
  static let chainRange = 0...63

  @Option(
    help: "What to make best: \(Objective.allCases.map(\.rawValue).joined(separator: ", ")). Default: rate.")
  var objective = Objective.rate

  @Option(help: "Least end-to-end rate in pairs/s.")
  var minRate: Double?

  @Option(
    help:
      "Least fidelity of delivered pairs, 0.25 to 1. Default: 0.5, below which a pair is not known to be entangled; none where repeaters are placed by distance alone."
  )
  var minFidelity: Double?

  @Option(help: "Least secret-key rate in bit/s.")
  var minKeyRate: Double?

  @OptionGroup var key: KeyOptions

  @Option(
    help: ArgumentHelp(
      "What the pairs are for, which sets what is asked of them where no limit says more: \(Application.forms.joined(separator: ", ")), F the mean fidelity of teleported qubits, above 2/3.",
      valueName: "use"))
  var application: Application?

  @Option(help: "Most repeaters of one chain.")
  var maxRepeatersPerChain: Int?

  @Option(help: "Most cost, in the map's unit.")
  var maxCost: Double?

  @Option(
    help: "Cost of each memory, in the map's unit; a hop has one at either end for every mode. Default: 0.")
  var memoryCost = 0.0

  @Option(help: "Cost of each heralding station, one a hop, in the map's unit. Default: 0.")
  var stationCost = 0.0

  @Option(help: "Longest hop in km of fibre.")
  var maxHopKm: Double?

  func validate() throws {
    func check(_ value: Double?, _ name: String, _ range: NumberRange) throws {
      if let value, !range.contains(value) {
        throw ValidationError("\(name) is \(value), expected a number \(range.words)")
      }
    }
    try check(minRate, "--min-rate", Self.rateRange)
    try check(minFidelity, "--min-fidelity", Self.fidelityRange)
    try check(minKeyRate, "--min-key-rate", Self.rateRange)
    try check(maxCost, "--max-cost", Self.costRange)
    try check(memoryCost, "--memory-cost", Self.priceRange)
    try check(stationCost, "--station-cost", Self.priceRange)
    try check(maxHopKm, "--max-hop-km", Self.hopRange)
    if let most = maxRepeatersPerChain, !Self.chainRange.contains(most) {
      throw ValidationError("--max-repeaters-per-chain is \(most), expected a whole number from 0 to 63")
    }
  }

  var equipment: EquipmentCost { EquipmentCost(perMemory: memoryCost, perStation: stationCost) }

  var limits: Limits {
    let isByDistance =
      objective == .repeaters && maxHopKm != nil && minRate == nil && minKeyRate == nil && maxCost == nil
      && application == nil
    let asked = minFidelity ?? (isByDistance ? nil : 0.5)
    var limits = Limits(
      minimumRateHz: minRate, minimumFidelity: [asked, application?.pairFidelity].compactMap { $0 }.max(),
      minimumKeyRateHz: minKeyRate, maximumRepeatersPerChain: maxRepeatersPerChain, maximumCost: maxCost,
      maximumHopKm: maxHopKm)
    limits.key = key.rule
    if application == .deviceIndependentKey { limits.key.keyProtocol = .deviceIndependent }
    // Any key will do.
    if application == .keyDistribution || application == .deviceIndependentKey {
      limits.minimumKeyRateHz = minKeyRate ?? Self.rateRange.least
    }
    return limits
  }
}

/// The index of a site by its id, or by its name where only one site has it.
///
/// - Throws: `CommandFailure` with exit code 3 and the nearest match.
func findSite(_ text: String, in network: FibreNetwork, map: String) throws -> Int {
  if let index = network.site(id: text) { return index }
  let named = network.sites.indices.filter { network.sites[$0].name == text }
  if named.count == 1 { return named[0] }
  let folded = network.sites.indices.filter {
    network.sites[$0].name.lowercased() == text.lowercased()
      || network.sites[$0].id.lowercased() == text.lowercased()
  }
  if named.isEmpty, folded.count == 1 { return folded[0] }
  if named.count > 1 {
    let ids = named.map { network.sites[$0].id }.joined(separator: ", ")
    throw CommandFailure(
      .badInput,
      "\(map): error: \(named.count) sites are called \(text); give the id of one: \(ids)".printable)
  }
  let nearest = nearestName(to: text, among: network.sites.flatMap { [$0.id, $0.name] })
  throw CommandFailure(
    .badInput,
    "\(map): error: no site has the id or name \"\(text)\"\(nearest.map { " (did you mean \"\($0)\"?)" } ?? "")"
      .printable)
}
