internal import GraphAlgorithms

/// Least-loss routes from one site to every site within reach (Dijkstra 1959).
///
/// Among routes of equal loss the shorter one is taken, then the one whose last step comes first in the map, so the
/// same map always gives the same routes. Spans of unknown length, which would count as no fibre, are never taken.
///
/// - Complexity: O((sites + spans) log sites) over the part of the map within reach.
public struct RouteTree: Sendable {
  /// The site from which all routes start.
  public let source: Int
  private let network: FibreNetwork
  private let arrivals: [Int: Arrival]
  /// Sites within reach, nearest (by loss) first; the source stands first.
  public let reached: [Int]

  private struct Arrival {
    var label: Label
    /// The span by which the route arrives; -1 at the source.
    var span: Int
  }

  private struct Label: Comparable {
    var lossDb: Double
    var lengthKm: Double

    static func < (a: Self, b: Self) -> Bool { (a.lossDb, a.lengthKm) < (b.lossDb, b.lengthKm) }
  }

  /// Follows all routes from a site up to a loss and a length.
  ///
  /// - Parameters:
  ///   - maximumLossDb: routes of more loss are not followed.
  ///   - maximumKm: routes of more length are not followed.
  ///   - avoiding: spans that may not be used.
  public init(
    from source: Int, in network: FibreNetwork, maximumLossDb: Double = .infinity,
    maximumKm: Double = .infinity, avoiding: Set<Int> = []
  ) {
    let paths = ShortestPaths(
      nodeCount: network.sites.count, from: source, label: Label(lossDb: 0, lengthKm: 0),
      arcs: { network.neighbours[$0] },
      step: { label, arc in
        let span = network.spans[arc.span]
        guard span.lengthSource != .unknown, !avoiding.contains(arc.span) else { return nil }
        let next = Label(
          lossDb: label.lossDb + network.lossDb(ofSpan: arc.span), lengthKm: label.lengthKm + span.lengthKm)
        return next.lossDb <= maximumLossDb && next.lengthKm <= maximumKm ? (arc.site, next) : nil
      })
    self.source = source
    self.network = network
    reached = paths.settled
    arrivals = Dictionary(
      uniqueKeysWithValues: paths.settled.map { site in
        (site, Arrival(label: paths.label(of: site)!, span: paths.arrivingArc(at: site)?.span ?? -1))
      })
  }

  /// The route from the source to a site; `nil` where the site is out of reach.
  ///
  /// - Complexity: O(spans of the route).
  public func route(to site: Int) -> Route? {
    guard arrivals[site] != nil else { return nil }
    var spans: [Int] = []
    var at = site
    while let span = arrivals[at]?.span, span >= 0 {
      spans.append(span)
      at = network.spans[span].otherEnd(from: at)
    }
    return Route(from: source, along: spans.reversed(), in: network)
  }

  /// Fibre length in km of the route to a site.
  public func lengthKm(to site: Int) -> Double? { arrivals[site]?.label.lengthKm }
  /// Loss in dB of the route to a site.
  public func lossDb(to site: Int) -> Double? { arrivals[site]?.label.lossDb }
}
