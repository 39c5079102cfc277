internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

extension BestChain {
  /// Seconds that an explanation may take.
  private static let explanationS = 20.0

  /// Why no plan exists: the hops that no plan can do without and that are out of reach, or the limits that exclude each
  /// other; with what would do, each tried by planning again.
  func explain(on graph: HopGraph, _ budget: Budget) throws -> NoPlan {
    let names = (network.sites[ends.from].name, network.sites[ends.to].name)
    guard network.components().contains(where: { $0.contains(ends.from) && $0.contains(ends.to) })
    else {
      return NoPlan(
        reason: "no fibre on the map leads from \(names.0) to \(names.1)", remedies: [], isProved: true)
    }
    let own = budget.another(ofS: Self.explanationS)
    let missing = missingHops(on: graph)
    guard missing.isEmpty else { return try outOfReach(missing, own) }
    return try limitsConflict(on: graph, own)
  }

  // MARK: Hops out of reach

  private func outOfReach(_ missing: [MissingHop], _ budget: Budget) throws -> NoPlan {
    let rate = question.limits.minimumRateHz
    let fibre = missing[0].route
    guard let reach = reachKm(rateHz: rate, along: fibre) else {
      let what = rate.map { "makes \(significant($0)) pairs/s" } ?? "has a fidelity above 0.5"
      return NoPlan(
        reason: "no hop on this map can be used with \(hardware.label): none \(what), however short",
        remedies: try improvements(budget), isProved: true)
    }
    var reasons: [String] = []
    var worst: Double = 0
    for hop in missing {
      let ends = "\(network.sites[hop.from].name) and \(network.sites[hop.to].name)"
      let length = "\(rounded(hop.route.lengthKm)) km (\(rounded(hop.route.totalLossDb)) dB) between \(ends)"
      let reach = reachKm(rateHz: rate, along: hop.route) ?? reach
      worst = max(worst, hop.route.lengthKm / reach)
      if let most = question.limits.maximumHopKm, hop.route.lengthKm > most, hop.route.lengthKm <= reach {
        reasons.append("the \(length) exceed the longest hop allowed, \(rounded(most)) km")
      } else if hop.route.lengthKm > reach {
        reasons.append("the \(length) exceed the \(rounded(reach)) km that \(reachWords(rate))")
      } else {
        reasons.append(
          "the \(length) are within the \(rounded(reach)) km that \(reachWords(rate)) with equal arms, but no site on the way that may host a heralding station is near enough to the middle"
        )
      }
    }
    var remedies: [String] = []
    if let most = question.limits.maximumHopKm, missing.contains(where: { $0.route.lengthKm > most }),
      try hasPlan(limits: LimitKind.hopLength.lifted(from: question.limits), budget)
    {
      remedies.append("the maximum hop length lifted")
    }
    if let huts = try huts(over: missing, pieces: max(1, Int(min(1e3, worst.rounded(.up)))), budget) {
      remedies.append(huts)
    }
    remedies += try improvements(budget)
    if rate != nil, try hasPlan(limits: LimitKind.rate.lifted(from: question.limits), budget) {
      remedies.append(try words(for: [.rate], budget))
    }
    return NoPlan(
      reason: (missing.count == 1 ? "" : "\(missing.count) hops are missing at least: ")
        + reasons.joined(separator: "; ") + (remedies.isEmpty ? "" : "; any one of these would do"),
      remedies: remedies, isProved: true)
  }

  private func reachWords(_ rate: Double?) -> String {
    "this platform reaches" + (rate.map { " at \(significant($0)) pairs/s" } ?? "")
  }

  /// The fewest huts in each missing hop that make a plan exist, tried by planning with them; else those that bring all
  /// hops within reach, with what then is still missing.
  private func huts(over missing: [MissingHop], pieces: Int, _ budget: Budget) throws -> String? {
    let spans = Set(missing.flatMap(\.route.spans))
    let longest = missing.map(\.route.lengthKm).max() ?? 0
    var reaching: (words: String, strategy: BestChain)?
    for pieces in pieces...pieces + 3 where budget.stop == nil {
      // Between two repeaters one hut more, for the station.
      let spacing = longest / Double(hardware.usesStation ? 2 * pieces : pieces)
      let built = network.withHuts(spacingKm: spacing, onSpans: spans)
      guard built.sites.count > network.sites.count else { continue }
      var other = question
      other.network = built
      let strategy = BestChain(other)
      let place = missing.count == 1 ? "between" : "in each"
      let count =
        switch pieces {
        case 1: "a hut for a heralding station \(place)"
        case 2: "a hut for a repeater \(place)"
        default: "\(pieces - 1) huts for repeaters \(place)"
        }
      let words =
        count + (hardware.usesStation && pieces > 1 ? ", with heralding stations halfway" : "")
        + " (--hut-spacing \(rounded(spacing)))"
      if try strategy.hasPlan(limits: question.limits, budget) { return words }
      if reaching == nil, strategy.missingHops(on: strategy.hopGraph()).isEmpty {
        reaching = (words, strategy)
      }
    }
    guard let reaching else { return nil }
    guard let sets = try reaching.strategy.smallestRelaxations(budget), let set = sets.first else {
      return nil
    }
    return reaching.words + ", and then " + (try reaching.strategy.words(for: set, budget))
  }

  // MARK: Better hardware

  /// For each number of the hardware the least improvement that makes a plan exist, by bisection over plans.
  private func improvements(_ budget: Budget) throws -> [String] {
    var words: [String] = []
    for improvement in hardware.improvements where budget.stop == nil {
      func does(_ value: Double) throws -> Bool {
        var other = question
        other.hardware = improvement.at(value)
        other.samples = 0
        return try BestChain(other).hasPlan(
          limits: question.limits, budget, needsKey: question.objective == .keyRate)
      }
      let isTime = improvement.limit > 1
      func value(_ share: Double) -> Double {
        isTime
          ? improvement.value * pow(improvement.limit / improvement.value, share)
          : improvement.value + share * (improvement.limit - improvement.value)
      }
      guard try does(value(1)) else { continue }
      var (low, high) = (0.0, 1.0)
      for _ in 0..<7 where budget.stop == nil {
        let middle = (low + high) / 2
        if try does(value(middle)) { high = middle } else { low = middle }
      }
      words.append(Self.words(for: improvement, at: value(high)))
    }
    return words
  }

  private static func words(for improvement: HardwareModel.Improvement, at value: Double) -> String {
    let unit = improvement.unit == "1" ? "" : " " + improvement.unit
    let change = value - improvement.value
    let scale = pow(10, 1 - floor(log10(abs(change))))
    // Rounded away from what there is, so that what is printed does.
    let rounded = (abs(change) * scale - 1e-9).rounded(.up) / scale
    let target = improvement.value + (change > 0 ? rounded : -rounded)
    let clipped =
      change > 0 ? (improvement.unit == "1" ? min(target, 1) : target) : max(target, 0)
    let more = String(format: "%.3g", abs(clipped - improvement.value))
    return
      "\(more)\(unit) \(change > 0 ? "more" : "less") \(improvement.name) (\(String(format: "%.4g", clipped))\(unit) instead of \(String(format: "%.4g", improvement.value))\(unit))"
  }

  // MARK: Limits that exclude each other

  private func limitsConflict(on graph: HopGraph, _ budget: Budget) throws -> NoPlan {
    let isProved = hardware.swap.successProbability == 1
    if let least = question.limits.minimumFidelity, least <= 0.5 || question.limits.minimumFidelity == nil {
      var relaxed = question.limits
      relaxed.minimumFidelity = nil
      if let found = try search(.fidelity, relaxed, budget).found, found.value <= 0.5 {
        let best = found.value
        let most = found.bound > 0.5 ? "" : ", and none has more than \(significant(found.bound))"
        return NoPlan(
          reason: "no plan within the other limits delivers entangled pairs: the best fidelity "
            + (found.proof.isProof
              ? "with this hardware is \(significant(best)), not above 0.5"
              : "found is \(significant(best))\(most)"),
          remedies: [try whatStops(on: graph, relaxed, budget), try entangledReach(on: graph, budget)]
            .compactMap { $0 }
            + (try improvements(budget))
            + ["better memories, links or swaps; or a shorter way with fewer repeaters"], isProved: isProved)
      }
    }
    if question.objective == .keyRate, question.limits.minimumKeyRateHz == nil,
      let best = try best(.fidelity, question.limits, budget)
    {
      return NoPlan(
        reason:
          "no plan within the limits makes secret key: the best fidelity that they allow is \(significant(best.fidelity)), and at the best it gives \(significant(best.keyFraction)) bit per pair (a key needs a fidelity of about 0.84, or less where one kind of error prevails)",
        remedies: try improvements(budget), isProved: isProved)
    }
    var remedies: [String] = []
    var size = 1
    if let sets = try smallestRelaxations(budget) {
      size = sets.first?.count ?? 0
      remedies = try sets.map { try words(for: $0, budget) }
    }
    remedies += try improvements(budget)
    if size == 0 { remedies += [try entangledReach(on: graph, budget)].compactMap { $0 } }
    var reason =
      isProved
      ? "no plan keeps to all limits"
      : "no plan was found that keeps to all limits (not proved: swaps that fail are planned by candidates)"
    if size > 1 { reason += ", and no single limit lifted makes one possible" }
    if size == 0 { reason += ", nor with all of them lifted" }
    return NoPlan(
      reason: reason + (size == 0 || remedies.isEmpty ? "" : "; any one of these would do"),
      remedies: remedies,
      isProved: isProved)
  }
}
