import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

/// The polygon of noise and the budget in it, against all paths of small random problems.
@Suite struct NoiseHullTests {
  private struct Path {
    var hops: Int
    /// Noise with every memory's share counted hop by hop.
    var noise: SIMD3<Double>
  }

  /// x and y alike, z apart: links of random states, memories that dephase.
  private func space(_ random: inout SplitMix) -> ChainSpace {
    let positions = (0..<6).map { Double($0) * 45 + Double.random(in: -15...15, using: &random) }
    let noises = (0..<36).map { _ in Double.random(in: 0...0.1, using: &random) }
    let noise = NoiseModel(swap: SIMD3(0.01, 0.01, 0.02), rate: SIMD3(2, 2, 0.2), isExponential: true)
    let plain = lineProblem(
      positions: positions, maximumHops: 5, efficiency: 0.3, modes: 5, noise: noise,
      extraNoise: { noises[$0 * 6 + $1] })
    let choices = plain.choices.map { choice in
      var choice = choice
      choice.noise.z *= Double.random(in: 0.5...2.5, using: &random)
      return choice
    }
    return ChainSpace(
      source: 0, target: 5, siteCount: 6, maximumHops: 5, choices: choices, noise: noise,
      siteCost: Array(repeating: 1, count: 6), mayHostRepeater: Array(repeating: true, count: 6),
      referenceTimeS: 1, countsMessages: false)
  }

  private func allPaths(_ space: ChainSpace) -> [Path] {
    var paths: [Path] = []
    func extend(_ site: Int, _ hops: Int, _ noise: SIMD3<Double>, _ visited: Set<Int>) {
      if site == space.target {
        paths.append(Path(hops: hops, noise: noise))
        return
      }
      for step in space.steps[site] where !visited.contains(step.to) && hops < 5 {
        let side = space.sides[step.choice]
        extend(
          step.to, hops + 1, noise + space.noise(of: step, from: site, side: side),
          visited.union([step.to]))
      }
    }
    extend(space.source, 0, .zero, [space.source])
    return paths
  }

  @Test(arguments: 0..<40)
  func allPlansWithinALimitKeepToTheBudget(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let space = space(&random)
    let toGo = CostToGo(space)
    #expect(toGo.hull.groups.count == 2)
    let paths = allPaths(space)
    func fidelity(_ noise: SIMD3<Double>) -> Double {
      (1 + exp(-noise.x) + exp(-noise.y) + exp(-noise.z)) / 4
    }
    let middle = paths.map { fidelity($0.noise) }.sorted()[paths.count / 2]
    let goal = SearchGoal(objective: .rate, limits: Limits(minimumFidelity: middle))
    for hops in 1...5 {
      let ofLength = paths.filter { $0.hops == hops }
      guard !ofLength.isEmpty else { continue }
      let supports = toGo.supports[hops][space.source]
      let vertices = toGo.hull.vertices(supports)
      let budget = NoiseBudget(
        hull: toGo.hull, goal: goal, vertices: vertices, leastTimeS: 0, floor: nil)
      let most = budget.most(goal: goal, vertices: vertices, leastTimeS: 0, floor: nil)
      for path in ofLength {
        let excess = toGo.hull.supports(path.noise) - supports
        #expect(excess.min() >= -1e-12)
        let along = (budget.direction * path.noise).sum()
        if fidelity(path.noise) >= middle { #expect(along <= most + 1e-9) }
        let best = budget.best(vertices, amount: along - 1e-12)
        #expect(best.fidelity >= fidelity(path.noise) - 1e-9)
        #expect(best.keyFraction >= goal.limits.key.bound(NoiseBudget.state(path.noise)) - 1e-9)
      }
    }
  }

  @Test func decayIsTheExponential() {
    for exponent in stride(from: -12.0, through: 2.8, by: 0.01) {
      let x = pow(10, exponent)
      let value = TimeGrid.decay(SIMD8(repeating: x))[3]
      #expect(abs(value - exp(-x)) <= 2e-15 * exp(-x), "\(x)")
    }
    #expect(TimeGrid.decay(.zero)[0] == 1)
    #expect(TimeGrid.decay(SIMD8(repeating: .infinity))[0] < 1e-300)
  }
}
