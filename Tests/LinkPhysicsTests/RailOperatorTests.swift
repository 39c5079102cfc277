import Foundation
import Testing

@testable import LinkPhysics

/// Rails of ensembles beside an explicit calculation in Fock space, and their limits.
@Suite struct RailOperatorTests {
  static let swapEfficiency = Arms(0.7, 0.55)
  static let endEfficiency = Arms(0.8, 0.5)

  /// Links that differ in everything.
  static let links = [
    RailLink(
      excitation: Arms(0.08, 0.05), efficiency: Arms(0.3, 0.12), darkProbability: 1e-3, visibility: 0.9,
      phaseNoiseRad: 0.2),
    RailLink(excitation: Arms(0.03, 0.2), efficiency: Arms(0.05, 0.9), visibility: 0.5),
    RailLink(excitation: Arms(0.01), efficiency: Arms(0.01), darkProbability: 1e-6, phaseNoiseRad: 0.4),
    RailLink(excitation: Arms(0.1, 0.02), efficiency: Arms(1), darkProbability: 0.01, visibility: 0.8),
  ]

  /// One, two and four unlike links, both rails, against tensors with all their indices.
  @Test(arguments: [1, 2, 4]) func bruteForce(count: Int) {
    let darks = [1e-3, 0]
    let phases = [0.2, 0]
    let arms = [(Arms(0.08, 0.05), Arms(0.3, 0.12), 0.9), (Arms(0.03, 0.2), Arms(0.05, 0.9), 0.5)]
    let brute = (0..<min(2, count)).map { i in
      FockRail.link(
        excitation: arms[i].0, click: FockRail.Click(arms[i].1, dark: darks[i], visibility: arms[i].2),
        phaseRad: phases[i])
    }
    for (link, (herald, rail)) in zip(Self.links, brute) {
      #expect(abs(link.heraldProbability * link.keptShare / herald - 1) < 1e-12)
      #expect(rail.distance(to: link.rail) < 1e-13)
    }
    let click = FockRail.Click(Self.swapEfficiency, dark: 1e-4, visibility: count == 2 ? 0.95 : 1)
    let swap = RailSwap(
      efficiency: Self.swapEfficiency, darkProbability: 1e-4, visibility: count == 2 ? 0.95 : 1)
    let chain = RailChain(
      links: (0..<count).map { Self.links[$0 % 2].rail },
      swaps: [RailSwap](repeating: swap, count: count - 1))
    var segments = (0..<count).map { brute[$0 % 2].rail }
    var levels: [Double] = []
    while segments.count > 1 {
      var next: [FockRail] = []
      for i in stride(from: 0, to: segments.count, by: 2) {
        let (success, rail) = FockRail.swap(segments[i], segments[i + 1], click)
        next.append(rail)
        if i == 0 { levels.append(success) }
      }
      segments = next
    }
    let joined = chain.joined()
    for (level, success) in levels.enumerated() {
      #expect(abs(joined.success[(1 << level) - 1] / success - 1) < 1e-12)
    }
    #expect(segments[0].distance(to: joined.rail) < 1e-13)

    // The lower rail has waited.
    let waited = Arms(0.7, 0.4)
    let lower = segments[0].lost(waited)
    #expect(lower.distance(to: joined.rail.lost(transmission: waited)) < 1e-13)
    let dark = 2e-3
    let ends = RailEnds(efficiency: Self.endEfficiency, darkProbability: dark, visibility: 0.9)
    func end(_ r: Double) -> FockRail.Click { FockRail.Click(Arms(r), dark: dark, visibility: 0.9) }
    let expected = FockRail.ends(
      segments[0], lower, efficiency: Self.endEfficiency, dark: dark,
      clicks: (end(Self.endEfficiency.left), end(Self.endEfficiency.right)))
    let pair = ends.pair(joined.rail, joined.rail.lost(transmission: waited))
    #expect(abs(pair.keptZ - expected.keptZ) < 1e-13 && abs(pair.keptX - expected.keptX) < 1e-13)
    #expect(abs(pair.state.x - expected.x) < 1e-12 && abs(pair.state.z - expected.z) < 1e-12)
    #expect(abs(pair.state.fidelity - (1 + 2 * expected.x + expected.z) / 4) < 1e-12)
  }

  /// Explicit photons add up positive terms only and keep their digits; so does the closed form.
  @Test(arguments: [(0.02, 0.0), (1e-6, 0.0), (1e-6, 1e-15), (0.1, 1e-12)])
  func tinyChances(excitation: Double, dark: Double) {
    let efficiency = Arms(1e-8, 2e-8)
    let chi = Arms(excitation, excitation / 3)
    let link = RailLink(
      excitation: chi, efficiency: efficiency, darkProbability: dark, visibility: 0.9)
    let click = FockRail.Click(efficiency, dark: dark, visibility: 0.9)
    let (herald, rail) = FockRail.link(excitation: chi, click: click, phaseRad: 0)
    #expect(abs(link.heraldProbability * link.keptShare / herald - 1) < 1e-12)
    #expect(rail.distance(to: link.rail) < 1e-12)
    let swap = RailSwap(efficiency: efficiency, darkProbability: dark, visibility: 0.9)
    let (success, swapped) = swap.joining(link.rail, link.rail)
    let brute = FockRail.swap(rail, rail, click)
    #expect(abs(success / brute.success - 1) < 1e-12)
    #expect(brute.rail.distance(to: swapped) < 1e-12)
  }

  /// The herald of all orders is that of the sums which one hop uses.
  @Test(arguments: [0.001, 0.05, 0.3]) func allOrders(excitation: Double) {
    let model = EnsembleInterference(
      excitation: Arms(excitation, excitation / 2), efficiency: Arms(0.3, 0.1), darkProbability: 1e-4,
      visibility: 0.8)
    let link = RailLink(
      excitation: model.excitation, efficiency: model.efficiency, darkProbability: model.darkProbability,
      visibility: model.visibility)
    #expect(abs(link.heraldProbability / model.rail.heraldProbability - 1) < 1e-11)
    #expect(link.keptShare < 1 && link.keptShare > 1 - 35 * pow(excitation, 3))
  }

  /// Few excitations: s = a²(r/2 + (1−(1−r)²)/4) + a(1−a) r, and a²r/2s are single excitations afterwards.
  @Test(arguments: [0.3, 0.76, 1]) func weakExcitation(retrieval: Double) {
    let link = RailLink(excitation: Arms(1e-10), efficiency: Arms(0.01), visibility: 0.9)
    let swap = RailSwap(efficiency: Arms(retrieval))
    var segment = link.rail
    var a = 1.0
    for _ in 0..<5 {
      let lost = 1 - retrieval
      let expected = a * a * (retrieval / 2 + (1 - lost * lost) / 4) + a * (1 - a) * retrieval
      let (success, rail) = swap.joining(segment, segment)
      a *= a * retrieval / (2 * expected)
      #expect(abs(success - expected) < 1e-7)
      #expect(abs(rail[1, 0, 1, 0] + rail[0, 1, 0, 1] - a) < 1e-7)
      segment = rail
    }
  }

  @Test func leftAndRight() {
    let (a, b) = (Self.links[0].rail, Self.links[1].rail)
    let swap = RailSwap(efficiency: Arms(0.7, 0.4), darkProbability: 1e-3, visibility: 0.9)
    let mirror = RailSwap(efficiency: Arms(0.4, 0.7), darkProbability: 1e-3, visibility: 0.9)
    let (one, other) = (swap.joining(a, b), mirror.joining(b.mirrored, a.mirrored))
    #expect(abs(one.success - other.success) < 1e-15)
    #expect(FockRail(one.rail).distance(to: other.rail.mirrored) < 1e-15)
    let (left, right) = (RailEnds(efficiency: Arms(0.8, 0.3)), RailEnds(efficiency: Arms(0.3, 0.8)))
    let (p, q) = (left.pair(a, b), right.pair(b.mirrored, a.mirrored))
    #expect(abs(p.keptX - q.keptX) < 1e-15 && abs(p.keptZ - q.keptZ) < 1e-15)
    #expect(abs(p.state.x - q.state.x) < 1e-14 && abs(p.state.z - q.state.z) < 1e-14)
  }

  /// The order of swaps moves their chances, not their product and not the state.
  @Test(arguments: [1, 2, 3, 6, 11]) func order(count: Int) {
    let chain = RailChain(
      links: (0..<count).map { Self.links[$0 % 4].rail },
      swaps: (0..<(count - 1)).map {
        RailSwap(
          efficiency: Arms(0.9 - 0.05 * Double($0), 0.6), darkProbability: 1e-5 * Double($0), visibility: 0.95
        )
      })
    let (tree, line) = (chain.joined(.balanced), chain.joined(.leftToRight))
    #expect(FockRail(tree.rail).distance(to: line.rail) < 1e-14)
    #expect(abs(tree.wholeSuccess / line.wholeSuccess - 1) < 1e-13)
    #expect(abs(tree.rail.trace - 1) < 1e-14)
    #expect(tree.jointSuccess.count == count - 1)
  }

  @Test func nothing() {
    let dark = RailLink(excitation: Arms(0.1), efficiency: Arms(0))
    #expect(dark.heraldProbability == 0 && dark.keptShare == 1 && dark.rail == .vacuum)
    let swap = RailSwap(efficiency: Arms(0.5)).joining(.vacuum, .vacuum)
    #expect(swap.success == 0 && swap.rail == .vacuum)
    let pair = RailEnds(efficiency: Arms(1)).pair(.vacuum, .vacuum)
    #expect(pair.keptZ == 0 && pair.keptX == 0 && pair.state.fidelity == 0.25)
    let rail = Self.links[0].rail
    #expect(rail.lost(transmission: Arms(1)) == rail)
    #expect(FockRail(rail.lost(transmission: Arms(0))).distance(to: .vacuum) < 1e-15)
  }
}

/// Means over random waits beside sums over the waits themselves.
@Suite struct RailWaitTests {
  /// The difference of two geometric times, summed.
  func chances(_ p: Arms, _ count: Int) -> (together: Double, left: [Double], right: [Double]) {
    let both = (1 - p.left) * (1 - p.right)
    func later(_ first: Double, _ second: Double) -> [Double] {
      (1...count).map { first * (1 - second) / (1 - both) * second * pow(1 - second, Double($0 - 1)) }
    }
    return (p.left * p.right / (1 - both), later(p.left, p.right), later(p.right, p.left))
  }

  @Test(arguments: [Arms(0.03), Arms(0.02, 0.3), Arms(1, 0.5)]) func geometric(p: Arms) {
    let wait = GeometricWait(probability: p)
    let (together, left, right) = chances(p, 3_000)
    func sum(_ chances: [Double], _ x: Double) -> Double {
      chances.enumerated().reduce(0) { $0 + $1.element * exp(-x * Double($1.offset + 1)) }
    }
    for x in [0, 1e-3, 0.5, 20] {
      #expect(abs(wait.leftWaits(x) - sum(left, x)) < 1e-13)
      #expect(abs(wait.rightWaits(x) - sum(right, x)) < 1e-13)
      #expect(abs(wait.mean(x) - together - sum(left, x) - sum(right, x)) < 1e-13)
    }
    if p.left == p.right {
      let (p, s) = (p.left, exp(-0.5))
      let closed = p / (2 - p) * (1 + 2 * (1 - p) * s / (1 - (1 - p) * s))
      #expect(abs(wait.mean(0.5) - closed) < 1e-14)
    }
    #expect(abs(GeometricWait(probability: Arms(1e-14)).mean(1e-14) - 0.5) < 1e-13)
  }

  /// Both modes wait, one of them, or memories of different lives.
  @Test(arguments: [Arms(0.02), Arms(0.02, 0), Arms(0.05, 0.01), Arms(0), Arms(3)]) func meanLoss(rate: Arms)
  {
    let rail = RailOperatorTests.links[0].rail
    let p = Arms(0.03, 0.1)
    let wait = GeometricWait(probability: p)
    let (together, left, right) = chances(p, 1_500)
    let summed = RailOperator.mixed(
      [(together, rail)]
        + zip(left, right).enumerated().map { index, chance in
          let d = Double(index + 1)
          return (
            chance.0 + chance.1, rail.lost(transmission: Arms(exp(-rate.left * d), exp(-rate.right * d)))
          )
        })
    let mean = rail.meanLoss(rate: rate) { wait.mean($0) }
    #expect(abs(summed.weight - 1) < 1e-13 && abs(mean.trace - 1) < 1e-14)
    #expect(FockRail(mean).distance(to: summed.rail) < 1e-14)

    guard rate.left == rate.right else { return }
    let swap = RailSwap(efficiency: Arms(0.7, 0.5), darkProbability: 1e-4, visibility: 0.9)
    let nodes = WaitNodes { wait.mean(Double($0) * rate.left) }
    let byNodes = nodes.meanOutcome { swap.joining(rail.lost(transmission: Arms($0)), rail) }
    let linear = swap.joining(mean, rail)
    #expect(abs(byNodes.success - linear.success) < 1e-14)
    #expect(FockRail(byNodes.rail).distance(to: linear.rail) < 1e-14)
  }

  /// Two rails that hang on the same wait.
  @Test func commonWait() {
    let rail = RailOperatorTests.links[3].rail
    let ends = RailEnds(efficiency: Arms(0.8))
    func kept(_ s: Double) -> Double {
      let waited = rail.lost(transmission: Arms(s))
      return ends.pair(waited, waited).keptX
    }
    let p = 0.05
    let nodes = WaitNodes(degree: 2 * WaitNodes.degreeOfRail) {
      GeometricWait(probability: Arms(p)).mean(0.04 * Double($0))
    }
    let (together, left, right) = chances(Arms(p), 1_000)
    let summed = zip(left, right).enumerated().reduce(together * kept(1)) {
      $0 + ($1.element.0 + $1.element.1) * kept(exp(-0.04 * Double($1.offset + 1)))
    }
    #expect(abs(nodes.mean(kept) - summed) < 1e-12)
    #expect(abs(nodes.weights.reduce(0, +) - 1) < 1e-14)
  }
}
