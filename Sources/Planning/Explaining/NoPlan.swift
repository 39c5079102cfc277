/// Why no plan exists, and what would change that.
public struct NoPlan: Error, Sendable, Hashable {
  /// What stands in the way.
  public var obstacle: Obstacle
  /// What was tried and makes a plan possible within the other limits, the easiest to follow first.
  public var remedies: [Advice] = []
  /// Facts beside the reason.
  public var remarks: [Remark] = []
  /// Whether that is proved among everything in the scope; otherwise a limit of time or memory ended the search.
  public var isProved: Bool
  /// Among which routes.
  public var scope: Scope?
  /// Whether every chain that was looked at could be judged exactly.
  public var isJudged = true
  /// Whether the time sufficed to try everything that could help.
  public var isEverythingTried = true

  /// Creates a reason without remedies; it counts as proved only where no route is missing from the scope and
  /// every chain could be judged.
  public init(_ obstacle: Obstacle, isProved: Bool, scope: Scope? = nil, isJudged: Bool = true) {
    self.obstacle = obstacle
    self.isProved = isProved && scope?.hasEveryRoute ?? true && isJudged
    self.scope = scope
    self.isJudged = isJudged
  }

  /// A remedy, and what a plan with it delivers at least: the one that was found when it was tried.
  public struct Advice: Sendable, Hashable {
    /// What to change.
    public var remedy: Remedy
    /// Least rate of all chains with the change, in pairs/s.
    public var rateHz: Double
    /// Least fidelity of all chains with the change, 0 to 1.
    public var fidelity: Double
    /// Least key rate of all chains with the change, in secret bits/s.
    public var keyRateHz: Double
  }

  /// What hardware that cannot serve the ends does deliver.
  public enum Remark: Sendable, Hashable {
    /// The fastest chain found: its repeaters, mean time, fidelity of its links joined at once, after the errors of swaps,
    /// and as delivered; mean time of its slowest hop and the time in which a stored qubit decays, in s.
    case fastestChain(
      repeaters: Int, meanTimeS: Double, links: Double, swapped: Double, delivered: Double,
      slowestHopS: Double, coherenceS: Double)
    /// How far from the first end entangled pairs come, along good chains.
    case reach(site: Int, km: Double, rateHz: Double, fidelity: Double)
  }
}
