public import FibreNetwork
internal import Foundation
internal import LinkPhysics

/// Verifies a plan from the map and the hardware alone, without the model that made it.
public struct PlanChecker {
  public let network: FibreNetwork
  public let hardware: HardwareModel

  /// - Parameters:
  ///   - network: the map that the plan has to hold on, huts included.
  ///   - hardware: with every number of modes that the plan may use.
  public init(network: FibreNetwork, hardware: HardwareModel) {
    self.network = network
    self.hardware = hardware
  }

  /// Everything that is wrong with a plan; empty for a sound one.
  ///
  /// Checked: the plan's own map is this map; routes exist on it and join; lengths, losses and travel times recompute;
  /// repeaters and stations stand where they may; links are what the hardware gives for their arms; rate, fidelity and key
  /// recompute from the segments; limits hold, capacities and disjointness among them; the value is that of the chains and
  /// beats neither its bound nor those of physics.
  public func faults(in plan: Plan) -> [String] {
    let strangers = mapFaults(plan)
    // Indices mean nothing on another map.
    guard strangers.isEmpty else { return strangers }
    var faults: [String] = []
    for demand in plan.demands {
      for (index, chain) in demand.chains.enumerated() {
        let name =
          "\(network.sites[demand.from].name) - \(network.sites[demand.to].name)"
          + (index > 0 ? ", backup \(index)" : "")
        faults += chainFaults(chain, demand, plan.request).map { "\(name): \($0)" }
      }
      faults += sharingFaults(demand, plan.request.limits)
    }
    return faults + siteFaults(plan) + certificateFaults(plan) + alternativeFaults(plan)
  }

  /// Where the map that a plan carries is not this one.
  private func mapFaults(_ plan: Plan) -> [String] {
    let other = plan.network
    guard other.sites.count == network.sites.count, other.spans.count == network.spans.count else {
      return [
        "the plan was made on \(other.sites.count) sites and \(other.spans.count) spans, the map has "
          + "\(network.sites.count) and \(network.spans.count) (read it with the same --hut-spacing, --route-factor and --sites)"
      ]
    }
    var faults: [String] = []
    for (mine, its) in zip(network.sites, other.sites)
    where mine.id != its.id || mine.mayHostRepeater != its.mayHostRepeater
      || mine.mayHostStation != its.mayHostStation || !near(mine.cost, its.cost)
      || mine.memories != its.memories
    {
      faults.append("the site \(its.id) of the plan is not that of the map, \(mine.id)")
    }
    for index in network.spans.indices {
      let (mine, its) = (network.spans[index], other.spans[index])
      if mine.from != its.from || mine.to != its.to || !near(mine.lengthKm, its.lengthKm)
        || !near(network.lossDb(ofSpan: index), other.lossDb(ofSpan: index))
        || !near(network.groupIndex(ofSpan: index), other.groupIndex(ofSpan: index))
      {
        let ends = [its.from, its.to].map { other.sites[$0].name }
        faults.append("the span \(ends[0]) - \(ends[1]) of the plan is not that of the map")
      }
    }
    return faults
  }

  /// Chains of one demand that share what they may not.
  private func sharingFaults(_ demand: DemandPlan, _ limits: Limits) -> [String] {
    let name = "\(network.sites[demand.from].name) - \(network.sites[demand.to].name)"
    var faults: [String] = []
    if demand.chains.count != limits.disjointChains {
      faults.append("\(name) has \(demand.chains.count) chains, \(limits.disjointChains) were asked for")
    }
    for (i, a) in demand.chains.enumerated() {
      for b in demand.chains[(i + 1)...] {
        let spans = Set(a.segments.flatMap(\.route.spans)).intersection(b.segments.flatMap(\.route.spans))
        if limits.disjointBy != .sites, !spans.isEmpty {
          faults.append("two chains of \(name) share \(spans.count) spans")
        }
        let sites = Set(a.sites.dropFirst().dropLast()).intersection(b.sites.dropFirst().dropLast())
        if limits.disjointBy != .spans, !sites.isEmpty {
          faults.append("two chains of \(name) share \(sites.count) repeaters")
        }
      }
    }
    return faults
  }

  /// What stands at the sites, against what the chains use and what fits.
  private func siteFaults(_ plan: Plan) -> [String] {
    var faults: [String] = []
    let limits = plan.request.limits
    let loads = SiteUse(
      plan.demands.map { demand in
        demand.chains.filter { $0.segments.count == $0.sites.count - 1 }.map { SiteUse.Chain($0) }
      }, limits
    ).sites
    let listed = Dictionary(plan.repeaters.map { ($0.site, $0) }, uniquingKeysWith: { a, _ in a })
    let swapping = loads.filter { $0.value.chains > 0 }
    if Set(swapping.keys) != Set(listed.keys) || listed.count != plan.repeaters.count {
      faults.append("the list of repeaters is not what the chains use")
    }
    for (site, load) in loads.sorted(by: { $0.key < $1.key }) {
      let name = network.sites[site].name
      if let use = listed[site], use.chains != load.chains || use.memories != load.memories {
        faults.append(
          "\(name) is listed with \(use.chains) chains and \(use.memories) memories, the chains use \(load.chains) and \(load.memories)"
        )
      }
      if let most = network.sites[site].memories, load.memories > most, !plan.isByReachAlone {
        faults.append("\(name) uses \(load.memories) memories, \(most) fit")
      }
      if let most = limits.maximumChainsPerSite, load.chains > most {
        faults.append("\(load.chains) chains swap at \(name), at most \(most) may")
      }
    }
    if let most = limits.maximumRepeaters, swapping.count > most {
      faults.append("\(swapping.count) repeaters are more than the \(most) allowed")
    }
    let cost = cost(of: plan.demands.flatMap(\.chains), plan.request.settings.equipment)
    if let most = limits.maximumCost, cost > most * (1 + 1e-9) {
      faults.append("the cost \(significant(cost)) is above the maximum \(significant(most))")
    }
    return faults
  }

  private func certificateFaults(_ plan: Plan) -> [String] {
    let certificate = plan.certificate
    let chains = plan.demands.flatMap(\.chains)
    var faults: [String] = []
    let value = value(of: chains, plan.request.objective, plan.request.settings.equipment)
    if let value, !near(value, certificate.value, 1e-6) {
      faults.append("the value \(certificate.value) is not that of the chains, \(value)")
    }
    let isCost = plan.request.objective.isMinimised
    let slack = 1e-9 * max(1, abs(certificate.bound))
    if isCost ? certificate.value < certificate.bound - slack : certificate.value > certificate.bound + slack
    {
      faults.append("the value \(certificate.value) beats the bound \(certificate.bound)")
    }
    if certificate.provedOptimal, !near(certificate.value, certificate.bound, 1e-8) {
      faults.append(
        "proved optimal, but the value \(certificate.value) and the bound \(certificate.bound) differ")
    }
    return faults
  }

  /// Next best plans: sound chains of other repeaters, none better than the plan.
  private func alternativeFaults(_ plan: Plan) -> [String] {
    guard let demand = plan.demands.first else { return [] }
    var faults: [String] = []
    var sets = [Set(demand.chain.sites)]
    for (index, other) in plan.alternatives.enumerated() {
      let name = "alternative \(index + 1)"
      faults += chainFaults(other.chain, demand, plan.request).map { "\(name): \($0)" }
      if sets.contains(Set(other.chain.sites)) {
        faults.append("\(name) has the repeaters of a plan before it")
      }
      sets.append(Set(other.chain.sites))
      let isCost = plan.request.objective.isMinimised
      let lead = (other.value - plan.certificate.value) * (isCost ? -1 : 1)
      if lead > 1e-9 * abs(plan.certificate.value), plan.certificate.provedOptimal {
        faults.append("\(name) is better than the plan")
      }
      if let own = value(of: [other.chain], plan.request.objective, plan.request.settings.equipment),
        !near(own, other.value, 1e-6)
      {
        faults.append("the value of \(name) is not that of its chain")
      }
    }
    return faults
  }

  /// Repeater sites, memories and stations of chains together.
  private func cost(of chains: [ChainPlan], _ equipment: EquipmentCost) -> Double {
    let used = Set(chains.flatMap { $0.sites.dropFirst().dropLast() }).sorted()
    return used.reduce(0.0) { $0 + network.sites[$1].cost } + equipment.cost(of: chains)
  }

  /// The objective of chains together.
  private func value(
    of chains: [ChainPlan], _ objective: Objective, _ equipment: EquipmentCost
  ) -> Double? {
    let used = Set(chains.flatMap { $0.sites.dropFirst().dropLast() }).sorted()
    return switch objective {
    case .rate: chains.map(\.estimate.rateHz).min()
    case .keyRate: chains.map(\.estimate.keyRateHz).min()
    case .utility:
      exp(chains.reduce(0.0) { $0 + log($1.estimate.keyRateHz) } / Double(max(1, chains.count)))
    case .fidelity: chains.map(\.estimate.fidelity).min()
    case .repeaters: Double(used.count)
    case .cost: cost(of: chains, equipment)
    }
  }

  func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    a == b || abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300)
  }
}

extension Plan {
  /// Whether repeaters were placed by distance alone, without the platform's say.
  public var isByReachAlone: Bool {
    request.objective == .repeaters && request.limits.isReachAlone
  }
}
