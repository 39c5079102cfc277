public import FibreNetwork
public import LinkPhysics
public import Planning
internal import SourceDocument

extension Plan {
  /// What limits the objective, in words.
  public var bindingWords: String {
    func name(_ site: Int) -> String { network.sites[site].name }
    switch binding {
    case .longestHop(let hop, let allowedKm)?:
      return
        "the longest hop, \(name(hop.from)) - \(name(hop.to)), is \(oneDecimal(hop.route.lengthKm)) km of the "
        + "\(oneDecimal(allowedKm)) km allowed"
    case .slowestHop(let hop, let repeaters)?:
      let way =
        hop.link.sky == nil
        ? "\(oneDecimal(hop.route.lengthKm)) km, \(oneDecimal(hop.route.totalLossDb)) dB" : "by satellite"
      return
        "the hop \(name(hop.from)) - \(name(hop.to)) (\(way)) waits longest for its pair, \(Numeral.significant(hop.meanTimeS)) s on average"
        + (repeaters.map {
          $0 == 1 ? "; the 1 repeater allowed is used" : "; all \($0) repeaters allowed are used"
        } ?? "")
    case .slowestChain(let chain, let leastHz)?:
      return
        "the chain \(name(chain.sites[0])) - \(name(chain.sites[chain.sites.count - 1])) is the slowest, "
        + "\(Numeral.significant(chain.estimate.rateHz)) pairs/s"
        + (leastHz.map { " of the \(Numeral.significant($0)) asked for" } ?? "")
    case nil: return ""
    }
  }

  /// Each assumed input that the plan rests on, with its value and its source or reason, in words.
  public var statedAssumptions: [Assumption] { assumptions.map { $0.words(in: network) } }
}

extension PlanAssumption {
  /// Name, value, and source or reason.
  public func words(in network: FibreNetwork) -> Assumption {
    switch self {
    case .attenuation(let dBPerKm, let spans, let all):
      Assumption(
        name: "attenuation", value: "\(dBPerKm) dB/km",
        why: "the map states none for \(spans) of \(all) spans; ITU-T G.652 fibre near 1,550 nm")
    case .fibre(let fibre, let spans, let all):
      Assumption(
        name: "\(fibre.name) fibre",
        value: "\(fibre.attenuationDbPerKm) dB/km, group index \(fibre.groupIndex)",
        why: "nominal for \(spans) of \(all) spans; \(fibre.source)")
    case .groupIndex(let index):
      Assumption(
        name: "group index", value: "\(index)", why: "the map states none; ITU-T G.652 fibre near 1,550 nm")
    case .estimatedLengths(let km, let ofKm):
      Assumption(
        name: "span lengths", value: "\(oneDecimal(km)) of \(oneDecimal(ofKm)) km estimated",
        why: "lengths by rule from the map's coordinates, not measured along the fibre")
    case .stationAtMiddle(let from, let to):
      Assumption(
        name: Self.stationName,
        value: "at the middle of \(network.sites[from].name) - \(network.sites[to].name)",
        why: "no site on this hop's route gives a usable link; planned by length alone")
    case .model(let choice): choice.words
    case .unmeasuredSettings(let knob, let used, let measured):
      Assumption(
        name: knob, value: used.map(JSON.text).joined(separator: ", "),
        why:
          "nobody measured this setting: the experiment was at \(measured.map(JSON.text).joined(separator: ", "))"
      )
    case .input(let assumption): assumption
    }
  }

  static let stationName = "heralding station"
}

extension ModelChoice {
  /// What is chosen, how, and what that means.
  public var words: Assumption {
    let (name, value, why): (String, String, String) =
      switch self {
      case .bothHopsAtOnce:
        ("repeaters", "both hops at once", "the platform has an optical interface for each, or assumes so")
      case .hopsInTurn:
        ("repeaters", "their hops in turn", "the platform has one optical interface a node")
      case .oneAttemptAtATime:
        (
          "attempts", "one at a time for each mode",
          "the next one begins when the herald of the last is known, or its window is over"
        )
      case .oneSuccessKept:
        (
          "modes", "one success kept in a period",
          "further ones of the same period are not stored: so many memories are held for one pair"
        )
      case .twirledRelaxation:
        (
          "relaxation (T1)", "as random Pauli errors",
          "its mean effect on fidelity; the order of both states in a pair is not followed"
        )
      case .noDeadTime: ("detectors", "no dead time", "they are ready for the next attempt at once")
      case .constantNoise:
        (
          "noise clicks", "constant",
          "those of frequency conversion do not follow its pump, nor other light in the fibre"
        )
      case .meanOverTheDay:
        (
          "satellite", "mean over the day",
          "pairs come within passes; memories have to span the hours between them"
        )
      }
    return Assumption(name: name, value: value, why: why)
  }
}

extension PlanAnalysis.Sensitivity.Input {
  /// What is changed, e.g. `photon collection`.
  public var name: String {
    switch self {
    case .photonCollection: "photon collection"
    case .fibreAttenuation: "fibre attenuation"
    case .memoryCoherence: "memory coherence"
    case .swapError: "swap error"
    case .heraldingStations: "heralding stations"
    }
  }

  /// By how much.
  public var change: String {
    switch self {
    case .photonCollection, .memoryCoherence: "+10 %"
    case .fibreAttenuation, .swapError: "−10 %"
    case .heraldingStations: "at midpoints"
    }
  }
}

extension PlanAnalysis.Addition.Change {
  /// What and where.
  public func words(in network: FibreNetwork) -> String {
    func name(_ site: Int) -> String { network.sites[site].name }
    return switch self {
    case .repeaters(let count): "\(count) repeaters in all instead of \(count - 1)"
    case .repeatersOfAChain(let count): "\(count) repeaters in a chain instead of \(count - 1)"
    case .hut(let from, let to, let km):
      "a hut halfway \(name(from)) - \(name(to)), on the hop of \(oneDecimal(km)) km"
    case .memories(let site, let count, let before):
      "\(count) memories at \(name(site)) instead of \(before)"
    case .chainsThroughASite(let count): "\(count) chains through a site instead of \(count - 1)"
    case .secondFibre(let from, let to): "a second fibre \(name(from)) - \(name(to))"
    case .stated(_, let words): words
    }
  }
}

extension PlanAnalysis.SweepPoint {
  /// The setting of the point, or its number of repeaters.
  public var label: String { setting ?? (counted(repeaters, "repeater")) }
}
