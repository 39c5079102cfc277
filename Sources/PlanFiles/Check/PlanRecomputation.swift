internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Planning

/// Works out a whole plan anew from what it decides (sites, spans, stations, options, trees) on a map with some hardware.
///
/// Shares no code with what found the plan: only the map, the hardware and the estimators are the same.
struct PlanRecomputation {
  /// As stated.
  let plan: Plan
  let network: FibreNetwork
  let hardware: HardwareModel
  let memo: Memo

  /// Chains that were worked out before, of one map and one hardware.
  final class Memo {
    var chains: [ChainKey: Result<ChainPlan, Unfit>] = [:]
    var curves: [ChainKey: ChainCurves] = [:]
    /// Of hops by their arms: the fewest modes, and whether any link is usable.
    var hops: [HopGeometry: (fewestModes: Int?, isUsable: Bool)] = [:]
  }

  /// The plan as it should be, and what it cannot be worked out of. What takes planning again is as stated.
  func again() -> (plan: Plan, faults: [DocumentFault]) {
    var faults: [DocumentFault] = []
    func afresh(_ stated: ChainPlan, at path: DocumentPath) -> ChainPlan {
      switch chain(stated) {
      case .success(let chain): return chain
      case .failure(let unfit):
        faults.append(DocumentFault(path, unfit.words))
        return stated
      }
    }
    var demands = plan.demands
    for index in demands.indices {
      let path = DocumentPath.demand(index)
      demands[index].chain = afresh(demands[index].chain, at: path)
      for backup in demands[index].backups.indices {
        demands[index].backups[backup] = afresh(
          demands[index].backups[backup], at: path.appending("backups").appending(backup))
      }
    }
    let alternatives = plan.alternatives.enumerated().map { index, other in
      let chain = afresh(other.chain, at: .alternative(index))
      return PlanAlternative(chain: chain, value: value(of: [chain]))
    }
    let chains = demands.flatMap(\.chains)
    var certificate = plan.certificate
    certificate.value = value(of: chains)
    certificate.proof = proof
    var stations: [Int: Int] = [:]
    for site in chains.flatMap(\.segments).compactMap(\.station) { stations[site, default: 0] += 1 }
    var result = Plan(
      network: network,
      request: PlanSummary(
        map: plan.request.map, platform: hardware.name, platformLabel: hardware.label,
        objective: plan.request.objective, limits: plan.request.limits, settings: plan.request.settings,
        command: plan.request.command, mapSHA256: plan.request.mapSHA256,
        platformSHA256: plan.request.platformSHA256),
      demands: demands,
      repeaters: loads(demands).filter { $0.value.chains > 0 }.sorted { $0.key < $1.key }.map {
        RepeaterUse(site: $0.key, memories: $0.value.memories, chains: $0.value.chains)
      },
      stations: stations.sorted { $0.key < $1.key }.map { StationUse(site: $0.key, hops: $0.value) },
      certificate: certificate, assumptions: assumptions(chains))
    result.alternatives = alternatives
    result.areAlternativesProved = plan.areAlternativesProved
    result.analysis = plan.analysis.map { analysis($0, demands) }
    return (result, faults)
  }

  /// What links the hardware gives for a hop: the fewest modes, and whether any delivers entangled pairs.
  func possibilities(of hop: HopGeometry) -> (fewestModes: Int?, isUsable: Bool) {
    if let known = memo.hops[hop] { return known }
    let links = hardware.links(hop)
    let found = (
      links.map(\.modes).min(),
      links.contains { $0.successProbability > 0 && $0.state.fidelity > 0.5 }
    )
    memo.hops[hop] = found
    return found
  }

  /// The proof as stated, about chains that are run as these are.
  private var proof: Proof {
    var scope = plan.certificate.scope
    // Distance alone asks for no way of operation.
    scope.operation =
      plan.isByReachAlone ? Scope.Operation() : Scope.Operation(swapPolicy: policy.rawValue)
    return plan.certificate.isBestOfScope ? .optimal(scope) : .gap(plan.certificate.stop, scope)
  }

  // MARK: - The objective

  /// The objective of chains together.
  private func value(of chains: [ChainPlan]) -> Double {
    switch plan.request.objective {
    case .rate: chains.map(\.estimate.rateHz).min() ?? 0
    case .keyRate: chains.map(\.estimate.keyRateHz).min() ?? 0
    case .utility:
      exp(chains.reduce(0.0) { $0 + log($1.estimate.keyRateHz) } / Double(max(1, chains.count)))
    case .fidelity: chains.map(\.estimate.fidelity).min() ?? 0
    case .repeaters: Double(Self.repeaters(of: chains).count)
    case .cost: cost(of: chains)
    }
  }

  static func repeaters(of chains: [ChainPlan]) -> Set<Int> {
    Set(chains.flatMap { $0.sites.dropFirst().dropLast() })
  }

  /// Repeater sites, a memory at either end of every mode of a hop, and stations.
  func cost(of chains: [ChainPlan]) -> Double {
    let price = plan.request.settings.equipment
    let hops = chains.flatMap(\.segments)
    return Self.repeaters(of: chains).sorted().reduce(0.0) { $0 + network.sites[$1].cost }
      + hops.reduce(0.0) { $0 + Double(2 * $1.link.modes) * price.perMemory }
      + Double(hops.filter { $0.stationIndex != nil }.count) * price.perStation
  }

  // MARK: - Sites

  struct Load {
    var chains = 0
    var memories = 0

    static func + (a: Self, b: Self) -> Self {
      Load(chains: a.chains + b.chains, memories: a.memories + b.memories)
    }
  }

  /// Chains that swap at each site, and memories there, ends included: what the chains that ever run at one time take at most.
  func loads(_ demands: [DemandPlan]) -> [Int: Load] {
    func take(_ chains: [ChainPlan]) -> [Int: Load] {
      var loads: [Int: Load] = [:]
      for chain in chains {
        for (index, site) in chain.sites.enumerated() {
          let hops = [index - 1, index].filter(chain.segments.indices.contains)
          loads[site, default: Load()].memories += hops.reduce(0) { $0 + chain.segments[$1].link.modes }
          loads[site]!.chains += hops.count / 2
        }
      }
      return loads
    }
    guard plan.request.limits.protection == .shared else { return take(demands.flatMap(\.chains)) }
    let working = take(demands.map(\.chain))
    // Every failure of one element calls for the backups of the chains that it cuts; any backup may run alone.
    var called: [PlanAnalysis.Failure.Element: [ChainPlan]] = [:]
    for demand in demands {
      for element in cuts(demand.chain) { called[element, default: []] += demand.backups }
    }
    let events = demands.flatMap(\.backups).map { [$0] } + Array(called.values)
    var loads = working
    for event in events {
      for (site, more) in take(event) {
        let sum = (working[site] ?? Load()) + more
        let most = loads[site] ?? Load()
        loads[site] = Load(chains: max(most.chains, sum.chains), memories: max(most.memories, sum.memories))
      }
    }
    return loads
  }

  /// What a chain is cut by, of the kinds that chains of its demand are disjoint by.
  private func cuts(_ chain: ChainPlan) -> Set<PlanAnalysis.Failure.Element> {
    let kinds = plan.request.limits.disjointBy
    var elements: Set<PlanAnalysis.Failure.Element> = []
    if kinds != .sites { elements.formUnion(chain.segments.flatMap(\.route.spans).map { .span($0) }) }
    if kinds != .spans { elements.formUnion(chain.sites.dropFirst().dropLast().map { .site($0) }) }
    return elements
  }
}

extension DocumentPath {
  static func demand(_ index: Int) -> Self { Self().appending("demands").appending(index) }
  static func alternative(_ index: Int) -> Self { Self().appending("alternatives").appending(index) }
}
