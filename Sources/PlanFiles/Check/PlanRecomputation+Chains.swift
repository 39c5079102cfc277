internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Planning

extension PlanRecomputation {
  /// A chain worked out from its sites, spans, stations, options and swap tree; words where that is not possible.
  func chain(_ stated: ChainPlan) -> Result<ChainPlan, Unfit> {
    let key = ChainKey(stated, plan.request.settings, plan.request.limits.key)
    if let known = memo.chains[key] { return known }
    let result = Result { () throws(Unfit) in try freshChain(stated) }
    memo.chains[key] = result
    return result
  }

  /// Why a chain has no figures, in words.
  struct Unfit: Error {
    var words: String
  }

  /// All that a chain's figures depend on, beside the map and the hardware.
  struct ChainKey: Hashable {
    struct Hop: Hashable {
      var from: Int
      var spans: [Int]
      var station: Int?
      var option: String
      var modes: Int
    }
    var hops: [Hop]
    var tree: String?
    var first: TakingTurns.Order?
    var simulation: SimulatedFigures?
    var ends: EndQubits
    var linkTimeModel: LinkTimeModel
    var countsMessages: Bool
    var key: KeyRule

    init(_ chain: ChainPlan, _ settings: PlanSettings, _ key: KeyRule) {
      self.key = key
      hops = chain.segments.map {
        Hop(
          from: $0.from, spans: $0.route.spans, station: $0.stationIndex, option: $0.link.option,
          modes: $0.link.modes)
      }
      tree = chain.swapTree
      first = chain.firstHops
      simulation = chain.simulation
      (ends, linkTimeModel, countsMessages) = (
        settings.ends, settings.linkTimeModel, settings.countsMessages
      )
      if let samples = simulation?.samples, samples <= PlanChecker.mostSamples {
        // The seed decides all the rest.
        simulation = SimulatedFigures(
          meanTimeS: 0, meanTimeStandardErrorS: 0, fidelity: 0, fidelityStandardError: 0, samples: samples,
          seed: simulation!.seed, timeZ: 0, fidelityZ: 0)
      }
    }
  }

  /// How chains are run: where swaps fail, in a tree whose halves are made anew; else as soon as possible.
  var policy: SwapPolicy { hardware.swap.successProbability < 1 ? .nested : .asapSimultaneous }

  private func freshChain(_ stated: ChainPlan) throws(Unfit) -> ChainPlan {
    var segments: [SegmentPlan] = []
    for (index, segment) in stated.segments.enumerated() {
      guard let link = link(of: segment) else {
        throw Unfit(
          words:
            "segment \(index + 1): \"\(segment.link.option)\" with \(segment.link.modes) modes is not a link that the hardware gives for its arms"
        )
      }
      let route = Route(from: segment.from, along: segment.route.spans, in: network)
      segments.append(
        SegmentPlan(
          from: segment.from, to: segment.to, route: route, stationIndex: segment.stationIndex, link: link,
          meanTimeS: link.attemptPeriodS / -expm1(-Self.hazard(link)),
          capacity: capacity(of: segment)))
    }
    var tree: SwapTree?
    if policy == .nested, segments.count > 1 {
      tree = stated.swapTree.flatMap(SwapTree.init(text:))
      guard tree?.leaves == Array(segments.indices) else {
        throw Unfit(words: "\"swap_tree\" is no tree over the \(segments.count) segments in order")
      }
    }
    var order = tree.map(SwapOrder.tree) ?? .free
    if hardware.takesTurns, segments.count > 1 {
      guard let first = stated.firstHops else {
        throw Unfit(words: "\"first_hops\" does not say in which turn the hops are made")
      }
      order = .turns(first)
    }
    let model = model(
      zip(segments.map(\.link), segments), swap: hardware.swap, memory: memory, order)
    guard let figures = figures(of: model, segments) else {
      throw Unfit(words: "no exact method covers the chain")
    }
    var again = ChainPlan(
      sites: stated.sites, segments: segments, swapPolicy: policy.rawValue, delivery: model.delivery.rawValue,
      estimate: figures, simulation: try simulation(stated.simulation, model, segments, figures),
      bounds: bounds(segments),
      swapNoise: model.swaps.reduce(BellDiagonalState.perfect) { $0 * $1.noise },
      heraldNoise: heraldNoise(segments))
    again.swapTree = tree?.text
    again.firstHops = order.first
    again.mostCoherent = mostCoherent(segments, order)
    return again
  }

  /// The same hops with the most coherence of single clicks, where nobody says how much there is.
  private func mostCoherent(_ segments: [SegmentPlan], _ order: SwapOrder) -> ChainPlan.Figures? {
    guard let other = hardware.mostCoherent?() else { return nil }
    let links = segments.compactMap { link(of: $0, with: other) }
    guard links.count == segments.count else { return nil }
    let model = model(zip(links, segments), swap: other.swap, memory: memory, order)
    let found: ExactEstimate
    do { found = try model.exactEstimate(attemptBudget: Estimator.attemptBudget) } catch { return nil }
    guard let state = found.state else { return nil }
    return ChainPlan.Figures(
      fidelity: state.fidelity, keyFraction: plan.request.limits.key.fraction(state))
  }

  /// Links on the routes of segments as a chain of the simulator.
  func model(
    _ hops: some Sequence<(ElementaryLink, SegmentPlan)>, swap: Swap, memory: Memory,
    _ order: SwapOrder
  ) -> Chain {
    let segments = hops.map { link, segment in
      Segment(
        successProbability: link.successProbability, attemptPeriod: link.attemptPeriodS, modes: link.modes,
        state: link.state, heraldWait: link.heraldWait, messageDelay: segment.route.totalDelayS)
    }
    var chain = Chain(
      timeBase: .physical, segments: segments, swaps: Array(repeating: swap, count: segments.count - 1),
      policy: policy, memory: memory, tree: order.tree,
      latency: plan.request.settings.countsMessages ? .messages : .none)
    chain.oneInterface = segments.count > 1 ? hardware.oneInterface : nil
    chain.oneInterface?.first = order.first
    return chain
  }

  /// Memories as the plan's ends use them.
  var memory: Memory {
    var memory = hardware.memory
    memory.ends = plan.request.settings.ends
    return memory
  }

  /// What the hardware makes of a hop's arms, in the hop's own setting.
  ///
  /// A hop runs from the site that comes first on the map, whichever way the chain passes it.
  private func link(of segment: SegmentPlan) -> ElementaryLink? { link(of: segment, with: hardware) }

  private func link(of segment: SegmentPlan, with hardware: HardwareModel) -> ElementaryLink? {
    let (geometry, isBackward) = segment.mapGeometry(usesStation: hardware.usesStation, in: network)
    var link = hardware.linksWithBudgets(geometry).first {
      $0.option == segment.link.option && $0.modes == segment.link.modes
    }
    if isBackward, let wait = link?.heraldWait { link?.heraldWait = wait.reversed }
    return link
  }

  /// Characters left by the waits for heralds: those of every repeater's qubits, and of the ends' as they are measured.
  private func heraldNoise(_ segments: [SegmentPlan]) -> BellDiagonalState {
    let last = segments.count - 1
    var waits = 0.0
    for (i, wait) in segments.map(\.link.heraldWait).enumerated() {
      let ends: Arms =
        switch memory.ends {
        case .measured: Arms(0)
        case .measuredAtHerald: wait.own
        case .stored: wait.both
        }
      waits += (i == 0 ? ends : wait.both).left + (i == last ? ends : wait.both).right
    }
    return BellDiagonalState(
      x: exp(-memory.rateX * waits), y: exp(-memory.rateY * waits), z: exp(-memory.rateZ * waits))
  }

  /// −ln of the probability that one attempt period passes without a herald.
  static func hazard(_ link: ElementaryLink) -> Double {
    -Double(link.modes) * log1p(-link.successProbability)
  }

  // MARK: - Exact figures

  private func figures(of model: Chain, _ segments: [SegmentPlan]) -> ChainFigures? {
    let isClosedForm =
      plan.request.settings.linkTimeModel == .exponential && hardware.swap.successProbability == 1
      && !hardware.takesTurns
    guard var figures = isClosedForm ? exponential(segments) : exact(model) else { return nil }
    let presence = segments.reduce(1.0) { $0 * (1 - $1.link.vacuumFraction) }
    if presence < 1 {
      // Variance of a sum of geometrically many deliveries, by its mean and variance given their number.
      let (mean, deviation) = (figures.meanTimeS, figures.standardDeviationS)
      figures.standardDeviationS =
        (deviation * deviation / presence + mean * mean * (1 - presence) / (presence * presence)).squareRoot()
      figures.meanTimeS = mean / presence
      figures.estimator.presence = presence
    }
    return figures
  }

  private func exact(_ model: Chain) -> ChainFigures? {
    var found: ExactEstimate?
    do { found = try model.exactEstimate(attemptBudget: Estimator.attemptBudget) } catch {
      // No exact method: said by the caller.
    }
    guard let estimate = found, let state = estimate.state else { return nil }
    let error = max(estimate.meanTimeError, estimate.stateError)
    return ChainFigures(
      meanTimeS: estimate.meanTime, standardDeviationS: estimate.standardDeviation ?? .nan, state: state,
      keyFraction: plan.request.limits.key.fraction(state),
      estimator: Estimator(.exact(estimate.method, error: error)))
  }

  private func exponential(_ segments: [SegmentPlan]) -> ChainFigures {
    let means = segments.map { $0.link.attemptPeriodS / Self.hazard($0.link) }
    let repeaters = means.count - 1
    func decay(_ rate: Double) -> Double {
      repeaters == 0 || rate == 0
        ? 1 : ExponentialChain.meanDecay(means: means, rates: Array(repeating: rate, count: repeaters))
    }
    var state = segments.reduce(BellDiagonalState.perfect) { $0 * $1.link.state } * heraldNoise(segments)
    for _ in 0..<repeaters { state = state * hardware.swap.noise }
    state =
      state * BellDiagonalState(x: decay(memory.rateX), y: decay(memory.rateY), z: decay(memory.rateZ))
    let time = ExponentialChain.maximum(means: means, offsets: messageOffsets(segments))
    return ChainFigures(
      meanTimeS: time.mean, standardDeviationS: max(0, time.meanSquare - time.mean * time.mean).squareRoot(),
      state: state, keyFraction: plan.request.limits.key.fraction(state), estimator: Estimator(.closedForm))
  }

  /// What each hop adds to a delivery that it is last for: the way of the outcomes of the repeaters at its ends to the farther
  /// end of the chain.
  private func messageOffsets(_ segments: [SegmentPlan]) -> [Double] {
    guard plan.request.settings.countsMessages, segments.count > 1 else { return segments.map { _ in 0 } }
    let delays = segments.map(\.route.totalDelayS)
    let whole = delays.reduce(0, +)
    return segments.indices.map { i in
      let before = delays[..<i].reduce(0, +)
      let after = before + delays[i]
      return max(
        i > 0 ? max(before, whole - before) : 0, i < segments.count - 1 ? max(after, whole - after) : 0)
    }
  }

  // MARK: - Simulation

  /// The same samples drawn again; figures of more than can be drawn are kept, their distance from the exact ones is not.
  private func simulation(
    _ stated: SimulatedFigures?, _ model: Chain, _ segments: [SegmentPlan], _ exact: ChainFigures
  ) throws(Unfit) -> SimulatedFigures? {
    guard var again = stated else { return nil }
    guard again.samples > 0, plan.request.settings.linkTimeModel == .attempts else {
      throw Unfit(words: "a simulation is stated where none is made")
    }
    if again.samples <= PlanChecker.mostSamples {
      let sample: MonteCarloEstimate
      do {
        sample = try model.sample(
          MonteCarloOptions(
            seed: again.seed, samples: again.samples, threads: ProcessInfo.processInfo.activeProcessorCount))
      } catch { throw Unfit(words: "the chain cannot be simulated: \(error)") }
      let presence = segments.reduce(1.0) { $0 * (1 - $1.link.vacuumFraction) }
      again.meanTimeS = sample.meanTime.value / presence
      again.meanTimeStandardErrorS = sample.meanTime.standardError / presence
      again.fidelity = sample.fidelity.value
      again.fidelityStandardError = sample.fidelity.standardError
      again.samples = sample.samples
    }
    func z(_ measured: Double, _ error: Double, _ exact: Double) -> Double {
      error > 0 ? (measured - exact) / error : 0
    }
    again.timeZ = z(again.meanTimeS, again.meanTimeStandardErrorS, exact.meanTimeS)
    again.fidelityZ = z(again.fidelity, again.fidelityStandardError, exact.fidelity)
    return again
  }

  // MARK: - Bounds of physics

  /// PLOB capacity −log2(1 − η) of a loss, in ebits per mode use.
  private static func capacity(lossDb: Double) -> Double {
    let logEta = -lossDb / 10 * log(10)
    // 1 − η of short fibres and log(1 − η) of long ones both lose digits when written plainly.
    return lossDb < 3 ? -log2(-expm1(logEta)) : -log1p(-exp(logEta)) / log(2)
  }

  /// Of the arm that loses more where a station stands between the ends, else of the whole hop.
  private func capacity(of segment: SegmentPlan) -> Double {
    guard hardware.scheme?.usesFibre ?? true else { return .infinity }
    let hop = segment.geometry(usesStation: hardware.usesStation, in: network)
    return Self.capacity(lossDb: hardware.usesStation ? max(hop.leftLossDb, hop.rightLossDb) : hop.lossDb)
  }

  private func bounds(_ segments: [SegmentPlan]) -> ChainBounds {
    let scheme = hardware.scheme
    let geometry = segments.map { $0.geometry(usesStation: hardware.usesStation, in: network) }
    let herald = zip(segments, geometry).map { scheme?.heraldDelayS(over: $1) ?? $0.link.attemptPeriodS }
    let pairs = segments.map {
      Double($0.link.modes) * $0.link.successProbability * (1 - $0.link.vacuumFraction)
    }
    let uses = segments.map {
      Double($0.link.modes) * Double(scheme?.modeUsesPerAttempt ?? 1) / $0.link.attemptPeriodS
    }
    var bounds = ChainBounds(
      repeaterless: Self.capacity(lossDb: segments.reduce(0) { $0 + $1.route.totalLossDb }),
      slowestLinkHz: zip(pairs, segments).map { $0 / $1.link.attemptPeriodS }.min() ?? .infinity,
      firstPairS: zip(herald, messageOffsets(segments)).map { $0 + $1 }.max() ?? 0)
    bounds.repeaterlessHz = bounds.repeaterless * (uses.min() ?? .infinity)
    if scheme?.waitsForHerald ?? true,
      zip(segments, herald).allSatisfy({ $0.link.attemptPeriodS >= $1 * (1 - 1e-12) })
    {
      bounds.heraldingHz = zip(pairs, herald).map { $1 > 0 ? $0 / $1 : .infinity }.min() ?? .infinity
    }
    // Light that takes another way than the fibre is not bound by it.
    guard scheme?.usesFibre ?? true else {
      (bounds.repeaterless, bounds.repeaterlessHz) = (.infinity, .infinity)
      return bounds
    }
    bounds.chain = segments.map(capacity(of:)).min() ?? .infinity
    bounds.chainHz = zip(segments, uses).map { capacity(of: $0) * $1 }.min() ?? .infinity
    return bounds
  }
}

extension SwapTree {
  /// Segments from left to right.
  fileprivate var leaves: [Int] {
    switch self {
    case .leaf(let index): [index]
    case .node(let left, let right): left.leaves + right.leaves
    }
  }
}
