public import FibreNetwork
internal import Foundation
public import LinkPhysics

/// Verifies a plan from the map and the hardware alone, without the model that made it.
public struct PlanChecker {
  public let network: FibreNetwork
  public let hardware: HardwareModel

  public init(network: FibreNetwork, hardware: HardwareModel) {
    self.network = network
    self.hardware = hardware
  }

  /// Everything that is wrong with a plan; empty for a sound one.
  ///
  /// Checked: routes exist on the map and join; lengths, losses and travel times recompute; repeaters and stations stand
  /// where they may; links are what the hardware gives for their arms; limits hold; figures recompute from the segments;
  /// the value does not beat the bound, and neither bound of physics.
  public func faults(in plan: Plan) -> [String] {
    var faults: [String] = []
    func expect(_ condition: Bool, _ words: @autoclosure () -> String) {
      if !condition { faults.append(words()) }
    }
    func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
      abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300)
    }
    let limits = plan.request.limits
    for demand in plan.demands {
      let others =
        demand.from == plan.demands[0].from && demand.to == plan.demands[0].to ? plan.alternatives : []
      for chain in [demand.chain] + demand.backups + others.map(\.chain) {
        expect(
          chain.sites.first == demand.from && chain.sites.last == demand.to,
          "the chain does not join its ends")
        expect(Set(chain.sites).count == chain.sites.count, "a site stands twice in a chain")
        expect(chain.segments.count == chain.sites.count - 1, "a chain needs one segment between neighbours")
        for site in chain.sites.dropFirst().dropLast() {
          expect(network.sites[site].mayHostRepeater, "\(network.sites[site].id) may not host a repeater")
        }
        for (index, segment) in chain.segments.enumerated() {
          let name = "segment \(index + 1)"
          expect(
            segment.from == chain.sites[index] && segment.to == chain.sites[index + 1],
            "\(name) does not join its sites")
          faults += routeFaults(segment, name)
          expect(
            segment.route.lengthKm <= limits.maximumHopKm ?? .infinity, "\(name) is longer than a hop may be")
          let options = hardware.links(geometry(segment))
          expect(
            options.contains {
              near($0.successProbability, segment.link.successProbability)
                && near($0.attemptPeriodS, segment.link.attemptPeriodS) && $0.modes == segment.link.modes
                && abs($0.state.fidelity - segment.link.state.fidelity) < 1e-12
            }, "\(name) is not a link that the hardware gives for its arms")
        }
        let repeaters = chain.sites.count - 2
        let most = [limits.maximumRepeaters, limits.maximumRepeatersPerChain].compactMap { $0 }.min()
        expect(repeaters <= most ?? .max, "\(repeaters) repeaters are more than allowed")
        let figures = chain.estimate
        expect(figures.rateHz >= (limits.minimumRateHz ?? 0) * (1 - 1e-9), "the rate is below the minimum")
        expect(figures.fidelity >= (limits.minimumFidelity ?? 0) - 1e-9, "the fidelity is below the minimum")
        expect(
          figures.keyRateHz >= (limits.minimumKeyRateHz ?? 0) * (1 - 1e-9),
          "the key rate is below the minimum")
        // Of the slowest link alone, in the faster of the two link-time models.
        let fastest =
          chain.segments.map {
            -Double($0.link.modes) * log1p(-$0.link.successProbability) / $0.link.attemptPeriodS
          }.min() ?? 0
        expect(figures.rateHz <= fastest * (1 + 1e-9), "the rate beats its slowest link")
        expect(
          figures.meanTimeS >= chain.bounds.firstPairS * (1 - 1e-9), "pairs come sooner than light allows")
        let ceiling = chain.segments.reduce(1.0) { $0 * max($1.link.state.x, 0) }
        expect(figures.state.x <= ceiling + 1e-9, "the state is better than its links")
        if let simulation = chain.simulation {
          expect(
            abs(simulation.timeZ) < 5,
            "simulated and exact times are \(simulation.timeZ) standard errors apart")
          expect(
            abs(simulation.fidelityZ) < 5,
            "simulated and exact fidelities are \(simulation.fidelityZ) standard errors apart")
        }
      }
    }
    var sets = plan.demands.prefix(1).map { Set($0.chain.sites) }
    for (index, other) in plan.alternatives.enumerated() {
      let name = "alternative \(index + 1)"
      expect(!sets.contains(Set(other.chain.sites)), "\(name) has the repeaters of a plan before it")
      sets.append(Set(other.chain.sites))
      let isLess = plan.request.objective == .repeaters || plan.request.objective == .cost
      let lead = (other.value - plan.certificate.value) * (isLess ? -1 : 1)
      expect(
        lead <= 1e-9 * abs(plan.certificate.value) || !plan.certificate.provedOptimal,
        "\(name) is better than the plan")
      let own = Self.value(of: [other.chain], plan.request.objective, in: network)
      expect(near(own, other.value), "the value of \(name) is not that of its chain")
    }
    let used = Set(
      plan.demands.flatMap { demand in
        ([demand.chain] + demand.backups).flatMap { $0.sites.dropFirst().dropLast() }
      })
    expect(used == Set(plan.repeaters.map(\.site)), "the list of repeaters is not what the chains use")
    let cost = used.reduce(0.0) { $0 + network.sites[$1].cost }
    expect(cost <= (limits.maximumCost ?? .infinity) * (1 + 1e-9), "the cost is above the maximum")
    for use in plan.repeaters {
      let site = network.sites[use.site]
      expect(
        use.memories <= site.memories ?? .max,
        "\(site.id) has \(site.memories ?? 0) memories, not \(use.memories)")
    }
    let certificate = plan.certificate
    switch plan.request.objective {
    case .rate, .keyRate, .fidelity:
      expect(certificate.value <= certificate.bound * (1 + 1e-9), "the value beats the bound")
    case .repeaters, .cost:
      expect(certificate.value >= certificate.bound - 1e-9, "the value beats the bound")
    }
    let value =
      plan.demands.isEmpty
      ? nil : Self.value(of: plan.demands.map(\.chain), plan.request.objective, in: network)
    if let value { expect(near(value, certificate.value), "the value is not that of the chains") }
    if certificate.provedOptimal {
      expect(near(certificate.value, certificate.bound, 1e-8), "proved optimal, but value and bound differ")
    }
    return faults
  }

  /// The objective of chains together.
  private static func value(of chains: [ChainPlan], _ objective: Objective, in network: FibreNetwork)
    -> Double
  {
    let used = Set(chains.flatMap { $0.sites.dropFirst().dropLast() })
    return switch objective {
    case .rate: chains.map(\.estimate.rateHz).min() ?? 0
    case .keyRate: chains.map(\.estimate.keyRateHz).min() ?? 0
    case .fidelity: chains.map(\.estimate.fidelity).min() ?? 0
    case .repeaters: Double(used.count)
    case .cost: used.reduce(0.0) { $0 + network.sites[$1].cost }
    }
  }

  private func routeFaults(_ segment: SegmentPlan, _ name: String) -> [String] {
    let route = segment.route
    guard route.spans.allSatisfy(network.spans.indices.contains),
      route.sites.allSatisfy(network.sites.indices.contains),
      route.sites.count == route.spans.count + 1
    else { return ["\(name) uses spans or sites that are not on the map"] }
    var faults: [String] = []
    if route.sites.first != segment.from || route.sites.last != segment.to {
      faults.append("\(name): the route does not join the ends")
    }
    var length = 0.0
    var loss = 0.0
    var delay = 0.0
    for (index, span) in route.spans.enumerated() {
      let ends = Set([network.spans[span].from, network.spans[span].to])
      if ends != Set([route.sites[index], route.sites[index + 1]]) {
        faults.append(
          "\(name): span \(span) does not join \(route.sites[index]) and \(route.sites[index + 1])")
      }
      length += network.spans[span].lengthKm
      loss += network.lossDb(ofSpan: span)
      delay += network.spans[span].lengthKm * network.groupIndex(ofSpan: span) / speedOfLightKmPerS
    }
    if abs(length - route.lengthKm) > 1e-9 * max(1, length) {
      faults.append("\(name): the length does not recompute")
    }
    if abs(loss - route.totalLossDb) > 1e-9 * max(1, loss) {
      faults.append("\(name): the loss does not recompute")
    }
    if abs(delay - route.totalDelayS) > 1e-12 { faults.append("\(name): the travel time does not recompute") }
    if let station = segment.station {
      if !network.sites[station].mayHostStation {
        faults.append("\(name): \(network.sites[station].id) may not host a station")
      }
    }
    return faults
  }

  private func geometry(_ segment: SegmentPlan) -> HopGeometry {
    segment.geometry(usesStation: hardware.usesStation)
  }
}

extension SegmentPlan {
  /// The hop as a link model sees it: arms to the station, to the midpoint where none is named, or the whole length.
  public func geometry(usesStation: Bool) -> HopGeometry {
    let (length, loss, delay) = (route.lengthKm, route.totalLossDb, route.totalDelayS)
    if let i = stationIndex {
      return HopGeometry(
        leftLengthKm: route.distanceKm[i], rightLengthKm: length - route.distanceKm[i],
        leftLossDb: route.lossDb[i],
        rightLossDb: max(0, loss - route.lossDb[i]), leftDelayS: route.delayS[i],
        rightDelayS: max(0, delay - route.delayS[i]))
    }
    let share = usesStation ? 0.5 : 1.0
    return HopGeometry(
      leftLengthKm: length * share, rightLengthKm: length * (1 - share), leftLossDb: loss * share,
      rightLossDb: loss * (1 - share), leftDelayS: delay * share, rightDelayS: delay * (1 - share))
  }
}
