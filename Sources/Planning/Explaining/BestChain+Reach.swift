internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

extension BestChain {
  /// What the fastest chain delivers and where its fidelity goes, for hardware that cannot serve the ends.
  func whatStops(on graph: HopGraph, _ limits: Limits, _ budget: Budget) throws -> NoPlan.Remark? {
    let goal = SearchGoal(objective: .rate, limits: limits)
    guard
      let best = try solve(on: graph, goal: goal, budget: budget.share(ofS: 1)).found?.chain
    else { return nil }
    let (path, model) = (best.path, best.model)
    let links = path.reduce(BellDiagonalState.perfect) { $0 * model.option($1).link.state }
    let slowest = path.map { model.space.choices[$0].law.meanS }.max() ?? 0
    return .fastestChain(
      repeaters: path.count - 1, meanTimeS: best.figures.meanTimeS, links: links.fidelity,
      swapped: model.ceiling(path).fidelity, delivered: best.figures.fidelity, slowestHopS: slowest,
      coherenceS: coherenceS)
  }

  /// The shortest time in which a stored qubit decays.
  private var coherenceS: Double {
    let rate = max(hardware.memory.rateX, hardware.memory.rateY, hardware.memory.rateZ)
    return rate > 0 ? 1 / rate : .infinity
  }

  /// How far from the first end this hardware delivers entangled pairs on this map: by bisection over the sites that
  /// may host a repeater, nearest first. Good chains are tried, not all of them, so it may reach somewhat farther.
  func entangledReach(on graph: HopGraph, _ budget: Budget) throws -> NoPlan.Remark? {
    let tree = RouteTree(from: ends.from, in: network)
    let sites = tree.reached.filter {
      $0 != ends.from && $0 != ends.to && network.sites[$0].mayHostRepeater
    }.compactMap { site in tree.lengthKm(to: site).map { (site: site, km: $0) } }.sorted {
      ($0.km, $0.site) < ($1.km, $1.site)
    }
    func figures(_ index: Int) throws -> SearchGoal.Figures? {
      var near = self
      near.ends.to = sites[index].site
      near.question.limits.minimumRateHz = nil
      near.question.limits.minimumKeyRateHz = nil
      near.question.limits.minimumFidelity = 0.5
      let goal = SearchGoal(objective: .rate, limits: near.question.limits)
      return try near.solve(on: graph, goal: goal, budget: budget.share(ofS: 0.3), onlyStarts: true).found?
        .chain.figures
    }
    guard !sites.isEmpty, let first = try figures(0) else { return nil }
    var (low, high) = (0, sites.count)
    var best = first
    while high - low > 1, budget.stop == nil {
      let middle = (low + high) / 2
      if let found = try figures(middle) { (low, best) = (middle, found) } else { high = middle }
    }
    return .reach(
      site: sites[low].site, km: sites[low].km, rateHz: best.rateHz, fidelity: best.fidelity)
  }
}
