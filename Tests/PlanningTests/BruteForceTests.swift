import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import PlanFiles
@testable import Planning

/// Every objective under every limit on the others, against all plans of small random maps.
@Suite struct BruteForceTests {
  /// Limits of each kind at the middle of what plans reach, alone and two together.
  private func limits(_ all: [SearchGoal.Figures]) -> [Limits] {
    func middle(_ value: (SearchGoal.Figures) -> Double) -> Double {
      let sorted = all.map(value).sorted()
      return sorted[sorted.count / 2]
    }
    let rate = middle(\.rateHz)
    let fidelity = middle(\.fidelity)
    let key = middle(\.keyRateHz)
    let cost = middle(\.cost)
    return [
      Limits(), Limits(minimumRateHz: rate), Limits(minimumFidelity: fidelity),
      Limits(minimumKeyRateHz: key > 0 ? key : nil), Limits(maximumRepeaters: 1), Limits(maximumCost: cost),
      Limits(minimumRateHz: rate, minimumFidelity: fidelity),
      Limits(minimumFidelity: fidelity, maximumRepeaters: 2),
      Limits(minimumKeyRateHz: key > 0 ? key : nil, maximumCost: cost),
    ]
  }

  private func check(seed: Int, model: LinkTimeModel) throws {
    let network = randomMap(seed: UInt64(1000 + seed), sites: model == .exponential ? 5 : 4)
    let hardware = testHardware(t2: [0.3, 1.5, 20][seed % 3], modes: [1, 20][seed / 3 % 2])
    let question = Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: network.sites.count - 1)],
      linkTimeModel: model, samples: 0)
    let all = allPlans(question).map(\.figures)
    guard !all.isEmpty else { return }
    for var limits in limits(all) {
      limits.maximumRepeatersPerChain = mostHopsOfAllPlans - 1
      for objective in Objective.allCases {
        var asked = question
        asked.objective = objective
        asked.limits = limits
        let goal = SearchGoal(objective: objective, limits: limits)
        let best = all.compactMap { goal.score($0) }.max()
        let strategy = BestChain(asked)
        let outcome = try strategy.solve(on: strategy.hopGraph(), goal: goal, budget: Budget())
        #expect(outcome.isProved, "seed \(seed), \(objective), \(limits)")
        guard let best else {
          #expect(outcome.found == nil, "seed \(seed), \(objective), \(limits)")
          continue
        }
        let found = try #require(outcome.found, "seed \(seed), \(objective), \(limits)")
        let (value, right) = (found.value, goal.value(fromScore: best))
        #expect(abs(value - right) <= 1e-9 * abs(right), "seed \(seed), \(objective), \(limits)")
        let bound = objective.isMinimised ? -found.bound : found.bound
        #expect(bound >= best - 1e-9 * abs(best), "seed \(seed), \(objective), \(limits)")
      }
    }
  }

  @Test(arguments: 0..<60)
  func bestOfAllPlansWithExponentialTimes(seed: Int) throws { try check(seed: seed, model: .exponential) }

  @Test(arguments: 0..<24)
  func bestOfAllPlansWithAttempts(seed: Int) throws { try check(seed: seed, model: .attempts) }

  /// The next best plans are those of all plans, sorted, the best of each set of repeaters.
  @Test(arguments: 0..<30)
  func alternativesAreTheNextBestOfAllPlans(seed: Int) throws {
    let network = randomMap(seed: UInt64(2000 + seed), sites: 5)
    let hardware = testHardware()
    for objective in [Objective.rate, .keyRate, .fidelity] {
      var question = Question(
        network: network, hardware: hardware, demands: [Demand(from: 0, to: 4)], objective: objective,
        limits: Limits(maximumRepeatersPerChain: mostHopsOfAllPlans - 1),
        linkTimeModel: .exponential, samples: 0)
      question.alternatives = 4
      let goal = SearchGoal(objective: objective, limits: question.limits)
      var best: [Set<Int>: Double] = [:]
      for plan in allPlans(question) {
        guard let score = goal.score(plan.figures) else { continue }
        let repeaters = Set(plan.sites.dropFirst().dropLast())
        best[repeaters] = max(best[repeaters] ?? -.infinity, score)
      }
      let wanted = best.values.sorted(by: >).prefix(5)
      guard !wanted.isEmpty else { continue }
      let result = try question.plan()
      #expect(result.areAlternativesProved)
      let found = [result.certificate.value] + result.alternatives.map(\.value)
      #expect(found.count == wanted.count, "seed \(seed), \(objective)")
      for (a, b) in zip(found, wanted) {
        #expect(abs(a - b) <= 1e-9 * abs(b), "seed \(seed), \(objective)")
      }
      let plan = Plan(
        result, network: network,
        request: PlanSummary(
          map: "", platform: hardware.name, platformLabel: hardware.label, objective: objective,
          limits: question.limits,
          settings: PlanSettings(linkTimeModel: .exponential), command: ""),
        hardware: hardware)
      #expect(PlanChecker(network: network, hardware: hardware).faults(in: plan) == [])
    }
  }

  /// Numbers of modes are chosen hop by hop so that each site's memories suffice.
  @Test(arguments: 0..<30)
  func modesKeepToTheMemoriesOfSites(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let plain = randomMap(seed: UInt64(3000 + seed), sites: 5)
    let network = FibreNetwork(
      name: plain.name,
      sites: plain.sites.map { site in
        var site = site
        site.memories = [nil, 3, 5, 8].randomElement(using: &random)!
        return site
      }, spans: plain.spans)
    var hardware = testHardware(knobs: [0.1])
    let links = hardware.links
    hardware.links = { hop in
      links(hop).flatMap { link in
        [1, 4].map { modes in
          var link = link
          link.modes = modes
          link.option += ", \(modes) modes"
          return link
        }
      }
    }
    let question = Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: 4)],
      limits: Limits(maximumRepeatersPerChain: mostHopsOfAllPlans - 1),
      linkTimeModel: .exponential, samples: 0)
    let plans = allPlans(question).filter { plan in
      plan.sites.indices.allSatisfy { i in
        let left = i > 0 ? plan.modes[i - 1] : 0
        let right = i < plan.modes.count ? plan.modes[i] : 0
        return left + right <= network.sites[plan.sites[i]].memories ?? .max
      }
    }
    guard let best = plans.map(\.figures.rateHz).max() else { return }
    let result = try question.plan()
    #expect(abs(result.certificate.value / best - 1) < 1e-9)
  }
}

/// Every route, station and setting between any two sites.
func everyHop(_ network: FibreNetwork, _ candidates: CandidateSpace) -> HopGraph {
  let hops = network.sites.indices.flatMap { from in
    network.sites.indices.filter { $0 > from }.flatMap { to in
      candidates.everything(from: from, to: to, routes: 10_000, slowestS: .infinity).hops
    }
  }
  return HopGraph(network: network, hops: hops)
}

/// A simple path of hops with all that is known of it.
struct KnownPlan {
  var sites: [Int]
  var modes: [Int]
  var figures: SearchGoal.Figures
}

/// Chains of so many hops are few enough to try every route, station and setting.
let mostHopsOfAllPlans = 3

/// All simple paths of hops with all their options, valued by the estimator that judges plans.
func allPlans(_ question: Question, maximumHops: Int = mostHopsOfAllPlans) -> [KnownPlan] {
  let network = question.network
  var free = question
  free.network = FibreNetwork(
    name: network.name,
    sites: network.sites.map { site in
      var site = site
      // Room for all, but a limit still, so that options of fewer modes are not left out.
      if site.memories != nil { site.memories = 1_000_000 }
      return site
    }, spans: network.spans)
  free.limits = Limits()
  let strategy = BestChain(free)
  let graph = everyHop(free.network, strategy.candidates)
  guard let space = strategy.space(on: graph, limits: Limits()) else { return [] }
  let model = ChainModel(space: space, graph: graph, question: free)
  var all: [KnownPlan] = []
  func extend(_ site: Int, _ path: [Int], _ sites: [Int]) {
    if site == space.target {
      all.append(
        KnownPlan(
          sites: sites, modes: path.map { space.choices[$0].modes }, figures: model.figures(path)))
      return
    }
    for step in space.steps[site] where !sites.contains(step.to) && path.count < maximumHops {
      extend(step.to, path + [step.choice], sites + [step.to])
    }
  }
  extend(space.source, [], [space.source])
  return all
}
