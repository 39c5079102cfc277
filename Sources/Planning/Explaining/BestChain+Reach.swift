internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

extension BestChain {
  /// What the fastest chain delivers and where its fidelity goes, for hardware that cannot serve the ends.
  func whatStops(on graph: HopGraph, _ limits: Limits, _ budget: Budget) throws -> String? {
    let goal = SearchGoal(objective: .rate, limits: limits)
    guard
      let best = try solve(on: graph, goal: goal, budget: budget.another(ofS: 3)).found?.chain
    else { return nil }
    let (path, model) = (best.path, best.model)
    let links = path.reduce(BellDiagonalState.perfect) { $0 * model.option($1).link.state }
    let slowest = path.map { model.space.choices[$0].law.meanS }.max() ?? 0
    let repeaters = path.count == 2 ? "1 repeater" : "\(path.count - 1) repeaters"
    return
      "the fastest chain found, \(repeaters), brings a pair every \(significant(best.figures.meanTimeS)) s: its links joined at once would give F \(significant(links.fidelity)), the errors of swaps leave \(significant(model.ceiling(path).fidelity)), waiting for the slowest hop (\(significant(slowest)) s on average, memories hold \(coherence)) leaves \(significant(best.figures.fidelity))"
  }

  /// The shortest time in which a stored qubit decays, in words.
  private var coherence: String {
    let rate = max(hardware.memory.rateX, hardware.memory.rateY, hardware.memory.rateZ)
    return rate > 0 ? "\(significant(1 / rate)) s" : "for ever"
  }

  /// How far from the first end this hardware delivers entangled pairs on this map: by bisection over the sites that
  /// may host a repeater, nearest first. Good chains are tried, not all of them, so it may reach somewhat farther.
  func entangledReach(on graph: HopGraph, _ budget: Budget) throws -> String? {
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
      return try near.solve(on: graph, goal: goal, budget: budget.another(ofS: 1), onlyStarts: true).found?
        .chain.figures
    }
    guard !sites.isEmpty, let first = try figures(0) else { return nil }
    var (low, high) = (0, sites.count)
    var best = first
    while high - low > 1 {
      let middle = (low + high) / 2
      if let found = try figures(middle) { (low, best) = (middle, found) } else { high = middle }
    }
    return
      "from \(network.sites[ends.from].name) this hardware delivers entangled pairs as far as \(network.sites[sites[low].site].name), \(rounded(sites[low].km)) km: \(significant(best.rateHz)) pairs/s at fidelity \(significant(best.fidelity))"
  }
}
