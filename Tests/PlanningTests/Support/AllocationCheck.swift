import FibreNetwork

@testable import Planning

extension Allocation {
  /// Checks an allocation against the map and the limits, without anything that found it; one sentence for each fault.
  func faults(against problem: AllocationProblem) -> [String] {
    var faults: [String] = []
    let network = problem.network
    var load: [Int: Int] = [:]
    if chains.count != problem.demands.count {
      return ["there are \(chains.count) demands with chains, \(problem.demands.count) were asked for"]
    }
    for (index, demand) in problem.demands.enumerated() {
      let name = "demand \(index + 1)"
      if chains[index].count != problem.disjointChains {
        faults.append("\(name) has \(chains[index].count) chains instead of \(problem.disjointChains)")
      }
      for chain in chains[index] {
        if chain.sites.first != demand.from || chain.sites.last != demand.to {
          faults.append("a chain of \(name) does not join its ends")
        }
        faults += Self.faults(of: chain, name, problem)
        for site in chain.repeaters { load[site, default: 0] += 1 }
      }
      faults += Self.sharing(among: chains[index], name, problem)
    }
    for (site, count) in load.sorted(by: { $0.key < $1.key }) {
      if let capacity = problem.siteCapacity, count > capacity {
        faults.append("\(count) chains pass \(network.sites[site].name), which has capacity \(capacity)")
      }
    }
    if load.keys.sorted() != repeaters { faults.append("the repeaters are not those of the chains") }
    let length = chains.joined().reduce(0) { $0 + $1.lengthKm }
    if abs(length - totalLengthKm) > 1e-6 * max(1, length) {
      faults.append("the chains are \(length) km long, not \(totalLengthKm) km")
    }
    if repeaters.count < repeaterBound {
      faults.append("\(repeaters.count) repeaters are fewer than the bound \(repeaterBound)")
    }
    if totalLengthKm < lengthBoundKm * (1 - 1e-6) - 1e-6 {
      faults.append("\(totalLengthKm) km is less than the bound \(lengthBoundKm) km")
    }
    return faults
  }

  private static func faults(of chain: Chain, _ name: String, _ problem: AllocationProblem) -> [String] {
    var faults: [String] = []
    let network = problem.network
    if Set(chain.sites).count != chain.sites.count { faults.append("a chain of \(name) visits a site twice") }
    if let most = problem.mostRepeaters, chain.repeaters.count > most {
      faults.append("a chain of \(name) has \(chain.repeaters.count) repeaters, more than \(most)")
    }
    for site in chain.repeaters where !problem.mayHostRepeater[site] {
      faults.append("no repeater may stand at \(network.sites[site].name)")
    }
    guard chain.routes.count == chain.sites.count - 1, chain.hopLengthsKm.count == chain.routes.count else {
      return faults + ["a chain of \(name) has not one route for each hop"]
    }
    for (hop, route) in chain.routes.enumerated() {
      var at = chain.sites[hop]
      var length = 0.0
      for span in route {
        guard network.spans.indices.contains(span),
          network.spans[span].from == at || network.spans[span].to == at
        else { return faults + ["a route of \(name) leaves the fibre at \(network.sites[at].name)"] }
        if network.spans[span].lengthSource == .unknown {
          faults.append("a route of \(name) uses a span of unknown length")
        }
        at = network.spans[span].otherEnd(from: at)
        length += network.spans[span].lengthKm
      }
      if at != chain.sites[hop + 1] { faults.append("a route of \(name) ends at \(network.sites[at].name)") }
      if abs(length - chain.hopLengthsKm[hop]) > 1e-9 * max(1, length) {
        faults.append("a hop of \(name) is \(length) km long, not \(chain.hopLengthsKm[hop]) km")
      }
      if length > problem.longestHopKm * (1 + 1e-9) {
        faults.append("a hop of \(name) is \(length) km long, more than \(problem.longestHopKm) km")
      }
    }
    return faults
  }

  /// What the chains of one demand share but may not.
  private static func sharing(among chains: [Chain], _ name: String, _ problem: AllocationProblem) -> [String]
  {
    var faults: [String] = []
    for (i, a) in chains.enumerated() {
      for b in chains[(i + 1)...] {
        if problem.disjointBy != .spans, a.repeaters.isEmpty, b.repeaters.isEmpty {
          faults.append("two chains of \(name) are direct hops")
        }
        if problem.disjointBy != .spans, !Set(a.repeaters).isDisjoint(with: b.repeaters) {
          faults.append("two chains of \(name) share a repeater")
        }
        if problem.disjointBy != .sites, !Set(a.routes.joined()).isDisjoint(with: b.routes.joined()) {
          faults.append("two chains of \(name) share a span")
        }
      }
    }
    return faults
  }
}
