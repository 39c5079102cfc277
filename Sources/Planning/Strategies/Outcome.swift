internal import LinkPhysics
internal import Optimization

/// What a strategy comes back with: something found, with what is known of how good it is, or nothing, and whether that is
/// proved.
public enum Outcome<Found> {
  /// What was found carries its own proof.
  case found(Found)
  /// Nothing, proved or not, and what the search did.
  ///
  /// - Parameter bound: no plan is better than this, where anything is known.
  case none(Proof, SolveStatistics, bound: Double? = nil)

  /// What was found; `nil` for nothing.
  public var found: Found? { if case .found(let found) = self { found } else { nil } }
}

/// The chains that a strategy found for a question.
struct PlannedChains {
  /// [demand][chain]
  var chains: [[PlannedChain]]
  /// The objective as users know it, and what no plan is better than.
  var value: Double
  var bound: Double
  var proof: Proof
  var statistics: SolveStatistics
  /// How value and bound were found.
  var method: Method
  /// The last integer program.
  var model: MixedIntegerProgram?
  /// The next best chains of other sets of repeaters, best first, and whether none better is missing; of one pair of ends.
  var others: [PlannedChain] = []
  var areOthersProved = true

  /// The only chain.
  var chain: PlannedChain { chains[0][0] }
}

extension Outcome where Found == PlannedChains {
  var statistics: SolveStatistics {
    switch self {
    case .found(let found): found.statistics
    case .none(_, let statistics, _): statistics
    }
  }

  /// Whether it is proved that no plan is better, or that there is none.
  var isProved: Bool {
    switch self {
    case .found(let found): found.proof.isProof
    case .none(let proof, _, _): proof.isProof
    }
  }
}
