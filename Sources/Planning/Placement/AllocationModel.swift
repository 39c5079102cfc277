internal import Optimization

/// An allocation as an integer program over single hops: exact on the networks that it is given.
///
/// Binaries: y for each site, x for each hop of each demand (one flow of all the demand's chains). Minimise Σ y or the total
/// length so that flow is kept, flow into a site <= y, all demands' flow into it <= capacity × y, hops of a demand at
/// most chains × most hops, and hops over one span at most 1 where chains may share none. A demand whose solved chains are
/// too long gets flow indexed by hop number instead (the layered model), and the program is solved again.
struct AllocationModel {
  let context: AllocationContext
  let objective: AllocationMaster.Objective
  /// Bounds of the number of repeaters that are known to hold.
  var fewestRepeaters: Int
  var mostRepeaters: Int
  /// Demands with flow indexed by hop number.
  var layered: Set<Int> = []

  private typealias Variable = MixedIntegerProgram.Variable

  /// Written down; with the arcs that each flow variable stands for.
  struct Written {
    var program: MixedIntegerProgram
    var flows: [[(arc: Int, layer: Int, variable: MixedIntegerProgram.Variable)]]
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
    var flows: [[(arc: Int, layer: Int, variable: Variable)]] = []
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
        program.addRow(
          "hops_d\(demand)", upper: Double(network.chains * network.mostHops), flow.map { ($0.variable, 1) })
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
  ) -> [(arc: Int, layer: Int, variable: Variable)] {
    let network = context.networks[demand]
    var flow: [(arc: Int, layer: Int, variable: Variable)] = []
    for arc in 0..<network.arcCount {
      let (tail, head) = (Int(network.tails[arc]), Int(network.heads[arc]))
      let cost = objective.km * network.lengths[arc]
      let name = "x_d\(demand)_s\(network.sites[tail])_s\(network.sites[head])"
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
    _ flow: [(arc: Int, layer: Int, variable: Variable)], _ demand: Int, to program: inout MixedIntegerProgram
  ) {
    let network = context.networks[demand]
    let layers = layered.contains(demand) ? network.mostHops + 1 : 1
    var balance: [Int: [(Variable, Double)]] = [:]
    var leaving: [(Variable, Double)] = []
    for (arc, layer, variable) in flow {
      let (tail, head) = (Int(network.tails[arc]), Int(network.heads[arc]))
      if tail == 0 {
        leaving.append((variable, 1))
      } else {
        balance[tail * layers + layer, default: []].append((variable, -1))
      }
      let arrival = layers == 1 ? 0 : layer + 1
      if head != 1 { balance[head * layers + arrival, default: []].append((variable, 1)) }
    }
    program.addRow("chains_d\(demand)", equal: Double(network.chains), leaving)
    for (state, terms) in balance.sorted(by: { $0.key < $1.key }) {
      program.addRow("flow_d\(demand)_s\(network.sites[state / layers])_h\(state % layers)", equal: 0, terms)
    }
  }

  private func addSpanRows(
    _ flow: [(arc: Int, layer: Int, variable: Variable)], _ demand: Int, _ open: [Variable?],
    to program: inout MixedIntegerProgram
  ) {
    guard let spansOfHop = context.spansOfHop else { return }
    let network = context.networks[demand]
    var users: [Int32: [Variable]] = [:]
    for (arc, _, variable) in flow {
      for span in spansOfHop[Int(network.hops[arc])] { users[span, default: []].append(variable) }
    }
    for (span, variables) in users.sorted(by: { $0.key < $1.key }) where variables.count > 1 {
      program.addRow("span_d\(demand)_f\(span)", upper: 1, variables.map { ($0, 1) })
    }
    // A repeater that several chains may pass: over each span at most one of its hops, and only where it is open.
    var ends: [Int64: [Variable]] = [:]
    for (arc, _, variable) in flow {
      for number in [Int(network.tails[arc]), Int(network.heads[arc])]
      where number > 1 && context.passages[network.sites[number]] > 1 {
        for span in spansOfHop[Int(network.hops[arc])] {
          ends[Int64(network.sites[number]) << 32 | Int64(span), default: []].append(variable)
        }
      }
    }
    for (key, variables) in ends.sorted(by: { $0.key < $1.key }) {
      let site = Int(key >> 32)
      program.addRow(
        "span_d\(demand)_f\(key & 0xFFFF_FFFF)_s\(site)", upper: 0,
        variables.map { ($0, 1.0) } + [(open[site]!, -1)])
    }
  }

  // MARK: - Solving

  /// Solves until every chain keeps the hop limit.
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
      var tooLong: Set<Int> = []
      var chains: [[[Int]]] = []
      for (demand, network) in context.networks.enumerated() {
        let paths = paths(of: demand, written.flows[demand].filter { values[$0.variable.index] > 0.5 })
        if paths.contains(where: { $0.count > network.mostHops }) { tooLong.insert(demand) }
        chains.append(paths.map { context.sites(of: $0, demand: demand) })
      }
      if tooLong.isEmpty { return (solution, Routing(chains: chains)) }
      layered.formUnion(tooLong)
    }
  }

  /// Takes the flow of a demand apart into paths without cycles.
  private func paths(
    of demand: Int, _ flow: [(arc: Int, layer: Int, variable: MixedIntegerProgram.Variable)]
  ) -> [[Int]] {
    let network = context.networks[demand]
    let isLayered = layered.contains(demand)
    var left = flow
    var paths: [[Int]] = []
    while let start = left.firstIndex(where: { network.tails[$0.arc] == 0 }) {
      var step = left.remove(at: start)
      var path = [step.arc]
      while network.heads[step.arc] != 1 {
        let at = network.heads[step.arc]
        guard
          let next = left.firstIndex(where: {
            network.tails[$0.arc] == at && (!isLayered || $0.layer == step.layer + 1)
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
