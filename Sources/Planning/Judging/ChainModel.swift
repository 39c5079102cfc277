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
      meanTimeS: estimate.meanTimeS, state: estimate.state, hops: path.count,
      cost: space.cost(of: path))
  }

  /// Figures that no estimate of a path exceeds: its slowest link alone, and its links joined before anything decays.
  func ceiling(_ path: [Int]) -> SearchGoal.Figures {
    var state = path.reduce(BellDiagonalState.perfect) { $0 * option($1).link.state }
    for _ in 1..<path.count { state = state * hardware.swap.noise }
    let slowest = path.map { space.choices[$0].law.meanS }.max() ?? 0
    return SearchGoal.Figures(meanTimeS: slowest / presence(path), state: state, hops: path.count, cost: 0)
  }

  func estimate(_ path: [Int]) -> ChainFigures { estimateWithTree(path).figures }

  /// Figures with the best swap tree: by the question's objective and limits, else by rate. `nil` where swaps do not fail,
  /// which makes the order of swaps meaningless.
  func estimateWithTree(_ path: [Int]) -> (figures: ChainFigures, tree: SwapTree?) {
    guard hardware.swap.successProbability < 1, path.count > 1 else {
      return (estimate(path, tree: nil), nil)
    }
    let goal = SearchGoal(objective: question.objective, limits: question.limits)
    let trees = SwapTrees(
      means: path.map { space.choices[$0].law.meanS }, swapSuccess: hardware.swap.successProbability)
    var best: (figures: ChainFigures, tree: SwapTree?, score: Double, isAllowed: Bool)?
    for tree in trees.candidates where best == nil || budget.stop == nil {
      let figures = estimate(path, tree: tree)
      let score = goal.score(
        SearchGoal.Figures(meanTimeS: figures.meanTimeS, state: figures.state, hops: path.count, cost: 0))
      let value = score ?? figures.rateHz
      if let best,
        (best.isAllowed && score == nil) || (best.isAllowed == (score != nil) && value <= best.score)
      {
        continue
      }
      best = (figures, tree, value, score != nil)
    }
    return best.map { ($0.figures, $0.tree) } ?? (estimate(path, tree: nil), nil)
  }

  private func estimate(_ path: [Int], tree: SwapTree?) -> ChainFigures {
    // Swaps that fail have no closed form with exponential times.
    let isClosedForm = question.linkTimeModel == .exponential && hardware.swap.successProbability == 1
    var figures = isClosedForm ? exponential(path) : exact(path, tree)
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
  private func exact(_ path: [Int], _ tree: SwapTree?) -> ChainFigures {
    var found: ExactEstimate?
    do { found = try chain(path, tree: tree).exactEstimate(attemptBudget: Estimator.attemptBudget) } catch {
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
      keyFraction: state.bb84KeyFraction,
      estimator: Estimator(
        .exact(
          estimate.method, error: max(estimate.meanTimeError / estimate.meanTime, estimate.stateError))))
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
  func chain(_ path: [Int], tree: SwapTree? = nil) -> Chain {
    Self.chain(
      path.map { (option($0).link, space.choices[$0].delayS) }, hardware: hardware,
      countsMessages: question.countsMessages, tree: tree)
  }

  /// Links and the one-way delays of their fibre as a chain of the simulator.
  static func chain(
    _ hops: [(link: ElementaryLink, delayS: Double)], hardware: HardwareModel, countsMessages: Bool,
    tree: SwapTree?
  ) -> Chain {
    var chain = Chain(
      timeBase: .physical,
      segments: hops.map { hop in
        Segment(
          successProbability: hop.link.successProbability, attemptPeriod: hop.link.attemptPeriodS,
          modes: hop.link.modes, state: hop.link.state, messageDelay: hop.delayS)
      }, swaps: Array(repeating: hardware.swap, count: hops.count - 1), policy: hardware.swapPolicy,
      memory: hardware.memory, latency: countsMessages ? .messages : .none)
    chain.tree = tree
    return chain
  }

  private func exponential(_ path: [Int]) -> ChainFigures {
    let means = path.map { space.choices[$0].law.meanS }
    let time = ExponentialChain.maximum(means: means)
    let latency = path.reduce(0.0) { $0 + space.delay($1) }
    let memory = hardware.memory
    func decay(_ rate: Double) -> Double {
      rate == 0 || path.count == 1
        ? 1 : ExponentialChain.meanDecay(means: means, rates: Array(repeating: rate, count: path.count - 1))
    }
    var state = path.reduce(BellDiagonalState.perfect) { $0 * option($1).link.state }
    for _ in 1..<path.count { state = state * hardware.swap.noise }
    state = state * BellDiagonalState(x: decay(memory.rateX), y: decay(memory.rateY), z: decay(memory.rateZ))
    return ChainFigures(
      meanTimeS: time.mean + latency,
      standardDeviationS: max(0, time.meanSquare - time.mean * time.mean).squareRoot(),
      state: state, keyFraction: state.bb84KeyFraction,
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
    let (estimate, tree) = estimateWithTree(path)
    let chain = chain(path, tree: tree)
    var plan = ChainPlan(
      sites: sites, segments: segments, swapPolicy: chain.policy.rawValue, delivery: chain.delivery.rawValue,
      estimate: estimate,
      simulation: question.linkTimeModel == .exponential ? nil : try simulate(path, chain, estimate, budget),
      bounds: bounds(segments),
      swapNoise: (1..<path.count).reduce(BellDiagonalState.perfect) { noise, _ in noise * hardware.swap.noise
      })
    plan.swapTree = tree?.text
    return plan
  }

  private func bounds(_ segments: [SegmentPlan]) -> ChainBounds {
    let geometry = segments.map { $0.geometry(usesStation: hardware.usesStation, in: graph.network) }
    let herald = zip(segments, geometry).map { segment, hop in
      hardware.scheme?.heraldDelayS(over: hop) ?? segment.link.attemptPeriodS
    }
    let messages =
      question.countsMessages && segments.count > 1 ? segments.reduce(0) { $0 + $1.route.totalDelayS } : 0
    /// Pairs of each attempt period, all modes together.
    let pairs = segments.map(\.link).map {
      Double($0.modes) * $0.successProbability * (1 - $0.vacuumFraction)
    }
    let uses = segments.map(\.link).map {
      Double($0.modes * (hardware.scheme?.modeUsesPerAttempt ?? 1)) / $0.attemptPeriodS
    }
    // The arm that loses most; the whole hop where no light is measured on the way.
    let arms = geometry.map {
      plobCapacity(lossDb: hardware.usesStation ? max($0.leftLossDb, $0.rightLossDb) : $0.lossDb)
    }
    var bounds = ChainBounds(
      repeaterless: plobCapacity(lossDb: segments.reduce(0) { $0 + $1.route.totalLossDb }),
      chain: chainCapacity(hopLossesDb: segments.map(\.route.totalLossDb))!,
      slowestLinkHz: zip(pairs, segments).map { $0 / $1.link.attemptPeriodS }.min()!,
      firstPairS: herald.max()! + messages)
    if hardware.scheme?.waitsForHerald ?? true {
      bounds.heraldingHz = zip(pairs, herald).map { $1 > 0 ? $0 / $1 : .infinity }.min()!
    }
    bounds.repeaterlessHz = bounds.repeaterless * uses.min()!
    // Photons that take another way than the fibre are not bound by it.
    guard hardware.scheme?.usesFibre ?? true else {
      bounds.chain = .infinity
      return bounds
    }
    bounds.relayChain = arms.min()!
    bounds.chainHz = zip(segments, uses).map { $0.capacity * $1 }.min()!
    bounds.relayChainHz = zip(arms, uses).map { $0 * $1 }.min()!
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
      groundDistanceKm: graph.network.greatCircleKm(from: hop.from, to: hop.to))
    if hop.from != from {
      route = Route(from: from, along: hop.spans.reversed(), in: graph.network)
      station = station.map { hop.spans.count - $0 }
    }
    // Where light and fidelity are lost is worked out for hops that are built, not for all that could be.
    let link = hardware.linksWithBudgets(geometry).first {
      $0.option == option.link.option && $0.modes == option.link.modes
    }
    return SegmentPlan(
      from: from, to: to, route: route, stationIndex: station, link: link ?? option.link,
      meanTimeS: option.law.wholeMeanS,
      capacity: plobCapacity(lossDb: route.totalLossDb))
  }
}
