internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Planning

extension PlanRecomputation {
  /// A chain worked out from its sites, spans, stations, options and swap tree; words where that is not possible.
  func chain(_ stated: ChainPlan) -> Result<ChainPlan, Unfit> {
    let key = ChainKey(stated, plan.request.settings)
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
    var simulation: SimulatedFigures?
    var ends: Memory.Ends
    var linkTimeModel: LinkTimeModel
    var countsMessages: Bool

    init(_ chain: ChainPlan, _ settings: PlanSettings) {
      hops = chain.segments.map {
        Hop(
          from: $0.from, spans: $0.route.spans, station: $0.stationIndex, option: $0.link.option,
          modes: $0.link.modes)
      }
      tree = chain.swapTree
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
          capacity: Self.capacity(lossDb: route.totalLossDb)))
    }
    var tree: SwapTree?
    if policy == .nested, segments.count > 1 {
      tree = stated.swapTree.flatMap(SwapTree.init(text:))
      guard tree?.leaves == Array(segments.indices) else {
        throw Unfit(words: "\"swap_tree\" is no tree over the \(segments.count) segments in order")
      }
    }
    let model = model(
      zip(segments.map(\.link), segments), swap: hardware.swap, memory: memory, tree: tree)
    guard let figures = figures(of: model, segments) else {
      throw Unfit(words: "no exact method covers the chain")
    }
    var again = ChainPlan(
      sites: stated.sites, segments: segments, swapPolicy: policy.rawValue, delivery: model.delivery.rawValue,
      estimate: figures, simulation: try simulation(stated.simulation, model, segments, figures),
      bounds: bounds(segments),
      swapNoise: model.swaps.reduce(BellDiagonalState.perfect) { $0 * $1.noise })
    again.swapTree = tree?.text
    return again
  }

  /// Links on the routes of segments as a chain of the simulator.
  func model(
    _ hops: some Sequence<(ElementaryLink, SegmentPlan)>, swap: Swap, memory: Memory, tree: SwapTree?
  ) -> Chain {
    let segments = hops.map { link, segment in
      Segment(
        successProbability: link.successProbability, attemptPeriod: link.attemptPeriodS, modes: link.modes,
        state: link.state, messageDelay: segment.route.totalDelayS)
    }
    return Chain(
      timeBase: .physical, segments: segments, swaps: Array(repeating: swap, count: segments.count - 1),
      policy: policy, memory: memory, tree: tree,
      latency: plan.request.settings.countsMessages ? .messages : .none)
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
  private func link(of segment: SegmentPlan) -> ElementaryLink? {
    let isBackward = segment.from > segment.to
    let spans = isBackward ? segment.route.spans.reversed() : segment.route.spans
    let geometry = HopGeometry(
      Route(from: min(segment.from, segment.to), along: spans, in: network),
      stationIndex: segment.stationIndex.map { isBackward ? spans.count - $0 : $0 },
      usesStation: hardware.usesStation,
      groundDistanceKm: network.greatCircleKm(
        from: min(segment.from, segment.to), to: max(segment.from, segment.to)))
    return hardware.linksWithBudgets(geometry).first {
      $0.option == segment.link.option && $0.modes == segment.link.modes
    }
  }

  /// −ln of the probability that one attempt period passes without a herald.
  static func hazard(_ link: ElementaryLink) -> Double {
    -Double(link.modes) * log1p(-link.successProbability)
  }

  // MARK: - Exact figures

  private func figures(of model: Chain, _ segments: [SegmentPlan]) -> ChainFigures? {
    let isClosedForm =
      plan.request.settings.linkTimeModel == .exponential && hardware.swap.successProbability == 1
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
    let error = max(estimate.meanTimeError / estimate.meanTime, estimate.stateError)
    return ChainFigures(
      meanTimeS: estimate.meanTime, standardDeviationS: estimate.standardDeviation ?? .nan, state: state,
      keyFraction: state.bb84KeyFraction,
      estimator: Estimator(.exact(estimate.method, error: error)))
  }

  private func exponential(_ segments: [SegmentPlan]) -> ChainFigures {
    let means = segments.map { $0.link.attemptPeriodS / Self.hazard($0.link) }
    let repeaters = means.count - 1
    func decay(_ rate: Double) -> Double {
      repeaters == 0 || rate == 0
        ? 1 : ExponentialChain.meanDecay(means: means, rates: Array(repeating: rate, count: repeaters))
    }
    let sends = plan.request.settings.countsMessages && repeaters > 0
    var state = segments.reduce(BellDiagonalState.perfect) { $0 * $1.link.state }
    for _ in 0..<repeaters { state = state * hardware.swap.noise }
    state =
      state * BellDiagonalState(x: decay(memory.rateX), y: decay(memory.rateY), z: decay(memory.rateZ))
    let time = ExponentialChain.maximum(means: means)
    return ChainFigures(
      meanTimeS: time.mean + (sends ? segments.reduce(0) { $0 + $1.route.totalDelayS } : 0),
      standardDeviationS: max(0, time.meanSquare - time.mean * time.mean).squareRoot(), state: state,
      keyFraction: state.bb84KeyFraction,
      estimator: Estimator(.closedForm))
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

  private func bounds(_ segments: [SegmentPlan]) -> ChainBounds {
    let scheme = hardware.scheme
    let geometry = segments.map { $0.geometry(usesStation: hardware.usesStation, in: network) }
    let herald = zip(segments, geometry).map { scheme?.heraldDelayS(over: $1) ?? $0.link.attemptPeriodS }
    let sends = plan.request.settings.countsMessages && segments.count > 1
    let lossesDb = segments.map(\.route.totalLossDb)
    let capacities = lossesDb.map(Self.capacity)
    let pairs = segments.map {
      Double($0.link.modes) * $0.link.successProbability * (1 - $0.link.vacuumFraction)
    }
    let uses = segments.map {
      Double($0.link.modes) * Double(scheme?.modeUsesPerAttempt ?? 1) / $0.link.attemptPeriodS
    }
    var bounds = ChainBounds(
      repeaterless: Self.capacity(lossDb: lossesDb.reduce(0, +)), chain: capacities.min() ?? .infinity,
      slowestLinkHz: zip(pairs, segments).map { $0 / $1.link.attemptPeriodS }.min() ?? .infinity,
      firstPairS: (herald.max() ?? 0) + (sends ? segments.reduce(0) { $0 + $1.route.totalDelayS } : 0))
    bounds.repeaterlessHz = bounds.repeaterless * (uses.min() ?? .infinity)
    if scheme?.waitsForHerald ?? true {
      bounds.heraldingHz = zip(pairs, herald).map { $1 > 0 ? $0 / $1 : .infinity }.min() ?? .infinity
    }
    guard scheme?.usesFibre ?? true else {
      // Light that takes another way than the fibre is not bound by it.
      bounds.chain = .infinity
      return bounds
    }
    let arms = geometry.map { hop in
      Self.capacity(lossDb: hardware.usesStation ? max(hop.leftLossDb, hop.rightLossDb) : hop.lossDb)
    }
    bounds.relayChain = arms.min() ?? .infinity
    bounds.chainHz = zip(capacities, uses).map { $0 * $1 }.min() ?? .infinity
    bounds.relayChainHz = zip(arms, uses).map { $0 * $1 }.min() ?? .infinity
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
