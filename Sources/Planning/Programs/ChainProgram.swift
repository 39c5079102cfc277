internal import Optimization

/// Chains of demands on shared sites as one integer program, made of groups of rows that each strategy puts together.
///
/// Binaries: x for each hop that a chain may use, in its direction; y for each site where a repeater may stand. Groups, each
/// in a file of its own: flow from end to end, sites and what they hold, spans that chains may not share, mean time, noise, and
/// chains that were judged. All rows are conditions that every plan meets, so an optimum is a bound and its chains are a
/// proposal: the exact estimator disposes. Reach alone is the same program without time and noise.
struct ChainProgram {
  typealias Variable = MixedIntegerProgram.Variable
  typealias Term = (Variable, Double)

  /// A hop with one way to run it, from one site of the map to another.
  struct Arc {
    var from: Int
    var to: Int
    /// What tells it from other hops between the same sites, as it stands in names: `_h3_o1`.
    var label: String
    /// Its number to whoever asks: a choice of a space, an arc of a network.
    var choice: Int
    var cost = 0.0
    /// Memories at either end.
    var modes = 0
    var spans: [Int] = []
  }

  struct Demand {
    var source: Int
    var target: Int
    /// Nothing leads into the source or out of the target.
    var arcs: [Arc]
    var chains = 1
    /// Most hops of a chain; `nil` where no row is needed.
    var mostHops: Int?
    var flow = Flow.apart
  }

  /// How the chains of one demand are told apart.
  enum Flow {
    /// Each chain has variables of its own.
    case apart
    /// One flow of all chains.
    case together
    /// One flow of all chains, with variables of their own for each number of the hop in its chain.
    /// - Parameter layers: of each arc, the first and the last number.
    case byHop(layers: [ClosedRange<Int>])
  }

  /// A variable of an arc: for one chain, or one number of the hop, where these are told apart.
  struct Use {
    var arc: Int
    var layer: Int
    var variable: Variable
  }

  /// Variables that one flow is made of.
  struct Uses {
    let all: [Use]
    /// By site of the map.
    let into: [Int: [Use]]
    let outOf: [Int: [Use]]

    init(_ all: [Use], _ arcs: [Arc]) {
      self.all = all
      into = Dictionary(grouping: all) { arcs[$0.arc].to }
      outOf = Dictionary(grouping: all) { arcs[$0.arc].from }
    }
  }

  let demands: [Demand]
  var program: MixedIntegerProgram
  /// [demand][chain]; one flow of all chains where they are not told apart.
  private(set) var uses: [[Uses]] = []
  /// y of each site.
  private(set) var siteVariables: [Int: Variable] = [:]
  /// What some rows say.
  var meanings: [Int: RowMeaning] = [:]
  private let siteCost: (Int) -> Double

  /// A resource whose scarcity a row expresses.
  enum RowMeaning {
    /// Memories at a site.
    case memories(Int)
    /// A span that chains of one demand do not share.
    case span(Int)
  }

  /// Variables and the rows of flow.
  ///
  /// - Parameter siteCost: what a repeater at a site adds to the objective.
  init(name: String, demands: [Demand], siteCost: @escaping (Int) -> Double) {
    self.demands = demands
    self.siteCost = siteCost
    program = MixedIntegerProgram(name: name)
    for d in demands.indices { uses.append(addVariables(ofDemand: d)) }
    for d in demands.indices { addFlow(ofDemand: d) }
  }

  /// Whether there is one chain in all.
  var isOfOneChain: Bool { demands.count == 1 && demands[0].chains == 1 }

  /// The part of names that tells the demand and, where each has its own variables, the chain.
  func suffix(_ d: Int, _ k: Int? = nil) -> String {
    if isOfOneChain { return "" }
    guard let k, case .apart = demands[d].flow else { return "_d\(d)" }
    return "_d\(d)_c\(k)"
  }

  func arc(_ use: Use, ofDemand d: Int) -> Arc { demands[d].arcs[use.arc] }

  func isRepeater(_ site: Int, ofDemand d: Int) -> Bool {
    site != demands[d].source && site != demands[d].target
  }

  /// y of a site, which is there from when it is first asked for.
  mutating func site(_ index: Int) -> Variable {
    if let known = siteVariables[index] { return known }
    let variable = program.addBinary("y_s\(index)", cost: siteCost(index))
    siteVariables[index] = variable
    return variable
  }

  // MARK: - Flow

  private mutating func addVariables(ofDemand d: Int) -> [Uses] {
    let demand = demands[d]
    func add(_ arc: Int, _ layer: Int, _ start: String, _ end: String = "") -> Use {
      let own = demand.arcs[arc]
      return Use(
        arc: arc, layer: layer,
        variable: program.addBinary("x\(start)\(own.label)_s\(own.from)_s\(own.to)\(end)", cost: own.cost))
    }
    switch demand.flow {
    case .apart:
      return (0..<demand.chains).map { k in
        Uses(demand.arcs.indices.map { add($0, k, suffix(d, k)) }, demand.arcs)
      }
    case .together:
      return [Uses(demand.arcs.indices.map { add($0, 0, suffix(d)) }, demand.arcs)]
    case .byHop(let layers):
      return [
        Uses(
          demand.arcs.indices.flatMap { arc in layers[arc].map { add(arc, $0, suffix(d), "_h\($0)") } },
          demand.arcs)
      ]
    }
  }

  private mutating func addFlow(ofDemand d: Int) {
    let demand = demands[d]
    for (k, uses) in uses[d].enumerated() {
      let name = suffix(d, k)
      let count = if case .apart = demand.flow { 1.0 } else { Double(demand.chains) }
      func sum(_ uses: [Use]?, _ weight: Double = 1) -> [Term] { (uses ?? []).map { ($0.variable, weight) } }
      program.addRow("start\(name)", equal: count, sum(uses.outOf[demand.source]))
      program.addRow("end\(name)", equal: count, sum(uses.into[demand.target]))
      let sites = Set(uses.into.keys).union(uses.outOf.keys)
      for site in sites.sorted() where isRepeater(site, ofDemand: d) {
        guard let arriving = uses.into[site], let leaving = uses.outOf[site] else {
          for use in (uses.into[site] ?? []) + (uses.outOf[site] ?? []) {
            program.setBounds(lower: 0, upper: 0, of: use.variable)
          }
          continue
        }
        guard case .byHop = demand.flow else {
          program.addRow("flow\(name)_s\(site)", equal: 0, sum(arriving) + sum(leaving, -1))
          continue
        }
        // What arrives as hop n leaves as hop n + 1.
        let before = Dictionary(grouping: arriving) { $0.layer + 1 }
        let after = Dictionary(grouping: leaving, by: \.layer)
        for layer in Set(before.keys).union(after.keys).sorted() {
          program.addRow(
            "flow\(name)_s\(site)_h\(layer)", equal: 0, sum(before[layer]) + sum(after[layer], -1))
        }
      }
      guard let most = demand.mostHops else { continue }
      if case .byHop = demand.flow { continue }
      program.addRow("hops\(name)", upper: count * Double(most), sum(uses.all))
    }
  }

  // MARK: - Chains of a solution

  /// Arcs of the chains, from source to target: [demand][chain]; `nil` where values are no chains.
  ///
  /// Cycles are left out.
  func paths(of values: [Double]?) -> [[[Arc]]]? {
    guard let values else { return nil }
    var all: [[[Arc]]] = []
    for d in demands.indices {
      var paths: [[Arc]] = []
      for uses in uses[d] {
        guard let found = self.paths(ofDemand: d, uses.all.filter { values[$0.variable.index] > 0.5 }) else {
          return nil
        }
        paths += found
      }
      guard paths.count == demands[d].chains else { return nil }
      all.append(paths)
    }
    return all
  }

  private func paths(ofDemand d: Int, _ flow: [Use]) -> [[Arc]]? {
    let demand = demands[d]
    var left = flow
    var paths: [[Arc]] = []
    while let start = left.firstIndex(where: { arc($0, ofDemand: d).from == demand.source }) {
      var step = left.remove(at: start)
      var path = [arc(step, ofDemand: d)]
      while let at = path.last?.to, at != demand.target {
        let next = left.firstIndex {
          guard arc($0, ofDemand: d).from == at else { return false }
          if case .byHop = demand.flow { return $0.layer == step.layer + 1 }
          return true
        }
        guard let next else { return nil }
        step = left.remove(at: next)
        let own = arc(step, ofDemand: d)
        if let seen = path.firstIndex(where: { $0.to == own.to }) {
          path.removeLast(path.count - 1 - seen)
        } else {
          path.append(own)
        }
      }
      paths.append(path)
    }
    return paths
  }

  // MARK: - Chains that were judged

  /// Cuts off one chain for every copy of its demand: not all of its hops together.
  ///
  /// - Parameter isSame: whether another hop between the same sites is no better than one of the path.
  mutating func exclude(_ path: [Arc], ofDemand d: Int, _ isSame: (_ mine: Arc, _ other: Arc) -> Bool) {
    for uses in uses[d] {
      let terms = path.flatMap { mine in
        (uses.outOf[mine.from] ?? []).filter { use in
          let other = arc(use, ofDemand: d)
          return other.choice == mine.choice && other.to == mine.to || isSame(mine, other)
        }
      }
      program.addRow(
        "judged\(program.rowCount)", upper: Double(path.count - 1), terms.map { ($0.variable, 1) })
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
