internal import FibreNetwork
internal import Foundation
public import Planning
internal import SourceDocument

/// Why there is no plan and what would do, in sentences.
public struct NoPlanWords: Sendable, Hashable {
  /// What stands in the way, in parts of one sentence.
  public var reasons: [String]
  /// What was tried and would do, each with the options to paste where there are any.
  public var remedies: [String]
  /// Facts beside the reason.
  public var remarks: [String]
  /// Whether it is proved that there is no plan.
  public var isProved: Bool
  /// Name of the platform that was asked about; `nil` where none was.
  public var platform: String?

  /// One sentence that nothing more is known of.
  public init(_ reason: String) {
    reasons = [reason]
    remedies = []
    remarks = []
    isProved = false
  }

  /// Says why a question has no plan.
  ///
  /// - Parameter question: what was asked.
  public init(_ none: NoPlan, _ question: Question) {
    let words = ObstacleWords(question: question)
    platform = question.hardware.name
    reasons = words.reasons(none.obstacle)
    if case .some(let most, let dropped)? = none.scope?.routes {
      reasons.append(
        "among the first \(most) routes of each pair of sites; \(counted(dropped, "pair")) of sites "
          + (dropped == 1 ? "has more" : "have more"))
    }
    if !none.isJudged {
      reasons.append("not proved: some chains have no exact estimate, or are planned by candidates")
    }
    remedies = none.remedies.map(words.advice)
    remarks = none.remarks.map(words.remark)
    isProved = none.isProved
    switch none.obstacle {
    case .noFibre, .meaningless, .solution, .stopped: break
    default:
      if !none.isEverythingTried {
        remarks.append("the time did not suffice to try everything that might help")
      } else if remedies.isEmpty {
        remarks.append(
          "no single change that was tried would do: limits, modes, huts, chains, memories, stations, numbers of the platform"
        )
      }
    }
  }

  /// All in lines.
  public var text: String {
    let head = reasons.joined(separator: "; ")
    let offer =
      remedies.isEmpty ? "" : remedies.count == 1 ? "; this would do" : "; any one of these would do"
    return ([head + offer] + (remedies + remarks).map { "  - " + $0 }).joined(separator: "\n")
  }

  /// The reason with lists of more than three parts cut, and the parts that were cut.
  var shortReason: (reason: String, more: [String]) {
    let isLong = reasons.count > 4
    return (
      (isLong ? Array(reasons.prefix(3)) : reasons).joined(separator: "; "),
      isLong ? Array(reasons.dropFirst(3)) : []
    )
  }
}

/// Sentences about obstacles and remedies on a map.
private struct ObstacleWords {
  let question: Question

  private var network: FibreNetwork { question.network }
  private var demands: [Demand] { question.demands }

  private func name(_ site: Int) -> String { network.sites[site].name }
  private func ends(_ demand: Int) -> String { "\(name(demands[demand].from)) - \(name(demands[demand].to))" }
  private func span(_ index: Int) -> String {
    "\(name(network.spans[index].from)) - \(name(network.spans[index].to))"
  }
  /// The demand, where there are several.
  private func prefix(_ demand: Int) -> String { demands.count > 1 ? "\(ends(demand)): " : "" }
  private func km(_ value: Double) -> String { "\(Figure.fixed(value, 1)) km" }
  private func figure(_ value: Double) -> String { Figure.text(value) }

  // MARK: - Obstacles

  func reasons(_ obstacle: Obstacle) -> [String] {
    switch obstacle {
    case .limits: return ["no plan keeps to all limits"]
    case .conflict(let together):
      switch together {
      case 0: return ["no plan keeps to all limits, nor with all of them lifted"]
      case 1: return ["no plan keeps to all limits"]
      default: return ["no plan keeps to all limits, and no single limit lifted makes one possible"]
      }
    case .noFibre(let demand):
      return ["no fibre on the map leads from \(name(demands[demand].from)) to \(name(demands[demand].to))"]
    case .outOfReach(let demand, let hops):
      let lead = hops.count == 1 ? "" : "\(hops.count) hops are missing at least: "
      return hops.enumerated().map { index, hop in
        (index == 0 ? prefix(demand) + lead : "") + missing(hop)
      }
    case .nothingUsable(let demand):
      return [
        prefix(demand)
          + "no hop on this map can be used with this platform at the rate asked, however short"
      ]
    case .notConnected(let demand, let gap):
      let most = question.limits.maximumHopKm.map { " of at most \(km($0))" } ?? ""
      var parts = ["\(ends(demand)) are not joined by hops\(most)"]
      if let gap { parts.append("the \(length(gap)) is the gap to bridge") }
      return parts
    case .tooManyRepeaters(let demand, let needed):
      return ["\(ends(demand)) needs a chain of \(counted(needed, "repeater")), more than allowed"]
    case .tooFewRepeaters(let needed):
      return ["no plan keeps to the repeaters allowed: at least \(needed) are needed"]
    case .notDisjoint(let demand):
      return ["\(ends(demand)) can have one chain within the limits, but not all that are to share nothing"]
    case .cut(let demand, let spans):
      let list = spans.map(span)
      return [
        "\(ends(demand)) cannot have chains without a common span: all fibre between them runs through "
          + (list.count == 1 ? list[0] : "the \(list.count) spans \(list.joined(separator: ", "))")
      ]
    case .capacity:
      return ["each demand could be served alone, but no plan serves all \(demands.count) within the limits"]
    case .notEntangled(let demand, let best, let bound):
      return [
        prefix(demand)
          + "no plan within the other limits delivers entangled pairs: the best fidelity found is \(figure(best))"
          + (bound > 0.5 ? "" : ", and none has more than \(figure(bound))")
      ]
    case .noKey(let demand, let fidelity, let keyFraction):
      return [
        prefix(demand)
          + "no plan within the limits makes secret key: the best fidelity that they allow is \(figure(fidelity)), and it gives \(figure(keyFraction)) bit per pair (a key needs a fidelity of about 0.84, or less where one kind of error prevails)"
      ]
    case .singleHopsOnly(let demand):
      return [
        prefix(demand)
          + "no single hop of \(question.hardware.label) joins the ends within the limits, and hops of atomic ensembles or absorptive memories are not joined to chains here: a linear-optics swap of their rails does not multiply what a pair of qubits would have"
      ]
    case .unusableHop(let hop):
      return [
        "repeaters placed by distance leave the \(length(hop)), which this platform cannot bridge"
      ]
    case .noEstimate(let hops):
      return ["a chain of \(counted(hops, "hop")) cannot be estimated with this platform"]
    case .stopped(let stop, let least):
      var parts = ["the search ended (\(stop.rawValue)) before any plan within the limits was found"]
      if let least { parts.append("no plan costs less than \(figure(least))") }
      parts.append(
        stop == .memoryLimit
          ? "fewer repeaters (--max-repeaters) or looser limits make it smaller"
          : "--time-limit gives it more time")
      return parts
    case .meaningless(let contradiction): return [words(contradiction)]
    case .solution(let file, let fault): return [(file.isEmpty ? "" : "\(file): ") + words(fault)]
    }
  }

  private func length(_ hop: MissingHop) -> String {
    "\(km(hop.route.lengthKm)) (\(Figure.fixed(hop.route.totalLossDb, 1)) dB) between \(name(hop.from)) and \(name(hop.to))"
  }

  private func missing(_ hop: MissingHop) -> String {
    switch hop.cause {
    case .limit(let most): "the \(length(hop)) exceed the longest hop allowed, \(km(most))"
    case .reach(let reach): "the \(length(hop)) exceed the \(km(reach)) that this platform reaches"
    case .station(let reach):
      "the \(length(hop)) are within the \(km(reach)) that this platform reaches with equal arms, but no site on the way that may host a heralding station is near enough to the middle"
    }
  }

  private func words(_ contradiction: Obstacle.Contradiction) -> String {
    switch contradiction {
    case .sharedProtectionOfOneChain:
      "shared protection is for two chains of each demand (--disjoint 2)"
    case .sharedProtectionWithPrices:
      "memories that backups share have no cost of their own: shared protection goes with neither --memory-cost nor --station-cost"
    case .sharedProtectionByReach:
      "repeaters placed by distance alone have dedicated protection: ask for a least rate or fidelity (--min-rate, --min-fidelity), or --protection dedicated"
    case .utilityOfSeveralChains(let count):
      "the objective utility plans one chain for each demand, not \(count): --disjoint 1, or --objective key-rate for the least of all chains"
    case .utilityWithPrices:
      "the objective utility counts the cost of sites, not of memories and stations (--memory-cost, --station-cost)"
    }
  }

  private func words(_ fault: Obstacle.SolutionFault) -> String {
    switch fault {
    case .reachAlone:
      "solutions are read for plans with a least rate, fidelity or key rate, not for reach alone"
    case .none(let source, let claim): "\(source) found no solution (it says: \(claim))"
    case .noPath: "the solution is not one chain of hops for each chain that is asked for"
    case .noProgram: "there is no integer program for this question"
    case .breaksLimit(let demand, let rate, let fidelity, let key):
      "the chain \(ends(demand)) breaks a limit when it is judged exactly: \(figure(rate)) pairs/s, fidelity \(figure(fidelity)), \(figure(key)) secret bit/s; the program holds necessary conditions only"
    case .overload(let memories, let site, let byFailure):
      "\(byFailure ? "the backups of one failure" : "chains") ask for more \(memories ? "memories" : "chains") at \(name(site)) than it has; the program holds necessary conditions only"
    }
  }

  // MARK: - Remedies

  func advice(_ advice: NoPlan.Advice) -> String {
    var figures = "e.g. \(Figure.rate(advice.rateHz)) at fidelity \(Figure.text(advice.fidelity))"
    if advice.keyRateHz > 0 { figures += ", \(figure(advice.keyRateHz)) secret bit/s" }
    return remedy(advice.remedy) + "; " + figures
  }

  private func remedy(_ remedy: Remedy) -> String {
    switch remedy {
    case .limits(let asks):
      let values = asks.map(ask).joined(separator: " and ")
      let options = asks.map { "\(option($0.kind)) \(exact($0.value))" }.joined(separator: " ")
      let best = asks.count == 1 && asks[0].isBest
      return "\(values) (\(options))"
        + (best ? ": \(asks[0].kind.isLeast ? "the most" : "the least") that the other limits allow" : "")
    case .modes(let count): return "\(count) modes side by side (--modes \(count))"
    case .huts(let spacing):
      return "candidate huts about every \(exact(spacing)) km of fibre (--hut-spacing \(exact(spacing)))"
    case .perHopKnob: return "each hop with its own setting of the platform's knob (--knob per-hop)"
    case .disjoint(let chains):
      return "\(counted(chains, "chain")) for each demand (--disjoint \(chains))"
    case .memories(let needs):
      let list = needs.map { "\($0.needed) at \(name($0.site)) instead of \($0.instead)" }
      return "more memories: \(list.joined(separator: ", ")) (in the map, or in a table for --sites)"
    case .midpoints:
      return
        "heralding stations at the middle of each hop, wherever that is: an idealisation (--stations midpoint)"
    case .secondFibre(let index): return "a second fibre \(span(index)) (in the map)"
    case .hardware(let improved):
      let unit = improved.unit == "1" ? "" : " " + improved.unit
      return
        "\(improved.key) of \(exact(improved.value))\(unit) instead of \(exact(improved.instead))\(unit) (in a platform file for --platform)"
    }
  }

  private func ask(_ ask: Remedy.Ask) -> String {
    let (value, instead) = (exact(ask.value), exact(ask.instead))
    return switch ask.kind {
    case .rate: "a minimum rate of \(value) pairs/s instead of \(instead)"
    case .fidelity: "a minimum fidelity of \(value) instead of \(instead)"
    case .keyRate: "a minimum key rate of \(value) bit/s instead of \(instead)"
    case .repeaters: "\(counted(Int(ask.value), "repeater")) instead of \(instead)"
    case .repeatersPerChain: "\(counted(Int(ask.value), "repeater")) in a chain instead of \(instead)"
    case .cost: "a cost of \(value) instead of \(instead)"
    case .hopLength: "hops of up to \(value) km instead of \(instead)"
    case .chainsPerSite: "\(value) chains through a site instead of \(instead)"
    }
  }

  private func option(_ kind: LimitKind) -> String {
    switch kind {
    case .rate: "--min-rate"
    case .fidelity: "--min-fidelity"
    case .keyRate: "--min-key-rate"
    case .repeaters: "--max-repeaters"
    case .repeatersPerChain: "--max-repeaters-per-chain"
    case .cost: "--max-cost"
    case .hopLength: "--max-hop-km"
    case .chainsPerSite: "--site-capacity"
    }
  }

  /// As it can be pasted.
  private func exact(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  func remark(_ remark: NoPlan.Remark) -> String {
    switch remark {
    case .fastestChain(let repeaters, let time, let links, let swapped, let delivered, let slowest, let hold):
      "the fastest chain found, \(counted(repeaters, "repeater")), brings a pair every \(figure(time)) s: its links joined at once would give F \(figure(links)), the errors of swaps leave \(figure(swapped)), waiting for the slowest hop (\(figure(slowest)) s on average, memories hold \(hold.isFinite ? "\(figure(hold)) s" : "for ever")) leaves \(figure(delivered))"
    case .reach(let site, let length, let rate, let fidelity):
      "from \(name(demands[0].from)) this hardware delivers entangled pairs as far as \(name(site)), \(km(length)): \(figure(rate)) pairs/s at fidelity \(figure(fidelity))"
    }
  }
}
