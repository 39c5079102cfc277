import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics

@testable import Planning

extension Enumeration {
  /// The best value that any plan has, `nil` where there is no plan.
  ///
  /// Chains of a demand differ in a way that `disjointBy` asks for; a value of several chains is the least of them.
  /// Counts of repeaters and costs are those of all sites that swap.
  func best(demands: [Demand], objective: Objective, limits: Limits) -> Double? {
    precondition(limits.protection == .dedicated && objective != .utility)
    let search = PlanSearch(self, demands, objective, limits)
    search.fill()
    return search.best.map { objective.isMinimised ? 0 - $0 : $0 }
  }

  /// The best value of a question.
  static func best(_ question: Question) -> Double? {
    Enumeration(question).best(
      demands: question.demands, objective: question.objective, limits: question.limits)
  }
}

/// Objective and limits of one chain, as a number to maximise.
struct ChainGoal {
  var objective: Objective
  var limits: Limits

  /// `nil` where a limit is broken; 0 where nothing of a chain's figures counts but its limits.
  func score(_ figures: Enumeration.Figures) -> Double? {
    // A limit met to twelve digits is met.
    let slack = 1e-12
    guard figures.rateHz > 0, figures.rateHz >= (limits.minimumRateHz ?? 0) * (1 - slack),
      figures.fidelity >= (limits.minimumFidelity ?? 0) - slack,
      figures.keyRateHz >= (limits.minimumKeyRateHz ?? 0) * (1 - slack)
    else { return nil }
    return switch objective {
    case .rate: figures.rateHz
    case .fidelity: figures.fidelity
    case .keyRate, .utility: figures.keyRateHz > 0 ? figures.keyRateHz : nil
    case .repeaters, .cost: 0
    }
  }
}

/// One search over all combinations of chains.
private final class PlanSearch {
  /// Chains that are alike in all that other chains and the map ask of them.
  private struct Group: Hashable {
    var repeaters: UInt128
    /// 0 where disjointness does not ask for spans.
    var spans: UInt128
    var memories: [Int: Int]
  }

  private struct Candidate {
    var group: Group
    /// The most promising first.
    var kinds: [(bound: Double, kind: Enumeration.Kind)]
    /// No chain of the group has a better score.
    var bound: Double
    /// Known once it is asked for.
    var score: Double??
    var cost: Double
  }

  /// A chain before it is estimated.
  private struct PossibleChain: Comparable {
    var bound: Double
    var rateHz: Double
    /// Empty where only lengths count.
    var links: [Enumeration.Link]

    static func < (a: Self, b: Self) -> Bool { (a.bound, a.rateHz) < (b.bound, b.rateHz) }
  }

  /// A candidate of a demand.
  private struct Place {
    var demand: Int
    var index: Int
  }

  private let all: Enumeration
  private let demandCount: Int
  private let limits: Limits
  private let goal: ChainGoal
  private var candidates: [[Candidate]] = []
  private(set) var best: Double?
  private var chainsAt: [Int]
  private var memoriesAt: [Int]

  init(_ all: Enumeration, _ demands: [Demand], _ objective: Objective, _ limits: Limits) {
    self.all = all
    self.limits = limits
    demandCount = demands.count
    goal = ChainGoal(objective: objective, limits: limits)
    chainsAt = all.network.sites.map { _ in 0 }
    memoriesAt = chainsAt
    let most = min(limits.maximumRepeaters ?? 63, limits.maximumRepeatersPerChain ?? 63)
    let isReachAlone =
      objective == .repeaters && limits.maximumHopKm != nil && limits.minimumRateHz == nil
      && limits.minimumFidelity == nil && limits.minimumKeyRateHz == nil && limits.maximumCost == nil
    let needsSpans = limits.disjointChains > 1 && limits.disjointBy != .sites
    candidates = demands.map { demand in
      let kinds = all.kinds(from: demand.from, to: demand.to, mostRepeaters: most, reachAlone: isReachAlone)
      return Dictionary(grouping: kinds) {
        Group(repeaters: $0.repeaters, spans: needsSpans ? $0.spans : 0, memories: $0.memories)
      }.compactMap { group, kinds -> Candidate? in
        let bounded = kinds.compactMap { kind in bound(kind).map { (bound: $0, kind: kind) } }
          .sorted { $0.bound > $1.bound }
        guard let best = bounded.first else { return nil }
        return Candidate(group: group, kinds: bounded, bound: best.bound, cost: cost(group.repeaters))
      }.sorted { a, b in
        let (few, more) = (a.group.repeaters.nonzeroBitCount, b.group.repeaters.nonzeroBitCount)
        return switch objective {
        case .cost: a.cost < b.cost
        case .repeaters: few < more
        default: a.bound > b.bound
        }
      }
    }
  }

  /// What no chain of a kind exceeds: the fastest and the best state of each hop; `nil` where that breaks a limit.
  private func bound(_ kind: Enumeration.Kind) -> Double? {
    guard !kind.hops.isEmpty else { return 0 }
    return goal.score(
      all.ceiling(
        kind.hops.map { links in
          var best = links[0]
          for link in links {
            best.meanS = min(best.meanS, link.meanS)
            best.presence = max(best.presence, link.presence)
            best.segment.state.x = max(best.segment.state.x, link.segment.state.x)
            best.segment.state.y = max(best.segment.state.y, link.segment.state.y)
            best.segment.state.z = max(best.segment.state.z, link.segment.state.z)
          }
          return best
        }))
  }

  /// All chains of a kind whose bounds keep to the limits and beat a score, the most promising first.
  private func chains(_ kind: Enumeration.Kind, above least: Double?) -> [PossibleChain] {
    guard !kind.hops.isEmpty else { return [PossibleChain(bound: 0, rateHz: 0, links: [])] }
    var found: [PossibleChain] = []
    func extend(_ links: [Enumeration.Link]) {
      if !links.isEmpty {
        // More hops only take away.
        let ceiling = all.ceiling(links)
        guard let bound = goal.score(ceiling), bound > least ?? -.infinity else { return }
        if links.count == kind.hops.count {
          found.append(PossibleChain(bound: bound, rateHz: ceiling.rateHz, links: links))
          return
        }
      }
      for link in kind.hops[links.count] { extend(links + [link]) }
    }
    extend([])
    return found.sorted(by: >)
  }

  /// The best score of a group's chains; `nil` where none keeps to the limits, or none beats the best plan so far.
  private func score(_ place: Place) -> Double? {
    if let known = candidates[place.demand][place.index].score { return known }
    var found: Double?
    kinds: for (bound, kind) in candidates[place.demand][place.index].kinds {
      // Only a plan that is better than the best counts, and that plan's chains all have better scores.
      let least = found ?? (goal.objective.isMinimised ? nil : best)
      if let least, bound <= least { break }
      for chain in chains(kind, above: least) {
        if let found, chain.bound <= found { break }
        let score = chain.links.isEmpty ? 0 : goal.score(all.figures(chain.links))
        if let score { found = max(found ?? -.infinity, score) }
        if found != nil, goal.objective.isMinimised { break kinds }
      }
    }
    candidates[place.demand][place.index].score = .some(found)
    return found
  }

  private func sites(_ set: UInt128) -> [Int] { all.network.sites.indices.filter { set & bit($0) != 0 } }

  private func cost(_ repeaters: UInt128) -> Double {
    sites(repeaters).reduce(0) { $0 + all.network.sites[$1].cost }
  }

  /// Whether two chains of one demand differ as they have to.
  private func areDisjoint(_ a: Group, _ b: Group) -> Bool {
    // Direct chains have no repeater to tell them apart: by sites they are one chain.
    let bySites = a.repeaters & b.repeaters == 0 && a.repeaters | b.repeaters != 0
    return switch limits.disjointBy {
    case .spans: a.spans & b.spans == 0
    case .sites: bySites
    case .both: bySites && a.spans & b.spans == 0
    }
  }

  func fill() { fill(demand: 0, chosen: [], of: [], used: 0) }

  /// Adds one chain after the other: those of a demand in the order of its candidates. Chains are estimated once a plan
  /// is complete.
  private func fill(demand: Int, chosen: [Place], of groups: [Group], used: UInt128) {
    if demand == demandCount { return judge(chosen, used) }
    if groups.count == limits.disjointChains {
      return fill(demand: demand + 1, chosen: chosen, of: [], used: used)
    }
    let start = groups.isEmpty ? 0 : chosen.last!.index + 1
    for index in candidates[demand].indices.dropFirst(start) {
      let candidate = candidates[demand][index]
      let group = candidate.group
      if !goal.objective.isMinimised, let best, candidate.bound <= best { break }
      if let known = candidate.score {
        guard let known, goal.objective.isMinimised || known > best ?? -.infinity else { continue }
      }
      guard groups.allSatisfy({ areDisjoint($0, group) }) else { continue }
      let together = used | group.repeaters
      if let most = limits.maximumRepeaters, together.nonzeroBitCount > most { continue }
      let price = cost(together)
      if let most = limits.maximumCost, price > most * (1 + 1e-12) { continue }
      if goal.objective == .repeaters, let best, -Double(together.nonzeroBitCount) <= best { continue }
      if goal.objective == .cost, let best, -price <= best { continue }

      for site in sites(group.repeaters) { chainsAt[site] += 1 }
      for (site, count) in group.memories { memoriesAt[site] += count }
      let fits =
        chainsAt.allSatisfy { $0 <= limits.maximumChainsPerSite ?? .max }
        && memoriesAt.indices.allSatisfy { memoriesAt[$0] <= all.network.sites[$0].memories ?? .max }
      if fits {
        fill(
          demand: demand, chosen: chosen + [Place(demand: demand, index: index)], of: groups + [group],
          used: together)
      }
      for site in sites(group.repeaters) { chainsAt[site] -= 1 }
      for (site, count) in group.memories { memoriesAt[site] -= count }
    }
  }

  /// Takes a plan that is complete where it is the best so far.
  private func judge(_ chosen: [Place], _ used: UInt128) {
    var worst = Double.infinity
    for place in chosen {
      guard let score = score(place) else { return }
      worst = min(worst, score)
    }
    let value: Double =
      switch goal.objective {
      case .repeaters: -Double(used.nonzeroBitCount)
      case .cost: -cost(used)
      default: worst
      }
    best = max(best ?? -.infinity, value)
  }
}
