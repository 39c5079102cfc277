import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

/// The published exponential model on a line of sites: p = p0·10^(−0.02 L), τ = L / 2e5 km/s.
func lineProblem(
  positions: [Double], maximumHops: Int, maximumKm: Double = 250, efficiency: Double = 0.1, modes: Int = 1,
  noise: NoiseModel = NoiseModel(swap: .zero, rate: .zero, isExponential: true),
  linkNoise: SIMD3<Double> = .zero,
  extraLoss: (Int, Int) -> Double = { _, _ in 0 }, extraNoise: (Int, Int) -> Double = { _, _ in 0 }
) -> ChainSpace {
  var choices: [Choice] = []
  for i in positions.indices {
    for j in positions.indices where j > i && positions[j] - positions[i] <= maximumKm {
      let length = positions[j] - positions[i]
      let p = efficiency * pow(10, -0.02 * length - extraLoss(i, j))
      let hazard = -Double(modes) * log1p(-p)
      choices.append(
        Choice(
          hop: choices.count, option: 0, from: i, to: j,
          law: WaitingLaw(hazard: hazard, periodS: length / 2e5), delayS: 0,
          noise: linkNoise + SIMD3(repeating: extraNoise(i, j)),
          modes: modes))
    }
  }
  return ChainSpace(
    source: 0, target: positions.count - 1, siteCount: positions.count, maximumHops: maximumHops,
    choices: choices,
    noise: noise, siteCost: Array(repeating: 1, count: positions.count),
    mayHostRepeater: Array(repeating: true, count: positions.count),
    referenceTimeS: 1, countsMessages: false)
}

/// Exact figures of a path in the exponential model.
func exponentialFigures(_ space: ChainSpace, _ path: [Int]) -> SearchGoal.Figures {
  let means = path.map { space.choices[$0].law.meanS }
  var log = space.noise.swap * Double(path.count - 1)
  for choice in path { log += space.choices[choice].noise }
  func character(_ i: Int) -> Double {
    exp(-log[i])
      * ExponentialChain.meanDecay(
        means: means, rates: Array(repeating: space.noise.rate[i], count: path.count - 1))
  }
  return SearchGoal(objective: .rate, limits: Limits()).figures(
    meanTimeS: ExponentialChain.maximum(means: means).mean,
    state: BellDiagonalState(x: character(0), y: character(1), z: character(2)), hops: path.count,
    cost: Double(path.count - 1))
}

func solve(_ space: ChainSpace, _ goal: SearchGoal) -> PrefixSearch.Found {
  PrefixSearch(
    space: space, toGo: CostToGo(space), goal: goal, estimate: { exponentialFigures(space, $0) }
  ).run(incumbents: [], mayGoOn: { nil })
}

let line0: [Double] = [
  0.0, 26.369617, 49.067484, 69.477219, 89.642496, 117.775198, 146.902754, 172.969112, 200.264077, 225.700327,
  255.051051, 283.209587, 303.236972, 331.811015, 352.14687, 379.443425, 401.199981, 429.83177, 455.246382,
  478.243501, 502.470374, 522.75357, 543.996403, 570.702647, 597.174542, 623.328393, 647.165169, 677.137268,
  706.945622, 733.801042, 760.305634, 787.190102, 811.079316, 832.430281, 859.645164, 884.898708, 908.001126,
  932.85948, 961.754358, 991.094793, 1000.0,
]

@Suite struct PrefixSearchTests {
  /// Optima of the published 1,000 km line instance; its positions are rounded to 1 mm, hence 1e-7.
  @Test(arguments: [
    (8, [0, 5, 10, 15, 20, 25, 30, 35, 40], 6.6502408292531126),
    (11, [0, 4, 7, 10, 14, 17, 21, 25, 28, 32, 36, 40], 1.147721340359413),
    (16, [0, 2, 5, 7, 9, 11, 14, 17, 20, 23, 25, 27, 29, 31, 34, 37, 40], 0.2699978436422333),
  ])
  func fastestPlanOfTheReferenceLine(hops: Int, sites: [Int], time: Double) {
    let space = lineProblem(positions: line0, maximumHops: hops)
    let outcome = solve(space, SearchGoal(objective: .rate, limits: Limits()))
    #expect(outcome.finished)
    #expect(space.sites(of: outcome.best!.path) == sites)
    #expect(abs(outcome.best!.figures.meanTimeS / time - 1) < 1e-7)
  }

  /// A search that may hold few beginnings says so, and its bound still holds.
  @Test func boundOfASearchThatEndsEarly() {
    let space = lineProblem(positions: line0, maximumHops: 11)
    let outcome = PrefixSearch(
      space: space, toGo: CostToGo(space), goal: SearchGoal(objective: .rate, limits: Limits()),
      estimate: { exponentialFigures(space, $0) }, mostLabels: 5
    ).run(incumbents: [], mayGoOn: { nil })
    #expect(!outcome.finished && outcome.stop == .memoryLimit)
    #expect(outcome.bound >= 1 / 1.147721340359413 * (1 - 1e-9))
  }

  @Test func bestKeyRateOfTheReferenceLine() {
    let noise = NoiseModel(
      swap: SIMD3(repeating: -log(0.995)), rate: SIMD3(1 / 2.0, 1 / 2.0, 1 / 20.0), isExponential: true)
    let space = lineProblem(
      positions: line0, maximumHops: 20, modes: 10, noise: noise, linkNoise: SIMD3(repeating: -log(0.99)))
    let outcome = solve(space, SearchGoal(objective: .keyRate, limits: Limits()))
    #expect(outcome.finished)
    #expect(
      space.sites(of: outcome.best!.path) == [0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 40])
    #expect(abs(outcome.best!.figures.keyRateHz / 0.6057695407389795 - 1) < 1e-7)
    #expect(abs(outcome.best!.figures.fidelity - 0.8341439998803097) < 1e-8)
  }

  /// Every objective and limit against all simple paths of small random problems.
  @Test(arguments: 0..<60)
  func agreesWithBruteForce(seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    let positions = (0..<7).map { Double($0) * 45 + Double.random(in: -15...15, using: &random) }
    let losses = (0..<49).map { _ in Double.random(in: 0...0.6, using: &random) }
    let noises = (0..<49).map { _ in Double.random(in: 0...0.03, using: &random) }
    let noise = NoiseModel(
      swap: SIMD3(0.01, 0.012, 0.005), rate: SIMD3(1, 1, 0.1) * Double.random(in: 0...4, using: &random),
      isExponential: true)
    let space = lineProblem(
      positions: positions, maximumHops: 6, efficiency: 0.3, modes: 5, noise: noise,
      extraLoss: { losses[$0 * 7 + $1] }, extraNoise: { noises[$0 * 7 + $1] })
    var all: [[Int]] = []
    func extend(_ site: Int, _ path: [Int], _ visited: Set<Int>) {
      if site == space.target {
        all.append(path)
        return
      }
      for step in space.steps[site] where !visited.contains(step.to) && path.count < 6 {
        extend(step.to, path + [step.choice], visited.union([step.to]))
      }
    }
    extend(space.source, [], [space.source])
    let figures = all.map { exponentialFigures(space, $0) }
    let rates = figures.map(\.rateHz).sorted()
    let fidelities = figures.map(\.fidelity).sorted()
    let middleRate = rates[rates.count / 2]
    let middleFidelity = fidelities[fidelities.count / 2]
    let goals: [SearchGoal] = [
      SearchGoal(objective: .rate, limits: Limits()),
      SearchGoal(objective: .rate, limits: Limits(minimumFidelity: middleFidelity)),
      SearchGoal(objective: .rate, limits: Limits(minimumFidelity: middleFidelity, maximumRepeaters: 3)),
      SearchGoal(objective: .keyRate, limits: Limits()),
      SearchGoal(objective: .fidelity, limits: Limits(minimumRateHz: middleRate)),
      SearchGoal(
        objective: .repeaters, limits: Limits(minimumRateHz: middleRate, minimumFidelity: middleFidelity)),
      SearchGoal(objective: .cost, limits: Limits(minimumRateHz: middleRate)),
      SearchGoal(objective: .rate, limits: Limits(minimumFidelity: 0.9999)),
    ]
    for goal in goals {
      let best = figures.compactMap { goal.score($0) }.max()
      let outcome = solve(space, goal)
      #expect(outcome.finished)
      if let best {
        #expect(abs((outcome.best?.score ?? .infinity) - best) <= 1e-9 * abs(best), "\(goal)")
        #expect(outcome.bound >= best - 1e-9 * abs(best))
      } else {
        #expect(outcome.best == nil)
      }
    }
  }
}
