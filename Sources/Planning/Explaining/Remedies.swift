internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import SourceDocument

/// Looks for changes of a question that make a plan possible, the easiest to follow first; each is planned with.
struct Remedies {
  private let explanation: Explanation
  private let question: Question
  private let budget: Budget
  private var list: [NoPlan.Advice] = []
  /// The fewest limits that have to give way together; 0 where even all of them do not suffice.
  private var together: Int?

  /// Limits that give way, among the remedies, at most.
  private static let mostLimits = 3
  /// Improvements of the platform, at most: those that are the least of a change.
  private static let mostImprovements = 2

  init(_ explanation: Explanation) {
    self.explanation = explanation
    question = explanation.question
    budget = explanation.budget
  }

  private var limits: Limits { question.limits }
  private var isFull: Bool { list.count >= Explanation.mostRemedies || budget.stop != nil }

  mutating func find() throws -> (list: [NoPlan.Advice], together: Int?) {
    try tryLimits()
    try tryModes()
    try tryHuts()
    if question.knob == .uniform { try add(.perHopKnob) }
    try tryFewerChains()
    try tryMemories()
    if question.hardware.usesStation, question.stationPlacement == .sites { try add(.midpoints) }
    try trySecondFibre()
    try tryHardware()
    return (list, together)
  }

  // MARK: - Trying

  /// What remedies other than looser limits have to reach: a key or a rate that is of use, where nothing is asked.
  private func asked(_ changed: Question) -> Question {
    var asked = changed
    let isKey = question.objective == .keyRate || question.objective == .utility
    if isKey, limits.minimumKeyRateHz == nil {
      asked.limits.minimumKeyRateHz = Explanation.leastUsefulHz
    } else if !isKey, limits.minimumRateHz == nil, !question.asksForReachAlone {
      asked.limits.minimumRateHz = Explanation.leastUsefulHz
    }
    return asked
  }

  /// Whether a plan is found with a remedy.
  private func does(_ remedy: Remedy) throws -> FoundPlan? {
    guard let changed = remedy.applied(to: question, huts: explanation.huts) else { return nil }
    let own = budget.share(ofS: Explanation.trialS)
    if case .limits = remedy { return try changed.anyPlan(own).found }
    return try asked(changed).anyPlan(own, onlyStarts: true).found
  }

  @discardableResult
  private mutating func add(_ remedy: Remedy) throws -> Bool {
    guard !isFull, let found = try does(remedy) else { return false }
    list.append(advice(remedy, found))
    return true
  }

  private func advice(_ remedy: Remedy, _ found: FoundPlan) -> NoPlan.Advice {
    NoPlan.Advice(
      remedy: remedy, rateHz: found.rateHz, fidelity: found.fidelity, keyRateHz: found.keyRateHz)
  }

  // MARK: - Limits

  /// The smallest sets of limits that, lifted, leave a plan, each with the values that do.
  private mutating func tryLimits() throws {
    let kinds = LimitKind.allCases.filter { kind in
      guard kind.isLiftable(from: limits) else { return false }
      // Of one chain alone, both are one limit.
      return
        !(kind == .repeatersPerChain && question.isSinglePair && limits.maximumRepeaters != nil
        && limits.maximumRepeaters! <= limits.maximumRepeatersPerChain!)
    }
    var isProved = true
    for size in stride(from: 1, through: kinds.count, by: 1) {
      let most = size == 1 ? Self.mostLimits : 1
      for set in Self.subsets(of: kinds, size: size) where list.count < most && budget.stop == nil {
        var changed = question
        changed.limits = set.reduce(limits) { $1.lifted(from: $0) }
        switch try changed.anyPlan(budget.share(ofS: Explanation.trialS)) {
        case .found(let found):
          if let remedy = try values(set, changed, found), let plan = try does(remedy) {
            list.append(advice(remedy, plan))
          }
        case .none(let proof, _, _):
          isProved = isProved && proof.isProof && proof.scope.hasEveryRoute
        }
      }
      if budget.stop != nil { isProved = false }
      if !list.isEmpty {
        // That fewer do not suffice has to be known of every smaller set.
        if isProved || size == 1 { together = size }
        return
      }
    }
    if isProved, !kinds.isEmpty || hasNoRoom == false, try !doesWithRoom(kinds) { together = 0 }
  }

  private var hasNoRoom: Bool { network.sites.contains { $0.memories != nil } }
  private var network: FibreNetwork { question.network }

  /// Whether memories at all sites, with all limits lifted, might make a plan: then limits are not what stands in the way.
  private func doesWithRoom(_ kinds: [LimitKind]) throws -> Bool {
    guard hasNoRoom else { return false }
    var changed = question
    changed.limits = kinds.reduce(limits) { $1.lifted(from: $0) }
    changed.network = roomy
    guard case .none(let proof, _, _) = try changed.anyPlan(budget.share(ofS: Explanation.trialS)) else {
      return true
    }
    return !(proof.isProof && proof.scope.hasEveryRoute)
  }

  /// Limits that do in place of those that were lifted: as near to what was asked as planning finds in the time.
  private func values(_ set: [LimitKind], _ lifted: Question, _ any: FoundPlan) throws -> Remedy? {
    var found = any
    var isBest = false
    // Of several limits, the fastest plan says what they might be.
    let objective = set.count == 1 ? set[0].objective : .rate
    if let objective, !lifted.asksForReachAlone || objective == .repeaters {
      var best = lifted
      best.objective = objective
      do {
        let solution = try best.plan(budget: budget.share(ofS: Explanation.bestS))
        found = FoundPlan(solution, of: best)
        isBest = set.count == 1 && solution.certificate.provedOptimal && set[0] != .repeatersPerChain
      } catch is NoPlan {
        // What was found first stands.
      }
    }
    let asks = set.compactMap { kind -> Remedy.Ask? in
      guard let instead = kind.value(in: limits) else { return nil }
      let value = kind.rounded(found.value(of: kind, limits), notAs: instead)
      // What asks as much as before, or more, gives no way.
      if kind.isLeast ? value >= instead : value <= instead { return nil }
      return Remedy.Ask(kind: kind, value: value, instead: instead, isBest: isBest)
    }
    return asks.isEmpty ? nil : .limits(asks)
  }

  private static func subsets(of kinds: [LimitKind], size: Int) -> [[LimitKind]] {
    guard size > 0 else { return [[]] }
    return kinds.indices.flatMap { i in
      subsets(of: Array(kinds[(i + 1)...]), size: size - 1).map { [kinds[i]] + $0 }
    }
  }

  // MARK: - Equipment

  private mutating func tryModes() throws {
    guard let present = question.hardware.modes else { return }
    for count in question.hardware.modeOptions.sorted() where count > present {
      if try add(.modes(count)) { return }
    }
  }

  /// Spacings of huts that are tried, the fewest huts first, in km.
  private static let hutSpacingsKm = [200.0, 150, 100, 75, 50, 40, 30, 25, 20, 15, 10, 5]
  private static let mostSites = 400
  private static let mostSpacings = 4

  private mutating func tryHuts() throws {
    var sites = network.sites.count
    var tried = 0
    for spacing in Self.hutSpacingsKm where !isFull && tried < Self.mostSpacings {
      // A few huts more are hardly another answer.
      guard let map = explanation.huts(spacing), Double(map.sites.count) > 1.2 * Double(sites) else {
        continue
      }
      guard map.sites.count <= Self.mostSites else { return }
      sites = map.sites.count
      tried += 1
      if try add(.huts(spacingKm: spacing)) { return }
    }
  }

  private mutating func tryFewerChains() throws {
    for count in stride(from: limits.disjointChains - 1, through: 1, by: -1) {
      if try add(.disjoint(count)) { return }
    }
  }

  private var roomy: FibreNetwork {
    network.replacingSites(
      network.sites.map {
        var site = $0
        site.memories = nil
        return site
      })
  }

  /// Memories that some plan needs where sites have fewer.
  private mutating func tryMemories() throws {
    guard !isFull, hasNoRoom else { return }
    var changed = asked(question)
    changed.network = roomy
    let own = budget.share(ofS: Explanation.trialS)
    guard let found = try changed.anyPlan(own, onlyStarts: true).found else { return }
    let needs = SiteUse(found.uses, limits).sites.sorted { $0.key < $1.key }.compactMap { site, load in
      network.sites[site].memories.flatMap { most in
        load.memories > most
          ? Remedy.SiteMemories(site: site, needed: load.memories, instead: most) : nil
      }
    }
    if !needs.isEmpty { try add(.memories(needs)) }
  }

  private mutating func trySecondFibre() throws {
    guard limits.disjointChains > 1, limits.disjointBy != .sites else { return }
    for demand in question.demands {
      let cut = network.fewestSpansBetween(demand.from, demand.to)
      guard cut.count < limits.disjointChains else { continue }
      for span in cut.prefix(3) { if try add(.secondFibre(span: span)) { return } }
    }
  }

  // MARK: - Hardware

  /// For each number of the platform the least improvement that does; of those, the least changes.
  private mutating func tryHardware() throws {
    guard !isFull, !question.asksForReachAlone else { return }
    var found: [(way: ImprovementWay, share: Double)] = []
    for improvement in question.hardware.improvements where budget.stop == nil {
      let way = ImprovementWay(improvement)
      guard let plan = try does(way.remedy(1)) else { continue }
      found.append((way, kept(plan, along: way)))
    }
    let least = found.sorted { $0.share < $1.share }.prefix(
      min(Self.mostImprovements, Explanation.mostRemedies - list.count))
    for (way, enough) in least where !isFull {
      var (low, high) = (0.0, enough)
      for _ in 0..<4 where budget.stop == nil {
        let middle = (low + high) / 2
        if try does(way.remedy(middle)) != nil { high = middle } else { low = middle }
      }
      guard case .hardware(let improved) = way.remedy(high),
        abs(improved.value - improved.instead) >= 0.01 * abs(improved.instead)
      else { continue }
      try add(.hardware(improved))
    }
  }

  /// The least share of an improvement with which the chain of a plan still serves: sites, stations and settings kept, so
  /// that no planning is needed; 1 where that cannot be told.
  private func kept(_ plan: FoundPlan, along way: ImprovementWay) -> Double {
    guard let chain = plan.chain, question.hardware.swap.successProbability == 1 else { return 1 }
    let limits = asked(question).limits
    let goal = SearchGoal(objective: question.objective, limits: limits)
    func serves(_ share: Double) -> Bool {
      guard case .hardware(let improved) = way.remedy(share) else { return false }
      guard let figures = chain.figures(with: way.improvement.at(improved.value)) else { return false }
      return goal.score(figures) != nil
    }
    guard serves(1) else { return 1 }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if serves(middle) { high = middle } else { low = middle }
    }
    return high
  }
}

/// From what a number of the platform is to the best that it could be.
private struct ImprovementWay {
  let improvement: HardwareModel.Improvement

  init(_ improvement: HardwareModel.Improvement) { self.improvement = improvement }

  /// - Parameter share: of the way, 0 to 1. Times grow by factors.
  func remedy(_ share: Double) -> Remedy {
    let isTime = improvement.limit > 1
    let value =
      isTime
      ? improvement.value * pow(improvement.limit / improvement.value, share)
      : improvement.value + share * (improvement.limit - improvement.value)
    return .hardware(
      Remedy.Improved(
        key: improvement.key, unit: improvement.unit, value: printable(value), instead: improvement.value))
  }

  /// The value as it is printed: the change with two digits, rounded away from what there is.
  private func printable(_ value: Double) -> Double {
    let change = value - improvement.value
    guard change != 0 else { return value }
    let scale = pow(10, 1 - floor(log10(abs(change))))
    let rounded = (abs(change) * scale - 1e-9).rounded(.up) / scale
    let target = improvement.value + (change > 0 ? rounded : -rounded)
    let clipped = change > 0 ? (improvement.unit == "1" ? min(target, 1) : target) : max(target, 0)
    return Double(Numeral.significant(clipped, 6)) ?? clipped
  }
}

extension PlannedChain {
  /// Figures of the same sites, stations and settings on other hardware; `nil` where they are none there.
  fileprivate func figures(with other: HardwareModel) -> SearchGoal.Figures? {
    let network = model.graph.network
    var hops: [(link: ElementaryLink, delayS: Double)] = []
    for (choice, site) in zip(path, model.space.sites(of: path) ?? []) {
      let hop = model.graph.hops[model.space.choices[choice].hop]
      let option = model.option(choice)
      let geometry = HopGeometry(
        hop.route(in: network), stationIndex: option.stationIndex, usesStation: other.usesStation,
        stations: network.groundPair(from: hop.from, to: hop.to))
      guard
        var link = other.links(geometry).first(where: {
          $0.option == option.link.option && $0.modes == option.link.modes
        })
      else { return nil }
      if site != hop.from { link.heraldWait = link.heraldWait.reversed }
      hops.append((link, hop.delayS))
    }
    let chain = ChainModel.chain(
      hops, hardware: other, countsMessages: model.question.countsMessages, .free)
    var found: ExactEstimate?
    do { found = try chain.exactEstimate(attemptBudget: Estimator.attemptBudget) } catch {
      // Which method is missing does not matter here.
    }
    guard let estimate = found, let state = estimate.state else { return nil }
    let presence = hops.reduce(1) { $0 * (1 - $1.link.vacuumFraction) }
    return SearchGoal.Figures(
      meanTimeS: estimate.meanTime / presence, fidelity: state.fidelity,
      keyFraction: model.question.limits.key.fraction(state), hops: path.count,
      cost: model.space.cost(of: path))
  }
}
