/// How a plan and its bound were found. Counts stand in `SolveStatistics`.
public enum Method: Sendable, Hashable {
  /// One chain: best-first search with a bound on every completion, after an integer program where one was solved.
  case bestFirst
  /// Swaps that fail: nested policy over swap trees.
  ///
  /// - Parameter bound: which bound is the best known; `nil` where every chain that a bound does not rule out was searched
  ///   through.
  case nested(bound: NestedBound?)
  /// Many chains: one integer program, every chain judged.
  case program
  /// One chain after the other on sites that stand already; every chain judged.
  case oneByOne
  /// The same, and one demand alone needs as much.
  case oneByOneAsAlone
  /// The same, and the program has no better plan.
  case oneByOneProved
  /// The same, stopped: the bound is the program's.
  case oneByOneStopped
  /// Every demand's own best chain, side by side.
  case sideBySide
  /// No demand can have more alone, and together they have as much.
  case fairestAsAlone
  /// Bisection over the least value of every chain.
  case fairest
  /// Branch and bound over sites; each node bounded by every demand's own best chain.
  case mostUseful(nodes: Int)
  /// Repeaters by reach alone.
  case fewestSites(FewestSites)
  /// Another solver's solution, judged by the exact estimator.
  case otherSolver(name: String, claimsBound: Bool)
  /// In the words of a plan file.
  case stated(String)

  /// What bounds chains whose swaps fail.
  public enum NestedBound: Sendable, Hashable {
    /// Throughput of any policy and any memory, which on-demand delivery does not reach.
    case throughput
    /// Mean time until every hop has a pair, over the probability of the last swap.
    case lastSwap
  }

  /// Local search, chains by column generation, branch and bound.
  public struct FewestSites: Sendable, Hashable {
    /// The longest fibre that a hop may have, in km.
    public var longestHopKm: Double
    /// Chains that column generation brought in.
    public var columns: Int
    /// Linear programs solved.
    public var rounds: Int
    /// Subproblems of branch and bound.
    public var nodes: Int
    /// Fibre of all chains together, in km.
    public var lengthKm: Double
    /// The least fibre that so many repeaters take, in km; 0 where it was not looked at.
    public var lengthBoundKm: Double
    /// Whether the two agree to one part in a million: no plan with as few repeaters is shorter.
    public var isShortest: Bool
  }
}

/// Which estimator gave a chain's figures.
public struct Estimator: Sendable, Hashable {
  /// What stands behind the figures.
  public enum Kind: Sendable, Hashable {
    /// An exact method of the simulator, by its name, with the relative error of each figure.
    case exact(String, error: Double)
    /// A closed form for exponential link times.
    case closedForm
    /// No exact method covers the chain.
    case none
    /// In the words of a plan file.
    case stated(String)
  }
  /// The method, with its error where it states one.
  public var kind: Kind
  /// Probability that every heralded pair is there, by which times are divided.
  public var presence: Double

  /// Attempts that an estimate may follow one by one before it goes over to a smooth tail; each result states its error.
  package static let attemptBudget = 1 << 18

  /// Creates an estimator of chains; `presence` is above 0 and at most 1.
  public init(_ kind: Kind, presence: Double = 1) {
    self.kind = kind
    self.presence = presence
  }
}
