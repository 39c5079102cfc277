import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

/// What holds between questions and their proved answers, on random meshes, whatever the answers are.
@Suite struct PlanningLawTests {
  /// A mesh with a question: seeds go through hardware, sizes, objectives, numbers of chains and ways to be disjoint.
  static func question(_ seed: Int, memories: Bool = false, demands: Int = 1) -> RandomQuestion {
    var random = SplitMix(seed: UInt64(50_000 + seed))
    let kind = QuestionHardware.allCases[seed % 5]
    let chains = 1 + seed / 5 % 3
    let network = randomMesh(
      seed: UInt64(seed), sites: chains == 3 ? 5 : Int.random(in: 5...7, using: &random), km: kind.km,
      memories: memories)
    let objective = [Objective.rate, .repeaters, .fidelity, .cost, .keyRate].randomElement(using: &random)!
    return RandomQuestion(
      network, kind.model, demands: demands, objective: objective,
      limits: Limits(
        minimumRateHz: objective.isMinimised ? 0.2 : nil, minimumFidelity: 0.5, maximumRepeatersPerChain: 2,
        maximumHopKm: kind.longestHopKm, disjointChains: chains,
        disjointBy: Disjointness.allCases.randomElement(using: &random)!))
  }

  // MARK: A larger map

  /// Any span, and one a little shorter than a way of two spans, which has no place for a station in its middle.
  @Test(arguments: 0..<300) func addingASpanNeverHurts(seed: Int) throws {
    // With few repeaters, and no least rate, it matters most which way a hop goes.
    let question = Self.question(seed, memories: seed % 7 == 0).with {
      $0.limits.maximumRepeatersPerChain = seed / 3 % 2
      if $0.limits.disjointChains == 3 { $0.limits.disjointChains = 1 }
    }
    let network = question.network
    let best = try question.score()
    let lost = question.with { $0.network = network.losing(spans: [seed % network.spans.count]) }
    #expect(isNoBetter(try lost.score(), than: best), "\(question), span \(seed % network.spans.count) added")

    var random = SplitMix(seed: UInt64(60_000 + seed))
    let ways = network.sites.indices.flatMap { middle in
      let spans = network.neighbours[middle]
      return spans.flatMap { a in spans.filter { a.site < $0.site }.map { (a, $0) } }
    }
    let last = network.sites.count - 1
    let atAnEnd = ways.filter { $0.0.site == 0 || $0.1.site == last }
    guard let way = (atAnEnd.isEmpty ? ways : atAnEnd).randomElement(using: &random) else { return }
    let km = network.spans[way.0.span].lengthKm + network.spans[way.1.span].lengthKm
    let chord = Span(
      from: way.0.site, to: way.1.site, lengthKm: km * Double.random(in: 0.9...0.99, using: &random))
    let more = question.with {
      $0.network = FibreNetwork(name: network.name, sites: network.sites, spans: network.spans + [chord])
    }
    #expect(isNoBetter(best, than: try more.score()), "\(question), chord \(chord.from)-\(chord.to) added")
  }

  // MARK: Reach alone

  /// Links that always work make a least rate of hardly anything the same question as none.
  @Test(arguments: 0..<250) func reachAloneIsAnyRate(seed: Int) throws {
    var hardware = testHardware()
    hardware.maximumHopLossDb = .infinity
    hardware.usesStation = false
    hardware.links = { _ in
      [ElementaryLink(option: "", successProbability: 0.5, attemptPeriodS: 1e-3, modes: 1, state: .perfect)]
    }
    var random = SplitMix(seed: UInt64(seed))
    let chains = 1 + seed % 3
    let question = RandomQuestion(
      randomMesh(seed: UInt64(10_000 + seed), sites: chains == 3 ? 5 : 5 + seed / 9 % 3), hardware,
      demands: seed % 4 == 0 ? 2 : 1, objective: .repeaters,
      limits: Limits(
        maximumRepeatersPerChain: chains == 1 ? [nil, 1, 3].randomElement(using: &random)! : 2,
        maximumHopKm: Double.random(in: 45...80, using: &random).rounded(), disjointChains: chains,
        disjointBy: Disjointness.allCases[seed / 3 % 3],
        maximumChainsPerSite: seed % 8 == 0 ? 1 : nil))
    let byRate = question.with {
      $0.limits.minimumRateHz = 1e-9
      $0.limits.minimumFidelity = 0.25
    }
    let right = Enumeration.best(question.question)
    for asked in [question, byRate] {
      let answer = try asked.answer()
      #expect(
        answer.isStopped || answer.isRight(right),
        "\(asked): \(answer), right is \(right?.description ?? "no plan")")
    }
  }

  // MARK: Stricter questions

  @Test(arguments: 0..<60) func aStricterQuestionHasNoBetterAnswer(seed: Int) throws {
    let question = Self.question(seed, memories: seed % 6 == 0)
    let best = try question.score()
    var stricter = [
      question.with { $0.limits.minimumRateHz = 2 },
      question.with { $0.limits.minimumFidelity = 0.8 },
      question.with { $0.limits.maximumRepeaters = 1 },
      question.with { $0.limits.maximumCost = 1.5 },
      question.with { $0.limits.maximumHopKm! -= 20 },
      question.with { $0.limits.maximumChainsPerSite = 1 },
    ]
    if question.limits.disjointChains > 1 {
      stricter.append(question.with { $0.limits.disjointBy = .both })
    }
    if question.limits.disjointChains < 3 { stricter.append(question.with { $0.limits.disjointChains += 1 }) }
    for other in stricter {
      #expect(isNoBetter(try other.score(), than: best), "\(other) against \(question)")
    }
  }

  // MARK: Fewer demands

  @Test(arguments: 0..<60) func takingADemandAwayNeverHurts(seed: Int) throws {
    let all = Self.question(seed, memories: seed % 2 == 0, demands: 3).with {
      $0.limits.disjointChains = seed % 3 == 0 ? 2 : 1
    }
    let best = try all.score()
    for left in [[0, 1], [0, 2], [1]] {
      let fewer = all.with { $0.demands = left.map { all.demands[$0] } }
      #expect(isNoBetter(best, than: try fewer.score()), "\(all) against \(fewer)")
    }
  }

  // MARK: Every plan tried

  private func expectBest(_ question: RandomQuestion, of all: Enumeration) throws {
    let right = all.best(demands: question.demands, objective: question.objective, limits: question.limits)
    let answer = try question.answer()
    #expect(
      answer.isStopped || answer.isRight(right),
      "\(question): \(answer), right is \(right?.description ?? "no plan")")
  }

  /// The best rate, and the fewest and the cheapest sites for three tenths of it.
  private func expectBestRateAndSites(_ rate: RandomQuestion, of all: Enumeration) throws {
    try expectBest(rate, of: all)
    let fast = all.best(demands: rate.demands, objective: .rate, limits: rate.limits)
    for objective in [Objective.repeaters, .cost] {
      try expectBest(
        rate.with {
          $0.objective = objective
          $0.limits.minimumRateHz = (fast ?? 1) * 0.3
        }, of: all)
    }
  }

  /// One chain: every objective, under limits on the others at about the middle of what plans reach.
  @Test(arguments: 0..<70) func oneChainIsTheBestOfAll(seed: Int) throws {
    let kind = QuestionHardware.allCases[seed % 5]
    let network = randomMesh(
      seed: UInt64(20_000 + seed), sites: 5 + seed / 5 % 3, km: kind.km, memories: seed % 3 == 0)
    let stations = seed % 7 == 0 ? StationPlacement.midpoint : .sites
    let all = Enumeration(network, kind.model, longestHopKm: kind.longestHopKm, stations: stations)
    let plain = RandomQuestion(
      network, kind.model,
      limits: Limits(
        minimumFidelity: 0.5, maximumRepeatersPerChain: 2, maximumHopKm: kind.longestHopKm)
    ).with { $0.stations = stations }
    func best(_ objective: Objective) -> Double? {
      all.best(demands: plain.demands, objective: objective, limits: plain.limits)
    }
    for objective in [Objective.rate, .keyRate, .fidelity, .repeaters, .cost] {
      try expectBest(plain.with { $0.objective = objective }, of: all)
    }
    guard let rate = best(.rate), let fidelity = best(.fidelity) else { return }
    let middle = 0.5 + (fidelity - 0.5) * 0.6
    try expectBest(plain.with { $0.limits.minimumFidelity = middle }, of: all)
    try expectBest(plain.with { $0.limits.minimumFidelity = fidelity - 1e-4 }, of: all)
    try expectBest(plain.with { $0.limits.maximumRepeaters = 1 }, of: all)
    for objective in [Objective.fidelity, .repeaters, .cost] {
      try expectBest(
        plain.with {
          $0.objective = objective
          $0.limits.minimumRateHz = rate * 0.7
        }, of: all)
    }
    if let key = best(.keyRate) {
      try expectBest(
        plain.with {
          $0.objective = .cost
          $0.limits.minimumKeyRateHz = key * 0.6
        }, of: all)
    }
  }

  /// Two or three chains of one demand.
  @Test(arguments: 0..<70, Disjointness.allCases)
  func disjointChainsAreTheBestOfAll(seed: Int, disjointBy: Disjointness) throws {
    let kind = QuestionHardware.allCases[seed % 5]
    let network = randomMesh(
      seed: UInt64(30_000 + seed), sites: 5, km: kind.km, memories: seed % 4 == 0, chords: 5)
    let all = Enumeration(network, kind.model, longestHopKm: kind.longestHopKm)
    let rate = RandomQuestion(
      network, kind.model,
      limits: Limits(
        minimumFidelity: 0.5, maximumRepeatersPerChain: 2, maximumHopKm: kind.longestHopKm,
        disjointChains: 2 + seed / 5 % 2, disjointBy: disjointBy))
    try expectBestRateAndSites(rate, of: all)
  }

  /// Two demands that share sites, and maybe one memory too few.
  @Test(arguments: 0..<120) func twoDemandsAreTheBestOfAll(seed: Int) throws {
    let kind = QuestionHardware.allCases[seed % 5]
    let network = randomMesh(
      seed: UInt64(40_000 + seed), sites: 5 + seed / 5 % 2, km: kind.km, memories: seed % 3 != 0)
    let all = Enumeration(network, kind.model, longestHopKm: kind.longestHopKm)
    let rate = RandomQuestion(
      network, kind.model, demands: 2,
      limits: Limits(
        minimumFidelity: 0.5, maximumRepeatersPerChain: 2, maximumHopKm: kind.longestHopKm,
        maximumChainsPerSite: seed % 6 == 0 ? 1 : nil))
    try expectBestRateAndSites(rate, of: all)
  }
}
