import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

/// What must hold between plans of related questions, whatever the plans are.
@Suite struct MetamorphicTests {
  private static let objectives: [(objective: Objective, limits: Limits)] = [
    (.rate, Limits(minimumFidelity: 0.7)), (.keyRate, Limits()), (.fidelity, Limits(minimumRateHz: 20)),
    (.repeaters, Limits(minimumRateHz: 40)), (.cost, Limits(minimumRateHz: 40, minimumFidelity: 0.6)),
  ]

  /// The value as a score, more is better; `nil` where there is no plan.
  private func score(
    _ network: FibreNetwork, _ objective: Objective, _ limits: Limits, to: Int? = nil, from: Int = 0
  ) throws -> Double? {
    let question = Question(
      network: network, hardware: testHardware(modes: 4),
      demands: [Demand(from: from, to: to ?? network.sites.count - 1)], objective: objective, limits: limits,
      linkTimeModel: .exponential, samples: 0)
    let strategy = BestChain(question)
    let goal = SearchGoal(objective: objective, limits: limits)
    let found = try strategy.solve(on: strategy.hopGraph(), goal: goal, budget: Budget()).found
    return found.map { objective.isMinimised ? -$0.value : $0.value }
  }

  private func isNoBetter(_ a: Double?, than b: Double?) -> Bool {
    guard let a else { return true }
    guard let b else { return false }
    return a <= b + 1e-9 * abs(b)
  }

  private func areEqual(_ a: Double?, _ b: Double?, factor: Double = 1) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - factor * b) <= 1e-9 * abs(a)
  }

  @Test(arguments: 0..<25)
  func addingASiteNeverHurts(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let network = randomMap(seed: UInt64(4000 + seed), sites: 7)
    // One more site on a new branch, so that no route between others changes but by choice.
    let (a, b) = (Int.random(in: 0..<7, using: &random), Int.random(in: 0..<7, using: &random))
    let more = FibreNetwork(
      name: network.name, sites: network.sites + [Site(id: "new")],
      spans: network.spans
        + [
          Span(from: a, to: 7, lengthKm: Double.random(in: 10...60, using: &random)),
          Span(from: 7, to: b, lengthKm: Double.random(in: 100...200, using: &random)),
        ].filter { $0.from != $0.to })
    for (objective, limits) in Self.objectives {
      let before = try score(network, objective, limits, to: 6)
      let after = try score(more, objective, limits, to: 6)
      // A shorter fibre may replace the route of a hop and with it a station: only then may a plan be lost.
      let isShortcut = network.sites.indices.contains { from in
        let (old, new) = (RouteTree(from: from, in: network), RouteTree(from: from, in: more))
        return network.sites.indices.contains { old.lossDb(to: $0) != new.lossDb(to: $0) }
      }
      if !isShortcut { #expect(isNoBetter(before, than: after), "\(objective)") }
    }
  }

  @Test(arguments: 0..<25)
  func scalingCostsScalesTheAnswer(seed: Int) throws {
    let network = randomMap(seed: UInt64(5000 + seed), sites: 7)
    let scaled = FibreNetwork(
      name: network.name,
      sites: network.sites.map { site in
        var site = site
        site.cost *= 3.5
        return site
      }, spans: network.spans)
    for (objective, limits) in Self.objectives {
      let factor = objective == .cost ? 3.5 : 1
      #expect(
        areEqual(
          try score(scaled, objective, limits), try score(network, objective, limits), factor: factor),
        "\(objective)")
    }
  }

  @Test(arguments: 0..<25)
  func orderOfSitesChangesNothing(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let network = randomMap(seed: UInt64(6000 + seed), sites: 7)
    let order = Array(0..<7).shuffled(using: &random)
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let shuffled = FibreNetwork(
      name: network.name, sites: order.map { network.sites[$0] },
      spans: network.spans.map { span in
        var span = span
        (span.from, span.to) = (place[span.to]!, place[span.from]!)
        return span
      }.shuffled(using: &random))
    for (objective, limits) in Self.objectives {
      #expect(
        areEqual(
          try score(shuffled, objective, limits, to: place[6]!, from: place[0]!),
          try score(network, objective, limits)), "\(objective)")
    }
  }

  @Test(arguments: 0..<25)
  func tighteningNeverImproves(seed: Int) throws {
    let network = randomMap(seed: UInt64(7000 + seed), sites: 7)
    for (objective, limits) in Self.objectives {
      let loose = try score(network, objective, limits)
      var tighter: [Limits] = []
      for (rate, fidelity, repeaters, cost) in [
        (60.0, 0.5, 6, 99.0), (0, 0.8, 6, 99), (0, 0.5, 2, 99), (0, 0.5, 6, 2),
      ] {
        var next = limits
        next.minimumRateHz = max(next.minimumRateHz ?? 0, rate)
        next.minimumFidelity = max(next.minimumFidelity ?? 0, fidelity)
        next.maximumRepeaters = repeaters
        next.maximumCost = cost
        tighter.append(next)
      }
      for limits in tighter {
        #expect(isNoBetter(try score(network, objective, limits), than: loose), "\(objective) \(limits)")
      }
    }
  }
}
