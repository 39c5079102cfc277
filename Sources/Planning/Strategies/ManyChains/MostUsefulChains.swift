internal import FibreNetwork
internal import Foundation
internal import HeapModule
internal import LinkPhysics
internal import Optimization

/// The largest geometric mean of the demands' secret-key rates (proportional fairness, Kelly 1997) within a budget.
///
/// Branch and bound over sites. In a node some sites are built, some are out; each demand gets its own best chain over
/// what is left of the budget as if the others needed nothing, which bounds the node from above and is solved with
/// proof by the single-pair search. Where those chains fit the budget and the sites together, they are the node's best
/// plan; else a site is built or left out, or one of the demands that crowd it keeps away from it.
final class MostUsefulChains {
  private struct Node: Comparable {
    var built: Set<Int> = []
    var out: Set<Int> = []
    /// For each demand, sites that it keeps away from.
    var away: [Set<Int>]
    /// For each demand, the most memories that it takes at sites where all demands together asked for too many.
    var memories: [[Int: Int]]
    /// Best chain of each demand, with the upper bound of what it can have.
    var chains: [(chain: PlannedChain, bound: Double)] = []
    var serial: Int

    /// Σ ln of the bounds of the key rates.
    var bound: Double { chains.reduce(0) { $0 + log($1.bound) } }

    static func < (a: Node, b: Node) -> Bool {
      let (x, y) = (a.bound, b.bound)
      return x == y ? a.serial > b.serial : x < y
    }
    static func == (a: Node, b: Node) -> Bool { a.serial == b.serial }
  }

  private let together: ManyChains
  private let graph: HopGraph
  /// Of the whole search; money is what chains may spend.
  private let budget: Budget
  private let limits: Limits
  private let demandCount: Int
  private var statistics = SolveStatistics()
  private var best: (score: Double, chains: [PlannedChain])?
  private var serial = 0
  /// Largest bound of the nodes that ended as plans.
  private var unresolved = -Double.infinity
  /// Whether every node that was left out has no plan for certain.
  private var isWhole = true

  init(together: ManyChains, budget: Budget) {
    self.together = together
    self.budget = budget
    limits = together.question.limits
    graph = together.graph(for: limits, budget)
    demandCount = together.demands.count
    statistics.hops = graph.hops.count
    statistics.solver = ""
  }

  private func price(_ site: Int) -> Double {
    limits.maximumCost != nil ? together.network.sites[site].cost : 1
  }

  /// What repeaters may cost in all; `nil` for no limit.
  private var money: Double? { limits.maximumCost ?? limits.maximumRepeaters.map(Double.init) }

  func solve() throws(SolverError) -> Outcome<PlannedChains> {
    var root = Node(
      away: Array(repeating: [], count: demandCount), memories: Array(repeating: [:], count: demandCount),
      serial: 0)
    let scope = together.question.scope(graph.routes)
    guard try solve(&root, from: nil) else {
      return none(isProof: isWhole && budget.stop == nil, budget.stop, scope)
    }
    var heap: Heap<Node> = [root]
    var stop: Stop?
    while let node = heap.popMax() {
      if let best, node.bound <= best.score + Tolerance.value { break }
      stop = budget.stop
      if stop != nil {
        heap.insert(node)
        break
      }
      report(node.bound)
      for child in try branches(of: node) where child.bound > (best?.score ?? -.infinity) + Tolerance.value {
        heap.insert(child)
      }
    }
    let bound = max(
      stop == nil ? -.infinity : heap.max?.bound ?? -.infinity, best?.score ?? -.infinity, unresolved)
    guard let best else { return none(isProof: stop == nil && isWhole, stop, scope) }
    let isProved = bound <= best.score + Tolerance.value && isWhole
    return .found(
      PlannedChains(
        chains: best.chains.map { [$0] }, value: mean(best.score),
        bound: isProved ? mean(best.score) : isWhole ? mean(bound) : .infinity,
        proof: isProved ? .optimal(scope) : .gap(stop ?? .timeLimit, scope), statistics: statistics,
        method: .mostUseful(nodes: serial + 1)))
  }

  private func none(isProof: Bool, _ stop: Stop?, _ scope: Scope) -> Outcome<PlannedChains> {
    .none(isProof ? .infeasible(.limits, scope) : .gap(stop ?? .timeLimit, scope), statistics)
  }

  private func mean(_ score: Double) -> Double { exp(score / Double(demandCount)) }

  private func report(_ bound: Double) {
    budget.report(value: best.map { mean($0.score) }, bound: mean(bound), statistics)
  }

  /// Gives every demand of a node its best chain; false where one has none.
  private func solve(_ node: inout Node, from parent: Node?) throws(SolverError) -> Bool {
    let spent = node.built.sorted().reduce(0.0) { $0 + price($1) }
    let left = money.map { $0 - spent }
    if let left, left < -Tolerance.value { return false }
    var chains: [(chain: PlannedChain, bound: Double)] = []
    for d in 0..<demandCount {
      let barred = node.out.union(node.away[d])
      if let old = parent?.chains[d] {
        let sites = old.chain.repeaters
        let rest = sites.filter { !node.built.contains($0) }.reduce(0.0) { $0 + price($1) }
        let fits = old.chain.use.memories.allSatisfy { use in
          use.count <= node.memories[d][use.site] ?? .max
        }
        if barred.isDisjoint(with: sites), rest <= (left ?? .infinity) + Tolerance.value, fits {
          chains.append(old)
          continue
        }
      }
      let own = try chain(
        of: d, built: node.built, barred: barred, memories: node.memories[d], left: left)
      guard let own else { return false }
      chains.append(own)
    }
    node.chains = chains
    return true
  }

  private func chain(
    of demand: Int, built: Set<Int>, barred: Set<Int>, memories: [Int: Int], left: Double?
  ) throws(SolverError) -> (chain: PlannedChain, bound: Double)? {
    var own = limits
    own.maximumRepeaters = nil
    own.maximumCost = left
    let network = together.network.replacingSites(
      together.network.sites.enumerated().map { index, site in
        var site = site
        site.mayHostRepeater = site.mayHostRepeater && !barred.contains(index)
        site.cost = built.contains(index) ? 0 : price(index)
        if let most = memories[index] { site.memories = min(site.memories ?? .max, most) }
        return site
      })
    var alone = together.alone(together.demands[demand], own, on: network)
    alone.question.objective = .keyRate
    let outcome = try alone.solve(
      on: graph, goal: SearchGoal(objective: .keyRate, limits: own), budget: budget.quietly)
    statistics.labels += outcome.statistics.labels
    statistics.exactEstimates += outcome.statistics.exactEstimates
    guard let found = outcome.found, found.chain.figures.keyRateHz > 0 else {
      // A search that ended early rules no node out for good.
      if !outcome.isProved { isWhole = false }
      return nil
    }
    let chain = found.chain
    return (chain, max(chain.figures.keyRateHz, found.bound))
  }

  /// Sites of a node's chains that hold too many, or too dear a set of sites; an empty answer for a plan.
  private func conflict(_ node: Node) -> (crowded: ManyChains.Overload?, unbuilt: [Int]) {
    let chains = node.chains.map { [$0.chain] }
    if let crowded = together.overloads(chains, limits).first { return (crowded, []) }
    guard let money else { return (nil, []) }
    let users = SiteUse(chains.map { $0.map(\.use) }, limits).sites.filter { $0.value.chains > 0 }
      .mapValues(\.chains)
    let spent = Set(users.keys).union(node.built).sorted().reduce(0.0) { $0 + price($1) }
    guard spent > money + Tolerance.value else { return (nil, []) }
    // Most shared first: building them decides most.
    let open = users.keys.filter { !node.built.contains($0) }
      .sorted { (-users[$0, default: 0], $0) < (-users[$1, default: 0], $1) }
    return (nil, open)
  }

  private func branches(of node: Node) throws(SolverError) -> [Node] {
    let (crowded, unbuilt) = conflict(node)
    var children: [Node] = []
    func add(_ edit: (inout Node) -> Void) throws(SolverError) {
      var child = node
      serial += 1
      child.serial = serial
      edit(&child)
      if try solve(&child, from: node) { children.append(child) }
    }
    if let crowded {
      for d in 0..<demandCount {
        guard let use = node.chains[d].chain.use.memories.first(where: { $0.site == crowded.site }) else {
          continue
        }
        switch crowded.resource {
        case .chains where use.swaps: try add { $0.away[d].insert(crowded.site) }
        case .chains: break
        // One of those that crowd a site has to do with less there, be it an end of its own.
        case .memories: try add { $0.memories[d][crowded.site] = use.count - 1 }
        }
      }
    } else if let site = unbuilt.first {
      try add { $0.built.insert(site) }
      try add { $0.out.insert(site) }
      if best == nil { try dive(node, unbuilt) }
    } else {
      take(node)
      // Chains that are not proved the best of their demand leave a gap, with nothing to branch on.
      unresolved = max(unresolved, node.bound)
    }
    return children
  }

  private func take(_ node: Node) {
    let score = node.chains.reduce(0.0) { $0 + log($1.chain.figures.keyRateHz) }
    if score > best?.score ?? -.infinity { best = (score, node.chains.map(\.chain)) }
  }

  /// A first plan: the most shared sites as far as the budget goes, nothing else.
  private func dive(_ node: Node, _ unbuilt: [Int]) throws(SolverError) {
    guard let money else { return }
    var trial = node
    var spent = node.built.sorted().reduce(0.0) { $0 + price($1) }
    for site in unbuilt where spent + price(site) <= money + Tolerance.value {
      spent += price(site)
      trial.built.insert(site)
    }
    trial.out = Set(together.network.sites.indices).subtracting(trial.built)
    if try solve(&trial, from: nil) {
      let left = conflict(trial)
      if left.crowded == nil, left.unbuilt.isEmpty { take(trial) }
    }
  }
}
