internal import Foundation

/// One pair of ends on a graph of choices: what every search and model for a demand starts from.
struct DemandProblem {
  let source: Int
  let target: Int
  let maximumHops: Int
  let choices: [Choice]
  let noise: NoiseModel
  /// Noise that each choice brings to a repeater, whatever the hop on its other side.
  let sides: [SIMD3<Double>]
  /// Cost of a repeater at each site.
  let siteCost: [Double]
  /// Memories that fit at each site; `nil` for no limit.
  let memories: [Int?]
  let grid: TimeGrid
  /// c_e at every moment of the grid: choice-major.
  let costs: [Double]
  /// For each site, the choices that may be taken from it and the site each leads to. Nothing leads into the source or
  /// out of the target.
  let steps: [[Step]]
  /// Whether the delays of the choices add to the mean time.
  let countsMessages: Bool

  struct Step {
    var choice: Int
    var to: Int
  }

  init(
    source: Int, target: Int, siteCount: Int, maximumHops: Int, choices: [Choice], noise: NoiseModel,
    siteCost: [Double], mayHostRepeater: [Bool], memories: [Int?]? = nil, referenceTimeS: Double,
    countsMessages: Bool
  ) {
    self.source = source
    self.target = target
    self.maximumHops = maximumHops
    self.choices = choices
    self.noise = noise
    sides = choices.map { $0.isVirtual ? .zero : noise.side($0) }
    self.siteCost = siteCost
    let memories = memories ?? Array(repeating: nil, count: siteCount)
    self.memories = memories
    self.countsMessages = countsMessages
    let attempts = choices.map(\.attempts)
    let grid = TimeGrid(reference: referenceTimeS, attempts: attempts, isExponential: noise.isExponential)
    self.grid = grid
    costs = attempts.flatMap(grid.costs)
    var steps = Array(repeating: [Step](), count: siteCount)
    for (index, choice) in choices.enumerated() {
      for (from, to) in [(choice.from, choice.to), (choice.to, choice.from)] {
        guard from != target, to != source, to == target || mayHostRepeater[to],
          from == source || mayHostRepeater[from]
        else { continue }
        // A hop alone may need more memories than its end has.
        if [from, to].contains(where: { choice.modes > memories[$0] ?? .max }) { continue }
        steps[from].append(Step(choice: index, to: to))
      }
    }
    self.steps = steps
  }

  /// The same problem with other steps.
  init(
    _ other: DemandProblem, steps: [[Step]], source: Int? = nil, target: Int? = nil, maximumHops: Int? = nil
  ) {
    self.source = source ?? other.source
    self.target = target ?? other.target
    self.maximumHops = maximumHops ?? other.maximumHops
    choices = other.choices
    noise = other.noise
    sides = other.sides
    siteCost = other.siteCost
    memories = other.memories
    grid = other.grid
    costs = other.costs
    self.steps = steps
    countsMessages = other.countsMessages
  }

  /// The same problem seen from the target: paths run the other way.
  func reversed() -> DemandProblem {
    var back = Array(repeating: [Step](), count: steps.count)
    for site in steps.indices {
      for step in steps[site] { back[step.to].append(Step(choice: step.choice, to: site)) }
    }
    return DemandProblem(self, steps: back, source: target, target: source)
  }

  var stepCount: Int { steps.reduce(0) { $0 + $1.count } }

  /// Whether some hop can be run in more than one way.
  var hasOptions: Bool { Set(choices.map(\.hop)).count < choices.count }

  /// Cost of a step: its hop, and the repeater that it leads to.
  func cost(of step: Step) -> Double {
    choices[step.choice].cost + (step.to == target ? 0 : siteCost[step.to])
  }

  /// Cost of a path of choices: its hops and repeaters.
  func cost(of path: [Int]) -> Double {
    let repeaters = (sites(of: path) ?? []).dropFirst().dropLast()
    return path.reduce(0) { $0 + choices[$1].cost } + repeaters.reduce(0) { $0 + siteCost[$1] }
  }

  /// Message latency that a choice adds to the mean time, in s.
  ///
  /// A hop from end to end is the whole chain: nothing is swapped, so there is no outcome to send.
  func delay(_ choice: Int) -> Double {
    let (from, to) = (choices[choice].from, choices[choice].to)
    let isWhole = from == source && to == target || from == target && to == source
    return countsMessages && !isWhole ? choices[choice].delayS : 0
  }

  /// The lower bound of the mean time of a path of choices, in s.
  func meanTimeBound(_ path: [Int]) -> Double {
    let g = grid.count
    let time = grid.meanTime { j in
      var sum = 0.0
      for choice in path { sum += costs[choice * g + j] }
      return sum
    }
    return time + path.reduce(0) { $0 + delay($1) }
  }

  /// Noise of the memories at a repeater between two choices.
  func pairNoise(_ a: Int, _ b: Int) -> SIMD3<Double> {
    let apart = sides[a] + sides[b]
    if choices[a].isVirtual || choices[b].isVirtual { return apart }
    return pointwiseMax(noise.pair(choices[a], choices[b]), apart)
  }

  /// −ln of the characters that a step adds: its pair, the memories at both its ends and the swap it leads to.
  ///
  /// The left side of the hop belongs to the repeater before it, its right side to the one after it.
  func noise(of step: Step, from site: Int, side: SIMD3<Double>) -> SIMD3<Double> {
    choices[step.choice].noise + (site == source ? .zero : side)
      + (step.to == target ? .zero : side + noise.swap)
  }

  /// Whether the memories of every site of a path suffice for its modes, both hops of a repeater counted.
  func fits(_ path: [Int]) -> Bool {
    guard memories.contains(where: { $0 != nil }), let sites = sites(of: path) else { return true }
    for (i, site) in sites.enumerated() {
      guard let room = memories[site] else { continue }
      let left = i > 0 ? choices[path[i - 1]].modes : 0
      let right = i < path.count ? choices[path[i]].modes : 0
      if left + right > room { return false }
    }
    return true
  }

  /// Sites of a path of choices, source and target included; `nil` if it does not lead from source to target.
  func sites(of path: [Int]) -> [Int]? {
    var at = source
    var sites = [at]
    for choice in path {
      guard let step = steps[at].first(where: { $0.choice == choice }) else { return nil }
      at = step.to
      sites.append(at)
    }
    return at == target ? sites : nil
  }
}

/// For each site and each number of hops left, the least that any way to the target can add to each additive cost.
///
/// Each cost is minimised on its own (pointwise in time), so their combination bounds every completion from below.
///
/// - Complexity: O(hops × choices × moments) time, O(hops × sites × moments) memory.
struct CostToGo {
  private let grid: Int
  private let siteCount: Int
  /// [hops][site × moment]
  let time: [[Double]]
  /// [hops][site]; infinite where the target cannot be reached in exactly that many hops.
  let delay: [[Double]]
  let noise: [[SIMD3<Double>]]
  /// [hops][site]; the noise of every way to the target lies beyond these lines.
  let supports: [[NoiseHull.Supports]]
  let hull: NoiseHull
  let cost: [[Double]]

  /// - Parameter hull: the lines that bound noise; laid by the problem's own steps where none are given.
  init(_ problem: DemandProblem, hull: NoiseHull? = nil) {
    let hull = hull ?? NoiseHull(problem)
    self.hull = hull
    let far = NoiseHull.Supports(repeating: .infinity)
    let g = problem.grid.count
    let n = problem.steps.count
    grid = g
    siteCount = n
    let unreachable = SIMD3<Double>(repeating: .infinity)
    var time = [Array(repeating: Double.infinity, count: n * g)]
    var delay = [Array(repeating: Double.infinity, count: n)]
    var noise = [Array(repeating: unreachable, count: n)]
    var supports = [Array(repeating: far, count: n)]
    var cost = [Array(repeating: Double.infinity, count: n)]
    for j in 0..<g { time[0][problem.target * g + j] = 0 }
    delay[0][problem.target] = 0
    noise[0][problem.target] = .zero
    supports[0][problem.target] = .zero
    cost[0][problem.target] = 0
    for k in 1...max(1, problem.maximumHops) {
      let before = (
        time: time[k - 1], delay: delay[k - 1], noise: noise[k - 1], supports: supports[k - 1],
        cost: cost[k - 1]
      )
      var now = (
        time: Array(repeating: Double.infinity, count: n * g),
        delay: Array(repeating: Double.infinity, count: n),
        noise: Array(repeating: unreachable, count: n),
        supports: Array(repeating: far, count: n),
        cost: Array(repeating: Double.infinity, count: n)
      )
      for site in 0..<n {
        for step in problem.steps[site] where before.delay[step.to].isFinite {
          now.delay[site] = min(now.delay[site], before.delay[step.to] + problem.delay(step.choice))
          now.cost[site] = min(
            now.cost[site], before.cost[step.to] + problem.cost(of: step))
          let own = problem.noise(of: step, from: site, side: problem.sides[step.choice])
          now.noise[site] = pointwiseMin(now.noise[site], before.noise[step.to] + own)
          now.supports[site] = pointwiseMin(
            now.supports[site], before.supports[step.to] + hull.supports(own))
          problem.costs.withUnsafeBufferPointer { costs in
            before.time.withUnsafeBufferPointer { from in
              now.time.withUnsafeMutableBufferPointer { into in
                let c = step.choice * g
                let f = step.to * g
                let t = site * g
                for j in 0..<g {
                  let value = from[f + j] + costs[c + j]
                  if value < into[t + j] { into[t + j] = value }
                }
              }
            }
          }
        }
      }
      time.append(now.time)
      delay.append(now.delay)
      noise.append(now.noise)
      supports.append(now.supports)
      cost.append(now.cost)
    }
    self.time = time
    self.delay = delay
    self.noise = noise
    self.supports = supports
    self.cost = cost
  }

  /// Whether any number of hops leads from a site to the target.
  func reaches(_ site: Int) -> Bool { delay.indices.dropFirst().contains { delay[$0][site].isFinite } }

  func isReachable(from site: Int, hops: Int) -> Bool { delay[hops][site].isFinite }
}
