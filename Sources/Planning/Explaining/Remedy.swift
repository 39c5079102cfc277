public import FibreNetwork

/// A change of a question that makes a plan possible.
public enum Remedy: Sendable, Hashable {
  /// Other limits than were asked for, together.
  case limits([Ask])
  /// Another number of modes.
  case modes(Int)
  /// Candidate huts along all spans of the map, in km.
  case huts(spacingKm: Double)
  /// Each hop with its own setting of the free knob.
  case perHopKnob
  /// Fewer disjoint chains of each demand.
  case disjoint(Int)
  /// More memories at some sites of the map.
  case memories([SiteMemories])
  /// Heralding stations at the middle of every hop: an idealisation.
  case midpoints
  /// A second fibre along a span.
  case secondFibre(span: Int)
  /// A better number of the platform.
  case hardware(Improved)

  /// A limit with the value that would do.
  public struct Ask: Sendable, Hashable {
    /// Which limit.
    public var kind: LimitKind
    /// What to ask instead, in the unit of the limit.
    public var value: Double
    /// What was asked.
    public var instead: Double
    /// Whether nothing better is possible within the other limits (proved).
    public var isBest: Bool
  }

  /// A site of the map that needs more memories.
  public struct SiteMemories: Sendable, Hashable {
    /// Index of the site.
    public var site: Int
    /// Memories that would do.
    public var needed: Int
    /// Memories that it has.
    public var instead: Int
  }

  /// One number of a platform, in the unit of its file.
  public struct Improved: Sendable, Hashable {
    /// Key of the platform file, e.g. `conversion_efficiency`.
    public var key: String
    /// Text form of the unit; `1` for a pure number.
    public var unit: String
    /// What would do.
    public var value: Double
    /// What the platform has.
    public var instead: Double
  }

  /// The question with the change, as whoever follows it would ask; `nil` where it has no meaning for the question.
  ///
  /// - Parameter huts: the map with huts of a spacing, sites of the map first.
  public func applied(
    to question: Question, huts: (Double) -> FibreNetwork?
  ) -> Question? {
    var changed = question
    switch self {
    case .limits(let asks): for ask in asks { ask.kind.ask(ask.value, of: &changed.limits) }
    case .modes(let count):
      guard let hardware = question.hardware.withModes?(count) else { return nil }
      changed.hardware = hardware
    case .huts(let spacing):
      guard let network = huts(spacing),
        // An end may itself be a hut, and then is elsewhere.
        question.demands.flatMap({ [$0.from, $0.to] }).allSatisfy({
          network.sites.indices.contains($0) && network.sites[$0].id == question.network.sites[$0].id
        })
      else { return nil }
      changed.network = network
    case .perHopKnob: changed.knob = .perHop
    case .disjoint(let count):
      changed.limits.disjointChains = count
      if count != 2 { changed.limits.protection = .dedicated }
    case .memories(let needs):
      var sites = question.network.sites
      for need in needs { sites[need.site].memories = need.needed }
      changed.network = question.network.replacingSites(sites)
    case .midpoints: changed.stationPlacement = .midpoint
    case .secondFibre(let span): changed.network = question.network.doubling(span: span)
    case .hardware(let improved):
      guard let improvement = question.hardware.improvements.first(where: { $0.key == improved.key }) else {
        return nil
      }
      changed.hardware = improvement.at(improved.value)
    }
    return changed
  }
}
