public import FibreNetwork

/// Why there is no plan. Demands, sites and spans are indices of the question and its map.
public enum Obstacle: Sendable, Hashable {
  /// Not all limits can be kept together.
  case limits
  /// At least so many limits have to give way together; 0 where a plan is missing even without all of them.
  case conflict(together: Int)
  /// No fibre leads from one end to the other.
  case noFibre(demand: Int)
  /// Hops that no plan can do without cannot be run.
  case outOfReach(demand: Int, [MissingHop])
  /// No hop at all can be run as fast as asked, however short.
  case nothingUsable(demand: Int)
  /// The ends of a demand are not joined by hops of the longest length; the gap to bridge, where one is known.
  case notConnected(demand: Int, gap: MissingHop? = nil)
  /// A demand needs more repeaters in a chain than allowed: at least so many.
  case tooManyRepeaters(demand: Int, needed: Int)
  /// All plans together need more repeaters than allowed: at least so many.
  case tooFewRepeaters(needed: Int)
  /// A demand has fewer disjoint chains than asked, each within the limits.
  case notDisjoint(demand: Int)
  /// All fibre between the ends runs through so few spans.
  case cut(demand: Int, spans: [Int])
  /// Each demand alone could be served, but not all together within the capacity of sites.
  case capacity
  /// No pair comes out entangled: the best fidelity that was found, and what none exceeds.
  case notEntangled(demand: Int, best: Double, bound: Double)
  /// No pair is good enough for a secret key: the best fidelity, and the key fraction there.
  case noKey(demand: Int, fidelity: Double, keyFraction: Double)
  /// Repeaters placed by distance leave a hop that the platform cannot bridge.
  case unusableHop(MissingHop)
  /// No method estimates a chain of so many hops with this platform.
  case noEstimate(hops: Int)
  /// A limit of time or memory ended the search before there was any plan; what no plan costs less than, where known.
  case stopped(Stop, least: Double?)
  case meaningless(Contradiction)
  /// A solution from elsewhere is no plan.
  case solution(file: String, SolutionFault)

  /// What contradicts itself whatever the map.
  public enum Contradiction: Sendable, Hashable {
    case sharedProtectionOfOneChain
    case sharedProtectionWithPrices
    case sharedProtectionByReach
    case utilityOfSeveralChains(Int)
    case utilityWithPrices
  }

  /// What is wrong with a solution that another solver found.
  public enum SolutionFault: Sendable, Hashable {
    case reachAlone
    case none(source: String, claim: String)
    case noPath
    case noProgram
    case breaksLimit(demand: Int, rateHz: Double, fidelity: Double, keyRateHz: Double)
    case overload(memories: Bool, site: Int, byFailure: Bool)
  }
}

/// A hop that a plan would need and that cannot be run as fast as asked.
public struct MissingHop: Sendable, Hashable {
  public enum Cause: Sendable, Hashable {
    /// Longer than the limit of so many km.
    case limit(km: Double)
    /// Farther than the so many km that the platform reaches along such fibre.
    case reach(km: Double)
    /// Within reach with equal arms, but no station site is near enough to the middle.
    case station(reachKm: Double)
  }

  public var from: Int
  public var to: Int
  public var route: Route
  public var cause: Cause

  public init(from: Int, to: Int, route: Route, cause: Cause) {
    self.from = from
    self.to = to
    self.route = route
    self.cause = cause
  }
}
