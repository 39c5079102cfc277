/// Consecutive spans between two sites, with what light meets on the way.
public struct Route: Sendable, Hashable {
  /// Indices of the sites passed, both ends included: one more than `spans`.
  public var sites: [Int]
  /// Indices of the spans, in the order in which light passes them.
  public var spans: [Int]
  /// Fibre length in km from the first site to each site of `sites`; starts at 0.
  public var distanceKm: [Double]
  /// Loss in dB from the first site to each site of `sites`; starts at 0.
  public var lossDb: [Double]
  /// One-way travel time of light in s from the first site to each site of `sites`; starts at 0.
  public var delayS: [Double]
  /// What of the fibre up to each site of `sites` is special; starts at nothing.
  public var surroundings: [Surroundings]

  /// What of some length of fibre weather reaches and who measured its loss.
  public struct Surroundings: Sendable, Hashable {
    /// Aerial fibre in km.
    public var aerialKm = 0.0
    /// Fibre whose loss was measured as a whole, in km.
    public var measuredKm = 0.0
    /// Change of delay with temperature in s/K.
    public var thermalDelaySPerK = 0.0

    /// Buried fibre without a measured loss, of no length: all zero.
    public init() {}
  }

  /// Fibre length of the whole route in km.
  public var lengthKm: Double { distanceKm.last! }
  /// Loss of the whole route in dB, connectors and splices of its spans included; no equipment.
  public var totalLossDb: Double { lossDb.last! }
  /// One-way travel time of light over the whole route in s.
  public var totalDelayS: Double { delayS.last! }

  /// The route that starts at a site and follows spans.
  ///
  /// - Precondition: each span starts where the one before it ends.
  /// - Complexity: O(spans).
  public init(from start: Int, along spans: [Int], in network: FibreNetwork) {
    var sites = [start]
    var distance = [0.0]
    var loss = [0.0]
    var delay = [0.0]
    var surroundings = [Surroundings()]
    for index in spans {
      let span = network.spans[index]
      precondition(span.from == sites.last! || span.to == sites.last!, "spans of a route must join")
      sites.append(span.otherEnd(from: sites.last!))
      distance.append(distance.last! + span.lengthKm)
      loss.append(loss.last! + network.lossDb(ofSpan: index))
      delay.append(delay.last! + span.lengthKm * network.groupIndex(ofSpan: index) / speedOfLightKmPerS)
      var here = surroundings.last!
      if span.laying == .aerial { here.aerialKm += span.lengthKm }
      if span.measuredLossDb != nil { here.measuredKm += span.lengthKm }
      let fibre = network.specialClass(ofSpan: index) ?? .ordinary
      here.thermalDelaySPerK += span.lengthKm * fibre.thermalDelaySPerKmK
      surroundings.append(here)
    }
    self.sites = sites
    self.spans = spans
    distanceKm = distance
    lossDb = loss
    delayS = delay
    self.surroundings = surroundings
  }
}
