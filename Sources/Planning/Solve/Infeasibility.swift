internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

extension Planner {
  /// Why no path of hops joins the ends.
  func outOfReach(_ graph: HopGraph) -> NoPlan {
    let names = (network.sites[request.from].name, network.sites[request.to].name)
    guard network.components().contains(where: { $0.contains(request.from) && $0.contains(request.to) })
    else {
      return NoPlan(
        reason: "no fibre on the map leads from \(names.0) to \(names.1)", remedies: [], isProved: true)
    }
    var remedies: [String] = []
    if let longest = graph.hops.map(\.route.lengthKm).max() {
      let reached = sitesReached(on: graph)
      let farthest = reached.compactMap { site in
        RouteTree(from: request.from, in: network).lengthKm(to: site).map { (site, $0) }
      }.max { $0.1 < $1.1 }
      if let farthest, reached.count > 1 {
        remedies.append(
          "hops that this hardware can use here are at most \(rounded(longest)) km long; from \(names.0) they lead as far as \(network.sites[farthest.0].name), \(rounded(farthest.1)) km"
        )
      } else {
        remedies.append("no hop that this hardware can use starts at \(names.0)")
      }
    } else {
      remedies.append(
        "no hop on this map can be used with \(hardware.label): with the places allowed for heralding stations none has a fidelity above 0.5"
      )
    }
    if let gap = bottleneck(),
      gap.dB > hardware.maximumHopLossDb || gap.km > request.limits.maximumHopKm ?? .infinity
    {
      let ends = "\(network.sites[gap.from].name) and \(network.sites[gap.to].name)"
      let reach =
        request.limits.maximumHopKm.map { "the longest hop allowed, \(rounded($0)) km" }
        ?? "what \(hardware.label) reaches, \(rounded(hardware.maximumHopLossDb)) dB with equal arms"
      remedies.append(
        "the \(rounded(gap.km)) km (\(rounded(gap.dB)) dB) between \(ends) exceed \(reach): a site that may host a repeater between them would help"
      )
    }
    if hardware.usesStation {
      remedies.append("candidate huts along the spans (--hut-spacing) shorten hops and even their arms")
    }
    return NoPlan(
      reason: "\(names.0) and \(names.1) are joined by fibre, but not by hops within reach",
      remedies: remedies,
      isProved: true)
  }

  /// Sites that hops lead to from the first end.
  private func sitesReached(on graph: HopGraph) -> Set<Int> {
    var reached: Set = [request.from]
    var stack = [request.from]
    while let site = stack.popLast() {
      for index in graph.hopsAtSite[site] {
        let next = graph.hops[index].from == site ? graph.hops[index].to : graph.hops[index].from
        if reached.insert(next).inserted, network.sites[next].mayHostRepeater { stack.append(next) }
      }
    }
    return reached
  }

  /// The hop that every path needs to be at least as lossy as: the bottleneck of the best path over candidate sites.
  func bottleneck() -> (from: Int, to: Int, km: Double, dB: Double)? {
    let isNode = Set(
      network.sites.indices.filter {
        network.sites[$0].mayHostRepeater || $0 == request.from || $0 == request.to
      })
    // Prim's tree from the source: the largest edge on the way to the target is the least possible.
    var worst: [Int: (dB: Double, edge: (from: Int, to: Int, km: Double, dB: Double)?)] = [
      request.from: (0, nil)
    ]
    var done: Set<Int> = []
    while let next = worst.filter({ !done.contains($0.key) }).min(by: {
      ($0.value.dB, $0.key) < ($1.value.dB, $1.key)
    }) {
      if next.key == request.to { return next.value.edge }
      done.insert(next.key)
      let tree = RouteTree(from: next.key, in: network)
      for site in tree.reached where isNode.contains(site) && !done.contains(site) {
        let dB = tree.lossDb(to: site)!
        if max(dB, next.value.dB) < worst[site]?.dB ?? .infinity {
          worst[site] =
            dB > next.value.dB
            ? (dB, (next.key, site, tree.lengthKm(to: site)!, dB)) : (next.value.dB, next.value.edge)
        }
      }
    }
    return nil
  }

  /// Why no plan keeps to the limits: each limit is lifted on its own, and what would then be possible is said.
  func explain(on graph: HopGraph, _ clock: SearchClock) -> NoPlan {
    if let stop = clock.stop {
      return NoPlan(
        reason: "the search ended (\(stop.rawValue)) before any plan within the limits was found",
        remedies: ["give it more time"], isProved: false)
    }
    let limits = request.limits
    let isProved = hardware.swap.successProbability == 1
    var remedies: [String] = []
    func best(_ objective: Objective, _ relaxed: Limits) -> SearchGoal.Figures? {
      let goal = SearchGoal(objective: objective, limits: relaxed)
      let clock = SearchClock(limitS: 3, cancellation: cancellation)
      return (try? solve(on: graph, goal: goal, clock: clock, progress: { _ in }))?.outcome.best?.figures
    }
    if let least = limits.minimumRateHz {
      var relaxed = limits
      relaxed.minimumRateHz = nil
      if let figures = best(.rate, relaxed) {
        remedies.append(
          "a minimum rate of \(significant(figures.rateHz)) instead of \(significant(least)) pairs/s: the best that the other limits allow (\(figures.hops - 1) repeaters)"
        )
      }
    }
    if let least = limits.minimumFidelity {
      var relaxed = limits
      relaxed.minimumFidelity = nil
      let most = best(.fidelity, relaxed)
      if let figures = most, figures.fidelity <= 0.5 {
        return NoPlan(
          reason:
            "no plan within the other limits delivers entangled pairs: the best fidelity with this hardware is \(significant(figures.fidelity)), not above 0.5",
          remedies: ["better memories, links or swaps; or a shorter way with fewer repeaters"],
          isProved: isProved)
      } else if let figures = most {
        remedies.append(
          "a minimum fidelity of \(significant(figures.fidelity)) instead of \(significant(least)): the best that the other limits allow"
        )
      }
    }
    if let least = limits.minimumKeyRateHz {
      var relaxed = limits
      relaxed.minimumKeyRateHz = nil
      if let figures = best(.keyRate, relaxed) {
        remedies.append(
          "a minimum key rate of \(significant(figures.keyRateHz)) instead of \(significant(least)) bit/s: the best that the other limits allow"
        )
      }
    }
    if limits.maximumRepeaters != nil || limits.maximumRepeatersPerChain != nil {
      var relaxed = limits
      relaxed.maximumRepeaters = nil
      relaxed.maximumRepeatersPerChain = nil
      if let figures = best(.repeaters, relaxed) {
        remedies.append("\(figures.hops - 1) repeaters: the fewest that the other limits allow")
      }
    }
    if let most = limits.maximumCost {
      var relaxed = limits
      relaxed.maximumCost = nil
      if let figures = best(.cost, relaxed) {
        remedies.append(
          "a cost of \(significant(figures.cost)) instead of \(significant(most)): the least that the other limits allow"
        )
      }
    }
    let reason =
      isProved
      ? "no plan keeps to all limits"
      : "no plan was found that keeps to all limits (not proved: swaps that fail are planned by candidates)"
    return NoPlan(
      reason: reason
        + (remedies.isEmpty
          ? ", and no single limit lifted makes one possible" : "; any one of these would do"),
      remedies: remedies, isProved: isProved)
  }
}
