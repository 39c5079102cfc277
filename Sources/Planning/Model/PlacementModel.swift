internal import Foundation
internal import Optimization

/// The placement of one demand's repeaters as an integer program whose rows every good enough plan satisfies.
///
/// Binaries: x for each hop, option and direction; y for each repeater site. Rows: one unit of flow from source to target,
/// y ≥ flow into the site, at most N hops, a lower bound of the mean time, an upper bound of the fidelity, and
/// one cover for each plan that the exact estimator has already judged. All are necessary conditions, so the optimum is a
/// bound and its plan a proposal: the exact estimator disposes.
///
/// The mean-time row: for a plan with E[T] ≤ T* the additive cost C(t) of its hops lies between the least cost to go m(t)
/// and the largest M(t) that T* still allows. There the concave 1 − e^(−C) lies above its chord, so
/// E[T] ≥ Σ_j w_j chord_j(C(t_j)), which is linear in x; the closer the bounds, the tighter the row.
struct PlacementModel {
  let problem: DemandProblem
  let goal: SearchGoal
  private(set) var program: MixedIntegerProgram
  /// What an optimum of the program says of the goal's objective: no plan is better.
  let bound: @Sendable (_ objective: Double) -> Double
  private let arcs: [(choice: Int, from: Int, to: Int, variable: MixedIntegerProgram.Variable)]

  /// - Parameters:
  ///   - timeCeilingS: plans of longer mean time need not be considered (an incumbent's time, or the time a minimum
  ///     rate allows).
  ///   - isTimeLimited: whether the ceiling holds; otherwise it is a scale only.
  ///   - floor: a plan already known; the program is about plans at least as good.
  ///   - judged: paths whose exact figures are known; each is cut off.
  ///   - isUniform: whether all hops of a plan have the same setting.
  init(
    problem: DemandProblem, toGo: CostToGo, goal: SearchGoal, timeCeilingS: Double,
    isTimeLimited: Bool = true, floor: SearchGoal.Figures? = nil, judged: [[Int]] = [],
    isUniform: Bool = false
  ) {
    self.problem = problem
    self.goal = goal
    var program = MixedIntegerProgram(name: "repeater placement")
    var arcs: [(choice: Int, from: Int, to: Int, variable: MixedIntegerProgram.Variable)] = []
    for (site, steps) in problem.steps.enumerated() {
      for step in steps {
        let choice = problem.choices[step.choice]
        let variable = program.addBinary(
          "x_h\(choice.hop)_o\(choice.option)_s\(site)_s\(step.to)",
          cost: goal.objective == .cost ? choice.cost : 0)
        arcs.append((step.choice, site, step.to, variable))
      }
    }
    var into: [Int: [MixedIntegerProgram.Variable]] = [:]
    var outOf: [Int: [MixedIntegerProgram.Variable]] = [:]
    for arc in arcs {
      into[arc.to, default: []].append(arc.variable)
      outOf[arc.from, default: []].append(arc.variable)
    }
    program.addRow("start", equal: 1, (outOf[problem.source] ?? []).map { ($0, 1) })
    program.addRow("end", equal: 1, (into[problem.target] ?? []).map { ($0, 1) })
    for site in problem.steps.indices where site != problem.source && site != problem.target {
      guard let arriving = into[site], let leaving = outOf[site] else {
        for variable in (into[site] ?? []) + (outOf[site] ?? []) {
          program.setBounds(lower: 0, upper: 0, of: variable)
        }
        continue
      }
      let cost =
        switch goal.objective {
        case .repeaters: 1.0
        case .cost: problem.siteCost[site]
        default: 0.0
        }
      let built = program.addBinary("y_s\(site)", cost: cost)
      program.addRow("flow_s\(site)", equal: 0, arriving.map { ($0, 1) } + leaving.map { ($0, -1) })
      program.addRow("built_s\(site)", equal: 0, arriving.map { ($0, 1) } + [(built, -1)])
    }
    for (site, room) in problem.memories.enumerated() {
      guard let room else { continue }
      let used = (into[site] ?? []) + (outOf[site] ?? [])
      let modes = Dictionary(
        arcs.map { ($0.variable, Double(problem.choices[$0.choice].modes)) }, uniquingKeysWith: { a, _ in a })
      if !used.isEmpty {
        program.addRow("memories_s\(site)", upper: Double(room), used.map { ($0, modes[$0] ?? 0) })
      }
    }
    program.addRow("hops", upper: Double(problem.maximumHops), arcs.map { ($0.variable, 1) })

    if isUniform {
      var ofSetting: [Int: [MixedIntegerProgram.Variable]] = [:]
      for arc in arcs { ofSetting[problem.choices[arc.choice].setting, default: []].append(arc.variable) }
      let settings = ofSetting.keys.sorted()
      let chosen = settings.map { program.addBinary("z_k\($0)") }
      program.addRow("setting", equal: 1, chosen.map { ($0, 1) })
      for (setting, variable) in zip(settings, chosen) {
        program.addRow(
          "setting_k\(setting)", upper: 0,
          (ofSetting[setting] ?? []).map { ($0, 1) } + [(variable, -Double(problem.maximumHops))])
      }
    }

    // Mean time: minimised in units of the ceiling for the objectives that hold it, bounded for the others.
    let minimisesTime = goal.objective == .rate
    let time = program.addVariable(
      "mean_time", lower: 0, upper: minimisesTime || !isTimeLimited ? .infinity : 1,
      cost: minimisesTime ? 1 : 0)
    for (name, range) in Self.families(problem.grid) {
      let row = Self.timeRow(problem: problem, toGo: toGo, ceiling: timeCeilingS, moments: range)
      program.addRow(
        "mean_time_\(name)", lower: row.constant / timeCeilingS,
        [(time, 1)] + arcs.map { ($0.variable, -row.weights[$0.choice] / timeCeilingS) })
    }
    if let least = goal.limits.minimumFidelity,
      let row = Self.fidelityRow(problem: problem, toGo: toGo, minimumFidelity: least)
    {
      program.addRow(
        "fidelity", upper: row.limit,
        arcs.map { ($0.variable, row.weight($0.choice, $0.from, $0.to)) })
    }
    if let most = goal.limits.maximumCost {
      let terms = arcs.map { arc in
        (arc.variable, problem.cost(of: DemandProblem.Step(choice: arc.choice, to: arc.to)))
      }.filter { $0.1 != 0 }
      if !terms.isEmpty { program.addRow("cost", upper: most, terms) }
    }
    bound = Self.addState(
      of: problem, toGo, goal, floor, timeCeilingS: timeCeilingS, time: time, arcs: arcs, to: &program)
    self.arcs = arcs
    self.program = program
    for path in judged { exclude(path) }
  }

  /// The key-rate row, and the linear bound of an objective that depends on the state; returns what the optimum bounds.
  ///
  /// Fidelity: its chord (`NoiseChord`). Key rate K = r/T: ln r is at most ln r0 + (r − r0)/r0 at any r0 (a tangent of the
  /// logarithm), r at most its chord; −ln T is convex, so at most its chord between the least time and the ceiling. Their
  /// sum is linear in x and bounds ln K.
  private static func addState(
    of problem: DemandProblem, _ toGo: CostToGo, _ goal: SearchGoal, _ floor: SearchGoal.Figures?,
    timeCeilingS: Double, time: MixedIntegerProgram.Variable,
    arcs: [(choice: Int, from: Int, to: Int, variable: MixedIntegerProgram.Variable)],
    to program: inout MixedIntegerProgram
  ) -> @Sendable (Double) -> Double {
    switch goal.objective {
    case .rate where goal.limits.minimumKeyRateHz == nil: return { 1 / ($0 * timeCeilingS) }
    case .repeaters where goal.limits.minimumKeyRateHz == nil,
      .cost where goal.limits.minimumKeyRateHz == nil:
      return { $0 }
    default: break
    }
    let g = problem.grid.count
    var least = SIMD3<Double>(repeating: .infinity)
    var leastTime = Double.infinity
    for hops in 1...max(1, problem.maximumHops) where toGo.isReachable(from: problem.source, hops: hops) {
      least = pointwiseMin(least, toGo.noise[hops][problem.source])
      leastTime = min(
        leastTime,
        problem.grid.meanTime { toGo.time[hops][problem.source * g + $0] }
          + toGo.delay[hops][problem.source])
    }
    leastTime = min(leastTime, timeCeilingS)
    let most = NoiseBudget.largest(goal: goal, leastNoise: least, leastTimeS: leastTime, floor: floor)
    let noise = arcs.map { arc in
      problem.noise(
        of: .init(choice: arc.choice, to: arc.to), from: arc.from,
        side: problem.sides[arc.choice])
    }
    let key = NoiseChord.keyFraction(least: least, most: most)
    if let asked = goal.limits.minimumKeyRateHz {
      // The key fraction has to be the key rate times the mean time at least.
      program.addRow(
        "key_rate", upper: key.constant,
        zip(arcs, noise).map { ($0.variable, (key.weights * $1).sum()) }
          + [(time, asked * timeCeilingS)])
    }
    switch goal.objective {
    case .rate: return { 1 / ($0 * timeCeilingS) }
    case .repeaters, .cost: return { $0 }
    case .fidelity:
      let chord = NoiseChord.fidelity(least: least, most: most)
      for (arc, noise) in zip(arcs, noise) {
        program.setCost((chord.weights * noise).sum(), of: arc.variable)
      }
      return { min(1, chord.constant - $0) }
    case .keyRate, .utility:
      let reference = max(floor?.keyFraction ?? bbm92Fraction(NoiseBudget.state(least)), 1e-6)
      let width = timeCeilingS - leastTime
      let slope = width > 1e-9 * timeCeilingS ? log(timeCeilingS / leastTime) / width : 1 / timeCeilingS
      program.setCost(slope * timeCeilingS, of: time)
      for (arc, noise) in zip(arcs, noise) {
        program.setCost((key.weights * noise).sum() / reference, of: arc.variable)
      }
      let offset = slope * leastTime - log(leastTime) + log(reference) - 1 + key.constant / reference
      return { exp(offset - $0) }
    }
  }

  /// Cuts off one plan: not all of its hops together.
  mutating func exclude(_ path: [Int]) {
    guard let sites = problem.sites(of: path) else { return }
    let used = zip(path, sites).map { choice, from in
      arcs.first { $0.choice == choice && $0.from == from }!.variable
    }
    program.addRow("judged\(program.rowCount)", upper: Double(path.count - 1), used.map { ($0, 1) })
  }

  /// The path of choices of a solution, from source to target.
  func path(of solution: MixedIntegerSolution) -> [Int]? { solution.values.flatMap(path) }

  /// The path of choices of values of the variables, from source to target; cycles beside it are left out.
  func path(of values: [Double]) -> [Int]? {
    var next: [Int: (choice: Int, to: Int)] = [:]
    for arc in arcs where values[arc.variable.index] > 0.5 { next[arc.from] = (arc.choice, arc.to) }
    var path: [Int] = []
    var at = problem.source
    while at != problem.target {
      guard let step = next.removeValue(forKey: at) else { return nil }
      path.append(step.choice)
      at = step.to
    }
    return path
  }

  static func families(_ grid: TimeGrid) -> [(name: String, moments: Range<Int>)] {
    let smooth = grid.smoothTimes.count
    return grid.latticeTimes.isEmpty
      ? [("smooth", 0..<smooth)] : [("smooth", 0..<smooth), ("lattice", smooth..<grid.count)]
  }

  /// E[T] ≥ constant + Σ weights over the path, for every path with E[T] ≤ ceiling.
  static func timeRow(problem: DemandProblem, toGo: CostToGo, ceiling: Double, moments: Range<Int>) -> (
    constant: Double, weights: [Double]
  ) {
    let g = problem.grid.count
    let weight = moments.map { j in
      j < problem.grid.smoothTimes.count
        ? problem.grid.smoothWeights[j] : problem.grid.latticeWeights[j - problem.grid.smoothTimes.count]
    }
    // Least cost to go from the source over all numbers of hops.
    var least = Array(repeating: Double.infinity, count: moments.count)
    for hops in 1...max(1, problem.maximumHops) where toGo.isReachable(from: problem.source, hops: hops) {
      for (i, j) in moments.enumerated() {
        least[i] = min(least[i], toGo.time[hops][problem.source * g + j])
      }
    }
    var after = Array(repeating: 0.0, count: moments.count + 1)
    for i in stride(from: moments.count - 1, through: 0, by: -1) {
      after[i] = after[i + 1] + weight[i] * (1 - exp(-least[i]))
    }
    // C(t) falls with t, so a cost c at moment i is at least c at all moments before.
    func time(withCost c: Double, at i: Int) -> Double {
      var sum = after[i + 1]
      for k in 0...i { sum += weight[k] * (1 - exp(-max(c, least[k]))) }
      return sum
    }
    var constant = 0.0
    var slopes = Array(repeating: 0.0, count: moments.count)
    for i in moments.indices.map({ $0 - moments.lowerBound }) {
      var low = least[i]
      var high = 60.0 * Double(problem.maximumHops)
      if time(withCost: high, at: i) > ceiling {
        for _ in 0..<60 where high - low > 1e-9 {
          let middle = (low + high) / 2
          if time(withCost: middle, at: i) > ceiling { high = middle } else { low = middle }
        }
      }
      let gap = high - least[i]
      slopes[i] = gap < 1e-7 ? exp(-high) : (exp(-least[i]) - exp(-high)) / gap
      constant += weight[i] * ((1 - exp(-least[i])) - slopes[i] * least[i])
    }
    let weights = problem.choices.indices.map { choice in
      var sum = problem.delay(choice)
      for (i, j) in moments.enumerated() { sum += weight[i] * slopes[i] * problem.costs[choice * g + j] }
      return sum
    }
    return (constant, weights)
  }

  /// Σ weight over the path ≤ limit, for every path with F ≥ minimum; `nil` where no row says anything.
  ///
  /// With u_c = e^(−N_c) the characters' upper bounds, F ≥ f needs Σ u_c ≥ 4f − 1. Each N_c lies between its least value lo
  /// over all paths and the largest value hi that the other two at their best allow; the convex e^(−N) lies below its
  /// chord there, which is linear in x.
  static func fidelityRow(problem: DemandProblem, toGo: CostToGo, minimumFidelity: Double) -> (
    limit: Double, weight: (Int, Int, Int) -> Double
  )? {
    var least = SIMD3<Double>(repeating: .infinity)
    for hops in 1...max(1, problem.maximumHops) where toGo.isReachable(from: problem.source, hops: hops) {
      least = pointwiseMin(least, toGo.noise[hops][problem.source])
    }
    let best = SIMD3(exp(-least.x), exp(-least.y), exp(-least.z))
    let needed = 4 * minimumFidelity - 1
    var slope = SIMD3<Double>.zero
    var limit = -needed
    for c in 0..<3 {
      let worst = needed - (best.sum() - best[c])
      limit += best[c]
      if worst > 0 {
        let high = -log(worst)
        slope[c] = high - least[c] < 1e-9 ? worst : (best[c] - worst) / (high - least[c])
      }
      limit += slope[c] * least[c]
    }
    guard slope != .zero else { return nil }
    let noise = problem.noise
    return (
      limit,
      { choice, from, to in
        let side = problem.sides[choice]
        let total =
          problem.choices[choice].noise + (from == problem.source ? .zero : side)
          + (to == problem.target ? .zero : side + noise.swap)
        return (slope * total).sum()
      }
    )
  }
}
