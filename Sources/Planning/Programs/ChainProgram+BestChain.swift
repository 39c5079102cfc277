internal import Optimization

extension ChainProgram {
  /// Hops of a space as arcs.
  ///
  /// - Parameter spans: of each hop.
  static func arcs(_ space: ChainSpace, withCost: Bool, spans: (_ hop: Int) -> [Int] = { _ in [] }) -> [Arc] {
    space.steps.enumerated().flatMap { site, steps in
      steps.map { step in
        let choice = space.choices[step.choice]
        return Arc(
          from: site, to: step.to, label: "_h\(choice.hop)_o\(choice.option)", choice: step.choice,
          cost: withCost ? choice.cost : 0, modes: choice.modes, spans: spans(choice.hop))
      }
    }
  }

  /// The best chain of one demand.
  ///
  /// - Parameters:
  ///   - ceilingS: plans of longer mean time need not be considered (an incumbent's time, or the time a minimum rate allows).
  ///   - isLimited: whether the ceiling holds; otherwise it is a scale only.
  ///   - floor: a plan already known; the program is about plans at least as good.
  ///   - judged: paths whose exact figures are known; each is cut off.
  ///   - isUniform: whether all hops of a plan have the same setting.
  /// - Returns: the program, and what an optimum of it says of the goal's objective: no plan is better.
  static func bestChain(
    _ space: ChainSpace, toGo: CostToGo, goal: SearchGoal, ceilingS: Double, isLimited: Bool = true,
    floor: SearchGoal.Figures? = nil, judged: [[Int]] = [], isUniform: Bool = false
  ) -> (program: ChainProgram, bound: @Sendable (_ objective: Double) -> Double) {
    var program = ChainProgram(
      name: "repeater-placement",
      demands: [
        Demand(
          source: space.source, target: space.target, arcs: arcs(space, withCost: goal.objective == .cost),
          mostHops: space.maximumHops)
      ],
      siteCost: { site in
        switch goal.objective {
        case .repeaters: 1
        case .cost: space.siteCost[site]
        default: 0
        }
      })
    program.addSites(passages: { _ in 1 })
    program.addRoom(Room(memories: space.memories))
    if isUniform { program.addOneSetting(space) }
    // Mean time: minimised for the objectives that hold it, bounded for the others.
    let minimisesTime = goal.objective == .rate
    let time = program.addTime(
      space, toGo, ceilingS: ceilingS, isLimited: isLimited && !minimisesTime, cost: minimisesTime ? 1 : 0)
    if let least = goal.limits.minimumFidelity {
      program.addFidelity(ofDemand: 0, atLeast: least, space, toGo)
    }
    if let most = goal.limits.maximumCost {
      let terms = program.uses[0][0].all.map { use -> Term in
        let arc = program.arc(use, ofDemand: 0)
        return (use.variable, space.cost(of: .init(choice: arc.choice, to: arc.to)))
      }.filter { $0.1 != 0 }
      if !terms.isEmpty { program.program.addRow("cost", upper: most, terms) }
    }
    let bound = program.addState(space, toGo, goal, floor: floor, ceilingS: ceilingS, time: time)
    for path in judged {
      guard let arcs = program.arcs(of: path, space) else { continue }
      program.exclude(arcs, ofDemand: 0) { _, _ in false }
    }
    return (program, bound)
  }

  /// All hops of the only chain run with one setting of the knob.
  private mutating func addOneSetting(_ space: ChainSpace) {
    var ofSetting: [Int: [Variable]] = [:]
    for use in uses[0][0].all {
      ofSetting[space.choices[arc(use, ofDemand: 0).choice].setting, default: []].append(use.variable)
    }
    let settings = ofSetting.sorted { $0.key < $1.key }
    let chosen = settings.map { program.addBinary("z_k\($0.key)") }
    program.addRow("setting", equal: 1, chosen.map { ($0, 1) })
    for ((setting, variables), one) in zip(settings, chosen) {
      program.addRow(
        "setting_k\(setting)", upper: 0,
        variables.map { ($0, 1) } + [(one, -Double(space.maximumHops))])
    }
  }

  /// A path of a space as arcs; `nil` where it is none.
  func arcs(of path: [Int], _ space: ChainSpace) -> [Arc]? {
    guard let sites = space.sites(of: path) else { return nil }
    return zip(path, zip(sites, sites.dropFirst())).map { choice, ends in
      Arc(from: ends.0, to: ends.1, label: "", choice: choice)
    }
  }
}
