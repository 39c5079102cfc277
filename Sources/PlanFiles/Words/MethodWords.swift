internal import LinkPhysics
public import Planning
internal import SourceDocument

extension Plan {
  /// How value and bound were found, in words.
  public var methodWords: String {
    certificate.method.words(certificate.statistics)
  }
}

extension Method {
  func words(_ statistics: SolveStatistics) -> String {
    let estimates = statistics.exactEstimates
    let judged = "every chain judged by the exact estimator (\(estimates) estimates)"
    let solved = statistics.ilpSolves == 1 ? "once" : "\(statistics.ilpSolves) times"
    let sizes = "integer program of \(statistics.ilpColumns) columns and \(statistics.ilpRows) rows, "
    let oneByOne = "one chain after the other on sites that stand already; "
    let program =
      statistics.ilpSolves > 0
      ? sizes + "solved \(solved) by \(statistics.solver); \(judged)" : oneByOne + judged
    switch self {
    case .bestFirst:
      let first = statistics.ilpSolves > 0 ? sizes + "solved \(solved) by \(statistics.solver), then " : ""
      return first + "best-first search with a bound on every completion (\(statistics.labels) labels, "
        + "\(estimates) exact estimates)"
    case .nested(let bound):
      let trees =
        "nested policy, every swap tree up to \(SwapTrees.mostHopsForAll) hops, the balanced, the fastest and "
        + "that of most throughput beyond (\(estimates) chains judged exactly)"
      guard let bound else {
        return "search through all chains that a bound does not rule out; \(trees); "
          + "proved among nested plans that keep one pair a hop"
      }
      return "best of the shortest paths by raw rate and by mean time for each number of hops; \(trees). "
        + "Bound: \(bound.words)"
    case .program: return program
    case .oneByOne: return oneByOne + judged
    case .oneByOneAsAlone: return oneByOne + "one demand alone needs as much (best-first search)"
    case .oneByOneProved: return oneByOne + "no better plan: " + program
    case .oneByOneStopped: return "first plan, one chain after the other; bound from " + program
    case .sideBySide: return "every demand's own best chain, side by side"
    case .fairestAsAlone:
      return "no demand can have more alone (best-first search), and together they have as much; " + program
    case .fairest:
      return "bisection over the least value of every chain, closed by asking for the next larger one; "
        + program
    case .mostUseful(let nodes):
      return "branch and bound over sites (\(nodes) nodes); each node bounded by every demand's own best "
        + "chain, found by best-first search (\(statistics.labels) labels, \(estimates) exact estimates)"
    case .fewestSites(let found):
      return
        "fewest repeaters such that no hop is longer than \(oneDecimal(found.longestHopKm)) km: local search, "
        + "chains by column generation (\(found.columns) in \(found.rounds) rounds), branch and bound by "
        + "\(statistics.solver) (\(found.nodes) nodes); all chains together \(oneDecimal(found.lengthKm)) km long, "
        + (found.isShortest
          ? "the least with so many repeaters (proved)"
          : "at least \(oneDecimal(found.lengthBoundKm)) km with so many repeaters")
    case .otherSolver(let name, let claimsBound):
      return "solution of \(name), every chain judged by the exact estimator; "
        + (claimsBound
          ? "the bound holds if it is optimal for the program, as that solver claims" : "it claims no bound")
    case .stated(let words): return words
    }
  }
}

extension Method.NestedBound {
  fileprivate var words: String {
    switch self {
    case .throughput:
      "throughput of any policy and any memory with swaps that fail, which on-demand delivery does not reach"
    case .lastSwap: "mean time until every hop has a pair, over the probability of the last swap"
    }
  }
}

extension Estimator {
  /// Which estimator, with its numerical error, in words.
  public var words: String {
    let name =
      switch kind {
      case .exact(let name, let error): "\(name) (error below \(Numeral.significant(error)) of each)"
      case .closedForm: "closed form for exponential link times (relative error below 1e-9)"
      case .none: "no exact method"
      case .stated(let words): words
      }
    return presence < 1
      ? name
        + "; divided by the probability that every heralded pair is there, \(Numeral.significant(presence))"
      : name
  }
}
