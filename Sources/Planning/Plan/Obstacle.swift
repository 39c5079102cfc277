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
  /// Chains of this hardware's hops are not planned, since its swaps do not multiply characters, and no single hop joins the ends
  /// within the limits.
  case singleHopsOnly(demand: Int)
  /// Repeaters placed by distance leave a hop that the platform cannot bridge.
  case unusableHop(MissingHop)
  /// No method estimates a chain of so many hops with this platform.
  case noEstimate(hops: Int)
  /// A limit of time or memory ended the search before there was any plan; what no plan costs less than, where known.
  case stopped(Stop, least: Double?)
  /// The question contradicts itself.
  case meaningless(Contradiction)
  /// A solution from elsewhere is no plan.
  case solution(file: String, SolutionFault)

  /// What contradicts itself whatever the map.
  public enum Contradiction: Sendable, Hashable {
    /// Shared protection is asked for with another number of chains than two for each demand.
    case sharedProtectionOfOneChain
    /// Shared protection with prices of memories or stations: what backups share has no price of its own.
    case sharedProtectionWithPrices
    /// Shared protection of repeaters that are placed by reach alone.
    case sharedProtectionByReach
    /// The objective `utility` with so many chains of each demand instead of one.
    case utilityOfSeveralChains(Int)
    /// The objective `utility` with prices of memories or stations: it counts the cost of sites alone.
    case utilityWithPrices
  }

  /// What is wrong with a solution that another solver found.
  public enum SolutionFault: Sendable, Hashable {
    /// Solutions are not read for questions of reach alone.
    case reachAlone
    /// The other solver, by its name, found none, and says so in its own words.
    case none(source: String, claim: String)
    /// Its values are not one path of hops for each chain that is asked for.
    case noPath
    /// The question has no integer program that another solver could have solved.
    case noProgram
    /// A chain breaks a limit when it is judged exactly, with these figures in pairs/s and bit/s: the program
    /// holds necessary conditions only.
    case breaksLimit(demand: Int, rateHz: Double, fidelity: Double, keyRateHz: Double)
    /// Chains, or the backups of one failure (`byFailure`), ask more of a site than it has: of its memories,
    /// or of the chains that may swap there.
    case overload(memories: Bool, site: Int, byFailure: Bool)
  }
}

/// A hop that a plan would need and that cannot be run as fast as asked.
public struct MissingHop: Sendable, Hashable {
  /// Why the hop cannot be run.
  public enum Cause: Sendable, Hashable {
    /// Longer than the limit of so many km.
    case limit(km: Double)
    /// Farther than the so many km that the platform reaches along such fibre.
    case reach(km: Double)
    /// Within reach with equal arms, but no station site is near enough to the middle.
    case station(reachKm: Double)
  }

  /// Index of the site where the hop would begin.
  public var from: Int
  /// Index of the site where it would end.
  public var to: Int
  /// The fibre that it would take.
  public var route: Route
  /// Why it cannot be run.
  public var cause: Cause

  /// Creates a missing hop from its parts; ends are indices of sites.
  public init(from: Int, to: Int, route: Route, cause: Cause) {
    self.from = from
    self.to = to
    self.route = route
    self.cause = cause
  }
}
