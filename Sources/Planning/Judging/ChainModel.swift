internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

/// Turns a path of choices into a chain and asks the estimators about it.
struct ChainModel {
  let space: ChainSpace
  let graph: HopGraph
  let question: Question
  /// Chains that no exact method covers: while there are any, nothing is proved of the others.
  let unjudged = Tally()

  final class Tally {
    var count = 0
  }

  /// Where it ends, not all swap trees of a chain are tried.
  private let budget: Budget

  init(space: ChainSpace, graph: HopGraph, question: Question, budget: Budget = Budget()) {
    self.space = space
    self.graph = graph
    self.question = question
    self.budget = budget
  }

  var hardware: HardwareModel { question.hardware }

  /// A candidate of the space, by itself.
  func chain(_ candidate: PrefixSearch.Candidate) -> PlannedChain {
    PlannedChain(model: self, path: candidate.path, figures: candidate.figures)
  }

  /// Exact figures of a path, as the search wants them.
  func figures(_ path: [Int]) -> SearchGoal.Figures {
    let estimate = estimate(path)
    return SearchGoal.Figures(
      meanTimeS: estimate.meanTimeS, fidelity: estimate.fidelity, keyFraction: estimate.keyFraction,
      hops: path.count, cost: space.cost(of: path))
  }

  /// Figures that no estimate of a path exceeds: its slowest link alone, and its links joined as soon as their heralds are known.
  func ceiling(_ path: [Int]) -> SearchGoal.Figures {
    let state = chain(path).staticState
    let slowest = path.map { space.choices[$0].law.meanS }.max() ?? 0
    return SearchGoal(objective: question.objective, limits: question.limits).figures(
      meanTimeS: slowest / presence(path), state: state, hops: path.count, cost: 0)
  }

  func estimate(_ path: [Int]) -> ChainFigures { estimateWithOrder(path).figures }

  /// Figures in the best order: by the question's objective and limits, else by rate.
  func estimateWithOrder(_ path: [Int]) -> (figures: ChainFigures, order: SwapOrder) {
    let orders = orders(of: path)
    if orders.count == 1 { return (estimate(path, orders[0]), orders[0]) }
    let goal = SearchGoal(objective: question.objective, limits: question.limits)
    var best: (figures: ChainFigures, order: SwapOrder, score: Double, isAllowed: Bool)?
    for order in orders where best == nil || budget.stop == nil {
      let figures = estimate(path, order)
      let score = goal.score(
        SearchGoal.Figures(
          meanTimeS: figures.meanTimeS, fidelity: figures.fidelity, keyFraction: figures.keyFraction,
          hops: path.count, cost: 0))
      let value = score ?? figures.rateHz
      if let best,
        (best.isAllowed && score == nil) || (best.isAllowed == (score != nil) && value <= best.score)
      {
        continue
      }
      best = (figures, order, value, score != nil)
    }
    return best.map { ($0.figures, $0.order) } ?? (estimate(path, orders[0]), orders[0])
  }

  /// In what order a chain is put together: trees of swaps that may fail, or hops in turn, both ways round.
  private func orders(of path: [Int]) -> [SwapOrder] {
    guard path.count > 1 else { return [.free] }
    if hardware.swap.successProbability < 1 {
      return SwapTrees(
        means: path.map { space.choices[$0].law.meanS }, swapSuccess: hardware.swap.successProbability
      ).candidates.map { .tree($0) }
    }
    return hardware.takesTurns ? TakingTurns.Order.allCases.map { .turns($0) } : [.free]
  }

  private func estimate(_ path: [Int], _ order: SwapOrder) -> ChainFigures {
    // Swaps that fail have no closed form with exponential times.
    let isClosedForm =
      question.linkTimeModel == .exponential && hardware.swap.successProbability == 1 && !hardware.takesTurns
    var figures = isClosedForm ? exponential(path) : exact(path, order)
    // A herald without a pair shows only when the ends measure: on average 1/presence deliveries make one pair.
    let presence = presence(path)
    if presence < 1 {
      // Of a geometric number of deliveries: E[N] σ² + Var(N) μ² (Wald's second identity).
      let again = (1 - presence) * figures.meanTimeS * figures.meanTimeS / presence
      figures.standardDeviationS =
        ((figures.standardDeviationS * figures.standardDeviationS + again) / presence).squareRoot()
      figures.meanTimeS /= presence
      figures.estimator.presence = presence
    }
    return figures
  }

  /// Probability that every heralded pair of a chain is there.
  private func presence(_ path: [Int]) -> Double {
    path.reduce(1) { $0 * (1 - option($1).link.vacuumFraction) }
  }

  /// Figures of the attempts themselves; a chain that no exact method covers is counted as not judged, and no plan.
  private func exact(_ path: [Int], _ order: SwapOrder) -> ChainFigures {
    var found: ExactEstimate?
    do { found = try chain(path, order).exactEstimate(attemptBudget: Estimator.attemptBudget) } catch {
      // Which method is missing does not matter here: the tally says that one is.
    }
    guard let estimate = found, let state = estimate.state else {
      unjudged.count += 1
      return ChainFigures(
        meanTimeS: .infinity, standardDeviationS: .infinity, state: BellDiagonalState(werner: 0),
        keyFraction: 0,
        estimator: Estimator(.none))
    }
    return ChainFigures(
      meanTimeS: estimate.meanTime, standardDeviationS: estimate.standardDeviation ?? .nan, state: state,
      keyFraction: question.limits.key.fraction(state),
      estimator: Estimator(
        .exact(
          estimate.method, error: max(estimate.meanTimeError, estimate.stateError))))
  }

  /// Seconds that a simulation may take whatever else there was to do.
  private static let leastSimulationS = 0.2

  /// The same chain sampled, beside its exact figures; `nil` where none was asked for, or the time ended before it began.
  private func simulate(
    _ path: [Int], _ chain: Chain, _ exact: ChainFigures, _ budget: Budget
  ) throws -> SimulatedFigures? {
    guard question.samples > 0 else { return nil }
    let own = budget.atLeast(Self.leastSimulationS)
    let sample = try chain.sample(
      MonteCarloOptions(
        seed: question.seed, samples: question.samples, threads: question.threads,
        isCancelled: { own.stop != nil }))
    guard sample.samples > 1 else { return nil }
    func z(_ measured: Double, _ error: Double, _ exact: Double) -> Double {
      error > 0 ? (measured - exact) / error : 0
    }
    let presence = presence(path)
    let mean = sample.meanTime.value / presence
    let error = sample.meanTime.standardError / presence
    return SimulatedFigures(
      meanTimeS: mean, meanTimeStandardErrorS: error, fidelity: sample.fidelity.value,
      fidelityStandardError: sample.fidelity.standardError, samples: sample.samples, seed: sample.seed,
      timeZ: z(mean, error, exact.meanTimeS),
      fidelityZ: z(sample.fidelity.value, sample.fidelity.standardError, exact.fidelity))
  }

  func option(_ choice: Int) -> HopOption {
    let choice = space.choices[choice]
    return graph.hops[choice.hop].options[choice.option]
  }

  /// The chain that the simulator is asked about.
  func chain(_ path: [Int], _ order: SwapOrder = .free) -> Chain {
    let sites = space.sites(of: path) ?? []
    return Self.chain(
      zip(path, sites).map { choice, site in
        var link = option(choice).link
        if site != space.choices[choice].from { link.heraldWait = link.heraldWait.reversed }
        return (link, space.choices[choice].delayS)
      }, hardware: hardware, countsMessages: question.countsMessages, order)
  }

  /// Links and the one-way delays of their fibre as a chain of the simulator.
  static func chain(
    _ hops: [(link: ElementaryLink, delayS: Double)], hardware: HardwareModel, countsMessages: Bool,
    _ order: SwapOrder
  ) -> Chain {
    var chain = Chain(
      timeBase: .physical,
      segments: hops.map { hop in
        Segment(
          successProbability: hop.link.successProbability, attemptPeriod: hop.link.attemptPeriodS,
          modes: hop.link.modes, state: hop.link.state, heraldWait: hop.link.heraldWait,
          messageDelay: hop.delayS)
      }, swaps: Array(repeating: hardware.swap, count: hops.count - 1), policy: hardware.swapPolicy,
      memory: hardware.memory, latency: countsMessages ? .messages : .none)
    chain.tree = order.tree
    // A single hop has nothing to take turns with.
    chain.oneInterface = hops.count > 1 ? hardware.oneInterface : nil
    chain.oneInterface?.first = order.first
    return chain
  }

  private func exponential(_ path: [Int]) -> ChainFigures {
    let chain = chain(path)
    let means = path.map { space.choices[$0].law.meanS }
    let time = ExponentialChain.maximum(means: means, offsets: chain.deliveryOffsets)
    let memory = hardware.memory
    func decay(_ rate: Double) -> Double {
      rate == 0 || path.count == 1
        ? 1 : ExponentialChain.meanDecay(means: means, rates: Array(repeating: rate, count: path.count - 1))
    }
    let state =
      chain.staticState
      * BellDiagonalState(x: decay(memory.rateX), y: decay(memory.rateY), z: decay(memory.rateZ))
    return ChainFigures(
      meanTimeS: time.mean,
      standardDeviationS: max(0, time.meanSquare - time.mean * time.mean).squareRoot(),
      state: state, keyFraction: question.limits.key.fraction(state),
      estimator: Estimator(.closedForm))
  }

  /// The whole chain with routes, stations, figures, simulation and bounds.
  ///
  /// - Parameter budget: what the simulation may take; a moment in any case.
  func chainPlan(_ path: [Int], _ budget: Budget) throws -> ChainPlan {
    let sites = space.sites(of: path)!
    let segments = zip(path, zip(sites, sites.dropFirst())).map { index, ends in
      segment(index, from: ends.0, to: ends.1)
    }
    let (estimate, order) = estimateWithOrder(path)
    let chain = chain(path, order)
    var plan = ChainPlan(
      sites: sites, segments: segments, swapPolicy: chain.policy.rawValue, delivery: chain.delivery.rawValue,
      estimate: estimate,
      simulation: question.linkTimeModel == .exponential ? nil : try simulate(path, chain, estimate, budget),
      bounds: bounds(segments, chain),
      swapNoise: chain.swaps.reduce(.perfect) { $0 * $1.noise }, heraldNoise: chain.heraldNoise)
    plan.swapTree = order.tree?.text
    plan.firstHops = order.first
    plan.mostCoherent = mostCoherent(path, order)
    return plan
  }

  /// The same hops with the most coherence that their visibility allows.
  private func mostCoherent(_ path: [Int], _ order: SwapOrder) -> ChainPlan.Figures? {
    guard let other = hardware.mostCoherent?(), let sites = space.sites(of: path) else { return nil }
    var hops: [(link: ElementaryLink, delayS: Double)] = []
    for (choice, site) in zip(path, sites) {
      let hop = graph.hops[space.choices[choice].hop]
      let option = option(choice)
      let geometry = HopGeometry(
        hop.route(in: graph.network), stationIndex: option.stationIndex, usesStation: other.usesStation,
        stations: graph.network.groundPair(from: hop.from, to: hop.to))
      guard
        var link = other.links(geometry).first(where: {
          $0.option == option.link.option && $0.modes == option.link.modes
        })
      else { return nil }
      if site != hop.from { link.heraldWait = link.heraldWait.reversed }
      hops.append((link, space.choices[choice].delayS))
    }
    let chain = Self.chain(hops, hardware: other, countsMessages: question.countsMessages, order)
    let found: ExactEstimate
    do { found = try chain.exactEstimate(attemptBudget: Estimator.attemptBudget) } catch { return nil }
    guard let state = found.state else { return nil }
    return ChainPlan.Figures(fidelity: state.fidelity, keyFraction: question.limits.key.fraction(state))
  }

  private func bounds(_ segments: [SegmentPlan], _ chain: Chain) -> ChainBounds {
    let geometry = segments.map { $0.geometry(usesStation: hardware.usesStation, in: graph.network) }
    let herald = zip(segments, geometry).map { segment, hop in
      hardware.scheme?.heraldDelayS(over: hop) ?? segment.link.attemptPeriodS
    }
    /// Pairs of each attempt period, all modes together.
    let pairs = segments.map(\.link).map {
      Double($0.modes) * $0.successProbability * (1 - $0.vacuumFraction)
    }
    let uses = segments.map(\.link).map {
      Double($0.modes * (hardware.scheme?.modeUsesPerAttempt ?? 1)) / $0.attemptPeriodS
    }
    let capacities = geometry.map { hopCapacity($0, hasStation: hardware.usesStation) }
    var bounds = ChainBounds(
      repeaterless: plobCapacity(lossDb: segments.reduce(0) { $0 + $1.route.totalLossDb }),
      slowestLinkHz: zip(pairs, segments).map { $0 / $1.link.attemptPeriodS }.min()!,
      firstPairS: zip(herald, chain.deliveryOffsets).map { $0 + $1 }.max()!)
    // Where windows follow each other, attempts do not wait for heralds.
    if hardware.scheme?.waitsForHerald ?? true,
      zip(segments, herald).allSatisfy({ $0.link.attemptPeriodS >= $1 * (1 - 1e-12) })
    {
      bounds.heraldingHz = zip(pairs, herald).map { $1 > 0 ? $0 / $1 : .infinity }.min()!
    }
    bounds.repeaterlessHz = bounds.repeaterless * uses.min()!
    // Photons that take another way than the fibre are not bound by it.
    guard hardware.scheme?.usesFibre ?? true else {
      (bounds.repeaterless, bounds.repeaterlessHz) = (.infinity, .infinity)
      return bounds
    }
    bounds.chain = capacities.min()!
    bounds.chainHz = zip(capacities, uses).map { $0 * $1 }.min()!
    return bounds
  }

  private func segment(_ index: Int, from: Int, to: Int) -> SegmentPlan {
    let choice = space.choices[index]
    let hop = graph.hops[choice.hop]
    let option = hop.options[choice.option]
    var route = hop.route(in: graph.network)
    var station = option.stationIndex
    let geometry = HopGeometry(
      route, stationIndex: station, usesStation: hardware.usesStation,
      stations: graph.network.groundPair(from: hop.from, to: hop.to))
    if hop.from != from {
      route = Route(from: from, along: hop.spans.reversed(), in: graph.network)
      station = station.map { hop.spans.count - $0 }
    }
    // Where light and fidelity are lost is worked out for hops that are built, not for all that could be.
    var link =
      hardware.linksWithBudgets(geometry).first {
        $0.option == option.link.option && $0.modes == option.link.modes
      } ?? option.link
    if hop.from != from { link.heraldWait = link.heraldWait.reversed }
    return SegmentPlan(
      from: from, to: to, route: route, stationIndex: station, link: link, meanTimeS: option.law.wholeMeanS,
      capacity: hardware.scheme?.usesFibre ?? true
        ? hopCapacity(geometry, hasStation: hardware.usesStation) : .infinity)
  }
}
