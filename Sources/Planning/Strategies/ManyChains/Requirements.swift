internal import FibreNetwork
internal import Foundation
internal import Optimization

/// The integer program of several chains within limits, with what judges its proposals.
///
/// Each chain meets the necessary mean-time and fidelity rows of its demand; its optimum is a lower bound of the cost; rows
/// learnt from chains that the exact estimator rejected close the gap.
struct Requirements {
  struct Part {
    /// With only the steps that a good enough chain can take.
    var space: ChainSpace
    /// 1 / minimum rate, in s.
    var ceilingS: Double
    var judge: ChainJudge
  }

  var program: ChainProgram
  let parts: [Part]
  let graph: HopGraph
  let room: ChainProgram.Room
  /// Whether the objective counts repeaters instead of adding up costs.
  let countsSites: Bool
  private let siteCost: [Double]

  /// `nil` where a demand has no chain even by bounds.
  init?(_ together: ManyChains, _ limits: Limits, _ budget: Budget) {
    let network = together.network
    // Where few spans part the ends, no program is needed to see that chains cannot be kept apart.
    if limits.disjointBy != .sites,
      together.demands.contains(where: {
        network.fewestSpansBetween($0.from, $0.to).count < limits.disjointChains
      })
    {
      return nil
    }
    let graph = together.graph(for: limits, budget)
    var own = limits
    own.maximumRepeaters = nil
    own.maximumCost = nil
    let ceiling = own.slowestS
    var parts: [Part] = []
    var costs: [CostToGo] = []
    for demand in together.demands {
      let strategy = together.alone(demand, own)
      guard let space = strategy.space(on: graph, limits: own, budget) else { return nil }
      let toGo = CostToGo(space)
      let reduced = ceiling.isFinite ? space.keepingStepsThatMeet(ceilingS: ceiling, toGo: toGo) : space
      guard !reduced.steps[space.source].isEmpty else { return nil }
      costs.append(toGo)
      parts.append(
        Part(
          space: reduced, ceilingS: ceiling,
          judge: ChainJudge(
            strategy: strategy, graph: graph, space: space,
            goal: SearchGoal(objective: .rate, limits: own), sharesSpans: limits.letChainsShareSpans,
            budget: budget)))
    }
    self.parts = parts
    self.graph = graph
    let countsSites = together.question.objective == .repeaters
    self.countsSites = countsSites
    let siteCost = network.sites.map(\.cost)
    self.siteCost = siteCost
    room = ChainProgram.Room(
      memories: network.sites.map(\.memories), chainsPerSite: limits.maximumChainsPerSite,
      protection: limits.protection)
    var program = ChainProgram(
      name: "requirements",
      demands: parts.map { part in
        ChainProgram.Demand(
          source: part.space.source, target: part.space.target,
          arcs: ChainProgram.arcs(part.space, withCost: !countsSites) { graph.hops[$0].spans },
          chains: limits.disjointChains, mostHops: part.space.maximumHops)
      },
      siteCost: { countsSites ? 1 : siteCost[$0] })
    program.addSites(passages: { _ in limits.disjointBy == .spans ? limits.disjointChains : 1 })
    if limits.disjointBy != .spans { program.addOneDirectHop() }
    for (d, part) in parts.enumerated() {
      program.addTimeLimit(ofDemand: d, part.space, costs[d], ceilingS: ceiling)
      if let least = own.minimumFidelity {
        program.addFidelity(ofDemand: d, atLeast: least, part.space, costs[d])
      }
      if limits.disjointBy != .sites { program.addSpans(ofDemand: d) }
    }
    program.addRoom(room)
    self.program = program
    if let most = limits.maximumRepeaters { self.program.addRepeaters(atMost: most) }
    if let most = limits.maximumCost { addCost("cost", atMost: most) }
  }

  private mutating func addCost(_ name: String, atMost most: Double) {
    let siteCost = siteCost
    program.addCost(name, atMost: most) { siteCost[$0] }
  }

  /// Leaves only plans whose repeaters (or cost, as the objective counts) are at most so many.
  mutating func limitObjective(_ most: Double) {
    guard countsSites else { return addCost("better", atMost: most) }
    program.addCost("better", atMost: most, siteCost: { _ in 1 }, withHops: false)
  }

  /// Adds what every chain of a demand needs alone, as the objective counts.
  mutating func require(_ least: Double, ofDemand d: Int) {
    let (countsSites, siteCost) = (countsSites, siteCost)
    program.require(
      least, ofDemand: d, siteCost: { countsSites ? 1 : siteCost[$0] }, withHops: !countsSites)
  }

  /// Chains of a solution, each judged: [demand][chain]. Those that fail are cut off.
  ///
  /// - Returns: `nil` where the values are no chains.
  mutating func judged(_ values: [Double]?) throws(SolverError) -> [[ChainJudge.Verdict]]? {
    guard let paths = program.paths(of: values) else { return nil }
    var verdicts: [[ChainJudge.Verdict]] = []
    for (d, chains) in paths.enumerated() {
      let part = parts[d]
      var own: [ChainJudge.Verdict] = []
      for arcs in chains {
        let path = arcs.map(\.choice)
        let verdict = try part.judge.verdict(on: path)
        own.append(verdict)
        guard verdict.chain == nil else { continue }
        if part.ceilingS.isFinite, part.space.meanTimeBound(path) > part.ceilingS {
          program.addPolymatroidCut(path, ofDemand: d, part.space, ceilingS: part.ceilingS)
        }
        program.exclude(arcs, ofDemand: d) { mine, other in
          let (a, b) = (part.space.choices[mine.choice], part.space.choices[other.choice])
          let isSame = verdict.coversRoutes ? mine.to == other.to : a.hop == b.hop
          return verdict.coversSettings && isSame && b.modes <= a.modes
        }
      }
      verdicts.append(own)
    }
    return verdicts
  }

  var exactEstimates: Int { parts.reduce(0) { $0 + $1.judge.estimates } }
}
