internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Planning

extension PlanRecomputation {
  /// What follows from one chain without planning.
  struct ChainCurves {
    var sensitivity: [PlanAnalysis.Sensitivity]
    var quantiles: [(probability: Double, timeS: Double)]
    var knob: PlanAnalysis.KnobCurve?
  }

  /// The analysis as it should be; what takes planning again is as stated.
  func analysis(_ stated: PlanAnalysis, _ demands: [DemandPlan]) -> PlanAnalysis {
    // Where the time did not suffice for failures there are none.
    let hasFailures = !stated.failures.isEmpty || !stated.leftOut.contains(.failures)
    var again = PlanAnalysis(
      failures: hasFailures ? failures(stated, demands) : [], additions: stated.additions)
    again.leftOut = stated.leftOut
    guard demands.count == 1, plan.request.limits.disjointChains == 1, !plan.isByReachAlone else {
      return again
    }
    again.sweep = stated.sweep
    again.tradeOff = stated.tradeOff
    let curves = curves(of: demands[0].chain)
    again.sensitivity = curves.sensitivity
    again.deliveryQuantiles = curves.quantiles
    again.knob = curves.knob
    return again
  }

  private func curves(of chain: ChainPlan) -> ChainCurves {
    let key = ChainKey(chain, plan.request.settings, plan.request.limits.key)
    if let known = memo.curves[key] { return known }
    let curves = ChainCurves(
      sensitivity: sensitivity(of: chain), quantiles: quantiles(of: chain), knob: knob(of: chain))
    memo.curves[key] = curves
    return curves
  }

  // MARK: - One chain

  private func knob(of chain: ChainPlan) -> PlanAnalysis.KnobCurve? {
    guard let knob = hardware.knob, let most = chain.segments.map(\.meanTimeS).max() else { return nil }
    let slowest = chain.segments.indices.filter { chain.segments[$0].meanTimeS >= most * (1 - 1e-9) }
    // Hops that wait equally long are named one as well as the other.
    let stated = plan.analysis?.knob?.segment
    let index = slowest.first { $0 == stated } ?? slowest[0]
    let hop = chain.segments[index].geometry(usesStation: hardware.usesStation, in: network)
    return PlanAnalysis.KnobCurve(
      name: knob.name, segment: index, points: knob.curve(hop, plan.request.limits.key))
  }

  /// One input a tenth better, layout and settings unchanged.
  private func sensitivity(of chain: ChainPlan) -> [PlanAnalysis.Sensitivity] {
    guard plan.request.settings.linkTimeModel == .attempts else { return [] }
    func point(
      _ input: PlanAnalysis.Sensitivity.Input, swap: Swap? = nil, memory: Memory? = nil,
      _ hop: (HopGeometry) -> HopGeometry = { $0 }
    ) -> PlanAnalysis.Sensitivity? {
      let links = chain.segments.compactMap { segment -> ElementaryLink? in
        let own = segment.mapGeometry(usesStation: hardware.usesStation, in: network)
        var link = hardware.links(hop(own.geometry)).first {
          $0.option == segment.link.option && $0.modes == segment.link.modes
        }
        if own.isBackward, let wait = link?.heraldWait { link?.heraldWait = wait.reversed }
        return link
      }
      guard links.count == chain.segments.count,
        let estimate = estimate(
          model(
            zip(links, chain.segments), swap: swap ?? hardware.swap, memory: memory ?? self.memory,
            chain.order)),
        let state = estimate.state
      else { return nil }
      let rate = links.reduce(1) { $0 * (1 - $1.vacuumFraction) } / estimate.meanTime
      return PlanAnalysis.Sensitivity(
        input: input, rateHz: rate, fidelity: state.fidelity,
        keyRateHz: plan.request.limits.key.fraction(state) * rate)
    }
    var longer = memory
    longer.rateX /= 1.1
    longer.rateY /= 1.1
    longer.rateZ /= 1.1
    let noise = hardware.swap.noise
    func milder(_ character: Double) -> Double { 1 - 0.9 * (1 - character) }
    let cleaner = Swap(
      successProbability: hardware.swap.successProbability,
      noise: BellDiagonalState(x: milder(noise.x), y: milder(noise.y), z: milder(noise.z)))
    let tenthDb = 10 * log10(1.1)
    func losing(_ loss: @escaping (Double) -> Double) -> (HopGeometry) -> HopGeometry {
      { hop in
        var hop = hop
        hop.leftLossDb = loss(hop.leftLossDb)
        hop.rightLossDb = loss(hop.rightLossDb)
        return hop
      }
    }
    var points = [
      point(.photonCollection, losing { max(0, $0 - tenthDb) }),
      point(.fibreAttenuation, losing { 0.9 * $0 }),
      point(.memoryCoherence, memory: longer), point(.swapError, swap: cleaner),
    ]
    if hardware.usesStation, chain.segments.contains(where: { $0.stationIndex != nil }) {
      points.append(point(.heraldingStations, \.withEqualArms))
    }
    return points.compactMap { $0 }
  }

  private func quantiles(of chain: ChainPlan) -> [(probability: Double, timeS: Double)] {
    guard plan.request.settings.linkTimeModel == .attempts,
      chain.segments.allSatisfy({ $0.link.vacuumFraction == 0 })
    else { return [] }
    let model = model(
      zip(chain.segments.map(\.link), chain.segments), swap: hardware.swap, memory: memory,
      chain.order)
    guard hardware.swap.successProbability == 1, model.oneInterface == nil else {
      return estimate(model)?.quantiles.map { ($0.share, $0.time) } ?? []
    }
    let generation = ParallelGeneration(model.segments, offsets: model.deliveryOffsets)
    return [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99].map { share in
      (share, generation.quantile(share))
    }
  }

  private func estimate(_ chain: Chain) -> ExactEstimate? {
    do { return try chain.exactEstimate() } catch { return nil }
  }

  // MARK: - Failures

  /// What each lost site or span stops, worst first.
  private func failures(_ stated: PlanAnalysis, _ demands: [DemandPlan]) -> [PlanAnalysis.Failure] {
    let rerouted = Dictionary(
      stated.failures.map { ($0.element, $0.rateAfterReroutingHz) }, uniquingKeysWith: { a, _ in a })
    var elements: [PlanAnalysis.Failure.Element] = []
    var seen: Set<PlanAnalysis.Failure.Element> = []
    for route in demands.flatMap(\.chains).flatMap(\.segments).map(\.route) {
      let all = route.sites.map { PlanAnalysis.Failure.Element.site($0) } + route.spans.map { .span($0) }
      for element in all where seen.insert(element).inserted { elements.append(element) }
    }
    let failures = elements.map { failure(of: $0, demands, rerouted: rerouted[$0] ?? nil) }.filter {
      $0.chains > 0
    }
    func rank(_ failure: PlanAnalysis.Failure) -> (Double, Double, Int, Int) {
      (
        failure.rateAfterReroutingHz ?? failure.rateHz, failure.rateHz, -failure.demandsLost.count,
        -failure.chains
      )
    }
    return failures.indices.sorted {
      let (a, b) = (rank(failures[$0]), rank(failures[$1]))
      return a == b ? $0 < $1 : a < b
    }.map { failures[$0] }
  }

  private func failure(
    of element: PlanAnalysis.Failure.Element, _ demands: [DemandPlan], rerouted: Double?
  ) -> PlanAnalysis.Failure {
    func stands(_ chain: ChainPlan) -> Bool {
      switch element {
      case .site(let site): !chain.segments.contains { $0.route.sites.contains(site) }
      case .span(let span): !chain.segments.contains { $0.route.spans.contains(span) }
      }
    }
    // An end that is lost takes its demand out of the question.
    let asked = demands.indices.filter {
      element != .site(demands[$0].from) && element != .site(demands[$0].to)
    }
    let best = asked.map { index in
      demands[index].chains.filter(stands).map(\.estimate.rateHz).max() ?? 0
    }
    let stopped = asked.reduce(0) { sum, index in sum + demands[index].chains.filter { !stands($0) }.count }
    let lost = asked.filter { !demands[$0].chains.contains(where: stands) }
    let rate = best.min() ?? 0
    // No new chain of one demand makes the others faster.
    let kept = zip(asked, best).filter { !lost.contains($0.0) }.map(\.1).min() ?? .infinity
    let after: Double? = lost.isEmpty ? rate : asked.isEmpty ? 0 : rerouted.map { min($0, kept) }
    return PlanAnalysis.Failure(
      element: element, chains: stopped, demandsLost: lost, rateHz: rate, rateAfterReroutingHz: after)
  }
}
