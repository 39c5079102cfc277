internal import Synchronization

/// Something that minimises mixed-integer linear programs.
public protocol MixedIntegerSolver: Sendable {
  /// Minimises a program; returns what was found and proved when it ends or is told to stop.
  ///
  /// Blocks the calling thread.
  ///
  /// - Throws: ``SolverError`` where the solve could not be done at all. Out of time, cancelled or infeasible
  ///   is a status of the solution, no error.
  @available(*, noasync)
  func solve(_ program: MixedIntegerProgram, _ options: SolveOptions) throws(SolverError)
    -> MixedIntegerSolution
}

extension MixedIntegerSolver {
  /// Minimises a program without limits.
  ///
  /// - Throws: ``SolverError`` where the solve could not be done at all.
  @available(*, noasync)
  public func solve(_ program: MixedIntegerProgram) throws(SolverError) -> MixedIntegerSolution {
    try solve(program, SolveOptions())
  }
}

/// Limits of a solve and what it asks and tells on the way.
public struct SolveOptions {
  /// Wall-clock seconds; `nil` for no limit.
  public var timeLimitS: Double?
  /// The search may stop when (objective - bound) / |objective| is at most this. 0: only with proof.
  public var relativeGap: Double
  /// Set it to stop the solve from anywhere (a signal handler's thread, another task).
  public var cancellation: Cancellation?
  /// A feasible point to start from; ignored by solvers that cannot use one.
  public var start: [Double]?
  /// Called now and then during the search, on the solving thread.
  public var progress: ((SolveProgress) -> Void)?
  /// Rows that exist but are too many to write down: called with points that satisfy all rows known so far; returns
  /// rows of the full model that the point violates, none if it violates none.
  ///
  /// Called at fractional points too (``LazyPoint/isInteger`` tells): rows for these are optional, they only raise the
  /// bound. At integer points a violated row must be returned, else the point is accepted. The same row may be asked
  /// for again in another part of the search tree: solvers keep rows for a subtree only.
  public var lazyRows: ((LazyPoint) -> [LinearRow])?
  /// The solver's own cutting planes; none by default.
  public var cuts: Cuts
  /// How the next variable to branch on is chosen.
  public var branching: Branching

  /// Cutting planes of the solver's own, for the whole search. All are valid with lazy rows.
  public struct Cuts: OptionSet, Sendable {
    /// One bit for each kind.
    public let rawValue: UInt8
    /// The kinds whose bits are set.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Gomory's mixed-integer cuts, from rows of the simplex tableau.
    public static let gomory = Cuts(rawValue: 1)
    /// Mixed-integer rounding cuts.
    public static let mixedIntegerRounding = Cuts(rawValue: 2)
    /// Cover cuts, of knapsack rows of binaries.
    public static let cover = Cuts(rawValue: 4)
    /// Clique cuts, of binaries of which at most one may be 1.
    public static let clique = Cuts(rawValue: 8)
  }

  /// How a search chooses the variable to branch on.
  public enum Branching: Sendable {
    /// The heuristic of Driebeck and Tomlin.
    case driebeckTomlin
    /// The variable whose fraction is nearest to ½.
    case mostFractional
    /// The variable with the largest pseudo-costs: what branching on it has raised the bound so far.
    case pseudocost
  }

  /// Creates options from their parts; by default a search without limits that ends with proof.
  public init(
    timeLimitS: Double? = nil, relativeGap: Double = 0, cancellation: Cancellation? = nil,
    start: [Double]? = nil,
    cuts: Cuts = [], branching: Branching = .driebeckTomlin, progress: ((SolveProgress) -> Void)? = nil,
    lazyRows: ((LazyPoint) -> [LinearRow])? = nil
  ) {
    self.timeLimitS = timeLimitS
    self.relativeGap = relativeGap
    self.cancellation = cancellation
    self.start = start
    self.cuts = cuts
    self.branching = branching
    self.progress = progress
    self.lazyRows = lazyRows
  }
}

/// A flag that ends solves: set once, from any thread.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)
  /// A flag that is not set.
  public init() {}
  /// Ends every solve that watches this flag; cannot be taken back.
  public func cancel() { flag.store(true, ordering: .relaxed) }
  /// Whether ``cancel()`` has been called.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// How far a search has come.
public struct SolveProgress: Sendable, Hashable {
  /// Objective of the best point so far.
  public var incumbent: Double?
  /// No point is better than this; -infinity while nothing is known.
  public var bound: Double
  /// Subproblems made so far, and those still open.
  public var nodes: Int
  /// Subproblems that are not settled yet.
  public var openNodes: Int
  /// Wall-clock seconds since the solve began.
  public var elapsedS: Double

  /// See ``MixedIntegerSolution/gap``.
  public var gap: Double? { incumbent.map { relativeGap(objective: $0, bound: bound) } }
}

/// A point at which lazy rows are asked for.
public struct LazyPoint {
  /// One value for each variable.
  public var values: [Double]
  /// Whether all integer variables are whole (within 1e-5): then the point is about to be accepted.
  public var isInteger: Bool
  /// Objective of the linear relaxation at this node.
  public var objective: Double
}

/// `lower` <= sum of coefficient x variable <= `upper`.
public struct LinearRow: Sendable {
  /// Least sum; -infinity where there is none.
  public var lower: Double
  /// Largest sum; +infinity where there is none.
  public var upper: Double
  /// Variables and their coefficients, each variable at most once.
  public var terms: [(variable: MixedIntegerProgram.Variable, coefficient: Double)]

  /// Creates a row from its parts; an infinite bound is no bound.
  public init(
    lower: Double = -.infinity, upper: Double = .infinity,
    terms: [(variable: MixedIntegerProgram.Variable, coefficient: Double)]
  ) {
    self.lower = lower
    self.upper = upper
    self.terms = terms
  }
}

/// What a solve found and proved.
public struct MixedIntegerSolution: Sendable {
  /// How a solve ended.
  public enum Status: Sendable, Hashable {
    /// `values` is feasible and no point is better, within the solver's tolerances.
    case optimal
    /// `values` is feasible; the search stopped before it was proved best: `bound` and `gap` tell how far it may be.
    case feasible(Stop)
    /// Proved: no point satisfies all rows and bounds.
    case infeasible
    /// Proved: the linear relaxation goes on to -infinity (the program is unbounded, or has no whole point at all).
    case unbounded
    /// Stopped before anything was found; `bound` may still say something.
    case unknown(Stop)
  }

  /// Why a search stopped before the proof.
  public enum Stop: Sendable, Hashable {
    /// `timeLimit`: out of time; `gap`: within `relativeGap`; `cancelled`: told to stop.
    case timeLimit, gap, cancelled
    /// The solver lost numerical control, or failed on an internal assertion; its words.
    case failure(String)
  }

  /// How the solve ended.
  public var status: Status
  /// Objective at `values`; `nil` without a point.
  public var objective: Double?
  /// No point is better than this: the objective where optimal, +infinity where infeasible, -infinity where unbounded
  /// or nothing is known.
  public var bound: Double
  /// Subproblems of the search.
  public var nodes: Int
  /// One value for each variable, integer variables exactly whole; `nil` without a point.
  public var values: [Double]?
  /// Wall-clock seconds of the solve.
  public var elapsedS: Double

  /// Creates a solution from its parts, for solvers of one's own.
  public init(
    status: Status, objective: Double?, bound: Double, nodes: Int, values: [Double]?, elapsedS: Double
  ) {
    self.status = status
    self.objective = objective
    self.bound = bound
    self.nodes = nodes
    self.values = values
    self.elapsedS = elapsedS
  }

  /// (objective - bound) / max(|objective|, |bound|): 0 with proof, at most 1 where both have one sign; `nil` without
  /// a point.
  public var gap: Double? { objective.map { relativeGap(objective: $0, bound: bound) } }

  /// Value of a variable in `values`; `nil` without a point.
  public func value(_ variable: MixedIntegerProgram.Variable) -> Double? { values?[variable.index] }
}

/// Distance of a bound from an objective, relative to the larger of the two; 0 where they meet.
func relativeGap(objective: Double, bound: Double) -> Double {
  if bound >= objective { return 0 }
  if bound == -.infinity { return .infinity }
  return (objective - bound) / max(abs(objective), abs(bound), .leastNormalMagnitude)
}

/// Why a solve could not be done at all.
public enum SolverError: Error, Sendable, CustomStringConvertible {
  /// The program itself is not usable: what ``MixedIntegerProgram/validate()`` found.
  case invalid(InvalidProgram)
  /// A lazy row is not usable: non-finite numbers, unknown or repeated variables.
  case invalidLazyRow(InvalidProgram)
  /// The starting point is not feasible; the largest violation.
  case startNotFeasible(violation: Double)
  /// The solver failed on an internal assertion or for lack of memory; its words.
  case failed(String)
  /// A solver object was used on a thread that is not the one that made it, or after a failure, or inside a callback.
  case misused(String)

  /// What went wrong, in one line for people.
  public var description: String {
    switch self {
    case .invalid(let fault): "invalid program: \(fault)"
    case .invalidLazyRow(let fault): "invalid lazy row: \(fault)"
    case .startNotFeasible(let violation): "the starting point breaks the program by \(violation)"
    case .failed(let words): "the solver failed: \(words)"
    case .misused(let words): words
    }
  }
}
