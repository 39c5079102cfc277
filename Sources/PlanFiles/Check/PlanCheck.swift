public import Planning
public import SourceDocument

/// What a check of a plan file found.
public struct PlanCheck: Sendable {
  /// The plan as the file states it.
  public var plan: Plan
  /// Everything that is wrong, each at its place in the file; empty for a sound plan.
  public var faults: [Diagnostic]
  /// What was worked out again and agrees.
  public var verified: [Verified]
  /// What the plan says that nothing was worked out again for.
  public var trusted: [Trust]
  /// SHA-256 of the plan's own map as a native topology file; `nil` where another map was given.
  public var mapDigest: String?

  /// Whether nothing is wrong; what is trusted stays unproved.
  public var isSound: Bool { faults.isEmpty }

  /// Parts of a plan that a check recomputes.
  public enum Verified: String, Sendable, CaseIterable {
    /// Each is a part of the plan file, recomputed from the map and the hardware.
    case map, routes, links, figures, physics, simulation, sites, value, words, analysis, alternatives
    /// By planning again.
    case optimality
  }

  /// Kinds of leaves of a plan file that a check takes as they stand.
  public enum Trust: String, Sendable, CaseIterable {
    /// Name of the map and the command.
    case names
    /// Objective, limits and settings; where figures follow from them, they do agree.
    case question
    /// Bound and proof; they agree with the value and with each other.
    case optimality
    /// Counts of the search, and its method in words.
    case statistics
    /// That no better alternative is missing.
    case alternatives
    /// Curves that take planning again: sweep and trade-off.
    case curves
    /// Rates after failures, with chains set up anew.
    case rerouting
    /// What one more of a resource brings.
    case additions
    /// Samples that are too many to draw again; what they say lies within their errors.
    case simulation
    /// The map itself, where only the plan has it.
    case map
  }
}

extension PlanCheck.Trust {
  /// The kind of a leaf; `nil` for one that is recomputed.
  ///
  /// - Parameters:
  ///   - keys: keys from the top of the document, without indices of lists, e.g. `demands.segments.loss_db`.
  ///   - isMapGiven: whether there is a map to compare the plan's own with.
  ///   - isSampledAgain: whether all simulations were run again.
  static func kind(of keys: String, isMapGiven: Bool, isSampledAgain: Bool) -> Self? {
    func isIn(_ part: String) -> Bool { keys == part || keys.hasPrefix(part + ".") }
    if isIn("map_name") || isIn("command") || isIn("program") || isIn("map_sha256") || isIn("platform_sha256")
    {
      return .names
    }
    if isIn("objective") || isIn("limits") || isIn("settings") { return .question }
    if isIn("certificate.statistics") || isIn("certificate.method") { return .statistics }
    if ["bound", "proved_optimal", "certificate.stop", "certificate.scope.routes"].contains(where: isIn) {
      return .optimality
    }
    // A list of alternatives may end earlier; each that is there is recomputed.
    if keys == "alternatives" || isIn("alternatives_proved") { return .alternatives }
    if ["analysis.sweep", "analysis.trade_off", "analysis.left_out"].contains(where: isIn) { return .curves }
    if isIn("analysis.failures.rate_after_rerouting_hz") { return .rerouting }
    if isIn("analysis.additions") { return .additions }
    if !isSampledAgain, keys.contains(".simulation.") { return .simulation }
    if !isMapGiven, isIn("map") { return .map }
    return nil
  }
}
