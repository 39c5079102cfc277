internal import FibreNetwork
internal import Optimization

/// An allocation as an integer program over single hops: exact on the networks that it is given.
///
/// Binaries: y for each site, x for each hop of each demand (one flow of all the demand's chains). Minimise Σ y or the total
/// length so that flow is kept, flow into a site <= y, all demands' flow into it <= capacity × y, hops of a demand at
/// most chains × most hops. A demand whose solved chains are too long gets flow indexed by hop number instead (the layered
/// model), and the program is solved again.
///
/// Where chains may share no span, each route is a hop of its own, and hops over a span are at most 1, except that one chain
/// may use a span in two hops that share a stub (``StubZones``): hops that may be the first of such two and hops that may be
/// the second are counted apart. A demand whose solved chains still share a span, or are too long, gets a flow for each chain
/// (x for each hop and chain), u for each span and chain: x <= u, Σ u over chains <= 1; and the program is solved again.
struct AllocationModel {
  let context: AllocationContext
  let objective: AllocationMaster.Objective
  /// Bounds of the number of repeaters that are known to hold.
  var fewestRepeaters: Int
  var mostRepeaters: Int
  /// Demands with flow indexed by hop number.
  var layered: Set<Int> = []
  /// Demands with a flow for each chain.
  var apart: Set<Int> = []

  /// Where routes are hops, all are drawn unless the context has drawn those that matter.
  init(
    context: AllocationContext, objective: AllocationMaster.Objective, fewestRepeaters: Int,
    mostRepeaters: Int
  ) {
    var drawn = context
    if !drawn.isDrawn { drawn.drawRoutes() }
    self.context = drawn
    self.objective = objective
    self.fewestRepeaters = fewestRepeaters
    self.mostRepeaters = mostRepeaters
  }

  /// Whether the program has every hop that can matter, so that what it says holds.
  var isComplete: Bool { context.undrawn == nil }

  private typealias Variable = MixedIntegerProgram.Variable

  /// A flow variable: the arc that it stands for, and the number of the hop or of the chain where these are told apart.
  typealias Flow = (arc: Int, layer: Int, variable: MixedIntegerProgram.Variable)

  /// Written down; with the arcs that each flow variable stands for.
  struct Written {
    var program: MixedIntegerProgram
    var flows: [[Flow]]
  }

  func written() -> Written {
    let byCount = objective.repeater > 0
    var program = MixedIntegerProgram(name: byCount ? "fewest repeaters" : "least length")
    let sites = context.problem.mayHostRepeater.indices
    var used = [Bool](repeating: false, count: sites.count)
    for network in context.networks {
      for head in network.heads where head != 1 { used[network.sites[Int(head)]] = true }
    }
    var open = [Variable?](repeating: nil, count: sites.count)
    for site in sites where used[site] {
      open[site] = program.addBinary("y_s\(site)", cost: objective.repeater)
    }
    program.addRow(
      "repeaters", lower: Double(fewestRepeaters), upper: Double(mostRepeaters),
      open.compactMap { $0.map { ($0, 1) } })
    var loads = Array(repeating: [Variable](), count: sites.count)
    var flows: [[Flow]] = []
    for (demand, network) in context.networks.enumerated() {
      let flow = addFlow(of: demand, to: &program)
      flows.append(flow)
      guard network.chains > 0 else { continue }
      addConservation(flow, demand, to: &program)
      var into = Array(repeating: [Variable](), count: network.siteCount)
      for (arc, _, variable) in flow { into[Int(network.heads[arc])].append(variable) }
      for number in 2..<max(2, network.siteCount) where !into[number].isEmpty {
        let site = network.sites[number]
        program.addRow(
          "open_d\(demand)_s\(site)", upper: 0,
          into[number].map { ($0, 1.0) } + [(open[site]!, -Double(context.passages[site]))])
        loads[site] += into[number]
      }
      if !layered.contains(demand) && network.mostHops < network.siteCount - 1 {
        for (chain, flow) in chains(flow, demand).enumerated() {
          let most = apart.contains(demand) ? network.mostHops : network.chains * network.mostHops
          program.addRow("hops_d\(demand)_c\(chain)", upper: Double(most), flow.map { ($0.variable, 1) })
        }
      }
      if context.problem.disjointBy == .both {
        let direct = flow.filter { network.tails[$0.arc] == 0 && network.heads[$0.arc] == 1 }
        if direct.count > 1 { program.addRow("direct_d\(demand)", upper: 1, direct.map { ($0.variable, 1) }) }
      }
      addSpanRows(flow, demand, open, to: &program)
    }
    if let capacity = context.capacity {
      for site in sites where loads[site].count > capacity {
        program.addRow(
          "capacity_s\(site)", upper: 0, loads[site].map { ($0, 1.0) } + [(open[site]!, -Double(capacity))])
      }
    }
    return Written(program: program, flows: flows)
  }

  private func addFlow(
    of demand: Int, to program: inout MixedIntegerProgram
  ) -> [Flow] {
    let network = context.networks[demand]
    var flow: [Flow] = []
    for arc in 0..<network.arcCount {
      let (tail, head) = (Int(network.tails[arc]), Int(network.heads[arc]))
      let cost = objective.km * network.lengths[arc]
      let route = network.routes == nil ? "" : "_r\(network.hops[arc])"
      let name = "x_d\(demand)_s\(network.sites[tail])_s\(network.sites[head])\(route)"
      if apart.contains(demand) {
        for chain in 0..<network.chains {
          flow.append((arc, chain, program.addBinary("\(name)_c\(chain)", cost: cost)))
        }
        continue
      }
      guard layered.contains(demand) else {
        flow.append((arc, 0, program.addBinary(name, cost: cost)))
        continue
      }
      let first = Int(network.hopsFromSource[tail])
      let last = network.mostHops - 1 - Int(network.hopsToSink[head])
      // The source is left by the first hop only.
      for layer in first...max(first, tail == 0 ? 0 : last) {
        flow.append((arc, layer, program.addBinary("\(name)_h\(layer)", cost: cost)))
      }
    }
    return flow
  }

  private func addConservation(
    _ flow: [Flow], _ demand: Int, to program: inout MixedIntegerProgram
  ) {
    let network = context.networks[demand]
    let isApart = apart.contains(demand)
    let layers = isApart ? network.chains : layered.contains(demand) ? network.mostHops + 1 : 1
    var balance: [Int: [(Variable, Double)]] = [:]
    var leaving = Array(repeating: [(Variable, Double)](), count: isApart ? network.chains : 1)
    for (arc, layer, variable) in flow {
      let (tail, head) = (Int(network.tails[arc]), Int(network.heads[arc]))
      if tail == 0 {
        leaving[isApart ? layer : 0].append((variable, 1))
      } else {
        balance[tail * layers + layer, default: []].append((variable, -1))
      }
      let arrival = isApart ? layer : layers == 1 ? 0 : layer + 1
      if head != 1 { balance[head * layers + arrival, default: []].append((variable, 1)) }
    }
    for (chain, leaving) in leaving.enumerated() {
      program.addRow("chains_d\(demand)_c\(chain)", equal: isApart ? 1 : Double(network.chains), leaving)
    }
    for (state, terms) in balance.sorted(by: { $0.key < $1.key }) {
      program.addRow("flow_d\(demand)_s\(network.sites[state / layers])_h\(state % layers)", equal: 0, terms)
    }
  }

  /// The flow of each chain, or of all together where they are not told apart.
  private func chains(_ flow: [Flow], _ demand: Int) -> [[Flow]] {
    guard apart.contains(demand) else { return [flow] }
    return (0..<context.networks[demand].chains).map { chain in flow.filter { $0.layer == chain } }
  }

  /// Hops over a span, as the two that may share it in one chain are told apart.
  private struct Users {
    /// Hops that use it alone.
    var plain: [Variable] = []
    /// Hops whose next one may use it too, and hops whose last one may have.
    var first: [Variable] = []
    var second: [Variable] = []
    /// Hops that may be either.
    var either: [Variable] = []

    /// Sets of hops of which a chain uses at most one.
    var sets: [[Variable]] {
      let sets = [plain + first, plain + second].filter { !$0.isEmpty }
      return (first.isEmpty && second.isEmpty ? Array(sets.prefix(1)) : sets) + either.map { [$0] }
    }
  }

  private func addSpanRows(
    _ flow: [Flow], _ demand: Int, _ open: [Variable?], to program: inout MixedIntegerProgram
  ) {
    guard let search = context.routes, let routes = context.networks[demand].routes else { return }
    let network = context.networks[demand]
    let zones = StubZones(
      network, routes: routes, longestHopKm: search.longestHopKm, oneDirect: !context.shareSites,
      length: { context.problem.network.spans[Int($0)].lengthKm })
    var used: [Int32: [Variable]] = [:]
    for (chain, flow) in chains(flow, demand).enumerated() {
      var users: [Int32: Users] = [:]
      for (arc, _, variable) in flow {
        let route = routes[arc]
        for (place, span) in route.enumerated() {
          switch (place >= route.count - zones.atHead[arc], place < zones.atTail[arc]) {
          case (false, false): users[span, default: Users()].plain.append(variable)
          case (true, false): users[span, default: Users()].first.append(variable)
          case (false, true): users[span, default: Users()].second.append(variable)
          case (true, true): users[span, default: Users()].either.append(variable)
          }
        }
      }
      for (span, users) in users.sorted(by: { $0.key < $1.key }) {
        let name = "span_d\(demand)_f\(span)"
        if apart.contains(demand) {
          let use = program.addVariable("u_d\(demand)_f\(span)_c\(chain)", lower: 0, upper: 1, cost: 0)
          used[span, default: []].append(use)
          for (number, set) in users.sets.enumerated() {
            program.addRow("\(name)_c\(chain)_\(number)", upper: 0, set.map { ($0, 1.0) } + [(use, -1)])
          }
        } else {
          for (number, set) in users.sets.enumerated() where set.count > 1 {
            program.addRow("\(name)_\(number)", upper: 1, set.map { ($0, 1) })
          }
        }
      }
    }
    for (span, uses) in used.sorted(by: { $0.key < $1.key }) {
      program.addRow("span_d\(demand)_f\(span)", upper: 1, uses.map { ($0, 1) })
    }
    // A repeater that several chains may pass: over each span at most one of its hops in and one out, the same one chain's,
    // and only where it is open.
    var ends: [Int64: Users] = [:]
    for (arc, _, variable) in flow {
      let route = routes[arc]
      for (place, span) in route.enumerated() {
        let (tail, head) = (Int(network.tails[arc]), Int(network.heads[arc]))
        if head > 1 && context.passages[network.sites[head]] > 1 {
          let key = Int64(network.sites[head]) << 32 | Int64(span)
          if place >= route.count - zones.atHead[arc] {
            ends[key, default: Users()].first.append(variable)
          } else {
            ends[key, default: Users()].plain.append(variable)
          }
        }
        if tail > 1 && context.passages[network.sites[tail]] > 1 {
          let key = Int64(network.sites[tail]) << 32 | Int64(span)
          if place < zones.atTail[arc] {
            ends[key, default: Users()].second.append(variable)
          } else {
            ends[key, default: Users()].plain.append(variable)
          }
        }
      }
    }
    for (key, users) in ends.sorted(by: { $0.key < $1.key }) {
      let site = Int(key >> 32)
      for (number, set) in users.sets.enumerated() {
        program.addRow(
          "span_d\(demand)_f\(key & 0xFFFF_FFFF)_s\(site)_\(number)", upper: 0,
          set.map { ($0, 1.0) } + [(open[site]!, -1)])
      }
    }
  }

  // MARK: - Solving

  /// Solves until every chain keeps the hop limit and shares nothing that it must not.
  mutating func solve(_ solver: some MixedIntegerSolver, _ options: () -> SolveOptions) throws(SolverError)
    -> (solution: MixedIntegerSolution, routing: Routing?)
  {
    while true {
      let written = written()
      guard written.program.variableCount > 0 else {
        // Every demand is served by a direct hop, or some demand has no hop at all.
        let isServed = context.networks.allSatisfy { $0.chains == 0 }
        return (
          MixedIntegerSolution(
            status: isServed ? .optimal : .infeasible, objective: isServed ? 0 : nil,
            bound: isServed ? 0 : .infinity, nodes: 0, values: isServed ? [] : nil, elapsedS: 0),
          isServed ? Routing(chains: context.networks.map { _ in [] }) : nil
        )
      }
      let solution = try solver.solve(written.program, options())
      guard let values = solution.values else { return (solution, nil) }
      var wrong: Set<Int> = []
      var chains: [[PlacedChain]] = []
      for (demand, network) in context.networks.enumerated() {
        let paths = paths(of: demand, written.flows[demand].filter { values[$0.variable.index] > 0.5 })
        let found = paths.map { path in
          PlacedChain(
            sites: context.sites(of: path, demand: demand),
            routes: network.routes.map { routes in path.map { routes[$0] } } ?? [])
        }
        if paths.contains(where: { $0.count > network.mostHops }) || !context.areDisjoint(found) {
          wrong.insert(demand)
        }
        chains.append(found)
      }
      if wrong.isEmpty { return (solution, Routing(chains: chains)) }
      if context.routes == nil { layered.formUnion(wrong) } else { apart.formUnion(wrong) }
    }
  }

  /// Takes the flow of a demand apart into paths without cycles.
  private func paths(
    of demand: Int, _ flow: [Flow]
  ) -> [[Int]] {
    let network = context.networks[demand]
    let isLayered = layered.contains(demand)
    let isApart = apart.contains(demand)
    var left = flow
    var paths: [[Int]] = []
    while let start = left.firstIndex(where: { network.tails[$0.arc] == 0 }) {
      var step = left.remove(at: start)
      var path = [step.arc]
      while network.heads[step.arc] != 1 {
        let at = network.heads[step.arc]
        guard
          let next = left.firstIndex(where: {
            network.tails[$0.arc] == at
              && (isLayered ? $0.layer == step.layer + 1 : !isApart || $0.layer == step.layer)
          })
        else { break }
        step = left.remove(at: next)
        if let seen = path.firstIndex(where: { network.heads[$0] == network.heads[step.arc] }) {
          path.removeLast(path.count - 1 - seen)
        } else {
          path.append(step.arc)
        }
      }
      paths.append(path)
    }
    return paths
  }
}
