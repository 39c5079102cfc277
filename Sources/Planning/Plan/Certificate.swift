/// How good the plan is, and how that is known.
public struct Certificate: Sendable, Hashable {
  /// Value of the objective: pairs/s, bit/s, fidelity, number of repeaters, or cost.
  public var value: Double
  /// No plan is better than this: an upper bound for rate, key rate and fidelity, a lower bound for repeaters and cost.
  public var bound: Double
  /// What is known, and among which plans.
  public var proof: Proof
  /// How the value and the bound were found.
  public var method: Method
  /// What the search did, for reports: no figure of the plan depends on it.
  public var statistics: SolveStatistics

  /// Creates a certificate from its parts; value and bound in the unit of the objective.
  public init(
    value: Double, bound: Double, proof: Proof, method: Method, statistics: SolveStatistics
  ) {
    self.value = value
    self.bound = bound
    self.proof = proof
    self.method = method
    self.statistics = statistics
  }

  /// Whether no plan is better, over every route, with chains run as the scope says.
  public var provedOptimal: Bool { proof.isProof && scope.hasEveryRoute }

  /// Why the search ended; `finished` where the proof is complete.
  public var stop: Stop { proof.stop }

  /// Among which plans the proof, or the bound, holds.
  public var scope: Scope { proof.scope }

  /// Whether nothing better is among the plans of the scope, which may lack routes.
  public var isBestOfScope: Bool { proof.isProof }

  /// |bound − value| / |value|; 0 when proved optimal.
  public var gap: Double { provedOptimal ? 0 : abs(bound - value) / max(abs(value), 1e-300) }
}

/// What the search did.
public struct SolveStatistics: Sendable, Hashable {
  /// Candidate hops on the map.
  public var hops = 0
  /// Those left after bounds removed the rest.
  public var hopsKept = 0
  /// Integer programs solved.
  public var ilpSolves = 0
  /// Variables of the largest program.
  public var ilpColumns = 0
  /// Rows of the largest program.
  public var ilpRows = 0
  /// Chains judged by an exact estimator.
  public var exactEstimates = 0
  /// Beginnings of chains that best-first search made; of plans by reach, subproblems of branch and bound.
  public var labels = 0
  /// Name and version of the solver of integer programs; empty where none was needed.
  public var solver = ""

  /// Creates statistics of a search that has not begun.
  public init() {}

  /// Adds up what another search did; sizes of programs and maps take the larger.
  mutating func add(_ other: SolveStatistics) {
    hops = max(hops, other.hops)
    hopsKept = max(hopsKept, other.hopsKept)
    ilpSolves += other.ilpSolves
    ilpColumns = max(ilpColumns, other.ilpColumns)
    ilpRows = max(ilpRows, other.ilpRows)
    exactEstimates += other.exactEstimates
    labels += other.labels
    if solver.isEmpty { solver = other.solver }
  }
}
