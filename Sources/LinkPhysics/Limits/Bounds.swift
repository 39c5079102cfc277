/// What no plan on these hops could beat, with the hardware given and with any hardware.
public struct Bounds: Hashable, Sendable {
  /// PLOB capacity of the whole path without repeaters, bits per use of one mode.
  public var directCapacity: Double
  /// Capacity of the chain with ideal repeaters at these sites, bits per use of one mode on every hop.
  public var chainCapacity: Double
  /// Pairs/s that the slowest hop heralds when it never waits: min M p/T with M modes. No swap policy with perfect
  /// memories delivers more.
  public var heraldingRateHz: Double
  /// `chainCapacity` at each hop's own mode rate, min M C/T: bits/s that ideal repeaters would reach with these attempt
  /// rates.
  public var capacityAtModeRateHz: Double
  /// Attempts/s allowed by light if heralds had to travel to the station and back and everything else were free:
  /// min M/(herald delay), whatever the success probability.
  public var lightSpeedRateHz: Double
  /// Earliest time of a first pair in s: one heralding round trip of the slowest hop.
  public var earliestPairS: Double

  /// - Precondition: as many links as hops, at least one.
  public init(hops: [HopGeometry], links: [ElementaryLink], usesStation: Bool) {
    precondition(!hops.isEmpty && hops.count == links.count, "one link for each hop")
    directCapacity = plobCapacity(lossDb: hops.reduce(0) { $0 + $1.lossDb })
    chainCapacity = LinkPhysics.chainCapacity(hopLossesDb: hops.map(\.lossDb))!
    var herald = Double.infinity
    var capacity = Double.infinity
    var light = Double.infinity
    var earliest = 0.0
    for (hop, link) in zip(hops, links) {
      let modes = Double(link.modes)
      herald = min(herald, modes * link.successProbability / link.attemptPeriodS)
      capacity = min(capacity, modes * plobCapacity(lossDb: hop.lossDb) / link.attemptPeriodS)
      let roundTrip = 2 * (usesStation ? max(hop.leftDelayS, hop.rightDelayS) : hop.delayS)
      light = min(light, modes / roundTrip)
      earliest = max(earliest, roundTrip)
    }
    heraldingRateHz = herald
    capacityAtModeRateHz = capacity
    lightSpeedRateHz = light
    earliestPairS = earliest
  }
}
