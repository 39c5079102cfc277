internal import ChainSimulator
public import FibreNetwork
internal import Foundation
public import LinkPhysics

extension PlanChecker {
  /// What is wrong with one chain, without its name.
  func chainFaults(_ chain: ChainPlan, _ demand: DemandPlan, _ request: PlanSummary) -> [String] {
    var faults: [String] = []
    func expect(_ condition: Bool, _ words: @autoclosure () -> String) {
      if !condition { faults.append(words()) }
    }
    let limits = request.limits
    guard chain.segments.count == chain.sites.count - 1, !chain.segments.isEmpty,
      chain.sites.allSatisfy(network.sites.indices.contains)
    else { return ["a chain needs one segment between neighbouring sites of the map"] }
    expect(
      chain.sites.first == demand.from && chain.sites.last == demand.to, "the chain does not join its ends")
    expect(Set(chain.sites).count == chain.sites.count, "a site stands twice in the chain")
    for site in chain.sites.dropFirst().dropLast() {
      expect(network.sites[site].mayHostRepeater, "\(network.sites[site].id) may not host a repeater")
    }
    for (index, segment) in chain.segments.enumerated() {
      let name = "segment \(index + 1)"
      expect(
        segment.from == chain.sites[index] && segment.to == chain.sites[index + 1],
        "\(name) does not join its sites")
      let wrong = routeFaults(segment, name)
      faults += wrong
      guard wrong.isEmpty else { continue }
      expect(
        segment.route.lengthKm <= (limits.maximumHopKm ?? .infinity) * (1 + 1e-9),
        "\(name) is \(rounded(segment.route.lengthKm)) km long, longer than a hop may be")
      let options = hardware.links(segment.geometry(usesStation: hardware.usesStation, in: network))
      expect(
        options.contains {
          near($0.successProbability, segment.link.successProbability)
            && near($0.attemptPeriodS, segment.link.attemptPeriodS) && $0.modes == segment.link.modes
            && abs($0.state.fidelity - segment.link.state.fidelity) < 1e-12
        }, "\(name) is not a link that the hardware gives for its arms")
    }
    let repeaters = chain.sites.count - 2
    let most = limits.maximumRepeatersPerChain ?? .max
    expect(repeaters <= most, "\(repeaters) repeaters are more than the \(most) allowed in a chain")

    let figures = chain.estimate
    expect(
      figures.rateHz >= (limits.minimumRateHz ?? 0) * (1 - 1e-9),
      "the rate \(significant(figures.rateHz)) is below the minimum")
    expect(
      figures.fidelity >= (limits.minimumFidelity ?? 0) - 1e-9,
      "the fidelity \(significant(figures.fidelity)) is below the minimum")
    expect(
      figures.keyRateHz >= (limits.minimumKeyRateHz ?? 0) * (1 - 1e-9),
      "the key rate \(significant(figures.keyRateHz)) is below the minimum")
    // The slowest link alone, in the faster of the two link-time models.
    let alone = chain.segments.map { segment -> Double in
      let link = segment.link
      let hazard = -Double(link.modes) * log1p(-link.successProbability)
      return hazard * (1 - link.vacuumFraction) / link.attemptPeriodS
    }
    let slowest = alone.min() ?? 0
    expect(figures.rateHz <= slowest * (1 + 1e-9), "the rate beats its slowest link")
    expect(
      figures.meanTimeS >= chain.bounds.firstPairS * (1 - 1e-9), "pairs come sooner than light allows")
    // Noisy pairs may come faster than ebits can; what can be distilled from them (hashing bound) may not.
    expect(
      figures.rateHz * figures.state.sixStateKeyFraction <= chain.bounds.relayChainHz * (1 + 1e-9),
      "the ebits beat the capacity of their arms")
    let ceiling = chain.segments.reduce(1.0) { $0 * max($1.link.state.x, 0) }
    expect(figures.state.x <= ceiling + 1e-9, "the state is better than its links")
    faults += figureFaults(chain, request.settings)
    if let simulation = chain.simulation {
      expect(
        abs(simulation.timeZ) < 5,
        "simulated and exact times are \(significant(simulation.timeZ)) standard errors apart")
      expect(
        abs(simulation.fidelityZ) < 5,
        "simulated and exact fidelities are \(significant(simulation.fidelityZ)) standard errors apart")
    }
    return faults
  }

  /// Mean time, state and key fraction computed again from the segments alone.
  private func figureFaults(_ chain: ChainPlan, _ settings: PlanSettings) -> [String] {
    guard let again = recomputed(chain, settings) else { return ["no exact method covers the chain"] }
    let stated = chain.estimate
    var faults: [String] = []
    // An estimator's own error is below 1e-6; anything larger is another chain.
    if !near(stated.meanTimeS, again.meanTimeS, 1e-5) {
      faults.append(
        "the mean time is stated as \(significant(stated.meanTimeS)) s, but recomputes as \(significant(again.meanTimeS)) s"
      )
    }
    for (name, a, b) in [
      ("x", stated.state.x, again.state.x), ("y", stated.state.y, again.state.y),
      ("z", stated.state.z, again.state.z),
    ] where abs(a - b) > 1e-5 {
      faults.append(
        "the character \(name) is stated as \(significant(a)), but recomputes as \(significant(b))")
    }
    if abs(stated.keyFraction - stated.state.bb84KeyFraction) > 1e-9 {
      faults.append("the key fraction is not that of the state")
    }
    return faults
  }

  private func recomputed(_ chain: ChainPlan, _ settings: PlanSettings) -> (
    meanTimeS: Double, state: BellDiagonalState
  )? {
    var memory = hardware.memory
    memory.ends = settings.ends
    let presence = chain.segments.reduce(1.0) { $0 * (1 - $1.link.vacuumFraction) }
    let sends = settings.countsMessages && chain.segments.count > 1
    let latency = sends ? chain.segments.reduce(0) { $0 + $1.route.totalDelayS } : 0
    if settings.linkTimeModel == .exponential, hardware.swap.successProbability == 1 {
      let means = chain.segments.map { segment in
        segment.link.attemptPeriodS
          / (-Double(segment.link.modes) * log1p(-segment.link.successProbability))
      }
      func decay(_ rate: Double) -> Double {
        means.count < 2 || rate == 0
          ? 1
          : ExponentialChain.meanDecay(means: means, rates: Array(repeating: rate, count: means.count - 1))
      }
      var state = chain.segments.reduce(BellDiagonalState.perfect) { $0 * $1.link.state }
      for _ in 1..<chain.segments.count { state = state * hardware.swap.noise }
      state =
        state * BellDiagonalState(x: decay(memory.rateX), y: decay(memory.rateY), z: decay(memory.rateZ))
      return ((ExponentialChain.maximum(means: means).mean + latency) / presence, state)
    }
    guard let policy = SwapPolicy(rawValue: chain.swapPolicy) else { return nil }
    let model = Chain(
      timeBase: .physical,
      segments: chain.segments.map { segment in
        Segment(
          successProbability: segment.link.successProbability, attemptPeriod: segment.link.attemptPeriodS,
          modes: segment.link.modes, state: segment.link.state, messageDelay: segment.route.totalDelayS)
      },
      swaps: Array(repeating: hardware.swap, count: chain.segments.count - 1), policy: policy,
      memory: memory, tree: chain.swapTree.flatMap(SwapTree.init(text:)),
      latency: settings.countsMessages ? .messages : .none)
    var found: ExactEstimate?
    do { found = try model.exactEstimate(attemptBudget: ChainModel.attemptBudget) } catch {
      // No exact method: said below.
    }
    guard let estimate = found,
      let state = estimate.state
    else { return nil }
    return (estimate.meanTime / presence, state)
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
}

extension SegmentPlan {
  /// The hop as a link model sees it: arms to the station, to the midpoint where none is named, or the whole length.
  public func geometry(usesStation: Bool, in network: FibreNetwork) -> HopGeometry {
    HopGeometry(
      route, stationIndex: stationIndex, usesStation: usesStation,
      groundDistanceKm: network.greatCircleKm(from: from, to: to))
  }
}
