internal import Foundation

/// One pair of ends on a graph of choices: what every search and model for a demand starts from.
struct ChainSpace {
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
  /// Where it ends, bounds over the whole space become trivial instead of tight.
  let budget: Budget

  struct Step {
    var choice: Int
    var to: Int
  }

  /// - Parameter isDraft: whether the steps are all that is asked of it, without costs and noise.
  init(
    source: Int, target: Int, siteCount: Int, maximumHops: Int, choices: [Choice], noise: NoiseModel,
    siteCost: [Double], mayHostRepeater: [Bool], memories: [Int?]? = nil, referenceTimeS: Double,
    countsMessages: Bool, isDraft: Bool = false, budget: Budget = Budget()
  ) {
    self.budget = budget
    self.source = source
    self.target = target
    self.maximumHops = maximumHops
    self.choices = choices
    self.noise = noise
    sides = isDraft ? [] : choices.map { $0.isVirtual ? .zero : noise.side($0.law) }
    self.siteCost = siteCost
    let memories = memories ?? Array(repeating: nil, count: siteCount)
    self.memories = memories
    self.countsMessages = countsMessages
    let laws = choices.map(\.law)
    let grid = TimeGrid(reference: referenceTimeS, laws: laws, isExponential: noise.isExponential)
    self.grid = grid
    costs = isDraft ? [] : grid.costs(ofAll: laws)
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

  /// The same space with other steps.
  init(
    _ other: ChainSpace, steps: [[Step]], source: Int? = nil, target: Int? = nil, maximumHops: Int? = nil
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
    budget = other.budget
  }

  /// The same space seen from the target: paths run the other way.
  func reversed() -> ChainSpace {
    let back = arriving.map { $0.map { Step(choice: $0.step.choice, to: $0.from) } }
    return ChainSpace(self, steps: back, source: target, target: source)
  }

  /// For each site, the steps that lead to it and where each comes from.
  var arriving: [[(from: Int, step: Step)]] {
    var arriving = Array(repeating: [(from: Int, step: Step)](), count: steps.count)
    for site in steps.indices {
      for step in steps[site] { arriving[step.to].append((site, step)) }
    }
    return arriving
  }

  /// A number for each site that some step leads from or to, from 1 on; 0 for all others: what is kept for every site at every
  /// moment is kept for these alone.
  struct Rows {
    private let numbers: [Int32]
    let count: Int

    fileprivate init(_ steps: [[Step]]) {
      var isUsed = steps.map { !$0.isEmpty }
      for step in steps.joined() { isUsed[step.to] = true }
      var count: Int32 = 0
      numbers = isUsed.map { used in
        guard used else { return 0 }
        count += 1
        return count
      }
      self.count = Int(count) + 1
    }

    @inline(__always) subscript(site: Int) -> Int { Int(numbers[site]) }
  }

  var rows: Rows { Rows(steps) }

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

  /// Message latency that a choice adds to a lower bound of the mean time, in s: half its way, since some outcome travels half the
  /// chain at least from every repeater, and the last hop of all has one at its end.
  ///
  /// A hop from end to end is the whole chain: nothing is swapped, so there is no outcome to send.
  func delay(_ choice: Int) -> Double {
    let (from, to) = (choices[choice].from, choices[choice].to)
    let isWhole = from == source && to == target || from == target && to == source
    return countsMessages && !isWhole ? choices[choice].delayS / 2 : 0
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
  ///
  /// - Parameters:
  ///   - isFirst, isLast: whether the repeater is the first, or the last, of its chain.
  func pairNoise(_ a: Int, _ b: Int, isFirst: Bool = false, isLast: Bool = false) -> SIMD3<Double> {
    let apart = sides[a] + sides[b]
    if choices[a].isVirtual || choices[b].isVirtual { return apart }
    return pointwiseMax(noise.pair(choices[a].law, choices[b].law, aIsEnd: isFirst, bIsEnd: isLast), apart)
  }

  /// −ln of the characters that a step adds: its pair, the memories at both its ends and the swap it leads to.
  ///
  /// The left side of the hop belongs to the repeater before it, its right side to the one after it.
  func noise(of step: Step, from site: Int, side: SIMD3<Double>) -> SIMD3<Double> {
    ownNoise(of: step, from: site) + (site == source ? .zero : side)
      + (step.to == target ? .zero : side + noise.swap)
  }

  /// −ln of the characters of a step's pair when its herald is known.
  func ownNoise(of step: Step, from site: Int) -> SIMD3<Double> {
    let choice = choices[step.choice]
    func wait(_ site: Int) -> SIMD3<Double> {
      let sides = site == source || site == target ? choice.endWaitNoise : choice.waitNoise
      return site == choice.from ? sides.left : sides.right
    }
    return choice.noise + wait(site) + wait(step.to)
  }

  /// The same of a whole path, added up.
  func ownNoise(of path: [Int]) -> SIMD3<Double> {
    guard let sites = sites(of: path) else { return .zero }
    return zip(path, zip(sites, sites.dropFirst())).reduce(.zero) { sum, step in
      sum + ownNoise(of: Step(choice: step.0, to: step.1.1), from: step.1.0)
    }
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
