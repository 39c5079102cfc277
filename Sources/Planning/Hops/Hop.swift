public import FibreNetwork
public import LinkPhysics

/// A candidate elementary link between two sites, over one fibre route, with everything it could be.
public struct Hop: Sendable, Hashable {
  /// Indices of the end sites; the route runs from `from` to `to`.
  public var from: Int
  public var to: Int
  public var route: Route
  /// What the hop can be: station place, free knob and modes; none is worse than another in both waiting time and state.
  public var options: [HopOption]

  public init(from: Int, to: Int, route: Route, options: [HopOption]) {
    self.from = from
    self.to = to
    self.route = route
    self.options = options
  }
}

/// One way to run a hop.
public struct HopOption: Sendable, Hashable {
  /// Position of the heralding station in the hop's route; `nil` where the scheme has none.
  public var stationIndex: Int?
  public var link: ElementaryLink

  public init(stationIndex: Int?, link: ElementaryLink) {
    self.stationIndex = stationIndex
    self.link = link
  }

  /// −ln of the probability that one attempt period passes without a pair, all modes together.
  ///
  /// Equals −M ln(1−p), exact for p down to 1e-300 and any number of modes.
  public var attemptHazard: Double { -Double(link.modes) * log1pExact(-link.successProbability) }

  /// Mean of the exponential time that bounds the waiting time from below: period / (−M ln(1−p)), in s (theory: G = ⌈X⌉).
  public var exponentialMeanS: Double { link.attemptPeriodS / attemptHazard }
}
