internal import FibreNetwork
internal import Optimization

/// An allocation as an integer program over single hops: exact on the networks that it is given.
///
/// Minimise repeaters or the total length with one flow of all chains of a demand. A demand whose solved chains are too long
/// gets flow indexed by hop number instead (the layered model), and the program is solved again.
///
/// Where chains may share no span, each route is a hop of its own, and hops over a span are at most 1, except that one chain
/// may use a span in two hops that share a stub (``StubZones``). A demand whose solved chains still share a span, or are too
/// long, gets a flow for each chain, and the program is solved again.
struct HopProgram {
  let context: AllocationContext
  let objective: AllocationMaster.Objective
  /// Bounds of the number of repeaters that are known to hold.
  let fewestRepeaters: Int
  let mostRepeaters: Int
  /// Demands with flow indexed by hop number.
  private var layered: Set<Int> = []
  /// Demands with a flow for each chain.
  private var apart: Set<Int> = []

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

  /// Written down.
  func written() -> ChainProgram {
    let served = context.networks.indices.filter { context.networks[$0].chains > 0 }
    var program = ChainProgram(
      name: objective.repeater > 0 ? "fewest-repeaters" : "least-length", demands: served.map(demand),
      siteCost: { _ in objective.repeater })
    func passages(_ site: Int) -> Int { context.passages[site] }
    program.addSites(passages: passages)
    program.addRepeaters(atLeast: fewestRepeaters, atMost: mostRepeaters)
    if context.problem.disjointBy == .both { program.addOneDirectHop() }
    for (d, demand) in served.enumerated() {
      let network = context.networks[demand]
      guard let search = context.routes, let routes = network.routes else { continue }
      let zones = StubZones(
        network, routes: routes, longestHopKm: search.longestHopKm, oneDirect: !context.shareSites,
        length: { context.problem.network.spans[Int($0)].lengthKm })
      func place(_ arc: Int, _ number: Int) -> ChainProgram.Place {
        switch (number >= routes[arc].count - zones.atHead[arc], number < zones.atTail[arc]) {
        case (false, false): .alone
        case (true, false): .first
        case (false, true): .second
        case (true, true): .either
        }
      }
      program.addSpans(ofDemand: d, place)
      program.addSpansAtRepeaters(ofDemand: d, passages: passages, place)
    }
    if let capacity = context.capacity { program.addRoom(ChainProgram.Room(chainsPerSite: capacity)) }
    return program
  }

  private func demand(_ demand: Int) -> ChainProgram.Demand {
    let network = context.networks[demand]
    let arcs = (0..<network.arcCount).map { arc in
      let route = network.routes?[arc]
      return ChainProgram.Arc(
        from: network.sites[Int(network.tails[arc])], to: network.sites[Int(network.heads[arc])],
        label: route == nil ? "" : "_r\(network.hops[arc])", choice: arc,
        cost: objective.km * network.lengths[arc], spans: route?.map { Int($0) } ?? [])
    }
    let isLimited = network.mostHops < network.siteCount - 1
    var own = ChainProgram.Demand(
      source: network.source, target: network.sink, arcs: arcs, chains: network.chains,
      mostHops: isLimited ? network.mostHops : nil, flow: apart.contains(demand) ? .apart : .together)
    if layered.contains(demand) {
      own.flow = .byHop(
        layers: (0..<network.arcCount).map { arc in
          let (tail, head) = (Int(network.tails[arc]), Int(network.heads[arc]))
          let first = Int(network.hopsFromSource[tail])
          // The source is left by the first hop only.
          return first...max(first, tail == 0 ? 0 : network.mostHops - 1 - Int(network.hopsToSink[head]))
        })
    }
    return own
  }

  /// Solves until every chain keeps the hop limit and shares nothing that it must not.
  mutating func solve(_ solver: some MixedIntegerSolver, _ options: () -> SolveOptions) throws(SolverError)
    -> (solution: MixedIntegerSolution, routing: Routing?)
  {
    let served = context.networks.indices.filter { context.networks[$0].chains > 0 }
    guard !served.isEmpty, served.allSatisfy({ context.networks[$0].arcCount > 0 }) else {
      // Every demand is served by a direct hop, or some demand has no hop at all.
      let isServed = served.isEmpty
      return (
        MixedIntegerSolution(
          status: isServed ? .optimal : .infeasible, objective: isServed ? 0 : nil,
          bound: isServed ? 0 : .infinity, nodes: 0, values: isServed ? [] : nil, elapsedS: 0),
        isServed ? Routing(chains: context.networks.map { _ in [] }) : nil
      )
    }
    while true {
      let written = written()
      let solution = try solver.solve(written.program, options())
      guard let paths = written.paths(of: solution.values) else { return (solution, nil) }
      var wrong: Set<Int> = []
      var chains = context.networks.map { _ in [PlacedChain]() }
      for (demand, paths) in zip(served, paths) {
        let network = context.networks[demand]
        chains[demand] = paths.map { path in
          PlacedChain(
            sites: context.sites(of: path.map(\.choice), demand: demand),
            routes: network.routes.map { routes in path.map { routes[$0.choice] } } ?? [])
        }
        if paths.contains(where: { $0.count > network.mostHops }) || !context.areDisjoint(chains[demand]) {
          wrong.insert(demand)
        }
      }
      if wrong.isEmpty { return (solution, Routing(chains: chains)) }
      if context.routes == nil { layered.formUnion(wrong) } else { apart.formUnion(wrong) }
    }
  }
}
