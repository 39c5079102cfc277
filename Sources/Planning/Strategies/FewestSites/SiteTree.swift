internal import Optimization

/// A linear relaxation in which some sites may be fixed open or closed.
protocol SiteProgram: AnyObject {
  /// Candidate sites of the map; elsewhere they go by their numbers in here.
  var sites: [Int] { get }
  /// Fixes a site open or closed; `nil` frees it.
  func fix(_ site: Int, _ value: Bool?) throws
  /// Values and reduced costs of the sites come first in the solution; its objective is a lower bound.
  ///
  /// - Parameter ceiling: with a bound above this, nothing more needs to be known.
  func solve(_ limits: SolveLimits, ceiling: Double) throws -> LinearProgram.Solution
  /// Rows that a point lacks.
  func violated(_ values: [Double], margin: Double, most: Int) -> [LinearRow]
  func add(_ rows: [LinearRow], after solution: LinearProgram.Solution) throws
  /// Adds the row: one of these sites of the map must open.
  func require(oneOf cut: [Int]) throws
}

extension SiteProgram {
  /// Of each site of the map.
  func openness(_ values: [Double], siteCount: Int) -> [Double] {
    var openness = Array(repeating: 0.0, count: siteCount)
    for (number, site) in sites.enumerated() { openness[site] = min(1, max(0, values[number])) }
    return openness
  }
}

/// What is to be done with open sites that satisfy all rows.
enum SiteVerdict {
  /// They serve all demands.
  case serves
  /// One of these must open as well.
  case lacks([Int])
  case undecided
}

/// Branch and cut over which sites are open.
///
/// Branches on a site by pseudo-costs that strong branching starts (Achterberg, Koch, Martin, "Branching rules revisited",
/// Operations Research Letters 33, 2005); follows one child until it ends, then goes on at the open node of the least
/// bound. Cuts hold everywhere and are kept.
struct SiteTree<Program: SiteProgram> {
  private struct Node {
    var fixed: [Int: Bool]
    var bound: Double
  }

  let relaxation: Program
  /// The number of repeaters that is to be beaten; asked again and again.
  let incumbent: () -> Int
  /// Told the sites of the map that are open.
  let judge: (_ open: [Int]) -> SiteVerdict
  /// Told the values of sites now and then, to look for plans along them.
  let guide: (_ values: [Double]) -> Void
  /// Told the bound whenever it rises.
  let raise: (Int) -> Void
  /// Sites tried at most before one is branched on.
  private let trials: Int
  private(set) var nodes = 0
  private var gains: [[(sum: Double, count: Int)]] = [[], []]

  init(
    _ relaxation: Program, trials: Int = 5, incumbent: @escaping () -> Int,
    judge: @escaping ([Int]) -> SiteVerdict,
    guide: @escaping ([Double]) -> Void, raise: @escaping (Int) -> Void
  ) {
    self.relaxation = relaxation
    self.trials = trials
    self.incumbent = incumbent
    self.judge = judge
    self.guide = guide
    self.raise = raise
    gains = Array(repeating: Array(repeating: (0, 0), count: relaxation.sites.count), count: 2)
  }

  /// Searches until all is decided or the limits end; returns the proved bound: the incumbent where all is decided.
  mutating func search(_ limits: SolveLimits) throws -> Int {
    var open = [Node(fixed: [:], bound: 0)]
    var undecided = Int.max
    var follow: Node?
    while true {
      let least = min(open.lazy.map(\.bound).min() ?? .infinity, follow?.bound ?? .infinity)
      let proved = min(least.isFinite ? Self.whole(least) : .max, undecided, incumbent())
      raise(proved)
      if limits.isOver { return proved }
      let node: Node
      if let next = follow {
        node = next
        follow = nil
      } else {
        open.removeAll { Self.whole($0.bound) >= incumbent() }
        guard let place = open.indices.min(by: { open[$0].bound < open[$1].bound }) else {
          return min(undecided, incumbent())
        }
        node = open.remove(at: place)
      }
      switch try explore(node, limits) {
      case .done: break
      case .stopped: return min(proved, Self.whole(node.bound))
      case .undecided(let bound): undecided = min(undecided, bound)
      case .children(let first, let second):
        follow = first
        if let second { open.append(second) }
      }
    }
  }

  /// Looks for a plan fast: opens the sites that are the most open, a few at a time, until all are decided.
  mutating func dive(_ limits: SolveLimits) throws {
    for site in relaxation.sites.indices { try relaxation.fix(site, nil) }
    defer { nodes += 1 }
    var rounds = 0
    while !limits.isOver {
      let solution = try relaxation.solve(limits, ceiling: Double(incumbent()) - 1 + 1e-6)
      guard solution.status == .optimal, Self.whole(solution.objective) < incumbent() else { return }
      let fractional = relaxation.sites.indices.filter {
        solution.values[$0] > 1e-6 && solution.values[$0] < 1 - 1e-6
      }
      rounds += 1
      if fractional.isEmpty || rounds % 3 != 0 {
        let cuts = relaxation.violated(solution.values, margin: fractional.isEmpty ? 1e-5 : 0.05, most: 100)
        if !cuts.isEmpty {
          try relaxation.add(cuts, after: solution)
          continue
        }
      }
      if fractional.isEmpty {
        let open = relaxation.sites.indices.filter { solution.values[$0] > 0.5 }.map { relaxation.sites[$0] }
        guard case .lacks(let cut) = judge(open), !cut.isEmpty else { return }
        try relaxation.require(oneOf: cut)
        continue
      }
      let ranked = fractional.sorted { (-solution.values[$0], $0) < (-solution.values[$1], $1) }
      for site in ranked.prefix(max(1, ranked.count / 8)) {
        try relaxation.fix(site, true)
      }
    }
  }

  private enum Explored {
    case done, stopped
    case undecided(Int)
    /// The one to follow, and the other one if there is one.
    case children(Node, Node?)
  }

  private static func whole(_ bound: Double) -> Int { Int((bound - 1e-6).rounded(.up)) }

  private mutating func explore(_ node: Node, _ limits: SolveLimits) throws -> Explored {
    nodes += 1
    for site in relaxation.sites.indices { try relaxation.fix(site, node.fixed[site]) }
    var rounds = 0
    var last = -Double.infinity
    var stalled = 0
    while true {
      let solution = try relaxation.solve(limits, ceiling: Double(incumbent()) - 1 + 1e-6)
      switch solution.status {
      case .optimal: break
      case .infeasible: return .done
      default: return .stopped
      }
      if Self.whole(solution.objective) >= incumbent() { return .done }
      if limits.isOver { return .stopped }
      let fractional = relaxation.sites.indices.filter {
        solution.values[$0] > 1e-6 && solution.values[$0] < 1 - 1e-6
      }
      stalled = solution.objective < last + 1e-3 ? stalled + 1 : 0
      last = solution.objective
      rounds += 1
      if fractional.isEmpty || stalled < 3 {
        let cuts = relaxation.violated(
          solution.values, margin: fractional.isEmpty ? 1e-5 : 0.02, most: 100)
        if !cuts.isEmpty {
          try relaxation.add(cuts, after: solution)
          continue
        }
      }
      guard fractional.isEmpty else {
        if nodes % 20 == 1 { guide(solution.values) }
        return try branch(node, solution, fractional, limits)
      }
      let sites = relaxation.sites.indices.filter { solution.values[$0] > 0.5 }.map { relaxation.sites[$0] }
      switch judge(sites) {
      case .serves: return .done
      case .undecided: return .undecided(Self.whole(solution.objective))
      case .lacks(let cut):
        if cut.isEmpty { return .done }
        try relaxation.require(oneOf: cut)
      }
    }
  }

  // MARK: - Branching

  private mutating func branch(
    _ node: Node, _ solution: LinearProgram.Solution, _ fractional: [Int], _ limits: SolveLimits
  ) throws -> Explored {
    var fixed = node.fixed
    // Reduced costs decide sites that no better allocation opens or closes.
    let allowance = Double(incumbent()) - 1 - solution.objective + 1e-6
    for site in relaxation.sites.indices where fixed[site] == nil {
      if solution.reducedCosts[site] > allowance { fixed[site] = false }
      if solution.reducedCosts[site] < -allowance { fixed[site] = true }
    }
    let values = solution.values
    let bound = solution.objective
    func score(_ site: Int) -> Double {
      let down = expected(site, 0) * values[site]
      let up = expected(site, 1) * (1 - values[site])
      return max(down, 1e-6) * max(up, 1e-6)
    }
    let ranked = fractional.map { (site: $0, score: score($0)) }
      .sorted { ($1.score, $0.site) < ($0.score, $1.site) }
    var best: (site: Int, score: Double, bounds: [Double])?
    var tried = 0
    for (site, score) in ranked {
      let isReliable = gains[0][site].count >= 2 && gains[1][site].count >= 2
      if isReliable || tried >= trials {
        if score > best?.score ?? -1 { best = (site, score, [bound, bound]) }
        if tried >= trials { break }
        continue
      }
      tried += 1
      var bounds = [bound, bound]
      for value in 0...1 {
        try relaxation.fix(site, value == 1)
        let trial = try relaxation.solve(limits, ceiling: Double(incumbent()) - 1 + 1e-6)
        switch trial.status {
        case .optimal: bounds[value] = max(bound, trial.objective)
        case .infeasible: bounds[value] = .infinity
        default: return .stopped
        }
        let change = value == 1 ? 1 - values[site] : values[site]
        if bounds[value].isFinite {
          gains[value][site].sum += (bounds[value] - bound) / change
          gains[value][site].count += 1
        }
      }
      try relaxation.fix(site, nil)
      let isDead = bounds.map { !$0.isFinite || Self.whole($0) >= incumbent() }
      if isDead[0] && isDead[1] { return .done }
      if isDead[0] || isDead[1] {
        // Only one value is left: no branching at all.
        fixed[site] = isDead[0]
        return .children(
          Node(fixed: fixed, bound: max(bound, isDead[0] ? bounds[1] : bounds[0])), nil)
      }
      let gained = max(bounds[0] - bound, 1e-6) * max(bounds[1] - bound, 1e-6)
      if gained > best?.score ?? -1 { best = (site, gained, bounds) }
    }
    guard let best else { return .stopped }
    let children = [false, true].map { value in
      var child = fixed
      child[best.site] = value
      return Node(fixed: child, bound: max(bound, best.bounds[value ? 1 : 0]))
    }
    return .children(children[1], children[0])
  }

  private func expected(_ site: Int, _ value: Int) -> Double {
    let (sum, count) = gains[value][site]
    if count > 0 { return sum / Double(count) }
    return 0.3
  }
}
