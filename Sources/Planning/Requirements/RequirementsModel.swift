internal import FibreNetwork
internal import Foundation
internal import Optimization

/// Several demands on shared sites as one integer program: least cost of sites so that every demand gets its rate and
/// fidelity.
///
/// Binaries: x for each demand, chain, hop, option and direction; y for each site. Rows: flow for each chain; a site is
/// built before it is used; memories in use fit the site; chains of one demand are disjoint; each chain meets
/// the necessary mean-time and fidelity rows of its demand (see `PlacementModel`). The optimum is a lower bound of the cost;
/// rows learnt from chains that the exact estimator rejected close the gap.
struct RequirementsModel {
  struct Demand {
    /// With only the steps that a good enough chain can take.
    var problem: DemandProblem
    var toGo: CostToGo
    var goal: SearchGoal
    /// 1 / minimum rate, in s.
    var timeCeilingS: Double
    var chains: Int
  }

  private struct Arc {
    var choice: Int
    var from: Int
    var to: Int
    var variable: MixedIntegerProgram.Variable
  }

  /// The arcs of one chain.
  private struct Arcs {
    let all: [Arc]
    let into: [Int: [Arc]]
    let outOf: [Int: [Arc]]

    init(_ all: [Arc]) {
      self.all = all
      into = Dictionary(grouping: all, by: \.to)
      outOf = Dictionary(grouping: all, by: \.from)
    }
  }

  let demands: [Demand]
  let siteCost: [Double]
  /// Whether the objective counts repeaters instead of adding up costs.
  let countsSites: Bool
  private(set) var program: MixedIntegerProgram
  /// [demand][chain]
  private var arcs: [[Arcs]] = []
  private let protection: Protection
  private let memories: [Int?]
  private let chainsPerSite: Int?
  private let spansOfHop: (Int) -> [Int]
  /// Ends of demands: their memories are there whether a repeater is built or not.
  private let ends: Set<Int>
  private(set) var siteVariables: [Int: MixedIntegerProgram.Variable] = [:]

  /// - Parameters:
  ///   - memories: most memories at a repeater site; `nil` for no limit.
  ///   - spansOfHop: spans of each hop's route.
  init(
    demands: [Demand], siteCost: [Double], countsSites: Bool, memories: [Int?], chainsPerSite: Int?,
    disjointness: Disjointness, protection: Protection, spansOfHop: @escaping (Int) -> [Int]
  ) {
    self.demands = demands
    self.siteCost = siteCost
    self.countsSites = countsSites
    self.protection = protection
    self.memories = memories
    self.chainsPerSite = chainsPerSite
    self.spansOfHop = spansOfHop
    ends = Set(demands.flatMap { [$0.problem.source, $0.problem.target] })
    var program = MixedIntegerProgram(name: "requirements")
    var meanings: [Int: RowMeaning] = [:]
    var siteVariables: [Int: MixedIntegerProgram.Variable] = [:]
    func site(_ index: Int, _ program: inout MixedIntegerProgram) -> MixedIntegerProgram.Variable {
      if let known = siteVariables[index] { return known }
      let variable = program.addBinary("y_s\(index)", cost: countsSites ? 1 : siteCost[index])
      siteVariables[index] = variable
      return variable
    }
    for (d, demand) in demands.enumerated() {
      let problem = demand.problem
      var chains: [Arcs] = []
      var useOfSite: [Int: [(MixedIntegerProgram.Variable, Double)]] = [:]
      /// Of each span and chain, the hops over it.
      var useOfSpan: [Int: [Int: [MixedIntegerProgram.Variable]]] = [:]
      var direct: [MixedIntegerProgram.Variable] = []
      for k in 0..<demand.chains {
        var list: [Arc] = []
        for (from, steps) in problem.steps.enumerated() {
          for step in steps {
            let choice = problem.choices[step.choice]
            let variable = program.addBinary(
              "x_d\(d)_c\(k)_h\(choice.hop)_o\(choice.option)_s\(from)_s\(step.to)",
              cost: countsSites ? 0 : choice.cost)
            list.append(Arc(choice: step.choice, from: from, to: step.to, variable: variable))
          }
        }
        let arcs = Arcs(list)
        program.addRow(
          "start_d\(d)_c\(k)", equal: 1, (arcs.outOf[problem.source] ?? []).map { ($0.variable, 1) })
        program.addRow(
          "end_d\(d)_c\(k)", equal: 1, (arcs.into[problem.target] ?? []).map { ($0.variable, 1) })
        for node in problem.steps.indices where node != problem.source && node != problem.target {
          let arriving = arcs.into[node] ?? []
          let leaving = arcs.outOf[node] ?? []
          guard !arriving.isEmpty, !leaving.isEmpty else {
            for arc in arriving + leaving { program.setBounds(lower: 0, upper: 0, of: arc.variable) }
            continue
          }
          program.addRow(
            "flow_d\(d)_c\(k)_s\(node)", equal: 0,
            arriving.map { ($0.variable, 1) } + leaving.map { ($0.variable, -1) })
          let built = site(node, &program)
          // For each chain on its own: the linear relaxation is much stronger than with sums over chains.
          program.addRow(
            "built_d\(d)_c\(k)_s\(node)", upper: 0, arriving.map { ($0.variable, 1) } + [(built, -1)])
          useOfSite[node, default: []] += arriving.map { ($0.variable, 1) }
        }
        program.addRow(
          "hops_d\(d)_c\(k)", upper: Double(problem.maximumHops), list.map { ($0.variable, 1) })
        for (name, range) in PlacementModel.families(problem.grid) where demand.timeCeilingS.isFinite {
          let row = PlacementModel.timeRow(
            problem: problem, toGo: demand.toGo, ceiling: demand.timeCeilingS, moments: range)
          program.addCovering(
            "mean_time_\(name)_d\(d)_c\(k)", upper: 1 - row.constant / demand.timeCeilingS,
            list.map { ($0.variable, row.weights[$0.choice] / demand.timeCeilingS) })
        }
        if let least = demand.goal.limits.minimumFidelity,
          let row = PlacementModel.fidelityRow(problem: problem, toGo: demand.toGo, minimumFidelity: least)
        {
          program.addRow(
            "fidelity_d\(d)_c\(k)", upper: row.limit,
            list.map { ($0.variable, row.weight($0.choice, $0.from, $0.to)) })
        }
        for arc in list where demand.chains > 1 {
          for span in spansOfHop(problem.choices[arc.choice].hop) {
            useOfSpan[span, default: [:]][k, default: []].append(arc.variable)
          }
        }
        direct += (arcs.outOf[problem.source] ?? []).filter { $0.to == problem.target }.map(\.variable)
        chains.append(arcs)
      }
      if demand.chains > 1 {
        if disjointness != .spans {
          for (node, terms) in useOfSite.sorted(by: { $0.key < $1.key }) {
            program.addRow("sites_d\(d)_s\(node)", upper: 0, terms + [(site(node, &program), -1)])
          }
          // Two direct chains have no repeater apart: by sites they are one.
          if direct.count > 1 { program.addRow("direct_d\(d)", upper: 1, direct.map { ($0, 1) }) }
        }
        if disjointness != .sites {
          for (span, users) in useOfSpan.sorted(by: { $0.key < $1.key }) where users.count > 1 {
            Self.addSpanRow(span, users, "d\(d)_e\(span)", &program, &meanings)
          }
        }
      }
      arcs.append(chains)
    }
    self.program = program
    self.siteVariables = siteVariables
    self.meanings = meanings
    for node in ends.union(siteVariables.keys).sorted() {
      for resource in [Resource.memories, .chains] { limit(resource, at: node) }
    }
  }

  /// Two chains of a demand share no span; one chain may pass it twice (a repeater at the end of a stub).
  ///
  /// A chain that has the span says so with a variable of its own, so that its hops over it count once.
  private static func addSpanRow(
    _ span: Int, _ users: [Int: [MixedIntegerProgram.Variable]], _ name: String,
    _ program: inout MixedIntegerProgram, _ meanings: inout [Int: RowMeaning]
  ) {
    var terms: [(MixedIntegerProgram.Variable, Double)] = []
    for (k, variables) in users.sorted(by: { $0.key < $1.key }) {
      guard variables.count > 1 else {
        terms.append((variables[0], 1))
        continue
      }
      let has = program.addVariable("z_\(name)_c\(k)", lower: 0, upper: 1)
      for (i, variable) in variables.enumerated() {
        program.addRow("span_\(name)_c\(k)_\(i)", upper: 0, [(variable, 1), (has, -1)])
      }
      terms.append((has, 1))
    }
    meanings[program.rowCount] = .span(span)
    program.addRow("spans_\(name)", upper: 1, terms)
  }

  // MARK: - Shared resources

  /// What chains of all demands share at a site.
  enum Resource: String {
    case memories, chains
  }

  private typealias Term = (MixedIntegerProgram.Variable, Double)

  private func most(_ resource: Resource, at node: Int) -> Int? {
    resource == .memories ? memories[node] : chainsPerSite
  }

  /// What a chain uses of a resource at a site.
  private func use(of resource: Resource, at node: Int, byChain k: Int, ofDemand d: Int) -> [Term] {
    let problem = demands[d].problem
    switch resource {
    case .chains:
      guard node != problem.source, node != problem.target else { return [] }
      return (arcs[d][k].into[node] ?? []).map { ($0.variable, 1) }
    case .memories:
      return ((arcs[d][k].into[node] ?? []) + (arcs[d][k].outOf[node] ?? [])).map {
        ($0.variable, Double(problem.choices[$0.choice].modes))
      }
    }
  }

  /// Chains that are not there instead of a first one.
  private func firstUse(of resource: Resource, at node: Int) -> [Term] {
    arcs.indices.flatMap { d in
      (protection == .shared ? 0..<1 : arcs[d].indices).flatMap {
        use(of: resource, at: node, byChain: $0, ofDemand: d)
      }
    }
  }

  /// The rows of a resource at a site: first chains, with each backup on its own where backups are shared.
  private mutating func limit(_ resource: Resource, at node: Int) {
    guard let most = most(resource, at: node) else { return }
    func add(_ name: String, _ terms: [Term]) {
      guard !terms.isEmpty else { return }
      if resource == .memories { meanings[program.rowCount] = .memories(node) }
      addRow(name, terms, atMost: most, of: resource, at: node)
    }
    let first = firstUse(of: resource, at: node)
    guard protection == .shared else { return add("\(resource)_s\(node)", first) }
    for d in arcs.indices {
      add("\(resource)_s\(node)_d\(d)", first + use(of: resource, at: node, byChain: 1, ofDemand: d))
    }
  }

  /// Adds the row of one failure: at a site, first chains and the backups of all demands that it takes the first chain of.
  ///
  /// A demand's share of it is at least what its backup uses less what the site has, unless its first chain meets the failure.
  mutating func limit(_ resource: Resource, at node: Int, after failure: SiteLoads.Failure) {
    guard let most = most(resource, at: node) else { return }
    var terms = firstUse(of: resource, at: node)
    for d in arcs.indices {
      let problem = demands[d].problem
      let meets = arcs[d][0].all.filter { arc in
        switch failure {
        case .span(let span): spansOfHop(problem.choices[arc.choice].hop).contains(span)
        case .site(let site): arc.to == site && site != problem.target
        }
      }
      let backup = use(of: resource, at: node, byChain: 1, ofDemand: d)
      guard !meets.isEmpty, !backup.isEmpty else { continue }
      let number = program.rowCount
      let share = program.addVariable("share\(number)_d\(d)")
      program.addRow(
        "share\(number)_d\(d)", upper: Double(most),
        backup + meets.map { ($0.variable, Double(most)) } + [(share, -1)])
      terms.append((share, 1))
    }
    addRow("\(resource)\(program.rowCount)_s\(node)", terms, atMost: most, of: resource, at: node)
  }

  /// A repeater has its memories once it is built; an end has them in any case.
  private mutating func addRow(
    _ name: String, _ terms: [Term], atMost most: Int, of resource: Resource, at node: Int
  ) {
    if let built = siteVariables[node], resource == .chains || !ends.contains(node) {
      program.addRow(name, upper: 0, terms + [(built, -Double(most))])
    } else {
      program.addRow(name, upper: Double(most), terms)
    }
  }

  /// A resource whose scarcity a row expresses.
  enum RowMeaning {
    /// Memories at a site.
    case memories(Int)
    /// A span that chains of one demand do not share.
    case span(Int)
  }

  private var meanings: [Int: RowMeaning]

  func meaning(ofRow row: Int) -> RowMeaning? { meanings[row] }

  /// Cost of each hop's memories and station.
  var hopCosts: [(MixedIntegerProgram.Variable, Double)] {
    zip(demands, arcs).flatMap { demand, chains in
      chains.flatMap(\.all).map { ($0.variable, demand.problem.choices[$0.choice].cost) }
    }
  }

  var anyVariable: MixedIntegerProgram.Variable? { arcs.first?.first?.all.first?.variable }

  mutating func add(_ name: String, upper: Double, _ terms: [(MixedIntegerProgram.Variable, Double)]) {
    program.addRow(name, upper: upper, terms)
  }

  /// Adds what every chain of a demand needs alone: so many repeaters, or so much cost, as the objective counts.
  mutating func require(_ least: Double, ofDemand d: Int) {
    let problem = demands[d].problem
    for (k, arcs) in arcs[d].enumerated() {
      let terms = arcs.all.map { arc in
        let site = arc.to == problem.target ? 0 : countsSites ? 1 : siteCost[arc.to]
        return (arc.variable, site + (countsSites ? 0 : problem.choices[arc.choice].cost))
      }
      program.addRow("alone_d\(d)_c\(k)", lower: least, terms.filter { $0.1 != 0 })
    }
  }

  /// The paths of a solution: [demand][chain] → choices from source to target.
  func paths(of solution: MixedIntegerSolution) -> [[[Int]]]? { solution.values.flatMap { paths(of: $0) } }

  func paths(of values: [Double]) -> [[[Int]]]? {
    var all: [[[Int]]] = []
    for (demand, chains) in zip(demands, arcs) {
      var paths: [[Int]] = []
      for arcs in chains {
        var next: [Int: Arc] = [:]
        for arc in arcs.all where values[arc.variable.index] > 0.5 { next[arc.from] = arc }
        var path: [Int] = []
        var at = demand.problem.source
        while at != demand.problem.target {
          guard let arc = next.removeValue(forKey: at) else { return nil }
          path.append(arc.choice)
          at = arc.to
        }
        paths.append(path)
      }
      all.append(paths)
    }
    return all
  }

  /// Cuts off one chain for every copy of its demand: not all of its hops together.
  ///
  /// - Parameters:
  ///   - withSettings: whether every setting of these hops with no more modes goes too.
  ///   - withRoutes: whether another route between the same sites is only another setting.
  mutating func exclude(_ path: [Int], ofDemand d: Int, withSettings: Bool, withRoutes: Bool) {
    let problem = demands[d].problem
    guard let sites = problem.sites(of: path) else { return }
    for arcs in arcs[d] {
      let terms = zip(path, sites).flatMap { choice, from in
        (arcs.outOf[from] ?? []).filter { arc in
          guard withSettings else { return arc.choice == choice }
          let (mine, other) = (problem.choices[choice], problem.choices[arc.choice])
          let isSame = withRoutes ? other.from == mine.from && other.to == mine.to : other.hop == mine.hop
          return isSame && other.modes <= mine.modes
        }
      }
      program.addRow(
        "judged\(program.rowCount)", upper: Double(path.count - 1), terms.map { ($0.variable, 1) })
    }
  }

  /// Adds Σ ρ x ≤ T*, violated by a path whose mean-time bound exceeds the ceiling T*.
  ///
  /// f(S) = E[max over S] is submodular (the maximum is, sample by sample), so the increments ρ of f along any order satisfy
  /// ρ(S) ≤ f(S) for every S (Edmonds 1970); the order starts with the path, slowest hop first, where ρ(path) = f(path).
  mutating func addPolymatroidCut(_ path: [Int], ofDemand d: Int) {
    let problem = demands[d].problem
    let g = problem.grid.count
    let inPath = Set(path)
    let used = Set(problem.steps.flatMap { $0.map(\.choice) })
    let order =
      path.sorted { problem.choices[$0].meanS > problem.choices[$1].meanS }
      + used.subtracting(inPath).sorted {
        (problem.choices[$0].meanS, $0) > (problem.choices[$1].meanS, $1)
      }
    var sum = Array(repeating: 0.0, count: g)
    var before = 0.0
    var increments: [Int: Double] = [:]
    for choice in order {
      for j in 0..<g { sum[j] += problem.costs[choice * g + j] }
      let now = problem.grid.smoothMeanTime { sum[$0] }
      increments[choice] = max(0, now - before) + problem.delay(choice)
      before = max(before, now)
    }
    let ceiling = demands[d].timeCeilingS
    for arcs in arcs[d] {
      program.addCovering(
        "rate\(program.rowCount)", upper: 1, arcs.all.map { ($0.variable, increments[$0.choice]! / ceiling) })
    }
  }
}

extension MixedIntegerProgram {
  /// Adds Σ weight x ≤ upper over binaries with weights that may span many orders of magnitude.
  ///
  /// Weights are lowered where that changes nothing that matters (lowering keeps the row valid): those that forbid their
  /// variable outright to just over the limit, those below 1e-9 to 0. Simplex tolerances need coefficients of one scale.
  mutating func addCovering(_ name: String, upper: Double, _ terms: [(Variable, Double)]) {
    let enough = max(0, upper) * 1.5 + 0.5
    addRow(
      name, upper: upper,
      terms.compactMap { variable, weight in weight < 1e-9 ? nil : (variable, min(weight, enough)) })
  }
}
