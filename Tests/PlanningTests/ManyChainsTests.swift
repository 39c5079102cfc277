import FibreNetwork
import Foundation
import LinkPhysics
import Optimization
import TestSupport
import Testing

@testable import PlanFiles
@testable import Planning

/// Several demands and disjoint chains against all combinations of all chains.
@Suite struct ManyChainsTests {
  struct Candidate {
    var figures: SearchGoal.Figures
    var repeaters: Set<Int>
    var spans: [Int]
    /// Memories in use at each repeater.
    var memories: [Int: Int]
    /// Memories of all hops, and hops that meet at a station.
    var memoryCount: Int
    var stationCount: Int
  }

  /// A map of some mesh, with room for few memories where the seed says so.
  static func map(_ seed: Int) -> FibreNetwork {
    let network = randomMap(seed: UInt64(seed), sites: 6)
    var random = SplitMix(seed: UInt64(seed) &+ 77)
    return network.replacingSites(
      network.sites.map { site in
        var site = site
        if seed % 3 == 0 { site.memories = Bool.random(using: &random) ? 2 : 4 }
        return site
      })
  }

  private func candidates(_ together: ManyChains, _ demand: Demand) -> [Candidate] {
    let single = together.alone(demand, Limits())
    let graph = everyHop(together.network, single.candidates)
    guard let space = single.space(on: graph, limits: Limits()) else { return [] }
    let evaluator = ChainModel(space: space, graph: graph, question: single.question)
    var all: [Candidate] = []
    func extend(_ path: [Int], _ sites: [Int]) {
      if sites.last == space.target {
        var memories: [Int: Int] = [:]
        for (index, site) in sites.enumerated() {
          memories[site] =
            (index > 0 ? space.choices[path[index - 1]].modes : 0)
            + (index < path.count ? space.choices[path[index]].modes : 0)
        }
        all.append(
          Candidate(
            figures: evaluator.figures(path), repeaters: Set(sites.dropFirst().dropLast()),
            spans: path.flatMap { graph.hops[space.choices[$0].hop].spans }, memories: memories,
            memoryCount: path.reduce(0) { $0 + 2 * space.choices[$1].modes },
            stationCount: path.count {
              let choice = space.choices[$0]
              return graph.hops[choice.hop].options[choice.option].stationIndex != nil
            }))
        return
      }
      guard path.count < 3 else { return }
      for step in space.steps[sites.last!] where !sites.contains(step.to) {
        extend(path + [step.choice], sites + [step.to])
      }
    }
    extend([], [space.source])
    // Of chains alike in all that others notice, those that another one beats in every figure can go.
    let alike = Dictionary(grouping: all) {
      "\($0.repeaters.sorted()) \(Set($0.spans).sorted()) \($0.memories.sorted { $0.key < $1.key }) \($0.memoryCount) \($0.stationCount)"
    }
    return alike.values.flatMap { chains in
      chains.enumerated().filter { i, chain in
        !chains.enumerated().contains { j, other in
          let (a, b) = (other.figures, chain.figures)
          let isAsGood = a.rateHz >= b.rateHz && a.fidelity >= b.fidelity && a.keyRateHz >= b.keyRateHz
          let isSame = a.rateHz == b.rateHz && a.fidelity == b.fidelity && a.keyRateHz == b.keyRateHz
          return j != i && isAsGood && (!isSame || j < i)
        }
      }.map(\.element)
    }
  }

  /// Sets of chains that sites have to suffice for at one time: all, or all first ones with the backups of one failure.
  private func running(_ chosen: [Candidate], _ limits: Limits) -> [[Candidate]] {
    guard limits.protection == .shared else { return [chosen] }
    let pairs = stride(from: 0, to: chosen.count, by: 2).map { (first: chosen[$0], backup: chosen[$0 + 1]) }
    let firsts = pairs.map(\.first)
    var sets = pairs.map { firsts + [$0.backup] }
    if limits.disjointBy != .sites {
      for span in Set(firsts.flatMap(\.spans)) {
        sets.append(firsts + pairs.filter { $0.first.spans.contains(span) }.map(\.backup))
      }
    }
    if limits.disjointBy != .spans {
      for site in Set(firsts.flatMap(\.repeaters)) {
        sets.append(firsts + pairs.filter { $0.first.repeaters.contains(site) }.map(\.backup))
      }
    }
    return sets
  }

  /// Best value over every combination of one chain for each slot; `nil` where none keeps to the limits.
  private func brute(_ together: ManyChains, _ slots: [[Candidate]], pairs: [(Int, Int)]) -> Double? {
    let limits = together.question.limits
    let network = together.network
    var own = limits
    own.maximumRepeaters = nil
    own.maximumCost = nil
    let goal = SearchGoal(objective: .rate, limits: own)
    var best: Double?
    func judge(_ chosen: [Candidate]) {
      for running in running(chosen, limits) {
        var memories: [Int: Int] = [:]
        var chains: [Int: Int] = [:]
        for chain in running {
          for (site, count) in chain.memories { memories[site, default: 0] += count }
          for site in chain.repeaters { chains[site, default: 0] += 1 }
        }
        for (site, count) in memories where count > network.sites[site].memories ?? .max { return }
        if let most = limits.maximumChainsPerSite, chains.values.contains(where: { $0 > most }) { return }
      }
      let used = Set(chosen.flatMap(\.repeaters))
      if let most = limits.maximumRepeaters, used.count > most { return }
      let cost = used.sorted().reduce(0.0) { $0 + network.sites[$1].cost }
      let value: Double =
        switch together.question.objective {
        case .repeaters: -Double(used.count)
        case .cost:
          -cost
            - chosen.reduce(0.0) {
              $0 + Double($1.memoryCount) * together.question.equipment.perMemory
                + Double($1.stationCount) * together.question.equipment.perStation
            }
        case .rate: chosen.map(\.figures.rateHz).min()!
        case .keyRate: chosen.map(\.figures.keyRateHz).min()!
        case .utility:
          pow(chosen.reduce(1.0) { $0 * $1.figures.keyRateHz }, 1 / Double(chosen.count))
        case .fidelity: chosen.map(\.figures.fidelity).min()!
        }
      best = max(best ?? -.infinity, value)
    }
    func fill(_ chosen: [Candidate]) {
      guard chosen.count < slots.count else { return judge(chosen) }
      for candidate in slots[chosen.count] where goal.score(candidate.figures) != nil {
        let others = pairs.filter { $0.1 == chosen.count }.map { chosen[$0.0] }
        let isAlone = others.allSatisfy { other in
          // Two direct chains are one where repeaters keep chains apart.
          (limits.disjointBy == .spans || !(candidate.repeaters.isEmpty && other.repeaters.isEmpty))
            && (limits.disjointBy == .spans || candidate.repeaters.isDisjoint(with: other.repeaters))
            && (limits.disjointBy == .sites || Set(candidate.spans).isDisjoint(with: other.spans))
        }
        if isAlone { fill(chosen + [candidate]) }
      }
    }
    fill([])
    return best
  }

  private func expectBest(
    _ together: ManyChains, _ slots: [[Candidate]], pairs: [(Int, Int)], _ what: String
  ) throws {
    try expect(brute(together, slots, pairs: pairs), of: together, what)
  }

  private func expect(_ best: Double?, of together: ManyChains, _ what: String) throws {
    do {
      let outcome = try together.question.plan()
      let value = try #require(best, "a plan where there is none: \(what)")
      let isCost = together.question.objective == .repeaters || together.question.objective == .cost
      #expect(outcome.certificate.provedOptimal, "\(what)")
      let counts = outcome.certificate.statistics
      #expect(
        outcome.certificate.method == .sideBySide || counts.exactEstimates > 0 || counts.labels > 0,
        "a proof by nothing: \(what)")
      #expect(
        abs(outcome.certificate.value - (isCost ? -value : value)) <= 1e-8 * max(1e-9, abs(value)), "\(what)")
      let plan = Plan(
        outcome, network: together.network,
        request: PlanSummary(
          map: "", platform: together.hardware.name, platformLabel: together.hardware.label,
          objective: together.question.objective,
          limits: together.question.limits, settings: PlanSettings(equipment: together.question.equipment),
          command: ""), hardware: together.hardware)
      #expect(
        PlanChecker(network: together.network, hardware: together.hardware).faults(in: plan) == [], "\(what)")
    } catch let none as NoPlan {
      #expect(best == nil, "\(what): \(none)")
      #expect(none.isProved, "\(what)")
    }
  }

  @Test(arguments: 0..<12)
  func twoDemandsShareTheBestSites(seed: Int) throws {
    let network = Self.map(seed)
    let hardware = testHardware(knobs: [0.1])
    let demands = [Demand(from: 0, to: 5), Demand(from: 1, to: 4)]
    var question = Question(
      network: network, hardware: hardware, demands: demands, knob: .perHop, samples: 0)
    question.limits = Limits(maximumRepeatersPerChain: 2)
    let together = ManyChains(question)
    let slots = demands.map { candidates(together, $0) }
    guard !slots.contains(where: \.isEmpty) else { return }
    let rates = slots.joined().map(\.figures.rateHz).sorted()
    let middle = rates[rates.count / 2]
    let variants: [(Objective, Limits)] = [
      (.cost, Limits(minimumRateHz: middle, maximumRepeatersPerChain: 2)),
      (.repeaters, Limits(minimumRateHz: middle / 2, minimumFidelity: 0.7, maximumRepeatersPerChain: 2)),
      (.repeaters, Limits(minimumKeyRateHz: middle / 50, maximumRepeatersPerChain: 2)),
      (.rate, Limits(minimumFidelity: 0.6, maximumRepeaters: 2, maximumRepeatersPerChain: 2)),
      (.fidelity, Limits(maximumRepeaters: 3, maximumRepeatersPerChain: 2)),
      (.keyRate, Limits(maximumRepeatersPerChain: 2)),
      (.utility, Limits(maximumRepeaters: 2, maximumRepeatersPerChain: 2)),
      (.utility, Limits(maximumRepeatersPerChain: 2, maximumCost: 2.5)),
      (.utility, Limits(maximumRepeatersPerChain: 2, maximumChainsPerSite: 1)),
      (.rate, Limits(maximumRepeatersPerChain: 2, maximumChainsPerSite: 1)),
    ]
    for (objective, limits) in variants {
      question.objective = objective
      question.limits = limits
      // A key rate of nothing is no key.
      let usable =
        objective == .keyRate || objective == .utility
        ? slots.map { $0.filter { $0.figures.keyRateHz > 0 } } : slots
      try expectBest(ManyChains(question), usable, pairs: [], "seed \(seed) \(objective) \(limits)")
    }
  }

  /// Memories and stations cost something: fewer hops may be dearer than more, and the single-pair search agrees.
  @Test(arguments: 0..<8)
  func memoriesAndStationsHaveACost(seed: Int) throws {
    let network = Self.map(seed)
    let hardware = testHardware(modes: 2, knobs: [0.1])
    var question = Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: 5)], objective: .cost,
      knob: .perHop, samples: 0)
    question.equipment = EquipmentCost(perMemory: 0.15, perStation: 0.4)
    question.limits = Limits(maximumRepeatersPerChain: 2)
    let chains = candidates(ManyChains(question), Demand(from: 0, to: 5)).filter { chain in
      chain.memories.allSatisfy { $1 <= network.sites[$0].memories ?? .max }
    }
    guard !chains.isEmpty else { return }
    let rates = chains.map(\.figures.rateHz).sorted()
    question.limits.minimumRateHz = rates[rates.count / 2]
    for demands in [[Demand(from: 0, to: 5)], [Demand(from: 0, to: 5), Demand(from: 1, to: 4)]] {
      question.demands = demands
      let together = ManyChains(question)
      let slots = demands.map { candidates(together, $0) }
      try expectBest(together, slots, pairs: [], "seed \(seed)")
    }
    question.demands = [Demand(from: 0, to: 5)]
    let alone = try question.plan()
    let least = try #require(brute(ManyChains(question), [chains], pairs: []))
    #expect(abs(alone.certificate.value + least) < 1e-9, "seed \(seed)")
    #expect(alone.certificate.provedOptimal)
  }

  /// Without a least rate, and with one a little below and a little above the best that two chains can have.
  ///
  /// - Returns: the fewest repeaters without a least rate and with the lower one; `nil` where there are no two chains.
  private func expectBestChains(
    _ network: FibreNetwork, disjointBy: Disjointness
  ) throws -> (anyRate: Double, goodRate: Double)? {
    let demand = Demand(from: 0, to: network.sites.count - 1)
    var question = Question(
      network: network, hardware: testHardware(knobs: [0.1]), demands: [demand], knob: .perHop, samples: 0)
    question.limits = Limits(maximumRepeatersPerChain: 2, disjointChains: 2, disjointBy: disjointBy)
    let chains = candidates(ManyChains(question), demand)
    func expectBest(_ objective: Objective, _ leastHz: Double?) throws -> Double? {
      question.objective = objective
      question.limits.minimumRateHz = leastHz
      let together = ManyChains(question)
      let best = brute(together, [chains, chains], pairs: [(0, 1)])
      try expect(best, of: together, "\(network.name) \(objective) \(disjointBy), \(leastHz ?? 0) Hz")
      return best
    }
    let anyRate = try expectBest(.repeaters, nil)
    guard let anyRate, let fastest = try expectBest(.rate, nil) else { return nil }
    let goodRate = try #require(try expectBest(.repeaters, fastest * 0.98))
    #expect(try expectBest(.rate, fastest * 0.98) != nil)
    for objective in [Objective.repeaters, .rate] {
      #expect(try expectBest(objective, fastest * 1.02) == nil)
    }
    return (-anyRate, -goodRate)
  }

  @Test(arguments: 0..<8, Disjointness.allCases)
  func disjointChains(seed: Int, disjointBy: Disjointness) throws {
    _ = try expectBestChains(Self.map(seed), disjointBy: disjointBy)
  }

  /// Two ways of two spans each, quicker with a repeater in their middle: the least rate decides how many there are.
  @Test(arguments: 0..<4, Disjointness.allCases)
  func aLeastRateTakesRepeatersOnBothWays(seed: Int, disjointBy: Disjointness) throws {
    var random = SplitMix(seed: UInt64(seed))
    let network = FibreNetwork(
      name: "two ways \(seed)", sites: (0..<4).map { Site(id: "w\($0)") },
      spans: [(0, 1), (1, 3), (0, 2), (2, 3)].map {
        Span(from: $0, to: $1, lengthKm: random.uniform(30...40))
      })
    let repeaters = try #require(try expectBestChains(network, disjointBy: disjointBy))
    // Two direct chains are one where repeaters keep chains apart.
    #expect(repeaters.anyRate == (disjointBy == .spans ? 0 : 1))
    #expect(repeaters.goodRate == 2)
  }

  /// Two demands with a backup each on a ring with a chord: sites of few memories, shared by backups or not.
  @Test(arguments: 0..<3, [Protection.dedicated, .shared])
  func backupsShareMemories(seed: Int, protection: Protection) throws {
    let network = Self.ring(seed)
    let disjointBy = Disjointness.allCases[seed % 3]
    let demands = [Demand(from: 0, to: 3), Demand(from: seed % 2 == 0 ? 0 : 1, to: 4)]
    var question = Question(
      network: network, hardware: testHardware(knobs: [0.1]), demands: demands, objective: .cost,
      knob: .perHop, samples: 0)
    for capacity in [nil, 1] {
      question.limits = Limits(
        maximumRepeatersPerChain: 2, disjointChains: 2, disjointBy: disjointBy,
        maximumChainsPerSite: capacity, protection: protection)
      let together = ManyChains(question)
      let slots = demands.flatMap { demand in
        // Nothing is asked of rate and state, so a chain of no more fibre and repeaters stands for another one; not a
        // direct one for others where only one may be direct.
        var chains: [Candidate] = []
        func standsFor(_ a: Candidate, _ b: Candidate) -> Bool {
          a.repeaters.isSubset(of: b.repeaters) && (b.repeaters.isEmpty || !a.repeaters.isEmpty)
            && (disjointBy == .sites || Set(a.spans).isSubset(of: b.spans))
        }
        for chain in candidates(together, demand) where !chains.contains(where: { standsFor($0, chain) }) {
          chains.removeAll { standsFor(chain, $0) }
          chains.append(chain)
        }
        return [chains, chains]
      }
      try expectBest(
        together, slots, pairs: [(0, 1), (2, 3)], "seed \(seed) \(disjointBy) \(protection) \(capacity ?? 0)")
    }
  }

  /// Six sites in a ring with a chord; memories for one chain or two.
  static func ring(_ seed: Int) -> FibreNetwork {
    var random = SplitMix(seed: UInt64(seed) &+ 500)
    let sites = (0..<6).map {
      Site(
        id: "r\($0)", cost: Double.random(in: 0.5...2, using: &random),
        memories: [nil, 2, 4][Int.random(in: 0..<3, using: &random)])
    }
    let ends = (0..<6).map { ($0, ($0 + 1) % 6) } + [(1, 4)]
    return FibreNetwork(
      name: "ring", sites: sites,
      spans: ends.map { Span(from: $0, to: $1, lengthKm: Double.random(in: 20...40, using: &random)) })
  }

  /// Where two first chains never fail together, one site's memories serve both backups.
  @Test func sharedProtectionNeedsFewerSites() throws {
    // Two demands 0-1 and 2-3, each with a short way of its own and a way around by 4 or by 5, where one chain fits.
    let sites = (0..<6).map { Site(id: "p\($0)", mayHostRepeater: $0 > 3, memories: $0 > 3 ? 2 : nil) }
    let ends = [(0, 1), (2, 3), (0, 4), (4, 1), (2, 4), (4, 3), (2, 5), (5, 3)]
    let network = FibreNetwork(
      name: "two squares", sites: sites, spans: ends.map { Span(from: $0, to: $1, lengthKm: 20) })
    var question = Question(
      network: network, hardware: testHardware(t2: 100, knobs: [0.05]),
      demands: [Demand(from: 0, to: 1), Demand(from: 2, to: 3)], objective: .repeaters, knob: .perHop,
      samples: 0)
    for (protection, expected) in [(Protection.dedicated, 2.0), (.shared, 1)] {
      question.limits = Limits(maximumHopKm: 25, disjointChains: 2, protection: protection)
      question.limits.minimumFidelity = 0.5
      let outcome = try question.plan()
      #expect(outcome.certificate.value == expected)
      #expect(outcome.certificate.provedOptimal)
    }
  }

  /// Distance alone: the placement planner and the requirements program agree on the fewest repeaters.
  @Test(arguments: 0..<20)
  func reachAloneIsAlsoAnIntegerProgram(seed: Int) throws {
    let network = randomMap(seed: UInt64(seed), sites: 9)
    let question = Question(
      network: network, hardware: testHardware(), demands: [Demand(from: 0, to: 8)], objective: .repeaters,
      limits: Limits(
        maximumRepeatersPerChain: 6, maximumHopKm: 80, disjointChains: seed % 2 + 1,
        disjointBy: Disjointness.allCases[seed % 3]), samples: 0)
    let byReach = ChainsByReach(question: question, budget: Budget())
    let found = try FewestSites(byReach.problem).solve()
    let program = byReach.program()
    switch found {
    case .found(let plan):
      #expect(plan.provedFewest)
      // Ends take part in no flow but their own; a second route beside the shortest is an option the placement lacks.
      let solution = try GLPKSolver().solve(try #require(program))
      let value = try #require(solution.objective)
      if question.limits.disjointChains == 1 || question.limits.disjointBy == .sites {
        #expect(abs(value - Double(plan.repeaters.count)) < 1e-6, "seed \(seed)")
      } else {
        #expect(value <= Double(plan.repeaters.count) + 1e-6, "seed \(seed)")
      }
    case .none(.infeasible, _, _):
      if let program, question.limits.disjointChains == 1 || question.limits.disjointBy == .sites {
        let solution = try GLPKSolver().solve(program)
        #expect(solution.objective == nil, "seed \(seed)")
      }
    case .none: Issue.record("no limit of time was set")
    }
  }
}
