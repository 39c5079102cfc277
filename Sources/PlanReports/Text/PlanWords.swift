internal import FibreNetwork
public import Planning

/// The sentences that every report says of a plan, in one place so that they agree.
public struct PlanWords: Sendable {
  let plan: Plan
  /// Pairs per second that the plan is measured against.
  public let askedRateHz: Double

  /// Creates the sentences of a plan, measured against a rate.
  ///
  /// - Parameter askedRateHz: `nil` takes the plan's own minimum, or one pair per second.
  public init(_ plan: Plan, askedRateHz: Double? = nil) {
    self.plan = plan
    self.askedRateHz = askedRateHz ?? plan.request.limits.minimumRateHz ?? 1
  }

  func name(_ site: Int) -> String { plan.network.sites[site].name }

  /// Heading: the names of both ends, or how many connections on which map.
  public var title: String {
    switch plan.demands.count {
    case 1: "\(name(plan.demands[0].from)) – \(name(plan.demands[0].to))"
    case let count: "\(count) connections over \(plan.network.name)"
    }
  }

  var isReached: Bool { plan.demands.allSatisfy { $0.chain.estimate.rateHz >= askedRateHz } }

  var askedRate: String { Figure.plain(askedRateHz) + (askedRateHz == 1 ? " pair/s" : " pairs/s") }

  /// Whether the asked rate is reached, by how much.
  public var verdict: String {
    let slowest = plan.demands.map(\.chain.estimate.rateHz).min() ?? 0
    let asked = askedRateHz == 1 ? "One pair per second" : askedRate
    let factor = isReached ? slowest / askedRateHz : askedRateHz / slowest
    let who = plan.demands.count > 1 ? " by every connection" : ""
    guard isReached else {
      return "\(asked) is not reached: \(Figure.text(factor, digits: 2)) times too slow"
    }
    return factor < 1.05
      ? "\(asked) is reached\(who)"
      : "\(asked) is reached\(who), \(Figure.text(factor, digits: 2)) times over"
  }

  /// What has to be said beside a rate: pairs that are too noisy for a key. `nil` where all carry one.
  public var caveat: String? {
    let chains = plan.demands.map(\.chain)
    let useless = chains.filter { $0.estimate.keyRateHz <= 0 }
    guard let worst = useless.min(by: { $0.estimate.fidelity < $1.estimate.fidelity }) else { return nil }
    let fidelity = Figure.text(worst.estimate.fidelity)
    return chains.count == 1
      ? "At fidelity \(fidelity) the pairs carry no secret key without purification."
      : "\(useless.count) of \(chains.count) connections carry no secret key without purification (fidelity down to \(fidelity))."
  }

  var objective: String {
    switch plan.request.objective {
    case .rate: "most pairs per second"
    case .keyRate: "most secret bits per second"
    case .utility: "largest mean key rate of all connections"
    case .fidelity: "highest fidelity"
    case .repeaters: "fewest repeaters"
    case .cost: "least cost"
    }
  }

  var objectiveUnit: String {
    switch plan.request.objective {
    case .rate: "pairs/s"
    case .keyRate, .utility: "bit/s"
    case .fidelity: "fidelity"
    case .repeaters: "repeaters"
    case .cost: "cost"
    }
  }

  /// What single failures do, in a sentence; `nil` where that was not looked at.
  public var survival: String? {
    guard let failures = plan.analysis?.failures, !failures.isEmpty else { return nil }
    let cut = failures.filter { !$0.demandsLost.isEmpty }
    guard !cut.isEmpty else {
      return "No loss of a single site or span cuts off a connection."
    }
    let saved = cut.count { ($0.rateAfterReroutingHz ?? 0) > 0 }
    let open = cut.count { $0.rateAfterReroutingHz == nil }
    return "\(cut.count) of \(failures.count) single failures cut off a connection at once; "
      + (saved == 0
        ? open == cut.count
          ? "whether they can be mended was not looked at."
          : "none of them can be mended with the equipment that still stands"
        : "\(saved) of them can be mended by re-routing over the equipment that still stands")
      + (open == cut.count ? "" : open == 0 ? "." : ", \(open) were not looked at.")
  }

  /// What an analysis lacks, in a sentence; `nil` where it is whole.
  public var leftOut: String? {
    guard let left = plan.analysis?.leftOut, !left.isEmpty else { return nil }
    return
      "Left out for lack of time: \(left.map(Self.name).joined(separator: ", ")). A longer --time-limit shows them."
  }

  /// A part of an analysis in words.
  public static func name(_ part: PlanAnalysis.Part) -> String {
    switch part {
    case .sweep: "the best plan for each number of repeaters"
    case .tradeOff: "rate against fidelity"
    case .failures: "what single failures do"
    case .additions: "what one more of a resource would bring"
    }
  }

  /// What the most coherence of single clicks would make of a chain, where a limit lies between it and the least, or the chain
  /// has a key with it alone; `nil` elsewhere.
  func otherEnd(_ chain: ChainPlan) -> String? {
    guard let most = chain.mostCoherent else { return nil }
    let least = chain.estimate
    func parts(_ threshold: Double) -> Bool { least.fidelity < threshold && most.fidelity >= threshold }
    let thresholds = [0.5, plan.request.limits.minimumFidelity ?? 0.5]
    guard thresholds.contains(where: parts) || (least.keyFraction == 0) != (most.keyFraction == 0) else {
      return nil
    }
    return
      "photons whose mismatch is always the same would give fidelity \(Figure.text(most.fidelity, digits: 4)) and \(Figure.text(most.keyFraction)) secret bit per pair: nobody says how coherent they are"
  }

  /// How long the pairs of one block of keys take: asymptotic rates need many.
  func block(_ figures: ChainFigures) -> String? {
    figures.keyRateHz > 0 ? "a block of 10⁶ pairs takes \(Figure.time(1e6 * figures.meanTimeS))" : nil
  }

  /// A value of the objective with its unit.
  func objectiveValue(_ value: Double) -> String {
    switch plan.request.objective {
    case .rate: Figure.rate(value, digits: 4)
    case .keyRate, .utility: Figure.text(value, digits: 4) + " bit/s"
    case .fidelity: Figure.text(value, digits: 5)
    case .repeaters: Figure.plain(value, digits: 4) + (value == 1 ? " repeater" : " repeaters")
    case .cost: "cost " + Figure.text(value, digits: 5)
    }
  }

  /// What an alternative loses against the plan.
  func loss(_ other: PlanAlternative) -> String {
    let loss = other.loss(against: plan.certificate.value)
    switch plan.request.objective {
    case .rate, .keyRate, .utility, .fidelity: return Figure.signedPercent(-loss)
    case .repeaters, .cost:
      let more = other.value - plan.certificate.value
      return more > 0 ? "+\(Figure.text(more, digits: 4))" : "equal"
    }
  }

  /// The repeaters that an alternative has and the plan has not, and the other way round.
  func difference(_ other: PlanAlternative) -> String {
    let own = plan.demands.first?.chain.sites ?? []
    func names(_ sites: [Int], without: [Int]) -> String {
      sites.filter { !without.contains($0) }.map(name).joined(separator: ", ")
    }
    let added = names(other.chain.sites, without: own)
    let dropped = names(own, without: other.chain.sites)
    if added.isEmpty { return "without \(dropped)" }
    return dropped.isEmpty ? "with \(added) too" : "\(added) instead of \(dropped)"
  }

  /// How good the plan is known to be, in two or three words.
  public var proof: String {
    let certificate = plan.certificate
    if certificate.provedOptimal { return "proved optimal" }
    return certificate.gap.isFinite ? "gap \(Figure.percent(certificate.gap))" : "no bound"
  }

  /// The same in a sentence.
  var proofSentence: String {
    let certificate = plan.certificate
    if certificate.provedOptimal {
      return
        "No plan within the limits is better: proved optimal for \(objective), over every fibre route, \(operation)."
    }
    if case .some(let most, let dropped) = certificate.scope.routes, certificate.isBestOfScope {
      return
        "No plan over the first \(most) routes of each pair of sites is better; \(dropped) pairs have more, which were not looked at."
    }
    let stop =
      switch certificate.stop {
      case .finished: "The search ended"
      case .timeLimit: "The time limit ended the search"
      case .memoryLimit: "The search held as much as it may and ended"
      case .interrupted: "The search was interrupted"
      }
    guard certificate.bound.isFinite else { return "\(stop) without a bound: a better plan may exist." }
    return
      "\(stop) with a gap: no plan is better than \(objectiveValue(certificate.bound)), \(Figure.percent(certificate.gap)) from this one."
  }

  /// How the chains of the proof are run.
  private var operation: String {
    let policy = plan.certificate.scope.operation.swapPolicy
    return
      "with \(policy == "asap-simultaneous" ? "swaps as soon as possible" : policy + " swaps") and no distillation"
  }

  /// What the chains of one connection may not share and how they stand by for each other; `nil` for one chain.
  var protection: String? {
    let limits = plan.request.limits
    guard limits.disjointChains > 1 else { return nil }
    let apart =
      switch limits.disjointBy {
      case .spans: "share no fibre (but may share a repeater)"
      case .sites: "share no repeater (but may lie in one fibre)"
      case .both: "share neither fibre nor repeater"
      }
    let mode =
      switch limits.protection {
      case .dedicated: "all run at once."
      case .shared:
        "a backup runs when a failure takes the first chain, so sites suffice for all first chains and the backups that any one failure calls for."
      }
    return "Chains of a connection \(apart); \(mode)"
  }

  var limits: [String] {
    let limits = plan.request.limits
    var words: [String] = []
    if let value = limits.minimumRateHz { words.append("at least \(Figure.rate(value))") }
    if let value = limits.minimumFidelity {
      words.append("fidelity at least \(Figure.text(value, digits: 4))")
    }
    if let value = limits.minimumKeyRateHz { words.append("at least \(Figure.text(value)) secret bit/s") }
    if let value = limits.maximumRepeaters { words.append("at most \(value) repeaters") }
    if let value = limits.maximumRepeatersPerChain { words.append("at most \(value) repeaters in a chain") }
    if let value = limits.maximumCost { words.append("cost at most \(Figure.text(value, digits: 5))") }
    if let value = limits.maximumHopKm { words.append("hops of at most \(Figure.km(value))") }
    return words
  }

  /// Rate from the exact estimator, or with the interval of the simulation beside it.
  func simulatedRate(_ figures: SimulatedFigures) -> String {
    Figure.measured(figures.rateHz, error: figures.rateStandardErrorHz) + " pairs/s"
  }

  /// 95 % interval of the simulated rate.
  static func interval(_ figures: SimulatedFigures) -> (low: Double, high: Double) {
    (
      1 / (figures.meanTimeS + 1.96 * figures.meanTimeStandardErrorS),
      1 / max(figures.meanTimeS - 1.96 * figures.meanTimeStandardErrorS, .leastNonzeroMagnitude)
    )
  }

  /// Sites along the fibre of a chain, junctions left out.
  static func bindingSegment(of chain: ChainPlan) -> Int? {
    chain.segments.indices.max { chain.segments[$0].meanTimeS < chain.segments[$1].meanTimeS }
  }
}
