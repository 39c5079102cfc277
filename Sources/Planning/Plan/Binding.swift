internal import FibreNetwork

/// What limits the objective of a plan.
public enum Binding: Sendable {
  /// Of plans by reach alone.
  case longestHop(SegmentPlan, allowedKm: Double)
  /// Of one chain: the hop that waits longest for its pair.
  ///
  /// - Parameter repeaters: how many, where all that are allowed are used.
  case slowestHop(SegmentPlan, repeaters: Int?)
  /// Of many chains.
  case slowestChain(ChainPlan, leastRateHz: Double?)
}

extension Plan {
  /// Whether repeaters were placed by distance alone, without the platform's say.
  public var isByReachAlone: Bool {
    request.objective == .repeaters && request.limits.isReachAlone
  }

  /// What limits the objective; `nil` for a plan without chains.
  public var binding: Binding? {
    let chains = demands.flatMap(\.chains)
    let limits = request.limits
    if isByReachAlone {
      return Self.largest(chains.flatMap(\.segments)) { $0.route.lengthKm }.map {
        .longestHop($0, allowedKm: limits.maximumHopKm ?? .infinity)
      }
    }
    if demands.count == 1, limits.disjointChains == 1 {
      let segments = chains[0].segments
      let most = limits.mostRepeatersOfAChain.map { $0 == segments.count - 1 } ?? false
      return Self.largest(segments, by: \.meanTimeS).map {
        .slowestHop($0, repeaters: most ? segments.count - 1 : nil)
      }
    }
    return Self.largest(chains) { -$0.estimate.rateHz }.map {
      .slowestChain($0, leastRateHz: limits.minimumRateHz)
    }
  }

  /// The first of those that are largest but for rounding, so that every machine names the same.
  private static func largest<Item>(_ items: [Item], by measure: (Item) -> Double) -> Item? {
    guard let most = items.map(measure).max() else { return nil }
    return items.first { measure($0) >= most - 1e-9 * abs(most) }
  }
}
