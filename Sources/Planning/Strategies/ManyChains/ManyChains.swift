internal import FibreNetwork
internal import LinkPhysics
internal import Optimization

/// Several demands, or several disjoint chains for a demand, on shared sites: what every strategy for them starts from.
///
/// The integer program proposes chains for all demands at once; the exact estimator judges each; a rejected chain comes back
/// as a row. The first proposal that passes is optimal, because every row is a necessary condition.
struct ManyChains {
  let question: Question
  private let laid: Laid

  init(_ question: Question) {
    self.question = question
    laid = Laid(
      CandidateSpace(question, ends: Set(question.demands.flatMap { [$0.from, $0.to] })))
  }

  var network: FibreNetwork { question.network }
  var hardware: HardwareModel { question.hardware }
  var demands: [Demand] { question.demands }

  /// - Throws: `NoPlan` where no plan keeps to the limits; `SolverError`.
  func plan(_ budget: Budget) throws -> Solution {
    try refuseWhatHasNoMeaning()
    let search = budget.leaving(question.simulationS)
    let outcome =
      switch question.objective {
      case .repeaters, .cost: try CheapestChains(together: self).solve(question.limits, search)
      case .rate, .keyRate, .fidelity: try FairestChains(together: self).solve(search)
      case .utility: try MostUsefulChains(together: self, budget: search).solve()
      }
    switch outcome {
    case .found(let found): return try solution(found, budget)
    case .none(let proof, _, let bound):
      if proof.stop != .finished {
        let least = question.objective.isMinimised ? bound.flatMap { $0 > 0 ? $0 : nil } : nil
        throw NoPlan(.stopped(proof.stop, least: least), isProved: false, scope: proof.scope)
      }
      throw NoPlan(.limits, isProved: proof.isProof, scope: proof.scope)
    }
  }

  private func refuseWhatHasNoMeaning() throws(NoPlan) {
    func refuse(_ contradiction: Obstacle.Contradiction) -> NoPlan {
      NoPlan(.meaningless(contradiction), isProved: true)
    }
    let hasPrices = question.equipment != EquipmentCost()
    if question.limits.protection == .shared {
      if question.limits.disjointChains != 2 { throw refuse(.sharedProtectionOfOneChain) }
      if hasPrices { throw refuse(.sharedProtectionWithPrices) }
    }
    guard question.objective == .utility else { return }
    if question.limits.disjointChains != 1 {
      throw refuse(.utilityOfSeveralChains(question.limits.disjointChains))
    }
    if hasPrices { throw refuse(.utilityWithPrices) }
  }

  // MARK: - Candidates

  /// Everything that hops can be, laid once for all that is asked of it.
  private final class Laid {
    let candidates: CandidateSpace
    /// By whether chains may share spans.
    private var graphs: [Bool: (slowestS: Double, graph: HopGraph)] = [:]

    init(_ candidates: CandidateSpace) { self.candidates = candidates }

    /// Hops for plans whose hops take no longer on average.
    func graph(slowestS: Double, sharesSpans: Bool, _ budget: Budget) -> HopGraph {
      if let known = graphs[sharesSpans], known.slowestS >= slowestS,
        sharesSpans || known.slowestS == slowestS
      {
        return known.graph
      }
      // Somewhat more than is asked for, since slower plans are asked for next; but routes that share no span are many.
      let wide = sharesSpans ? slowestS * 4 : slowestS
      let most = slowestS.isFinite ? CandidateSpace.mostRoutesOfAPair : Self.mostRoutesWithoutLimit
      let graph = candidates.graph(
        slowestS: wide, sharesSpans: sharesSpans,
        mostRoutes: sharesSpans ? CandidateSpace.mostRoutesOfAPair : most, budget)
      // What the clock cut short is nobody else's.
      if budget.stop == nil { graphs[sharesSpans] = (wide, graph) }
      return graph
    }

    private static let mostRoutesWithoutLimit = 24
  }

  /// Hops of all demands that plans within limits could use.
  func graph(for limits: Limits, _ budget: Budget) -> HopGraph {
    let slowest = limits.slowestS
    budget.enter(.layingHops)
    defer { budget.enter(.searching) }
    return laid.graph(slowestS: slowest, sharesSpans: limits.letChainsShareSpans, budget)
  }

  /// Demands, those farthest apart by fibre first.
  var farthestFirst: [Demand] {
    let apart = demands.map { laid.candidates.leastKm(from: $0.from, to: $0.to) }
    return demands.indices.sorted { (-apart[$0], $0) < (-apart[$1], $1) }.map { demands[$0] }
  }

  /// The strategy for one chain of a demand, over the same candidates.
  func alone(_ demand: Demand, _ limits: Limits, on map: FibreNetwork? = nil) -> BestChain {
    var own = question.about(demand)
    own.limits = limits
    if let map { own.network = map }
    return BestChain(own, candidates: laid.candidates)
  }

  // MARK: - What chains take together

  /// A site that chains ask too much of, and the failure that makes them, where backups are shared.
  typealias Overload = (resource: ChainProgram.Resource, site: Int, failure: SiteUse.Failure?)

  func overloads(_ chains: [[PlannedChain]], _ limits: Limits) -> [Overload] {
    let loads = SiteUse(chains.map { $0.map(\.use) }, limits).sites.sorted { $0.key < $1.key }
    return loads.flatMap { site, load in
      var over: [Overload] = []
      if let most = network.sites[site].memories, load.memories > most {
        over.append((.memories, site, load.failureOfMemories))
      }
      if let most = limits.maximumChainsPerSite, load.chains > most {
        over.append((.chains, site, load.failureOfChains))
      }
      return over
    }
  }

  /// Repeaters, or their cost, of all chains together.
  func cost(of chains: [[PlannedChain]]) -> Double {
    question.objective == .repeaters
      ? Double(Set(chains.joined().flatMap(\.repeaters)).count) : siteAndHopCost(of: chains)
  }

  func siteAndHopCost(of chains: [[PlannedChain]]) -> Double {
    let used = Set(chains.joined().flatMap(\.repeaters))
    let equipment = chains.joined().reduce(0.0) { $0 + $1.equipmentCost }
    return used.sorted().reduce(0.0) { $0 + network.sites[$1].cost } + equipment
  }

  // MARK: - The answer

  /// The plan with every chain written out: routes, stations, simulation.
  func solution(_ found: PlannedChains, _ budget: Budget) throws -> Solution {
    budget.enter(.simulating)
    var left = found.chains.joined().count
    let plans = try zip(demands, fastestFirst(found.chains)).map { demand, chains in
      let plans = try chains.map { chain in
        defer { left -= 1 }
        return try chain.writtenOut(budget.part(1 / Double(left)))
      }
      return DemandPlan(from: demand.from, to: demand.to, chain: plans[0], backups: Array(plans.dropFirst()))
    }
    return Solution(
      demands: plans,
      certificate: Certificate(
        value: found.value, bound: found.bound, proof: found.proof, method: found.method,
        statistics: found.statistics),
      model: found.model)
  }

  /// Chains of each demand, the fastest first as far as sites suffice: where backups are shared, that depends on which is first.
  private func fastestFirst(_ chains: [[PlannedChain]]) -> [[PlannedChain]] {
    var ordered = chains
    for demand in chains.indices {
      var trial = ordered
      trial[demand].sort { $0.figures.rateHz > $1.figures.rateHz }
      if overloads(trial, question.limits).isEmpty { ordered = trial }
    }
    return ordered
  }
}
